"""Who comes to a conference: the list for those who take part in its process, kept by ministry staff."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from conferences.actions.delegations import add_delegation, change_delegation, remove_delegation
from conferences.forms.delegations import DelegationForm, NewDelegationForm, RemovalForm, of_delegation
from conferences.lists.conferences import conferences_seen
from conferences.lists.delegations import DelegationList
from conferences.models import Delegation
from conferences.reading import may_know_delegations
from hoaip.action import refusal
from hoaip.decorators import requires, signed_in
from hoaip.errors import Refused
from hoaip.grants import can
from hoaip.permissions import Permission
from hoaip.public_cache import shared
from hoaip.saving.save import save_form

FORM = ["GET", "HEAD", "POST"]


def conference_known(request, ordinal):
    """The conference of that number that this reader may know of; Http404."""
    return get_object_or_404(conferences_seen(request), ordinal=ordinal)


@require_safe
@shared
@signed_in(own=False)
def delegation_list(request, ordinal):
    """Delegations by level; `?level=` narrows. For the ministry, the administrator and delegates of the process."""
    conference = conference_known(request, ordinal)
    if not may_know_delegations(request.user, conference):
        raise Http404
    page = DelegationList(request, conference)
    may_keep = can(request.user, Permission.KEEP_DELEGATIONS, conference)
    return page.answer("conferences/delegation_list.html", conference=conference, may_keep=may_keep)


@require_safe
@signed_in(own=False)
def delegation_export(request, ordinal, kind):
    """The list of delegations as CSV or spreadsheet."""
    conference = conference_known(request, ordinal)
    if not may_know_delegations(request.user, conference):
        raise Http404
    return DelegationList(request, conference).export(kind)


@require_http_methods(FORM)
@requires(Permission.KEEP_DELEGATIONS)
def delegation_new(request, ordinal):
    """Put the delegation of a member of the process on the list."""
    conference = conference_known(request, ordinal)
    if not can(request.user, Permission.KEEP_DELEGATIONS, conference):
        raise Refused(refusal(Permission.KEEP_DELEGATIONS))

    def write(form):
        given = dict(form.cleaned_data)
        return add_delegation(conference, stakeholder=given.pop("stakeholder"), by=request.user, **given)

    return save_form(
        request,
        lambda data: NewDelegationForm(data, conference=conference),
        write=write,
        to=list_address(conference),
        template="conferences/delegation_form.html",
        said=_("The delegation is on the list."),
        form_key=f"declarations:delegation_new:{conference.uid}",
        context={"conference": conference, "back": list_address(conference)},
        grave=False,
    )


@require_http_methods(FORM)
@requires(Permission.KEEP_DELEGATIONS, on=Delegation)
def delegation_edit(request, delegation):
    """Correct the level, the head, the function or the size of a delegation, with a reason."""
    conference = delegation.conference
    return save_form(
        request,
        lambda data: DelegationForm(data, delegation=delegation),
        write=lambda form: change_delegation(delegation, version=form.version, by=request.user, **form.cleaned_data),
        to=list_address(conference),
        template="conferences/delegation_form.html",
        said=_("The delegation is saved."),
        form_key=f"declarations:delegation_edit:{delegation.uid}",
        context={"conference": conference, "delegation": delegation, "back": list_address(conference)},
        current=delegation,
        stored=of_delegation,
        grave=False,
    )


@require_http_methods(FORM)
@requires(Permission.KEEP_DELEGATIONS, on=Delegation)
def delegation_remove(request, delegation):
    """Take a delegation off the list, with a reason."""
    conference = delegation.conference
    return save_form(
        request,
        RemovalForm,
        write=lambda form: remove_delegation(delegation, version=form.version, by=request.user, **form.cleaned_data),
        to=list_address(conference),
        template="conferences/delegation_remove.html",
        said=_("The delegation is taken off the list."),
        form_key=f"declarations:delegation_remove:{delegation.uid}",
        context={"conference": conference, "delegation": delegation, "back": list_address(conference)},
        current=delegation,
        stored=lambda _row: {},
        grave=False,
    )


def list_address(conference):
    return reverse("declarations:delegation_list", kwargs={"ordinal": conference.ordinal})
