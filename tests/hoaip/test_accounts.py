"""Sign-in and sign-out, their limits, passwords, and what they tell to nobody."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote, urlsplit

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import NoReverseMatch, reverse

from hoaip.log_lines import clean
from hoaip.models import AuditEntry, OutboxMessage, User

pytestmark = pytest.mark.django_db
PASSWORD = "a quiet river in the evening"
START = datetime(2026, 9, 6, 4, 0, tzinfo=UTC)


@pytest.fixture
def nurlan():
    return User.objects.create_user("nurlan@example.org", PASSWORD, full_name="Nurlan Abdi")


def sign_in(client, email="nurlan@example.org", password=PASSWORD, next_to="", **extra):
    fields = {"login": email, "password": password} | ({"next": next_to} if next_to else {})
    return client.post("/accounts/login/", fields, **extra)


def signed_in(client):
    return SESSION_KEY in client.session


def words(response):
    """A page without what differs from answer to answer: the token of the form."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())


def test_sign_in_leads_home_and_sign_out_ends_it(client, nurlan):
    arrived = sign_in(client)
    assert (arrived.status_code, arrived["Location"]) == (302, "/")
    assert client.session[SESSION_KEY] == str(nurlan.pk)

    left = client.post("/accounts/logout/")

    assert (left.status_code, left["Location"]) == (302, "/")
    assert not signed_in(client)


def test_sign_in_on_a_dari_page_stays_in_dari(client, nurlan):
    arrived = client.post("/fa-af/accounts/login/", {"login": nurlan.email, "password": PASSWORD})

    assert arrived["Location"] == "/fa-af/"


def test_a_question_by_get_does_not_sign_out(client, nurlan):
    sign_in(client)

    page = client.get("/accounts/logout/")

    assert page.status_code == 200
    assert signed_in(client)


def test_the_session_gets_a_new_key_at_sign_in(client, nurlan):
    client.get("/accounts/login/?next=/accounts/me/")
    session = client.session
    session["planted"] = "before"
    session.save()
    before = session.session_key

    sign_in(client)

    assert client.session.session_key != before


def test_who_is_signed_in_is_led_home_from_the_sign_in_page(client, nurlan):
    sign_in(client)

    assert client.get("/accounts/login/")["Location"] == "/"


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/accounts/me/", "/accounts/me/"),
        ("/fa-af/accounts/me/", "/fa-af/accounts/me/"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("http://testserver/accounts/me/", "/"),
        ("/\\elsewhere.example", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_the_way_back_leads_to_relative_paths_of_ours_alone(client, nurlan, asked, led):
    assert sign_in(client, next_to=asked)["Location"] == led


def test_the_sign_in_page_carries_the_way_back_through_its_form(client, nurlan):
    page = client.get("/accounts/login/?next=/accounts/me/")

    assert '<input type="hidden" name="next" value="/accounts/me/">' in page.content.decode()


def test_the_kept_page_carries_each_readers_own_token_and_way_back():
    first, second = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    User.objects.create_user("nurlan@example.org", PASSWORD, full_name="Nurlan Abdi")
    tokens = []
    for browser in (first, second):
        page = browser.get('/accounts/login/?next=/a"b/').content.decode()
        assert 'name="next" value="/a&quot;b/"' in page
        tokens.append(re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page).group(1))
    fields = {"login": "nurlan@example.org", "password": PASSWORD}

    assert tokens[0] != tokens[1]
    assert "next=" not in first.get("/accounts/login/").content.decode()
    assert second.post("/accounts/login/", fields | {"csrfmiddlewaretoken": tokens[0]}).status_code == 403
    assert first.post("/accounts/login/", fields | {"csrfmiddlewaretoken": tokens[0]}).status_code == 302


def test_the_sign_in_page_asks_no_query(client, django_assert_num_queries):
    client.get("/accounts/login/")

    with django_assert_num_queries(0):
        page = client.get("/accounts/login/")

    assert "no-store" in page["Cache-Control"]
    assert len(page.content) < 6000


def test_a_form_sent_without_a_session_comes_back_filled_in_after_sign_in(cast):
    cast.adm.set_password(PASSWORD)
    cast.adm.save()
    browser = Client()

    away = browser.post("/manage/people/invite/", {"full_name": "Amina Yusufzai", "email": "amina@example.org"})
    way_back = unquote(away["Location"]).partition("?next=")[2]
    back = sign_in(browser, cast.adm.email, next_to=way_back)
    page = browser.get(back["Location"]).content.decode()

    assert back["Location"] == "/manage/people/invite/"
    assert 'value="Amina Yusufzai"' in page
    assert 'value="amina@example.org"' in page


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/invitations/secret-key/", "GET /invitations/…/"),
        ("/fa-af/invitations/secret-key/", "GET /fa-af/invitations/…/"),
        ("/accounts/password/reset/key/1-secret-key/", "GET /accounts/password/reset/key/…/"),
        ("/accounts/password/reset/key/done/", "GET /accounts/password/reset/key/done/"),
        ("/manage/people/invitations/", "GET /manage/people/invitations/"),
    ],
)
def test_keys_of_links_stay_out_of_the_log(path, logged):
    assert clean(f"GET {path}") == logged


