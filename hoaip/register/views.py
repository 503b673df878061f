"""Countries and organizations as the public reads them, on any day."""

from collections import Counter

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hoaip.decorators import public
from hoaip.language import localized
from hoaip.models import Membership, Stakeholder
from hoaip.public_cache import shared
from hoaip.register import main_process
from hoaip.register.forms import AsOfForm
from hoaip.register.lists import StakeholderList
from hoaip.timeline.pages import timeline_page


@require_safe
@shared
@public
def stakeholder_list(request):
    """Everybody in the register by category on `?as_of=`; an unknown filter value is a 400 without rows."""
    page = StakeholderList(request)
    if page.is_refused:
        return page.answer("hoaip/stakeholder_list.html")
    members = Membership.objects.filter(process=main_process()).as_of(page.day)
    # Of everybody on that day, whatever the list is narrowed to.
    counts = Counter(members.values_list("category", flat=True))
    return page.answer("hoaip/stakeholder_list.html", as_of=page.day, counts=counts)


@require_safe
@shared
@public
def stakeholder_export(request, kind):
    """The list of stakeholders, narrowed as its page, as CSV or spreadsheet."""
    return StakeholderList(request).export(kind)


@require_safe
@shared
@public(on=Stakeholder, key="slug")
def stakeholder_detail(request, stakeholder):
    """One country or organization: its names, memberships and roles, now and before, and where that is known from."""
    if stakeholder.merged_into_id is not None:
        return redirect("register:stakeholder_detail", slug=stakeholder.merged_into.slug, permanent=True)
    form = AsOfForm(request)
    context = {"form": form, "stakeholder": stakeholder}
    if not form.is_valid():
        return render(request, "hoaip/stakeholder_detail.html", context, status=400)
    as_of = form.cleaned_data["as_of"]
    memberships = list(stakeholder.memberships.select_related("process").order_by("process__launched_on", "from_on"))
    context |= {
        "as_of": as_of,
        "memberships": memberships,
        "current": [row for row in memberships if row.covers(as_of)],
    }
    return render(request, "hoaip/stakeholder_detail.html", context)


@require_safe
@shared
@public(on=Stakeholder, key="slug")
def stakeholder_timeline(request, stakeholder):
    """What happened with a country or an organization, newest first; `?kind=` narrows it."""
    if stakeholder.merged_into_id is not None:
        return redirect("register:stakeholder_timeline", slug=stakeholder.merged_into.slug, permanent=True)
    home = reverse("register:stakeholder_detail", kwargs={"slug": stakeholder.slug})
    return timeline_page(request, stakeholder, home=home, name=localized(stakeholder, "name")[0])
