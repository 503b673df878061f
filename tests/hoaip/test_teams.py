"""Accounts that a delegation manages itself: its manager invites and disables its delegates, and those alone."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from hoaip import grants
from hoaip.accounts import actions
from hoaip.errors import Refused
from hoaip.models import AuditEntry, Delegate, DelegationManager, Invitation, OutboxMessage, User
from hoaip.permissions import Permission, Role
from tests.managed import PK, START, TODAY, WHY, delegate, end, fresh, invite, name, with_managers

PASSWORD = "a quiet river in the evening"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_the_start():
    with time_machine.travel(START, tick=False):
        yield


@pytest.fixture
def team(cast):
    return with_managers(cast)


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
    assert Delegate.objects.get(pk=row.pk).until_on == TODAY - timedelta(days=1)
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


def test_managers_of_two_delegations_choose_by_the_address(team):
    name(team, "del_pk", "UNDP")
    browser = team.client("del_pk")

    page = browser.get("/delegation/accounts/").content.decode()

    assert PK in page
    assert "/delegation/undp/accounts/" in page
    assert "kazakhstan" not in page
    assert "Sample del_undp" in browser.get("/delegation/undp/accounts/").content.decode()


@pytest.mark.parametrize("key", ["rev", "dir", "adm", "fp_dm", "del_in", "del_pk"])
def test_nobody_else_sees_any_of_it(cast, key):
    name(cast, "del_kz", "KZ")
    browser = cast.client(key)

    for slug in ("kazakhstan", "pakistan", "atlantis"):
        assert browser.get(f"/delegation/{slug}/accounts/").status_code == 403
    assert browser.get("/delegation/accounts/").status_code == 403
    assert "/delegation/" not in browser.get("/accounts/me/").content.decode()
    assert "/delegation/" not in browser.get("/").content.decode()


def test_a_manager_finds_the_page_on_the_first_one_and_under_the_own_account(team):
    browser = team.client("del_pk")

    assert 'href="/delegation/accounts/"' in browser.get("/").content.decode()
    assert 'href="/delegation/accounts/"' in browser.get("/accounts/me/").content.decode()


def test_a_manager_holds_nothing_beyond_a_delegate_but_this(team):
    held = {role for role in Role if grants.holdings(fresh(team.del_pk)).any({role})}

    more = {each for each in Permission if grants.can(fresh(team.del_pk), each)}
    del team.del_pk
    assert Role.DELEGATION_MANAGER in held
    without = User.objects.get(email="del_pk@example.org")
    DelegationManager.objects.filter(user=without).delete()
    grants.sync(team.stakeholders["PK"])
    assert more - {each for each in Permission if grants.can(without, each)} == {Permission.MANAGE_DELEGATION}


def test_a_manager_names_nobody_and_gives_no_other_role(team):
    by = fresh(team.del_pk)
    for attempt in (
        lambda: actions.name_manager(
            team.del_in, stakeholder=team.stakeholders["PK"], from_on=TODAY, reason=WHY, by=by
        ),
        lambda: actions.end_manager(team.manager_pk, reason=WHY, today=TODAY, now=START, by=by),
        lambda: actions.end_manager(team.manager_kz, reason=WHY, today=TODAY, now=START, by=by),
        lambda: actions.name_delegate(team.rev, stakeholder=team.stakeholders["PK"], from_on=TODAY, reason=WHY, by=by),
        lambda: actions.invite("x@example.org", full_name="X", role="reviewer", process=team.process, now=START, by=by),
        lambda: actions.deactivate(team.del_in, reason=WHY, today=TODAY, now=START, by=by),
        lambda: invite(team, code="KZ"),
        lambda: end(team, Delegate.objects.get(user=team.del_kz)),
    ):
        with pytest.raises(Refused):
            attempt()
    assert not Invitation.objects.exists()
    assert not AuditEntry.objects.exclude(action="manager.start").exists()


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [({"email": "nowhere"}, "email"), ({"full_name": " "}, "full_name"), ({"language": "xx"}, "language")],
)
def test_a_wrong_invitation_is_refused_at_its_field(team, fields, wrong):
    good = {"full_name": "New Person", "email": "new@example.org", "language": "en"}

    answer = team.client("del_pk").post(f"{PK}invite/", good | fields)

    assert answer.status_code == 422
    assert f'id="id_{wrong}_error"' in answer.content.decode()
    assert not Invitation.objects.exists()


def test_only_so_many_are_open_and_so_many_go_out_in_a_day(team, settings):
    settings.DELEGATION_INVITATIONS_OPEN, settings.DELEGATION_INVITATIONS_A_DAY = 2, 3
    rows = [invite(team, f"n{number}@example.org") for number in range(2)]

    with pytest.raises(ValidationError, match="2 invitations of this delegation are open"):
        invite(team, "n2@example.org")
    invite(team, code="KZ", by=team.del_kz)
    for row in rows:
        actions.withdraw_own(row, now=START, by=team.del_pk)
    invite(team, "n3@example.org")
    with pytest.raises(ValidationError, match="3 invitations a day are enough"):
        invite(team, "n4@example.org")
    with time_machine.travel(START + timedelta(days=1, minutes=1), tick=False):
        invite(team, "n4@example.org", now=START + timedelta(days=1, minutes=1))
    assert OutboxMessage.objects.filter(template="invitation").count() == 5


def test_only_what_is_too_old_is_renewed(team):
    row = invite(team)
    browser = team.client("del_pk")
    renew = f"{PK}invitations/{row.uid}/renew/"
    assert "Renew" not in browser.get(PK).content.decode()
    assert browser.post(renew).status_code == 409
    assert OutboxMessage.objects.count() == 1

    with time_machine.travel(START + timedelta(hours=73), tick=False):
        browser = team.client("del_pk")
        assert "Renew" in browser.get(PK).content.decode()
        assert browser.post(renew)["Location"] == PK

    row.refresh_from_db()
    assert row.expires_at == START + timedelta(hours=73 + 72)
    assert OutboxMessage.objects.count() == 2
    entry = AuditEntry.objects.get(action="invitation.renew")
    assert (entry.actor_uid, entry.acting_for) == (team.del_pk.uid, "pakistan")


def test_what_was_withdrawn_opens_nothing_and_is_not_withdrawn_twice(team):
    row = invite(team)
    browser = team.client("del_pk")

    assert browser.post(f"{PK}invitations/{row.uid}/withdraw/")["Location"] == PK
    assert browser.post(f"{PK}invitations/{row.uid}/withdraw/").status_code == 409
    assert AuditEntry.objects.get(action="invitation.withdraw").acting_for == "pakistan"


def test_an_invitation_of_who_manages_no_more_opens_nothing_until_another_renews_it(team):
    invite(team)
    mail = OutboxMessage.objects.get()
    path = mail.body[mail.body.index("/invitations/") :].split()[0]
    actions.end_manager(team.manager_pk, reason=WHY, today=TODAY, now=START, by=team.adm)
    assert team.client().get(path).status_code == 403
    name(team, "del_in", "PK")
    browser = team.client("del_in")
    assert "Who invited may not any more" in browser.get(PK).content.decode()

    assert browser.post(f"{PK}invitations/{Invitation.objects.get().uid}/renew/").status_code == 302

    mail = OutboxMessage.objects.order_by("-pk")[0]
    assert team.client().get(mail.body[mail.body.index("/invitations/") :].split()[0]).status_code == 200


def test_a_delegation_of_an_account_for_more_that_began_today_counts_to_the_end_of_today_and_says_so(team):
    row = Delegate.objects.create(stakeholder=team.stakeholders["PK"], user=team.rev, from_on=TODAY)
    browser = team.client("del_pk")
    assert "The first day, 6 September 2026" in browser.get(f"{PK}{row.uid}/end/").content.decode()

    browser.post(f"{PK}{row.uid}/end/", {"reason": WHY, "version": row.version})

    row.refresh_from_db()
    assert row.until_on == TODAY
    assert fresh(team.rev).is_active
    with time_machine.travel(START + timedelta(days=1), tick=False):
        assert not grants.holdings(fresh(team.rev)).any({Role.DELEGATE})
        assert grants.holdings(fresh(team.rev)).any({Role.REVIEWER})
