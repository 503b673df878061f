"""One's own sign-ins: seen, ended, and nobody else's."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.test import Client

from hoaip.accounts import actions
from hoaip.accounts.browsers import browser_words
from hoaip.errors import Refused
from hoaip.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "a quiet river in the evening"
START = datetime(2026, 9, 6, 4, 0, tzinfo=UTC)
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/130.0.0.0 Mobile Safari/537.36"
)


@pytest.fixture
def mina():
    return User.objects.create_user("mina@example.org", PASSWORD, full_name="Mina")


def browser_of(person, agent=FIREFOX):
    browser = Client(HTTP_USER_AGENT=agent)
    browser.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    browser.get("/accounts/me/")
    return browser


def own_row(browser):
    return UserSession.objects.get(session_key=browser.session.session_key)


def test_the_account_page_lists_where_one_is_signed_in(mina):
    browser_of(mina, PHONE)

    page = browser_of(mina).get("/accounts/me/").content.decode()

    assert page.index("Firefox, Windows") < page.index("Chrome, Android")
    assert page.count("Sign this browser out") == 1


def test_an_ended_sign_in_is_out_with_its_next_request(mina):
    here, there = browser_of(mina), browser_of(mina, PHONE)

    answer = here.post(f"/accounts/sessions/{own_row(there).pk}/end/")

    assert answer["Location"] == "/accounts/me/"
    assert there.get("/accounts/me/").status_code == 302
    assert here.get("/accounts/me/").status_code == 200


def test_ending_the_own_one_signs_out(mina):
    here = browser_of(mina)

    answer = here.post(f"/accounts/sessions/{own_row(here).pk}/end/")

    assert answer["Location"] == "/accounts/login/"
    assert SESSION_KEY not in here.session


def test_a_sign_in_of_somebody_else_is_a_404_like_one_that_is_not_there(mina):
    other = User.objects.create_user("other@example.org", PASSWORD, full_name="Other")
    theirs, mine = browser_of(other), browser_of(mina)

    answers = [mine.post(f"/accounts/sessions/{pk}/end/").status_code for pk in (own_row(theirs).pk, 10**9)]

    assert answers == [404, 404]
    assert theirs.get("/accounts/me/").status_code == 200
    with pytest.raises(Refused):
        actions.end_session(own_row(theirs), by=mina)


def test_what_was_idle_too_long_is_not_listed(mina):
    with time_machine.travel(START, tick=False):
        browser_of(mina, PHONE)
    with time_machine.travel(START + timedelta(minutes=31), tick=False):
        page = browser_of(mina).get("/accounts/me/").content.decode()

    assert "Chrome, Android" not in page


def test_a_get_ends_nothing(mina):
    here = browser_of(mina)

    assert here.get(f"/accounts/sessions/{own_row(here).pk}/end/").status_code == 405
    assert SESSION_KEY in here.session


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox, Windows"),
        (PHONE, "Chrome, Android"),
        ("curl/8.0", "another program"),
        ("", "another program"),
    ],
)
def test_a_browser_in_words(agent, words):
    assert browser_words(agent) == words
