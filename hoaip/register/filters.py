"""How the list of stakeholders is narrowed."""

import django_filters
from django import forms
from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from hoaip.fields import DayField
from hoaip.models import Membership, Stakeholder
from hoaip.register import main_process
from hoaip.register.forms import AS_OF, asked

LAST_PAGE, LARGEST_PAGE = 100, 200
WITHOUT = "none"
CATEGORIES = [
    (Membership.Category.PARTICIPATING.value, _("Participating countries")),
    (Membership.Category.SUPPORTING.value, _("Supporting countries")),
    (Membership.Category.ORGANIZATION.value, _("Supporting organizations")),
    (WITHOUT, _("Without membership")),
]


class Asked(django_filters.Filter):
    """Narrows nothing by itself: the day on which categories are read, or which page of the list."""

    def filter(self, queryset, value):
        return queryset


class DayFilter(Asked):
    field_class = DayField


class CountFilter(Asked):
    """A whole number of the query string; an input only where it was refused."""

    field_class = forms.IntegerField

    def __init__(self, label, most):
        super().__init__(label=label, required=False, min_value=1, max_value=most, widget=forms.HiddenInput)


class StakeholderFilter(django_filters.FilterSet):
    """By kind, and by category on a day; an unknown value of either, or no day, is an error at its field."""

    as_of = DayFilter(**AS_OF)
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Stakeholder.Kind.choices, empty_label=_("All"))
    category = django_filters.ChoiceFilter(label=_("Category"), choices=CATEGORIES, empty_label=_("All"))
    page = CountFilter(_("Page"), LAST_PAGE)
    page_size = CountFilter(_("Rows on a page"), LARGEST_PAGE)

    class Meta:
        model = Stakeholder
        fields = ()

    def __init__(self, request):
        super().__init__(asked(request), Stakeholder.objects.all())
        self.today = request.today

    def is_valid(self):
        """Whether every value can be understood; what was refused is shown as an input with its error."""
        for name in ("page", "page_size"):
            if name in self.form.errors:
                self.form.fields[name].widget = forms.NumberInput()
        return super().is_valid()

    def part(self, rows):
        """The page of these rows that was asked for; for a valid form, which then begins at the first page again."""
        chosen = self.form.cleaned_data
        self.form.fields.pop("page", None)
        return Paginator(rows, chosen["page_size"] or LARGEST_PAGE).get_page(chosen["page"] or 1)

    def day(self):
        """The day that was asked for, or today; for a valid form."""
        return self.form.cleaned_data["as_of"] or self.today

    def filter_queryset(self, queryset):
        held = Membership.objects.filter(process=main_process(), stakeholder=OuterRef("pk")).as_of(self.day())
        category = Coalesce(Subquery(held.values("category")), Value(WITHOUT))
        return super().filter_queryset(queryset.annotate(category=category))
