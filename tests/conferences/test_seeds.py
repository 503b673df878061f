"""The reference data: what stands in the register after it, and that it never overwrites a person."""

import json
from collections import Counter
from copy import deepcopy
from datetime import date

import pytest
from django.core.management import call_command

from cbms.actions.roles import end_role
from cbms.models import Cbm, FocalInstitution, RoleAssignment
from conferences.models import Chair, Conference, Declaration
from conferences.seeds import reference, seed_reference
from hoaip import audit, grants
from hoaip.errors import Refused
from hoaip.models import (
    Appointment,
    AuditEntry,
    Event,
    EventAnchor,
    Membership,
    OutboxMessage,
    Process,
    Stakeholder,
    User,
)
from meetings.models import Attendance, DateChange, Meeting, MeetingCbm, RegisterNote, RoleDecision
from tests.seeded import enter_reference

FACTS = (
    Process,
    Stakeholder,
    Membership,
    Cbm,
    RoleAssignment,
    FocalInstitution,
    Meeting,
    RegisterNote,
    Conference,
    Chair,
    Declaration,
)


@pytest.fixture
def by(db):
    return User.objects.system()


@pytest.fixture
def seeded(db):
    enter_reference()


@pytest.fixture
def administrator(seeded):
    person = User.objects.create(email="adm@example.org", full_name="Administrator")
    process = Process.objects.get(slug="hoa-ip")
    Appointment.objects.create(process=process, user=person, role="administrator", from_on=date(2020, 1, 1))
    grants.sync_all()
    return person


def counts(day):
    rows = Membership.objects.as_of(day).filter(process__slug="hoa-ip").values_list("category", flat=True)
    return [list(rows).count(category) for category in ("participating", "supporting", "organization")]


def roles_of(code, day):
    rows = RoleAssignment.objects.as_of(day).filter(cbm__code=code).values_list("role", "stakeholder__code")
    found = {}
    for role, stakeholder in rows:
        found.setdefault(role, set()).add(stakeholder)
    return found


def test_memberships_count_for_a_day(seeded):
    assert counts(date(2012, 6, 14)) == [14, 16, 12]
    assert counts(date(2016, 12, 4)) == [14, 16, 12]
    assert counts(date(2026, 1, 1)) == [15, 16, 12]


def test_uzbekistan_is_counted_from_2017_and_disputed(seeded):
    row = Membership.objects.get(stakeholder__code="UZ")

    assert (row.from_on, row.from_basis, row.is_disputed) == (date(2017, 1, 1), "year", True)
    assert "2014 to 2017" in row.dispute_note


def test_the_european_union_is_an_organization(seeded):
    row = Membership.objects.get(stakeholder__code="EU")

    assert (row.category, row.from_on, row.from_basis) == ("organization", date(2011, 11, 2), "unknown")


def test_members_of_the_kabul_process_are_not_borrowed(seeded):
    assert Membership.objects.filter(process__slug="kabul-process").count() == 0


def test_six_cbms_in_their_order(seeded):
    rows = Cbm.objects.order_by("position").values_list("code", "founded_on")

    assert [code for code, _day in rows] == ["ct", "cn", "dm", "tci", "ri", "ce"]
    assert {day for _code, day in rows} == {date(2012, 6, 14)}


def test_leads(seeded):
    leads = {code: roles_of(code, date(2012, 6, 14))["lead"] for code in ("ct", "cn", "dm", "tci", "ri", "ce")}

    assert leads == {
        "ct": {"AF", "TR", "AE"},
        "cn": {"RU", "AZ"},
        "dm": {"PK", "KZ"},
        "tci": {"IN"},
        "ri": {"TM", "AZ"},
        "ce": {"IR"},
    }
    assert not RoleAssignment.objects.filter(role="co_lead").exists()


@pytest.mark.parametrize(
    ("day", "supporters"),
    [
        (date(2012, 9, 19), set()),
        (date(2012, 9, 20), {"PL"}),
        (date(2013, 9, 4), {"PL", "JP", "NO", "SE", "GB", "US", "EU", "NATO", "UNDP", "UNISDR", "UNOCHA"}),
    ],
)
def test_supporters_of_disaster_management_came_one_by_one(seeded, day, supporters):
    found = roles_of("dm", day)

    assert found.get("supporting", set()) == supporters
    assert found["participating"] == {"AF", "CN", "IN", "IR", "KG", "TR"}


