"""A meeting without a connection: its form is given out as a file, read back, shown, and written once."""

from contextlib import suppress
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from cbms.models import Cbm
from cbms.plans.imports import Problem
from cbms.plans.parties import known_parties
from hoaip import saving
from hoaip.action import refusal
from hoaip.calendar import DayError, parse_day
from hoaip.decorators import requires
from hoaip.documents.intake import Unfit
from hoaip.errors import Refused, Stale, WrongState
from hoaip.grants import can
from hoaip.language import TONGUES, localized, page_language
from hoaip.lists.exports import attached
from hoaip.permissions import Permission
from hoaip.saving.save import place_errors
from meetings import actions
from meetings.actions.offline import refuse_not_ahead
from meetings.actions.requests import needs_approval
from meetings.models import AHEAD, Meeting, OfflineForm, of_any
from meetings.names import headline, with_pairs
from meetings.offline import page, tickets
from meetings.offline.filling import Filling
from meetings.offline.preview import Preview
from meetings.offline.reading import filled_in
from meetings.offline.rows import rows_of, rows_of_text, text_of_table
from meetings.offline.writing import csv_of, sheet_of
from meetings.views.log import address, initial_of, said_of_new

READ = "meetings/offline_read.html"
MOST_MEETINGS = 50
MOST_PROBLEMS = 200


class FilledForm(forms.Form):
    """The file that was filled in, or its rows as they stood in the page of the preview."""

    file = forms.FileField(
        label=gettext_lazy("The form, filled in"),
        required=False,
        help_text=gettext_lazy("The CSV that you filled in, or the file that the form made; at most 1 MB"),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
    table = forms.CharField(required=False, widget=forms.HiddenInput, max_length=1_500_000, strip=False)

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        try:
            if cleaned.get("file"):
                cleaned["rows"] = rows_of(cleaned["file"])
            elif cleaned.get("table"):
                cleaned["rows"] = rows_of_text(cleaned["table"])
            else:
                raise Unfit(_("Choose a file."))
        except Unfit as error:
            self.add_error("file", error)
        return cleaned


@require_safe
@requires(Permission.TAKE_FORM)
def offline(request):
    """Which forms this person may take along: for a new RTGM of a CBM, for each meeting ahead; `?meeting=` is first."""
    cbms = [
        cbm
        for cbm in Cbm.objects.select_related("process").order_by("position")
        if can(request.user, Permission.TAKE_FORM, cbm)
    ]
    processes = {cbm.process for cbm in cbms if can(request.user, Permission.TAKE_FORM, cbm.process)}
    rows = Meeting.objects.visible_to(request.user).filter(
        of_any(cbms) | Q(has_cbm=False, process__in=[process.pk for process in processes]),
        state__in=AHEAD,
    )
    chosen = None
    if request.GET.get("meeting"):
        chosen = rows.filter(uid=_uid_of(request.GET["meeting"])).first()
        if chosen is None:
            raise Http404
    found = list(with_pairs(rows).order_by("starts_on", "pk")[:MOST_MEETINGS])
    if chosen is not None:
        found.sort(key=lambda each: each.pk != chosen.pk)
        if found[0].pk != chosen.pk:
            found = [*with_pairs(rows.filter(pk=chosen.pk)), *found]
    context = {
        "cbms": cbms,
        "meetings": [(each, headline(each)) for each in found],
        "chosen": chosen,
        "may_write": can(request.user, Permission.PLAN_MEETING),
        "form": FilledForm(),
    }
    return render(request, "meetings/offline.html", context)


def _uid_of(text):
    try:
        return UUID(text)
    except ValueError:
        raise BadRequest(_("This is not the address of a meeting. Open the page from the meeting’s own.")) from None


def form_new(kind):
    """The view that gives out the form of a new RTGM of a CBM, as "html" or "csv"."""

    @require_safe
    @requires(Permission.TAKE_FORM, on=Cbm, key="code")
    def view(request, cbm):
        name = localized(cbm, "name")[0]
        sheet = sheet_of(
            tickets.new_ticket(cbm=cbm.code),
            cbms=[cbm],
            process=cbm.process,
            day=request.today,
            about=_("A new RTGM of %(cbm)s") % {"cbm": name},
        )
        return _answer(request, kind, sheet, f"rtgm-{cbm.code}")

    return view


def form_of_meeting(kind):
    """The view that gives out the form of a meeting ahead, with what everybody who sees it may know; 409 later."""

    @require_safe
    @requires(Permission.TAKE_FORM, on=Meeting)
    def view(request, meeting):
        refuse_not_ahead(meeting)
        known = initial_of(meeting)
        values = {
            "title": known["title"],
            "first_day": known["starts_on"],
            "last_day": known["ends_on"],
            "city": known["city"],
            "mode": known["mode"],
        }
        sheet = sheet_of(
            tickets.new_ticket(meeting=meeting),
            cbms=[pair.cbm for pair in meeting.pairs.select_related("cbm")],
            process=meeting.process,
            day=meeting.starts_on,
            about=headline(meeting),
            values=values,
            host=meeting.host,
        )
        return _answer(request, kind, sheet, f"meeting-{meeting.starts_on}")

    return view


def _answer(request, kind, sheet, name):
    name = f"{name}-{TONGUES[page_language()]['column']}.{kind}"
    if kind == "csv":
        return attached(HttpResponse(csv_of(sheet), content_type="text/csv; charset=utf-8"), name)
    return attached(HttpResponse(page.html_of(request, sheet, name)), name)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_MEETING)
