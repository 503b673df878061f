"""Table 1 as a page and as CSV, on any day."""

import csv

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cbms.table import LETTERS, known_table, read
from hoaip import access_log
from hoaip.decorators import public
from hoaip.language import ENGLISH
from hoaip.lists.cells import neutral
from hoaip.pages import refuse
from hoaip.paper.answers import too_many
from hoaip.public_cache import shared
from hoaip.register import main_process
from hoaip.register.forms import AsOfForm


@require_safe
@shared
@public
def table(request):
    """Table 1 on `?as_of=`, with the days of decision; a day that cannot be read is a 400 with the form."""
    form = AsOfForm(request)
    if not form.is_valid():
        return render(request, "cbms/table.html", {"form": form}, status=400)
    rows, shown = known_table(request, form.cleaned_data["as_of"])
    context = {"form": form, "rows": rows, "table": shown, "as_of": shown.day}
    return render(request, "cbms/table.html", context)


@require_safe
@shared
@public
def table_csv(request):
    """The rows of Table 1 on `?as_of=` in English, for spreadsheets: UTF-8 with BOM, no totals."""
    form = AsOfForm(request)
    if not form.is_valid():
        return refuse(request, 400, " ".join(form.errors["as_of"]))
    if not access_log.note_export(request):
        return too_many(request)
    found = read(main_process(), ENGLISH).on(form.cleaned_data["as_of"])
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="table-1-{found.day}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(["name", "code", "kind", "category", *(column.short for column in found.columns)])
    for category, group in found.groups.items():
        for line in group.lines:
            party = line.party
            cells = [LETTERS.get(role, "") for role in line.cells]
            writer.writerow([neutral(text) for text in (party.name, party.code, party.kind, category, *cells)])
    return response