def test_sign_up_is_closed(client):
    assert client.get("/accounts/signup/").status_code == 404
    assert client.post("/accounts/signup/", {"email": "x@example.org", "password1": PASSWORD}).status_code != 200
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
    assert User.objects.count() == 0


def test_wrong_password_unknown_account_and_deactivated_account_get_one_answer(nurlan):
    User.objects.create_user("gone@example.org", PASSWORD, full_name="Gone", is_active=False)
    tries = [("nurlan@example.org", "wrong"), ("nobody@example.org", "wrong"), ("gone@example.org", PASSWORD)]

    answers = [sign_in(Client(), email, password) for email, password in tries]

    assert {answer.status_code for answer in answers} == {422}
    pages = {words(answer).replace(email, "") for answer, (email, _password) in zip(answers, tries, strict=True)}
    assert len(pages) == 1


def test_the_portals_own_account_cannot_sign_in(client):
    system = User.objects.system()

    assert sign_in(client, system.email, "!").status_code == 422


def test_an_ended_account_counts_on_the_next_request(client, nurlan):
    sign_in(client)
    assert client.get("/accounts/me/").status_code == 200

    User.objects.filter(pk=nurlan.pk).update(is_active=False)

    assert client.get("/accounts/me/")["Location"].startswith("/accounts/login/")


# Limits


def test_each_failure_beyond_the_fourth_makes_the_place_wait_longer(client, nurlan):
    waits = []
    with time_machine.travel(START, tick=False) as clock:
        for _number in range(9):
            answer = sign_in(client, password="wrong")
            if answer.status_code == 429:
                waits.append(int(answer["Retry-After"]))
                clock.shift(timedelta(seconds=waits[-1]))

    assert waits == [2, 4]


def test_the_wait_is_for_this_account_and_place_alone(nurlan):
    rival, owner = Client(REMOTE_ADDR="203.0.113.9"), Client(REMOTE_ADDR="198.51.100.7")
    with time_machine.travel(START, tick=False):
        for _number in range(12):
            answer = sign_in(rival, password="wrong")

        assert answer.status_code == 429
        assert sign_in(owner).status_code == 302


def test_a_known_browser_is_not_slowed_by_its_own_ministry(nurlan):
    ministry = "203.0.113.9"
    owner, rival = Client(REMOTE_ADDR=ministry), Client(REMOTE_ADDR=ministry)
    with time_machine.travel(START, tick=False):
        sign_in(owner)
        owner.post("/accounts/logout/")
        for _number in range(12):
            sign_in(rival, password="wrong")

        assert sign_in(rival).status_code == 429
        assert sign_in(owner).status_code == 302


def test_the_right_password_does_not_pass_while_waiting(client, nurlan):
    with time_machine.travel(START, tick=False):
        for _number in range(6):
            sign_in(client, password="wrong")

        assert sign_in(client).status_code == 429


def test_an_unknown_account_makes_wait_just_the_same(client):
    with time_machine.travel(START, tick=False):
        answers = [sign_in(client, "nobody@example.org", "wrong").status_code for _number in range(6)]

    assert answers == [422] * 5 + [429]


def test_sixty_sign_ins_a_minute_are_never_refused(nurlan):
    assert {sign_in(Client()).status_code for _number in range(60)} == {302}


def test_a_sign_in_wipes_the_failures_before_it(client, nurlan):
    with time_machine.travel(START, tick=False):
        for _number in range(4):
            sign_in(client, password="wrong")
        sign_in(client)
        client.post("/accounts/logout/")

        assert [sign_in(client, password="wrong").status_code for _number in range(4)] == [422] * 4


