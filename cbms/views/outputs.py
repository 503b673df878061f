"""A plan taken along: on paper, as PDF, Word, spreadsheet; the plan in force on a day; its seal computed again."""

from django.conf import settings
from django.db.models import Prefetch
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cbms.models import Cbm, Plan, PlanEvent
from cbms.plans.paper import paper_of
from cbms.plans.readings import note_draft
from cbms.plans.seal import check
from cbms.plans.sheet import CELLS, rows_of
from cbms.plans.texts import text_for
from cbms.plans.word import word_of_plan
from cbms.plans.words import pill_of, reads_internal_words, state_words
from hoaip import access_log
from hoaip.decorators import public, reader
from hoaip.errors import Refused
from hoaip.language import TONGUES, page_language
from hoaip.lists.exports import csv_answer
from hoaip.lists.page import SHEETS
from hoaip.paper.answers import pdf_answer, too_many, word_answer
from hoaip.public_cache import shared
from hoaip.register.forms import AsOfForm


def in_full(plans):
    """With each plan what its pages say and what asks for rights on it."""
    return plans.select_related("cbm__process", "adopted_version")


def must_read(request, plan):
    """Refused unless this reader may have the text."""
    if not Plan.objects.readable_by(reader(request)).filter(pk=plan.pk).exists():
        raise Refused(
            _("You may know that this plan is, and not read its text: it is read by those who draft and review it.")
        )


@require_safe
@shared
@public(on=Plan, reads=in_full)
def plan_print(request, plan):
    """The plan for paper: A4, version, mark and seal."""
    must_read(request, plan)
    note_draft(request, plan)
    return render(
        request, "cbms/plan_print.html", {"paper": paper_of(plan, reader(request)), "origin": settings.PUBLIC_ORIGIN}
    )


@require_safe
@shared
@public(on=Plan, reads=in_full)
def plan_pdf(request, plan):
    """The page for paper as PDF."""
    must_read(request, plan)
    if not access_log.note_export(request):
        return too_many(request)
    paper = paper_of(plan, reader(request))
    page = {"paper": paper, "origin": settings.PUBLIC_ORIGIN, "for_press": True}
    html = render_to_string("cbms/plan_print.html", page, request)
    return pdf_answer(request, html, f"{paper.name}.pdf")


@require_safe
@shared
@public(on=Plan, reads=in_full)
def plan_word(request, plan):
    """The plan as a Word document."""
    must_read(request, plan)
    if not access_log.note_export(request):
        return too_many(request)
    paper = paper_of(plan, reader(request))
    return word_answer(word_of_plan(paper), f"{paper.name}.docx")


@require_safe
@shared
@public(on=Plan, reads=in_full)
def plan_activities(request, plan, kind):
    """The activities as CSV or spreadsheet, in the columns that the import of activities reads."""
    must_read(request, plan)
    if not access_log.note_export(request):
        return too_many(request)
    content, name = text_for(plan, reader(request)).content, f"hoaip-{plan.cbm.code}-plan-{plan.number}-activities"
    chunks = [list(rows_of(content))]
    if kind == "csv":
        return csv_answer(chunks, CELLS, name=name, is_head=request.method == "HEAD")
    return import_string(SHEETS)(
        chunks,
        CELLS,
        name=name,
        title=_("Activities"),
        is_right_to_left=TONGUES[page_language()]["dir"] == "rtl",
    )


@require_safe
@shared
@public(on=Cbm, key="code")
def plan_in_force(request, cbm):
    """The plan of a CBM that was in force on `?as_of=`, and every plan of it that the reader may know of."""
    form = AsOfForm(request)
    if not form.is_valid():
        return render(request, "cbms/plan_in_force.html", {"form": form, "cbm": cbm}, status=400)
    as_of = form.cleaned_data["as_of"]
    rows = Plan.objects.visible_to(reader(request)).filter(cbm=cbm).order_by("-number")
    events = PlanEvent.objects.filter(on__lte=as_of).order_by("on", "pk")
    plans = list(rows.prefetch_related(Prefetch("events", events, to_attr="until_then")))
    internal = reads_internal_words(reader(request))
    for plan in plans:
        plan.words, plan.pill = state_words(plan.state, internal=internal), pill_of(plan.state, internal=internal)
    context = {
        "form": form,
        "cbm": cbm,
        "as_of": as_of,
        "in_force": next((plan for plan in plans if was_in_force(plan, as_of)), None),
        "plans": plans,
    }
    return render(request, "cbms/plan_in_force.html", context)


def was_in_force(plan, day):
    """As `Plan.objects.in_force(day)` asks the database."""
    if plan.adopted_on is None or plan.adopted_on > day:
        return False
    return plan.superseded_on is None or plan.superseded_on > day


@require_safe
@public(on=Plan, reads=in_full)
def plan_seal(request, plan):
    """Every seal of an adopted plan, computed again now out of the stored text and the bytes of the signed files."""
    rows = plan.events.filter(kind="adopted").order_by("on", "pk").select_related("plan_version", "document")
    context = {"plan": plan, "checks": [check(event) for event in rows]}
    return render(request, "cbms/adoption_seal.html", context)
