"""Facts about roles, institutions and memberships: confirmed or disputed by those who look after them."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cbms.facts import MEMBERSHIPS
from cbms.lists import FactList
from cbms.models import FocalInstitution, PlanEvent, RoleAssignment
from hoaip.decorators import requires
from hoaip.language import localized
from hoaip.models import Membership
from hoaip.permissions import Permission
from hoaip.register.actions import confirm_fact, dispute_fact
from hoaip.saving.save import save_form

FORM = ["GET", "HEAD", "POST"]


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
    page = FactList(request)
    rooms = page.filters.rooms
    tabs = [
        {"address": f"?of={key}", "words": room.words, "is_current": key == page.room} for key, room in rooms.items()
    ]
    return page.answer("cbms/fact_list.html", tabs=tabs)


@require_safe
@requires(Permission.CONFIRM_FACT)
def fact_export(request, kind):
    """The facts of one tab as CSV or spreadsheet."""
    return FactList(request).export(kind)


def called(fact):
    """A fact in the language of the page: who, and as what it stands; what has a title or a name, by it."""
    as_what = getattr(fact, "get_role_display", None) or getattr(fact, "get_category_display", None)
    if as_what is not None and getattr(fact, "stakeholder", None) is not None:
        return _(", ").join((localized(fact.stakeholder, "name")[0], str(as_what())))
    named = next((field for field in ("title", "name") if hasattr(fact, f"{field}_en")), None)
    return localized(fact, named)[0] if named else str(fact)


def confirm(request, fact, room):
    """Confirm a fact of whatever floor, and back to its tab."""
    confirm_fact(fact, at=timezone.now(), by=request.user)
    messages.success(request, _("Confirmed: %(fact)s.") % {"fact": called(fact)})
    return redirect(f"{reverse('measures:fact_list')}?of={room}")


def dispute(request, fact, room, *, day=None):
    """Dispute a fact of whatever floor; `day` is the one from which it holds."""
    back = f"{reverse('measures:fact_list')}?of={room}"
    return save_form(
        request,
        lambda data: DisputeForm(data, initial={"note": fact.dispute_note}),
        write=lambda form: dispute_fact(fact, note=form.cleaned_data["note"], by=request.user),
        to=lambda _row: back,
        template="cbms/fact_dispute.html",
        said=_("Marked as disputed: %(fact)s.") % {"fact": called(fact)},
        form_key=f"measures:fact_dispute:{fact.uid}",
        context={"fact": called(fact), "day": day or fact.from_on, "back": back},
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


@require_POST
@requires(Permission.CONFIRM_FACT, on=PlanEvent)
def plan_event_confirm(request, event):
    """A person vouches for what a body did with a plan, and when."""
    return confirm(request, event, event.plan.cbm.code)


@require_http_methods(FORM)
@requires(Permission.CONFIRM_FACT, on=PlanEvent)
def plan_event_dispute(request, event):
    """Sources differ about what a body did with a plan, or when: the other days stand beside it."""
    return dispute(request, event, event.plan.cbm.code, day=event.on)
