"""Facts about roles, institutions and memberships: confirmed or disputed by those who look after them."""

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cbms.circle import party_key
from cbms.models import Cbm, FocalInstitution, RoleAssignment
from hoaip.decorators import requires
from hoaip.grants import can
from hoaip.language import localized, page_language
from hoaip.models import Membership
from hoaip.permissions import Permission
from hoaip.register import main_process
from hoaip.register.actions import confirm_fact, dispute_fact
from hoaip.saving.save import save_form

FORM = ["GET", "HEAD", "POST"]
MEMBERSHIPS = "memberships"
# Of an import and by nobody confirmed, or disputed by whomever.
OPEN = Q(is_imported=True, confirmed_at__isnull=True) | Q(is_disputed=True)


class DisputeForm(forms.Form):
    """What differs between the sources."""

    note = forms.CharField(
        label=gettext_lazy("What differs"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=gettext_lazy("Name the sources and what each says. Everybody reads it beside the fact."),
    )


@require_safe
@requires(Permission.CONFIRM_FACT)
def fact_list(request):
    """Facts nobody has confirmed, and disputed ones: `?of=dm` or `?of=memberships`, the first one may by default."""
    cbms = [
        cbm
        for cbm in Cbm.objects.select_related("process").order_by("position")
        if can(request.user, Permission.CONFIRM_FACT, cbm)
    ]
    process = main_process().first()
    rooms = {cbm.code: cbm.short for cbm in cbms}
    if process is not None and can(request.user, Permission.CONFIRM_FACT, process):
        rooms[MEMBERSHIPS] = _("Memberships")
    wanted = request.GET.get("of") or next(iter(rooms), "")
    if rooms and wanted not in rooms:
        raise BadRequest(_("These facts are not yours to confirm, or there are none. Choose one of the tabs."))
    facts = open_memberships() if wanted == MEMBERSHIPS else open_facts(wanted)
    context = {
        "tabs": [
            {"address": f"?of={key}", "words": words, "is_current": key == wanted} for key, words in rooms.items()
        ],
        "facts": facts,
    }
    return render(request, "cbms/fact_list.html", context)


def open_facts(code):
    """Roles, in the order of protocol, then institutions of one CBM that wait for somebody."""
    language = page_language()
    roles = RoleAssignment.objects.filter(OPEN, cbm__code=code).select_related("stakeholder")
    roles = sorted(roles, key=lambda row: (list(row.LETTERS).index(row.role), party_key(row.stakeholder, language)))
    found = [fact_of(row, "role", called(row.stakeholder), row.get_role_display(), row.basis) for row in roles]
    institutions = FocalInstitution.objects.filter(OPEN, cbm__code=code).order_by("from_on")
    words = _("National focal institution")
    return found + [fact_of(row, "institution", called(row), words, "") for row in institutions]


def open_memberships():
    language = page_language()
    rows = Membership.objects.filter(OPEN, process=main_process()).select_related("stakeholder")
    rows = sorted(rows, key=lambda row: (row.category, party_key(row.stakeholder, language)))
    return [fact_of(row, "membership", called(row.stakeholder), row.get_category_display(), row.basis) for row in rows]


def called(thing):
    return localized(thing, "name")[0]


def fact_of(row, kind, name, words, basis):
    return {
        "row": row,
        "name": name,
        "words": words,
        "basis": basis,
        "confirm": reverse(f"measures:{kind}_confirm", kwargs={"uid": row.uid}),
        "dispute": reverse(f"measures:{kind}_dispute", kwargs={"uid": row.uid}),
    }


def confirm(request, fact, room):
    confirm_fact(fact, at=timezone.now(), by=request.user)
    messages.success(request, _("Confirmed: %(fact)s.") % {"fact": fact})
    return redirect(f"{reverse('measures:fact_list')}?of={room}")


def dispute(request, fact, room):
    back = f"{reverse('measures:fact_list')}?of={room}"
    return save_form(
        request,
        lambda data: DisputeForm(data, initial={"note": fact.dispute_note}),
        write=lambda form: dispute_fact(fact, note=form.cleaned_data["note"], by=request.user),
        to=lambda _row: back,
        template="cbms/fact_dispute.html",
        said=_("Marked as disputed: %(fact)s.") % {"fact": fact},
        form_key=f"measures:fact_dispute:{fact.uid}",
        context={"fact": fact, "back": back},
        grave=False,
    )


@require_POST
@requires(Permission.CONFIRM_FACT, on=RoleAssignment)
def role_confirm(request, role):
    """A person vouches for a role."""
    return confirm(request, role, role.cbm.code)


@require_http_methods(FORM)
@requires(Permission.CONFIRM_FACT, on=RoleAssignment)
def role_dispute(request, role):
    """Sources differ about a role."""
    return dispute(request, role, role.cbm.code)


@require_POST
@requires(Permission.CONFIRM_FACT, on=FocalInstitution)
def institution_confirm(request, institution):
    """A person vouches for an institution."""
    return confirm(request, institution, institution.cbm.code)


@require_http_methods(FORM)
@requires(Permission.CONFIRM_FACT, on=FocalInstitution)
def institution_dispute(request, institution):
    """Sources differ about an institution."""
    return dispute(request, institution, institution.cbm.code)


@require_POST
@requires(Permission.CONFIRM_FACT, on=Membership)
def membership_confirm(request, membership):
    """A person vouches for a membership."""
    return confirm(request, membership, MEMBERSHIPS)


@require_http_methods(FORM)
@requires(Permission.CONFIRM_FACT, on=Membership)
def membership_dispute(request, membership):
    """Sources differ about a membership."""
    return dispute(request, membership, MEMBERSHIPS)
