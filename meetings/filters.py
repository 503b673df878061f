"""Narrowing and paging the list of meetings."""

from dataclasses import dataclass, field
from datetime import date

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbms.models import Cbm
from hoaip.calendar import YearError, parse_year, year_range
from hoaip.language import localized, page_language
from hoaip.models import Stakeholder
from hoaip.shared import facts
from hoaip.widgets import Listed, ListedMultiple, Options
from meetings.models import Meeting, MeetingCbm
from meetings.names import SHOWN, with_pairs

PAGE_SIZE, LARGEST_PAGE, LAST_PAGE, COUNTED = 50, 200, 100, 1000
NAMES = ("name_en", "name_fa", "name_ps")


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


def cbm_choices():
    """Nothing first, then the six by code in the order of the house."""
    cbms = Cbm.objects.order_by("position").only("code", *NAMES)
    return Options([("", _("all CBMs")), *((cbm.code, localized(cbm, "name")[0]) for cbm in cbms)])


def host_choices():
    """(those who hosted a meeting the public knows of, everybody), by slug in protocol order of the page's language."""
    public = Meeting.objects.filter(host=OuterRef("pk"), is_public=True)
    found = (
        Stakeholder.objects.in_protocol_order(page_language()).annotate(has_hosted=Exists(public)).only("slug", *NAMES)
    )
    hosts = [(host.slug, localized(host, "name")[0], host.has_hosted) for host in found]
    return Options((slug, name) for slug, name, has_hosted in hosts if has_hosted), {
        slug: name for slug, name, _hosted in hosts
    }


class OneOfMany(ListedMultiple):
    """A plain select for a filter whose address may name several values."""

    allow_multiple_selected = False

    def value_from_datadict(self, data, files, name):
        return [value for value in super().value_from_datadict(data, files, name) or [] if value]


class MeetingFilter(django_filters.FilterSet):
    """Filters of the list; strict: a value that is not known is an error at its field and gives no rows."""

    cbm = django_filters.MultipleChoiceFilter(label=gettext_lazy("CBM"), widget=OneOfMany, method="of_cbms")
    type = django_filters.ChoiceFilter(
        choices=Meeting.Type, label=gettext_lazy("Type"), empty_label=gettext_lazy("all types"), widget=Listed
    )
    state = django_filters.ChoiceFilter(
        choices=Meeting.State, label=gettext_lazy("State"), empty_label=gettext_lazy("all states"), widget=Listed
    )
    host = django_filters.ChoiceFilter(
        field_name="host__slug", label=gettext_lazy("Host"), empty_label=gettext_lazy("all hosts"), widget=Listed
    )
    year = YearFilter(label=gettext_lazy("Year"))

    class Meta:
        model = Meeting
        fields = ()

    def __init__(self, data, *, request, **kwargs):
        super().__init__(data, request=request, **kwargs)
        self.filters["cbm"].extra["choices"] = facts.get(request, "cbm choices", cbm_choices)
        hosts, everybody = facts.get(request, "host choices", host_choices)
        chosen = (data or {}).get("host")
        if chosen in everybody and chosen not in dict(hosts):
            hosts = [(chosen, everybody[chosen]), *hosts]
        self.filters["host"].extra["choices"] = hosts

    def of_cbms(self, queryset, name, value):
        if not value:
            return queryset
        return queryset.filter(pk__in=MeetingCbm.objects.filter(cbm__code__in=value).values("meeting"))


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
    after = _token(request.GET.get("after", ""), errors)
    if errors:
        return ListPage([], errors=errors)
    rows = with_pairs(filters.qs).only(*SHOWN).order_by("-starts_on", "-pk")
    if after:
        day, pk = after
        found = list(rows.filter(Q(starts_on__lt=day) | Q(starts_on=day, pk__lt=pk))[: size + 1])
        return ListPage(found[:size], after=_after(found, size))
    start = (number - 1) * size
    found = list(rows[start : start + size + 1])
    has_next = len(found) > size
    # A page that is not full says how many there are; an empty one behind the first does not.
    total = start + len(found) if not has_next and (found or number == 1) else _counted(filters.qs)
    page = ListPage(found[:size], number=number, has_next=has_next, total_words=_total_words(total))
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


def _counted(rows):
    """How many there are, counted up to a thousand and not beyond."""
    return rows.order_by()[: COUNTED + 1].count()


def _total_words(counted):
    if counted > COUNTED:
        return _("more than %(count)s meetings") % {"count": f"{COUNTED:,}"}
    return _("%(count)s meetings") % {"count": counted} if counted != 1 else _("1 meeting")
