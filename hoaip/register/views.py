"""Countries and organizations as the public reads them, on any day."""

from collections import Counter

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hoaip.decorators import public
from hoaip.language import localized, page_language
from hoaip.models import Membership, Stakeholder
from hoaip.protocol import protocol_key
from hoaip.register import main_process
from hoaip.register.filters import CATEGORIES, StakeholderFilter
from hoaip.register.forms import AsOfForm
from hoaip.shared import shared
from hoaip.timeline.pages import timeline_page

ORDER = [value for value, _title in CATEGORIES]


@require_safe
@shared
@public
def stakeholder_list(request):
    """Everybody in the register by category on `?as_of=`; an unknown filter value is a 400 without rows."""
    narrowed = StakeholderFilter(request)
    if not narrowed.is_valid():
        return render(request, "hoaip/stakeholder_list.html", {"form": narrowed.form}, status=400)
    as_of, language = narrowed.day(), page_language()
    rows = sorted(
        narrowed.qs, key=lambda row: protocol_key(row.sort_key or localized(row, "name", language)[0], language)
    )
    sizes = Counter(row.category for row in rows)
    page = narrowed.part(sorted(rows, key=lambda row: ORDER.index(row.category)))
    members = Membership.objects.filter(process=main_process()).as_of(as_of)
    context = {
        "form": narrowed.form,
        "as_of": as_of,
        # Of everybody on that day, whatever the list is narrowed to.
        "counts": Counter(members.values_list("category", flat=True)),
        "groups": [
            (title, sizes[value], [row for row in page if row.category == value]) for value, title in CATEGORIES
        ],
        "page": page,
        "chosen": [
            (name, narrowed.form.cleaned_data[name], dict(narrowed.form.fields[name].choices)[value])
            for name in ("kind", "category")
            if (value := narrowed.form.cleaned_data[name])
        ],
        "found": len(rows),
    }
    return render(request, "hoaip/stakeholder_list.html", context)


@require_safe
@shared
@public(on=Stakeholder, key="slug")
def stakeholder_detail(request, stakeholder):
    """One country or organization: its names, memberships and roles, now and before, and where that is known from."""
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
    home = reverse("register:stakeholder_detail", kwargs={"slug": stakeholder.slug})
    return timeline_page(request, stakeholder, home=home, name=localized(stakeholder, "name")[0])
