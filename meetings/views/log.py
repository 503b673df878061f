"""Logging, planning and editing a meeting: one page, one form, no script needed."""

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cbms.models import Cbm
from hoaip import saving
from hoaip.action import refusal
from hoaip.calendar import DayError, parse_day
from hoaip.decorators import requires
from hoaip.errors import Refused, Stale
from hoaip.models import Process
from hoaip.permissions import Permission
from hoaip.saving.save import place_errors
from meetings import actions
from meetings.actions.guards import refuse_frozen
from meetings.actions.requests import needs_approval
from meetings.forms.log import MeetingForm, cbms_to_plan_for, may_plan
from meetings.models import HAPPENED, OF_THE_PROCESS, Meeting
from meetings.names import headline, short_name
from meetings.ordinals import proposed_ordinal

TEMPLATE = "meetings/meeting_form.html"
# What a form answers for itself alone: it is kept with no meeting.
ASKED = ("another_meeting", "reason")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_MEETING)
def meeting_new(request):
    """Plan a meeting or log one that was held: `save=planned`, `save=held`, or `save=refill` for the grid alone."""
    allowed = cbms_to_plan_for(request.user)
    cbms = chosen_cbms(request, allowed)
    form_key = f"meeting-new-{'-'.join(cbm.code for cbm in cbms) or 'none'}"
    page = {"cbms": cbms, "form_key": form_key, "heading": _("Log a meeting")}
    make = form_maker(request, allowed, cbms)
    if request.method != "POST":
        typed = saving.typed(request, form_key)
        if typed and not request.GET.get("starts_on"):
            form = saving.fill(form_maker(request, allowed, cbms, typed.data)(), typed.data)
        else:
            form = make(initial={"starts_on": request.GET.get("starts_on", "")})
        return render(request, TEMPLATE, page | fresh(form, cbms, request) | {"typed": typed})
    if request.POST.get("save") == "refill":
        return render(request, TEMPLATE, page | fresh(saving.fill(make(), request.POST), cbms, request))
    form = make(request.POST)
    page |= {"idempotency_key": request.POST.get("idempotency_key") or saving.new_key()}
    held = request.POST.get("save", "planned") == "held"
    if form.is_valid():
        uid = uuid4()
        process = cbms[0].process if cbms else Process.objects.order_by("launched_on").first()

        def write():
            return actions.log_meeting(
                process,
                details=form.details(),
                by=request.user,
                today=request.today,
                held=held,
                another=form.cleaned_data["another_meeting"],
                evidence=form.cleaned_data["evidence"],
                uid=uid,
            )

        try:
            answer = saving.once(request, write, address(uid), form_key=form_key)
        except actions.AlreadyRegistered as question:
            return refuse_as_registered(request, form, question, page, form_key)
        except ValidationError as error:
            place_errors(form, error)
        else:
            messages.info(request, said_of_new(request.user, cbms_of(form), process, held=held))
            return answer
    return saving.refused(request, TEMPLATE, page | shown(form, cbms, request), form_key)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_MEETING, on=Meeting)
def meeting_edit(request, meeting):
    """Complete or correct a meeting: facts, attendance, outcomes and record; `save=held` records it as held."""
    refuse_frozen(meeting, meeting.facts_are_frozen)
    own = [pair.cbm for pair in meeting.pairs.select_related("cbm__process")]
    allowed = list(dict.fromkeys([*own, *cbms_to_plan_for(request.user)]))
    cbms = chosen_cbms(request, allowed) or own
    form_key = f"meeting-{meeting.uid}"
    page = {
        "cbms": cbms,
        "form_key": form_key,
        "meeting": meeting,
        "heading": headline(meeting),
        "version": meeting.version,
    }
    make = form_maker(request, allowed, cbms, meeting=meeting)
    if request.method != "POST":
        form = make(initial=initial_of(meeting), item=request.GET.get("item", ""))
        if request.GET.get("item", "") not in ("", *form.agenda):
            raise BadRequest(_("This item is not on the agenda of the meeting. Choose one on the page of the agenda."))
        typed = saving.typed(request, form_key)
        if typed:
            saving.fill(form, typed.data)
        return render(request, TEMPLATE, page | shown(form, cbms, request) | {"typed": typed})
    version = saving.version_of(request)
    page["version"] = version
    if request.POST.get("save") == "refill":
        form = saving.fill(make(initial=initial_of(meeting)), request.POST)
        return render(request, TEMPLATE, page | shown(form, cbms, request))
    form = make(request.POST)
    if form.is_valid():
        try:
            meeting = actions.edit_meeting(
                meeting,
                details=form.details(),
                by=request.user,
                today=request.today,
                version=version,
                hold_it=request.POST.get("save") == "held" and meeting.state not in HAPPENED,
                another=form.cleaned_data["another_meeting"],
                reason=form.cleaned_data.get("reason", ""),
            )
        except Stale as stale:
            stored = make(initial=initial_of(stale.current))
            return saving.conflict(
                request,
                form,
                stale.current,
                headline(stale.current),
                template=TEMPLATE,
                context=page | shown(form, cbms, request) | {"version": stale.current.version},
                stored={name: stored[name].value() for name in stored.fields if name not in ASKED},
            )
        except actions.AlreadyRegistered as question:
            return refuse_as_registered(request, form, question, page, form_key)
        except ValidationError as error:
            place_errors(form, error)
        else:
            saving.done(request, form_key)
            messages.info(request, _("The meeting was saved."))
            return redirect(address(meeting.uid))
    return saving.refused(request, TEMPLATE, page | shown(form, cbms, request), form_key)


