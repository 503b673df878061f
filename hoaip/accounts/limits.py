"""How often sign-in may fail: who fails waits longer each time, and nobody waits for the failures of somebody else.

What counts is the pair of account and place. A place is a browser that has signed in to this account before (known by a
signed cookie), or else the network address. A rival who fails on purpose therefore makes the rival's own place wait,
never the owner's. Counted in the database: a flushed Redis or a second process takes no limit away.
"""

import hashlib
import ipaddress
import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.db import connection, transaction

FREE = 4  # failures of a place on an account without any wait
LONGEST = 300  # seconds
FORGOTTEN = int(timedelta(hours=12).total_seconds())
# An account that many places fail on: each place waits at least so long after its own failure.
UNDER_ATTACK = ((200, 60), (40, 10))  # (failures in an hour, seconds)
HOUR = 3600
# A ministry is one address: only hundreds of failures in ten minutes slow it, and no browser known to an account.
ADDRESS_FAILURES = 300
ADDRESS_WINDOW = 600
BROWSER_SALT = "hoaip.accounts.browser"
BROWSER_AGE = int(timedelta(days=90).total_seconds())
BROWSER_ACCOUNTS = 6


def client_address(request):
    """The address a request came from; behind the proxy of production, the one that the proxy saw."""
    seen = request.META.get("REMOTE_ADDR", "")
    if settings.PRODUCTION:
        seen = request.META.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", 1)[-1].strip() or seen
    try:
        return str(ipaddress.ip_address(seen))
    except ValueError:
        return "127.0.0.1"


def network(address):
    """An IPv4 address, or the /64 of an IPv6 one: what one subscriber holds."""
    if ":" in address:
        return str(ipaddress.ip_network(f"{address}/64", strict=False).network_address)
    return address


def wait(request, account, *, now):
    """Whole seconds to wait before this place may try this account again; 0 when it may. `now` is aware."""
    place, known = place_of(request, account)
    found = cache.get_many([_pair(account, place), _address(request)])
    until = found.get(_pair(account, place), {}).get("until", 0)
    if not known:
        address = found.get(_address(request), {})
        if address.get("failures", 0) >= ADDRESS_FAILURES:
            until = max(until, address["since"] + ADDRESS_WINDOW)
    return max(0, round(until - now.timestamp() + 0.5)) if until > now.timestamp() else 0


def failed(request, account, *, now):
    """Count a failure of this place on this account; returns the seconds to wait from now on."""
    place, _known = place_of(request, account)
    at = now.timestamp()
    with transaction.atomic():
        _lock(account)
        attack = _count(_account(account), at, HOUR)
        kept = cache.get(_pair(account, place), {})
        failures = kept.get("failures", 0) + 1
        seconds = min(LONGEST, 2 ** (failures - FREE)) if failures > FREE else 0
        seconds = max([seconds, *(least for many, least in UNDER_ATTACK if attack >= many)])
        cache.set(_pair(account, place), {"failures": failures, "until": at + seconds}, FORGOTTEN)
    with transaction.atomic():
        _lock(network(client_address(request)))
        _count(_address(request), at, ADDRESS_WINDOW)
    return seconds


def passed(request, account):
    """Forget what this place failed on this account: its owner is in."""
    place, _known = place_of(request, account)
    if cache.get(_pair(account, place)) is not None:
        cache.delete(_pair(account, place))


def place_of(request, account):
    """(name of the place, whether it is a browser that signed in to this account before)."""
    browser = _browsers(request).get(_digest(account)[:20])
    return (f"browser:{browser}", True) if browser else (f"address:{network(client_address(request))}", False)


def know_browser(request, response, account):
    """Let this browser be known to the account it has just signed in to."""
    browsers = _browsers(request)
    name = _digest(account)[:20]
    browsers = {name: browsers.pop(name, None) or secrets.token_urlsafe(12)} | browsers
    kept = dict(list(browsers.items())[:BROWSER_ACCOUNTS])
    response.set_cookie(
        _cookie(),
        signing.dumps(kept, salt=BROWSER_SALT, compress=True),
        max_age=BROWSER_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _browsers(request):
    try:
        return signing.loads(request.COOKIES.get(_cookie(), ""), salt=BROWSER_SALT, max_age=BROWSER_AGE)
    except signing.BadSignature:
        return {}


def _cookie():
    return "__Host-browser" if settings.SESSION_COOKIE_SECURE else "browser"


def _digest(text):
    return hashlib.sha256(text.strip().lower().encode(errors="replace")).hexdigest()


def _pair(account, place):
    return f"sign-in:pair:{_digest(f'{account.strip().lower()} {place}')}"


def _account(account):
    return f"sign-in:account:{_digest(account)}"


def _address(request):
    return f"sign-in:address:{network(client_address(request))}"


def _count(key, at, window):
    kept = cache.get(key, {})
    since = kept.get("since", 0)
    if at - since >= window:
        since, kept = at, {}
    failures = kept.get("failures", 0) + 1
    cache.set(key, {"since": since, "failures": failures}, window)
    return failures


def _lock(name):
    """Two failures at once count as two: the counters are read and written one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 9))", [name.strip().lower()])
