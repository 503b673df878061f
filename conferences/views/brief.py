"""Briefs on the screen, on paper, as PDF and as Word document, for the ministry."""

from django.conf import settings
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cbms.circle import called, party_key
from cbms.models import Cbm
from conferences.brief.country import country_brief
from conferences.brief.measure import cbm_brief
from conferences.brief.whole import process_brief
from conferences.brief.word import word_of_brief
from conferences.forms.brief import BriefForm
from hoaip import access_log
from hoaip.decorators import requires
from hoaip.language import localized, page_language
from hoaip.models import Membership, Process, Stakeholder
from hoaip.paper.answers import pdf_answer, too_many, word_answer
from hoaip.permissions import Permission
from hoaip.public_cache import shared
from hoaip.register import main_process

PAGE, PRINT, PDF, WORD = "page", "print", "pdf", "word"


@require_safe
@shared
@requires(Permission.VIEW_BRIEF)
def brief_list(request):
    """Of what a brief can be drawn up: the processes, the CBMs, the members of today."""
    language = page_language()
    members = sorted(
        Membership.objects.filter(process__in=main_process()).as_of(request.today).select_related("stakeholder"),
        key=lambda row: party_key(row.stakeholder, language),
    )
    context = {
        "processes": [
            (localized(each, "name")[0], reverse("brief:process", kwargs={"slug": each.slug}))
            for each in Process.objects.visible_to(request.user).order_by("launched_on", "pk")
        ],
        "cbms": [
            (localized(each, "name")[0], reverse("brief:cbm", kwargs={"code": each.code}))
            for each in Cbm.objects.visible_to(request.user).order_by("position")
        ],
        "members": [
            (called(row.stakeholder, language), reverse("brief:stakeholder", kwargs={"slug": row.stakeholder.slug}))
            for row in members
        ],
    }
    return render(request, "conferences/brief_list.html", context)


@require_safe
@shared
@requires(Permission.VIEW_BRIEF, on=Process, key="slug", anywhere=True)
def process(request, process, form=PAGE):
    """A brief on the whole process."""
    return answer(request, process_brief, process, "process", {"slug": process.slug}, form)


@require_safe
@shared
@requires(Permission.VIEW_BRIEF, on=Cbm, key="code", anywhere=True)
def cbm(request, cbm, form=PAGE):
    """A brief on one CBM."""
    return answer(request, cbm_brief, cbm, "cbm", {"code": cbm.code}, form)


@require_safe
@shared
@requires(Permission.VIEW_BRIEF, on=Stakeholder, key="slug", anywhere=True)
def stakeholder(request, stakeholder, form=PAGE):
    """A brief on one state or organization."""
    return answer(request, country_brief, stakeholder, "stakeholder", {"slug": stakeholder.slug}, form)


def answer(request, draw_up, about, route, key, form):
    """The brief in the form asked for: a page, a page for paper, PDF or Word; 400 when its days cannot be read."""
    asked = BriefForm(request)
    if not asked.is_valid():
        return render(request, "conferences/brief_detail.html", {"form": asked, "about": about}, status=400)
    days = asked.cleaned_data
    if form in (PDF, WORD) and not access_log.note_export(request):
        return too_many(request)
    brief = draw_up(about, request.user, as_of=days["as_of"], since=days["since"])
    query = f"?as_of={days['as_of'].isoformat()}" + (f"&since={days['since'].isoformat()}" if days["since"] else "")
    page = {"form": asked, "brief": brief, "origin": settings.PUBLIC_ORIGIN, "about": about, "query": query}
    page["ways"] = [
        (words, reverse(f"brief:{route}_{name}", kwargs=key) + query)
        for name, words in ((PRINT, _("For print")), (PDF, "PDF"), (WORD, "Word"))
    ]
    page["home"] = reverse(f"brief:{route}", kwargs=key)
    if form == WORD:
        return word_answer(word_of_brief(brief), f"{brief.name}.docx")
    if form == PDF:
        html = render_to_string("conferences/brief_print.html", page | {"for_press": True}, request)
        return pdf_answer(request, html, f"{brief.name}.pdf")
    return render(request, "conferences/brief_print.html" if form == PRINT else "conferences/brief_detail.html", page)
