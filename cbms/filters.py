"""What narrows lists by CBM, and the library of documents."""

import django_filters
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cbms.models import Cbm
from hoaip.ladder import anchor_key
from hoaip.language import localized
from hoaip.lists import ListFilter, Text
from hoaip.models import Document, DocumentFile, Tongue
from hoaip.public_cache import facts
from hoaip.widgets import Listed, Options


def cbm_choices():
    """Nothing first, then the six by code in the order of the house."""
    cbms = Cbm.objects.order_by("position").only("code", "name_en", "name_fa", "name_ps")
    return Options([("", _("all CBMs")), *((cbm.code, localized(cbm, "name")[0]) for cbm in cbms)])


class DocumentFilter(ListFilter):
    """By words of title or reference number, CBM, type, and the language of a current file."""

    q = Text(label=gettext_lazy("Title or reference number"), max_length=80, method="of_words")
    cbm = django_filters.ChoiceFilter(label=gettext_lazy("CBM"), widget=Listed, method="of_cbm", empty_label=None)
    type = django_filters.ChoiceFilter(
        choices=Document.Type,
        label=pgettext_lazy("of a document", "Type"),
        empty_label=gettext_lazy("all types"),
        widget=Listed,
    )
    language = django_filters.ChoiceFilter(
        choices=Tongue,
        label=gettext_lazy("Language"),
        empty_label=gettext_lazy("all languages"),
        widget=Listed,
        method="in_language",
    )

    def __init__(self, request, rows):
        super().__init__(request, rows)
        self.filters["cbm"].extra["choices"] = facts.get(request, "cbm choices", cbm_choices)

    def of_words(self, queryset, name, value):
        in_titles = Q(title_en__icontains=value) | Q(title_fa__icontains=value) | Q(title_ps__icontains=value)
        return queryset.filter(in_titles | Q(reference__icontains=value))

    def of_cbm(self, queryset, name, value):
        return queryset.filter(anchors__contains=[anchor_key(Cbm.objects.only("pk").get(code=value))])

    def in_language(self, queryset, name, value):
        files = DocumentFile.objects.filter(document=OuterRef("pk"), language=value, is_current=True)
        return queryset.filter(Exists(files))

    def pill_words(self, name, value, words):
        return value.upper() if name == "cbm" else words


class ShownFilter(ListFilter):
    """By tabs (`show`, the first where none is asked for), which its heirs declare, and by CBM."""

    cbm = django_filters.ChoiceFilter(
        field_name="cbm__code", label=gettext_lazy("CBM"), widget=Listed, empty_label=None
    )

    def __init__(self, request, rows):
        super().__init__(request, rows)
        self.filters["cbm"].extra["choices"] = facts.get(request, "cbm choices", cbm_choices)

    def asked(self, request):
        if request.GET.get("show"):
            return request.GET
        data = request.GET.copy()
        data["show"] = self.base_filters["show"].extra["choices"][0][0]
        return data

    def pill_words(self, name, value, words):
        return value.upper() if name == "cbm" else words
