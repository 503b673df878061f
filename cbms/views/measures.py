"""The six CBMs, one of them, and the history of its roles."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cbms.circle import circles, party_key
from cbms.models import Cbm
from cbms.plans.standing import with_plans
from cbms.table import read
from hoaip.decorators import public, reader
from hoaip.grants import roles_on
from hoaip.language import localized, page_language
from hoaip.permissions import FRAME, MEMBERS
from hoaip.public_cache import facts, shared
from hoaip.register import main_process
from hoaip.register.forms import AsOfForm
from hoaip.timeline.pages import timeline_page


@require_safe
@shared
@public
def cbm_list(request):
    """The six, with who leads them on `?as_of=`."""
    form = AsOfForm(request)
    if not form.is_valid():
        return render(request, "cbms/cbm_list.html", {"form": form}, status=400)
    as_of = form.cleaned_data["as_of"]
    table = read(main_process(), page_language()).on(as_of)
    measures = [
        {
            "column": column,
            "leads": [line.party for line in table.lines if line.cells[i] in ("lead", "co_lead")],
            "others": table.totals[i],
        }
        for i, column in enumerate(table.columns)
    ]
    return render(request, "cbms/cbm_list.html", {"form": form, "as_of": as_of, "measures": measures})


@require_safe
@shared
@public
def cbm_detail(request, code):
    """One CBM as it stood on `?as_of=`: leads, roles by group, focal point, meetings, objectives, sources."""
    form, person = AsOfForm(request), reader(request)
    cbms = with_plans(Cbm.objects.visible_to(person).select_related("process"), person)
    cbm = get_object_or_404(cbms, code=code)
    if not form.is_valid():
        return render(request, "cbms/cbm_detail.html", {"form": form, "cbm": cbm}, status=400)
    as_of = form.cleaned_data["as_of"]
    roles, groups, focal_points, institutions = facts.get(
        request, ("measure", cbm.pk, as_of), lambda: known_on(cbm, as_of)
    )
    leads = [role for group in groups if group.role in ("lead", "co_lead") for role in group.roles]
    context = {
        "form": form,
        "cbm": cbm,
        "as_of": as_of,
        "roles": roles,
        "circles": groups,
        "leads": leads,
        # Said once for all of them where they began alike.
        "leads_since": leads[0] if leads and len({(role.from_on, role.from_basis) for role in leads}) == 1 else None,
        # Said once at the head where it goes for all, else at each.
        "some_confirmed": any(role.is_confirmed for role in roles),
        "focal_points": focal_points,
        "institutions": institutions,
        # Persons are for members of the CBM; the public sees the unit.
        "shows_persons": bool(roles_on(person, cbm.permission_anchors()) & (FRAME | MEMBERS)),
    }
    return render(request, "cbms/cbm_detail.html", context)


def known_on(cbm, as_of):
    """(roles, their circles, focal points, institutions) of a CBM on a day: what the page says whoever reads it."""
    roles = list(cbm.roles.as_of(as_of).select_related("stakeholder"))
    focal_points = list(cbm.focal_points.as_of(as_of).select_related("user").order_by("-kind", "pk"))
    return roles, circles(roles, page_language()), focal_points, list(cbm.institutions.as_of(as_of))


@require_safe
@shared
@public(on=Cbm, key="code")
def cbm_history(request, cbm):
    """Every role that was ever held in a CBM, and its institutions and standings, oldest first."""
    language = page_language()
    roles = sorted(
        cbm.roles.select_related("stakeholder"), key=lambda role: (role.from_on, party_key(role.stakeholder, language))
    )
    context = {
        "cbm": cbm,
        "roles": roles,
        "some_confirmed": any(role.is_confirmed for role in roles),
        "institutions": list(cbm.institutions.order_by("from_on")),
        "standings": list(cbm.standings.order_by("from_on")),
    }
    return render(request, "cbms/cbm_history.html", context)


@require_safe
@shared
@public(on=Cbm, key="code")
def cbm_timeline(request, cbm):
    """What happened around a CBM, newest first; `?kind=` narrows it."""
    home = reverse("cbms:cbm_detail", kwargs={"code": cbm.code})
    return timeline_page(request, cbm, home=home, name=localized(cbm, "name")[0])
