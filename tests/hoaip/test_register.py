"""The administrator's register: names, memberships, and what cannot be deleted because it is in use."""

from datetime import date, datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from hoaip import grants
from hoaip.calendar import KABUL
from hoaip.models import AuditEntry, Membership, Stakeholder
from hoaip.permissions import Role
from hoaip.register.actions import add_membership, delete_stakeholder, end_membership, uses_of
from meetings.models import Attendance, Meeting, Outcome

JULY = date(2026, 7, 1)
STAKEHOLDERS = "/manage/stakeholders/"
KEY = {"idempotency_key": "0123456789abcdef"}


def new(**changes):
    return {"kind": "country", "slug": "uzbekistan", "code": "uz", "name_en": "Uzbekistan", **KEY} | changes


def names_of(stakeholder, **changes):
    """The edit form of a stakeholder as a browser sends it back."""
    columns = ("code", "name_en", "name_fa", "name_ps", "official_name_en", "sort_key", "scope", "version")
    return {name: getattr(stakeholder, name) for name in columns} | changes


def test_a_stakeholder_is_entered_once(cast):
    adm = cast.client("adm")

    answers = [adm.post(f"{STAKEHOLDERS}new/", new()) for _twice in range(2)]

    assert [answer["Location"] for answer in answers] == ["/manage/stakeholders/uzbekistan/edit/"] * 2
    entered = Stakeholder.objects.get(slug="uzbekistan")
    assert (entered.code, entered.kind, entered.is_confirmed) == ("UZ", "country", True)
    assert list(AuditEntry.objects.values_list("action", flat=True)) == ["stakeholder.create"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"slug": "pakistan"}, "slug"),
        ({"slug": "Uz bekistan"}, "slug"),
        ({"code": "pk"}, "code"),
        ({"code": "UZB"}, "code"),
        ({"name_en": " "}, "name_en"),
        ({"name_en": "Uz\x00bekistan"}, "name_en"),
        ({"scope": "regional"}, "scope"),
        ({"kind": "planet"}, "kind"),
    ],
)
def test_bad_input_is_a_sentence_at_its_field(cast, changes, field):
    before = Stakeholder.objects.count()

    page = cast.client("adm").post(f"{STAKEHOLDERS}new/", new(**changes))

    assert page.status_code == 422
    assert f'id="id_{field}_error"' in page.content.decode()
    assert Stakeholder.objects.count() == before
    assert not AuditEntry.objects.exists()


def test_names_change_and_move_in_the_order(cast):
    turkey = cast.stakeholders["TR"]
    adm = cast.client("adm")

    answer = adm.post(f"{STAKEHOLDERS}turkey/edit/", names_of(turkey, name_en="Türkiye", sort_key="A first", **KEY))

    assert answer.status_code == 302
    turkey.refresh_from_db()
    assert (turkey.name_en, turkey.slug, turkey.version) == ("Türkiye", "turkey", 2)
    listed = adm.get(STAKEHOLDERS).content.decode()
    assert listed.index("Türkiye") < listed.index("Afghanistan") or listed.index("Türkiye") < listed.index("Australia")
    assert AuditEntry.objects.get().changes["name_en"] == ["Turkey (Türkiye)", "Türkiye"]


def test_stale_names_come_back_with_both_texts(cast):
    turkey = cast.stakeholders["TR"]
    typed = names_of(turkey, name_en="Turkiye typed")
    Stakeholder.objects.filter(pk=turkey.pk).update(name_en="Turkey stored", version=2)

    page = cast.client("adm").post(f"{STAKEHOLDERS}turkey/edit/", typed)

    text = page.content.decode()
    assert page.status_code == 409
    assert "stored" in text
    assert "typed" in text
    assert 'name="version" value="2"' in text
    assert Stakeholder.objects.get(pk=turkey.pk).name_en == "Turkey stored"


