"""The weekly letter: what waits for a person, in the words of the person's first page; nothing waits, nothing comes."""

import html
import re
from datetime import UTC, datetime, time, timedelta

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import strip_tags

from hoaip.action import action, authorise
from hoaip.audit import record
from hoaip.calendar import KABUL, today_in_kabul
from hoaip.models import JobRun, User
from hoaip.permissions import Permission
from hoaip.post import queue

# The week of the ministry begins on Saturday.
SATURDAY = 5
JOB = "send_digests"
# What ends a line of the list; within one, tags only mark words.
LINE = re.compile(r"</(?:p|h2|h3|li|a)>")
# Buttons, and the links behind them, are on the page to which the letter leads; a list of text needs no count.
LEFT_OUT = re.compile(
    r'<a class="button.*?</a>|<form.*?</form>'
    r'|<h2 class="hidden-text">.*?</h2>|<span class="note">[^<]*</span>(?=</h2>)',
    re.S,
)
# Two dates beside each other, which the page parts by its style.
BESIDE = re.compile(r"</bdi>\s*<bdi>")


def send_digests(as_of):
    """Write to each person for whom something waits, once a week, as if at the instant `as_of` (aware).

    A night that was skipped is made up for on the next. Returns {"digests": letters}.
    """
    today, by = today_in_kabul(as_of), User.objects.system()
    saturday = today - timedelta(days=(today.weekday() - SATURDAY) % 7)
    begins = datetime.combine(saturday, time.min, KABUL).astimezone(UTC)
    if JobRun.objects.filter(name=JOB, as_of__gte=begins, finished_at__isnull=False).exists():
        return {"digests": 0}
    people = User.objects.filter(is_active=True, is_system=False, weekly_digest=True).order_by("pk")
    letters = 0
    for person in people.iterator():
        if waiting := waiting_for(person, today):
            letters += send_digest(person, waiting=waiting, week=saturday, today=today, by=by)
    return {"digests": letters}


@action
def send_digest(person, *, waiting, week, today, by):
    """Queue the letter of the week that begins on `week`; 0 when this person has it already."""
    authorise(by, Permission.KEEP_HOUSE)
    key = f"digest:{week.isoformat()}"
    sent = queue("digest", to=[person], key=key, context={"waiting": waiting, "today": today})
    if sent:
        record("account.digest", person, by=by, before=None, extra={"week": [None, week.isoformat()]})
    return sent


def waiting_for(person, today):
    """The list of the person's first page as lines of plain text, in the person's language; "" when nothing waits."""
    request = HttpRequest()
    request.user, request.today, request.has_session = person, today, True
    with translation.override(person.language):
        page = render_to_string("hoaip/_attention.html", {"request": request})
    if 'class="tasks"' not in page:
        return ""
    return _plain(page)


def _plain(page):
    """Tags become line ends or nothing; an empty line parts one thing that waits from the next."""
    found = []
    for item in BESIDE.sub(" · ", LEFT_OUT.sub("", page)).split("<li>"):
        lines = (" ".join(html.unescape(strip_tags(line)).split()) for line in LINE.split(item))
        found.append("\n".join(filter(None, lines)))
    return "\n\n".join(filter(None, found))
