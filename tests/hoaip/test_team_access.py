"""How whoever manages a delegation's accounts ends an access, and what of it only an administrator ends."""

import re
import threading
from datetime import date, timedelta
from functools import partial

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from cbms.models import FocalPoint
from hoaip import grants
from hoaip.accounts import actions
from hoaip.errors import Refused, Stale, WrongState
from hoaip.models import (
    Appointment,
    AuditEntry,
    Delegate,
    DelegationManager,
    EventAnchor,
    Invitation,
    OutboxMessage,
    User,
)
from hoaip.permissions import Permission, Role
from tests.managed import PK, START, TODAY, WHY, delegate, end, fresh, invite, name, with_managers
from tests.races import at_once

YESTERDAY = date(2026, 9, 5)
ADMIN = "/manage/people/delegations/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_the_start():
    with time_machine.travel(START, tick=False):
        yield


@pytest.fixture
def team(cast):
    return with_managers(cast)


# The end of an access


def test_an_account_that_is_for_more_stays_and_only_the_delegation_ends(team):
    row = delegate(team, "PK")
    FocalPoint.objects.create(cbm=team.cbms["ri"], user=row.user, kind="deputy", from_on=date(2026, 1, 1))
    grants.sync(team.cbms["ri"])
    browser = team.client("del_pk")

    browser.post(f"{PK}{row.uid}/end/", {"reason": WHY, "version": row.version})

    row.refresh_from_db()
    assert row.until_on == YESTERDAY
    assert fresh(row.user).is_active
    assert not grants.can(fresh(row.user), Permission.ANSWER_INVITATION, team.stakeholders["PK"])
    assert grants.can(fresh(row.user), Permission.PLAN_MEETING, team.cbms["ri"])
    assert not AuditEntry.objects.filter(action__in=["account.deactivate", "focal_point.end"]).exists()


def test_nothing_tells_an_account_that_is_for_more_from_one_that_is_not(team):
    browser, told = team.client("del_pk"), []
    for key in ("plain", "other"):
        row = delegate(team, "PK", key=key)
        if key == "other":
            Appointment.objects.create(user=row.user, process=team.process, role="reviewer", from_on=TODAY)
            grants.sync(team.process)
        pages = [browser.get(f"{PK}{row.uid}/end/")]
        pages.append(browser.post(f"{PK}{row.uid}/end/", {"reason": WHY, "version": row.version}, follow=True))
        pages.append(browser.get(f"{PK}?state=ended"))
        told.append([plain(page, row) for page in pages])
        assert fresh(row.user).is_active == (key == "other")
        Delegate.objects.filter(pk=row.pk).update(stakeholder=team.stakeholders["KZ"])

    assert told[0] == told[1]
    assert "known to the administrators alone" in told[0][0]


def plain(answer, row):
    """A page without what differs from person to person and from request to request."""
    page = re.sub(r'value="[\w-]{20,}"', "", answer.content.decode())
    for own in (row.user.full_name, row.user.email, str(row.uid)):
        page = page.replace(own, "")
    return page


def test_whoever_is_for_more_only_later_keeps_the_account_too(team):
    for key, model, fields in (
        ("later_fp", FocalPoint, {"cbm": team.cbms["ri"], "kind": "deputy"}),
        ("later_rev", Appointment, {"process": team.process, "role": "reviewer"}),
    ):
        row = delegate(team, "PK", key=key)
        model.objects.create(user=row.user, from_on=date(2026, 12, 1), **fields)

        end(team, row)

        assert fresh(row.user).is_active
        assert not grants.holdings(fresh(row.user))


def test_the_sign_ins_of_who_is_ended_are_closed(team):
    row = delegate(team, "PK")
    Appointment.objects.create(user=row.user, process=team.process, role="reviewer", from_on=TODAY)
    grants.sync(team.process)
    team.people["second"] = row.user
    other = team.client("second")
    assert other.get("/accounts/me/").status_code == 200
    UserSession.objects.get_or_create(
        user=row.user, session_key=other.session.session_key, defaults={"ip": "127.0.0.1"}
    )

    end(team, row)

    assert fresh(row.user).is_active
    assert other.get("/accounts/me/").status_code == 302


