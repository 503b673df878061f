"""Refusals, exports and drafts that were read: append-only, outside the chain, bounded per person and minute.

What a person may not do is worth knowing and must not become a way to fill the disk: beyond thirty lines a minute a
person writes none, and the digest of the day, one row of the chain, says in how many minutes that was so.
"""

import hashlib
import json
import logging
from datetime import datetime, time, timedelta
from functools import partial

from django.db import DatabaseError, connection, transaction
from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import timezone
from structlog.contextvars import get_contextvars

from hoaip.action import action, authorise
from hoaip.audit import record, snapshot
from hoaip.calendar.days import KABUL, today_in_kabul
from hoaip.models import AccessEntry, AuditEntry, User
from hoaip.permissions import Permission
from hoaip.reader import done_each_time, made_each_time, person_of

logger = logging.getLogger(__name__)

MOST_A_MINUTE = 30
DIGEST = "access_log.digest"

# One statement, so that counting and writing are not two trips for every refusal.
WRITE = """
INSERT INTO hoaip_accessentry (at, kind, actor_uid, method, path, route, request_id, minute_key)
SELECT %(at)s, %(kind)s, %(actor_uid)s, %(method)s, %(path)s, %(route)s, %(request_id)s, %(minute_key)s
WHERE (SELECT count(*) FROM hoaip_accessentry WHERE minute_key = %(minute_key)s) < %(most)s
"""


def note(request, kind):
    """Write that the signed-in person of this request was refused or read a draft; `kind` is an AccessEntry.Kind.

    Nothing for the public, and nothing beyond thirty a minute. The answer to the person does not depend on it: a
    database that cannot write is logged. A page that is kept for its reader is noted whenever it is read.
    """
    person = person_of(request)
    if person is not None:
        done_each_time(request, partial(note, kind=kind))
        _write(request, kind, person, minute_of=str(person.uid))


def note_export(request):
    """Write that the signed-in person of this request takes a list away as a file; whether the file may be given.

    Exports have thirty lines a minute of their own, so that refusals do not crowd them out, and what cannot be written
    down is not given. The public takes away what everybody reads: no line.
    """
    person = person_of(request)
    if person is None:
        return True
    made_each_time(request)
    return _write(request, AccessEntry.Kind.EXPORT, person, minute_of=f"{person.uid}:export")


def _write(request, kind, person, *, minute_of):
    """One line, unless its minute is full; whether it was written."""
    now = timezone.now()
    match = request.resolver_match
    line = {
        "at": now,
        "kind": AccessEntry.Kind(kind).value,
        "actor_uid": person.uid,
        "method": request.method[:7],
        # The path alone: the query carries what people search for.
        "path": _storable(request.path)[:300],
        "route": (match.view_name or "")[:100] if match else "",
        "request_id": str(get_contextvars().get("request_id", ""))[:64],
        "minute_key": f"{minute_of}:{now:%Y%m%d%H%M}",
        "most": MOST_A_MINUTE,
    }
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(WRITE, line)
            return cursor.rowcount == 1
    except DatabaseError:
        logger.exception("a line of the access log was not written")
        return False


def _storable(text):
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()


def digest(as_of):
    """The periodic job: one chained row for every day in Kabul that is over, has lines and has no digest yet."""
    by = User.objects.system()
    days = undigested(today_in_kabul(as_of))
    for day in days:
        digest_day(day, by=by)
    return {"days_digested": len(days)}


def undigested(today):
    """The days before `today` that have lines and no digest, oldest first."""
    rows = AccessEntry.objects.filter(at__lt=_midnight(today))
    last = AuditEntry.objects.filter(action=DIGEST).order_by("-sequence").first()
    if last is not None:
        digested = datetime.fromisoformat(last.changes["day"][1]).date()
        rows = rows.filter(at__gte=_midnight(digested + timedelta(days=1)))
    return list(
        rows.annotate(day=TruncDate("at", tzinfo=KABUL)).order_by("day").values_list("day", flat=True).distinct()
    )


@action
def digest_day(day, *, by):
    """Chain the digest of one day in Kabul: its lines, how many of each kind, in how many minutes a person had more
    than were written, and the SHA-256 over the lines, so that a line taken out later shows."""
    authorise(by, Permission.KEEP_HOUSE)
    rows = AccessEntry.objects.filter(at__gte=_midnight(day), at__lt=_midnight(day + timedelta(days=1)))
    last = rows.order_by("-pk").first()
    if last is None:
        return
    kinds = dict(rows.values_list("kind").annotate(Count("pk")).order_by("kind"))
    full = rows.values("minute_key").annotate(lines=Count("pk")).filter(lines__gte=MOST_A_MINUTE).count()
    record(
        DIGEST,
        last,
        by=by,
        before=snapshot(last),
        extra={
            "day": [None, day.isoformat()],
            "lines": [None, sum(kinds.values())],
            "kinds": [None, kinds],
            "full_minutes": [None, full],
            "sha256": [None, fingerprint(rows)],
        },
    )


def fingerprint(rows):
    """SHA-256 over lines in the order of their keys, as canonical JSON, one a line; 64 hexadecimal digits."""
    total = hashlib.sha256()
    for row in rows.order_by("pk").iterator(chunk_size=2000):
        total.update(json.dumps([row.pk, snapshot(row)], sort_keys=True, ensure_ascii=False).encode() + b"\n")
    return total.hexdigest()


def _midnight(day):
    return datetime.combine(day, time(), tzinfo=KABUL)
