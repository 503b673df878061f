"""The lists of meetings and of expressions of interest: what stands in a row, on the screen and in a file."""

from functools import cached_property
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cbms.circle import called as called_party
from cbms.filters import ShownFilter
from hoaip.calendar import period_text
from hoaip.decorators import reader
from hoaip.language import page_language
from hoaip.lists import Cell, Chosen, Column, ListPage, days, named, written
from hoaip.reader import calendar_of_reader
from hoaip.templatetags.shapes import role_mark
from hoaip.templatetags.ui import dual_date
from meetings.calendar.cities import city_name
from meetings.filters import MeetingFilter, calendar_query
from meetings.models import HAPPENED, Interest, Meeting
from meetings.names import SHOWN, headline, pairs_of, with_pairs

SHOWN_INTERESTS = [("open", gettext_lazy("Open")), ("settled", gettext_lazy("Settled"))]


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


class InterestFilter(ShownFilter):
    """Open or settled ones, chosen by tabs; and by CBM."""

    show = Chosen(label=gettext_lazy("Which ones"), choices=SHOWN_INTERESTS, method="of_standing")

    def of_standing(self, queryset, name, value):
        return queryset.still_open() if value == "open" else queryset.settled()


class InterestList(ListPage):
    """Expressions of interest the reader may know of, newest first."""

    name = "interests"
    export_route = "interests:interest_export"
    filter_class = InterestFilter
    order = ("-proposed_on", "-pk")

    def seen(self):
        return Interest.objects.visible_to(reader(self.request)).select_related("cbm", "stakeholder")

    @cached_property
    def show(self):
        return None if self.filters.is_refused else self.filters.form.cleaned_data["show"]

    def columns(self):
        def who(row):
            return called_party(row.stakeholder)

        def linked(row):
            address = reverse("interests:interest_detail", kwargs={"uid": row.uid})
            return format_html('<a href="{}"><bdi>{}</bdi></a>', address, who(row))

        def role(row):
            return format_html("{} {}", role_mark(row.role, "none"), row.get_role_display())

        return [
            written("who", _("Who"), who, html=linked),
            named("role", _("Role"), lambda row: row.role, Interest._meta.get_field("role").choices, html=role),
            written("cbm", _("CBM"), lambda row: row.cbm.short),
            Column(
                _("Proposed"),
                lambda row: dual_date({"request": self.request}, row.proposed_on),
                days("proposed_on", _("Proposed"), lambda row: row.proposed_on),
            ),
            named("state", _("State"), lambda row: row.state, Interest.State.choices),
        ]

    @property
    def title(self):
        return _("Expressions of interest")

    def told(self, count):
        return ngettext("%(count)s expression of interest", "%(count)s expressions of interest", count)
