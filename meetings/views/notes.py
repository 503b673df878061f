"""Notes verbales about a meeting: to whom and in which languages, a look at one, then all at once; print; delivery."""

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from cbms.circle import called
from hoaip import access_log, saving
from hoaip.calendar import digits
from hoaip.decorators import requires
from hoaip.documents.actions import next_number
from hoaip.errors import WrongState
from hoaip.language import page_language
from hoaip.paper.answers import bound_pdf_answer, too_many
from hoaip.paper.pdf import PressBusy, PressFailed, pdfs_of
from hoaip.permissions import Permission
from hoaip.saving.save import place_errors, save_form, valid
from meetings import actions
from meetings.actions.notes import NumberTaken, changed, check, refuse_deleted, usable
from meetings.forms.notes import DeliveryForm, NotesForm
from meetings.models import UNDECIDED, Meeting, Note
from meetings.names import headline
from meetings.notes.addressed import parties_of
from meetings.notes.drawn import Drawing
from meetings.notes.sheets import laid_out, sheet_page
from meetings.notes.templates import template_of, usable_templates
from meetings.views.log import address

FORM = ["GET", "HEAD", "POST"]
TEMPLATE = "meetings/note_new.html"
APART = {"csrfmiddlewaretoken", "idempotency_key", "confirm", "change", "previewed", "show"}
# How often other numbers are tried when another letter of the meeting takes one at the same moment.
TRIES = 3


@require_http_methods(FORM)
@requires(Permission.RUN_MEETING, on=Meeting)
def note_new(request, meeting):
    """Which template, then to whom (`template`); a POST shows one note filled in, with `confirm=1` it makes them all.

    400 for a template that there is not, 409 for one that is not for a meeting in this state.
    """
    key = request.POST.get("template", "") or request.GET.get("template", "")
    page = {"meeting": meeting, "title": headline(meeting)}
    if not key and request.method != "POST":
        if meeting.state == "annulled":
            raise WrongState(_("This meeting is annulled: no note is made about it."))
        if meeting.state in UNDECIDED:
            raise WrongState(_("This meeting is not approved: no note is made about it."))
        return render(request, "meetings/note_choose.html", page | {"templates": usable_templates(meeting)})
    template = template_of(key)
    if template is None:
        raise BadRequest(_("There is no such template. Choose one of the list."))
    if request.POST.get("confirm") != "1":
        # Sent twice, the second gets the answer of the first, though the template is out of use by then.
        usable(template, meeting)
    return notes_page(request, meeting, template, page)


def notes_page(request, meeting, template, page):
    form_key = f"notes-{meeting.uid}-{template.key}"
    offered = {"parties": parties_of(meeting, template), "sheets": template.sheets()}
    page |= {"template": template, "form_key": form_key}
    if request.method != "POST":
        chosen = [party.slug for party in offered["parties"] if party.is_chosen]
        form, before = NotesForm(initial={"addressees": chosen}, **offered), saving.typed(request, form_key)
        if before:
            saving.fill(form, before.data)
        return render(request, TEMPLATE, page | {"form": form, "typed": before})
    form = NotesForm(request.POST, **offered)
    page |= {"form": form}
    if "change" in request.POST:
        return render(request, TEMPLATE, page)
    if request.POST.get("confirm") == "1":
        return make(request, meeting, template, page)
    return preview(request, meeting, template, page)


def preview(request, meeting, template, page):
    """One note filled in, as it will be but for its number; refused as the making would be."""
    form = page["form"]
    try:
        given = valid(form)
        chosen = form.chosen()
        check(meeting, template, chosen, given.get("again_reason"))
        drawing = Drawing(meeting, template, form.codes, today=request.today)
        if lacking := drawing.lacking():
            raise ValidationError(lacking)
    except ValidationError as error:
        place_errors(form, error)
        return saving.refused(request, TEMPLATE, page, page["form_key"])
    by_slug = {each.slug: each for each in chosen}
    shown = by_slug.get(request.POST.get("show", ""), chosen[0])
    language = page_language()
    context = page | {
        "parties": [party for party in form.parties.values() if party.slug in by_slug],
        "shown": shown,
        "sheet": laid_out(drawing.draw(shown).sheet),
        "borrowed": [(called(each, language), tongue) for each, tongue in drawing.borrowed(chosen)],
        "is_known": meeting.is_public,
        "again": [party for party in form.parties.values() if party.slug in by_slug and party.had],
        "hidden": [
            *((name, value) for name, values in request.POST.lists() if name not in APART for value in values),
            ("previewed", drawing.fingerprint(chosen)),
        ],
        "idempotency_key": saving.new_key(),
    }
    return render(request, "meetings/note_preview.html", context)