def test_all_supporters_of_disaster_management_by_the_fourth_rtgm(seeded):
    assert len(roles_of("dm", date(2014, 5, 14))["supporting"]) == 14
    assert len(roles_of("dm", date(2015, 9, 8))["supporting"]) == 18


def test_poland_and_adpc_were_admitted_by_a_meeting(seeded):
    rows = RoleDecision.objects.values_list(
        "role__stakeholder__code", "role__from_on", "role__from_basis", "meeting__starts_on"
    )

    assert sorted(rows) == [
        ("ADPC", date(2014, 5, 14), "exact", date(2014, 5, 14)),
        ("PL", date(2012, 9, 20), "exact", date(2012, 9, 20)),
    ]


def test_disaster_management_held_by_year(seeded):
    held = list(MeetingCbm.objects.filter(cbm__code="dm", counts="held").values_list("starts_on", "counts_until"))

    per_year = [
        sum(date(year, 1, 1) <= first and last <= date(year, 12, 31) for first, last in held)
        for year in range(2012, 2019)
    ]
    assert per_year == [1, 1, 1, 1, 0, 0, 1]


def test_fifth_number_of_disaster_management_stays_reserved(seeded):
    note = RegisterNote.objects.get(reserved_ordinal=5)
    numbers = MeetingCbm.objects.filter(cbm__code="dm").order_by("ordinal").values_list("ordinal", flat=True)

    assert note.cbm.code == "dm"
    assert list(numbers) == [1, 2, 3, 4, 6]


def test_what_has_no_year_is_a_note(seeded):
    assert sorted(RegisterNote.objects.values_list("cbm__code", flat=True)) == ["dm", "ri", "ri"]


def test_only_rtgms_count(seeded):
    counting = MeetingCbm.objects.exclude(counts="").values_list("meeting__type", flat=True)
    others = Meeting.objects.filter(type="other").values_list("title_en", flat=True)

    assert set(counting) == {"rtgm"}
    assert {title.split(" ")[0] for title in others} == {
        "“Made",
        "Joint",
        "National",
        "Preparatory",
        "First",
        "Second",
    }


def test_a_date_known_to_the_year_is_the_whole_year(seeded):
    meeting = Meeting.objects.get(pairs__cbm__code="cn", date_precision="year")

    assert (meeting.starts_on, meeting.ends_on) == (date(2017, 1, 1), date(2017, 12, 31))


def test_attendance_has_the_roles_of_that_day(seeded):
    rows = Attendance.objects.filter(meeting__pairs__cbm__code="dm", meeting__pairs__ordinal=3)
    capacity = dict(rows.values_list("stakeholder__code", "capacity"))

    assert (capacity["PK"], capacity["TR"], capacity["PL"], capacity["ADPC"]) == (
        "lead",
        "participating",
        "supporting",
        "supporting",
    )
    assert len(capacity) == 17


def test_conferences(seeded):
    rows = Conference.objects.order_by("ordinal").select_related("meeting__host")

    assert [(row.ordinal, row.meeting.starts_on.year, row.meeting.city) for row in rows] == [
        (1, 2011, "Istanbul"),
        (2, 2012, "Kabul"),
        (3, 2013, "Almaty"),
        (4, 2014, "Beijing"),
        (5, 2015, "Islamabad"),
        (6, 2016, "Amritsar"),
        (7, 2017, "Baku"),
        (8, 2019, "Istanbul"),
        (9, 2021, "Dushanbe"),
    ]
    assert set(rows[8].co_chairs.values_list("code", flat=True)) == {"AF", "TJ"}
    assert {row.meeting.type for row in rows} == {"mc"}


def test_every_fact_is_unconfirmed_and_says_where_from(seeded):
    for model in FACTS:
        rows = model.objects.all()
        assert rows.exists(), model
        assert not rows.exclude(is_imported=True, confirmed_at=None).exists(), model
        assert not rows.filter(source="", source_note="").exists(), model


