"""Form fields shared by every floor: a day in either calendar, an hour, and a choice among rows by their public key."""

import re
from datetime import time

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hoaip.calendar import DayError, latin, parse_day


class DayField(forms.CharField):
    """A day, typed as 2026-09-06 or solar 1405-06-15; gives a date, or None where it may be empty."""

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": 40, "help_text": _("2026-09-06, or solar 1405-06-15"), **kwargs})
        # Digits and dashes keep their order on a page written from right to left.
        self.widget.attrs |= {"dir": "ltr", "autocomplete": "off"}

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_day(text)
        except DayError as error:
            raise forms.ValidationError(str(error)) from error

    def prepare_value(self, value):
        return value.isoformat() if hasattr(value, "isoformat") else value


class ClockField(forms.CharField):
    """An hour of the day as 9:30 or 09.30, in any digits of the region; gives a time, or None."""

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": 10, "required": False, "help_text": _("for example 09:30")} | kwargs)
        self.widget.attrs |= {"dir": "ltr", "autocomplete": "off", "inputmode": "numeric"}

    def clean(self, value):
        text = latin(super().clean(value)).replace(".", ":")
        if not text:
            return None
        # No more than digits: `int` also takes 1_0 and -0, which nobody means as an hour.
        found = re.fullmatch(r"([0-9]{1,2})\s*(?::\s*([0-9]{0,2}))?", text)
        try:
            return time(int(found[1]), int(found[2] or 0))
        except (TypeError, ValueError):
            raise forms.ValidationError(
                gettext("“%(value)s” is no hour of the day. Write 09:30.") % {"value": value}
            ) from None

    def prepare_value(self, value):
        return f"{value:%H:%M}" if isinstance(value, time) else value


class PickField(forms.ChoiceField):
    """One of some rows, named in the form by its public key; gives the row.

    The rows are set per form with `offer`, read once and kept: what is not among them is refused at the field, whatever
    it is, without a question to the database.
    """

    default_error_messages = {
        "invalid_choice": _("“%(value)s” is not among the choices. Choose one of the list."),
        "required": _("Choose one of the list."),
    }

    def offer(self, rows, *, key, words, groups=None, empty="–"):
        """Take `rows`; `key` and `words` are functions of a row, `groups` (optional) gives the heading of each."""
        rows = list(rows)
        self.rows = {str(key(row)): row for row in rows}
        if groups is None:
            choices = [(str(key(row)), words(row)) for row in rows]
        else:
            headed = {}
            for row in rows:
                headed.setdefault(str(groups(row)), []).append((str(key(row)), words(row)))
            choices = list(headed.items())
        self.choices = [("", empty), *choices]

    def clean(self, value):
        return self.rows.get(super().clean(value))