def make(request, meeting, template, page):
    """Press the sheets, then write all notes at once; with other numbers where another letter came between."""
    form = page["form"]
    for _time in range(TRIES):
        try:
            printed = press(request, meeting, template, form)
            answer = saving.once(
                request, writer(request, meeting, template, form, printed), after, form_key=page["form_key"]
            )
        except NumberTaken:
            continue
        except (PressBusy, PressFailed):
            form.add_error(None, _("This machine made no PDF now, so no note was made. Wait a moment, then try again."))
            return saving.refused(request, TEMPLATE, page, page["form_key"], status=503)
        except ValidationError as error:
            place_errors(form, error)
            return saving.refused(request, TEMPLATE, page, page["form_key"])
        if request.notes_made:
            said = ngettext("%(notes)s note was made.", "%(notes)s notes were made.", request.notes_made)
            messages.success(request, said % {"notes": digits(request.notes_made, page_language())})
        return answer
    form.add_error(None, _("Others make letters of this meeting at the same moment. No note was made. Send it again."))
    return saving.refused(request, TEMPLATE, page, page["form_key"], status=409)


def press(request, meeting, template, form):
    """[(Drawn, bytes)] with the numbers that are free now; None where it will be refused, and nothing is pressed."""
    if not form.is_valid() or not (chosen := form.chosen()):
        return None
    drawing = Drawing(meeting, template, form.codes, today=request.today)
    if drawing.lacking() or drawing.fingerprint(chosen) != request.POST.get("previewed"):
        return None
    drawn = drawing.draw_all(chosen, next_number(drawing.stem))
    return list(zip(drawn, pdfs_of([sheet_page(each.sheet) for each in drawn]), strict=True))


def writer(request, meeting, template, form, printed):
    """The write that is done once. `request.notes_made` is how many it made, 0 where it was done before."""
    request.notes_made = 0

    def write():
        given = valid(form)
        if printed is None:
            check(meeting, template, form.chosen(), given.get("again_reason"))
            raise changed()
        made = actions.draw_up_notes(
            meeting,
            template=template,
            codes=form.codes,
            printed=printed,
            previewed=request.POST.get("previewed", ""),
            again_reason=given.get("again_reason", ""),
            by=request.user,
        )
        request.notes_made = len(made)
        return made

    return write


def after(made):
    return f"{address(made[0].meeting.uid)}#notes"


@require_safe
@requires(Permission.RUN_MEETING, on=Meeting)
def note_print(request, meeting, batch):
    """The notes that were made together as one PDF, each on sheets of its own; 404 where there are none."""
    rows = Note.objects.visible_to(request.user).filter(meeting=meeting, batch=batch)
    notes = list(rows.filter(link__document__deleted_at__isnull=True).order_by("pk"))
    if not notes:
        raise Http404
    if not access_log.note_export(request):
        return too_many(request)
    name = f"{notes[0]}-{notes[-1].sheet['reference'].rpartition('/')[2]}" if len(notes) > 1 else str(notes[0])
    return bound_pdf_answer(request, [sheet_page(note.sheet) for note in notes], f"{name.replace('/', '-')}.pdf")


@require_http_methods(FORM)
@requires(Permission.RUN_MEETING, on=Note)
def note_deliver(request, note):
    """The day on which a note was carried to its addressee; empty where that was entered by mistake."""
    if request.method != "POST":
        refuse_deleted(note)
    others = Note.objects.filter(batch=note.batch, delivered_on=None, link__document__deleted_at=None)
    others = others.exclude(pk=note.pk)
    shown = {"has_others": others.exists(), "initial": {"delivered_on": note.delivered_on}}
    return save_form(
        request,
        lambda data: DeliveryForm(data, **shown),
        write=lambda form: actions.deliver_note(
            note,
            on=form.cleaned_data["delivered_on"],
            whole_round=form.cleaned_data.get("whole_round", False),
            version=form.version,
            by=request.user,
        ),
        to=lambda row: f"{address(row.meeting.uid)}#notes",
        template="meetings/note_deliver.html",
        said=_("The day of delivery is saved."),
        form_key=f"notes:deliver:{note.pk}",
        context={
            "note": note,
            "meeting": note.meeting,
            "title": headline(note.meeting),
            "back": f"{address(note.meeting.uid)}#notes",
        },
        current=note,
        grave=False,
    )
