"""A table of activities from a spreadsheet: the dry run says what would change, and only then it is written."""

from dataclasses import replace

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cbms.actions.plans import PlanDetails, authorise_writing, write_plan
from cbms.models import Plan
from cbms.plans.compare import compare
from cbms.plans.content import content_of
from cbms.plans.imports import COLUMNS, Problem, imported, table_of, table_of_text, text_of_table
from cbms.plans.parties import known_parties
from cbms.plans.shown import sayer, written
from hoaip import saving
from hoaip.decorators import requires
from hoaip.documents.intake import Unfit
from hoaip.documents.receiving import TooLarge
from hoaip.errors import WrongState
from hoaip.permissions import Permission

TEMPLATE = "cbms/plan_import.html"


class TableForm(forms.Form):
    """The file, or the table as it was read from it."""

    file = forms.FileField(
        label=gettext_lazy("Table"),
        required=False,
        help_text=gettext_lazy("A spreadsheet (XLSX) or CSV in UTF-8, at most 2 MB and 2,000 rows"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    table = forms.CharField(required=False, widget=forms.HiddenInput, max_length=2_000_000, strip=False)

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        try:
            if cleaned.get("file"):
                if isinstance(cleaned["file"], TooLarge):
                    raise Unfit(_("This file is larger than the 2 MB that are read. Send the table alone."))
                cleaned["rows"] = table_of(cleaned["file"])
            elif cleaned.get("table"):
                cleaned["rows"] = table_of_text(cleaned["table"])
            else:
                raise Unfit(_("Choose a file."))
        except Unfit as error:
            self.add_error("file", error)
        return cleaned


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DRAFT_SHARED_PLAN, on=Plan)
def plan_import(request, plan):
    """GET: which columns. POST of a file: the dry run (nothing written) or its faults (422); `confirm=1` writes."""
    authorise_writing(plan, by=request.user)
    if not plan.is_writable:
        raise WrongState(
            _("This plan is %(state)s: its text does not change now. Recall it, or draft an amendment.")
            % {"state": plan.get_state_display()}
        )
    page = {"plan": plan, "columns": COLUMNS, "version": plan.version}
    if request.method != "POST":
        return render(request, TEMPLATE, page | {"form": TableForm()})
    form = TableForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, TEMPLATE, page | {"form": form}, status=422)
    stored, rows = content_of(plan), form.cleaned_data["rows"]
    parties = known_parties(request)
    found = imported(rows, stored=stored, parties=parties)
    if not found.problems and request.POST.get("confirm") == "1":
        try:
            return _written(request, plan, found)
        except ValidationError as error:
            found.problems += [Problem(0, "", sentence) for sentence in error.messages]
    if found.problems:
        return render(request, TEMPLATE, page | {"form": TableForm(), "problems": found.problems}, status=422)
    page |= {
        "form": TableForm(initial={"table": text_of_table(rows)}),
        "comparison": (changes := compare(stored, found.content, sayer(parties))),
        "counts": changes.counts,
        "before": written(stored),
        "after": written(stored),
    }
    return render(request, TEMPLATE, page)


def _written(request, plan, found):
    version = saving.version_of(request)
    columns = ("title_en", "title_fa", "title_ps", "language", "summary", "starts_on", "ends_on", "is_shared")
    details = PlanDetails(**{column: getattr(plan, column) for column in columns})
    write_plan(plan, details=replace(details, objectives=found.objectives), by=request.user, version=version)
    messages.info(request, _("The table was taken over."))
    return redirect("plans:plan_detail", uid=plan.uid)