def test_what_is_in_use_is_not_deleted_and_says_what_uses_it(cast):
    meeting = Meeting.objects.create(
        process=cast.process,
        type="som",
        state="held",
        title_en="SOM in Baku",
        starts_on=date(2017, 3, 17),
        ends_on=date(2017, 3, 17),
        host=cast.stakeholders["PL"],
        created_by=cast.rev,
    )
    Attendance.objects.create(meeting=meeting, stakeholder=cast.stakeholders["PL"], answer="present")
    outcome = Outcome.objects.create(meeting=meeting, number=1, kind="action", text="Report on floods")
    outcome.owners.add(cast.stakeholders["PL"])

    page = cast.client("adm").post(f"{STAKEHOLDERS}poland/delete/", KEY)

    text = page.content.decode()
    assert page.status_code == 409
    assert Stakeholder.objects.filter(slug="poland").exists()
    assert not AuditEntry.objects.exists()
    assert {use.label for use in uses_of(cast.stakeholders["PL"])} == {
        "cbms.roleassignment.stakeholder",
        "hoaip.membership.stakeholder",
        "hoaip.delegate.stakeholder",
        "meetings.attendance.stakeholder",
        "meetings.meeting.host",
        "meetings.outcome.owners",
    }
    assert f"/meetings/{meeting.uid}/" in text
    assert "/cbms/dm/history/" in text
    assert "Sample del_pl" in text


def test_what_nothing_uses_is_deleted_and_stays_in_the_history(cast):
    adm = cast.client("adm")
    adm.post(f"{STAKEHOLDERS}new/", new())
    assert "Nothing uses it" in adm.get(f"{STAKEHOLDERS}uzbekistan/delete/").content.decode()

    answer = adm.post(f"{STAKEHOLDERS}uzbekistan/delete/", {"idempotency_key": "f" * 16, "reason": "Typed twice."})

    assert answer.status_code == 302
    assert not Stakeholder.objects.filter(slug="uzbekistan").exists()
    entry = AuditEntry.objects.get(action="stakeholder.delete", object_name="Uzbekistan")
    assert (entry.reason, entry.actor_uid) == ("Typed twice.", cast.adm.uid)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 2001])
def test_nothing_is_deleted_without_a_reason(cast, reason):
    adm = cast.client("adm")
    adm.post(f"{STAKEHOLDERS}new/", new())

    answer = adm.post(f"{STAKEHOLDERS}uzbekistan/delete/", {"idempotency_key": "f" * 16, "reason": reason})

    assert answer.status_code == 422
    assert 'id="id_reason_error"' in answer.content.decode()
    assert Stakeholder.objects.filter(slug="uzbekistan").exists()
    with pytest.raises(ValidationError):
        delete_stakeholder(Stakeholder.objects.get(slug="uzbekistan"), reason=" ", by=cast.adm)
    assert not AuditEntry.objects.filter(action="stakeholder.delete").exists()


def test_a_membership_gives_and_takes_the_rights_of_a_participant(cast):
    australia, delegate = cast.stakeholders["AU"], cast.people["del_au"]
    row = Membership.objects.get(stakeholder=australia)
    with time_machine.travel(datetime(2026, 6, 10, tzinfo=KABUL), tick=False):
        end_membership(row, until_on=date(2026, 6, 30), reason="Left", by=cast.adm)

    seen = []
    for instant in (datetime(2026, 6, 30, 23, 59, tzinfo=KABUL), datetime(2026, 7, 1, tzinfo=KABUL)):
        with time_machine.travel(instant, tick=False):
            grants.forget(delegate)
            seen.append(Role.PARTICIPANT in grants.holdings(delegate).on(cast.process))
    assert seen == [True, False]
    assert Membership.objects.get(pk=row.pk).until_on == date(2026, 6, 30)