def offline_read(request):
    """GET: where the file goes. POST of a file: what would be written, or its faults (422); `confirm=1` writes."""
    if request.method != "POST":
        # What was confirmed after the session had ended is shown again, and asked again.
        kept = saving.typed(request, READ)
        form = FilledForm(kept.data) if kept else FilledForm()
        if kept and form.is_valid():
            return _Reading(request, form.cleaned_data["rows"], kept.data).answer()
        return render(request, READ, {"form": FilledForm()})
    form = FilledForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, READ, {"form": form}, status=422)
    return _Reading(request, form.cleaned_data["rows"], request.POST).answer()


class _Reading:
    """The rows of one file on their way into the register."""

    def __init__(self, request, rows, asked):
        self.request, self.rows, self.asked = request, rows, asked
        self.filled = filled_in(rows, known_parties(request))
        self.confirms = request.method == "POST" and asked.get("confirm") == "1"

    def answer(self):
        """The preview, or what stands in its way; the answer of the writing where it is confirmed."""
        ticket = self.filled.ticket
        if ticket is None:
            return self._refused(self.filled.problems)
        self._look_up(ticket)
        if not self.confirms:
            # Once confirmed it is asked inside the writing, so that a repetition gets the first answer.
            row = OfflineForm.objects.filter(form=ticket.uid).select_related("meeting", "by").first()
            if row is not None:
                return self._logged(row)
            if self.meeting is not None and self.meeting.state not in AHEAD:
                return self._too_late()
        self.filling = self._filling()
        problems = self.filled.problems + self.filling.problems()
        if problems:
            return self._refused(problems)
        self.details = self.filling.form.details()
        return self._written() if self.confirms else self._preview()

    def _look_up(self, ticket):
        """The meeting or CBM of the ticket: 404 for one that the person may not see, 403 for one not theirs."""
        user = self.request.user
        self.meeting = None
        if ticket.meeting is None:
            self.cbms = list(Cbm.objects.select_related("process").filter(code=ticket.cbm))
            if not self.cbms:
                raise Http404
            self.process = self.cbms[0].process
            if not can(user, Permission.PLAN_MEETING, self.cbms[0]):
                raise Refused(refusal(Permission.PLAN_MEETING))
            return
        rows = Meeting.objects.reachable_by(user).select_related("process", "host")
        self.meeting = rows.filter(uid=ticket.meeting).first()
        if self.meeting is None:
            raise Http404
        if not can(user, Permission.EDIT_MEETING, self.meeting):
            raise Refused(refusal(Permission.EDIT_MEETING))
        self.cbms = [pair.cbm for pair in self.meeting.pairs.select_related("cbm__process")]
        self.process = self.meeting.process

    def _filling(self):
        day = self.meeting.starts_on if self.meeting else self.request.today
        if "first_day" in self.filled.single:
            # A month or a quarter, or what the form refuses, names no day.
            with suppress(DayError):
                day = parse_day(self.filled.single["first_day"][1])
        initial = initial_of(self.meeting) if self.meeting else None
        return Filling(self.filled, cbms=self.cbms, day=day, meeting=self.meeting, initial=initial, asked=self.asked)

    def _refused(self, problems):
        problems = sorted(problems, key=lambda each: each.row)
        if len(problems) > MOST_PROBLEMS:
            # A file that is no form would fill a page of thousands of rows.
            problems[MOST_PROBLEMS:] = [Problem(0, "", _("There are more. Mend these first, then read it again."))]
        return render(self.request, READ, {"form": FilledForm(), "problems": problems}, status=422)

    def _logged(self, row):
        seen = Meeting.objects.reachable_by(self.request.user).filter(pk=row.meeting_id).first()
        context = {
            "form": FilledForm(),
            "logged": row,
            "logged_meeting": seen,
            "logged_title": headline(seen) if seen else "",
            "differs": row.content_hash != self.filled.content_hash,
            "may_edit": seen is not None
            and not seen.facts_are_frozen
            and can(self.request.user, Permission.EDIT_MEETING, seen),
        }
        return render(self.request, READ, context, status=409)

    def _too_late(self):
        context = {"form": FilledForm(), "late": self.meeting, "late_title": headline(self.meeting)}
        context["may_edit"] = not self.meeting.facts_are_frozen
        return render(self.request, READ, context, status=409)

    def _preview(self, *, status=200, **more):
        request, form = self.request, self.filling.form
        labels = {name: field.label for name, field in form.fields.items()}
        context = {
            "form": FilledForm(),
            "filled": form,
            # Not as links to its fields, most of which stand in no page.
            "refusals": [(labels.get(name, ""), sentences) for name, sentences in form.errors.items()],
            "cbms": self.cbms,
            "preview": Preview(self.filling, self.details, self.process, by=request.user, today=request.today),
            "meeting": self.meeting,
            "asks": self.meeting is None and needs_approval(request.user, self.cbms, self.process),
            "title": headline(self.meeting) if self.meeting else "",
            "table": text_of_table(self.rows),
            "is_behind": self.meeting is not None and self.meeting.version != self.filled.ticket.version,
            "idempotency_key": saving.new_key(),
        }
        return render(request, READ, context | more, status=status)

    def _written(self):
        request, form = self.request, self.filling.form
        held = request.POST.get("save") == "held"
        given = {
            "form": self.filled.ticket.uid,
            "content_hash": self.filled.content_hash,
            "details": self.details,
            "by": request.user,
            "today": request.today,
            "another": form.cleaned_data["another_meeting"],
        }
        if self.meeting is None:
            uid = uuid4()

            def write():
                return actions.log_from_form(self.process, held=held, uid=uid, **given)
        else:
            uid, version = self.meeting.uid, saving.version_of(request)

            def write():
                return actions.complete_from_form(
                    self.meeting,
                    version=version,
                    hold_it=held,
                    reason=form.cleaned_data.get("reason", ""),
                    **given,
                )

        try:
            answer = saving.once(request, write, address(uid), form_key=READ)
        except actions.LoggedAlready as error:
            return self._logged(error.row)
        except Stale as stale:
            self.meeting = stale.current
            self.filling = self._filling()
            self.filling.form.is_valid()
            self.details = self.filling.form.details()
            return self._preview(status=409, is_moved=True)
        except WrongState:
            if self.meeting is None:
                raise
            self.meeting.refresh_from_db()
            return self._too_late()
        except actions.AlreadyRegistered:
            sentence = _("Open the one in the register to complete it, or say that this is another.")
            form.add_error("another_meeting", sentence)
            return self._preview(status=422)
        except ValidationError as error:
            place_errors(form, error)
            return self._preview(status=422)
        if self.meeting is None:
            messages.info(request, said_of_new(request.user, self.cbms, self.process, held=held))
        else:
            messages.info(request, _("Recorded as held.") if held else _("Saved as planned."))
        return answer
