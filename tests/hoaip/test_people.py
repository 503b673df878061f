"""The administrator's screens for people, and what they change."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.test import Client

from cbms.models import FocalPoint
from hoaip import grants
from hoaip.accounts import actions
from hoaip.errors import Refused, Stale, WrongState
from hoaip.models import Appointment, AuditEntry, Delegate, OutboxMessage, User
from hoaip.permissions import Permission

START = datetime(2026, 9, 6, 4, 0, tzinfo=UTC)
TODAY = date(2026, 9, 6)
BEFORE = date(2026, 9, 5)
LATER = date(2026, 10, 1)
PASSWORD = "a quiet river in the evening"
# A person of one kind of anchor spares the names of the others.
LIST_QUERIES = {"q=fp_dm_deputy": 7, "": 9, "page_size=3": 9}
WHY = "Moved to the embassy in Almaty"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_the_start():
    with time_machine.travel(START, tick=False):
        yield


def second_administrator(cast):
    return actions.appoint(
        cast.people["del_au"], process=cast.process, role="administrator", from_on=TODAY, reason=WHY, by=cast.adm
    )


def fresh(user):
    return User.objects.get(pk=user.pk)


# The list


def test_the_list_says_who_holds_what_today(cast):
    page = cast.client("adm").get("/manage/people/").content.decode()

    assert "Sample rev_two" in page
    assert "Focal point: Disaster Management" in page
    assert "Delegate of a lead: Disaster Management" in page
    assert "Sample gone" not in page
    assert "The portal" not in page


@pytest.mark.parametrize(
    ("query", "there", "not_there"),
    [
        ("q=fp_two", ["Sample fp_two"], ["Sample rev"]),
        ("role=director", ["Sample dir"], ["Sample rev"]),
        ("role=lead", ["Sample del_pk", "Sample del_kz"], ["Sample dir", "Sample del_undp"]),
        ("state=deactivated", ["Sample gone"], ["Sample rev"]),
        ("state=all", ["Sample gone", "Sample rev"], []),
        ("page_size=1", ["Sample adm"], ["Sample rev"]),
    ],
)
def test_the_list_is_narrowed(cast, query, there, not_there):
    page = cast.client("adm").get(f"/manage/people/?{query}").content.decode()

    assert [name for name in there if name not in page] == []
    assert [name for name in not_there if f"{name}</bdi>" in page] == []


@pytest.mark.parametrize("query", ["role=emperor", "state=odd", "page=0", "page=x", "page=101", "page_size=201"])
def test_an_unknown_filter_is_a_400_without_rows(cast, query):
    answer = cast.client("adm").get(f"/manage/people/?{query}")

    assert answer.status_code == 400
    assert "Sample rev" not in answer.content.decode()
    assert 'class="error"' in answer.content.decode()


@pytest.mark.parametrize("query", ["q=fp_dm_deputy", "", "page_size=3"])
def test_the_list_costs_the_same_with_one_row_and_with_all(cast, django_assert_num_queries, query):
    browser = cast.client("adm")
    browser.get("/manage/people/")

    # session, person, rights; people and their number, their roles, the CBMs in them, the processes, the stakeholders;
    # one's own filters
    with django_assert_num_queries(LIST_QUERIES[query]):
        browser.get(f"/manage/people/?{query}")


@pytest.mark.parametrize("key", ["rev", "dir", "fp_dm", "del_pk"])
@pytest.mark.parametrize("path", ["", "invite/", "invitations/"])
def test_only_the_administrator_opens_these_pages(cast, key, path):
    assert cast.client(key).get(f"/manage/people/{path}").status_code == 403


def test_signed_out_they_lead_to_sign_in(cast):
    assert cast.client().get("/manage/people/")["Location"] == "/accounts/login/?next=/manage/people/"


def test_the_portals_own_account_has_no_page(cast):
    assert cast.client("adm").get(f"/manage/people/{User.objects.system().uid}/").status_code == 404


# Appointments and delegations


def test_an_appointment_gives_rights_from_its_first_day_on(cast):
    fields = {"role": "director", "process": "hoa-ip", "from_on": "2026-09-06", "until_on": "", "reason": WHY}

    answer = cast.client("adm").post(f"/manage/people/{cast.del_au.uid}/appointments/new/", fields)

    assert answer["Location"] == f"/manage/people/{cast.del_au.uid}/"
    assert grants.can(fresh(cast.del_au), Permission.WAIVE_FLAG, cast.cbms["dm"])
    assert AuditEntry.objects.get(action="appointment.start").reason == WHY


def test_an_appointment_of_tomorrow_gives_nothing_today(cast):
    actions.appoint(
        cast.people["del_au"], process=cast.process, role="director", from_on=LATER, reason=WHY, by=cast.adm
    )

    assert not grants.can(fresh(cast.del_au), Permission.WAIVE_FLAG, cast.cbms["dm"])


def test_an_overlapping_appointment_is_refused_with_its_sentence(cast):
    fields = {"role": "director", "process": "hoa-ip", "from_on": "2026-09-06", "reason": WHY}

    answer = cast.client("adm").post(f"/manage/people/{cast.rev.uid}/appointments/new/", fields)

    assert answer.status_code == 422
    assert "already has an appointment" in answer.content.decode()


def test_a_solar_day_is_understood(cast):
    fields = {"stakeholder": "iran", "from_on": "1405-06-15", "reason": WHY}

    cast.client("adm").post(f"/manage/people/{cast.rev.uid}/delegations/new/", fields)

    assert Delegate.objects.get(user=cast.rev).from_on == TODAY


def test_an_ended_appointment_counts_on_the_next_request(cast):
    browser = cast.client("rev")
    row = Appointment.objects.get(user=cast.rev)
    fields = {"until_on": BEFORE.isoformat(), "reason": WHY, "version": row.version}
    assert grants.can(fresh(cast.rev), Permission.EDIT_MEETING, cast.cbms["dm"])
    assert "Ministry staff" in browser.get("/accounts/me/").content.decode()

    answer = cast.client("adm").post(f"/manage/people/appointments/{row.uid}/end/", fields)

    assert answer.status_code == 302
    assert not grants.can(fresh(cast.rev), Permission.EDIT_MEETING, cast.cbms["dm"])
    assert "Ministry staff" not in browser.get("/accounts/me/").content.decode()


def test_its_last_day_still_counts(cast):
    row = Appointment.objects.get(user=cast.rev)

    actions.end_appointment(row, until_on=TODAY, reason=WHY, by=cast.adm)

    assert grants.can(fresh(cast.rev), Permission.EDIT_MEETING, cast.cbms["dm"])
    with time_machine.travel(datetime(2026, 9, 6, 19, 31, tzinfo=UTC)):
        assert not grants.can(fresh(cast.rev), Permission.EDIT_MEETING, cast.cbms["dm"])


def test_an_ended_delegation_takes_its_rights_on_every_cbm(cast):
    row = Delegate.objects.get(user=cast.people["del_pk"])

    actions.end_delegation(row, until_on=BEFORE, reason=WHY, by=cast.adm)

    assert not grants.holdings(fresh(cast.del_pk))
    assert grants.check() == {"missing": 0, "extra": 0}


def test_a_change_without_a_reason_is_refused(cast):
    row = Appointment.objects.get(user=cast.rev)
    fields = {"until_on": TODAY.isoformat(), "reason": " ", "version": row.version}

    answer = cast.client("adm").post(f"/manage/people/appointments/{row.uid}/end/", fields)

    assert answer.status_code == 422
    assert 'id="id_reason_error"' in answer.content.decode()
    assert fresh(cast.rev).appointments.get().until_on is None


def test_a_stale_end_is_a_409(cast):
    row = Appointment.objects.get(user=cast.rev)
    actions.end_appointment(row, until_on=LATER, reason=WHY, by=cast.adm)
    fields = {"until_on": TODAY.isoformat(), "reason": WHY, "version": row.version}

    answer = cast.client("adm").post(f"/manage/people/appointments/{row.uid}/end/", fields)

    assert answer.status_code == 409
    assert fresh(cast.rev).appointments.get().until_on == LATER


def test_the_last_administrator_keeps_the_office(cast):
    row = Appointment.objects.get(user=cast.adm)

    with pytest.raises(ValidationError, match="Nobody would administer"):
        actions.end_appointment(row, until_on=LATER, reason=WHY, by=cast.adm)
    second_administrator(cast)
    actions.end_appointment(row, until_on=TODAY, reason=WHY, by=cast.adm)

    assert Appointment.objects.get(user=cast.adm).until_on == TODAY


def test_an_administrator_who_only_lasts_a_week_is_no_successor(cast):
    row = second_administrator(cast)
    actions.end_appointment(row, until_on=TODAY + timedelta(days=7), reason=WHY, by=cast.adm)

    with pytest.raises(ValidationError, match="Nobody would administer"):
        actions.end_appointment(
            Appointment.objects.get(user=cast.adm), until_on=TODAY + timedelta(days=8), reason=WHY, by=cast.adm
        )


# The account


def test_name_and_language_change_and_stand_in_the_history(cast):
    fields = {
        "full_name": "Dr Sample",
        "email": "rev@example.org",
        "language": "ps",
        "reason": "",
        "version": cast.rev.version,
    }

    cast.client("adm").post(f"/manage/people/{cast.rev.uid}/edit/", fields)

    assert (fresh(cast.rev).full_name, fresh(cast.rev).language) == ("Dr Sample", "ps")
    assert AuditEntry.objects.get(action="account.change").changes["full_name"] == ["Sample rev", "Dr Sample"]
    assert not OutboxMessage.objects.exists()


def test_a_new_address_needs_a_reason_and_both_are_told(cast):
    fields = {"full_name": "Sample rev", "email": "Fresh@Example.org", "language": "en", "version": cast.rev.version}
    browser = cast.client("adm")
    refused = browser.post(f"/manage/people/{cast.rev.uid}/edit/", fields)
    assert refused.status_code == 422

    browser.post(f"/manage/people/{cast.rev.uid}/edit/", fields | {"reason": WHY})

    assert fresh(cast.rev).email == "fresh@example.org"
    assert set(OutboxMessage.objects.values_list("address", flat=True)) == {"fresh@example.org", "rev@example.org"}


def test_an_address_of_somebody_else_is_refused(cast):
    fields = {"full_name": "X", "email": "DIR@example.org", "language": "en", "reason": WHY}

    answer = cast.client("adm").post(f"/manage/people/{cast.rev.uid}/edit/", fields | {"version": cast.rev.version})

    assert answer.status_code == 422
    assert 'id="id_email_error"' in answer.content.decode()


def test_deactivating_ends_everything_at_once(cast):
    person = cast.people["fp_dm"]
    person.set_password(PASSWORD)
    person.save()
    browser = Client()
    browser.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert browser.get("/accounts/me/").status_code == 200
    fields = {"reason": WHY, "version": fresh(person).version}

    answer = cast.client("adm").post(f"/manage/people/{person.uid}/deactivate/", fields)

    assert answer.status_code == 302
    assert not fresh(person).is_active
    assert browser.get("/accounts/me/").status_code == 302
    assert not UserSession.objects.filter(user=person).exists()
    assert Client().post("/accounts/login/", {"login": person.email, "password": PASSWORD}).status_code == 422
    assert FocalPoint.objects.get(user=person).until_on == TODAY
    assert not grants.holdings(fresh(person))
    assert grants.check() == {"missing": 0, "extra": 0}
    rows = AuditEntry.objects.filter(action__in=["focal_point.end", "account.deactivate"])
    assert len({row.group for row in rows}) == 1
    assert {row.reason for row in rows} == {WHY}


def test_appointments_and_delegations_end_with_the_account(cast):
    for key in ("rev", "del_pk"):
        actions.deactivate(cast.people[key], reason=WHY, today=TODAY, now=START, by=cast.adm)

    assert Appointment.objects.get(user=cast.rev).until_on == TODAY
    assert Delegate.objects.get(user=cast.del_pk).until_on == TODAY


def test_the_last_administrator_is_not_deactivated(cast):
    with pytest.raises(ValidationError, match="Nobody would administer"):
        actions.deactivate(cast.adm, reason=WHY, today=TODAY, now=START, by=cast.adm)

    assert fresh(cast.adm).is_active
    assert Appointment.objects.get(user=cast.adm).until_on is None


def test_who_comes_back_signs_in_and_holds_nothing(cast):
    actions.deactivate(cast.rev, reason=WHY, today=TODAY, now=START, by=cast.adm)
    fields = {"reason": "Back from Almaty", "version": fresh(cast.rev).version}

    cast.client("adm").post(f"/manage/people/{cast.rev.uid}/reactivate/", fields)

    assert fresh(cast.rev).is_active
    with time_machine.travel(START + timedelta(days=1)):
        assert not grants.holdings(fresh(cast.rev))


def test_twice_is_a_wrong_state(cast):
    actions.deactivate(cast.rev, reason=WHY, today=TODAY, now=START, by=cast.adm)

    with pytest.raises(WrongState):
        actions.deactivate(cast.rev, reason=WHY, today=TODAY, now=START, by=cast.adm)
    with pytest.raises(WrongState):
        actions.reactivate(cast.people["dir"], reason=WHY, by=cast.adm)


def test_a_stale_version_is_refused(cast):
    with pytest.raises(Stale):
        actions.deactivate(cast.rev, reason=WHY, version=99, today=TODAY, now=START, by=cast.adm)


@pytest.mark.parametrize("key", ["rev", "dir", "fp_dm", "del_pk"])
def test_nobody_but_an_administrator_changes_accounts(cast, key):
    by, person = cast.people[key], cast.people["rev_two"]
    office = Appointment.objects.get(user=person)
    delegation = Delegate.objects.get(user=cast.people["del_au"])
    tries = [
        lambda: actions.deactivate(person, reason=WHY, today=TODAY, now=START, by=by),
        lambda: actions.reactivate(cast.people["gone"], reason=WHY, by=by),
        lambda: actions.change_account(person, full_name="X", email="x@example.org", language="en", by=by),
        lambda: actions.choose_settings(
            person, language="en", calendar="solar", time_zone="UTC", weekly_digest=True, by=by
        ),
        lambda: actions.appoint(by, process=cast.process, role="administrator", from_on=TODAY, reason=WHY, by=by),
        lambda: actions.end_appointment(office, until_on=TODAY, reason=WHY, by=by),
        lambda: actions.name_delegate(by, stakeholder=cast.stakeholders["IR"], from_on=TODAY, reason=WHY, by=by),
        lambda: actions.end_delegation(delegation, until_on=TODAY, reason=WHY, by=by),
    ]

    for attempt in tries:
        with pytest.raises(Refused):
            attempt()
    assert not AuditEntry.objects.exists()


def test_the_page_of_a_person_shows_the_days(cast):
    page = cast.client("adm").get(f"/manage/people/{cast.rev.uid}/").content.decode()

    assert "<h1><bdi>Sample rev</bdi></h1>" in page
    assert "rev@example.org" in page
    assert f"/manage/people/{cast.rev.uid}/deactivate/" in page
    assert "Ministry staff" in page
    assert '<time class="date" datetime="2020-01-01">' in page


@pytest.mark.parametrize(
    "path",
    [
        "/manage/people/{rev}/",
        "/manage/people/{rev}/edit/",
        "/manage/people/{rev}/appointments/new/",
        "/manage/people/{rev}/delegations/new/",
        "/manage/people/{rev}/deactivate/",
        "/manage/people/{gone}/reactivate/",
        "/manage/people/invite/",
        "/manage/people/invitations/",
        "/fa-af/manage/people/",
        "/ps/manage/people/{rev}/",
        "/accounts/me/",
        "/accounts/password/change/",
        "/accounts/2fa/",
    ],
)
def test_every_page_opens_for_the_administrator(cast, path):
    address = path.format(**{key: person.uid for key, person in cast.people.items()})

    assert cast.client("adm").get(address).status_code == 200


def test_a_form_of_people_asks_for_the_password_when_the_sign_in_is_old(cast):
    browser = cast.client("adm")
    browser.get("/accounts/me/")
    with time_machine.travel(START + timedelta(minutes=20), tick=False):
        answer = browser.get("/manage/people/invite/")

        assert answer["Location"].startswith("/accounts/reauthenticate/?next=")
