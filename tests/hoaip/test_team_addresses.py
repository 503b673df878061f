"""Whom a delegation invites: an address that is known for something else is answered like any other."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from hoaip import grants
from hoaip.accounts import actions
from hoaip.models import Appointment, Delegate, Invitation, OutboxMessage, User
from tests.managed import PK, START, WHY, invite, with_managers

PASSWORD = "a quiet river in the evening"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_the_start():
    with time_machine.travel(START, tick=False):
        yield


@pytest.fixture
def team(cast):
    return with_managers(cast)


@pytest.mark.parametrize("email", ["rev@example.org", "del_kz@example.org", "gone@example.org", "asked@example.org"])
def test_an_address_with_an_account_or_an_invitation_elsewhere_is_answered_like_any_other(team, email):
    actions.invite(
        "asked@example.org", full_name="Asked", role="reviewer", process=team.process, now=START, by=team.adm
    )
    OutboxMessage.objects.all().delete()
    browser = team.client("del_pk")
    fields = {"full_name": "Sample Person", "language": "en"}

    known = browser.post(f"{PK}invite/", fields | {"email": email}, follow=True)
    unknown = browser.post(f"{PK}invite/", fields | {"email": "n" * (len(email) - 12) + "@example.org"}, follow=True)

    assert known.redirect_chain == unknown.redirect_chain
    page = known.content.decode()
    assert "The invitation is written" in page
    assert email in page
    assert page.count("Withdraw<span") == 1
    assert unknown.content.decode().count("Withdraw<span") == 2
    assert OutboxMessage.objects.exclude(template="invitation").count() == (email != "asked@example.org")


def test_the_page_tells_an_address_with_an_account_from_no_other(team):
    browser, pages = team.client("del_pk"), []
    for email in ("rev@example.org", "ver@example.org"):
        browser.post(f"{PK}invite/", {"full_name": "Sample Person", "email": email, "language": "en"})
        row = Invitation.objects.get(withdrawn_at=None)
        page = browser.get(PK).content.decode()
        pages.append(re.sub(r'value="\w{64}"', "", page.replace(email, "").replace(str(row.uid), "")))
        for at in (START, START + timedelta(hours=80)):
            with time_machine.travel(at, tick=False):
                later = team.client("del_pk")
                status = later.post(f"{PK}invitations/{row.uid}/renew/").status_code
                page = later.get(PK).content.decode()
                pages[-1] += f"{status}" + re.sub(
                    r'value="\w{64}"', "", page.replace(email, "").replace(str(row.uid), "")
                )
        row.refresh_from_db()
        actions.withdraw_own(row, now=START, by=team.del_pk)
        User.objects.update(last_login=START)

    assert pages[0] == pages[1]
    assert "409" in pages[0]


def test_an_address_with_an_account_costs_no_more_the_more_administer(team):
    for number in range(3):
        person = User.objects.create(email=f"adm{number}@example.org", full_name=f"Sample adm{number}")
        office = {"process": team.process, "role": "administrator", "from_on": START.date()}
        Appointment.objects.create(user=person, **office)
        team.people[f"adm{number}"] = person
    grants.sync(team.process)
    browser, costs = team.client("del_pk"), []
    browser.get(PK)

    for email in ("rev@example.org", "ver@example.org"):
        with CaptureQueriesContext(connection) as asked:
            browser.post(f"{PK}invite/", {"full_name": "Sample Person", "email": email, "language": "en"})
        costs.append(len(asked))

    assert OutboxMessage.objects.count() == 2
    assert [row.recipient for row in OutboxMessage.objects.filter(template="delegate_wanted")] == [team.adm]
    assert costs[0] - costs[1] <= 1
    assert "/manage/people/invitations/?account=yes" in team.client("adm2").get("/").content.decode()


def test_the_administrator_decides_about_an_address_that_has_an_account(team):
    team.client("del_pk").post(f"{PK}invite/", {"full_name": "R", "email": "REV@example.org", "language": "en"})

    mail = OutboxMessage.objects.get()
    assert (mail.template, mail.recipient) == ("delegate_wanted", team.adm)
    assert "rev@example.org" not in mail.body
    adm = team.client("adm")
    assert "1 person is to speak for a delegation and has an account already" in adm.get("/").content.decode()
    listed = adm.get("/manage/people/invitations/?account=yes").content.decode()
    form = f"/manage/people/{team.rev.uid}/delegations/new/?stakeholder=pakistan"
    assert form in listed
    assert '<option value="pakistan" selected>' in adm.get(form).content.decode()

    adm.post(form, {"stakeholder": "pakistan", "from_on": "2026-09-06", "reason": WHY})

    invitation = Invitation.objects.get()
    assert (invitation.accepted_at, invitation.accepted_by) == (START, team.rev)
    assert "has an account already" not in adm.get("/").content.decode()
    assert "rev@example.org" in team.client("del_pk").get(PK).content.decode()


def test_the_administrator_is_told_why_such_an_invitation_is_not_renewed(team):
    row = invite(team, "rev@example.org")

    answer = team.client("adm").post(f"/manage/people/invitations/{row.uid}/renew/")

    assert answer.status_code == 409
    assert "There is an account with this address" in answer.content.decode()


def test_of_two_delegations_that_invite_one_person_the_first_that_is_accepted_counts(team):
    first, second = invite(team), invite(team, code="KZ", by=team.del_kz)
    mails = OutboxMessage.objects.filter(template="invitation", address="new@example.org").order_by("pk")
    paths = [mail.body[mail.body.index("/invitations/") :].split()[0] for mail in mails]
    fields = {"full_name": "New Person", "password": PASSWORD, "password_again": PASSWORD}

    answers = [team.client().post(path, fields).status_code for path in reversed(paths)]

    assert answers == [302, 404]
    assert Delegate.objects.get(user__email="new@example.org").stakeholder == team.stakeholders["KZ"]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.accepted_at, second.accepted_at) == (None, START)


def test_in_the_database_an_address_is_open_once_for_a_delegation_and_once_for_none(team):
    def row(stakeholder, number):
        role = "reviewer" if stakeholder is None else "delegate"
        return Invitation.objects.create(
            email="new@example.org",
            full_name="New",
            role=role,
            process=team.process if stakeholder is None else None,
            stakeholder=stakeholder,
            token_hash=Invitation.digest(str(number)),
            expires_at=START,
            invited_by=team.adm,
        )

    for number, stakeholder in enumerate((None, team.stakeholders["PK"], team.stakeholders["KZ"])):
        row(stakeholder, number)
        with pytest.raises(IntegrityError, match="hoaip_invitation_one_open"), transaction.atomic():
            row(stakeholder, 10 + number)
    with pytest.raises(ValidationError, match="is open already"):
        actions.invite("new@example.org", full_name="N", role="director", process=team.process, now=START, by=team.adm)


@pytest.mark.parametrize("email", ["rev@ｅxample.org", '"rev"@example.org', "REV@ＥXAMPLE.ORG"])
def test_another_way_to_write_an_address_is_no_other_address(team, email):
    browser = team.client("del_pk")

    answer = browser.post(f"{PK}invite/", {"full_name": "Sample Person", "email": email, "language": "en"})

    assert answer.status_code == 302
    assert Invitation.objects.get().email == "rev@example.org"
    assert {row.template for row in OutboxMessage.objects.all()} == {"delegate_wanted"}
    with pytest.raises(ValidationError, match="There is an account with this address"):
        actions.invite(email, full_name="N", role="director", process=team.process, now=START, by=team.adm)


@pytest.mark.parametrize("email", ["del_pk@example.org", "DEL_PK@example.org", "del_pk@ｅxample.org"])
def test_who_speaks_for_it_already_is_said_so(team, email):
    with pytest.raises(ValidationError, match="has an account for this delegation already"):
        invite(team, email)


def test_an_address_is_invited_once(team):
    invite(team)

    answer = team.client("del_pk").post(
        f"{PK}invite/", {"full_name": "N", "email": "new@example.org", "language": "en"}
    )

    assert answer.status_code == 422
    assert "is open already" in answer.content.decode()
    assert Invitation.objects.count() == 1
