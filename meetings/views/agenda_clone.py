"""Plan the next meeting like this one, on one screen."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from hoaip.action import refusal
from hoaip.calendar import digits
from hoaip.decorators import requires
from hoaip.errors import Refused
from hoaip.language import page_language
from hoaip.permissions import Permission
from hoaip.saving.save import save_form
from meetings.actions.agenda_clone import comes_along, patterns_next, plan_like, suggestions
from meetings.actions.guards import AlreadyRegistered
from meetings.actions.requests import needs_approval
from meetings.agenda import may_plan_next
from meetings.models import Meeting
from meetings.names import headline
from meetings.views.agenda import FORM, agenda_address
from meetings.views.log import address
from meetings.views.steps import StepForm


class NextForm(StepForm):
    """When the next one is, and what comes along to its agenda."""

    with_agenda = forms.BooleanField(required=False, initial=True)
    with_actions = forms.BooleanField(required=False, initial=True)
    another_meeting = forms.BooleanField(label=gettext_lazy("It is another meeting on the same day"), required=False)

    def __init__(self, data=None, *, items, actions):
        """`items`, `actions`: how many would come along."""
        super().__init__(data, period=True)
        language = page_language()
        items, actions = digits(items, language), digits(actions, language)
        self.fields["with_agenda"].label = _("What its agenda had: %(count)s") % {"count": items}
        self.fields["with_actions"].label = _("Open actions as items: %(count)s") % {"count": actions}
        if data is None:
            # Asked only of who sent a day on which there is one.
            del self.fields["another_meeting"]


@require_http_methods(FORM)
@requires(Permission.PLAN_MEETING, on=Meeting)
def plan_next(request, meeting):
    """Plan a meeting of the same type and CBMs: the date, and what comes along to its agenda."""
    if not may_plan_next(request.user, meeting):
        raise Refused(refusal(Permission.PLAN_MEETING))
    patterns_next(meeting)
    asks = needs_approval(request.user, [pair.cbm for pair in meeting.pairs.all()], meeting.process)
    items, actions = comes_along(meeting).count(), len(suggestions(meeting, request.user))

    def write(form):
        given = form.cleaned_data
        try:
            return plan_like(
                meeting,
                period=given["period"],
                with_agenda=given["with_agenda"],
                with_actions=given["with_actions"],
                another=given["another_meeting"],
                by=request.user,
                today=request.today,
            )
        except AlreadyRegistered as question:
            names = _(", ").join(headline(found) for found in question.meetings)
            raise ValidationError(
                {
                    "another_meeting": _(
                        "In the register there is already: %(names)s. Say that this is another one, or "
                        "give another date."
                    )
                    % {"names": names}
                }
            ) from None

    return save_form(
        request,
        lambda data: NextForm(data, items=items, actions=actions),
        write=write,
        to=agenda_address,
        template="meetings/agenda_item.html",
        said=_("The next meeting is asked for, with its agenda. Those who decide are told by mail.")
        if asks
        else _("The next meeting is planned, with its agenda."),
        form_key=f"agenda:plan_next:{meeting.uid}",
        context={
            "meeting": meeting,
            "title": headline(meeting),
            "heading": _("Plan the next meeting like this one"),
            "sentence": _(
                "Type and CBM stay the same. Attendance, record, outcomes, host and place do not come along."
            ),
            "words": _("Ask for approval") if asks else _("Plan the meeting"),
            "back": address(meeting.uid),
            "is_meeting": True,
        },
        grave=False,
    )
