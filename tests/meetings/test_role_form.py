"""The role form: previewed, written once, in force at midnight in Kabul, and what bad input gets."""

import re
from datetime import date, datetime

import pytest
import time_machine

from cbms.models import RoleAssignment
from hoaip import grants
from hoaip.calendar import KABUL
from hoaip.models import AuditEntry, Event, Stakeholder
from hoaip.permissions import Permission, Role
from meetings.models import Meeting, MeetingCbm, RoleDecision

NEW = "/manage/roles/new/"
TEXT = {"basis": "by unanimous agreement", "reason": "Note of 3 June"}


@pytest.fixture
def rtg(cast):
    """A held RTGM of DM that may have decided something."""
    meeting = Meeting.objects.create(
        process=cast.process,
        type="rtgm",
        state="held",
        starts_on=date(2026, 6, 2),
        ends_on=date(2026, 6, 2),
        city="Astana",
        created_by=cast.rev,
    )
    MeetingCbm.objects.create(meeting=meeting, cbm=cast.cbms["dm"], ordinal=7)
    return meeting


def fields(**changes):
    typed = {"cbm": "dm", "stakeholder": "turkey", "role": "lead", "from_on": "2026-07-01", "until_on": "", **TEXT}
    return typed | {"deciding_meeting": ""} | changes


def key_of(page):
    return re.search(r'name="idempotency_key" value="([^"]+)"', page.content.decode())[1]


def written():
    """Everything a role form may write."""
    return (
        list(RoleAssignment.objects.order_by("pk").values()),
        RoleDecision.objects.count(),
        AuditEntry.objects.count(),
        Event.objects.count(),
    )


def kabul(*parts):
    return datetime(*parts, tzinfo=KABUL)


def test_first_post_shows_and_writes_nothing(cast):
    before = written()

    page = cast.client("adm").post(NEW, fields(stakeholder="pakistan", replaces_own="on", role="participating"))

    text = page.content.decode()
    assert page.status_code == 200
    assert written() == before
    assert 'name="confirm" value="1"' in text
    assert "Sample del_pk" in text
    assert str(Role.LEAD.label) in text
    assert "30 June 2026" in text


def test_confirm_writes_once_and_repeats_the_same_answer(cast, rtg):
    adm = cast.client("adm")
    asked = fields(deciding_meeting=str(rtg.uid), ends_role_of="kazakhstan")
    preview = adm.post(NEW, asked)
    confirmed = asked | {"confirm": "1", "idempotency_key": key_of(preview)}

    first, second = adm.post(NEW, confirmed), adm.post(NEW, confirmed)

    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    role = RoleAssignment.objects.get(stakeholder__slug="turkey", cbm__code="dm")
    old = RoleAssignment.objects.get(stakeholder__slug="kazakhstan", cbm__code="dm")
    assert (role.role, role.from_on, role.until_on, role.basis) == ("lead", date(2026, 7, 1), None, TEXT["basis"])
    assert old.until_on == date(2026, 6, 30)
    assert set(RoleDecision.objects.values_list("role", "ends_role")) == {(role.pk, False), (old.pk, True)}
    assert {entry.group for entry in AuditEntry.objects.filter(action__startswith="role.")} == {
        AuditEntry.objects.get(action="role.assign").group
    }
    assert set(AuditEntry.objects.values_list("reason", flat=True)) == {TEXT["reason"]}


def test_same_key_with_another_body_is_refused(cast):
    adm = cast.client("adm")
    confirmed = fields() | {"confirm": "1", "idempotency_key": key_of(adm.post(NEW, fields()))}
    adm.post(NEW, confirmed)

    answer = adm.post(NEW, confirmed | {"stakeholder": "iran"})

    assert answer.status_code == 422
    assert not RoleAssignment.objects.filter(stakeholder__slug="iran").exists()


def test_solar_days_are_read(cast):
    adm = cast.client("adm")
    asked = fields(from_on="1405-04-10", until_on="۱۴۰۶/۰۴/۰۹")

    adm.post(NEW, asked | {"confirm": "1", "idempotency_key": key_of(adm.post(NEW, asked))})

    role = RoleAssignment.objects.get(stakeholder__slug="turkey", cbm__code="dm")
    assert (role.from_on, role.until_on) == (date(2026, 7, 1), date(2027, 6, 30))


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"stakeholder": "pakistan"}, "stakeholder", "already holds a role in Disaster Management"),
        ({"stakeholder": "undp", "cbm": "ct"}, "role", "is an organization"),
        ({"from_on": "2026-07-01", "until_on": "2026-06-30"}, "until_on", "lies before the first one"),
        ({"stakeholder": "atlantis"}, "stakeholder", "is not among the choices"),
        ({"stakeholder": "tur\x00key"}, "stakeholder", "NUL|Null|not among"),
        ({"cbm": "xx"}, "cbm", "is not among the choices"),
        ({"role": "chair"}, "role", "not one of the available|not among"),
        ({"from_on": "2010-12-31"}, "from_on", "2011 to 2100"),
        ({"until_on": "2101-01-01"}, "until_on", "2011 to 2100"),
        ({"from_on": "2026-02-30"}, "from_on", "There is no day"),
        ({"from_on": ""}, "from_on", "required"),
        ({"reason": " "}, "reason", "required"),
        ({"deciding_meeting": "00000000-0000-4000-8000-000000000000"}, "deciding_meeting", "no such meeting"),
        ({"deciding_meeting": "1"}, "deciding_meeting", "no such meeting"),
        ({"ends_role_of": "china"}, "ends_role_of", "holds no role"),
        ({"ends_role_of": "kazakhstan", "from_on": "2012-06-14"}, "ends_role_of", "holds no role"),
    ],
)
@pytest.mark.parametrize("confirm", ["", "1"])
def test_bad_input_is_a_sentence_at_its_field(cast, changes, field, words, confirm):
    before = written()

    page = cast.client("adm").post(NEW, fields(**changes) | {"confirm": confirm})

    text = page.content.decode()
    error = re.search(rf'id="id_{field}_error">(.*?)</span></span>', text, re.DOTALL)
    assert page.status_code == 422
    assert error, text
    assert re.search(words, error[1])
    assert re.search(rf'<[^>]*name="{field}"[^>]*aria-invalid="true"', text)
    assert "Note of 3 June" in text or field == "reason"
    assert written() == before


