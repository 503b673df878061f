"""The weekly letter: how much waits for a person, and until when, and how many letters were kept for it.

Nothing waits and nothing was kept, nothing comes.
"""

import html
import re
from collections import Counter
from datetime import UTC, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from hoaip.action import action, authorise
from hoaip.audit import record
from hoaip.calendar import KABUL, today_in_kabul, whole
from hoaip.jobs import each
from hoaip.language import page_language
from hoaip.models import JobRun, LetterGroup, User
from hoaip.permissions import Permission
from hoaip.post import queue
from hoaip.post.kinds import letters
from hoaip.post.outbox import kept_letters, note_counted
from hoaip.post.seen import is_open, seen_of

# The week of the ministry begins on Saturday.
SATURDAY = 5
JOB = "send_digests"
# What a letter says of the list on the page: headings, and of each thing that waits its kind and its day. What it is
# called stands on the page alone: a mail goes ways that nobody watches.
HEADING = re.compile(r'<h2 class="lead">(.*?)(?:<span class="note">.*?)?</h2>', re.S)
THING = re.compile(r'<li>\s*<p>(?P<day>.*?)</p>.*?<p class="overline">(?P<kind>.*?)</p>', re.S)
# Two dates beside each other, which the page parts by its style.
BESIDE = re.compile(r"</bdi>\s*<bdi>")


def send_digests(as_of):
    """Write to each person for whom something waits or a letter was kept, once a week, as if at the instant `as_of`.

    Who ended the letter about what waits gets one only where letters were kept for it. A night that was skipped is made
    up for on the next. Returns {"digests": letters}.
    """
    today, by = today_in_kabul(as_of), User.objects.system()
    saturday = today - timedelta(days=(today.weekday() - SATURDAY) % 7)
    begins = datetime.combine(saturday, time.min, KABUL).astimezone(UTC)
    if JobRun.objects.filter(name=JOB, as_of__gte=begins, finished_at__isnull=False).exists():
        return {"digests": 0}
    has_kept = Exists(kept_letters().filter(recipient=OuterRef("pk")))
    people = User.objects.filter(is_active=True, is_system=False).annotate(has_kept=has_kept)

    def write(person):
        waiting = waiting_for(person, today) if person.weekly_digest else ""
        if not waiting and not person.has_kept:
            return 0
        return send_digest(person, waiting=waiting, week=saturday, today=today, by=by)

    asked = people.filter(Q(weekly_digest=True) | Q(has_kept=True)).order_by("pk")
    return {"digests": each(asked.iterator(), write)}


@action
def send_digest(person, *, waiting, week, today, by):
    """Queue the letter of the week that begins on `week`; 0 when this person has it already, or nothing is in it.

    The letters kept for it are counted in it and in none after it, apart from those about what the person may not see.
    """
    authorise(by, Permission.KEEP_HOUSE)
    kept = list(kept_letters().filter(recipient=person).defer("body"))
    seen = seen_of(person, kept) if kept else set()
    kept = [row for row in kept if is_open(row, seen)]
    if not waiting and not kept:
        return 0
    context = {"waiting": waiting, "kept": numbers_of(kept), "today": today}
    sent = queue("digest", to=[person], key=f"digest:{week.isoformat()}", context=context)
    if sent:
        note_counted(kept)
        record("account.digest", person, by=by, before=None, extra={"week": [None, week.isoformat()]})
    return sent


def numbers_of(kept):
    """[(LetterGroup, how many)] of letters, in the order of the kinds; one that the house writes no more is in none."""
    known = (letters().get(row.template) for row in kept)
    counted = Counter(letter.group for letter in known if letter is not None)
    return [(group, counted[group]) for group in LetterGroup if counted[group]]


def waiting_for(person, today):
    """What waits on the person's first page, as lines of text in the person's language; "" when nothing waits.

    A heading stands alone; below it each kind with its day, and how many where it is not one.
    """
    request = HttpRequest()
    request.user, request.today, request.has_session = person, today, True
    with translation.override(person.language):
        page = render_to_string("hoaip/_attention.html", {"request": request})
        return "\n\n".join(filter(None, map(_of_group, page.split("<section")[1:])))


def _of_group(section):
    heading = HEADING.search(section)
    counted = Counter(_line(found) for found in THING.finditer(BESIDE.sub(" · ", section)))
    lines = [line if number == 1 else f"{line} ({whole(number, page_language())})" for line, number in counted.items()]
    return "\n".join([_plain(heading[1]), *lines] if heading and lines else lines)


def _line(found):
    kind, day = _plain(found["kind"]), _plain(found["day"])
    return _("%(kind)s: %(day)s") % {"kind": kind, "day": day} if day else kind


def _plain(markup):
    return " ".join(html.unescape(strip_tags(markup)).split())
