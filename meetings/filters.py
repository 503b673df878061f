"""Narrowing and paging the list of meetings."""

from dataclasses import dataclass, field
from datetime import date

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbms.models import Cbm
from hoaip.calendar import YearError, parse_year, year_range
from hoaip.models import Stakeholder
from meetings.models import Meeting

PAGE_SIZE, LARGEST_PAGE, LAST_PAGE, COUNTED = 50, 200, 100, 1000


class YearField(forms.CharField):
    """A Gregorian year, or a solar one below 1500; cleans to a YearRange."""

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        try:
            return year_range(parse_year(text))
        except YearError as error:
            raise forms.ValidationError(str(error)) from error


class YearFilter(django_filters.Filter):
    field_class = YearField

    def filter(self, queryset, value):
        return queryset.filter(starts_on__gte=value.first, starts_on__lte=value.last) if value else queryset


class MeetingFilter(django_filters.FilterSet):
    """Filters of the list; strict: a value that is not known is an error at its field and gives no rows."""

    cbm = django_filters.ModelMultipleChoiceFilter(
        field_name="pairs__cbm",
        to_field_name="code",
        queryset=Cbm.objects.order_by("position"),
        label=gettext_lazy("CBM"),
        widget=forms.SelectMultiple(attrs={"size": 3}),
        distinct=False,
        method="of_cbms",
    )
    type = django_filters.ChoiceFilter(
        choices=Meeting.Type, label=gettext_lazy("Type"), empty_label=gettext_lazy("all types")
    )
    state = django_filters.ChoiceFilter(
        choices=Meeting.State, label=gettext_lazy("State"), empty_label=gettext_lazy("all states")
    )
    host = django_filters.ModelChoiceFilter(
        to_field_name="slug",
        queryset=Stakeholder.objects.in_protocol_order(),
        label=gettext_lazy("Host"),
        empty_label=gettext_lazy("all hosts"),
    )
    year = YearFilter(label=gettext_lazy("Year"))

    class Meta:
        model = Meeting
        fields = ()

    def of_cbms(self, queryset, name, value):
        if not value:
            return queryset
        return queryset.filter(pk__in=Meeting.objects.filter(pairs__cbm__in=value).values("pk"))


@dataclass
class ListPage:
    """Rows of one page and the way to its neighbours; `after` is the token of the next rows beyond page 100."""

    rows: list
    number: int | None = None
    has_next: bool = False
    after: str = ""
    total_words: str = ""
    errors: dict = field(default_factory=dict)

    @property
    def has_previous(self):
        return bool(self.number and self.number > 1)

    @property
    def previous_page_number(self):
        return self.number - 1

    @property
    def next_page_number(self):
        return self.number + 1


def page_of(request, filters):
    """The page the query asks for, newest meeting first. A wrong filter, page, size or token: errors and no rows."""
    errors = {} if filters.is_valid() or not filters.is_bound else dict(filters.form.errors)
    number = _whole(request, "page", 1, LAST_PAGE, errors)
    size = _whole(request, "page_size", PAGE_SIZE, LARGEST_PAGE, errors)
        _whole(request, "page", 1, LAST_PAGE, errors),
        _whole(request, "page_size", PAGE_SIZE, LARGEST_PAGE, errors),
    )
    after = _token(request.GET.get("after", ""), errors)
    if errors:
        return ListPage([], errors=errors)
    rows = filters.qs.select_related("host").prefetch_related("pairs__cbm").order_by("-starts_on", "-pk")
    if after:
        day, pk = after
        found = list(rows.filter(Q(starts_on__lt=day) | Q(starts_on=day, pk__lt=pk))[: size + 1])
        return ListPage(found[:size], after=_after(found, size))
    start = (number - 1) * size
    found = list(rows[start : start + size + 1])
    page = ListPage(found[:size], number=number, has_next=len(found) > size, total_words=_total(filters.qs))
    if number == LAST_PAGE and page.has_next:
        page.after = _after(found, size)
    return page


def _whole(request, name, default, most, errors):
    text = request.GET.get(name, "")
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= most:
        errors[name] = [_("“%(name)s” is a number from 1 to %(most)s.") % {"name": name, "most": most}]
        return default
    return int(text)


def _token(text, errors):
    if not text:
        return None
    day, _sep, pk = text.partition("_")
    try:
        return date.fromisoformat(day), int(pk)
    except ValueError:
        errors["after"] = [_("The address of the next rows is damaged. Go back to the first page.")]
        return None


def _after(found, size):
    return f"{found[size - 1].starts_on.isoformat()}_{found[size - 1].pk}" if len(found) > size else ""


def _total(rows):
    """How many there are, counted up to a thousand and not beyond."""
    counted = rows.order_by()[: COUNTED + 1].count()
    if counted > COUNTED:
        return _("more than %(count)s meetings") % {"count": f"{COUNTED:,}"}
    return _("%(count)s meetings") % {"count": counted} if counted != 1 else _("1 meeting")
