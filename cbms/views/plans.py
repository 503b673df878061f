"""Implementation plans as they are read: the list, one of them, its versions, and how two texts differ."""

from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cbms.actions.plans import may_recall, may_write
from cbms.models import Plan
from cbms.plans.compare import compare
from cbms.plans.complete import sections_of
from cbms.plans.listing import PlanList
from cbms.plans.parties import known_parties
from cbms.plans.parts import places_of
from cbms.plans.readings import last_seen, note_draft, note_seen
from cbms.plans.shown import sayer, shown_text, written
from cbms.plans.steps import STEPS
from cbms.plans.texts import BASE, DRAFT, knows_versions, read, text_for, texts_for
from cbms.plans.words import pill_of, reads_internal_words, state_words
from hoaip.action import refusal
from hoaip.decorators import public, reader
from hoaip.errors import Refused
from hoaip.language import localized
from hoaip.permissions import Permission
from hoaip.public_cache import shared
from hoaip.reader import calendar_of_reader, made_each_time
from hoaip.workflow import available

VIEWS = ("side", "inline")


@require_safe
@shared
@public
def plan_list(request):
    """Plans the reader may know of; filters in the address, an unknown value is a 400."""
    return PlanList(request).answer("cbms/plan_list.html")


@require_safe
@shared
@public
def plan_export(request, kind):
    """The list of plans, narrowed as its page, as CSV or spreadsheet."""
    return PlanList(request).export(kind)


def in_full(rows):
    return rows.select_related("cbm__process", "adopted_version", "amends__adopted_version").defer(
        "amends__adopted_version__content"
    )


@require_safe
@shared
@public(on=Plan, reads=in_full)
def plan_detail(request, plan):
    """A plan: its text for who may read it, for an administrator that it is."""
    person = reader(request)
    context = _frame(request, plan, person)
    if not Plan.objects.readable_by(person).filter(pk=plan.pk).exists():
        return render(request, "cbms/plan_detail.html", context)
    note_draft(request, plan)
    text = text_for(plan, person)
    texts = texts_for(plan, person)
    context |= _text(request, text) | {"texts": texts, "knows_versions": knows_versions(plan, person)}
    context |= {"may_compare": len(texts) > 1, "changed_since": _changed_since(request, plan, person, texts)}
    if text.is_draft and context["may_write"]:
        context |= {"sections": sections_of(text.content), "places": places_of(text.content)}
    return render(request, "cbms/plan_detail.html", context)


@require_safe
@shared
@public(on=Plan, reads=in_full)
def plan_version(request, plan, number):
    """One numbered version as it was submitted, for who knows the versions of this plan."""
    person = reader(request)
    texts = texts_for(plan, person) if _reads(plan, person) else {}
    if str(number) not in texts:
        raise Http404
    note_draft(request, plan)
    text = texts[str(number)]
    context = _frame(request, plan, person) | _text(request, text, read(plan, text))
    context |= {"texts": texts, "knows_versions": knows_versions(plan, person), "is_other": True}
    return render(request, "cbms/plan_detail.html", context)


@require_safe
@shared
@public(on=Plan, reads=in_full)
def plan_compare(request, plan):
    """How two texts differ: `?from=1&to=2`, also `draft`, and `base` for the plan amended; `?view=side` or `inline`."""
    person = reader(request)
    if not _reads(plan, person):
        raise Refused(refusal(Permission.COMMENT_ON_PLAN))
    texts = texts_for(plan, person)
    seen = last_seen(plan, person)
    names = list(texts)
    start = request.GET.get("from") or _start(names, seen)
    end = request.GET.get("to") or names[-1]
    view = request.GET.get("view", "side")
    if start not in texts or end not in texts or view not in VIEWS:
        raise BadRequest(
            _("These two texts cannot be compared here. Choose two of this plan’s versions, side by side or inline.")
        )
    note_draft(request, plan)
    contents = {name: read(plan, texts[name]) for name in {start, end}}
    parties, calendar = known_parties(request), calendar_of_reader(request)
    newest = next((text for text in reversed(texts.values()) if text.name not in (DRAFT, BASE)), None)
    looks = newest is not None and end == newest.name and request.method == "GET" and person.is_authenticated
    if looks and seen != newest.version.number:
        note_seen(plan, newest.version, person)
        # Asked again, the comparison begins elsewhere, and no action wrote that.
        made_each_time(request)
    found = compare(contents[start], contents[end], sayer(parties, calendar))
    context = _frame(request, plan, person) | {
        "texts": texts,
        "start": texts[start],
        "end": texts[end],
        "view": view,
        "comparison": found,
        "counts": found.counts,
        "before": written(contents[start]),
        "after": written(contents[end]),
    }
    return render(request, "cbms/plan_compare.html", context)


def _start(names, seen):
    """The text to begin with: the version looked at last, else the one before the newest."""
    if seen is not None and str(seen) in names[:-1]:
        return str(seen)
    return names[-2] if len(names) > 1 else names[-1]


def _reads(plan, person):
    return Plan.objects.readable_by(person).filter(pk=plan.pk).exists()


def _frame(request, plan, person):
    """What everybody may know who knows that the plan is."""
    internal = reads_internal_words(person)
    return {
        "plan": plan,
        "circle": localized(plan.cbm, "name")[0],
        "state_words": state_words(plan.state, internal=internal),
        "state_pill": pill_of(plan.state, internal=internal),
        "internal": internal,
        "may_write": plan.is_writable and may_write(person, plan),
        "steps": [
            step
            for step in available(plan, person)
            if step.name in STEPS and (step.name != "recall" or may_recall(person, plan))
        ],
        "amendments": list(Plan.objects.visible_to(person).filter(amends=plan).order_by("number")),
        "sees_amended": plan.amends_id is not None,
    }


def _text(request, text, content=None):
    shown = shown_text(content or text.content, known_parties(request), calendar_of_reader(request))
    return {"text": text, "shown": shown, "content": shown.content}


def _changed_since(request, plan, person, texts):
    """The Text that this person looked at last, when somebody submitted a newer version since; else None.

    The first look is noted, and one at the only version that there is to read.
    """
    versions = [text for text in texts.values() if text.name not in (DRAFT, BASE)]
    if not versions or not person.is_authenticated:
        return None
    seen, newest = last_seen(plan, person), versions[-1]
    if seen is None or str(seen) not in texts:
        if request.method == "GET":
            note_seen(plan, newest.version, person)
        return None
    if all(each.version.submitted_by_id == person.pk for each in versions if each.version.number > seen):
        return None
    # The mark goes when the comparison is opened, and no action writes that.
    made_each_time(request)
    return texts[str(seen)]
