"""The list of letters to oneself: of which kind each is, where it leads, and how it came."""

from functools import cached_property

import django_filters
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hoaip.language import TONGUES
from hoaip.lists import ListFilter, ListPage
from hoaip.models import LetterGroup, OutboxMessage, Wish
from hoaip.post.kinds import letters, templates_of
from hoaip.post.reading import letters_to
from hoaip.post.seen import is_open, seen_of
from hoaip.templatetags.ui import instant

State = OutboxMessage.State


def address_of(row, seen):
    """Where the reader acts on a letter: "" where there is nothing to do, or it is not open any more."""
    letter = letters().get(row.template)
    return letter.address(row.object_uid) if letter and is_open(row, seen) else ""


class LetterFilter(ListFilter):
    """By kind, and those not read alone."""

    group = django_filters.ChoiceFilter(
        label=gettext_lazy("Kind"), choices=LetterGroup.choices, empty_label=gettext_lazy("all"), method="of_group"
    )
    unread = django_filters.ChoiceFilter(
        label=gettext_lazy("Read"),
        choices=[("yes", gettext_lazy("not read yet"))],
        empty_label=gettext_lazy("all"),
        method="not_read",
    )

    def of_group(self, queryset, name, value):
        return queryset.filter(template__in=templates_of(value))

    def not_read(self, queryset, name, value):
        return queryset.filter(read_at=None)


class LetterList(ListPage):
    """Letters to the reader, newest first."""

    name = "letters"
    filter_class = LetterFilter
    order = ("-pk",)
    template = "hoaip/_letter.html"

    def seen(self):
        return letters_to(self.request.user).defer("body")

    def dressed(self, rows):
        seen = seen_of(self.request.user, rows)
        for row in rows:
            letter = letters().get(row.template)
            row.kind = letter.group.label if letter else ""
            row.title = row.subject if is_open(row, seen) else ""
            # It is in the language that its reader had when it was written.
            row.tag = TONGUES[row.language]["tag"]
            has_way = bool(address_of(row, seen))
            row.address = reverse("letters:letter_open", kwargs={"uid": row.uid}) if has_way else ""
            row.went = self.went(row)
        return rows

    def went(self, row):
        """How a letter reached its reader, in one sentence."""
        if row.wish == Wish.OFF:
            return _("Not mailed, as you chose for its kind.")
        if row.wish == Wish.WEEKLY:
            if row.counted_at is None:
                return _("Kept for the weekly letter, as you chose for its kind.")
            counted = instant({"request": self.request}, row.counted_at)
            return format_html("{} {}", _("Counted in the weekly letter"), counted)
        if row.state == State.SENT:
            return _("Mailed.")
        if row.state == State.FAILED:
            return _("It could not be mailed. The administrator of the portal sees that too.")
        if row.state == State.SUPPRESSED:
            return _("Not mailed: what it was about was not open to you any more.")
        return _("The mail did not go out at first and is tried again.") if row.attempts else _("On its way by mail.")

    @cached_property
    def newest(self):
        """The uid of the newest letter of this part, up to which all can be marked as read."""
        return self.rows[0].uid if self.rows else None

    @property
    def group(self):
        """The kind that the list is narrowed to, or "": all kinds stand in it."""
        asked = self.filters.form.cleaned_data if self.filters.is_bound and not self.filters.is_refused else {}
        return asked.get("group", "")

    @property
    def title(self):
        return _("Letters to me")

    def told(self, count):
        return ngettext("%(count)s letter", "%(count)s letters", count)
