"""Who belongs to which process side by side, on any day, as a page and as CSV; engagement, for the ministry alone."""

import csv

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cbms.contacts import shares
from conferences.umbrella.engagement import EngagementForm, engagement
from conferences.umbrella.members import compare, members
from hoaip import access_log
from hoaip.decorators import public, requires
from hoaip.lists.cells import neutral
from hoaip.pages import refuse
from hoaip.paper.answers import too_many
from hoaip.permissions import Permission
from hoaip.public_cache import shared
from hoaip.register.forms import AsOfForm


@require_safe
@shared
@public
def process_members(request):
    """Stakeholders × processes on `?as_of=`, and how many sources count; a day that cannot be read is a 400."""
    form = AsOfForm(request)
    if not form.is_valid():
        return render(request, "conferences/process_members.html", {"form": form}, status=400)
    found = members(form.cleaned_data["as_of"])
    compared = [(process, rows) for process in found.processes if (rows := compare(process))]
    context = {"form": form, "as_of": found.day, "members": found, "compared": compared}
    return render(request, "conferences/process_members.html", context)


@require_safe
@shared
@public
def process_members_csv(request):
    """The same rows for spreadsheets: UTF-8 with BOM; a category, and beside it how many meetings each came to."""
    form = AsOfForm(request)
    if not form.is_valid():
        return refuse(request, 400, " ".join(form.errors["as_of"]))
    if not access_log.note_export(request):
        return too_many(request)
    found = members(form.cleaned_data["as_of"])
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="members-{found.day}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    slugs = [process.slug for process in found.processes]
    writer.writerow(["name", "code", "kind", *slugs, *(f"{slug}_meetings" for slug in slugs[1:])])
    for row in found.rows:
        categories = [cell.category or "none" for cell in row.cells]
        came = [cell.came for cell in row.cells[1:]]
        writer.writerow([neutral(row.name), neutral(row.code), row.kind, *categories, *came])
    return response


@require_safe
@shared
@requires(Permission.VIEW_ENGAGEMENT)
def engagement_table(request):
    """States × the last six RTGMs held of each CBM, or of `?cbm=`: whom to call. Never public."""
    form = EngagementForm(request.GET if "cbm" in request.GET else None)
    if form.is_bound and not form.is_valid():
        return render(request, "conferences/engagement_table.html", {"form": form}, status=400)
    code = form.cleaned_data["cbm"] if form.is_bound else ""
    found = engagement(request.today, cbm=code or None)
    context = {"form": form, "engagement": found, "shares": shares(request.today)}
    return render(request, "conferences/engagement_table.html", context)