def test_refused_form_stands_again_on_the_next_visit(cast):
    adm = cast.client("adm")
    adm.post(NEW, fields(stakeholder="pakistan", basis="Typed with care"))

    page = adm.get(NEW)

    assert "Typed with care" in page.content.decode()


def test_a_meeting_one_may_not_see_is_no_choice(cast, rtg):
    Meeting.objects.filter(pk=rtg.pk).update(state="annulled")

    page = cast.client("adm").post(NEW, fields(deciding_meeting=str(rtg.uid)))

    assert page.status_code == 422
    assert "no such meeting" in page.content.decode()


@pytest.mark.parametrize("key", ["fp_dm", "rev", "dir", "del_pk"])
def test_others_are_refused(cast, key):
    before = written()
    browser = cast.client(key)
    role = RoleAssignment.objects.get(stakeholder__slug="pakistan", cbm__code="dm")

    answers = [
        browser.get("/manage/roles/"),
        browser.get(NEW),
        browser.post(NEW, fields(confirm="1", idempotency_key="0123456789")),
        browser.post(f"/manage/roles/{role.uid}/end/", {"until_on": "2026-06-30", "reason": "x", "confirm": "1"}),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert written() == before


def test_ending_is_previewed_written_and_keeps_the_row(cast):
    adm = cast.client("adm")
    role = RoleAssignment.objects.get(stakeholder__slug="kazakhstan", cbm__code="dm")
    address = f"/manage/roles/{role.uid}/end/"
    asked = {"until_on": "2026-06-30", "reason": "Withdrew", "version": str(role.version)}
    preview = adm.post(address, asked)
    assert (preview.status_code, RoleAssignment.objects.get(pk=role.pk).until_on) == (200, None)

    answer = adm.post(address, asked | {"confirm": "1", "idempotency_key": key_of(preview)})

    assert answer.status_code == 302
    assert RoleAssignment.objects.get(pk=role.pk).until_on == date(2026, 6, 30)
    assert AuditEntry.objects.get(action="role.end").changes["until_on"] == [None, "2026-06-30"]


def test_stale_end_shows_both_days(cast):
    adm = cast.client("adm")
    role = RoleAssignment.objects.get(stakeholder__slug="kazakhstan", cbm__code="dm")
    RoleAssignment.objects.filter(pk=role.pk).update(until_on=date(2027, 1, 31), version=role.version + 1)

    page = adm.post(
        f"/manage/roles/{role.uid}/end/",
        {"until_on": "2026-06-30", "reason": "Withdrew", "version": str(role.version), "confirm": "1"},
    )

    assert page.status_code == 409
    assert "2027-01-31" in page.content.decode()
    assert "2026-06-30" in page.content.decode()
    assert RoleAssignment.objects.get(pk=role.pk).until_on == date(2027, 1, 31)


def test_end_before_the_first_day_is_refused(cast):
    role = RoleAssignment.objects.get(stakeholder__slug="kazakhstan", cbm__code="dm")

    page = cast.client("adm").post(
        f"/manage/roles/{role.uid}/end/", {"until_on": "2012-06-13", "reason": "Withdrew", "version": "1"}
    )

    assert page.status_code == 422
    assert "lies before the first one" in page.content.decode()


def test_rights_move_at_midnight_without_a_job(cast):
    tr, kz = cast.people["del_tr"], cast.people["del_kz"]
    dm = cast.cbms["dm"]
    with time_machine.travel(kabul(2026, 6, 10, 9), tick=False):
        adm = cast.client("adm")
        asked = fields(ends_role_of="kazakhstan")
        adm.post(NEW, asked | {"confirm": "1", "idempotency_key": key_of(adm.post(NEW, asked))})

    def leads(user):
        grants.forget(user)
        return Role.LEAD in grants.holdings(user).on(dm)

    seen = {}
    for instant in (kabul(2026, 6, 29, 12), kabul(2026, 6, 30, 23, 59, 59), kabul(2026, 7, 1)):
        with time_machine.travel(instant, tick=False):
            seen[instant.date().isoformat()] = (leads(kz), leads(tr))

    assert seen == {"2026-06-29": (True, False), "2026-06-30": (True, False), "2026-07-01": (False, True)}


def test_a_role_that_begins_today_counts_at_once(cast):
    with time_machine.travel(kabul(2026, 7, 1, 9), tick=False):
        grants.sync_all()
        adm = cast.client("adm")
        asked = fields()
        preview = adm.post(NEW, asked)
        adm.post(NEW, asked | {"confirm": "1", "idempotency_key": key_of(preview)})

        grants.forget(cast.people["del_tr"])
        assert grants.can(cast.people["del_tr"], Permission.READ_CIRCULATED, cast.cbms["dm"])
    assert "At once" in preview.content.decode()


@pytest.mark.parametrize("many", [1, 30])
def test_form_asks_the_same_number_of_questions(cast, many, django_assert_num_queries):
    for number in range(many):
        Stakeholder.objects.create(kind="organization", code=f"O{number}", slug=f"o{number}", name_en=f"O {number}")
    adm = cast.client("adm")
    adm.get(NEW)

    with django_assert_num_queries(7):
        adm.get(NEW)
