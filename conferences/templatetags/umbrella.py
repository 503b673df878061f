"""Initiatives, proposed measures and programmes as panels on other pages. Each tag says how many queries it asks."""

from django import template
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from cbms.circle import called, party_key
from conferences.lists.initiatives import words_of
from conferences.models import Commitment, Declaration, Initiative, MeasureProposal, Pillar, Theme
from conferences.umbrella.overview import matrix
from hoaip.decorators import reader
from hoaip.grants import holdings
from hoaip.ladder import Rung, is_ministry, who_sees
from hoaip.language import localized, page_language
from hoaip.templatetags.ui import request_of
from meetings.models import HAPPENED, Attendance, Meeting
from meetings.names import headline

register = template.Library()

SHOWN = 40


@register.simple_tag
def themes_words(values):
    """{% themes_words initiative.themes %}: "Vision for peace and Security cooperation"; "" for none."""
    return words_of(values, Theme)


@register.simple_tag
def pillars_words(values):
    """{% pillars_words initiative.pillars %}: the pillars as a sentence says them; "" for none."""
    return words_of(values, Pillar)


@register.simple_tag
def feeds(contribution):
    """{% feeds contribution %}: the theme and the CBM it is for, or a dash."""
    theme = contribution.get_theme_display() if contribution.theme else ""
    cbm = localized(contribution.cbm, "name")[0] if contribution.cbm is not None else ""
    if not (theme or cbm):
        return "–"
    return format_html(
        "<bdi>{}</bdi>", _("%(first)s, %(second)s") % {"first": theme, "second": cbm} if theme and cbm else theme or cbm
    )


@register.simple_tag
def in_order(stakeholders):
    """{% in_order members as ordered %}: [(slug, name)] in protocol order."""
    language = page_language()
    rows = sorted(stakeholders, key=lambda row: party_key(row, language))
    return [(row.slug, called(row, language)) for row in rows]


@register.simple_tag
def measure_step_url(measure, name):
    """{% measure_step_url measure step.name %}: the address of a step's page."""
    return reverse(f"umbrella:measure_{name}", kwargs={"uid": measure.uid})


@register.simple_tag
def measure_seen_by(measure):
    """{% measure_seen_by measure as who %}: [(what, sentence)] of who can see it, as `visible_to` has it."""
    if measure.state == "adopted":
        return [(_("The measure"), who_sees(Rung.PUBLIC))]
    if measure.state == "idea":
        return [(_("The idea"), _("The ministry and the administrator alone, until it is proposed."))]
    words = {"process": localized(measure.process, "name")[0]}
    return [(_("The proposal"), _("The ministry and the delegates who take part in the %(process)s.") % words)]


@register.inclusion_tag("conferences/_measures_of.html", takes_context=True)
def proposals_of(context, cbm):
    """{% proposals_of cbm %}: its specific measures that this reader may see, adopted ones first. One query."""
    request = request_of(context)
    rows = MeasureProposal.objects.visible_to(reader(request)).filter(cbm=cbm).select_related("proposed_by", "meeting")
    order = {"adopted": 0, "discussed": 1, "proposed": 2, "idea": 3, "declined": 4}
    rows = sorted(rows, key=lambda row: (order[row.state], -row.pk))
    return {"request": request, "cbm": cbm, "rows": rows[:SHOWN]}


@register.inclusion_tag("conferences/_measures_of.html", takes_context=True)
def measures_out_of(context, initiative):
    """{% measures_out_of initiative %}: the proposed measures that came out of it. One query."""
    request = request_of(context)
    rows = MeasureProposal.objects.visible_to(reader(request)).filter(initiative=initiative)
    return {"request": request, "rows": list(rows.select_related("proposed_by", "meeting").order_by("-pk")[:SHOWN])}


@register.inclusion_tag("conferences/_umbrella_of.html", takes_context=True)
def umbrella_of(context, process):
    """{% umbrella_of process %}: its meetings with who came to each, goals, what feeds it, gaps and overlaps.

    Eleven queries, however much there is.
    """
    request = request_of(context)
    user = reader(request)
    goals = Commitment.objects.visible_to(user).filter(process=process, is_goal=True)
    goals = goals.exclude(state__in=["draft", "withdrawn", "merged"]).order_by("number", "pk")
    return {
        "request": request,
        "process": process,
        "meetings": meetings_with_participants(process, user),
        "goals": list(goals[:SHOWN]),
        "matrix": matrix(Initiative.objects.filter(process=process), request.today),
        "tells_silence": is_ministry(holdings(user)),
    }


def meetings_with_participants(process, user):
    """[(meeting, title, themes, texts it ended with, [(heading, names)])] of those held, the newest first."""
    language = page_language()
    texts = Declaration.objects.visible_to(user).filter(state="sealed").order_by("agreed_on", "pk")
    came = Attendance.objects.filter(answer__in=Attendance.CAME).select_related("stakeholder")
    rows = (
        Meeting.objects.visible_to(user)
        .filter(process=process, state__in=HAPPENED)
        .prefetch_related("themes", "pairs__cbm", Prefetch("declarations", texts), Prefetch("attendance", came))
        .order_by("-starts_on", "-pk")
    )
    found = []
    for meeting in rows[:SHOWN]:
        names = {"country": [], "organization": []}
        parties = [each.stakeholder for each in meeting.attendance.all()]
        for party in sorted(parties, key=lambda each: party_key(each, language)):
            names[party.kind].append(called(party, language))
        groups = [(_("Countries"), names["country"]), (_("Organizations"), names["organization"])]
        found.append(
            (
                meeting,
                headline(meeting, language=language),
                words_of([each.theme for each in meeting.themes.all()], Theme),
                list(meeting.declarations.all()),
                [(heading, group) for heading, group in groups if group],
            )
        )
    return found


@register.inclusion_tag("conferences/_programmes_of.html", takes_context=True)
def programmes_of(context, stakeholder):
    """{% programmes_of stakeholder %}: what an organization runs in the field of our CBMs. Two queries."""
    rows = stakeholder.programmes.prefetch_related("cbms").order_by("-starts_on", "title_en", "pk")
    return {"request": request_of(context), "rows": list(rows[:SHOWN])}
