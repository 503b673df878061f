"""Pages kept for one version of the data: one body for the public, one for each person and no other."""

import hashlib
import json
from collections import OrderedDict
from datetime import datetime
from functools import lru_cache, partial, wraps
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers

from hoaip.audit import current_group
from hoaip.embargo import last_of, opening_columns
from hoaip.language import page_language
from hoaip.messages import OwnCookieStorage
from hoaip.models import AuditEntry, PublicText
from hoaip.packing import Body, SharedAnswer
from hoaip.reader import each_time, is_made_each_time, last_instant, person_of, viewing_of
from hoaip.saving.once import new_key

# The number of the newest audit row; with it, where it is not the one asked about, the texts as they are edited and the
# moments of publishing: neither changes without a row.
NEWEST = """
SELECT sequence, CASE WHEN sequence <> %s THEN json_build_array(
    (SELECT json_object_agg(key, json_build_array(text_en, text_fa, text_ps)) FROM {texts}),
    hoaip_moments(%s, %s))::text END
FROM {entries} ORDER BY sequence DESC LIMIT 1"""
SOURCES = ("hoaip", "cbms", "meetings", "conferences", "templates", "static", "locale")


class Bodies:
    """The last bodies that this process made, newest last, bounded by their packed bytes."""

    MOST_BYTES = 2 * 1024 * 1024
    LARGEST = 256 * 1024

    def __init__(self):
        self.kept = OrderedDict()
        self.bytes = 0
        self.lock = Lock()

    def get(self, key):
        with self.lock:
            if key in self.kept:
                self.kept.move_to_end(key)
            return self.kept.get(key)

    def put(self, key, body):
        if len(body.packed) > self.LARGEST:
            return
        with self.lock:
            self._drop(key)
            self.kept[key] = body
            self.bytes += len(body.packed)
            while self.bytes > self.MOST_BYTES:
                self._drop(next(iter(self.kept)))

    def shrink(self, key):
        """Pack the body of this key once more, as small as it gets: some hundredths of a second for a page."""
        body = self.get(key)
        if body is not None and not body.is_small:
            self.put(key, body.shrunk())

    def forget(self):
        """Drop everything, as a test does whose database starts anew."""
        with self.lock:
            self.kept.clear()
            self.bytes = 0

    def _drop(self, key):
        if key in self.kept:
            self.bytes -= len(self.kept.pop(key).packed)


# What everybody sees, and what one person saw: apart, so that the one never stands where the other is asked for.
bodies, own_bodies = Bodies(), Bodies()


class Facts:
    """What pages read again and again and what is the same for every reader: names to choose from, computed tables.

    Kept in this process for the newest data alone, the last asked for: with another version everything is dropped.
    """

    MOST = 64

    def __init__(self):
        self.lock = Lock()
        self.forget()

    def get(self, request, name, make):
        """What `make()` gives for this name, on this page's language; it may ask nothing of the reader.

        `name` is hashable and holds whatever else the answer depends on. Within an action it is made anew, since there
        the rows may be such as are never committed. One query a request, for the version.
        """
        if current_group.get() is not None:
            return make()
        version, key = data_version(request), (name, page_language())
        with self.lock:
            if version != self.version:
                self.version, self.kept = version, OrderedDict()
            if key in self.kept:
                self.kept.move_to_end(key)
                return self.kept[key]
        # Read after the version: what is newer than it is read again with the next version.
        made = make()
        with self.lock:
            if version == self.version:
                self.kept[key] = made
                while len(self.kept) > self.MOST:
                    self.kept.popitem(last=False)
        return made

    def newest(self):
        """(number of the newest audit row, the moment that has come last or None, the texts edited), of one statement.

        The texts are {key: [English, Dari, Pashto]}. They and the moments come with the number when it is new to this
        process, and were kept when it is not: to read them costs no statement at all.
        """
        known, texts, moments = self.read
        now = timezone.now()
        names = {"entries": AuditEntry._meta.db_table, "texts": PublicText._meta.db_table}
        names = {key: connection.ops.quote_name(name) for key, name in names.items()}
        with connection.cursor() as cursor:
            cursor.execute(NEWEST.format(**names), [known, opening_columns(), now])
            # Before the first action nothing is edited either.
            newest, read = cursor.fetchone() or (0, None)
        if newest != known:
            texts, moments = json.loads(read) if read else (None, None)
            texts, moments = texts or {}, [datetime.fromisoformat(each) for each in moments or ()]
            self.read = newest, texts, moments
        return newest, last_of(moments, now), texts

    def forget(self):
        self.version, self.kept, self.read = None, OrderedDict(), (-1, {}, [])


facts = Facts()


