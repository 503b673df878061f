"""The list of meetings: what stands in a row, on the screen and in a file."""

from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hoaip.calendar import period_text
from hoaip.decorators import reader
from hoaip.language import page_language
from hoaip.lists import Cell, Column, ListPage, days, named, written
from hoaip.reader import calendar_of_reader
from meetings.cities import city_name
from meetings.filters import MeetingFilter, calendar_query
from meetings.models import HAPPENED, Meeting
from meetings.names import SHOWN, headline, pairs_of, with_pairs


class MeetingList(ListPage):
    """Meetings the reader may see, newest first."""

    name = "meetings"
    export_route = "meetings:meeting_export"
    filter_class = MeetingFilter
    order = ("-starts_on", "-pk")
    fields = ("pk", *SHOWN, "told_pairs")

    def seen(self):
        return Meeting.objects.visible_to(reader(self.request))

    def shaped(self, rows):
        return with_pairs(rows)

    def columns(self):
        return meeting_columns(self.request)

    @property
    def title(self):
        return _("Meetings")

    @property
    def ways(self):
        query = calendar_query(self.request)
        return [
            (reverse("meetings:meeting_calendar") + query, _("Calendar")),
            (reverse("meetings:meeting_feed") + query, _("Calendar feed")),
        ]

    def told(self, count):
        return ngettext("%(count)s meeting", "%(count)s meetings", count)


def meeting_columns(request, *, cbm=None, with_codes=True):
    """Name, CBMs, period, city and state of meetings; `cbm` leaves out what the page says already."""
    language, calendar = page_language(), calendar_of_reader(request)
    # One address is resolved, the others differ by their uid alone.
    before, after = reverse("meetings:meeting_detail", kwargs={"uid": UUID(int=0)}).split(str(UUID(int=0)))

    origin = settings.PUBLIC_ORIGIN

    def called(row):
        return headline(row, cbm=cbm, pairs=pairs_of(row), language=language)

    def codes(row):
        return ", ".join([pair.cbm.short for pair in pairs_of(row)])

    def when(row):
        return period_text(
            row.starts_on,
            row.ends_on,
            row.date_precision,
            language,
            calendar=calendar,
            fixed=row.state in HAPPENED,
        )

    def where(row):
        return city_name(row.city)

    exactly = named("date_precision", _("How exactly"), lambda row: row.date_precision, Meeting.Precision.choices)
    columns = [
        Column(
            _("Meeting"),
            lambda row: format_html('<a href="{}{}{}">{}</a>', before, row.uid, after, called(row)),
            (
                Cell("meeting", _("Meeting"), called),
                Cell(
                    "address",
                    _("Address"),
                    lambda row: f"{origin}{before}{row.uid}{after}",
                    is_safe=True,
                ),
            ),
        ),
        Column(
            _("When"),
            when,
            (
                *days("first_day", _("First day"), lambda row: row.starts_on),
                *days("last_day", _("Last day"), lambda row: row.ends_on),
                *exactly.cells,
            ),
        ),
        written("city", _("Where"), lambda row: row.city, words=where),
        named("state", _("State"), lambda row: row.state, Meeting.State.choices),
    ]
    if with_codes:
        columns.insert(1, written("cbm", _("CBM"), codes))
    return columns
