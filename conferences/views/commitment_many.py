"""One change to many commitments: chosen on the list, previewed row by row, written once."""

import re

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from cbms.models import Cbm
from conferences.actions.commitment_many import change_many
from conferences.commitments.many import Change, plan_many
from conferences.forms.commitments import DueField
from conferences.lists.commitments import CommitmentList, with_parties
from conferences.models import Commitment
from conferences.models.initiatives import Theme
from conferences.models.standing import RUNGS
from hoaip.decorators import requires
from hoaip.fields import PickField
from hoaip.language import localized
from hoaip.permissions import Permission
from hoaip.register.manage_forms import ReasonField
from hoaip.saving import new_key, once

TEMPLATE = "conferences/commitment_many.html"
MOST = 500
AS_IT_IS = ("", gettext_lazy("as it is"))
_ROW = re.compile(r"([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})(?::([0-9]{1,9}))?")


class NewDueField(DueField):
    """A day, a month, or "ongoing"; empty leaves it as it is."""

    def clean(self, value):
        text = forms.CharField.clean(self, value)
        if not text:
            return None
        if text.lower() in ("ongoing", str(_("ongoing")).lower()):
            return None, "ongoing"
        return super().clean(text)


class ManyForm(forms.Form):
    """What becomes of all that are chosen; what is left alone stays as it is."""

    due = NewDueField(
        help_text=gettext_lazy("A day like 2026-09-06, a month like 2026-12, or “ongoing”; empty: as it is.")
    )
    theme = forms.ChoiceField(
        label=gettext_lazy("Theme"),
        required=False,
        choices=[AS_IT_IS, ("none", gettext_lazy("none")), *Theme.choices],
    )
    cbm_added = PickField(label=gettext_lazy("CBM to add"), required=False)
    cbm_removed = PickField(label=gettext_lazy("CBM to take away"), required=False)
    rung = forms.TypedChoiceField(
        label=gettext_lazy("Who can see it"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[AS_IT_IS, *((rung.value, rung.label) for rung in reversed(RUNGS))],
    )
    reason = ReasonField()

    def __init__(self, data=None):
        super().__init__(data)
        cbms = list(Cbm.objects.order_by("position"))
        for name in ("cbm_added", "cbm_removed"):
            self.fields[name].offer(
                cbms, key=lambda row: row.code, words=lambda row: localized(row, "name")[0], empty=AS_IT_IS[1]
            )

    def clean(self):
        cleaned = super().clean()
        if not self.errors and self.change().is_empty:
            raise ValidationError(_("Say what is to change: everything is left as it is."))
        return cleaned

    def change(self):
        """The Change that was typed."""
        given = self.cleaned_data
        theme = {"": None, "none": ""}.get(given["theme"], given["theme"])
        return Change(given["due"], theme, given["cbm_added"], given["cbm_removed"], given["rung"])


class Moved(Exception):
    """What was previewed cannot be written any more; asked inside `once`, where a repetition gets the first answer."""


@require_POST
@requires(Permission.KEEP_COMMITMENTS)
def commitment_many(request):
    """The chosen rows and the form; the preview; then written.

    They are those of `row`, repeatable; with `all=page` those of `shown` too; with `all=1` what the list's query finds.

    Without `what=change` nothing is asked yet: the form stands with the rows. `confirm=1` writes the previewed change.
    """
    rows, versions = chosen(request)
    page = {
        "rows": rows,
        "query": request.GET.urlencode(),
        "back": reverse("commitments:commitment_list"),
        "idempotency_key": request.POST.get("idempotency_key") or new_key(),
    }
    if request.POST.get("what") != "change":
        return render(request, TEMPLATE, page | {"form": ManyForm()})
    form = ManyForm(request.POST)
    if not form.is_valid():
        return render(request, TEMPLATE, page | {"form": form}, status=422)
    change = form.change()
    planned = plan_many(rows, change, versions=versions, user=request.user)
    ready = [each for each in planned if each.changes]
    refused = [each for each in planned if each.refusal]
    preview = page | {
        "form": form,
        "ready": ready,
        "refused": refused,
        "same": len(planned) - len(ready) - len(refused),
        "is_preview": True,
        "sent": [(name, value) for name, value in request.POST.items() if name in form.fields],
    }
    if request.POST.get("confirm") != "1":
        return render(request, TEMPLATE, preview)

    def write():
        # The preview named the rows that would change: one that may not any more stops all of them.
        if refused or not ready:
            raise Moved
        rows, reason = [each.row for each in ready], form.cleaned_data["reason"]
        return change_many(rows, change=change, reason=reason, today=request.today, by=request.user)

    try:
        answer = once(request, write, reverse("commitments:commitment_list"))
    except Moved:
        return render(request, TEMPLATE, preview, status=409)
    said = ngettext("%(count)s commitment is changed.", "%(count)s commitments are changed.", len(ready))
    messages.success(request, said % {"count": len(ready)})
    return answer


def chosen(request):
    """(rows in the order of the list, {uid: version as seen}): those of `row`, all of the page, or all that match."""
    versions, ticked = {}, request.POST.getlist("all")
    for text in [*request.POST.getlist("row"), *(request.POST.getlist("shown") if "page" in ticked else ())]:
        match = _ROW.fullmatch(text)
        if match is None:
            raise BadRequest(_("A chosen row was not understood. Open the list again and choose anew."))
        versions[match[1]] = int(match[2]) if match[2] else None
    if "1" in ticked:
        page = CommitmentList(request)
        if page.is_refused:
            raise BadRequest(_("The list was not understood. Open it again and choose anew."))
        found = page.filters.qs
    elif versions:
        found = Commitment.objects.visible_to(request.user).filter(uid__in=versions).exclude(state="merged")
    else:
        raise BadRequest(_("Nothing is chosen. Go back and tick what is to change."))
    rows = list(with_parties(found).order_by("-pk")[: MOST + 1])
    if len(rows) > MOST:
        raise BadRequest(_("At most 500 commitments are changed at once. Narrow the list by a filter."))
    if not rows:
        raise BadRequest(_("Nothing is chosen. Go back and tick what is to change."))
    return rows, versions
