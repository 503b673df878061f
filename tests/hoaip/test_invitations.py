"""Invitations: the only way to an account, once, for 72 hours."""

import re
import threading
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from urllib.parse import urlsplit

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from hoaip import grants
from hoaip.accounts import actions
from hoaip.errors import Refused, WrongState
from hoaip.models import Appointment, AuditEntry, Delegate, EventAnchor, Invitation, OutboxMessage, Process, User
from hoaip.permissions import Permission, Role

START = datetime(2026, 9, 6, 4, 0, tzinfo=UTC)
PASSWORD = "a quiet river in the evening"


def invite(cast, email="new@example.org", role="reviewer", now=START, **fields):
    fields = {"process": cast.process} | fields
    return actions.invite(email, full_name="New Person", role=role, now=now, by=cast.adm, **fields)


def link():
    """The path in the newest invitation that was mailed."""
    body = OutboxMessage.objects.filter(template="invitation").order_by("-pk")[0].body
    return urlsplit(re.search(r"https?://\S+", body).group()).path


def accept(client, path, **fields):
    return client.post(path, {"full_name": "New Person", "password": PASSWORD, "password_again": PASSWORD} | fields)


def test_the_form_sends_a_link_and_stores_its_hash(cast):
    fields = {
        "email": "New@Example.org",
        "full_name": "New Person",
        "role": "delegate",
        "stakeholder": "pakistan",
        "process": "hoa-ip",
        "language": "fa-af",
    }

    answer = cast.client("adm").post("/manage/people/invite/", fields)

    invitation = Invitation.objects.get()
    assert answer["Location"] == "/manage/people/invitations/"
    assert (invitation.email, invitation.stakeholder, invitation.process) == (
        "new@example.org",
        cast.stakeholders["PK"],
        None,
    )
    token = link().rstrip("/").rsplit("/", 1)[-1]
    assert link().startswith("/fa-af/invitations/")
    assert invitation.token_hash == Invitation.digest(token) != token
    assert token not in str(list(AuditEntry.objects.values_list("changes", flat=True)))


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"email": "nowhere"}, "email"),
        ({"email": "rev@example.org"}, "email"),
        ({"role": "delegate"}, "stakeholder"),
        ({"role": "reviewer", "stakeholder": "pakistan"}, "stakeholder"),
        ({"role": "emperor"}, "role"),
        ({"full_name": " "}, "full_name"),
        ({"stakeholder": "atlantis", "role": "delegate"}, "stakeholder"),
    ],
)
def test_a_wrong_invitation_is_refused_at_its_field(cast, fields, wrong):
    good = {
        "email": "new@example.org",
        "full_name": "New Person",
        "role": "reviewer",
        "process": "hoa-ip",
        "language": "en",
    }

    answer = cast.client("adm").post("/manage/people/invite/", good | fields)

    assert answer.status_code == 422
    assert f'id="id_{wrong}_error"' in answer.content.decode()
    assert not Invitation.objects.exists()


