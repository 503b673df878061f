"""The calendar of meetings: a month as a sheet of weeks and, of the same rows, as a list."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hoaip.calendar import (
    DayError,
    Month,
    day_number,
    day_text,
    digits,
    other_calendar,
    period_text,
    weekday_names,
)
from hoaip.decorators import reader
from hoaip.language import page_language
from hoaip.lists import Asked, table_of
from hoaip.reader import calendar_of_reader
from meetings.calendar.cities import city_name
from meetings.calendar.known_days import dates_known, with_known_days
from meetings.filters import CalendarFilter, calendar_query
from meetings.lists.meetings import meeting_columns
from meetings.models import Meeting
from meetings.names import SHOWN, headline, pairs_of, short_name, with_pairs

# More than that in a month is read in the list, page by page.
MOST = 200
# What is not held then says so in both forms.
OFF = ("postponed", "cancelled", "annulled")
# No period that a form takes is longer: a year of either calendar. By it an index finds what reaches into a month.
LONGEST = timedelta(days=366)


class MonthField(forms.CharField):
    """A month, 2026-11 or solar 1405-08; cleans to a Month."""

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        try:
            return Month.written(text)
        except DayError as error:
            raise forms.ValidationError(str(error)) from error


class MonthFilter(Asked):
    field_class = MonthField


class MonthlyFilter(CalendarFilter):
    """By CBM, type and host, within a month."""

    month = MonthFilter(label=gettext_lazy("Month"), help_text=gettext_lazy("2026-11, or solar 1405-08"))

    def asked(self, request):
        if request.GET.get("month", "").strip():
            return request.GET
        data = request.GET.copy()
        data["month"] = str(Month.of(request.today, calendar_of_reader(request)))
        return data


@dataclass(frozen=True, slots=True)
class Sheet:
    """One day on the sheet, or a place outside the month: then `day` is None."""

    day: date | None
    number: str = ""
    other: str = ""
    words: str = ""
    entries: str = ""
    is_today: bool = False


class MonthPage:
    """What the address asks for: `filters` and, where they can be understood, `month`, `weeks`, `floating`, `table`."""

    def __init__(self, request):
        self.request = request
        self.language = page_language()
        self.filters = MonthlyFilter(request, Meeting.objects.visible_to(reader(request)))
        self.is_refused = self.filters.is_refused
        if not self.is_refused:
            self.month = self.filters.form.cleaned_data["month"]
            self.title = self.month.words(self.language)
            self.rows = self._rows()
            self.has_more = len(self.rows) > MOST
            del self.rows[MOST:]

    def _rows(self):
        """Meetings that reach into the month, and those that were fixed for one of its days and have none now."""
        first, last = self.month.first, self.month.last
        seen = with_pairs(with_known_days(self.filters.qs)).order_by("starts_on", "pk")
        columns = ("pk", *SHOWN, "told_pairs", "known_on", "known_until")
        within = seen.filter(starts_on__gte=first - LONGEST, starts_on__lte=last, ends_on__gte=first)
        # Asked apart: an index finds the dates that moved, and few did.
        moved = dates_known().filter(starts_on__gte=first - LONGEST, starts_on__lte=last, ends_on__gte=first)
        left = seen.filter(pk__in=moved.values("meeting"), known_on__lte=last, known_until__gte=first)
        left = left.exclude(starts_on__lte=last, ends_on__gte=first)
        rows = [row for found in (within, left) for row in found.values_list(*columns, named=True)[: MOST + 1]]
        return sorted(rows, key=lambda row: (min(row.starts_on, row.known_on or row.starts_on), row.pk))

    @property
    def other_title(self):
        """The same days in the other calendar: "Aqrab–Qaws 1405"."""
        calendar = other_calendar(self.month.calendar)
        return period_text(self.month.first, self.month.last, "month", self.language, calendar=calendar, fixed=True)

    @property
    def weekdays(self):
        return weekday_names(self.language)

    @cached_property
    def weeks(self):
        on_day = defaultdict(list)
        for row in self.rows:
            for day in sorted(self._days(row)):
                on_day[day].append(row)
        return [[self._sheet(day, on_day[day]) for day in week] for week in self.month.weeks(self.language)]

    def _days(self, row):
        """The days of the month on which a meeting stands: its own, and those it is still known for."""
        periods = [(row.known_on, row.known_until)] if row.known_on else []
        periods += [(row.starts_on, row.ends_on)] if row.date_precision == "day" else []
        days = set()
        for first, last in periods:
            day, last = max(first, self.month.first), min(last, self.month.last)
            days.update(day + timedelta(days=number) for number in range((last - day).days + 1))
        return days

    @property
    def floating(self):
        """Meetings of which only the month, quarter or year is known: (entry, period in words)."""
        return [
            (self._entry(row), self._period(row))
            for row in self.rows
            if row.date_precision != "day" and row.starts_on <= self.month.last and row.ends_on >= self.month.first
        ]

    @property
    def table(self):
        return table_of(meeting_columns(self.request), self.rows, label=self.title)

    @property
    def ways(self):
        """(month before, month after): address and words, or None at the edge."""
        return [
            None if month is None else {"address": str(month), "words": month.words(self.language)}
            for month in (self.month.before, self.month.following)
        ]

    @property
    def this_month(self):
        month = Month.of(self.request.today, self.month.calendar)
        return None if month == self.month else str(month)

    @property
    def switched(self):
        """The month of the other calendar in which most of these days lie: address and words."""
        middle = self.month.first + (self.month.last - self.month.first) / 2
        try:
            month = Month.of(middle, other_calendar(self.month.calendar))
        except DayError:
            return None
        return {"address": str(month), "words": month.words(self.language)}

    @property
    def query(self):
        """What the feed is narrowed by: the filters without the month."""
        return calendar_query(self.request)

    def _sheet(self, day, rows):
        if day is None:
            return Sheet(None)
        calendar = self.month.calendar
        return Sheet(
            day,
            digits(day_number(day, calendar), self.language),
            digits(day_number(day, other_calendar(calendar)), self.language),
            day_text(day, self.language, calendar),
            format_html_join("", "<li>{}</li>", ((self._entry(row, on=day),) for row in rows)),
            day == self.request.today,
        )

    @cached_property
    def _around(self):
        return reverse("meetings:meeting_detail", kwargs={"uid": UUID(int=0)}).split(str(UUID(int=0)))

    @cached_property
    def _states(self):
        return {value: str(label) for value, label in Meeting.State.choices}

    def _entry(self, row, on=None):
        """Its name with the way to it; off, and why, when it is off or has left the day `on` that it was fixed for."""
        before, after = self._around
        link = format_html('<a href="{}{}{}"><bdi>{}</bdi></a>', before, row.uid, after, short_headline(row))
        if row.state in OFF:
            return format_html('<span class="off">{}</span> <b>{}</b>', link, self._states[row.state])
        if on is not None and row.date_precision != "day":
            return format_html('<span class="off">{}</span> <b>{}</b>', link, _("moved"))
        return link

    def _period(self, row):
        return period_text(
            row.starts_on,
            row.ends_on,
            row.date_precision,
            self.language,
            calendar=self.month.calendar,
            fixed=row.state not in ("planned", "invited"),
        )


def short_headline(row):
    """As short as a day of the sheet wants it: "DM RTG4, Islamabad"; else its headline."""
    pairs = pairs_of(row)
    if row.type != "rtgm" or not pairs or row.title_en or row.title_fa or row.title_ps:
        return headline(row, pairs=pairs)
    city = city_name(row.city) or (_("online") if row.mode == "online" else "")
    return _(", ").join([*map(short_name, pairs), *([city] if city else [])])