@require_GET
@requires(Permission.PLAN_MEETING)
def meeting_attendance(request):
    """The grid alone, for the CBMs and the day in the query: asked by htmx when one of them changes."""
    allowed = cbms_to_plan_for(request.user)
    cbms = chosen_cbms(request, allowed)
    form = form_maker(request, allowed, cbms, request.GET)()
    return render(request, "meetings/_attendance.html", {"form": form, "day": form.day})


def chosen_cbms(request, allowed):
    """The CBMs named in the form or the query. Refused for one the person may not plan for; BadRequest for none known.

    Without any named, the only one the person may plan for.
    """
    codes = request.POST.getlist("cbm") or request.GET.getlist("cbm")
    by_code = {cbm.code: cbm for cbm in allowed}
    unknown = [code for code in codes if code not in by_code]
    for cbm in Cbm.objects.filter(code__in=[code[:8] for code in unknown if code.isalnum()]):
        if not may_plan(request.user, cbm):
            raise Refused(refusal(Permission.PLAN_MEETING))
    if unknown and request.method != "POST":
        raise BadRequest(_("There is no CBM of that code. The codes are ct, cn, dm, tci, ri and ce."))
    chosen = [by_code[code] for code in dict.fromkeys(codes) if code in by_code]
    if not codes and len(allowed) == 1 and request.method != "POST":
        chosen = list(allowed)
    return chosen


def form_maker(request, allowed, cbms, source=None, *, meeting=None):
    """A function that builds the form, bound or not, with the grid of the day given in `source` or the POST."""
    given = (source if source is not None else request.POST or request.GET).get("starts_on", "")
    try:
        day = parse_day(given)
    except DayError:
        day = meeting.starts_on if meeting is not None else request.today
    others = set(OF_THE_PROCESS) - ({meeting.type} if meeting is not None else set())

    def make(data=None, **kwargs):
        files = None if data is None else request.FILES
        form = MeetingForm(data, files, cbms_allowed=allowed, cbms=cbms, day=day, meeting=meeting, **kwargs)
        form.day = day
        if data is None and allowed and not may_plan(request.user, allowed[0].process):
            # Not offered to who would be refused; a form that was typed keeps what was typed.
            types = [each for each in form.fields["type"].choices if each[0] not in others]
            form.fields["type"].widget.choices = types
        return form

    return make


def initial_of(meeting):
    """The stored meeting as the form's initial values."""
    day = meeting.date_precision == "day"
    first = meeting.starts_on.isoformat()
    if meeting.date_precision == "month":
        first = f"{meeting.starts_on:%Y-%m}"
    elif meeting.date_precision == "quarter":
        first = f"{meeting.starts_on.year}-Q{(meeting.starts_on.month + 2) // 3}"
    elif meeting.date_precision == "year":
        first = str(meeting.starts_on.year)
    return {
        "type": meeting.type,
        "title": meeting.title_en,
        "date_precision": meeting.date_precision,
        "starts_on": first,
        "ends_on": meeting.ends_on.isoformat() if day and meeting.ends_on != meeting.starts_on else "",
        "host": meeting.host.slug if meeting.host else "",
        "city": meeting.city,
        "mode": meeting.mode,
    }


def fresh(form, cbms, request):
    return shown(form, cbms, request) | {"idempotency_key": saving.new_key()}


def shown(form, cbms, request):
    """What the form's page needs beside the form: the number that would be given, per CBM."""
    numbers = [(cbm, proposed_ordinal(cbm, form.day, apart_from=form.meeting)[1]) for cbm in cbms]
    asks = form.meeting is None and bool(cbms) and needs_approval(request.user, cbms, cbms[0].process)
    return {"form": form, "day": form.day, "numbers": numbers, "asks": asks}


def refuse_as_registered(request, form, question, page, form_key):
    """422 with the question: it stands in the register, open it to complete it, or say that it is another."""
    found = []
    for meeting in question.meetings:
        names = ", ".join(short_name(pair) for pair in meeting.pairs.all()) or headline(meeting)
        found.append({"meeting": meeting, "name": names})
    form.add_error("another_meeting", _("Open the one in the register to complete it, or say that this is another."))
    context = page | shown(form, page["cbms"], request) | {"registered": found}
    return saving.refused(request, TEMPLATE, context, form_key)


def cbms_of(form):
    """The CBMs that a valid form names."""
    return form.details().cbms


def said_of_new(person, cbms, process, *, held):
    """What is said once a new meeting is written."""
    if held:
        return _("Recorded as held.")
    if needs_approval(person, cbms, process):
        return _("It is asked for. Those who decide are told by mail.")
    return _("Saved as planned.")


def address(uid):
    return reverse("meetings:meeting_detail", kwargs={"uid": uid})
