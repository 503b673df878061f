"""Narrowing and paging the library."""

from dataclasses import dataclass, field
from datetime import date

import django_filters
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbms.models import Cbm
from hoaip.ladder import anchor_key
from hoaip.language import localized
from hoaip.models import Document, DocumentFile, Tongue
from hoaip.public_cache import facts
from hoaip.widgets import Listed, Options

PAGE_SIZE, LARGEST_PAGE, LAST_PAGE, COUNTED = 50, 200, 100, 1000


def cbm_choices():
    """(choices by code, {code: key of the anchor}), in the order of the house."""
    cbms = list(Cbm.objects.order_by("position"))
    choices = Options([("", _("all CBMs")), *((cbm.code, localized(cbm, "name")[0]) for cbm in cbms)])
    return choices, {cbm.code: anchor_key(cbm) for cbm in cbms}


class DocumentFilter(django_filters.FilterSet):
    """Filters of the library; strict: a value that is not known is an error at its field and gives no rows."""

    q = django_filters.CharFilter(
        label=gettext_lazy("Title or reference number"), max_length=80, method="of_words", strip=True
    )
    cbm = django_filters.ChoiceFilter(label=gettext_lazy("CBM"), widget=Listed, method="of_cbm", empty_label=None)
    type = django_filters.ChoiceFilter(
        choices=Document.Type, label=gettext_lazy("Type"), empty_label=gettext_lazy("all types"), widget=Listed
    )
    language = django_filters.ChoiceFilter(
        choices=Tongue,
        label=gettext_lazy("Language"),
        empty_label=gettext_lazy("all languages"),
        widget=Listed,
        method="in_language",
    )

    class Meta:
        model = Document
        fields = ()

    def __init__(self, data, *, request, **kwargs):
        super().__init__(data, request=request, **kwargs)
        choices, self.keys = facts.get(request, "library cbms", cbm_choices)
        self.filters["cbm"].extra["choices"] = choices

    def of_words(self, queryset, name, value):
        in_titles = Q(title_en__icontains=value) | Q(title_fa__icontains=value) | Q(title_ps__icontains=value)
        return queryset.filter(in_titles | Q(reference__icontains=value))

    def of_cbm(self, queryset, name, value):
        return queryset.filter(anchors__contains=[self.keys[value]]) if value else queryset

    def in_language(self, queryset, name, value):
        files = DocumentFile.objects.filter(document=OuterRef("pk"), language=value, is_current=True)
        return queryset.filter(Exists(files))


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
    """The page the query asks for, newest date first. A wrong filter, page, size or token: errors and no rows."""
    errors = {} if filters.is_valid() or not filters.is_bound else dict(filters.form.errors)
    number = _whole(request, "page", 1, LAST_PAGE, errors)
    size = _whole(request, "page_size", PAGE_SIZE, LARGEST_PAGE, errors)
    after = _token(request.GET.get("after", ""), errors)
    if errors:
        return ListPage([], errors=errors)
    rows = filters.qs.order_by("-dated_on", "-pk")
    if after:
        day, pk = after
        found = list(rows.filter(Q(dated_on__lt=day) | Q(dated_on=day, pk__lt=pk))[: size + 1])
        return ListPage(found[:size], after=_after(found, size))
    start = (number - 1) * size
    found = list(rows[start : start + size + 1])
    has_next = len(found) > size
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
        found = date.fromisoformat(day), int(pk)
    except ValueError:
        found = None
    if found is None or not 0 <= found[1] < 2**63:
        errors["after"] = [_("The address of the next rows is damaged. Go back to the first page.")]
        return None
    return found


def _after(found, size):
    return f"{found[size - 1].dated_on.isoformat()}_{found[size - 1].pk}" if len(found) > size else ""


def _counted(rows):
    """How many there are, counted up to a thousand and not beyond."""
    return rows.order_by()[: COUNTED + 1].count()


def _total_words(counted):
    if counted > COUNTED:
        return _("more than %(count)s documents") % {"count": f"{COUNTED:,}"}
    return _("%(count)s documents") % {"count": counted} if counted != 1 else _("1 document")
