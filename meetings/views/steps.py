"""One page a step: what will happen, its form, its button."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from hoaip import saving
from hoaip.calendar import DayError, parse_period
from hoaip.decorators import requires
from hoaip.errors import WrongState
from hoaip.permissions import Permission
from hoaip.workflow import transition
from meetings import actions
from meetings.actions.records import comments_until
from meetings.forms.records import until_field
from meetings.invited import call_of, people_invited
from meetings.models import Meeting, MeetingCbm
from meetings.names import headline
from meetings.views.log import address

TEMPLATE = "meetings/meeting_step.html"


class StepForm(forms.Form):
    """The reason of a step that has one, the new period of one that moves the date, the last day for comments."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )
    date_precision = forms.ChoiceField(label=gettext_lazy("Known to the"), choices=Meeting.Precision, initial="day")
    starts_on = forms.CharField(
        label=gettext_lazy("New day or period"),
        max_length=20,
        help_text=gettext_lazy("2026-09-06 or solar 1405-06-15; a month 2026-09, a quarter 2026-Q3, a year 2026"),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    ends_on = forms.CharField(
        label=gettext_lazy("Last day"), max_length=20, required=False, widget=forms.TextInput(attrs={"dir": "ltr"})
    )

    comment_until = until_field(required=False)

    def __init__(self, *args, reason=None, period=None, comment_until=None, **kwargs):
        """`reason`, `period` and `comment_until` are None (not asked), False (may be empty) or True (asked)."""
        super().__init__(*args, **kwargs)
        if comment_until is None:
            del self.fields["comment_until"]
        if reason is None:
            del self.fields["reason"]
        else:
            self.fields["reason"].required = reason
        if period is None:
            for name in ("date_precision", "starts_on", "ends_on"):
                del self.fields[name]
        else:
            self.fields["starts_on"].required = period
            self.fields["date_precision"].required = False

    def clean(self):
        cleaned = super().clean()
        cleaned["period"] = None
        if cleaned.get("starts_on"):
            precision = cleaned.get("date_precision") or "day"
            name = "starts_on"
            try:
                first, last = parse_period(cleaned["starts_on"], precision)
                if cleaned.get("ends_on"):
                    name = "ends_on"
                    last = parse_period(cleaned["ends_on"], precision)[1]
            except DayError as error:
                self.add_error(name, str(error))
            else:
                if last < first:
                    self.add_error("ends_on", _("It ends before it starts. Give that day or a later one."))
                cleaned["period"] = (first, last, precision)
        return cleaned


# What each step asks for, and the sentence that says what it does. To invite has a page of its own.
STEPS = {
    "announce": ({}, gettext_lazy("That it is planned, its CBM, period and place become public.")),
    "hold": ({}, gettext_lazy("It counts for the year of its first day. Save who came on the meeting’s form first.")),
    "postpone": (
        {"reason": True, "period": False},
        gettext_lazy("It no longer counts as planned; the original date stays on its page."),
    ),
    "replan": ({"period": True}, gettext_lazy("It counts as planned again; the original date stays on its page.")),
    "cancel": ({"reason": True}, gettext_lazy("It no longer counts; it stays on its page, struck through.")),
    "circulate": (
        {"comment_until": False},
        gettext_lazy(
            "Members and those who came may read the record; its text is frozen. Their delegates are asked by mail to "
            "comment until the last day below."
        ),
    ),
    "close": (
        {"reason": False},
        gettext_lazy("Outcomes and attendance are frozen. A reason is asked for while the record is not agreed."),
    ),
    "annul": (
        {"reason": True},
        gettext_lazy("It counts no more and only the ministry sees it; its number stays reserved."),
    ),
    "approve": ({}, gettext_lazy("It is planned then and counts as planned. Who asked for it is told by mail.")),
    "reject": (
        {"reason": True},
        gettext_lazy("It is not planned. Who asked for it is told by mail and reads the reason on its page."),
    ),
    "ask": ({}, gettext_lazy("It waits for approval again. Those who decide are told by mail.")),
    "withdraw": ({}, gettext_lazy("It is asked for no more. It stays on its page and cannot be edited.")),
    "reopen": ({"reason": True}, gettext_lazy("It goes back one step and can be edited again.")),
}


def step_view(name):
    """The view of one step: GET explains and asks, POST takes it. 409 when the meeting is in another state."""
    asks, sentence = STEPS[name]
    step = transition(Meeting, name)

    @require_http_methods(["GET", "HEAD", "POST"])
    @requires(step.permission, on=Meeting)
    def view(request, meeting):
        form_key = f"{name}-{meeting.uid}"
        page = {
            "meeting": meeting,
            "title": headline(meeting),
            "step": step,
            "sentence": sentence,
            "form_key": form_key,
            "told": people_told(meeting, name, request.today),
            # Who decides sees what else is near to that day.
            "pairs": MeetingCbm.objects.filter(meeting=meeting).order_by("pk") if name == "approve" else (),
        }
        if request.method != "POST":
            if meeting.state not in step.sources:
                raise WrongState(
                    _("“%(step)s” is not possible: this meeting is %(state)s.")
                    % {"step": step.label, "state": meeting.get_state_display()}
                )
            initial = {"comment_until": comments_until(request.today)}
            form, typed = StepForm(initial=initial, **asks), saving.typed(request, form_key)
            if typed:
                saving.fill(form, typed.data)
            return render(request, TEMPLATE, page | {"form": form, "typed": typed, "version": meeting.version})
        form = StepForm(request.POST, **asks)
        version = saving.version_of(request) if request.POST.get("version") else None
        if form.is_valid():
            given = {
                key: value
                for key, value in (
                    ("reason", form.cleaned_data.get("reason")),
                    ("period", form.cleaned_data["period"]),
                    ("comment_until", form.cleaned_data.get("comment_until")),
                )
                if key in asks
            }
            extra = {"today": request.today} if name == "hold" else {}
            try:
                getattr(actions, name)(meeting, by=request.user, version=version, **given, **extra)
            except ValidationError as error:
                for field, errors in getattr(error, "error_dict", {None: error}).items():
                    form.add_error(field if field in form.fields else None, errors)
            else:
                saving.done(request, form_key)
                messages.info(request, _("%(step)s: done.") % {"step": step.label})
                return redirect(address(meeting.uid))
        return saving.refused(request, TEMPLATE, page | {"form": form, "version": meeting.version}, form_key)

    view.__name__ = view.__qualname__ = f"meeting_{name}"
    view.__doc__ = str(step.label)
    return view


def people_told(meeting, name, today):
    """Who gets a letter when an invited meeting is called off: everybody whom its invitation reached."""
    call = call_of(meeting) if name in ("postpone", "cancel") else None
    return people_invited(meeting, call, today) if call is not None else []


class OrdinalForm(forms.Form):
    """Another number of a meeting in a CBM, or none, and why."""

    cbm = forms.CharField(widget=forms.HiddenInput, max_length=8)
    ordinal = forms.IntegerField(label=gettext_lazy("Number"), min_value=1, max_value=999, required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CORRECT_ORDINAL, on=Meeting)
def meeting_ordinal(request, meeting):
    """Correct the number of a meeting in one of its CBMs (`?cbm=`; its only one otherwise)."""
    code = request.POST.get("cbm") or request.GET.get("cbm")
    pairs = MeetingCbm.objects.select_related("cbm").filter(meeting=meeting).order_by("pk")
    # Chosen among its own few: no code out of a request goes into the query.
    pair = next((each for each in pairs if not code or each.cbm.code == code), None)
    if pair is None:
        raise WrongState(_("This meeting does not belong to that CBM and has no number there."))
    form_key = f"ordinal-{meeting.uid}-{pair.cbm.code}"
    form = OrdinalForm(request.POST or None, initial={"cbm": pair.cbm.code, "ordinal": pair.ordinal})
    page = {"meeting": meeting, "title": headline(meeting), "pair": pair, "form": form, "form_key": form_key}
    if request.method == "POST":
        if form.is_valid():
            number, reason = form.cleaned_data["ordinal"], form.cleaned_data["reason"]
            try:
                actions.correct_ordinal(pair, number=number, by=request.user, reason=reason)
            except ValidationError as error:
                for field, errors in error.error_dict.items():
                    form.add_error(field, errors)
            else:
                saving.done(request, form_key)
                messages.info(request, _("The number was corrected."))
                return redirect(address(meeting.uid))
        return saving.refused(request, "meetings/meeting_ordinal.html", page, form_key)
    return render(request, "meetings/meeting_ordinal.html", page)
