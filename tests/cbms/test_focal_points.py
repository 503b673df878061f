"""Focal points: a new one ends the old one on the day before, and rights move at midnight in Kabul."""

from datetime import date, datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cbms.actions.focal_points import end_focal_point, name_focal_point
from cbms.actions.institutions import change_cbm, name_institution
from cbms.gaps import Missing, gaps
from cbms.models import Cbm, FocalInstitution, FocalPoint, RoleAssignment
from hoaip import grants, jobs
from hoaip.calendar import KABUL
from hoaip.models import AuditEntry, OutboxMessage
from hoaip.permissions import Permission
from meetings.models import Meeting, MeetingCbm

JULY = date(2026, 7, 1)
NEW = "/manage/focal-points/new/"


def name(cast, key="rev", **more):
    given = {"kind": "primary", "from_on": JULY, "reason": "Rotation", "by": cast.adm, **more}
    return name_focal_point(cast.cbms["dm"], user=cast.people[key], **given)


def may_edit(cast, *keys):
    for key in keys:
        grants.forget(cast.people[key])
    return [grants.can(cast.people[key], Permission.EDIT_MEETING, cast.cbms["dm"]) for key in keys]


def test_a_new_focal_point_ends_the_old_one_on_the_day_before(cast):
    name(cast, "fp_ct")

    old = FocalPoint.objects.get(user=cast.fp_dm, cbm__code="dm")
    assert old.until_on == date(2026, 6, 30)
    assert AuditEntry.objects.values("group").distinct().count() == 1
    assert FocalPoint.objects.get(user=cast.fp_dm_deputy).until_on is None


def test_rights_move_at_midnight_without_a_job(cast):
    with time_machine.travel(datetime(2026, 6, 10, 9, tzinfo=KABUL), tick=False):
        name(cast, "fp_ct")

    seen = []
    for instant in (datetime(2026, 6, 30, 23, 59, 59, tzinfo=KABUL), datetime(2026, 7, 1, tzinfo=KABUL)):
        with time_machine.travel(instant, tick=False):
            seen.append(may_edit(cast, "fp_dm", "fp_ct"))

    assert seen == [[True, False], [False, True]]


def test_a_first_day_of_today_counts_at_once(cast):
    with time_machine.travel(datetime(2026, 7, 1, 9, tzinfo=KABUL), tick=False):
        grants.sync_all()
        assert may_edit(cast, "fp_dm", "fp_ct") == [True, False]

        name(cast, "fp_ct")

        assert may_edit(cast, "fp_dm", "fp_ct") == [False, True]


def test_a_deputy_who_becomes_focal_point_is_no_deputy_any_more(cast):
    name(cast, "fp_dm_deputy")

    rows = FocalPoint.objects.filter(user=cast.fp_dm_deputy).order_by("from_on")
    assert [(row.kind, row.until_on) for row in rows] == [("deputy", date(2026, 6, 30)), ("primary", None)]


