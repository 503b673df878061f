"""The pages on which a delegation looks after its own accounts: for who manages them, and for nobody else.

Whoever manages no accounts is refused at every address alike; of another delegation whoever does finds nothing.
"""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hoaip.accounts import actions
from hoaip.accounts.people_forms import ReasonForm
from hoaip.accounts.recent import recently
from hoaip.accounts.team_forms import InviteDelegateForm
from hoaip.accounts.team_lists import DelegateList
from hoaip.accounts.teams import open_invitations, tell_about
from hoaip.decorators import requires
from hoaip.grants import can, holdings
from hoaip.language import localized, page_language
from hoaip.models import Delegate, Invitation, Stakeholder
from hoaip.permissions import Permission, Role
from hoaip.register.manage_forms import in_protocol_order
from hoaip.saving.save import save_form

FORM_METHODS = ["GET", "HEAD", "POST"]


def managed_or_404(request, slug):
    """The stakeholder whose accounts the reader manages today; of every other one there is nothing here."""
    stakeholder = get_object_or_404(Stakeholder, slug=slug)
    if not can(request.user, Permission.MANAGE_DELEGATION, stakeholder):
        raise Http404
    return stakeholder


def accounts_of(stakeholder):
    return reverse("delegation:account_list", kwargs={"slug": stakeholder.slug})


@require_safe
@requires(Permission.MANAGE_DELEGATION)
def home(request):
    """The delegation whose accounts the reader manages; of several, the choice."""
    own = holdings(request.user).ids("hoaip.stakeholder", {Role.DELEGATION_MANAGER})
    found = in_protocol_order(Stakeholder.objects.filter(pk__in=own))
    if len(found) == 1:
        return redirect(accounts_of(found[0]))
    return render(request, "hoaip/team_home.html", {"delegations": found})


@require_safe
@requires(Permission.MANAGE_DELEGATION)
def account_list(request, slug):
    """Who has an account for the delegation, and who is invited; `state` shows those whose access ended."""
    stakeholder = managed_or_404(request, slug)
    rows = open_invitations().filter(stakeholder=stakeholder).order_by("-expires_at", "-pk")
    invitations = tell_about(list(rows), day=request.today, now=timezone.now())
    page = DelegateList(request, stakeholder)
    return page.answer("hoaip/team_accounts.html", stakeholder=stakeholder, invitations=invitations)


@require_http_methods(FORM_METHODS)
@requires(Permission.MANAGE_DELEGATION)
def invite(request, slug):
    """Invite a person to speak for the delegation."""
    stakeholder = managed_or_404(request, slug)

    def write(form):
        return actions.invite_delegate(
            stakeholder=stakeholder, **form.cleaned_data, now=timezone.now(), by=request.user
        )

    return save_form(
        request,
        lambda data: InviteDelegateForm(data, initial={"language": page_language()}),
        write=write,
        to=lambda invitation: accounts_of(stakeholder),
        template="hoaip/team_invite.html",
        said=_("The invitation is written and stands below until it is used, for 72 hours."),
        form_key=f"delegation:invite:{stakeholder.uid}",
        context={"stakeholder": stakeholder},
    )


def invitation_or_404(stakeholder, uid):
    return get_object_or_404(Invitation, uid=uid, stakeholder=stakeholder, role=Invitation.Kind.DELEGATE)


@require_POST
@requires(Permission.MANAGE_DELEGATION)
@recently
def invitation_renew(request, slug, uid):
    """Another 72 hours for an invitation that is too old."""
    stakeholder = managed_or_404(request, slug)
    actions.renew_own(invitation_or_404(stakeholder, uid), now=timezone.now(), by=request.user)
    messages.success(request, _("The invitation is renewed and stands below until it is used, for 72 hours."))
    return redirect(accounts_of(stakeholder))


@require_POST
@requires(Permission.MANAGE_DELEGATION)
def invitation_withdraw(request, slug, uid):
    """The link opens nothing any more."""
    stakeholder = managed_or_404(request, slug)
    actions.withdraw_own(invitation_or_404(stakeholder, uid), now=timezone.now(), by=request.user)
    messages.success(request, _("The invitation is withdrawn."))
    return redirect(accounts_of(stakeholder))


@require_http_methods(FORM_METHODS)
@requires(Permission.MANAGE_DELEGATION)
def access_end(request, slug, uid):
    """End the access of a delegate, with a reason; whether the account is for more is not said."""
    stakeholder = managed_or_404(request, slug)
    rows = Delegate.objects.select_related("user", "stakeholder")
    row = get_object_or_404(rows, uid=uid, stakeholder=stakeholder)

    def write(form):
        return actions.end_access(
            row,
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
        to=lambda ended: accounts_of(stakeholder),
        template="hoaip/team_end.html",
        said=_("The access is ended, and the person is signed out everywhere."),
        form_key=f"delegation:end:{row.uid}",
        context={
            "stakeholder": stakeholder,
            "row": row,
            "first_counts": row.from_on >= request.today,
            "who": localized(stakeholder, "name")[0],
        },
        current=row,
    )
