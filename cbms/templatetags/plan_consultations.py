"""Consultations on other pages: on a plan's, on the first page; and how positions and instants are said."""

from zoneinfo import ZoneInfo

from django import template
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext

from cbms.models import Asked, Consultation, Position
from hoaip.attention import Task
from hoaip.calendar import KABUL, day_text, digits, today_in_kabul
from hoaip.decorators import reader
from hoaip.grants import can, holdings, readers
from hoaip.language import page_language
from hoaip.permissions import Permission, Role
from hoaip.reader import kept_until
from hoaip.templatetags.shapes import pill
from hoaip.templatetags.ui import request_of, zone_words

register = template.Library()

Answer = Position.Answer
# The shape of each answer; the word is always beside it.
PILL = {
    Answer.SUPPORT.value: "met",
    Answer.NO_OBJECTION.value: "track",
    Answer.RESERVATION.value: "disputed",
    Answer.OBJECTION.value: "risk",
    Answer.COMMENT.value: "plain",
}
OUTCOME = {"open": "track", "passed": "met", "broken": "risk", "withdrawn": "plain"}


@register.simple_tag
def answer_pill(answer):
    """{% answer_pill "objection" %}: a position in its word and shape; "none" is no answer."""
    if answer == "none":
        return pill("unconfirmed", gettext("no answer"))
    return pill(PILL[str(answer)], Answer(answer).label)


@register.simple_tag
def outcome_pill(state):
    """{% outcome_pill consultation.state %}: where a consultation stands."""
    return pill(OUTCOME[str(state)], Consultation.State(state).label)


@register.simple_tag
def instant_words(moment, person):
    """{% instant_words expires_at recipient %}: an instant in Kabul and, where it is another, in a person's own zone.

    For letters, which have no page: "9 December 2026, 23:59 Kabul time (in your zone: 10 December 2026, 00:29 …)".
    """
    kabul = _said(moment, KABUL)
    if person is None or person.time_zone == KABUL.key:
        return kabul
    own = _said(moment, ZoneInfo(person.time_zone))
    return gettext("%(kabul)s (for you: %(own)s)") % {"kabul": kabul, "own": own}


def _said(moment, zone):
    local, language = moment.astimezone(zone), page_language()
    clock = f"{digits(f'{local:%H:%M}', language)} {zone_words(zone)}"
    return gettext("%(day)s, %(time)s") % {"day": day_text(local.date(), language), "time": clock}


@register.inclusion_tag("cbms/_consultation_of.html", takes_context=True)
def consultation_of(context, plan):
    """{% consultation_of plan %}: the consultations on a plan, for those who may see them, and the way to open one."""
    request = request_of(context)
    person = reader(request)
    every = [holdings(each) for each in readers(person)]
    rows = Consultation.objects.visible_to(person).filter(plan=plan).select_related("plan_version")
    newest_answer = Position.objects.filter(asked=OuterRef("pk")).order_by("-pk").values("answer")[:1]
    objects = Asked.objects.filter(consultation=OuterRef("pk"), may_object=True).annotate(now=Subquery(newest_answer))
    rows = rows.annotate(
        asked_number=Count("asked", distinct=True),
        answered_number=Count("asked", filter=Q(asked__positions__isnull=False), distinct=True),
        is_objected=Exists(objects.filter(now=Answer.OBJECTION)),
    )
    return {
        "request": request,
        "plan": plan,
        "consultations": list(rows.order_by("-opened_at", "-pk")) if all(every) else [],
        # The administrator knows that there is one, and nothing of the positions.
        "reads": all(reads_positions(held, plan) for held in every),
        "may_open": plan.state == "cleared" and can(person, Permission.CONSULT_CAPITALS, plan),
    }


def reads_positions(held, plan):
    """Whether a reader who may see a consultation on the plan reads its positions too."""
    return bool(
        held.on(plan.cbm) & {Role.FOCAL_POINT}
        or held.on(plan.cbm.process) & {Role.REVIEWER, Role.DIRECTOR}
        or held.any({Role.DELEGATE})
    )


@register.simple_tag(takes_context=True)
def attention_of_consultations(context):
    """{% attention_of_consultations as consultations %}: tasks: what a delegate is asked, what the ministry watches.

    One query for delegates, one for the ministry.
    """
    request, now = request_of(context), timezone.now()
    held = holdings(reader(request))
    own, running = asked_of(held, now), running_of(held, now)
    requests = [row for row in own if row.need]
    for consultation in (*(row.consultation for row in own), *running):
        if now <= consultation.expires_at:
            # Its expiry changes what is asked, and nobody acts at that instant.
            kept_until(request, consultation.expires_at)
    asked = [
        Task(
            "cbms/_attention_position.html",
            {"asked": row, "place": place, "total": len(requests)},
            **_by_expiry(row.consultation, is_asked=row.need != "stands"),
        )
        for place, row in enumerate(requests, 1)
    ]
    watched = [
        Task(
            "cbms/_attention_consultation.html",
            {"consultation": row},
            **_by_expiry(row, is_asked=row.may_judge or not row.has_expired),
        )
        for row in running
    ]
    return asked + watched


def _by_expiry(consultation, *, is_asked):
    """Due on the day it expires; for who can only look on after that, waiting since then."""
    return {"due" if is_asked else "since": today_in_kabul(consultation.expires_at)}


def asked_of(held, now):
    """Who of the own is asked in an open consultation; `.need` says what there is to do, "" for nothing."""
    own = held.ids("hoaip.stakeholder", {Role.DELEGATE})
    if not own:
        return []
    newest = Position.objects.filter(asked=OuterRef("pk")).order_by("-pk")
    rows = Asked.objects.filter(stakeholder__in=own, consultation__state=Consultation.State.OPEN).annotate(
        stands=Subquery(newest.values("answer")[:1]), entered=Subquery(newest.values("on_behalf")[:1])
    )
    rows = rows.select_related("stakeholder", "consultation__plan__cbm")
    rows = list(rows.order_by("consultation__expires_at", "pk"))
    for row in rows:
        row.need = need_of(row, now)
    return rows


def need_of(row, now):
    has_expired = now > row.consultation.expires_at
    if has_expired and row.may_object and row.stands == Answer.OBJECTION:
        return "stands"
    if row.entered:
        return "confirm"
    return "" if has_expired or row.stands else "answer"


def running_of(held, now):
    """To a focal point every open consultation of the own CBMs, to ministry staff those with an objection."""
    cbms = held.ids("cbms.cbm", {Role.FOCAL_POINT})
    processes = held.ids("hoaip.process", {Role.REVIEWER})
    if not cbms and not processes:
        return []
    newest = Position.objects.filter(asked=OuterRef("pk")).order_by("-pk").values("answer")[:1]
    objecting = Asked.objects.filter(consultation=OuterRef("pk"), may_object=True).annotate(stands=Subquery(newest))
    rows = Consultation.objects.filter(state=Consultation.State.OPEN).annotate(
        asked_number=Count("asked", distinct=True),
        silent_number=Count("asked", filter=Q(asked__positions__isnull=True), distinct=True),
        is_objected=Exists(objecting.filter(stands=Answer.OBJECTION)),
    )
    rows = rows.filter(Q(plan__cbm__in=cbms) | Q(plan__cbm__process__in=processes, is_objected=True))
    rows = list(rows.select_related("plan__cbm").order_by("expires_at", "pk"))
    for row in rows:
        row.has_expired = now > row.expires_at
        row.may_judge = row.plan.cbm.process_id in processes
    return rows