def test_names_in_three_languages(seeded):
    countries = Stakeholder.objects.filter(kind="country")

    assert countries.filter(name_fa="").count() == countries.filter(name_ps="").count() == 0
    assert Stakeholder.objects.get(code="KZ").name_fa == "قزاقستان"


def test_twice_changes_nothing(by):
    seed_reference(reference(), by=by)
    entries, events = AuditEntry.objects.count(), Event.objects.count()

    again = seed_reference(reference(), by=by)

    assert again.written == 0
    assert (AuditEntry.objects.count(), Event.objects.count()) == (entries, events)


def test_one_group_of_the_audit_and_no_mail(by):
    seed_reference(reference(), by=by)

    entries = AuditEntry.objects.all()

    assert entries.values("group").distinct().count() == 1
    assert set(entries.values_list("actor_uid", flat=True)) == {by.uid}
    assert audit.verify()["ok"]
    assert OutboxMessage.objects.count() == 0


def test_a_corrected_source_is_taken_over(seeded, by):
    data = deepcopy(reference())
    meeting = next(entry for entry in data["meetings"] if entry["key"] == "dm-4")
    meeting["city"] = "Lahore"
    meeting["attendance"].remove("WB")
    version = Meeting.objects.get(city="Islamabad", starts_on=date(2015, 9, 8)).version

    tally = seed_reference(data, by=by)

    stored = Meeting.objects.get(pairs__cbm__code="dm", pairs__ordinal=4)
    assert tally.kinds["meetings"]["changed"] == tally.written == 1
    assert (stored.city, stored.version) == ("Lahore", version + 1)
    assert not stored.attendance.filter(stakeholder__code="WB").exists()
    assert Event.objects.filter(object_uid=stored.uid).count() == 1


def test_what_a_person_confirmed_is_kept(seeded, by):
    meeting = Meeting.objects.get(pairs__cbm__code="dm", pairs__ordinal=4)
    meeting.confirmed_by, meeting.confirmed_at = by, meeting.created_at
    meeting.city = "Rawalpindi"
    meeting.save()

    tally = seed_reference(reference(), by=by)

    meeting.refresh_from_db()
    assert (meeting.city, tally.kinds["meetings"]["kept"], tally.written) == ("Rawalpindi", 1, 0)


def test_what_the_audit_knows_a_person_changed_is_kept(seeded, by, administrator):
    role = RoleAssignment.objects.get(cbm__code="dm", stakeholder__code="KZ")
    end_role(role, until_on=date(2026, 6, 30), reason="Decided at the RTGM.", by=administrator)
    RoleAssignment.objects.filter(pk=role.pk).update(is_imported=True)

    tally = seed_reference(reference(), by=by)

    role.refresh_from_db()
    assert (role.until_on, tally.kinds["roles"]["kept"], tally.written) == (date(2026, 6, 30), 1, 0)


def test_what_a_person_entered_before_is_kept(by):
    Stakeholder.objects.create(kind="country", code="KZ", slug="kazakhstan", name_en="Republic of Kazakhstan")

    tally = seed_reference(reference(), by=by)

    assert tally.kinds["stakeholders"]["kept"] == 1
    assert Stakeholder.objects.get(code="KZ").name_en == "Republic of Kazakhstan"
    assert "KZ" in roles_of("dm", date(2012, 6, 14))["lead"]


def test_a_person_cannot_import(administrator):
    with pytest.raises(Refused):
        seed_reference(reference(), by=administrator)


def test_command_prints_one_document(db, capsys):
    call_command("seed_reference", "--json")

    document = json.loads(capsys.readouterr().out)
    assert document["conferences"] == {"created": 9, "changed": 0, "same": 0, "kept": 0}


