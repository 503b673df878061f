"""The page on which the hours of a meeting, its venue and the way to join it are given."""

from datetime import time

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from hoaip.accounts.people_forms import ZONES
from hoaip.decorators import requires
from hoaip.fields import ClockField
from hoaip.permissions import Permission
from hoaip.saving.save import save_form
from meetings.actions import set_hours
from meetings.actions.guards import refuse_frozen
from meetings.actions.telling import people_of_hours
from meetings.calendar.cities import ZONES as ZONES_OF_CITIES
from meetings.models import Meeting
from meetings.names import headline
from meetings.views.log import address


class HoursForm(forms.Form):
    opens_at = ClockField(label=gettext_lazy("Opens at"))
    closes_at = ClockField(label=gettext_lazy("Closes at"))
    zone = forms.ChoiceField(label=gettext_lazy("By the clock of"))
    venue = forms.CharField(
        label=gettext_lazy("Venue"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Building and room, as the invitation says it. It is as public as the place."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    joining_url = forms.URLField(
        label=gettext_lazy("Address for joining online"),
        max_length=500,
        required=False,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=gettext_lazy("Members of the CBM, those invited and the ministry see it, never the public."),
        widget=forms.URLInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )

    def __init__(self, *args, own_zone, **kwargs):
        super().__init__(*args, **kwargs)
        zones = [*ZONES, *({own_zone} - set(ZONES))]
        self.fields["zone"].choices = [(zone, zone.replace("_", " ")) for zone in zones]


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_MEETING, on=Meeting)
def meeting_hours(request, meeting):
    """Hours, venue and the way to join; 409 once the meeting is closed, cancelled or annulled."""
    refuse_frozen(meeting, meeting.facts_are_frozen)
    zone = meeting.venue_time_zone or ZONES_OF_CITIES.get(meeting.city, ZONES[0])
    known = {name: getattr(meeting, name) for name in ("opens_at", "closes_at", "venue", "joining_url")}
    return save_form(
        request,
        lambda data: HoursForm(data, initial=known | {"zone": zone}, own_zone=zone),
        write=lambda form: set_hours(meeting, **form.cleaned_data, version=form.version, by=request.user),
        to=address(meeting.uid),
        template="meetings/meeting_hours.html",
        said=_("The hours and the venue are saved."),
        form_key=f"meeting-hours-{meeting.uid}",
        context={
            "meeting": meeting,
            "title": headline(meeting),
            "back": address(meeting.uid),
            "told": people_of_hours(meeting)[0],
        },
        current=meeting,
        stored=lambda row: {name: _shown(getattr(row, name)) for name in known} | {"zone": row.venue_time_zone},
        grave=False,
    )


def _shown(value):
    return f"{value:%H:%M}" if isinstance(value, time) else str(value or "")
