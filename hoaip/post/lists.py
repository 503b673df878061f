"""The administrator's list of mail. No bodies: some carry a key."""

from functools import cached_property

from django.db.models import Q
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hoaip.lists import Cell, Chosen, Column, ListFilter, ListPage, Text, instants, named, written
from hoaip.models import OutboxMessage, Wish
from hoaip.permissions import Permission
from hoaip.templatetags.ui import instant, number

# The failed ones first: they are what somebody has to look at.
STATES = [
    OutboxMessage.State.FAILED,
    OutboxMessage.State.QUEUED,
    OutboxMessage.State.SENT,
    OutboxMessage.State.SUPPRESSED,
]
LAST_HEADS = {
    "failed": gettext_lazy("Why, and again"),
    "queued": gettext_lazy("Next try"),
    "sent": gettext_lazy("Sent"),
    "suppressed": gettext_lazy("Why"),
}

WHY_HELD = {
    Wish.AT_ONCE: gettext_lazy("The recipient may not have it any more."),
    Wish.WEEKLY: gettext_lazy("The recipient gets letters of its kind once a week, counted."),
    Wish.OFF: gettext_lazy("The recipient chose no mail for letters of its kind."),
}


class OutboxFilter(ListFilter):
    """By state, chosen by tabs, failed without one; and by a part of address or subject."""

    state = Chosen(label=gettext_lazy("State"), choices=[(each.value, each.label) for each in STATES])
    q = Text(label=gettext_lazy("Address or subject"), method="of_words")

    def asked(self, request):
        if request.GET.get("state"):
            return request.GET
        data = request.GET.copy()
        data["state"] = OutboxMessage.State.FAILED.value
        return data

    def of_words(self, queryset, name, value):
        return queryset.filter(Q(address__icontains=value) | Q(subject__icontains=value))


class OutboxList(ListPage):
    """Mail of one state, newest first."""

    name = "mail"
    export_route = "hoaip:outbox_export"
    filter_class = OutboxFilter
    order = ("-pk",)

    def seen(self):
        return OutboxMessage.objects.select_related("recipient").defer("body")

    @cached_property
    def state(self):
        return None if self.filters.is_refused else self.filters.form.cleaned_data["state"]

    def columns(self):
        def recipient(row):
            name = format_html("<bdi>{}</bdi><br>", row.recipient) if row.recipient else ""
            return format_html('{}<bdi class="note">{}</bdi>', name, row.address)

        written_cells = instants("written_at", _("Written"), lambda row: row.created_at)
        attempts = Cell("attempts", _("Attempts"), lambda row: row.attempts, is_safe=True)
        state = named("state", _("State"), lambda row: row.state, OutboxMessage.State.choices)
        return [
            Column(
                _("Recipient"),
                recipient,
                (
                    Cell("recipient", _("Recipient"), lambda row: str(row.recipient or "")),
                    Cell("address", _("E-mail"), lambda row: row.address),
                ),
                needs=Permission.MANAGE_SETTINGS,
            ),
            written("subject", _("Subject"), lambda row: row.subject),
            Column(_("Written"), lambda row: self._instant(row.created_at), written_cells),
            Column(_("Attempts"), lambda row: number(row.attempts), (attempts,), is_number=True),
            Column(
                LAST_HEADS.get(self.state, ""),
                self._last,
                (
                    *state.cells,
                    *instants("sent_at", _("Sent"), lambda row: row.sent_at),
                    Cell("error", _("Why"), lambda row: row.error),
                ),
            ),
        ]

    def _instant(self, moment):
        return instant({"request": self.request}, moment)

    def _last(self, row):
        error = format_html('<p class="note"><bdi>{}</bdi></p>', row.error) if row.error else ""
        if row.state == "sent":
            return self._instant(row.sent_at)
        if row.state == "queued":
            return format_html("{}{}", self._instant(row.next_try_at), error)
        if row.state == "suppressed":
            return WHY_HELD[row.wish]
        return format_html(
            '{}<form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
            '<button class="button button-plain">{}</button></form>',
            error,
            reverse("hoaip:outbox_retry", kwargs={"uid": row.uid}),
            get_token(self.request),
            _("Try again"),
        )

    @property
    def title(self):
        return _("Mail")

    def told(self, count):
        return ngettext("%(count)s mail", "%(count)s mails", count)
