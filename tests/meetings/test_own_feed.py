"""A person's own calendar address: it reads what the person reads, and opens nothing else."""

import re
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from hoaip.accounts.actions import deactivate, end_delegation, reactivate
from hoaip.errors import Refused, WrongState
from hoaip.models import AuditEntry, Delegate, User
from meetings.actions import cancel, end_own_feed, open_own_feed
from meetings.calendar.own_feeds import address_of
from meetings.models import Meeting, OwnFeed
from tests.meetings.test_calendar_page import make, uids
from tests.meetings.test_feeds import events

PAGE = "/meetings/calendar/mine/"


def path_of(feed):
    return address_of(feed).removeprefix(settings.PUBLIC_ORIGIN)


def address_on(page):
    """The path of the address that the page shows."""
    shown = re.search(rf'value="{settings.PUBLIC_ORIGIN}(/[^"]+\.ics)"', page.content.decode())
    return shown[1] if shown else None


@pytest.mark.parametrize("key", ["del_pk", "del_tr", "del_au", "fp_dm", "fp_ct", "rev", "dir", "adm"])
def test_it_holds_what_the_persons_list_shows_with_a_fixed_day(filled, key):
    make(filled, date(2027, 5, 1), date(2027, 5, 31), date_precision="month")
    person = filled.client(key)
    feed = open_own_feed(getattr(filled, key), by=getattr(filled, key))

    fed = set(events(filled.client().get(path_of(feed))))

    open_days = {str(uid) for uid in Meeting.objects.exclude(date_precision="day").values_list("uid", flat=True)}
    assert fed == uids(person.get("/meetings/?page_size=200").content.decode()) - open_days
    assert len(fed) >= 7


def test_it_is_narrowed_like_the_calendar(filled):
    address = path_of(open_own_feed(filled.rev, by=filled.rev))

    fed = set(events(filled.client().get(f"{address}?cbm=ct")))

    assert fed == uids(filled.client("rev").get("/meetings/?page_size=200&cbm=ct").content.decode())
    assert filled.client().get(f"{address}?cbm=zz").status_code == 400


def test_it_is_made_shown_again_and_made_anew_on_its_page(cast):
    browser = cast.client("rev")
    assert address_on(browser.get(PAGE)) is None

    made = browser.post(PAGE, {"idempotency_key": "k" * 12})
    first = address_on(browser.get(PAGE))
    again = address_on(browser.get(PAGE))
    browser.post(PAGE, {"idempotency_key": "l" * 12})
    second = address_on(browser.get(PAGE))

    assert made["Location"] == PAGE
    assert first == again != second
    assert cast.client().get(first).status_code == 404
    assert cast.client().get(second).status_code == 200
    assert list(AuditEntry.objects.order_by("sequence").values_list("action", flat=True))[-3:] == [
        "own_feed.open",
        "own_feed.end",
        "own_feed.open",
    ]


def test_a_button_pressed_twice_makes_one_address(cast):
    browser = cast.client("rev")

    for _time in range(2):
        browser.post(PAGE, {"idempotency_key": "k" * 12})

    assert OwnFeed.objects.count() == 1


def test_an_ended_address_is_answered_as_one_that_never_was(cast):
    browser = cast.client("rev")
    address = path_of(open_own_feed(cast.rev, by=cast.rev))
    kept = cast.client().get(address)

    browser.post(f"{PAGE}end/", {"idempotency_key": "k" * 12})

    ended = cast.client().get(address, headers={"If-None-Match": kept["ETag"]})
    unknown = cast.client().get("/meetings/calendar/mine/nothing.ics")
    assert (ended.status_code, ended.content) == (404, unknown.content)
    assert browser.post(f"{PAGE}end/", {"idempotency_key": "l" * 12}).status_code == 409


@pytest.mark.parametrize("change", ["uid", "signature", "none", "case"])
def test_a_forged_address_opens_nothing(cast, change):
    address = path_of(open_own_feed(cast.rev, by=cast.rev))
    head, _, rest = address.rpartition("/")
    uid, signature = rest.removesuffix(".ics").split(".")
    forged = {
        "uid": f"{'0' * 32}.{signature}",
        "signature": f"{uid}.{signature[:-1]}{'A' if signature[-1] != 'A' else 'B'}",
        "none": uid,
        "case": f"{uid.upper()}.{signature}",
    }[change]

    assert cast.client().get(f"{head}/{forged}.ics").status_code == 404


