"""The administrator's screens for who manages the accounts of a delegation: named and ended here, and nowhere else."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hoaip.accounts import actions
from hoaip.accounts.manage import FORM_METHODS, back_to, person_or_404, tabs_of, with_end
from hoaip.accounts.people_forms import DelegationForm, ReasonForm
from hoaip.accounts.team_forms import ManagerForm
from hoaip.accounts.team_lists import AdministeredList, TeamList
from hoaip.accounts.teams import open_invitations, tell_about
from hoaip.decorators import requires
from hoaip.language import localized
from hoaip.models import DelegationManager, Stakeholder
from hoaip.permissions import Permission
from hoaip.saving.save import save_form


def back_to_team(stakeholder):
    return reverse("accounts:team_detail", kwargs={"slug": stakeholder.slug})


@require_safe
@requires(Permission.MANAGE_ACCOUNTS)
def team_list(request):
    """Delegations that have accounts, and who manages those; `managed=no`: where nobody does."""
    return TeamList(request).answer("hoaip/team_list.html", tabs=tabs_of("team_list"))


@require_safe
@requires(Permission.MANAGE_ACCOUNTS)
def team_detail(request, slug):
    """One delegation: who manages its accounts, now and before, who speaks for it, and who is invited."""
    stakeholder = get_object_or_404(Stakeholder, slug=slug)
    rows = open_invitations().filter(stakeholder=stakeholder).order_by("-expires_at", "-pk")
    context = {
        "stakeholder": stakeholder,
        "managers": with_end(stakeholder.managers.select_related("user").order_by("-from_on", "-pk"), request.today),
        "invitations": tell_about(list(rows), day=request.today, now=timezone.now()),
    }
    return AdministeredList(request, stakeholder).answer("hoaip/team_detail.html", **context)


@require_http_methods(FORM_METHODS)
@requires(Permission.MANAGE_ACCOUNTS)
def manager_new(request, slug):
    """Let one of its delegates manage the accounts of a delegation; `?person=` fills the form in."""
    stakeholder = get_object_or_404(Stakeholder, slug=slug, merged_into=None)

    def make(data):
        form = ManagerForm(data, initial={"from_on": request.today}, stakeholder=stakeholder, day=request.today)
        people = form.fields["person"].queryset
        form.initial["person"] = request.GET.get("person") or (people[0].uid if len(people) == 1 else None)
        return form

    def write(form):
        given = dict(form.cleaned_data)
        return actions.name_manager(given.pop("person"), stakeholder=stakeholder, **given, by=request.user)

    return save_form(
        request,
        make,
        write=write,
        to=lambda manager: back_to_team(stakeholder),
        template="hoaip/team_manager.html",
        said=_("The manager is named, and finds the page under the own account."),
        form_key=f"accounts:manager:{stakeholder.uid}",
        context={"stakeholder": stakeholder},
    )


@require_http_methods(FORM_METHODS)
@requires(Permission.MANAGE_ACCOUNTS)
def managing_new(request, uid):
    """Let a person manage the accounts of a country or an organization, also beside another one."""
    person = person_or_404(uid)

    def make(data):
        return DelegationForm(data, initial={"from_on": request.today}, user=request.user)

    def write(form):
        return actions.name_manager(person, **form.cleaned_data, by=request.user)

    return save_form(
        request,
        make,
        write=write,
        to=lambda manager: back_to(person),
        template="hoaip/people_appointment.html",
        said=_("The manager is named, and finds the page under the own account."),
        form_key=f"accounts:managing:{person.uid}",
        context={"subject": person, "heading": _("Manager of a delegation’s accounts")},
    )


@require_http_methods(FORM_METHODS)
@requires(Permission.MANAGE_ACCOUNTS)
def manager_end(request, uid):
    """End at once that a person manages the accounts of a delegation, with a reason."""
    row = get_object_or_404(DelegationManager.objects.select_related("user", "stakeholder"), uid=uid)

    def write(form):
        return actions.end_manager(
            row, **form.cleaned_data, version=form.version, today=request.today, now=timezone.now(), by=request.user
        )

    return save_form(
        request,
        ReasonForm,
        write=write,
        to=lambda ended: back_to_team(row.stakeholder),
        template="hoaip/team_manager_end.html",
        said=_("The person manages the accounts of this delegation no more."),
        form_key=f"accounts:manager_end:{row.uid}",
        context={"subject": row.user, "what": localized(row.stakeholder, "name")[0]},
        current=row,
    )
