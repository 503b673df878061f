"""The administrator's list of mail: what waits, what was sent, what failed and can be tried again."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import Count
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hoaip.decorators import load, requires
from hoaip.models import OutboxMessage
from hoaip.permissions import Permission
from hoaip.post.actions import retry_mail

ROWS = 50
# The failed ones first: they are what somebody has to look at.
STATES = [
    OutboxMessage.State.FAILED,
    OutboxMessage.State.QUEUED,
    OutboxMessage.State.SENT,
    OutboxMessage.State.SUPPRESSED,
]


@require_safe
@requires(Permission.MANAGE_SETTINGS)
def outbox_list(request):
    """Mail by `state`, newest first, fifty at a time; `after` is the token of the next fifty."""
    state = request.GET.get("state", OutboxMessage.State.FAILED)
    after = request.GET.get("after", "")
    if state not in STATES:
        raise BadRequest(_("Mail is failed, queued, sent or suppressed. Choose one of these."))
    if after and not (after.isascii() and after.isdigit() and len(after) < 19):
        raise BadRequest(_("This part of the list is not known. Begin at its first page."))
    numbers = dict(OutboxMessage.objects.values_list("state").annotate(Count("pk")).order_by())
    rows = OutboxMessage.objects.filter(state=state).select_related("recipient").order_by("-pk")
    if after:
        rows = rows.filter(pk__lt=int(after))
    rows = list(rows[: ROWS + 1])
    context = {
        "rows": rows[:ROWS],
        "after": rows[ROWS - 1].pk if len(rows) > ROWS else None,
        "state": state,
        "tabs": [
            {
                "address": f"?state={each}",
                "words": f"{each.label} ({numbers.get(each, 0)})",
                "is_current": each == state,
            }
            for each in STATES
        ],
    }
    return render(request, "hoaip/outbox_list.html", context)


@require_POST
@requires(Permission.MANAGE_SETTINGS)
def outbox_retry(request, uid):
    """Put one failed mail back into the outbox."""
    message = load(request, OutboxMessage, uid)
    retry_mail(message, now=timezone.now(), by=request.user)
    messages.info(request, _("The mail to %(address)s is tried again.") % {"address": message.address})
    return redirect("hoaip:outbox_list")