def test_the_database_holds_no_address(cast):
    address = path_of(open_own_feed(cast.rev, by=cast.rev))
    signature = address.removesuffix(".ics").rpartition(".")[2]

    stored = [str(list(OwnFeed.objects.values())), str(list(AuditEntry.objects.values()))]

    assert not any(signature in text for text in stored)


def test_it_ends_with_the_account_and_does_not_come_back(cast):
    address = path_of(open_own_feed(cast.del_pk, by=cast.del_pk))

    deactivate(cast.del_pk, reason="Left.", today=date(2026, 3, 1), now=timezone.now(), by=cast.adm)
    assert cast.client().get(address).status_code == 404
    reactivate(User.objects.get(pk=cast.del_pk.pk), reason="Came back.", by=cast.adm)

    assert cast.client().get(address).status_code == 404


def test_it_opens_no_page_and_starts_no_session(cast):
    address = path_of(open_own_feed(cast.rev, by=cast.rev))
    browser = cast.client()

    fed = browser.get(address)

    assert fed.status_code == 200
    assert not fed.cookies
    assert browser.get(PAGE).status_code == 302
    assert browser.post(address).status_code == 405
    assert fed["Cache-Control"] == "private, no-cache"


def test_what_a_role_gave_goes_with_the_role(filled):
    ahead, person = str(filled.meetings["ct_planned"].uid), filled.del_tr
    address = path_of(open_own_feed(person, by=person))
    known = filled.client().get(address)
    assert ahead in events(known)

    end_delegation(Delegate.objects.get(user=person), until_on=date(2020, 1, 1), reason="Moved.", by=filled.adm)

    left = filled.client().get(address, headers={"If-None-Match": known["ETag"]})
    assert left.status_code == 200
    assert ahead not in events(left)


@pytest.mark.parametrize("count", [1, 40])
def test_asked_again_it_is_a_304_until_something_is_written(cast, django_assert_num_queries, count):
    for number in range(count):
        meeting = make(cast, date(2027, 3, 8) + timedelta(days=number), host=cast.stakeholders["PK"])
    address = path_of(open_own_feed(cast.rev, by=cast.rev))
    browser = cast.client()
    browser.get(f"{address}?type=som")
    with django_assert_num_queries(6):
        first = browser.get(address)

    with django_assert_num_queries(2):
        again = browser.get(address, headers={"If-None-Match": first["ETag"]})
    cancel(meeting, by=cast.rev, reason="Floods.")
    changed = browser.get(address, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200
    assert str(events(changed)[str(meeting.uid)]["status"]) == "CANCELLED"


def test_nobody_makes_or_ends_the_address_of_another(cast):
    with pytest.raises(Refused):
        open_own_feed(cast.rev, by=cast.adm)
    open_own_feed(cast.rev, by=cast.rev)

    with pytest.raises(Refused):
        end_own_feed(cast.rev, by=cast.adm)


def test_without_an_address_there_is_none_to_end(cast):
    with pytest.raises(WrongState):
        end_own_feed(cast.rev, by=cast.rev)


def test_a_person_has_one_open_address(cast):
    open_own_feed(cast.rev, by=cast.rev)

    with pytest.raises(IntegrityError, match="meetings_ownfeed_one_open"), transaction.atomic():
        OwnFeed.objects.create(user=cast.rev)


@pytest.mark.parametrize("page", ["/meetings/calendar/", "/accounts/me/"])
def test_pages_of_a_signed_in_person_lead_there(cast, page):
    assert f'href="{PAGE}"' in cast.client("rev").get(page).content.decode()


def test_the_public_is_led_to_no_page_of_its_own(cast):
    assert f'href="{PAGE}"' not in cast.client().get("/meetings/calendar/").content.decode()


def test_the_address_speaks_the_language_of_the_page(cast):
    open_own_feed(cast.rev, by=cast.rev)

    address = address_on(cast.client("rev").get("/fa-af" + PAGE))

    assert address.startswith("/fa-af/")
    assert "X-WR-CALNAME:نشست" in cast.client().get(address).content.decode().replace("\r\n ", "")
