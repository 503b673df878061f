"""The opening of a consultation: a form, a preview of who is asked until when, and only then the question."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cbms.actions.consultations import open_consultation
from cbms.actions.consultations.opening import check_opening
from cbms.consultation_forms import OpenForm
from cbms.models import Plan
from cbms.silence.asked import earliest_day, end_of, fingerprint, parties_of, rule_of
from cbms.views.consultations import FORM, address
from hoaip.decorators import requires
from hoaip.errors import Stale
from hoaip.permissions import Permission
from hoaip.saving import fill, new_key, once, refused, typed, version_of
from hoaip.saving.save import place_errors, valid
from hoaip.workflow import begins

TEMPLATE = "cbms/consultation_open.html"
APART = {"csrfmiddlewaretoken", "idempotency_key", "confirm", "change", "previewed", "version"}


@require_http_methods(FORM)
@requires(Permission.CONSULT_CAPITALS, on=Plan)
def consultation_open(request, plan):
    """The first POST shows who is asked until which instant; `confirm=1` with its key asks them, once."""
    if request.POST.get("confirm") != "1":
        # Sent twice, the second gets the answer of the first, though the plan is in consultation by then.
        begins(plan, "circulate")
    form_key = f"consultations:open:{plan.uid}"
    rule = rule_of(plan.cbm)
    page = {
        "plan": plan,
        "rule": rule,
        "parties": parties_of(plan.cbm, request.today, rule),
        "earliest": earliest_day(request.today, rule),
        "form_key": form_key,
    }
    if request.method != "POST":
        before = typed(request, form_key)
        form = OpenForm(initial={"expires_on": page["earliest"]})
        if before:
            fill(form, before.data)
        return render(request, TEMPLATE, page | {"form": form, "typed": before})
    form = OpenForm(request.POST)
    page |= {"form": form}
    if "change" in request.POST:
        return render(request, TEMPLATE, page)
    if request.POST.get("confirm") != "1":
        return preview(request, form, page, form_key)

    def write():
        given = valid(form)
        return open_consultation(
            plan, previewed=request.POST.get("previewed", ""), version=version_of(request), by=request.user, **given
        )

    try:
        answer = once(request, write, address, form_key=form_key)
    except Stale as error:
        form.add_error(None, str(error))
        return refused(request, TEMPLATE, page, form_key, status=409)
    except ValidationError as error:
        place_errors(form, error)
        return refused(request, TEMPLATE, page, form_key)
    messages.success(request, _("The capitals are asked; their delegates are told by mail."))
    return answer


def preview(request, form, page, form_key):
    """What the opening would do, exactly; refused as the opening itself would be."""
    parties = page["parties"]
    try:
        check_opening(valid(form)["expires_on"], parties, page["earliest"])
    except ValidationError as error:
        place_errors(form, error)
        return refused(request, TEMPLATE, page, form_key)
    context = page | {
        "expires_at": end_of(form.cleaned_data["expires_on"]),
        "version": page["plan"].versions.order_by("-number").first(),
        "mails": sum(len(party.delegates) for party in parties),
        "unreachable": [party for party in parties if not party.delegates],
        "hidden": [
            *((name, value) for name, values in request.POST.lists() if name not in APART for value in values),
            ("previewed", fingerprint(parties)),
            ("version", page["plan"].version),
        ],
        "idempotency_key": new_key(),
    }
    return render(request, "cbms/consultation_preview.html", context)