def test_the_same_form_twice_is_one_invitation(cast):
    browser = cast.client("adm")
    fields = {
        "email": "new@example.org",
        "full_name": "New Person",
        "role": "reviewer",
        "process": "hoa-ip",
        "language": "en",
        "idempotency_key": "0123456789abcdef",
    }

    answers = [browser.post("/manage/people/invite/", fields) for _number in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize("key", ["rev", "dir", "fp_dm", "del_pk", "gone"])
def test_only_an_administrator_invites(cast, key):
    with pytest.raises(Refused):
        actions.invite("x@example.org", full_name="X", role="focal_point", now=START, by=cast.people[key])

    assert not Invitation.objects.exists()


def test_a_second_open_invitation_to_an_address_is_refused(cast):
    invite(cast)

    with pytest.raises(ValidationError, match="Renew or withdraw"):
        invite(cast)


@pytest.mark.parametrize("role", ["reviewer", "director", "administrator"])
def test_accepting_makes_the_account_and_its_appointment(cast, role):
    with time_machine.travel(START, tick=False):
        invite(cast, role=role)
        browser = Client()
        assert browser.get(link()).status_code == 200
        assert not User.objects.filter(email="new@example.org").exists()

        answer = accept(browser, link(), full_name="Ms New Person")

        user = User.objects.get(email="new@example.org")
        assert answer.status_code == 302
        assert browser.session[SESSION_KEY] == str(user.pk)
        assert user.full_name == "Ms New Person"
        assert user.check_password(PASSWORD)
        assert EmailAddress.objects.get(user=user).verified
        row = Appointment.objects.get(user=user)
        assert (row.role, row.process, row.from_on, row.until_on) == (role, cast.process, date(2026, 9, 6), None)
        assert Role(role) in grants.holdings(user).on(cast.process)
        assert places_of(row) == ["process:hoa-ip"]


def places_of(row):
    """The timelines in which its beginning stands, told on that day to administrators alone."""
    rows = EventAnchor.objects.filter(event__object_uid=row.uid, on=row.from_on, event__is_public=False)
    return list(rows.values_list("name", flat=True))


def test_a_delegates_rights_reach_the_cbms_at_once(cast):
    with time_machine.travel(START, tick=False):
        invite(cast, role="delegate", process=None, stakeholder=cast.stakeholders["PK"])
        accept(Client(), link())

        user = User.objects.get(email="new@example.org")
        delegation = Delegate.objects.get(user=user)
        assert delegation.stakeholder == cast.stakeholders["PK"]
        assert places_of(delegation) == ["stakeholder:pakistan"]
        assert grants.holdings(user).on(cast.cbms["dm"]) == {Role.LEAD}
        assert grants.holdings(user).on(cast.process) == {Role.PARTICIPANT}
        assert grants.can(user, Permission.READ_CIRCULATED, cast.cbms["dm"])
        assert not grants.can(user, Permission.READ_CIRCULATED, cast.cbms["ct"])
        assert grants.check() == {"missing": 0, "extra": 0}


def test_a_focal_point_begins_with_an_account_and_no_role(cast):
    with time_machine.travel(START, tick=False):
        invite(cast, role="focal_point", process=None)
        accept(Client(), link())

        assert not grants.holdings(User.objects.get(email="new@example.org"))


def test_a_look_at_the_link_consumes_nothing(cast):
    with time_machine.travel(START, tick=False):
        invite(cast)
        pages = [Client().get(link()).status_code for _number in range(3)]

        assert pages == [200, 200, 200]
        assert Invitation.objects.get().accepted_at is None


def used(cast):
    invite(cast)
    path = link()
    accept(Client(), path)
    return path


def old(cast):
    invite(cast, now=START - timedelta(hours=72))
    return link()


def withdrawn(cast):
    actions.withdraw(invite(cast), now=START, by=cast.adm)
    return link()


def replaced(cast):
    invitation = invite(cast)
    path = link()
    actions.renew(invitation, now=START, by=cast.adm)
    return path


def unknown(cast):
    return "/invitations/never-was-one/"


@pytest.mark.parametrize("spent", [used, old, withdrawn, replaced, unknown])
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_link_that_opens_nothing_gets_one_same_page(cast, spent, method):
    with time_machine.travel(START, tick=False):
        path = spent(cast)
        before = User.objects.count()
        browser = Client()

        answer = browser.get(path) if method == "get" else accept(browser, path)
        reference = browser.get("/invitations/another-one/")

        assert (answer.status_code, answer.content) == (404, reference.content)
        assert User.objects.count() == before
        assert SESSION_KEY not in browser.session


def test_a_minute_before_its_end_it_still_opens(cast):
    invite(cast)
    with time_machine.travel(START + timedelta(hours=71, minutes=59), tick=False):
        assert Client().get(link()).status_code == 200


def test_renewed_it_lives_another_72_hours_under_a_new_link(cast):
    invitation = invite(cast, now=START - timedelta(hours=80))
    first = link()
    with time_machine.travel(START, tick=False):
        answer = cast.client("adm").post(f"/manage/people/invitations/{invitation.uid}/renew/")

        invitation.refresh_from_db()
        assert answer["Location"] == "/manage/people/invitations/"
        assert invitation.expires_at == START + timedelta(hours=72)
        assert link() != first
        assert Client().get(link()).status_code == 200


def test_what_was_used_is_not_renewed(cast):
    with time_machine.travel(START, tick=False):
        used(cast)

        with pytest.raises(WrongState):
            actions.renew(Invitation.objects.get(), now=START, by=cast.adm)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"password": "short", "password_again": "short"}, "password"),
        ({"password_again": "another long password"}, "password_again"),
        ({"full_name": ""}, "full_name"),
    ],
)
def test_a_refused_password_leaves_the_invitation_open(cast, fields, wrong):
    with time_machine.travel(START, tick=False):
        invite(cast)

        answer = accept(Client(), link(), **fields)

        assert answer.status_code == 422
        assert f'id="id_{wrong}_error"' in answer.content.decode()
        assert Invitation.objects.get().accepted_at is None


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_wins():
    admin = User.objects.create_user("adm@example.org", PASSWORD, full_name="Admin")
    token = "x" * 43
    Invitation.objects.create(
        email="new@example.org",
        full_name="New Person",
        role="focal_point",
        token_hash=Invitation.digest(token),
        expires_at=datetime.now(UTC) + timedelta(hours=1),
        invited_by=admin,
    )
    process = Process.objects.create(slug="p", short_name="P", name_en="P", launched_on=date(2011, 11, 2))
    Appointment.objects.create(process=process, user=admin, role="administrator", from_on=date(2020, 1, 1))
    grants.sync_all()
    start, answers = threading.Barrier(2), []

    def one(name):
        start.wait(timeout=10)
        try:
            answers.append(accept(Client(), f"/invitations/{token}/", full_name=name).status_code)
        finally:
            connection.close()

    both = [threading.Thread(target=one, args=(f"Person {number}",)) for number in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(timeout=30)

    assert sorted(answers) == [302, 404]
    assert User.objects.filter(email="new@example.org").count() == 1
    assert Invitation.objects.get().accepted_by.email == "new@example.org"


# Who sent it


def end_the_senders(cast, how):
    """Let `adm` administer the portal no more, and somebody else in that place."""
    Appointment.objects.filter(user=cast.rev_two).update(role="administrator")
    if how == "deactivated":
        User.objects.filter(pk=cast.adm.pk).update(is_active=False)
    else:
        Appointment.objects.filter(user=cast.adm).update(until_on=date(2020, 1, 2))
    grants.sync_all()


@pytest.mark.parametrize("how", ["deactivated", "without office"])
def test_an_invitation_dies_with_the_right_of_its_sender(cast, how):
    with time_machine.travel(START, tick=False):
        invite(cast)
        path = link()
        end_the_senders(cast, how)

        answers = [Client().get(path), accept(Client(), path)]

    assert [answer.status_code for answer in answers] == [403, 403]
    for answer in answers:
        page = answer.content.decode()
        assert "may give accounts no more" in page
        assert 'href="mailto:rev_two@example.org"' in page
        assert "mailto:adm@" not in page
    assert not User.objects.filter(email="new@example.org").exists()
    assert Invitation.objects.get().accepted_at is None


def test_renewed_by_an_administrator_of_today_it_opens_again(cast):
    with time_machine.travel(START, tick=False):
        invite(cast)
        end_the_senders(cast, "deactivated")
        page = cast.client("rev_two").get("/manage/people/invitations/").content.decode()
        actions.renew(Invitation.objects.get(), now=START, by=cast.rev_two)

        answer = accept(Client(), link())

    assert "until you renew it in your name" in page
    assert answer.status_code == 302
    started = AuditEntry.objects.get(action="appointment.start")
    assert started.actor_uid == cast.rev_two.uid


def test_without_the_link_nobody_learns_who_administers(cast):
    with time_machine.travel(START, tick=False):
        invite(cast)
        end_the_senders(cast, "deactivated")

        answer = Client().get("/invitations/another-token/")

    assert answer.status_code == 404
    assert "mailto:" not in answer.content.decode()


def test_the_list_costs_the_same_for_one_and_for_many(cast, django_assert_num_queries):
    browser = cast.client("adm")
    browser.get("/manage/people/invitations/")
    for number in range(3):
        invite(cast, f"new{number}@example.org")
        # Session, person, holdings of the reader; invitations with what they name, administrators of today
        # and who manages accounts of delegations.
        with django_assert_num_queries(7):
            browser.get("/manage/people/invitations/")


# The first administrator


def first(email="chief@example.org"):
    out = StringIO()
    call_command("first_administrator", email, "First Person", stdout=out)
    return urlsplit(out.getvalue().strip()).path


def test_the_first_administrator_comes_by_a_link_on_the_terminal(db):
    Process.objects.create(slug="p", short_name="P", name_en="P", launched_on=date(2011, 11, 2))
    path = first()
    assert path == link()

    answer = accept(Client(), path)

    person = User.objects.get(email="chief@example.org")
    assert answer.status_code == 302
    assert grants.can(person, Permission.MANAGE_ACCOUNTS)
    with pytest.raises(CommandError, match="administers the portal already"):
        first("second@example.org")


def test_a_second_invitation_of_the_first_administrator_is_refused(db):
    Process.objects.create(slug="p", short_name="P", name_en="P", launched_on=date(2011, 11, 2))
    first()

    with pytest.raises(CommandError, match="open already"):
        first()


def test_without_a_process_the_way_is_told(db):
    with pytest.raises(CommandError, match="seed_reference"):
        first()


@pytest.mark.parametrize("key", ["adm", "rev"])
def test_nobody_but_the_portal_invites_the_first(cast, key):
    with pytest.raises(Refused):
        actions.invite_first("x@example.org", full_name="X", process=cast.process, now=START, by=cast.people[key])
