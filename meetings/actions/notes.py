"""Notes verbales: drawn up for those chosen, each with its number and its file; and when each was delivered."""

from uuid import uuid4

from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from hoaip.action import action, authorise, need_reason
from hoaip.audit import record, snapshot
from hoaip.calendar import day_text, today_in_kabul
from hoaip.documents.actions import DocumentDetails, add_document, next_number
from hoaip.errors import WrongState, same_version
from hoaip.language import TONGUES, page_language
from hoaip.permissions import Permission
from meetings.actions.inviting import lock
from meetings.documents import NoteHome
from meetings.models import Note
from meetings.notes.addressed import parties_of
from meetings.notes.drawn import Drawing, addressed_as
from meetings.notes.sheets import pressed
from meetings.notes.templates import template_of

# No process has more members and observers.
MOST_AT_ONCE = 80


class NumberTaken(Exception):
    """Another letter of the meeting took a number after these sheets were pressed: press them again, with others."""


@action
def draw_up_notes(meeting, *, template, codes, printed, previewed, by, again_reason=""):
    """A note to each addressee of `printed`, [(Drawn, bytes of its PDF)] in the order of their numbers; the [Note].

    - each is a document of its own, a letter with the next reference number of the meeting, which no other ever gets;
    - the sheets were pressed before, so that no row is locked while a PDF is made: NumberTaken when a number is gone;
    - `previewed` is the fingerprint of what a person was shown: ValidationError when words or dates changed since;
    - who has a note of this kind already gets another with a reason alone: ValidationError at `again_reason`;
    - WrongState when such a note cannot be about the meeting as it stands.
    """
    authorise(by, Permission.RUN_MEETING, meeting)
    meeting = lock(meeting)
    today = today_in_kabul(timezone.now())
    template = usable(template, meeting)
    chosen = [drawn.stakeholder for drawn, _content in printed]
    again_reason, again = check(meeting, template, chosen, again_reason)
    drawing = Drawing(meeting, template, codes, today=today)
    if drawing.lacking() or drawing.fingerprint(chosen) != previewed:
        raise changed()
    if [drawn for drawn, _content in printed] != drawing.draw_all(chosen, next_number(drawing.stem)):
        raise NumberTaken
    batch, made = uuid4(), []
    for drawn, content in printed:
        why = again_reason if drawn.stakeholder.pk in again else ""
        made.append(_draw_up(meeting, template, drawn, content, batch=batch, today=today, by=by, again_reason=why))
    told = [f"{note.stakeholder.slug} {note}" for note in made]
    extra = {
        "notes": [None, told],
        "template": [None, f"{template.key} {template.version}"],
        "languages": [None, codes],
    }
    record("note.draw_up", meeting, by=by, before=snapshot(meeting), reason=again_reason, extra=extra)
    return made


@action
def deliver_note(note, *, on, version, by, whole_round=False):
    """Enter the day on which a note was delivered, another one, or none any more (None). Returns the Note.

    - `whole_round`: the same day for each note made with it that has none yet and was not deleted;
    - ValidationError at `delivered_on` for a day before the note was made, or that is still to come;
    - WrongState for a note that was deleted.
    """
    authorise(by, Permission.RUN_MEETING, note)
    asked = {"batch": note.batch, "meeting": note.meeting_id} if whole_round and on is not None else {"pk": note.pk}
    rows = Note.objects.select_for_update(no_key=True, of=("self",)).select_related("link__document", "stakeholder")
    rows = {row.pk: row for row in rows.filter(**asked).order_by("pk")}
    row = rows.pop(note.pk)
    same_version(row, version)
    refuse_deleted(row)
    now = timezone.now()
    if on is not None and not row.dated_on <= on <= today_in_kabul(now):
        raise ValidationError(
            {
                "delivered_on": _("It was delivered between the day on which it was made, %(day)s, and today.")
                % {"day": day_text(row.dated_on, page_language())}
            }
        )
    others = [each for each in rows.values() if each.delivered_on is None and not each.link.document.is_deleted]
    if on == row.delivered_on and not others:
        raise ValidationError({"delivered_on": _("That is what stands there already.")})
    for each in [row, *others] if on != row.delivered_on else others:
        _deliver(each, on=on, now=now, by=by)
    return row


def _deliver(row, *, on, now, by):
    before = snapshot(row)
    row.delivered_on = on
    row.delivered_at, row.delivered_by = (now, by) if on is not None else (None, None)
    row.version += 1
    row.full_clean()
    row.save()
    record("note.deliver", row, by=by, before=before, acting_for=row.stakeholder.slug)


def changed():
    return ValidationError(_("The template or the meeting has changed since you looked. No note was made. Look again."))


def refuse_deleted(note):
    """WrongState for a note whose document was deleted."""
    if note.link.document.is_deleted:
        raise WrongState(_("This note was deleted: nothing is entered about it any more."))


def usable(template, meeting):
    """The template as it is stored now; WrongState where no such note can be about the meeting."""
    stored = template_of(template.key)
    if stored is None or stored.is_retired or not stored.texts:
        raise WrongState(_("This template is not in use any more. Choose another one."))
    if not stored.fits(meeting):
        raise WrongState(
            _("“%(kind)s” is not possible: this meeting is %(state)s.")
            % {"kind": stored.kind_words, "state": meeting.get_state_display()}
        )
    return stored


def check(meeting, template, chosen, again_reason):
    """ValidationError by field unless these can have a note; (reason, {key: name} of who gets another one)."""
    if not chosen:
        raise ValidationError({"addressees": _("Choose at least one state or organization.")})
    if len(chosen) > MOST_AT_ONCE:
        raise ValidationError({"addressees": _("At most 80 notes are made at once. Choose fewer.")})
    offered = {party.stakeholder.pk: party for party in parties_of(meeting, template)}
    if any(each.pk not in offered for each in chosen):
        raise ValidationError({"addressees": _("One of those you chose cannot get a note any more. Look again.")})
    again = {each.pk: offered[each.pk].name for each in chosen if offered[each.pk].had}
    if not again:
        return "", again
    if not (again_reason or "").strip():
        raise ValidationError(
            {
                "again_reason": _("Say why they get another note of this kind: %(names)s.")
                % {"names": _(", ").join(again.values())}
            }
        )
    return need_reason(again_reason), again


def _draw_up(meeting, template, drawn, content, *, batch, today, by, again_reason):
    note = Note(
        meeting=meeting,
        stakeholder=drawn.stakeholder,
        batch=batch,
        template_key=template.key,
        kind=template.kind,
        sheet=drawn.sheet,
        dated_on=today,
        again_reason=again_reason,
        created_by=by,
    )
    note.full_clean()
    note.save(force_insert=True)
    details = DocumentDetails(
        type="letter", titles=titles_of(drawn), dated_on=today, language=drawn.sheet["columns"][0]["code"]
    )
    file = pressed(drawn.sheet, content)
    document = add_document(NoteHome(), note, details=details, file=file, by=by, under=Permission.RUN_MEETING)
    if document.reference != drawn.sheet["reference"]:
        raise NumberTaken
    return note


def titles_of(drawn):
    """{column: title} of the document of a note, in each language of the portal."""
    found = {}
    for code, tongue in TONGUES.items():
        with translation.override(code):
            found[f"title_{tongue['column']}"] = _("Note verbale to %(addressee)s") % {
                "addressee": addressed_as(drawn.stakeholder, code)[:160]
            }
    return found
