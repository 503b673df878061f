"""The queue of meetings that wait for approval: who asked for which, and since when."""

from functools import cached_property

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cbms.filters import ShownFilter
from hoaip.calendar import period_text, today_in_kabul, whole
from hoaip.decorators import reader
from hoaip.language import page_language
from hoaip.lists import Cell, Chosen, Column, ListPage, days, written
from hoaip.reader import calendar_of_reader
from hoaip.templatetags.ui import dual_date
from meetings.models import Meeting, MeetingCbm
from meetings.names import headline, pairs_of, with_pairs

SHOWN_REQUESTS = [("waiting", gettext_lazy("Waiting")), ("refused", gettext_lazy("Not approved"))]
STATES = {"waiting": Meeting.State.REQUESTED, "refused": Meeting.State.REJECTED}


class RequestFilter(ShownFilter):
    """Those that wait or those that were not approved, chosen by tabs; and by CBM."""

    show = Chosen(label=gettext_lazy("Which ones"), choices=SHOWN_REQUESTS, method="of_standing")

    def __init__(self, request, rows):
        super().__init__(request, rows)
        # A joint meeting stands there once.
        self.filters["cbm"].method = self.of_cbm

    def of_cbm(self, queryset, name, value):
        return queryset.filter(pk__in=MeetingCbm.objects.filter(cbm__code=value).values("meeting"))

    def of_standing(self, queryset, name, value):
        return queryset.filter(state=STATES[value])


class RequestList(ListPage):
    """Meetings asked for and not approved that the reader may know of, the longest wait first."""

    name = "requests"
    export_route = "meetings:request_export"
    filter_class = RequestFilter
    order = ("requested_at", "pk")

    def seen(self):
        rows = Meeting.objects.reachable_by(reader(self.request)).filter(state__in=STATES.values())
        return rows.select_related("requested_by")

    def shaped(self, rows):
        return with_pairs(rows)

    @cached_property
    def show(self):
        return None if self.filters.is_refused else self.filters.form.cleaned_data["show"]

    def columns(self):
        language, calendar, today = page_language(), calendar_of_reader(self.request), self.request.today

        def called(row):
            return headline(row, pairs=pairs_of(row), language=language)

        def linked(row):
            address = reverse("meetings:meeting_detail", kwargs={"uid": row.uid})
            return format_html('<a href="{}"><bdi>{}</bdi></a>', address, called(row))

        def when(row):
            return period_text(row.starts_on, row.ends_on, row.date_precision, language, calendar=calendar)

        def asked_on(row):
            return today_in_kabul(row.requested_at)

        def age(row):
            return max(0, (today - asked_on(row)).days)

        def waits(row):
            number, day = age(row), dual_date({"request": self.request}, asked_on(row))
            if not number:
                return day
            words = ngettext("%(days)s day", "%(days)s days", number) % {"days": whole(number, language)}
            return format_html("{}{}{}", day, _(", "), words)

        return [
            written("meeting", _("Meeting"), called, html=linked),
            written("cbm", _("CBM"), lambda row: ", ".join(pair.cbm.short for pair in pairs_of(row))),
            Column(
                _("When"),
                when,
                (
                    *days("first_day", _("First day"), lambda row: row.starts_on),
                    *days("last_day", _("Last day"), lambda row: row.ends_on),
                ),
            ),
            written("asked_by", _("Asked for by"), lambda row: row.requested_by.full_name),
            Column(
                _("Asked on"),
                waits,
                (
                    *days("asked_on", _("Asked on"), asked_on),
                    Cell("days", _("Days since"), age),
                ),
            ),
        ]

    @property
    def title(self):
        return _("Requests for meetings")

    def told(self, count):
        return ngettext("%(count)s request", "%(count)s requests", count)
