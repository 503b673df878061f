"""Records of meetings in words and shapes, and what of them waits for a person."""

from django import template
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from cbms.models import RoleAssignment
from cbms.templatetags.plans import pieces as pieces_of
from hoaip.attention import HANDED_OVER, Task
from hoaip.calendar import digits, today_in_kabul
from hoaip.decorators import reader
from hoaip.grants import holdings
from hoaip.language import page_language
from hoaip.permissions import Role
from hoaip.templatetags.shapes import pill
from hoaip.templatetags.ui import dual_date, request_of
from meetings.models import AGREED, CIRCULATED, Attendance, MeetingCbm, RecordComment, RecordRevision, of_any
from meetings.names import SHOWN, headline, with_pairs
from meetings.records import PILL, address_of

register = template.Library()
COMMENT_PILL = {"open": "unconfirmed", "taken": "met", "not_taken": "plain"}


@register.simple_tag
def record_pill(state):
    """{% record_pill revision.state %}: where a revision stands."""
    return pill(PILL[str(state)], RecordRevision.State(state).label)


@register.simple_tag
def comment_pill(comment):
    """{% comment_pill comment %}: what became of it."""
    return pill(COMMENT_PILL[str(comment.state)], comment.get_state_display())


@register.simple_tag(takes_context=True)
def day_of(context, moment):
    """{% day_of revision.agreed_at %}: the day of an instant in Kabul, in both calendars."""
    return dual_date(context, today_in_kabul(moment))


@register.filter
def takes_comments_on(revision, day):
    """{{ revision|takes_comments_on:request.today }}: whether its days for comments are not over."""
    return revision.takes_comments(day)


@register.simple_tag
def pieces(parts):
    """{% pieces change.old %}: words with what differs marked as taken out or put in; a dash for nothing."""
    return pieces_of(parts)


@register.simple_tag
def paragraph_moved(change):
    """{% paragraph_moved change %}: which paragraph differs, and how: added, taken out, or by its numbers."""
    before, after = (digits(each or "", page_language()) for each in (change.before, change.after))
    if change.before is None:
        return _("Paragraph %(number)s, added") % {"number": after}
    if change.after is None:
        return _("Paragraph %(number)s, taken out") % {"number": before}
    if before == after:
        return _("Paragraph %(number)s") % {"number": after}
    return _("Paragraph %(number)s, before %(old)s") % {"number": after, "old": before}


@register.simple_tag(takes_context=True)
def attention_of_records(context):
    """{% attention_of_records as records %}: tasks: what a delegate may comment on, what its keepers carry on.

    A delegate is asked until the last day for comments; a keeper once comments wait for an answer, once the days for
    them are over, and ministry staff when one is agreed, not published, and no moment is fixed for it. One query, none
    for who has no part in it.
    """
    request = request_of(context)
    held, today = holdings(reader(request)), request.today
    own = held.ids("hoaip.stakeholder", {Role.DELEGATE})
    cbms = held.ids("cbms.cbm", {Role.FOCAL_POINT})
    processes = held.ids("hoaip.process", {Role.REVIEWER})
    if cbms or processes:
        return _kept(cbms, processes, today)
    return _asked(own, today) if own else []


def _asked(own, today):
    """Those circulated on which a delegate has not commented, while comments are taken."""
    came = Attendance.objects.filter(stakeholder__in=own, answer__in=Attendance.CAME).values("meeting")
    roles = RoleAssignment.objects.as_of(today).filter(stakeholder__in=own).values("cbm")
    members = MeetingCbm.objects.filter(cbm__in=roles).values("meeting")
    said = RecordComment.objects.filter(paragraph__revision=OuterRef("pk"), stakeholder__in=own)
    rows = RecordRevision.objects.filter(state="circulated", comment_until__gte=today).filter(
        Q(meeting__in=came) | Q(meeting__in=members), ~Exists(said)
    )
    why = _("Read its record, and comment on it if something must read otherwise.")
    return [_task(row, why, _("Read it"), "detail") for row in _named(rows)]


def _kept(cbms, processes, today):
    """Those of which a keeper has the next step: comments to answer, days that are over, an agreed text to publish."""
    own = Q(meeting__process__in=processes)
    if cbms:
        own |= of_any(cbms, meeting="meeting")
    comments = RecordComment.objects.filter(paragraph__revision=OuterRef("pk"))
    # An agreed text that a newer one replaces is nobody's to publish.
    newer = RecordRevision.objects.filter(meeting=OuterRef("meeting"), state__in=AGREED, number__gt=OuterRef("number"))
    # Without a last day it waits from the start; what was taken over from sources is nobody's to agree.
    no_day = Q(comment_until=None, meeting__state="reported", meeting__is_imported=False)
    waits = Q(state="circulated") & (Q(has_open=True) | Q(comment_until__lt=today) | no_day)
    waiting = {"state": "agreed", "public_from": None}
    to_publish = Q(~Exists(newer), **waiting, meeting__process__in=processes, meeting__state__in=CIRCULATED)
    rows = RecordRevision.objects.filter(own).annotate(
        has_open=Exists(comments.filter(state="open")), has_taken=Exists(comments.filter(state="taken"))
    )
    return [_task(row, *_next(row)) for row in _named(rows.filter(waits | to_publish))]


def _next(revision):
    if revision.state == "agreed":
        return _("Its record is agreed and not published."), _("Publish it"), "publish"
    if revision.has_open:
        return _("Delegations commented on its record."), _("Answer the comments"), "detail"
    if revision.has_taken:
        return _("What was taken up of the comments is not in its text yet."), _("Recall it"), "recall"
    return _("Its record is circulated and the days for comments are over."), _("Agree it"), "agree"


def _named(rows):
    """At most as many as a panel hands over, those due first, each with what its meeting's name reads; one query."""
    rows = with_pairs(rows.select_related("meeting"), of="meeting").order_by("comment_until", "pk")
    found = list(
        rows.only(
            "uid", "state", "comment_until", "circulated_at", "agreed_at", *(f"meeting__{name}" for name in SHOWN)
        )[:HANDED_OVER]
    )
    for row in found:
        row.meeting.told_pairs = row.told_pairs
    return found


def _task(row, why, words, step):
    values = {"meeting": row.meeting, "title": headline(row.meeting), "why": why, "words": words, "revision": row}
    values["address"] = address_of(row, step)
    if row.state == "agreed":
        return Task("meetings/_attention_record.html", values, since=today_in_kabul(row.agreed_at))
    day = {"due": row.comment_until} if row.comment_until else {"since": today_in_kabul(row.circulated_at)}
    return Task("meetings/_attention_record.html", values, **day)
