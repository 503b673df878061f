"""Which brief: of what, as of which day, since when."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hoaip.fields import DayField
from hoaip.register.forms import AS_OF, asked


class BriefForm(forms.Form):
    """The days of a brief; without them it ends today and begins at the last conference."""

    as_of = DayField(**AS_OF)
    since = DayField(
        label=gettext_lazy("Since"),
        help_text=gettext_lazy("A day, or nothing: since the last ministerial conference"),
        required=False,
    )

    def __init__(self, request):
        super().__init__(asked(request))
        self.today = request.today

    def clean_as_of(self):
        return self.cleaned_data["as_of"] or self.today

    def clean(self):
        found = super().clean()
        first, last = found.get("since"), found.get("as_of")
        if first and last and first > last:
            self.add_error("since", _("It begins after it ends: give an earlier day."))
        return found
