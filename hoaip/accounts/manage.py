"""The administrator's screens for people: the list, invitations, one person, and what that person holds."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hoaip.accounts import actions
from hoaip.accounts.factors import has_factor
from hoaip.accounts.lists import InvitationList, PeopleList
from hoaip.accounts.people_forms import (
    AccountForm,
    AppointmentForm,
    DelegationForm,
    EndForm,
    InviteForm,
    ReasonForm,
)
from hoaip.accounts.recent import recently
from hoaip.accounts.roles import roles_of
from hoaip.decorators import requires
from hoaip.language import localized
from hoaip.models import Appointment, Delegate, Invitation, User
from hoaip.permissions import Permission
from hoaip.saving.save import save_form

FORM_METHODS = ["GET", "HEAD", "POST"]


def person_or_404(uid):
    """An account; the portal's own is nobody's to look at."""
    return get_object_or_404(User, uid=uid, is_system=False)


def back_to(user):
    return reverse("accounts:people_detail", args=[user.uid])


def tabs_of(current):
    ways = [
        ("people_list", _("Accounts")),
        ("people_invitations", _("Open invitations")),
        ("team_list", _("Delegations")),
    ]
    return [
        {"address": reverse(f"accounts:{name}"), "words": words, "is_current": name == current} for name, words in ways
    ]


@require_safe
@requires(Permission.MANAGE_ACCOUNTS)
def people_list(request):
    """Accounts by name, with their roles of today; `q`, `role` and `state` narrow it."""
    return PeopleList(request).answer("hoaip/people_list.html", tabs=tabs_of("people_list"))


@require_safe
@requires(Permission.MANAGE_ACCOUNTS)
@recently
def people_export(request, kind):
    """The list of people as CSV or spreadsheet: it carries addresses, so the password is asked for again."""
    return PeopleList(request).export(kind)


@require_safe
@requires(Permission.MANAGE_ACCOUNTS)
def people_invitations(request):
    """Invitations that were neither used nor withdrawn, newest first."""
    page = InvitationList(request, now=timezone.now())
    return page.answer("hoaip/people_invitations.html", tabs=tabs_of("people_invitations"))


@require_safe
@requires(Permission.MANAGE_ACCOUNTS)
@recently
def invitation_export(request, kind):
    """The open invitations as CSV or spreadsheet."""
    return InvitationList(request, now=timezone.now()).export(kind)


@require_http_methods(FORM_METHODS)
@requires(Permission.MANAGE_ACCOUNTS)
def people_invite(request):
    """Invite a person to an account; `?role=` and `?stakeholder=` fill the form in."""
    initial = {name: request.GET[name] for name in ("role", "stakeholder") if name in request.GET}

    def make(data):
        return InviteForm(data, initial=initial, user=request.user)

    def write(form):
        return actions.invite(**form.cleaned_data, now=timezone.now(), by=request.user)

    return save_form(
        request,
        make,
        write=write,
        to=lambda invitation: reverse("accounts:people_invitations"),
        template="hoaip/people_invite.html",
        said=_("The invitation is on its way. The link in it works once, for 72 hours."),
        form_key="accounts:invite",
    )


@require_POST
@requires(Permission.MANAGE_ACCOUNTS)
@recently
def invitation_renew(request, uid):
    """A fresh link for another 72 hours."""
    invitation = get_object_or_404(Invitation, uid=uid)
    actions.renew(invitation, now=timezone.now(), by=request.user)
    messages.success(request, _("A fresh invitation is on its way; the old link opens nothing any more."))
    return redirect("accounts:people_invitations")


@require_POST
@requires(Permission.MANAGE_ACCOUNTS)
def invitation_withdraw(request, uid):
    """The link opens nothing any more."""
    invitation = get_object_or_404(Invitation, uid=uid)
    actions.withdraw(invitation, now=timezone.now(), by=request.user)
    messages.success(request, _("The invitation is withdrawn."))
    return redirect("accounts:people_invitations")


@require_safe
@requires(Permission.MANAGE_ACCOUNTS)
def people_detail(request, uid):
    """One person: account, roles of today, appointments and delegations day by day."""
    person = person_or_404(uid)
    context = {
        "subject": person,
        "roles": roles_of([person], on=request.today)[person.pk],
        "appointments": with_end(person.appointments.select_related("process").order_by("-from_on"), request.today),
        "delegations": with_end(person.delegations.select_related("stakeholder").order_by("-from_on"), request.today),
        "managed": with_end(person.managed.select_related("stakeholder").order_by("-from_on", "-pk"), request.today),
        "has_factor": has_factor(person),
    }
    return render(request, "hoaip/people_detail.html", context)


def with_end(rows, today):
    rows = list(rows)
    for row in rows:
        was_ended = getattr(row, "ended_at", None) is not None
        row.is_over = was_ended or (row.until_on is not None and row.until_on < today)
        row.is_ahead = row.from_on > today
    return rows


@require_http_methods(FORM_METHODS)
@requires(Permission.MANAGE_ACCOUNTS)
def people_edit(request, uid):
    """Name, e-mail and language of mails of an account."""
    person = person_or_404(uid)

    def make(data):
        initial = {"full_name": person.full_name, "email": person.email, "language": person.language}
        return AccountForm(data, initial=initial)

    def write(form):
        return actions.change_account(person, **form.cleaned_data, version=form.version, by=request.user)

    return save_form(
        request,
        make,
        write=write,
        to=back_to,
        template="hoaip/people_edit.html",
        said=_("The account is changed."),
        form_key=f"accounts:edit:{person.uid}",
        context={"subject": person},
        current=person,
    )


@require_http_methods(FORM_METHODS)
@requires(Permission.MANAGE_ACCOUNTS)
def appointment_new(request, uid):
    """Appoint a person to the ministry's side of a process."""
    person = person_or_404(uid)

    def make(data):
        return AppointmentForm(data, initial={"from_on": request.today}, user=request.user)

    def write(form):
        return actions.appoint(person, **form.cleaned_data, by=request.user)

    return save_form(
        request,
        make,
        write=write,
        to=lambda appointment: back_to(person),
        template="hoaip/people_appointment.html",
        said=_("The appointment is written."),
        form_key=f"accounts:appoint:{person.uid}",
        context={"subject": person, "heading": _("New appointment")},
    )


