"""Pages of initiatives: the list with its table of themes and CBMs, each of them, and the forms that keep them."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from conferences.actions.initiatives import (
    add_contribution,
    add_initiative,
    change_contribution,
    change_initiative,
    record_arrival,
    set_themes,
)
from conferences.forms.initiatives import (
    ArrivalForm,
    ChangedContributionForm,
    ContributionForm,
    InitiativeForm,
    NewInitiativeForm,
    ThemesForm,
    of_contribution,
    of_initiative,
)
from conferences.lists.initiatives import InitiativeList
from conferences.models import Commitment, Contribution, Initiative
from conferences.umbrella.overview import is_lately, matrix
from hoaip.decorators import public, reader, requires
from hoaip.errors import WrongState
from hoaip.grants import holdings
from hoaip.ladder import is_ministry
from hoaip.permissions import Permission
from hoaip.public_cache import shared
from hoaip.saving.save import save_form
from meetings.models import UNDECIDED, Meeting
from meetings.names import headline

FORM = ["GET", "HEAD", "POST"]
FORM_PAGE = "conferences/umbrella_form.html"


@require_safe
@shared
@public
def initiative_list(request):
    """What feeds the umbrella: a list, and the table of initiatives by theme and CBM of what the list holds."""
    page = InitiativeList(request)
    table = None if page.is_refused else matrix(page.filters.qs, request.today)
    return page.answer("conferences/initiative_list.html", matrix=table, tells_silence=tells_silence(request))


@require_safe
@shared
@public
def initiative_export(request, kind):
    """The list of initiatives as CSV or spreadsheet."""
    return InitiativeList(request).export(kind)


@require_safe
@shared
@public(on=Initiative, key="slug", reads=lambda rows: rows.select_related("process", "organiser", "is_process"))
def initiative_detail(request, initiative):
    """One initiative: what it said it would bring beside what arrived, each with its source."""
    contributions = list(contributions_of(initiative, reader(request)))
    lately = [each for each in contributions if each.arrived and is_lately(each.arrived_on, request.today)]
    context = {
        "initiative": initiative,
        "contributions": contributions,
        "lately": lately,
        "members": list(initiative.members.all()),
        "cbms": list(initiative.cbms.order_by("position")),
        "is_silent": not lately and tells_silence(request),
    }
    return render(request, "conferences/initiative_detail.html", context)


def contributions_of(initiative, user):
    """Contributions, the newest first, each with the meeting and the commitment that this reader may see."""
    rows = list(
        initiative.contributions.select_related("cbm", "meeting", "commitment").prefetch_related("meeting__pairs__cbm")
    )
    meetings = {each.meeting_id for each in rows if each.meeting_id}
    commitments = {each.commitment_id for each in rows if each.commitment_id}
    seen = (
        set(Meeting.objects.visible_to(user).filter(pk__in=meetings).values_list("pk", flat=True)) if meetings else ()
    )
    known = (
        set(Commitment.objects.visible_to(user).filter(pk__in=commitments).values_list("pk", flat=True))
        if commitments
        else ()
    )
    for each in rows:
        each.initiative = initiative
        each.seen_meeting = (each.meeting, headline(each.meeting)) if each.meeting_id in seen else None
        each.seen_commitment = each.commitment if each.commitment_id in known else None
    return sorted(rows, key=lambda each: each.arrived_on or each.promised_on or each.created_at.date(), reverse=True)


def tells_silence(request):
    """Whether the reader is told that nothing has arrived for a year: the ministry alone."""
    return is_ministry(holdings(reader(request)))


def address_of(initiative):
    return reverse("umbrella:initiative_detail", kwargs={"slug": initiative.slug})


@require_http_methods(FORM)
@requires(Permission.KEEP_INITIATIVES)
def initiative_new(request):
    """An initiative enters the register; `?process=` fills it in."""
    initial = {"process": request.GET["process"]} if "process" in request.GET else None

    def write(form):
        given = dict(form.cleaned_data)
        return add_initiative(given.pop("process"), by=request.user, **given)

    back = reverse("umbrella:initiative_list")
    return save_form(
        request,
        lambda data: NewInitiativeForm(data, person=request.user, initial=initial),
        write=write,
        to=address_of,
        template=FORM_PAGE,
        said=_("The initiative is in the register. Everybody sees it."),
        form_key="umbrella:initiative_new",
        context={
            "heading": _("New initiative"),
            "sentence": _("Everybody reads it. Give a source for what you write of others."),
            "up": (back, _("What feeds the umbrella")),
            "back": back,
        },
        grave=False,
    )


@require_http_methods(FORM)
@requires(Permission.KEEP_INITIATIVES, on=Initiative, key="slug")
def initiative_edit(request, initiative):
    """What is known of an initiative."""
    return save_form(
        request,
        lambda data: InitiativeForm(data, initiative=initiative),
        write=lambda form: change_initiative(initiative, version=form.version, by=request.user, **form.cleaned_data),
        to=address_of(initiative),
        template=FORM_PAGE,
        said=_("The initiative is saved."),
        form_key=f"umbrella:initiative_edit:{initiative.uid}",
        context=around(initiative, _("Edit the initiative")),
        current=initiative,
        stored=of_initiative,
        grave=False,
    )


@require_http_methods(FORM)
@requires(Permission.KEEP_INITIATIVES, on=Initiative, key="slug")
def contribution_new(request, initiative):
    """What an initiative said it would bring, or what arrived unannounced."""
    return save_form(
        request,
        lambda data: ContributionForm(data, person=request.user, today=request.today),
        write=lambda form: add_contribution(initiative, by=request.user, **form.cleaned_data),
        to=address_of(initiative),
        template=FORM_PAGE,
        said=_("It stands beside the initiative."),
        form_key=f"umbrella:contribution_new:{initiative.uid}",
        context=around(
            initiative,
            _("What it brings"),
            _("Write what was announced now, and what arrived later; or at once what arrived."),
        ),
        grave=False,
    )


@require_http_methods(FORM)
@requires(Permission.KEEP_INITIATIVES, on=Contribution)
def contribution_arrive(request, contribution):
    """What was announced arrived."""
    if request.method != "POST" and contribution.arrived:
        raise WrongState(_("It is recorded already that this arrived. Correct that record in place of a second one."))
    return save_form(
        request,
        lambda data: ArrivalForm(data, person=request.user, today=request.today),
        write=lambda form: record_arrival(contribution, version=form.version, by=request.user, **form.cleaned_data),
        to=address_of(contribution.initiative),
        template=FORM_PAGE,
        said=_("It is recorded as arrived."),
        form_key=f"umbrella:contribution_arrive:{contribution.uid}",
        context=around(contribution.initiative, _("Record what arrived"), contribution.promised),
        current=contribution,
        stored=of_contribution,
        grave=False,
    )


@require_http_methods(FORM)
@requires(Permission.KEEP_INITIATIVES, on=Contribution)
def contribution_edit(request, contribution):
    """What was said and what arrived, corrected."""
    return save_form(
        request,
        lambda data: ChangedContributionForm(data, person=request.user, today=request.today, contribution=contribution),
        write=lambda form: change_contribution(
            contribution, version=form.version, by=request.user, **form.cleaned_data
        ),
        to=address_of(contribution.initiative),
        template=FORM_PAGE,
        said=_("It is saved."),
        form_key=f"umbrella:contribution_edit:{contribution.uid}",
        context=around(contribution.initiative, _("Correct what it brings")),
        current=contribution,
        stored=of_contribution,
        grave=False,
    )


def around(initiative, heading, sentence=""):
    """What a form about an initiative says around it."""
    back = address_of(initiative)
    return {
        "heading": heading,
        "sentence": sentence,
        "up": (back, initiative.acronym),
        "back": back,
    }


@require_http_methods(FORM)
@requires(Permission.KEEP_INITIATIVES, on=Meeting)
def meeting_themes(request, meeting):
    """With which themes of the umbrella a meeting dealt."""
    if request.method != "POST" and meeting.state == Meeting.State.ANNULLED:
        raise WrongState(_("This meeting is annulled: it dealt with nothing."))
    if request.method != "POST" and meeting.state in UNDECIDED:
        raise WrongState(_("This meeting is not approved: it has no themes yet."))
    back = reverse("conferences:process_detail", kwargs={"slug": meeting.process.slug})
    return save_form(
        request,
        lambda data: ThemesForm(data, initial={"themes": list(meeting.themes.values_list("theme", flat=True))}),
        write=lambda form: set_themes(meeting, themes=form.cleaned_data["themes"], by=request.user),
        to=back,
        template=FORM_PAGE,
        said=_("The themes of the meeting are saved."),
        form_key=f"umbrella:meeting_themes:{meeting.uid}",
        context={
            "heading": _("Themes of a meeting"),
            "overline": headline(meeting),
            "up": (back, meeting.process.short_name),
            "back": back,
        },
        grave=False,
    )