def test_every_known_meeting_of_officials_and_ambassadors(seeded):
    rows = Meeting.objects.filter(type__in=["som", "am"]).order_by("starts_on")

    assert [(row.type, row.starts_on.isoformat(), row.date_precision, row.city) for row in rows] == [
        ("som", "2013-04-25", "day", "Almaty"),
        ("som", "2014-01-17", "day", "New Delhi"),
        ("som", "2014-07-10", "day", "Beijing"),
        ("som", "2015-04-27", "day", "Islamabad"),
        ("som", "2015-09-27", "day", "New York"),
        ("som", "2015-12-08", "day", "Islamabad"),
        ("som", "2016-04-26", "day", "New Delhi"),
        ("som", "2016-12-03", "day", "Amritsar"),
        ("som", "2017-03-17", "day", "Baku"),
        ("som", "2017-09-01", "month", "New York"),
        ("som", "2017-11-30", "day", "Baku"),
        ("am", "2019-11-05", "day", "Kabul"),
        ("som", "2020-08-25", "day", ""),
        ("som", "2021-03-29", "day", "Dushanbe"),
    ]
    disputed = Meeting.objects.filter(type="som", is_disputed=True).order_by("starts_on")
    assert [row.starts_on.year for row in disputed] == [2013, 2015]
    kabul = Meeting.objects.filter(process__slug="kabul-process").order_by("starts_on")
    assert [(row.ordinal, row.starts_on.isoformat(), row.is_disputed) for row in kabul] == [
        (1, "2017-06-06", True),
        (2, "2018-02-28", False),
    ]


def test_who_chaired_from_which_conference_to_which(seeded):
    rows = Chair.objects.select_related("stakeholder", "from_conference", "until_conference").order_by("from_on", "pk")

    assert [
        (
            row.stakeholder.code,
            row.standing,
            row.from_conference and row.from_conference.ordinal,
            row.until_conference and row.until_conference.ordinal,
        )
        for row in rows
    ] == [
        ("AF", "permanent", None, None),
        ("TR", "co_chair", 1, 2),
        ("KZ", "co_chair", 2, 3),
        ("CN", "co_chair", 3, 4),
        ("PK", "co_chair", 4, 5),
        ("IN", "co_chair", 5, 6),
        ("AZ", "co_chair", 6, 7),
        ("AF", "chair", None, None),
        ("TR", "co_chair", 7, 8),
        ("TJ", "co_chair", 8, 9),
    ]
    afghanistan = rows[0]
    assert (afghanistan.is_disputed, afghanistan.from_basis) == (True, "attested")
    assert "permanent co-chair" in afghanistan.dispute_note
    assert "hoa.gov.af" in afghanistan.source


def test_conferences_that_moved_keep_their_first_date(seeded):
    rows = DateChange.objects.order_by("starts_on").values_list(
        "meeting__ordinal", "starts_on", "date_precision", "reason"
    )

    assert list(rows) == [
        (4, date(2014, 8, 29), "day", "First announced for Tianjin; it was moved to Beijing and postponed."),
        (9, date(2020, 1, 1), "year", "Delayed by the pandemic."),
    ]


def test_history_is_told_from_the_launch_on_on_the_day_of_each_fact(seeded):
    kinds = Counter(Event.objects.values_list("kind", flat=True))
    first = Event.objects.order_by("on", "pk").first()

    assert kinds == {
        "membership.start": Membership.objects.count(),
        "role.start": RoleAssignment.objects.count(),
        "institution.start": FocalInstitution.objects.count(),
        "meeting.held": Meeting.objects.count(),
        "conference.declared": 9,
        "declaration.sealed": 11,
        "contribution.arrive": 1,
        "chair.start": 10,
        "chair.end": 8,
    }
    assert first.on == date(2011, 11, 2)
    meeting = Meeting.objects.get(pairs__cbm__code="dm", pairs__ordinal=4)
    names = set(Event.objects.get(object_uid=meeting.uid).anchors.values_list("name", flat=True))
    assert {"cbm:dm", "process:hoa-ip", "stakeholder:pakistan", "stakeholder:wb", f"meeting:{meeting.uid}"} <= names
    poland = RoleAssignment.objects.get(cbm__code="dm", stakeholder__code="PL")
    decided = Meeting.objects.get(pairs__cbm__code="dm", pairs__ordinal=1)
    assert Event.objects.get(object_uid=poland.uid).anchors.filter(name=f"meeting:{decided.uid}").exists()


def test_what_came_in_before_it_was_told_is_told_with_the_next_import(seeded, by):
    standing = Event.objects.count()
    EventAnchor.objects.all().delete()
    Event.objects.all().delete()

    again = seed_reference(reference(), by=by)

    assert again.written == 0
    assert Event.objects.count() == standing