@pytest.mark.parametrize(
    ("key", "more", "field"),
    [
        ("fp_dm", {}, "user"),
        ("fp_dm", {"kind": "deputy"}, "user"),
        ("gone", {}, "user"),
        ("fp_ct", {"from_on": date(2020, 1, 1)}, "from_on"),
        ("fp_ct", {"until_on": date(2026, 6, 30)}, "until_on"),
        ("fp_ct", {"reason": ""}, "reason"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(cast, key, more, field):
    before = list(FocalPoint.objects.order_by("pk").values())

    with pytest.raises(ValidationError) as refusal:
        name(cast, key, **more)

    assert set(refusal.value.message_dict) == {field}
    assert list(FocalPoint.objects.order_by("pk").values()) == before


def test_the_database_refuses_two_primaries(cast):
    with pytest.raises(IntegrityError, match="cbms_focalpoint_one_primary"), transaction.atomic():
        FocalPoint.objects.create(cbm=cast.cbms["dm"], user=cast.rev, kind="primary", from_on=JULY)


def test_the_database_refuses_a_person_twice(cast):
    with pytest.raises(IntegrityError, match="cbms_focalpoint_person_once"), transaction.atomic():
        FocalPoint.objects.create(cbm=cast.cbms["dm"], user=cast.fp_dm, kind="deputy", from_on=JULY)


def test_ending_keeps_the_row(cast):
    row = FocalPoint.objects.get(user=cast.fp_dm, cbm__code="dm")

    end_focal_point(row, until_on=date(2020, 6, 30), reason="Moved", by=cast.adm)

    assert FocalPoint.objects.get(pk=row.pk).until_on == date(2020, 6, 30)
    assert may_edit(cast, "fp_dm") == [False]


def test_the_form_names_once_and_offers_active_accounts_alone(cast):
    adm = cast.client("adm")
    page = adm.get(NEW + "?cbm=dm").content.decode()
    asked = {
        "cbm": "dm",
        "user": str(cast.rev.uid),
        "kind": "primary",
        "from_on": "1405-04-10",
        "reason": "Rotation",
        "idempotency_key": "0123456789abcdef",
    }

    answers = [adm.post(NEW, asked), adm.post(NEW, asked)]

    assert str(cast.gone.uid) not in page
    assert [answer.status_code for answer in answers] == [302, 302]
    assert FocalPoint.objects.get(user=cast.rev).from_on == JULY
    assert adm.post(NEW, asked | {"user": str(cast.gone.uid), "idempotency_key": "f" * 16}).status_code == 422


def test_an_end_is_written_by_the_administrator_alone(cast):
    address = f"/manage/focal-points/{FocalPoint.objects.get(user=cast.fp_dm).uid}/end/"
    for key in ("fp_dm", "rev", "dir", "del_pk"):
        assert cast.client(key).get(address).status_code == 403
    assert cast.client("adm").get(address).status_code == 200


def test_an_institution_ends_the_one_before(cast):
    old = FocalInstitution.objects.create(cbm=cast.cbms["cn"], name_en="Interior", from_on=date(2012, 6, 14))

    name_institution(cast.cbms["cn"], names={"name_en": "Health"}, from_on=JULY, reason="Decree", by=cast.adm)

    old.refresh_from_db()
    assert old.until_on == date(2026, 6, 30)


def test_stale_names_of_a_cbm_come_back_with_both_texts(cast):
    cbm = cast.cbms["dm"]
    change_cbm(cbm, texts={"name_en": "Disaster Response"}, version=1, reason="x", by=cast.adm)

    page = cast.client("adm").post(
        "/manage/cbms/dm/", {"name_en": "Disaster Relief", "reason": "y", "version": "1", "objectives_en": ""}
    )

    text = page.content.decode()
    assert page.status_code == 409
    assert "Response" in text
    assert "Relief" in text
    assert Cbm.objects.get(code="dm").name_en == "Disaster Response"


def test_gaps_are_those_of_the_day(cast):
    RoleAssignment.objects.filter(cbm__code="tci").update(until_on=date(2026, 6, 30))
    FocalInstitution.objects.create(cbm=cast.cbms["cn"], name_en="Interior", from_on=date(2012, 6, 14))

    def lacking(day, missing):
        return [gap.cbm.code for gap in gaps(day) if gap.missing == missing]

    assert lacking(date(2026, 6, 30), Missing.LEAD) == ["cn", "ri", "ce"]
    assert lacking(JULY, Missing.LEAD) == ["cn", "tci", "ri", "ce"]
    assert lacking(JULY, Missing.FOCAL_POINT) == ["cn", "ce"]
    assert lacking(JULY, Missing.INSTITUTION) == ["ct", "dm", "tci", "ri", "ce"]


def test_what_a_cbm_lacks_waits_for_the_administrator_with_its_forms(cast):
    def waiting(key):
        page = cast.client(key).get("/").content.decode()
        return page[page.index("<main") : page.index('<aside class="thirds')]

    page = waiting("adm")

    assert "Nothing waits for you" not in page
    # One for each CBM, and one for all delegations whose accounts nobody manages.
    assert page.count("What is missing") == len({gap.cbm for gap in gaps(JULY)}) + 1
    assert "/manage/roles/new/?cbm=cn&amp;role=lead" in page
    assert "/manage/focal-points/new/?cbm=cn&amp;kind=primary" in page
    assert "/manage/institutions/new/?cbm=dm" in page
    assert [key for key in ("fp_dm", "rev", "dir", "del_pk") if "What is missing" in waiting(key)] == []


def test_a_gap_waits_since_the_day_it_opened(cast):
    RoleAssignment.objects.filter(cbm__code="tci").update(until_on=date(2026, 6, 30))

    found = {(gap.cbm.code, gap.missing): gap.since for gap in gaps(JULY)}

    assert found["tci", Missing.LEAD] == date(2026, 7, 1)
    assert found["cn", Missing.LEAD] == cast.cbms["cn"].founded_on


@pytest.mark.parametrize("closed", [0, 5])
def test_what_is_missing_is_one_statement(cast, django_assert_num_queries, closed):
    for code in ("ct", "cn", "dm", "tci", "ri")[:closed]:
        FocalInstitution.objects.create(cbm=cast.cbms[code], name_en="Interior", from_on=date(2012, 6, 14))

    with django_assert_num_queries(1):
        assert gaps(JULY)


def test_each_gap_leads_to_its_form_filled_in(cast):
    adm = cast.client("adm")
    page = adm.get("/manage/").content.decode()

    assert "/manage/roles/new/?cbm=cn&amp;role=lead" in page
    assert "/manage/focal-points/new/?cbm=cn&amp;kind=primary" in page
    form = adm.get("/manage/roles/new/?cbm=cn&role=lead").content.decode()
    assert '<option value="cn" selected>' in form
    assert '<option value="lead" selected>' in form


@pytest.mark.parametrize(
    "address",
    [
        "/manage/",
        "/manage/focal-points/",
        NEW,
        "/manage/institutions/",
        "/manage/institutions/new/",
        "/manage/cbms/dm/",
    ],
)
def test_screens_are_the_administrators(cast, address):
    assert cast.client("adm").get(address).status_code == 200
    assert [cast.client(key).get(address).status_code for key in ("fp_dm", "rev", "dir", "del_pk")] == [403] * 4
    assert cast.client().get(address).status_code == 302


def test_each_gap_is_mailed_once_and_again_when_it_opens_again(cast):
    FocalInstitution.objects.all().delete()

    first = jobs.run("report_gaps", datetime(2026, 6, 10, 6, tzinfo=KABUL))
    second = jobs.run("report_gaps", datetime(2026, 6, 11, 6, tzinfo=KABUL))
    RoleAssignment.objects.filter(cbm__code="tci").update(until_on=date(2026, 6, 11))
    third = jobs.run("report_gaps", datetime(2026, 6, 12, 6, tzinfo=KABUL))

    assert (first["changed"], first["queued"]) == ({"gaps_reported": 11}, 11)
    assert (second["changed"], second["queued"]) == ({"gaps_reported": 0}, 0)
    assert (third["changed"], third["queued"]) == ({"gaps_reported": 1}, 1)
    mail = OutboxMessage.objects.latest("pk")
    assert (mail.recipient, mail.subject) == (cast.adm, "Trade, Commerce and Investment has no lead")
    assert "12 June 2026" in mail.body
    assert "/manage/" in mail.body


def test_the_old_one_is_refused_on_edit_and_the_new_one_let_in(cast):
    meeting = Meeting.objects.create(
        process=cast.process,
        type="rtgm",
        state="held",
        starts_on=date(2026, 6, 2),
        ends_on=date(2026, 6, 2),
        created_by=cast.rev,
    )
    MeetingCbm.objects.create(meeting=meeting, cbm=cast.cbms["dm"])
    with time_machine.travel(datetime(2026, 6, 10, 9, tzinfo=KABUL), tick=False):
        name(cast, "fp_ct")

    seen = []
    for instant in (datetime(2026, 6, 30, 23, 59, tzinfo=KABUL), datetime(2026, 7, 1, tzinfo=KABUL)):
        with time_machine.travel(instant, tick=False):
            address = f"/meetings/{meeting.uid}/edit/"
            seen.append([cast.client(key).get(address).status_code for key in ("fp_dm", "fp_ct")])

    assert seen == [[200, 403], [403, 200]]
