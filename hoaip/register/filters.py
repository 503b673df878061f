"""How the list of stakeholders is narrowed."""

import django_filters
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from hoaip.fields import DayField
from hoaip.models import Membership, Stakeholder
from hoaip.register import main_process
from hoaip.register.forms import AS_OF, asked

WITHOUT = "none"
CATEGORIES = [
    (Membership.Category.PARTICIPATING.value, _("Participating countries")),
    (Membership.Category.SUPPORTING.value, _("Supporting countries")),
    (Membership.Category.ORGANIZATION.value, _("Supporting organizations")),
    (WITHOUT, _("Without membership")),
]


class DayFilter(django_filters.Filter):
    """Narrows nothing by itself: the day on which categories are read."""

    field_class = DayField

    def filter(self, queryset, value):
        return queryset


class StakeholderFilter(django_filters.FilterSet):
    """By kind, and by category on a day; an unknown value of either, or no day, is an error at its field."""

    as_of = DayFilter(**AS_OF)
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Stakeholder.Kind.choices, empty_label=_("All"))
    category = django_filters.ChoiceFilter(label=_("Category"), choices=CATEGORIES, empty_label=_("All"))

    class Meta:
        model = Stakeholder
        fields = ()

    def __init__(self, request):
        super().__init__(asked(request), Stakeholder.objects.all())
        self.today = request.today

    def day(self):
        """The day that was asked for, or today; for a valid form."""
        return self.form.cleaned_data["as_of"] or self.today

    def filter_queryset(self, queryset):
        held = Membership.objects.filter(process=main_process(), stakeholder=OuterRef("pk")).as_of(self.day())
        category = Coalesce(Subquery(held.values("category")), Value(WITHOUT))
        return super().filter_queryset(queryset.annotate(category=category))
