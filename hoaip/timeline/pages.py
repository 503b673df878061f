"""The page of a timeline: narrowed by group in the address, and shown in parts. Each app has one for its anchor."""

from datetime import date

from django import forms
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from hoaip.events import anchor_name
from hoaip.timeline.kinds import Topic, all_kinds
from hoaip.timeline.reading import Part, timeline

SIZE = 60


class TimelineForm(forms.Form):
    """Which group of events; an unknown one is an error at its field."""

    kind = forms.ChoiceField(label=_("What happened"), required=False)
    after = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data):
        super().__init__(data)
        used = {kind.topic for kind in all_kinds().values()}
        self.fields["kind"].choices = [
            ("", _("Everything")),
            *((each.value, each.label) for each in Topic if each in used),
        ]
        if not data.get("after"):
            del self.fields["after"]

    def clean_after(self):
        """(day, event id) of the last row that was shown."""
        day, _sep, pk = self.cleaned_data["after"].partition("_")
        try:
            if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
                raise ValueError
            return date.fromisoformat(day), int(pk)
        except ValueError:
            raise forms.ValidationError(
                _("The address of the next rows is damaged. Go back to the beginning of the timeline.")
            ) from None


def timeline_page(request, anchor, *, home, name):
    """The timeline of an anchor, newest first. `home` is the address of its own page, `name` what it is called.

    `?kind=` one group; `after=` from the link to the rows that follow. Anything else there is a 400 without rows.
    """
    form = TimelineForm(request.GET)
    context = {"form": form, "anchor": anchor, "home": home, "name": name, "part": Part([])}
    if not form.is_valid():
        if "after" in form.errors:
            form.fields["after"].widget = forms.TextInput()
            form.fields["after"].label = _("From the row")
        return render(request, "timeline/timeline.html", context, status=400)
    topic, after = form.cleaned_data["kind"], form.cleaned_data.get("after")
    form.fields.pop("after", None)
    context["part"] = timeline(request, anchor_name(anchor), topic=topic, after=after, size=SIZE)
    context["chosen"] = [("kind", topic, Topic(topic).label)] if topic else []
    context["is_later"] = after is not None
    return render(request, "timeline/timeline.html", context)
