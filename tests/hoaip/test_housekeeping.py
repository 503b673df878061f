"""The sweep of what has served."""

from datetime import UTC, datetime, timedelta

from django.contrib.sessions.models import Session
from django.core.cache import cache

from hoaip.housekeeping import sweep
from hoaip.models import KeptForm

NOW = datetime(2026, 9, 6, 2, 15, tzinfo=UTC)


def keep(token, expires_at):
    return KeptForm.objects.create(token_hash=token, path="/meetings/new/", fields={}, expires_at=expires_at)


def test_the_sweep_takes_what_has_expired_and_nothing_else(db):
    keep("old", NOW - timedelta(seconds=1))
    keep("young", NOW + timedelta(seconds=1))
    Session.objects.create(session_key="old", session_data="", expire_date=NOW - timedelta(days=1))
    Session.objects.create(session_key="young", session_data="", expire_date=NOW + timedelta(days=1))

    swept = sweep(NOW)

    assert (swept["kept_forms"], swept["sessions"]) == (1, 1)
    assert list(KeptForm.objects.values_list("token_hash", flat=True)) == ["young"]
    assert list(Session.objects.values_list("session_key", flat=True)) == ["young"]
    assert not any(sweep(NOW).values())


def test_the_sweep_takes_expired_lines_of_the_cache(db):
    cache.set("limit", 1, timeout=60)

    assert sweep(NOW.replace(year=2020))["cache"] == 0
    assert cache.get("limit") == 1
    assert sweep(NOW.replace(year=2999))["cache"] == 1
    assert cache.get("limit") is None