# Passwords


def test_a_forgotten_password_says_the_same_for_everybody(nurlan):
    answers = [
        Client().post("/accounts/password/reset/", {"email": email}, follow=True)
        for email in ("nurlan@example.org", "nobody@example.org")
    ]

    assert words(answers[0]) == words(answers[1])
    assert sorted(OutboxMessage.objects.values_list("address", "template")) == [
        ("nobody@example.org", "password_unknown"),
        ("nurlan@example.org", "password_reset"),
    ]


def test_asking_costs_nearly_the_same_statements_for_everybody(nurlan, django_assert_max_num_queries):
    counts = []
    for email in ("nurlan@example.org", "nobody@example.org"):
        with django_assert_max_num_queries(60) as asked:
            Client().post("/accounts/password/reset/", {"email": email})
        counts.append(len(asked))

    assert abs(counts[0] - counts[1]) <= 6


def test_the_link_sets_a_new_password_once(client, nurlan):
    client.post("/accounts/password/reset/", {"email": nurlan.email})
    link = re.search(r"https?://\S+", OutboxMessage.objects.get().body).group()
    form = client.get(urlsplit(link).path, follow=True)
    fresh = "another evening by the river"

    done = client.post(form.request["PATH_INFO"], {"password1": fresh, "password2": fresh})

    assert done["Location"] == "/accounts/password/reset/key/done/"
    assert sign_in(Client(), password=fresh).status_code == 302
    assert "This link opens nothing" in client.get(urlsplit(link).path, follow=True).content.decode()
    assert AuditEntry.objects.get(action="account.password").actor_uid == nurlan.uid


def test_a_changed_password_ends_the_other_browsers_and_is_told(client, nurlan):
    other, fresh = Client(), "another evening by the river"
    sign_in(client)
    sign_in(other)

    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh})

    assert client.get("/accounts/me/").status_code == 200
    assert other.get("/accounts/me/").status_code == 302
    assert OutboxMessage.objects.get().template == "password_changed"
    assert PASSWORD not in str(AuditEntry.objects.get(action="account.password").changes)


@pytest.mark.parametrize("weak", ["short", "password1234", "x" * 129, "nurlan@example.org"])
def test_a_weak_password_is_refused_at_its_field(client, nurlan, weak):
    sign_in(client)

    answer = client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": weak, "password2": weak})

    assert answer.status_code == 422
    assert 'id="id_password1_error"' in answer.content.decode()


# The password once more


def test_an_old_sign_in_types_the_password_before_a_grave_step(client, nurlan):
    with time_machine.travel(START, tick=False) as clock:
        sign_in(client)
        client.get("/accounts/me/")
        assert client.get("/accounts/2fa/totp/activate/").status_code == 200
        clock.shift(timedelta(minutes=16))

        away = client.get("/accounts/2fa/totp/activate/")
        assert unquote(away["Location"]) == "/accounts/reauthenticate/?next=/accounts/2fa/totp/activate/"
        assert client.post("/accounts/reauthenticate/", {"password": "wrong"}).status_code == 422
        back = client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/accounts/2fa/totp/activate/"})

        assert back["Location"] == "/accounts/2fa/totp/activate/"
        assert client.get("/accounts/2fa/totp/activate/").status_code == 200


# The account page


def test_ones_own_settings_are_saved_and_audited(client, nurlan):
    sign_in(client)
    fields = {"language": "fa-af", "calendar": "solar", "time_zone": "Asia/Almaty", "version": nurlan.version}

    answer = client.post("/accounts/me/", fields)

    nurlan.refresh_from_db()
    assert (answer.status_code, nurlan.language, nurlan.calendar, nurlan.time_zone) == (
        302,
        "fa-af",
        "solar",
        "Asia/Almaty",
    )
    assert AuditEntry.objects.get(action="account.settings").changes["calendar"] == ["gregorian", "solar"]


def test_the_account_page_says_in_plain_words_what_one_is_today(cast):
    page = cast.client("fp_two").get("/accounts/me/").content.decode()

    assert "Focal point: Regional Infrastructure" in page
    assert "Focal point: Trade, Commerce and Investment" in page
    assert "Disaster Management" not in page


def test_a_person_without_a_confirmed_address_row_can_sign_in(client, nurlan):
    assert not EmailAddress.objects.exists()

    assert sign_in(client).status_code == 302
