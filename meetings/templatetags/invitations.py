"""Invitations on other pages: on a meeting's, on the first page; and how an answer is drawn."""

from django import template
from django.utils.translation import gettext

from hoaip.attention import HANDED_OVER, Task
from hoaip.decorators import reader
from hoaip.grants import can, holdings
from hoaip.permissions import Permission, Role
from hoaip.saving import page_key
from hoaip.templatetags.shapes import pill
from hoaip.templatetags.ui import request_of
from meetings.forms.invitations import RsvpForm
from meetings.invited import counts_of, lines_of, silent
from meetings.models import Invitee, Rsvp
from meetings.names import headline, pairs_of, with_pairs
from meetings.reading import may_read_notes

register = template.Library()

# The shape of each answer; the word is always beside it.
PILL = {"attending": "met", "remote": "track", "regrets": "plain"}


@register.simple_tag
def rsvp_pill(answer):
    """{% rsvp_pill "regrets" %}: an answer in its word and shape; nothing is no answer."""
    if not answer:
        return pill("unconfirmed", gettext("no answer"))
    return pill(PILL[str(answer)], Rsvp.Answer(answer).label)


@register.inclusion_tag("meetings/_invitations_of.html", takes_context=True)
def invitations_of(context, meeting):
    """{% invitations_of meeting %}: who is invited and what each answered, for members and the ministry of its CBMs.

    A delegate of an invited state reads and gives its own answer, whatever its role. Nothing for anybody else. No
    query for the public, three for a member.
    """
    request = request_of(context)
    user = reader(request)
    own = holdings(user).ids("hoaip.stakeholder", {Role.DELEGATE})
    reads_all = can(user, Permission.VIEW_INVITATIONS, meeting)
    may_run = meeting.state == "invited" and can(user, Permission.RUN_MEETING, meeting)
    # A meeting without one has no such attribute; its page loads both at once.
    call = getattr(meeting, "call", None) if own or reads_all else None
    shown = {"request": request, "csrf_token": context.get("csrf_token"), "meeting": meeting}
    if call is None:
        return shown | {"may_run": may_run, "is_open": True}
    lines = lines_of(call, only=None if reads_all else own)
    mine = [line for line in lines if line.stakeholder.pk in own]
    if not reads_all and not mine:
        return shown
    withdrawn = Invitee.objects.filter(meeting=meeting, withdrawn_at__isnull=False).select_related("stakeholder")
    return shown | {
        "call": call,
        "own": mine,
        "form": RsvpForm(auto_id="id_%s"),
        "idempotency_key": page_key(request),
        "lines": lines if reads_all else None,
        "counts": counts_of(lines),
        "silent": silent(lines),
        "answered": [line for line in lines if line.standing],
        "withdrawn": list(withdrawn.order_by("pk")) if reads_all else (),
        "is_open": meeting.state == "invited",
        "may_run": may_run,
        "may_enter": can(user, Permission.ENTER_INVITATION_ANSWER, meeting),
        "reads_notes": may_read_notes(user, meeting),
    }


@register.simple_tag(takes_context=True)
def attention_of_invitations(context):
    """{% attention_of_invitations as invitations %}: tasks, one an invitation that the own state has not answered.

    Due on the day by which an answer is asked. One query, none for who speaks for nobody.
    """
    request = request_of(context)
    own = holdings(reader(request)).ids("hoaip.stakeholder", {Role.DELEGATE})
    if not own:
        return []
    rows = Invitee.objects.standing().with_answer().filter(stakeholder__in=own, answered=None)
    rows = rows.filter(meeting__state="invited", meeting__ends_on__gte=request.today)
    rows = with_pairs(rows.select_related("stakeholder", "meeting__call"), of="meeting")
    return [
        Task(
            "meetings/_attention_invitation.html",
            {"invitee": row, "title": headline(row.meeting, pairs=pairs_of(row))},
            due=row.meeting.call.answer_by,
        )
        for row in rows.order_by("meeting__call__answer_by", "pk")[:HANDED_OVER]
    ]
