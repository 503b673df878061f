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


def steps_of(model, *, room, day=lambda fact: fact.from_on):
    """{"confirm": view, "dispute": view} of the facts of a model, of whatever floor.

    `room(fact)` is the key of its tab, to which both lead back; `day(fact)` the one that the page of a dispute names.
    """

    def back_to(fact):
        return f"{reverse('measures:fact_list')}?of={room(fact)}"

    @require_POST
    @requires(Permission.CONFIRM_FACT, on=model)
    def confirm(request, fact):
        """A person vouches for it."""
        confirm_fact(fact, at=timezone.now(), by=request.user)
        messages.success(request, _("Confirmed: %(fact)s.") % {"fact": called(fact)})
        return redirect(back_to(fact))

    @require_http_methods(["GET", "HEAD", "POST"])
    @requires(Permission.CONFIRM_FACT, on=model)
    def dispute(request, fact):
        """Sources differ about it."""
        back = back_to(fact)
        return save_form(
            request,
            lambda data: DisputeForm(data, initial={"note": fact.dispute_note}),
            write=lambda form: dispute_fact(fact, note=form.cleaned_data["note"], by=request.user),
            to=lambda _row: back,
            template="cbms/fact_dispute.html",
            said=_("Marked as disputed: %(fact)s.") % {"fact": called(fact)},
            form_key=f"measures:fact_dispute:{fact.uid}",
            context={"fact": called(fact), "day": day(fact), "back": back},
            grave=False,
        )

    return {"confirm": confirm, "dispute": dispute}


# By kind: the pages of a fact.
STEPS = {
    "role": steps_of(RoleAssignment, room=lambda role: role.cbm.code),
    "institution": steps_of(FocalInstitution, room=lambda institution: institution.cbm.code),
    "membership": steps_of(Membership, room=lambda _membership: MEMBERSHIPS),
    # What a body did with a plan, and when: the other days stand beside it.
    "plan_event": steps_of(PlanEvent, room=lambda event: event.plan.cbm.code, day=lambda event: event.on),
}
