"""Who led each delegation, as the record has it and as a person of the list, and how large it was."""

from collections import defaultdict

from django import forms
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cbms.circle import called, party_key
from hoaip.decorators import requires
from hoaip.fields import PickField
from hoaip.language import page_language
from hoaip.models import Person
from hoaip.permissions import Permission
from hoaip.saving.save import save_form
from meetings.actions.guards import refuse_frozen
from meetings.actions.heads import name_heads
from meetings.models import Meeting
from meetings.names import headline
from meetings.views.log import address

# What is asked of each delegation.
PARTS = ("text", "person", "size")


class HeadsForm(forms.Form):
    """For each delegation that came a text, a choice among its persons that the reader may know, and its size."""

    def __init__(self, *args, rows, persons, **kwargs):
        super().__init__(*args, **kwargs)
        language = page_language()
        of_party = defaultdict(list)
        for person in persons:
            of_party[person.stakeholder_id].append(person)
        self.rows = rows
        for row in rows:
            slug, known = row.stakeholder.slug, of_party[row.stakeholder_id]
            self.fields[f"text-{slug}"] = forms.CharField(
                label=gettext_lazy("As the record has it"),
                max_length=160,
                required=False,
                initial=row.head_of_delegation,
                widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
            )
            if row.head is not None and row.head not in known:
                # Named by somebody who knows more persons: it stays a choice.
                known = [*known, row.head]
            field = self.fields[f"person-{slug}"] = PickField(
                label=gettext_lazy("Person of the list"), required=False, initial=row.head.uid if row.head else ""
            )
            field.offer(known, key=lambda each: each.uid, words=lambda each: each.called(language))
            self.fields[f"size-{slug}"] = forms.IntegerField(
                label=gettext_lazy("How many persons"), min_value=0, max_value=999, required=False, initial=row.size
            )

    def lines(self):
        """(name of the delegation, its three fields), in protocol order."""
        for row in self.rows:
            slug = row.stakeholder.slug
            yield called(row.stakeholder), *(self[f"{part}-{slug}"] for part in PARTS)

    def heads(self):
        given = self.cleaned_data
        return {
            row.stakeholder_id: tuple(given[f"{part}-{row.stakeholder.slug}"] for part in PARTS) for row in self.rows
        }


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_MEETING, on=Meeting)
def meeting_heads(request, meeting):
    """Heads of delegation of those who came; 409 once the meeting is closed or annulled."""
    refuse_frozen(meeting, meeting.outcomes_are_frozen)
    language = page_language()
    rows = meeting.attendance.filter(answer__in=("present", "remote")).select_related("stakeholder", "head")
    rows = sorted(rows, key=lambda row: party_key(row.stakeholder, language))
    persons = Person.objects.visible_to(request.user).in_office(meeting.starts_on).by_name()
    persons = list(persons.filter(stakeholder__in=[row.stakeholder_id for row in rows]))
    context = {"meeting": meeting, "title": headline(meeting), "back": address(meeting.uid)}
    if not rows:
        return render(request, "meetings/meeting_heads.html", context)
    return save_form(
        request,
        lambda data: HeadsForm(data, rows=rows, persons=persons),
        write=lambda form: name_heads(meeting, heads=form.heads(), version=form.version, by=request.user),
        to=address(meeting.uid),
        template="meetings/meeting_heads.html",
        said=_("The heads of delegation are saved."),
        form_key=f"meeting-heads-{meeting.uid}",
        context=context,
        current=meeting,
        grave=False,
    )