@pytest.mark.parametrize(
    ("code", "changes", "field"),
    [
        ("AU", {}, "stakeholder"),
        ("ADPC", {"category": "participating", "from_on": JULY}, "category"),
        ("IR", {"category": "organization"}, "category"),
        ("IR", {"until_on": date(2026, 6, 30)}, "until_on"),
        ("IR", {"from_on": date(2010, 1, 1)}, "from_on"),
        ("IR", {"reason": " "}, "reason"),
    ],
)
def test_a_membership_that_cannot_be_is_refused_at_its_field(cast, code, changes, field):
    given = {"category": "supporting", "from_on": JULY, "reason": "Joined"} | changes

    with pytest.raises(ValidationError) as refusal:
        add_membership(cast.process, stakeholder=cast.stakeholders[code], by=cast.adm, **given)

    assert set(refusal.value.message_dict) == {field}
    assert not AuditEntry.objects.exists()


def test_the_database_refuses_overlapping_memberships(cast):
    with pytest.raises(IntegrityError, match="hoaip_membership_no_overlap"), transaction.atomic():
        Membership.objects.create(
            process=cast.process,
            stakeholder=cast.stakeholders["AU"],
            stakeholder_kind="country",
            category="supporting",
            from_on=JULY,
        )


def test_a_membership_is_written_from_its_form(cast):
    adm = cast.client("adm")
    adm.post(f"{STAKEHOLDERS}new/", new())
    asked = {
        "process": "hoa-ip",
        "stakeholder": "uzbekistan",
        "category": "participating",
        "from_on": "2017-01-01",
        "reason": "Joined in 2017",
    }

    answer = adm.post("/manage/memberships/new/", asked)

    assert answer["Location"] == "/manage/stakeholders/uzbekistan/edit/"
    assert Membership.objects.get(stakeholder__slug="uzbekistan").from_on == date(2017, 1, 1)
    refused = adm.post("/manage/memberships/new/", asked)
    assert refused.status_code == 422
    assert "already belongs to the process" in refused.content.decode()


@pytest.mark.parametrize("address", [STAKEHOLDERS, f"{STAKEHOLDERS}new/", f"{STAKEHOLDERS}turkey/edit/"])
def test_screens_are_the_administrators(cast, address):
    assert cast.client("adm").get(address).status_code == 200
    assert [cast.client(key).get(address).status_code for key in ("fp_dm", "rev", "dir", "del_pk")] == [403] * 4
    assert cast.client().get(address).status_code == 302


@pytest.mark.parametrize("many", [1, 30])
def test_the_list_asks_the_same_number_of_questions(cast, many, django_assert_num_queries):
    for number in range(many):
        Stakeholder.objects.create(kind="organization", code=f"O{number}", slug=f"o{number}", name_en=f"O {number}")
    adm = cast.client("adm")
    adm.get(STAKEHOLDERS)

    with django_assert_num_queries(7):
        adm.get(STAKEHOLDERS)


def test_an_old_sign_in_is_asked_for_the_password_and_keeps_what_was_typed(cast):
    adm = cast.client("adm")
    with time_machine.travel(datetime(2026, 7, 1, 9, 0, tzinfo=KABUL), tick=False):
        adm.get("/manage/memberships/new/")
    asked = {"process": "hoa-ip", "stakeholder": "iran", "basis": "Typed before the password", "reason": "x"}

    with time_machine.travel(datetime(2026, 7, 1, 9, 20, tzinfo=KABUL), tick=False):
        answer = adm.post("/manage/memberships/new/", asked)
    with time_machine.travel(datetime(2026, 7, 1, 9, 21, tzinfo=KABUL), tick=False):
        adm.force_login(cast.adm, backend="hoaip.accounts.backend.Backend")
        session = adm.session
        session["started_at"] = session["seen_at"] = int(datetime(2026, 7, 1, 9, 21, tzinfo=KABUL).timestamp())
        session.save()
        page = adm.get("/manage/memberships/new/")

    assert answer.status_code == 302
    assert "/accounts/reauthenticate/" in answer["Location"]
    assert "Typed before the password" in page.content.decode()
