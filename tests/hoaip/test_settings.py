"""Settings fail closed: each wrong variable ends the start with its name, its value and no traceback."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from hoaip.serving.environment import ROOT

RANDOM = "kQ3v-9ZtX_w7Lr2mPz8YcB5nHd4sJf6gTa1eUi0oRxVqWlKyMbNpCj"
PRODUCTION = {
    "PROFILE": "production",
    "SECRET_KEY": RANDOM,
    "ALLOWED_HOSTS": "portal.example.org",
    "PUBLIC_ORIGIN": "https://portal.example.org",
    "DATABASE_URL": "postgresql://hoaip_app:x@127.0.0.1:1/hoaip",
    "DATABASE_OWNER_URL": "postgresql://hoaip_owner:x@127.0.0.1:1/hoaip",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}


def manage(*arguments, **variables):
    """Run manage.py in nothing but `variables` (None leaves one out)."""
    environment = {name: value for name, value in variables.items() if value is not None}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_passes_the_deployment_check():
    result = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("DEBUG", "1", "'1'"),
        ("SECRET_KEY", None, "missing"),
        ("SECRET_KEY", RANDOM[:49], "49 characters"),
        ("SECRET_KEY", "a" * 60, "1 of them different"),
        ("SECRET_KEY", "example-" + RANDOM, "'example-"),
        ("SECRET_KEY", "django-insecure-" + RANDOM, "'django-insec"),
        ("SECRET_KEY_FALLBACKS", f"{RANDOM},short", "too short in one of its places"),
        ("ALLOWED_HOSTS", "portal.example.org,*", "*"),
        ("ALLOWED_HOSTS", "*.example.org", "*.example.org"),
        ("PUBLIC_ORIGIN", None, "missing"),
        ("PUBLIC_ORIGIN", "http://portal.example.org", "'http://portal.example.org'"),
        ("PUBLIC_ORIGIN", "portal.example.org", "'portal.example.org'"),
        ("DATABASE_URL", None, "missing"),
        ("DATABASE_URL", "sqlite:///x.db", "sqlite"),
        ("DATABASE_URL", "postgresql://u:p@host:port/x", "host"),
        ("REDIS_URL", None, "missing"),
        ("REDIS_URL", "http://x/0", "'http'"),
        ("PORT", "eighty", "'eighty'"),
        ("PORT", "70000", "'70000'"),
        ("WEB_CONCURRENCY", "0", "'0'"),
        ("TIME_ZONE", "Kabul", "'Kabul'"),
        ("EMAIL_URL", "carrier://pigeon", "carrier"),
        ("PROFILE", "staging", "'staging'"),
    ],
)
def test_a_wrong_variable_is_refused_by_name_and_value(name, value, shown):
    result = manage("check", **(PRODUCTION | {name: value}))

    assert result.returncode != 0
    assert name in result.stderr
    assert shown in result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_the_secret_of_the_example_file_is_refused():
    (example,) = re.findall(r"^SECRET_KEY=(.+)$", (ROOT / ".env.example").read_text(), re.M)

    result = manage("check", **(PRODUCTION | {"SECRET_KEY": example}))

    assert result.returncode != 0
    assert "SECRET_KEY" in result.stderr
    assert "example" in result.stderr


def test_a_secret_is_never_shown_whole():
    result = manage("check", **(PRODUCTION | {"SECRET_KEY": "example-" + RANDOM}))

    assert RANDOM not in result.stderr


def test_former_secrets_stand_beside_the_present_one():
    assert production("settings.SECRET_KEY_FALLBACKS") == "[]"
    assert production("len(settings.SECRET_KEY_FALLBACKS)", SECRET_KEY_FALLBACKS=f"{'a1' * 30},{'b2' * 30}") == "2"
    # What compose gives when nothing is set.
    assert production("settings.SECRET_KEY_FALLBACKS", SECRET_KEY_FALLBACKS="") == "[]"


def test_production_logs_lines_of_json_and_what_is_told_elsewhere_is_silent():
    told = production(
        "settings.LOGGING['handlers']['stream']['formatter'], settings.LOGGING['root']['level'],"
        " settings.LOGGING['loggers']['django.request']['level'], settings.LOGGING['loggers']['hoaip.request']['level']"
    )

    assert told == "json INFO CRITICAL INFO"


@pytest.mark.parametrize("command", ["migrate", "restore"])
def test_what_needs_the_owner_says_so_in_production(command):
    result = manage(command, **(PRODUCTION | {"DATABASE_OWNER_URL": None}))

    assert result.returncode != 0
    assert "DATABASE_OWNER_URL is missing" in result.stderr


def test_an_environment_without_anything_is_production_and_fails_closed(tmp_path):
    result = subprocess.run(
        [sys.executable, "-c", "import hoaip.settings"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode != 0
    assert "SECRET_KEY is missing" in result.stderr


def production(expression, **variables):
    """The value of an expression over the settings of production, as text."""
    code = f"from django.conf import settings; print({expression})"
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "hoaip.settings"} | PRODUCTION | variables,
        capture_output=True,
        text=True,
        check=True,
    )
    return result.stdout.strip()


def test_cookies_and_passwords_of_production():
    told = production(
        "settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_SECURE,"
        " settings.CSRF_COOKIE_SECURE, settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS > 0,"
        " settings.PASSWORD_HASHERS[0].rsplit('.', 1)[1]"
    )

    assert told == "__Host-session __Host-csrf True True True True Argon2PasswordHasher"


def test_neither_sessions_nor_limits_live_in_redis_or_in_one_process():
    told = production("settings.SESSION_ENGINE, settings.CACHES['default']['BACKEND']")

    assert told == "django.contrib.sessions.backends.db django.core.cache.backends.db.DatabaseCache"


def test_a_task_is_never_given_to_a_second_worker_while_it_may_run():
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS

    assert options["visibility_timeout"] > settings.CELERY_TASK_TIME_LIMIT
    assert options["unacked_restore_interval"] == 2
    assert options["unacked_restore_throttle"] == 1
    assert settings.CELERY_TASK_ACKS_LATE
    assert settings.CELERY_TASK_REJECT_ON_WORKER_LOST
    assert settings.CELERY_WORKER_PREFETCH_MULTIPLIER == 1


def test_beat_sends_every_periodic_job():
    assert set(settings.CELERY_BEAT_SCHEDULE) == set(settings.PERIODIC_JOBS)
    assert settings.CELERY_TIMEZONE == "UTC"


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("Ab3$xyzqwrt", "password_too_short"),
        ("a1B$" * 33, "password_too_long"),
        ("qwertyuiop123", "password_too_common"),
    ],
)
def test_a_poor_password_is_refused(password, code):
    with pytest.raises(ValidationError) as refusal:
        validate_password(password)

    assert code in [error.code for error in refusal.value.error_list]


@pytest.mark.parametrize("password", ["tulip-Kabul-4", "x7" * 64])
def test_a_password_at_the_edges_is_taken(password):
    assert validate_password(password) is None
