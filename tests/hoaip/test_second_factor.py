"""The second step of sign-in: an app's code, recovery codes, and who must have one."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth import SESSION_KEY
from django.core.management import CommandError, call_command
from django.test import Client

from hoaip import audit
from hoaip.accounts import actions
from hoaip.errors import Refused
from hoaip.models import AuditEntry, OutboxMessage, User

pytestmark = pytest.mark.django_db
PASSWORD = "a quiet river in the evening"
START = datetime(2026, 9, 6, 4, 0, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as clock:
        yield clock


@pytest.fixture
def mina(clock):
    return User.objects.create_user("mina@example.org", PASSWORD, full_name="Mina")


def sign_in(person, next_to=""):
    browser = Client()
    fields = {"login": person.email, "password": PASSWORD} | ({"next": next_to} if next_to else {})
    return browser, browser.post("/accounts/login/", fields)


def code(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def set_up(browser):
    """Set up an app as a person does; returns its key."""
    page = browser.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r'<code dir="ltr">([A-Z2-7]+)</code>', page).group(1)
    answer = browser.post("/accounts/2fa/totp/activate/", {"code": code(secret)})
    assert answer["Location"] == "/accounts/2fa/recovery-codes/"
    return secret


def test_the_key_is_drawn_without_markup_from_outside_and_stored_encrypted(mina, clock):
    browser, _answer = sign_in(mina)
    page = browser.get("/accounts/2fa/totp/activate/").content.decode()
    assert '<path d="M4 4h1v1h-1z' in page
    assert "data:image" not in page

    secret = set_up(browser)

    assert secret not in str(Authenticator.objects.get(type="totp").data)


def test_a_wrong_code_sets_nothing_up(mina):
    browser, _answer = sign_in(mina)
    browser.get("/accounts/2fa/totp/activate/")

    answer = browser.post("/accounts/2fa/totp/activate/", {"code": "000000"})

    assert answer.status_code == 422
    assert 'id="id_code_error"' in answer.content.decode()
    assert not Authenticator.objects.exists()


def test_the_code_stands_between_password_and_way_back(mina, clock):
    secret = set_up(sign_in(mina)[0])
    clock.shift(timedelta(seconds=30))

    browser, answer = sign_in(mina, "/fa-af/accounts/me/")
    assert unquote(answer["Location"]).startswith("/accounts/2fa/authenticate/")
    assert SESSION_KEY not in browser.session
    assert browser.get("/accounts/me/").status_code == 302
    assert browser.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 422
    arrived = browser.post("/accounts/2fa/authenticate/", {"code": code(secret)})

    assert arrived["Location"] == "/fa-af/accounts/me/"
    assert browser.get("/accounts/me/").status_code == 200


def test_a_code_opens_once(mina, clock):
    secret = set_up(sign_in(mina)[0])
    clock.shift(timedelta(seconds=30))
    first, _answer = sign_in(mina)
    first.post("/accounts/2fa/authenticate/", {"code": code(secret)})
    second, _answer = sign_in(mina)

    assert second.post("/accounts/2fa/authenticate/", {"code": code(secret)}).status_code == 422


def test_a_recovery_code_opens_once(mina):
    browser, _answer = sign_in(mina)
    set_up(browser)
    page = browser.get("/accounts/2fa/recovery-codes/").content.decode()
    codes = re.findall(r'<code dir="ltr">([0-9a-zA-Z]+)</code>', page)
    assert len(codes) == 10

    answers = []
    for _number in range(2):
        other, _answer = sign_in(mina)
        answers.append(other.post("/accounts/2fa/authenticate/", {"code": codes[0]}).status_code)

    assert answers == [302, 422]


def test_the_app_is_taken_away(mina):
    browser, _answer = sign_in(mina)
    set_up(browser)

    browser.post("/accounts/2fa/totp/deactivate/")

    assert not Authenticator.objects.exists()
    assert sign_in(mina)[1]["Location"] == "/"


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/2fa/",
        "/accounts/2fa/totp/deactivate/",
        "/accounts/2fa/recovery-codes/",
        "/accounts/2fa/recovery-codes/generate/",
        "/accounts/2fa/recovery-codes/download/",
        "/accounts/2fa/webauthn/",
        "/accounts/2fa/webauthn/add/",
        "/accounts/2fa/reauthenticate/",
    ],
)
def test_every_page_of_the_second_step_opens(mina, path):
    browser, _answer = sign_in(mina)
    set_up(browser)

    assert browser.get(path).status_code == 200


# Who must have one


@pytest.mark.parametrize(
    ("key", "led"),
    [
        ("adm", True),
        ("dir", True),
        ("fp_dm", True),
        ("fp_dm_deputy", True),
        ("del_pk", True),
        ("del_in", True),
        ("del_undp", False),
        ("rev", False),
        ("del_au", False),
    ],
)
def test_whose_roles_require_one_is_led_to_it(cast, settings, key, led):
    settings.SECOND_FACTOR_REQUIRED = True

    answer = cast.client(key).get("/accounts/sessions/1/end/")

    assert (answer.status_code, answer.get("Location")) == ((302, "/accounts/2fa/") if led else (405, None))


def test_setting_up_and_signing_out_stay_open(cast, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    browser = cast.client("adm")

    pages = [browser.get(path).status_code for path in ("/accounts/2fa/", "/accounts/2fa/totp/activate/")]

    assert pages == [200, 200]
    assert browser.post("/accounts/logout/")["Location"] == "/"


def test_with_one_all_pages_are_open_and_without_it_they_close(cast, settings, clock):
    settings.SECOND_FACTOR_REQUIRED = True
    browser = cast.client("adm")
    set_up(browser)
    assert browser.get("/manage/people/").status_code == 200

    browser.post("/accounts/2fa/totp/deactivate/")

    assert browser.get("/manage/people/")["Location"] == "/accounts/2fa/"


def test_a_role_that_begins_in_a_session_counts(cast, settings, clock):
    settings.SECOND_FACTOR_REQUIRED = True
    browser = cast.client("del_au")
    assert browser.get("/accounts/me/").status_code == 200

    actions.appoint(
        cast.people["del_au"],
        process=cast.process,
        role="director",
        from_on=START.date(),
        reason="By decree",
        by=cast.adm,
    )

    assert browser.get("/accounts/me/")["Location"] == "/accounts/2fa/"


def test_where_people_try_the_portal_out_nobody_is_led(cast):
    assert cast.client("adm").get("/manage/people/").status_code == 200


# In the history


def told():
    """[(action, change of the second factor)] of the history, in order, after checking whose it is."""
    rows = AuditEntry.objects.filter(action__startswith="factor.").order_by("sequence")
    assert all(row.object_type == "hoaip.user" and set(row.changes) == {"second_factor"} for row in rows)
    return [(row.action, row.changes["second_factor"]) for row in rows]


def test_what_is_set_up_and_taken_away_stands_in_the_history_without_its_secret(mina, clock):
    browser, _answer = sign_in(mina)
    secret = set_up(browser)
    codes = browser.get("/accounts/2fa/recovery-codes/").content.decode()
    browser.post("/accounts/2fa/recovery-codes/generate/")
    browser.post("/accounts/2fa/totp/deactivate/")

    assert told() == [
        ("factor.add", [None, "totp"]),
        ("factor.add", [None, "recovery_codes"]),
        ("factor.remove", ["recovery_codes", None]),
        ("factor.add", [None, "recovery_codes"]),
        ("factor.remove", ["totp", None]),
        ("factor.remove", ["recovery_codes", None]),
    ]
    entries = AuditEntry.objects.filter(action__startswith="factor.")
    assert {(row.actor_uid, row.object_uid) for row in entries} == {(mina.uid, str(mina.uid))}
    written = str(list(AuditEntry.objects.values()))
    for word in (secret, *re.findall(r'<code dir="ltr">([0-9a-zA-Z]+)</code>', codes)):
        assert word not in written
    assert audit.verify()["ok"]


def test_a_passkey_is_told_by_its_name(mina):
    browser, _answer = sign_in(mina)
    data = {"name": "Key at the office", "credential": {"secret": "x" * 9}}
    key = actions.change_factors(
        mina, lambda: Authenticator.objects.create(user=mina, type="webauthn", data=data), by=mina
    )

    browser.post(f"/accounts/2fa/webauthn/keys/{key.pk}/remove/")

    assert not Authenticator.objects.exists()
    assert told() == [
        ("factor.add", [None, "webauthn: Key at the office"]),
        ("factor.remove", ["webauthn: Key at the office", None]),
    ]


def test_what_fails_and_what_is_only_looked_at_is_not_told(mina):
    browser, _answer = sign_in(mina)
    browser.get("/accounts/2fa/totp/activate/")
    browser.post("/accounts/2fa/totp/activate/", {"code": "000000"})

    assert told() == []


# When the key of the portal changes

FORMER, PRESENT = "former-" + "f" * 50, "present-" + "p" * 50


def test_a_factor_survives_a_change_of_the_key(mina, clock, settings):
    settings.SECRET_KEY = FORMER
    secret = set_up(sign_in(mina)[0])
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = PRESENT, [FORMER]
    clock.shift(timedelta(seconds=30))
    browser, _answer = sign_in(mina)
    while_both_are_known = browser.post("/accounts/2fa/authenticate/", {"code": code(secret)}).status_code
    call_command("lock_second_factors")
    settings.SECRET_KEY_FALLBACKS = []
    clock.shift(timedelta(seconds=30))
    browser, _answer = sign_in(mina)
    afterwards = browser.post("/accounts/2fa/authenticate/", {"code": code(secret)}).status_code

    assert (while_both_are_known, afterwards) == (302, 302)
    assert Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes() == codes
    entry = AuditEntry.objects.get(action="factor.lock_anew")
    assert entry.changes == {"second_factors": [None, 2]}


def test_a_factor_under_an_unknown_key_is_left_alone(mina, clock, settings):
    settings.SECRET_KEY = FORMER
    set_up(sign_in(mina)[0])
    before = list(Authenticator.objects.order_by("pk").values())
    settings.SECRET_KEY = PRESENT

    with pytest.raises(CommandError, match="SECRET_KEY_FALLBACKS"):
        call_command("lock_second_factors")

    assert list(Authenticator.objects.order_by("pk").values()) == before


# Somebody lost it: the administrator takes it away


def reset(browser, person, **changes):
    given = {"reason": "The telephone was lost; I called back.", "version": str(person.version)} | changes
    return browser.post(f"/manage/people/{person.uid}/second-factor/", given)


def test_the_administrator_takes_a_second_factor_away(cast, mina, clock):
    browser = sign_in(mina)[0]
    set_up(browser)
    kinds = sorted(Authenticator.objects.values_list("type", flat=True))
    administrator = cast.client("adm")
    page = administrator.get(f"/manage/people/{mina.uid}/").content.decode()
    assert f"/manage/people/{mina.uid}/second-factor/" in page
    mina.refresh_from_db()

    answer = reset(administrator, mina)

    assert answer["Location"] == f"/manage/people/{mina.uid}/"
    assert not Authenticator.objects.exists()
    assert browser.get("/accounts/me/").status_code == 302
    rows = AuditEntry.objects.filter(action="factor.reset")
    assert sorted(row.changes["second_factor"][0] for row in rows) == kinds
    assert {(row.actor_name, row.reason) for row in rows} == {("Sample adm", "The telephone was lost; I called back.")}
    mail = OutboxMessage.objects.get(template="second_factor_reset")
    assert mail.recipient == mina
    assert "/accounts/2fa/" in mail.body
    # The password alone is enough until a new one is set up.
    assert SESSION_KEY in sign_in(mina)[0].session


def test_a_reset_needs_a_reason_a_factor_and_another_person(cast, mina, clock):
    administrator = cast.client("adm")
    assert reset(administrator, mina).status_code == 409
    set_up(sign_in(mina)[0])
    mina.refresh_from_db()

    assert reset(administrator, mina, reason=" ").status_code == 422
    stale = reset(administrator, mina, version=str(mina.version + 7))
    assert stale.status_code == 409
    assert "I called back." in stale.content.decode()
    with pytest.raises(Refused):
        actions.reset_factors(cast.adm, reason="x", by=cast.adm)
    for key in ("rev", "dir", "fp_dm", "del_pk"):
        with pytest.raises(Refused):
            actions.reset_factors(mina, reason="x", by=cast.people[key])
    assert Authenticator.objects.exists()
    assert not OutboxMessage.objects.exists()