def test_nobody_ends_the_own_access_nor_that_of_another_manager(team):
    second = delegate(team, "PK")
    actions.name_manager(second.user, stakeholder=team.stakeholders["PK"], from_on=TODAY, reason=WHY, by=team.adm)
    own = Delegate.objects.get(user=team.del_pk)

    with pytest.raises(Refused, match="Your own access"):
        end(team, own)
    with pytest.raises(Refused, match="manages accounts too"):
        end(team, second)
    page = team.client("del_pk").get(PK).content.decode()
    assert "End the access" not in page
    assert page.count("manages the accounts</") == 2
    assert fresh(second.user).is_active


def test_a_manager_of_tomorrow_is_not_ended_by_one_of_today(team):
    second = delegate(team, "PK")
    actions.name_manager(
        second.user, stakeholder=team.stakeholders["PK"], from_on=TODAY + timedelta(days=1), reason=WHY, by=team.adm
    )

    with pytest.raises(Refused, match="manages accounts too"):
        end(team, second)


def test_what_is_over_is_not_ended_twice_and_needs_a_reason(team):
    row = delegate(team, "PK")
    browser = team.client("del_pk")
    assert browser.post(f"{PK}{row.uid}/end/", {"reason": " ", "version": 1}).status_code == 422
    with pytest.raises(ValidationError):
        end(team, row, reason=" ")
    with pytest.raises(Stale):
        end(team, row, version=7)

    end(team, row)

    with pytest.raises(WrongState, match="no access for this delegation any more"):
        end(team, row)
    assert "Sample second" not in browser.get(PK).content.decode()
    ended = browser.get(f"{PK}?state=ended").content.decode()
    assert "Sample second" in ended
    assert "second@example.org" not in ended


def test_of_who_speaks_for_another_now_only_the_name_and_the_days_are_told(team):
    row = delegate(team, "PK", last_login=START - timedelta(days=1))
    Delegate.objects.filter(pk=row.pk).update(until_on=date(2026, 8, 1))
    Delegate.objects.create(stakeholder=team.stakeholders["KZ"], user=row.user, from_on=date(2026, 8, 2))

    page = team.client("del_pk").get(f"{PK}?state=all").content.decode()

    assert "Sample second" in page
    assert "second@example.org" not in page
    assert "2026-09-05" not in page
    assert team.client("del_pk").post(f"{PK}{row.uid}/end/", {"reason": WHY, "version": 1}).status_code == 409
    assert fresh(row.user).is_active


def test_an_unknown_filter_is_a_400_without_rows(team):
    answer = team.client("del_pk").get(f"{PK}?state=odd")

    assert answer.status_code == 400
    assert "del_pk@example.org" not in answer.content.decode()


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_costs_the_same_for_one_account_and_for_thirty(team, django_assert_num_queries, number):
    for count in range(number):
        delegate(team, "PK", key=f"more{count}")
    for count in range(min(number, 15)):
        invite(team, f"new{count}@example.org")
    browser = team.client("del_pk")
    browser.get(PK)

    # Session, person, rights, the stakeholder; invitations, administrators, who manages; delegates, managers of these,
    # second factors.
    with django_assert_num_queries(10):
        browser.get(PK)


# The administrator's side


def test_the_administrator_names_and_ends_on_the_page_of_the_delegation(cast):
    adm = cast.client("adm")
    assert "nobody" in adm.get(f"{ADMIN}?managed=no").content.decode()
    form = adm.get(f"{ADMIN}pakistan/managers/new/").content.decode()
    assert f'<option value="{cast.del_pk.uid}" selected>' in form
    assert str(cast.del_kz.uid) not in form
    fields = {"person": str(cast.del_pk.uid), "from_on": "2026-09-06", "until_on": "", "reason": WHY}

    answer = adm.post(f"{ADMIN}pakistan/managers/new/", fields)

    assert answer["Location"] == f"{ADMIN}pakistan/"
    mail = OutboxMessage.objects.get()
    assert (mail.template, mail.recipient) == ("manager_named", cast.del_pk)
    assert "/delegation/accounts/" in mail.body
    row = DelegationManager.objects.get()
    assert grants.can(fresh(cast.del_pk), Permission.MANAGE_DELEGATION, cast.stakeholders["PK"])
    assert AuditEntry.objects.get(action="manager.start").reason == WHY
    assert EventAnchor.objects.filter(name="stakeholder:pakistan", event__kind="manager.start").exists()
    page = adm.get(f"{ADMIN}pakistan/").content.decode()
    assert f"/manage/people/managers/{row.uid}/end/" in page
    assert f"/manage/people/managers/{row.uid}/end/" in adm.get(f"/manage/people/{cast.del_pk.uid}/").content.decode()
    assert "Pakistan" not in adm.get(f"{ADMIN}?managed=no").content.decode()
    assert "Sample del_pk" in adm.get("/manage/people/?role=delegation_manager").content.decode()


