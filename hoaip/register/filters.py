"""How lists of stakeholders are narrowed."""

import django_filters
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from hoaip.lists import DayFilter, ListFilter, Text
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


class AsOfFilter(ListFilter):
    """The day on which the list is read; no day is an error at its field."""

    as_of = DayFilter(**AS_OF)

    def asked(self, request):
        self.today = request.today
        return asked(request)

    def day(self):
        """The day that was asked for, or today; for a valid form."""
        return self.form.cleaned_data["as_of"] or self.today


class StakeholderFilter(AsOfFilter):
    """By kind, and by category on a day; an unknown value of either is an error at its field."""

    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Stakeholder.Kind.choices, empty_label=_("All"))
    category = django_filters.ChoiceFilter(label=_("Category"), choices=CATEGORIES, empty_label=_("All"))

    def filter_queryset(self, queryset):
        held = Membership.objects.filter(process=main_process(), stakeholder=OuterRef("pk")).as_of(self.day())
        category = Coalesce(Subquery(held.values("category")), Value(WITHOUT))
        return super().filter_queryset(queryset.annotate(category=category))


class EntryFilter(ListFilter):
    """By a part of the name or the code, and by kind."""

    q = Text(label=_("Name or code"), method="of_words")
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Stakeholder.Kind.choices, empty_label=_("All"))

    def of_words(self, queryset, name, value):
        asked_for = Q(code__iexact=value)
        for column in ("name_en", "name_fa", "name_ps"):
            asked_for |= Q(**{f"{column}__icontains": value})
        return queryset.filter(asked_for)
