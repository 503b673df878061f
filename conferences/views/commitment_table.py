"""A table of commitments read back: the dry run says what would change, and only then it is written."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cbms.plans.imports import Problem, text_of_table
from cbms.plans.parties import known_parties
from cbms.views.plan_imports import TableForm
from conferences.actions.commitment_many import take_table
from conferences.commitments.table import read_table
from conferences.lists.commitments import CommitmentList
from hoaip.decorators import requires
from hoaip.errors import WrongState
from hoaip.permissions import Permission
from hoaip.register.manage_forms import ReasonField
from hoaip.saving import new_key, once

TEMPLATE = "conferences/commitment_import.html"


class CommitmentTableForm(TableForm):
    """The file, or the table as it was read from it; written with a reason."""

    reason = ReasonField(required=False)


class Moved(Exception):
    """Somebody changed a commitment since the dry run; asked inside `once`: a repetition gets the first answer."""


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.JUDGE_COMMITMENT)
def commitment_import(request):
    """GET: which columns. POST of a file: the dry run (nothing written) or its faults (422); `confirm=1` writes."""
    cells = CommitmentList(request).cells
    page = {"columns": [cell.label for cell in cells], "idempotency_key": new_key()}
    if request.method != "POST":
        return render(request, TEMPLATE, page | {"form": CommitmentTableForm()})
    form = CommitmentTableForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, TEMPLATE, page | {"form": form}, status=422)
    rows, reason = form.cleaned_data["rows"], form.cleaned_data["reason"]
    found = read_table(rows, cells=cells, parties=known_parties(request), user=request.user)
    confirms, status = request.POST.get("confirm") == "1", 200
    if confirms and not found.problems:
        try:
            return _written(request, found, reason)
        except Moved:
            status = 409
        except ValidationError as error:
            form, status = refused_with(form, error), 422
        except WrongState as error:
            found.problems.append(Problem(0, "", str(error)))
    if found.problems:
        return render(request, TEMPLATE, page | {"form": CommitmentTableForm(), "problems": found.problems}, status=422)
    shown = form if status == 422 else CommitmentTableForm()
    page |= {
        "form": shown,
        "table": text_of_table(rows),
        "reason": form["reason"].value() or "",
        "entries": found.entries,
        "is_read": True,
        "is_moved": status == 409,
        "seal": found.seal,
    }
    return render(request, TEMPLATE, page, status=status)


def refused_with(form, error):
    """The form with what the action refused."""
    for name, sentences in getattr(error, "error_dict", {None: error.error_list}).items():
        form.add_error(name if name in form.fields else None, sentences)
    return form


def _written(request, found, reason):
    count = len(found.entries)

    def write():
        if request.POST.get("seal") != found.seal:
            raise Moved
        return take_table(found.entries, reason=reason, today=request.today, by=request.user)

    answer = once(request, write, reverse("commitments:commitment_list"))
    said = ngettext("%(count)s commitment is written.", "%(count)s commitments are written.", count)
    messages.success(request, said % {"count": count})
    return answer
