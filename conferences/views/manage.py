"""The administrator's screens for conferences, chairs, and the texts of processes."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from conferences.actions import add_chair, add_conference, change_chair, change_conference
from conferences.forms.conferences import (
    ChairForm,
    ConferenceForm,
    NewChairForm,
    NewConferenceForm,
    ProcessForm,
    of_chair,
    of_conference,
)
from conferences.models import Chair, Conference
from hoaip.decorators import requires
from hoaip.models import Process
from hoaip.permissions import Permission
from hoaip.register.actions import change_process
from hoaip.saving.save import save_form

FORM = ["GET", "HEAD", "POST"]


@require_safe
@requires(Permission.MANAGE_CONFERENCES)
def conference_list(request):
    """Every conference, newest first, and the terms of those who chair."""
    conferences = Conference.objects.visible_to(request.user).select_related("meeting", "process")
    chairs = Chair.objects.select_related(
        "process", "stakeholder", "from_conference__meeting", "until_conference__meeting"
    )
    context = {
        "conferences": list(conferences.prefetch_related("co_chairs").order_by("-meeting__starts_on", "-pk")),
        "chairs": list(chairs.order_by("process__launched_on", "-from_on", "pk")),
    }
    return render(request, "conferences/manage_conference_list.html", context)


@require_http_methods(FORM)
@requires(Permission.MANAGE_CONFERENCES)
def conference_new(request):
    """A meeting of ministers becomes a conference."""

    def write(form):
        given = form.given()
        return add_conference(given.pop("meeting"), by=request.user, **given)

    return save_form(
        request,
        lambda data: NewConferenceForm(data, person=request.user),
        write=write,
        to=lambda _row: list_address(),
        template="conferences/manage_conference_form.html",
        said=_("The conference is written."),
        form_key="managed_conferences:conference_new",
        grave=False,
    )


@require_http_methods(FORM)
@requires(Permission.MANAGE_CONFERENCES, on=Conference)
def conference_edit(request, conference):
    """Number, co-chairs, theme, declaration, figures and sources of a conference."""
    return save_form(
        request,
        lambda data: ConferenceForm(data, conference=conference),
        write=lambda form: change_conference(conference, version=form.version, by=request.user, **form.given()),
        to=lambda _row: list_address(),
        template="conferences/manage_conference_form.html",
        said=_("The conference is saved."),
        form_key=f"managed_conferences:conference_edit:{conference.uid}",
        context={"conference": conference},
        current=conference,
        stored=of_conference,
        grave=False,
    )


@require_http_methods(FORM)
@requires(Permission.MANAGE_CONFERENCES)
def chair_new(request):
    """A country chairs a process; `?process=` fills it in."""
    initial = {name: request.GET[name] for name in ("process", "stakeholder") if name in request.GET}

    def write(form):
        given = dict(form.cleaned_data)
        return add_chair(given.pop("process"), by=request.user, **given)

    return save_form(
        request,
        lambda data: NewChairForm(data, person=request.user, initial=initial),
        write=write,
        to=lambda _row: list_address(),
        template="conferences/manage_chair_form.html",
        said=_("The term is written."),
        form_key="managed_conferences:chair_new",
        grave=False,
    )


@require_http_methods(FORM)
@requires(Permission.MANAGE_CONFERENCES, on=Chair)
def chair_edit(request, chair):
    """As what a country chairs, and from when to when."""
    return save_form(
        request,
        lambda data: ChairForm(data, person=request.user, chair=chair),
        write=lambda form: change_chair(chair, version=form.version, by=request.user, **form.cleaned_data),
        to=lambda _row: list_address(),
        template="conferences/manage_chair_form.html",
        said=_("The term is saved."),
        form_key=f"managed_conferences:chair_edit:{chair.uid}",
        context={"chair": chair},
        current=chair,
        stored=of_chair,
        grave=False,
    )


@require_http_methods(FORM)
@requires(Permission.MANAGE_SETTINGS, on=Process, key="slug")
def process_edit(request, process):
    """Names, description and themes of a process in three languages, as its page shows them."""
    back = reverse("conferences:process_detail", kwargs={"slug": process.slug})
    return save_form(
        request,
        lambda data: ProcessForm(data, instance=process),
        write=lambda form: change_process(
            process, texts=form.texts(), version=form.version, reason=form.cleaned_data["reason"], by=request.user
        ),
        to=back,
        template="conferences/manage_process_form.html",
        said=_("The texts are saved. Everybody reads them from now on."),
        form_key=f"managed_conferences:process_edit:{process.slug}",
        context={"process": process, "back": back},
        current=process,
        grave=False,
    )


def list_address():
    return reverse("managed_conferences:conference_list")