def shared(view):
    """For a public page; stands above its door, so that a page asked again costs one query.

    - Asked without a session cookie: the ETag is decided before rendering, from the newest audit row (every action
      writes one), the moment of publishing that came last, today in Kabul, the address with its language, and the
      code; the same ETag is answered 304, else with the body this process kept for it. `Cache-Control: no-cache`:
      asked again each time, sign-in included.
    - Asked with one: the reader's own page, `no-store`. Of a signed-in person this process keeps the body too, for the
      same version, for this session and CSRF secret alone; not while a message waits, nor a page `made_each_time`.
    Both send `Vary: Cookie`. Anything but a 200 is passed on as it is.
    """

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        if request.has_session:
            key = own_key(request)
            response = _own_answer(key, view, request, args, kwargs)
            patch_cache_control(response, no_store=True)
            patch_vary_headers(response, ("Cookie",))
            return response
        # Weak: the same page is sent packed in several ways.
        etag = f'W/"{version_of(request)}"'
        response = get_conditional_response(request, etag=etag)
        if response is None:
            response = _shared_answer(etag, view, request, args, kwargs)
        if response.status_code in (200, 304):
            response.headers["ETag"] = etag
            patch_cache_control(response, no_cache=True)
        patch_vary_headers(response, ("Accept-Encoding", "Cookie"))
        return response

    return wrapper


def version_of(request):
    """What the body of this address depends on, as 32 hexadecimal digits. One query."""
    parts = (
        *data_version(request),
        request.get_full_path(),
        # A fragment has the address of its page.
        request.headers.get("HX-Request", ""),
        code_version(),
    )
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:32]


def data_version(request):
    """(number of the newest audit row, the moment of publishing that came last or None, today in Kabul). One query.

    The same until an action writes, or something is published at the moment that was fixed for it (hoaip/embargo.py).
    Sets `request.edited_texts` beside it: what hoaip/texts reads.
    """
    if getattr(request, "newest_entry", None) is None:
        request.newest_entry, request.last_opened, request.edited_texts = facts.newest()
    return request.newest_entry, request.last_opened, request.today.isoformat()


@lru_cache(maxsize=1)
def code_version():
    """A stamp of the code and templates that write the bodies, the same in every process of one installation."""
    stamp = hashlib.sha256()
    for room in SOURCES:
        for path in sorted(Path(settings.BASE_DIR, room).rglob("*")):
            if path.suffix in (".py", ".html", ".css", ".mo"):
                stamp.update(f"{path}:{path.stat().st_size}:{path.stat().st_mtime_ns}".encode())
    return stamp.hexdigest()


def own_key(request):
    """What a signed-in person's body depends on; None where none is kept: signed out, viewing, a message waits."""
    if viewing_of(request) is not None:
        return None
    person, secret = person_of(request), request.COOKIES.get(settings.CSRF_COOKIE_NAME)
    if person is None or secret is None or OwnCookieStorage.cookie_name in request.COOKIES:
        return None
    # The forms on a page carry a token of the secret; the session names the person, and changes at each sign-in. A
    # letter that is read is no new version of the data, and the letterhead counts those that are not.
    whose = f"{person.pk}\n{request.session.session_key}\n{secret}\n{getattr(person, 'unread_letters', 0)}"
    return hashlib.sha256(f"{version_of(request)}\n{whose}".encode()).hexdigest()


def _own_answer(key, view, request, args, kwargs):
    body = own_bodies.get(key) if key else None
    if body is not None and (body.until is None or timezone.now() <= body.until):
        for do in body.each_time:
            do(request)
        content = body.content
        if body.form_key:
            # What is sent from two answers of one page is two things, not the same form sent twice.
            content = content.replace(body.form_key.encode(), new_key().encode())
        return HttpResponse(content, headers=body.headers)
    response = view(request, *args, **kwargs)
    if key and _may_be_kept(request, response):
        page_key = getattr(request, "page_key", None)
        own_bodies.put(
            key,
            Body.of(
                dict(response.headers),
                response.content,
                page_key,
                each_time=each_time(request),
                until=last_instant(request),
            ),
        )
    return response


def _shared_answer(key, view, request, args, kwargs):
    body = bodies.get(key)
    if body is not None:
        # What is asked for again is packed as small as it gets, once.
        return SharedAnswer(body, request, after=None if body.is_small else partial(bodies.shrink, key))
    response = view(request, *args, **kwargs)
    if not _may_be_kept(request, response):
        return response
    body = Body.of(dict(response.headers), response.content)
    bodies.put(key, body)
    return SharedAnswer(body, request)


def _may_be_kept(request, response):
    is_whole = response.status_code == 200 and not response.streaming and not response.cookies
    # Asked for its head alone, a view may leave its body out: that is no body for who asks next.
    return is_whole and request.method == "GET" and not is_made_each_time(request)