@require_http_methods(FORM_METHODS)
@requires(Permission.MANAGE_ACCOUNTS)
def delegation_new(request, uid):
    """Let a person speak for a country or an organization; `?stakeholder=` fills the form in."""
    person = person_or_404(uid)

    def make(data):
        asked = {"stakeholder": request.GET["stakeholder"]} if "stakeholder" in request.GET else {}
        return DelegationForm(data, initial={"from_on": request.today} | asked, user=request.user)

    def write(form):
        return actions.name_delegate(person, **form.cleaned_data, by=request.user)

    return save_form(
        request,
        make,
        write=write,
        to=lambda delegation: back_to(person),
        template="hoaip/people_appointment.html",
        said=_("The delegation is written."),
        form_key=f"accounts:delegate:{person.uid}",
        context={"subject": person, "heading": _("New delegation")},
    )


@require_http_methods(FORM_METHODS)
@requires(Permission.MANAGE_ACCOUNTS)
def appointment_end(request, uid):
    """End an appointment on a day."""
    row = get_object_or_404(Appointment.objects.select_related("user", "process"), uid=uid)
    what = _(", ").join((row.get_role_display(), localized(row.process, "name")[0]))
    return ending(request, row, what, actions.end_appointment, said=_("The appointment ends."))


@require_http_methods(FORM_METHODS)
@requires(Permission.MANAGE_ACCOUNTS)
def delegation_end(request, uid):
    """End a delegation on a day."""
    row = get_object_or_404(Delegate.objects.select_related("user", "stakeholder"), uid=uid)
    what = localized(row.stakeholder, "name")[0]
    return ending(request, row, what, actions.end_delegation, said=_("The delegation ends."))


def ending(request, row, what, end, *, said):
    """The form that ends a dated row, by the action `end`."""

    def write(form):
        return end(row, **form.cleaned_data, version=form.version, by=request.user)

    return save_form(
        request,
        lambda data: EndForm(data, initial={"until_on": row.until_on or request.today}),
        write=write,
        to=lambda ended: back_to(row.user),
        template="hoaip/people_end.html",
        said=said,
        form_key=f"accounts:end:{row.uid}",
        context={"subject": row.user, "row": row, "what": what},
        current=row,
    )


@require_http_methods(FORM_METHODS)
@requires(Permission.MANAGE_ACCOUNTS)
def people_deactivate(request, uid):
    """End an account, with a reason; the page says what ends with it."""
    person = person_or_404(uid)
    if not person.is_active and request.method != "POST":
        return redirect(back_to(person))

    def write(form):
        return actions.deactivate(
            person,
            **form.cleaned_data,
            version=form.version,
            today=request.today,
            now=timezone.now(),
            by=request.user,
        )

    return save_form(
        request,
        ReasonForm,
        write=write,
        to=back_to,
        template="hoaip/people_deactivate.html",
        said=_("The account is deactivated. The name stays on every record."),
        form_key=f"accounts:deactivate:{person.uid}",
        context={"subject": person, "roles": roles_of([person], on=request.today)[person.pk]},
        current=person,
    )


@require_http_methods(FORM_METHODS)
@requires(Permission.MANAGE_ACCOUNTS)
def people_reactivate(request, uid):
    """Let a deactivated account sign in again, with a reason and without roles."""
    person = person_or_404(uid)
    if person.is_active and request.method != "POST":
        return redirect(back_to(person))

    def write(form):
        return actions.reactivate(person, **form.cleaned_data, version=form.version, by=request.user)

    return save_form(
        request,
        ReasonForm,
        write=write,
        to=back_to,
        template="hoaip/people_reactivate.html",
        said=_("The account is active again. Give it its roles."),
        form_key=f"accounts:reactivate:{person.uid}",
        context={"subject": person},
        current=person,
    )


@require_http_methods(FORM_METHODS)
@requires(Permission.MANAGE_ACCOUNTS)
def people_reset_factors(request, uid):
    """Take away the second factors of another person, with a reason."""
    person = person_or_404(uid)
    if not has_factor(person) and request.method != "POST":
        return redirect(back_to(person))

    def write(form):
        return actions.reset_factors(person, **form.cleaned_data, version=form.version, by=request.user)

    return save_form(
        request,
        ReasonForm,
        write=write,
        to=back_to,
        template="hoaip/people_reset_factors.html",
        said=_("The second factor is gone. The person was told by mail."),
        form_key=f"accounts:reset_factors:{person.uid}",
        context={"subject": person},
        current=person,
    )
