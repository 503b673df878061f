"""What narrows a list: strict filters, each an address; an unknown value is an error at its field and gives no rows."""

from functools import cached_property

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from hoaip.calendar import YearError, parse_year, year_range
from hoaip.fields import DayField
from hoaip.widgets import ListedMultiple


class ListFilter(django_filters.FilterSet):
    """Base of the filters of a list: bound only when the address names one of them."""

    def __init__(self, request, rows):
        super().__init__(self.asked(request), queryset=rows, request=request)

    def asked(self, request):
        """What the filters read; None when nothing is asked for."""
        return request.GET if any(name in self.base_filters for name in request.GET) else None

    def offer(self, name, offered, *, to_insiders=False):
        """Let a filter choose among those that lead to something (`Offered`), and what its address names already.

        `to_insiders`: among all, for readers who find more than everybody does.
        """
        chosen, choices = self.request.GET.get(name), offered.everybody if to_insiders else offered.leading
        if chosen not in dict(choices):
            choices = [*((slug, words) for slug, words in offered.everybody if slug == chosen), *choices]
        self.filters[name].extra["choices"] = choices

    @cached_property
    def is_refused(self):
        if not self.is_bound or self.is_valid():
            return False
        for name in self.form.errors:
            field = self.form.fields[name]
            # What tabs choose is no input, until it was refused: then its error stands at one.
            if field.widget.is_hidden:
                field.widget = forms.Select(choices=field.choices)
        return True

    def pills(self):
        """[(key, value in the address, words)] of the filters in force; nothing for a refused form."""
        if not self.is_bound or not self.is_valid():
            return []
        found = []
        for name, value in self.form.cleaned_data.items():
            if value in (None, "", []) or isinstance(self.filters[name], Asked | Chosen):
                continue
            field, raw = self.form.fields[name], self.form.data
            if isinstance(field, forms.MultipleChoiceField):
                words = dict(field.choices)
                found += [(name, each, self.pill_words(name, each, words[each])) for each in value]
            elif isinstance(field, forms.ChoiceField):
                found.append((name, value, self.pill_words(name, value, dict(field.choices).get(value, value))))
            else:
                said = getattr(value, "year", value)
                found.append((name, raw.get(name), self.pill_words(name, value, f"{field.label} {said}")))
        return found

    def pill_words(self, name, value, words):
        """What the pill of a value says; a list may say it shorter."""
        return words


class Asked(django_filters.Filter):
    """Narrows nothing by itself, as the day on which categories are read; no pill."""

    def filter(self, queryset, value):
        return queryset


class Chosen(django_filters.ChoiceFilter):
    """What tabs above the list choose: hidden in the form, no pill."""

    def __init__(self, *, label, choices=(), **more):
        super().__init__(label=label, choices=choices, widget=forms.HiddenInput, empty_label=None, **more)


class DayFilter(Asked):
    field_class = DayField


class Text(django_filters.CharFilter):
    """Words somebody searches for."""

    def __init__(self, *, label, max_length=100, **more):
        super().__init__(label=label, max_length=max_length, **more)


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
    """By the year in which a day lies: `field_name` is a column of days."""

    field_class = YearField

    def __init__(self, **more):
        super().__init__(**{"label": _("Year"), **more})

    def filter(self, queryset, value):
        if not value:
            return queryset
        return queryset.filter(**{f"{self.field_name}__gte": value.first, f"{self.field_name}__lte": value.last})


class OneOfMany(ListedMultiple):
    """A plain select for a filter whose address may name several values."""

    allow_multiple_selected = False

    def value_from_datadict(self, data, files, name):
        return [value for value in super().value_from_datadict(data, files, name) or [] if value]
