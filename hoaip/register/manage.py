"""The administrator's screens for the register: its first page, stakeholders, memberships."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hoaip.decorators import load, requires
from hoaip.models import Membership, Stakeholder
from hoaip.permissions import Permission
from hoaip.register import actions
from hoaip.register.lists import EntryList
from hoaip.register.manage_forms import (
    DeletionForm,
    EndForm,
    MembershipForm,
    NewStakeholderForm,
    StakeholderForm,
)
from hoaip.saving.save import save_form

FORM = ["GET", "HEAD", "POST"]
DELETION = "hoaip/manage_stakeholder_delete.html"


@require_safe
@requires(Permission.MANAGE_ROLES)
def index(request):
    """Where the administrator begins: what is missing, and the ways to every screen."""
    return render(request, "hoaip/manage_index.html")


@require_safe
@requires(Permission.MANAGE_STAKEHOLDERS)
def stakeholder_list(request):
    """Every stakeholder in protocol order with its memberships, as they stand today."""
    return EntryList(request).answer("hoaip/manage_stakeholder_list.html")


@require_safe
@requires(Permission.MANAGE_STAKEHOLDERS)
def stakeholder_export(request, kind):
    """The administrator's list of stakeholders as CSV or spreadsheet."""
    return EntryList(request).export(kind)


@require_http_methods(FORM)
@requires(Permission.MANAGE_STAKEHOLDERS)
def stakeholder_new(request):
    """A country or an organization enters the register."""
    return save_form(
        request,
        NewStakeholderForm,
        write=lambda form: actions.create_stakeholder(by=request.user, **form.cleaned_data),
        to=edit_address,
        template="hoaip/manage_stakeholder_form.html",
        said=_("Entered in the register. It belongs to nothing yet: add its membership."),
        form_key="manage:stakeholder_new",
        grave=False,
    )


@require_http_methods(FORM)
@requires(Permission.MANAGE_STAKEHOLDERS)
def stakeholder_edit(request, slug):
    """Names, code, scope and sort key of a stakeholder; its memberships beside them."""
    stakeholder = load(request, Stakeholder, slug, "slug")
    return save_form(
        request,
        lambda data: StakeholderForm(data, instance=stakeholder),
        write=lambda form: actions.change_stakeholder(
            stakeholder, version=form.version, by=request.user, **form.cleaned_data
        ),
        to=edit_address,
        template="hoaip/manage_stakeholder_form.html",
        said=_("Names of %(name)s saved.") % {"name": stakeholder},
        form_key=f"manage:stakeholder_edit:{stakeholder.uid}",
        context={
            "stakeholder": stakeholder,
            "memberships": stakeholder.memberships.select_related("process").order_by("from_on"),
        },
        current=stakeholder,
        grave=False,
    )


@require_http_methods(FORM)
@requires(Permission.MANAGE_STAKEHOLDERS)
def stakeholder_delete(request, slug):
    """Take out what was entered by mistake, with a reason; what is in use is refused with what uses it, 409."""
    stakeholder = load(request, Stakeholder, slug, "slug")
    context = {"stakeholder": stakeholder}
    if uses := actions.uses_of(stakeholder):
        status = 409 if request.method == "POST" else 200
        return render(request, DELETION, context | {"uses": uses}, status=status)
    return save_form(
        request,
        DeletionForm,
        write=lambda form: actions.delete_stakeholder(stakeholder, by=request.user, **form.cleaned_data),
        to=lambda _nothing: reverse("manage:stakeholder_list"),
        template=DELETION,
        said=_("It is deleted. That it was here stays in the history."),
        form_key=f"manage:stakeholder_delete:{stakeholder.uid}",
        context=context,
        grave=False,
    )


@require_http_methods(FORM)
@requires(Permission.MANAGE_ROLES)
def membership_new(request):
    """A stakeholder joins a process from a day on; `?stakeholder=` fills it in."""
    initial = {name: request.GET[name] for name in ("process", "stakeholder", "category") if name in request.GET}

    def write(form):
        given = dict(form.cleaned_data)
        return actions.add_membership(given.pop("process"), by=request.user, **given)

    return save_form(
        request,
        lambda data: MembershipForm(data, initial=initial),
        write=write,
        to=lambda membership: edit_address(membership.stakeholder),
        template="hoaip/manage_membership_new.html",
        said=_("The membership is written."),
        form_key="manage:membership_new",
    )


@require_http_methods(FORM)
@requires(Permission.MANAGE_ROLES, on=Membership)
def membership_end(request, membership):
    """The last day of a membership; the row stays."""
    return save_form(
        request,
        lambda data: EndForm(data, initial={"until_on": membership.until_on}),
        write=lambda form: actions.end_membership(
            membership, version=form.version, by=request.user, **form.cleaned_data
        ),
        to=lambda ended: edit_address(ended.stakeholder),
        template="hoaip/manage_membership_end.html",
        said=_("The end of the membership is written."),
        form_key=f"manage:membership_end:{membership.uid}",
        context={"membership": membership},
        current=membership,
    )


def edit_address(stakeholder):
    return reverse("manage:stakeholder_edit", kwargs={"slug": stakeholder.slug})
