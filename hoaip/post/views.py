"""The administrator's list of mail: what waits, what was sent, what failed and can be tried again."""

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hoaip.accounts.recent import recently
from hoaip.decorators import load, requires
from hoaip.models import OutboxMessage
from hoaip.permissions import Permission
from hoaip.post.actions import retry_mail
from hoaip.post.lists import STATES, OutboxList
from hoaip.templatetags.ui import number


@require_safe
@requires(Permission.MANAGE_SETTINGS)
def outbox_list(request):
    """Mail by `state`, newest first; `q` is a part of address or subject."""
    numbers = dict(OutboxMessage.objects.values_list("state").annotate(Count("pk")).order_by())
    page = OutboxList(request)
    tabs = [
        {
            "address": f"?state={each}",
            "words": f"{each.label} ({number(numbers.get(each, 0))})",
            "is_current": each == page.state,
        }
        for each in STATES
    ]
    return page.answer("hoaip/outbox_list.html", tabs=tabs)


@require_safe
@requires(Permission.MANAGE_SETTINGS)
@recently
def outbox_export(request, kind):
    """Mail of one state as CSV or spreadsheet: it carries addresses, so the password is asked for again."""
    return OutboxList(request).export(kind)


@require_POST
@requires(Permission.MANAGE_SETTINGS)
def outbox_retry(request, uid):
    """Put one failed mail back into the outbox."""
    message = load(request, OutboxMessage, uid)
    retry_mail(message, now=timezone.now(), by=request.user)
    messages.info(request, _("The mail to %(address)s is tried again.") % {"address": message.address})
    return redirect("hoaip:outbox_list")