def test_it_is_named_on_the_page_of_an_account_for_whatever_delegation(team):
    fields = {"stakeholder": "undp", "from_on": "2026-09-06", "until_on": "", "reason": WHY}

    answer = team.client("adm").post(f"/manage/people/{team.del_pk.uid}/managing/new/", fields)

    assert answer["Location"] == f"/manage/people/{team.del_pk.uid}/"
    held = grants.holdings(fresh(team.del_pk)).ids("hoaip.stakeholder", {Role.DELEGATION_MANAGER})
    assert sorted(held) == sorted(team.stakeholders[code].pk for code in ("PK", "UNDP"))


def test_who_does_not_speak_for_it_is_not_chosen_on_its_page(cast):
    fields = {"person": str(cast.rev.uid), "from_on": "2026-09-06", "reason": WHY}

    answer = cast.client("adm").post(f"{ADMIN}pakistan/managers/new/", fields)

    assert answer.status_code == 422
    assert not DelegationManager.objects.exists()


def test_twice_at_one_time_is_refused_and_again_after_an_end_is_not(team):
    with pytest.raises(ValidationError, match="already manages"):
        name(team, "del_pk", "PK")
    actions.end_manager(team.manager_pk, reason=WHY, today=TODAY, now=START, by=team.adm)
    with pytest.raises(WrongState):
        actions.end_manager(team.manager_pk, reason=WHY, today=TODAY, now=START, by=team.adm)

    name(team, "del_pk", "PK")

    assert grants.can(fresh(team.del_pk), Permission.MANAGE_DELEGATION, team.stakeholders["PK"])


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"until_on": date(2026, 9, 1)}, "hoaip_delegationmanager_days"),
        ({"ended_at": START}, "hoaip_delegationmanager_ended"),
    ],
)
def test_the_database_refuses_what_cannot_be(team, change, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        DelegationManager.objects.filter(pk=team.manager_pk.pk).update(**change)


def test_the_database_refuses_one_person_twice(team):
    with pytest.raises(IntegrityError, match="hoaip_delegationmanager_no_overlap"), transaction.atomic():
        DelegationManager.objects.create(
            stakeholder=team.stakeholders["PK"], user=team.del_pk, from_on=TODAY + timedelta(days=9)
        )


def test_with_the_delegation_and_with_the_account_managing_ends(team):
    own = Delegate.objects.get(user=team.del_pk)
    actions.end_delegation(own, until_on=YESTERDAY, reason=WHY, by=team.adm)
    actions.deactivate(team.del_kz, reason=WHY, today=TODAY, now=START, by=team.adm)

    for key in ("pk", "kz"):
        row = getattr(team, f"manager_{key}")
        row.refresh_from_db()
        assert row.until_on == TODAY
    team.manager_kz.refresh_from_db()
    assert team.manager_kz.ended_at == START
    actions.reactivate(team.del_kz, reason=WHY, by=team.adm)
    assert not grants.can(fresh(team.del_kz), Permission.MANAGE_DELEGATION)


def test_rights_begin_and_end_with_their_days(cast):
    name(cast, "del_pk", "PK", from_on=date(2026, 9, 8), until_on=date(2026, 9, 9))

    seen = []
    for day in range(7, 11):
        with time_machine.travel(START.replace(day=day), tick=False):
            seen.append(grants.can(fresh(cast.del_pk), Permission.MANAGE_DELEGATION))

    assert seen == [False, True, True, False]


# No dead end


def waits(cast):
    return "nobody who manages them" in cast.client("adm").get("/").content.decode()


def test_where_nobody_manages_is_one_line_with_a_count(cast):
    page = cast.client("adm").get("/").content.decode()

    assert page.count("nobody who manages them") == 1
    assert "7 delegations have accounts and nobody who manages them" in page
    assert f'href="{ADMIN}?managed=no"' in page
    assert "7 delegations" in cast.client("adm").get("/manage/").content.decode()
    listed = cast.client("adm").get(f"{ADMIN}?managed=no").content.decode()
    assert listed.count("/managers/new/") == 7
    assert "nobody who manages them" not in cast.client("rev").get("/").content.decode()


@pytest.mark.parametrize("how", ["ended", "deactivated", "over"])
def test_a_manager_whose_time_or_account_is_over_counts_as_none(cast, how):
    for key, code in (
        ("del_pk", "PK"),
        ("del_kz", "KZ"),
        ("del_tr", "TR"),
        ("del_in", "IN"),
        ("del_pl", "PL"),
        ("del_undp", "UNDP"),
        ("del_au", "AU"),
    ):
        row = name(cast, key, code, until_on=date(2026, 9, 30))
    delegate(cast, "AU")
    assert not waits(cast)

    if how == "ended":
        actions.end_manager(row, reason=WHY, today=TODAY, now=START, by=cast.adm)
    elif how == "deactivated":
        actions.deactivate(cast.del_au, reason=WHY, today=TODAY, now=START, by=cast.adm)
    else:
        Delegate.objects.filter(user=cast.del_au).delete()
        DelegationManager.objects.filter(pk=row.pk).update(until_on=TODAY - timedelta(days=1), from_on=YESTERDAY)

    assert waits(cast)
    assert "1 delegation has accounts" in cast.client("adm").get("/").content.decode()


def test_the_administrators_list_costs_the_same_with_managers_and_without(cast, django_assert_num_queries):
    browser = cast.client("adm")
    browser.get(ADMIN)
    for number in range(2):
        # Session, person, rights; the delegations and who manages them.
        with django_assert_num_queries(5):
            browser.get(ADMIN)
        if not number:
            with_managers(cast)


@pytest.mark.parametrize("number", [1, 30])
def test_its_page_costs_the_same_for_one_account_and_for_thirty(team, django_assert_num_queries, number):
    for count in range(number):
        delegate(team, "PK", key=f"more{count}")
    for count in range(min(number, 15)):
        invite(team, f"new{count}@example.org")
    browser = team.client("adm")
    browser.get(f"{ADMIN}pakistan/")

    # As the delegation's own page, and who managed its accounts so far.
    with django_assert_num_queries(11):
        browser.get(f"{ADMIN}pakistan/")


def test_nobody_who_views_as_a_delegate_manages_its_accounts(team):
    browser = team.client("adm")
    assert browser.post("/view-as/", {"whom": "pakistan", "next": "/"}).status_code == 302
    assert "Pakistan" in browser.get("/").content.decode()

    assert browser.get(PK).status_code == 403
    assert browser.get("/delegation/accounts/").status_code == 403


# At once


@pytest.mark.django_db(transaction=True)
def test_two_managers_invite_one_address_at_once(transactional_cast):
    cast = transactional_cast
    second = delegate(cast, "PK")
    cast.people["second"] = second.user
    name(cast, "del_pk", "PK")
    name(cast, "second", "PK")
    start, answers = threading.Barrier(2), []
    browsers = [cast.client(key) for key in ("del_pk", "second")]
    fields = {"full_name": "New Person", "email": "new@example.org", "language": "en"}

    def one(browser):
        start.wait(timeout=10)
        try:
            answers.append(browser.post(f"{PK}invite/", fields).status_code)
        finally:
            connection.close()

    both = [threading.Thread(target=one, args=(browser,)) for browser in browsers]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(timeout=30)

    assert sorted(answers) == [302, 422]
    assert Invitation.objects.filter(email="new@example.org").count() == 1
    assert User.objects.filter(email="new@example.org").count() == 0


def test_of_two_invitations_accepted_at_once_one_is_gone(transactional_cast):
    cast = with_managers(transactional_cast)
    for code, by in (("PK", cast.del_pk), ("KZ", cast.del_kz)):
        invite(cast, code=code, by=by)
    mails = OutboxMessage.objects.filter(template="invitation", address="new@example.org")
    paths = [mail.body[mail.body.index("/invitations/") :].split()[0] for mail in mails]
    words = "a quiet river in the evening"
    fields = {"full_name": "New Person", "password": words, "password_again": words}

    answers = at_once(*(partial(cast.client().post, path, fields) for path in paths))

    assert sorted(answer.status_code for answer in answers) == [302, 404]
    assert Delegate.objects.filter(user__email="new@example.org").count() == 1
