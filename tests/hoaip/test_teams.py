"""Accounts that a delegation manages itself: its manager invites and disables its delegates, and those alone."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from hoaip import grants
from hoaip.accounts import actions
from hoaip.models import AuditEntry, Delegate, DelegationManager, Invitation, OutboxMessage, User
from hoaip.permissions import Permission

START = datetime(2026, 9, 6, 4, 0, tzinfo=UTC)
TODAY = date(2026, 9, 6)
PASSWORD = "a quiet river in the evening"
WHY = "Asked for by its embassy."
PK = "/delegation/pakistan/accounts/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_the_start():
    with time_machine.travel(START, tick=False):
        yield


@pytest.fixture
def team(cast):
    """The cast, in which Pakistan's delegate manages its accounts, and Kazakhstan's those of Kazakhstan."""
    for key, code in (("del_pk", "PK"), ("del_kz", "KZ")):
        setattr(cast, f"manager_{code.lower()}", name(cast, key, code))
    return cast


def name(cast, key, code, **more):
    more = {"from_on": TODAY, "reason": WHY} | more
    return actions.name_manager(cast.people[key], stakeholder=cast.stakeholders[code], by=cast.adm, **more)


def delegate(cast, code, key="second", **fields):
    user = User.objects.create(email=f"{key}@example.org", full_name=f"Sample {key}", **fields)
    row = Delegate.objects.create(stakeholder=cast.stakeholders[code], user=user, from_on=date(2026, 1, 1))
    grants.sync(cast.stakeholders[code])
    grants.sync(cast.process)
    return row


def fresh(user):
    return User.objects.get(pk=user.pk)


def test_a_manager_invites_a_delegate_who_makes_the_account(team):
    fields = {"full_name": "New Person", "email": "New@example.org", "language": "fa-af"}

    answer = team.client("del_pk").post(f"{PK}invite/", fields)

    invitation = Invitation.objects.get()
    assert answer["Location"] == PK
    assert (invitation.email, invitation.stakeholder, invitation.role) == (
        "new@example.org",
        team.stakeholders["PK"],
        "delegate",
    )
    mail = OutboxMessage.objects.get(template="invitation")
    assert (mail.address, mail.language) == ("new@example.org", "fa-af")
    entry = AuditEntry.objects.get(action="invitation.send")
    assert (entry.actor_uid, entry.acting_for) == (team.del_pk.uid, "pakistan")
    path = mail.body[mail.body.index("/fa-af/invitations/") :].split()[0]
    made = team.client().post(path, {"full_name": "New Person", "password": PASSWORD, "password_again": PASSWORD})
    assert made.status_code == 302
    row = Delegate.objects.get(user__email="new@example.org")
    assert (row.stakeholder, row.from_on) == (team.stakeholders["PK"], TODAY)
    started = AuditEntry.objects.get(action="delegation.start")
    assert (started.actor_uid, started.acting_for) == (team.del_pk.uid, "pakistan")


def test_a_manager_ends_the_access_of_a_delegate(team):
    row = delegate(team, "PK")
    browser = team.client("del_pk")
    team.people["second"] = row.user
    other = team.client("second")
    assert other.get("/accounts/me/").status_code == 200

    answer = browser.post(f"{PK}{row.uid}/end/", {"reason": WHY, "version": row.version})

    assert answer["Location"] == PK
    assert not fresh(row.user).is_active
    assert Delegate.objects.get(pk=row.pk).until_on == TODAY
    assert other.get("/accounts/me/").status_code == 302
    for event in ("delegation.end", "account.deactivate"):
        entry = AuditEntry.objects.get(action=event)
        assert (entry.actor_uid, entry.acting_for, entry.reason) == (team.del_pk.uid, "pakistan", WHY)


def test_the_page_says_who_has_an_account_and_who_is_invited(team):
    delegate(team, "PK", key="second", last_login=START - timedelta(days=3))
    browser = team.client("del_pk")
    browser.post(f"{PK}invite/", {"full_name": "New Person", "email": "new@example.org", "language": "en"})

    page = browser.get(PK).content.decode()

    assert "Accounts of Pakistan" in page
    assert "second@example.org" in page
    assert '<time class="date" datetime="2026-09-03">' in page
    assert "new@example.org" in page
    assert "Sample del_kz" not in page
    assert browser.get("/delegation/accounts/")["Location"] == PK


def test_of_another_delegation_there_is_nothing(team):
    row = delegate(team, "KZ")
    theirs = actions.invite_delegate(
        "new@example.org",
        stakeholder=team.stakeholders["KZ"],
        full_name="New",
        language="en",
        now=START,
        by=team.del_kz,
    )
    browser = team.client("del_pk")
    kz = "/delegation/kazakhstan/accounts/"

    assert browser.get(kz).status_code == 404
    assert browser.get(f"{kz}invite/").status_code == 404
    for of in (kz, PK):
        assert browser.post(f"{of}invitations/{theirs.uid}/renew/").status_code == 404
        assert browser.post(f"{of}invitations/{theirs.uid}/withdraw/").status_code == 404
        assert browser.get(f"{of}{row.uid}/end/").status_code == 404
        assert browser.post(f"{of}{row.uid}/end/", {"reason": WHY}).status_code == 404
    assert Invitation.objects.get().version == theirs.version
    assert fresh(row.user).is_active
    assert (
        browser.post(f"{kz}invite/", {"full_name": "X", "email": "x@example.org", "language": "en"}).status_code == 404
    )
    assert Invitation.objects.count() == 1


def test_rights_end_at_once(team):
    browser = team.client("del_pk")
    assert browser.get(PK).status_code == 200

    answer = team.client("adm").post(
        f"/manage/people/managers/{team.manager_pk.uid}/end/", {"reason": WHY, "version": team.manager_pk.version}
    )

    assert answer["Location"] == "/manage/people/delegations/pakistan/"
    assert browser.get(PK).status_code == 403
    assert not grants.can(fresh(team.del_pk), Permission.MANAGE_DELEGATION)
    assert DelegationManager.objects.filter(pk=team.manager_pk.pk, ended_at=START).exists()
