"""What can be done to declarations: drafted and changed by ministry staff, sealed by the director, tagged any time."""

from typing import NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from cbms.plans.seal import seal_of
from conferences.events import tell_sealed
from conferences.models import Declaration, Paragraph
from conferences.texts.places import is_place_of_declarations
from conferences.texts.seal import digest_of, files_of
from conferences.texts.splitting import MOST_PARAGRAPHS
from hoaip import workflow
from hoaip.action import action, authorise, need_reason
from hoaip.audit import record, snapshot
from hoaip.calendar import FIRST_DAY, LAST_DAY
from hoaip.errors import WrongState, same_version
from hoaip.models import Process
from hoaip.permissions import Permission
from meetings.models import HAPPENED, MeetingDocument

# What a person fills in of a declaration beside its meeting and its paragraphs.
DECLARATION_FIELDS = (
    "slug",
    "kind",
    "title_en",
    "title_fa",
    "title_ps",
    "agreed_on",
    "is_summary",
    "document",
    "source",
    "source_note",
)
# Words that stand in the addresses of pages beside those of declarations.
TAKEN = {"new", "table"}
TEXTS = ("text_en", "text_fa", "text_ps")
TITLES = ("title_en", "title_fa", "title_ps")
# What a draft of the words of an entry takes over from it, beside its titles, and cannot say otherwise.
HEAD = ("kind", "agreed_on", "source", "source_note")


class Words(NamedTuple):
    """A paragraph as it is written: which one it is (None: a new one), and its words in up to three languages."""

    uid: UUID | None = None
    text_en: str = ""
    text_fa: str = ""
    text_ps: str = ""


@action
def draft_declaration(meeting, *, paragraphs=(), by, **fields):
    """What a meeting declared, as a draft. `paragraphs` are Words in their order; `fields`: DECLARATION_FIELDS.

    ValidationError, keyed by field, for a meeting that declares nothing, a name in use, a document of another meeting.
    """
    authorise(by, Permission.WRITE_DECLARATION, meeting.process)
    # Of two that take the same name at once the second is refused at its field.
    Process.objects.select_for_update(no_key=True).get(pk=meeting.process_id)
    if not is_place_of_declarations(meeting):
        raise ValidationError(
            {
                "meeting": _(
                    "Ministers, senior officials, ambassadors and the Kabul Process declare; other meetings do not."
                )
            }
        )
    declaration = Declaration(meeting=meeting, process=meeting.process, **fields)
    check(declaration)
    declaration.full_clean()
    declaration.save()
    changed = write_paragraphs(declaration, paragraphs)
    record("declaration.draft", declaration, by=by, extra={"paragraphs": changed})
    return declaration


@action
def change_declaration(declaration, *, paragraphs, version, by, **fields):
    """Rewrite a draft: what is given replaces what was stored, paragraph by paragraph.

    A paragraph named by its uid stays the same one wherever it moves; one that is not named any more is deleted.
    Stale when somebody saved since `version`; WrongState once it is sealed; ValidationError, keyed by field.
    """
    Process.objects.select_for_update(no_key=True).get(pk=declaration.process_id)
    row = locked(declaration)
    authorise(by, Permission.WRITE_DECLARATION, row)
    if row.state != Declaration.State.DRAFT:
        raise WrongState(_("This text is sealed: its words do not change any more. Its tags may."))
    same_version(row, version)
    before = snapshot(row)
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    check(row)
    row.full_clean()
    row.save()
    changed = write_paragraphs(row, paragraphs)
    record("declaration.change", row, by=by, before=before, extra={"paragraphs": changed} if any(changed) else None)
    return row


@action
def begin_words(declaration, *, by):
    """A draft of the words of an entry that is known by its title alone; the one there is, where it was begun before.

    WrongState for an entry whose words are there.
    """
    row = locked(declaration)
    authorise(by, Permission.WRITE_DECLARATION, row)
    need_titled(row)
    begun = Declaration.objects.filter(completes=row).first()
    if begun is not None:
        return begun
    draft = Declaration(
        meeting=row.meeting,
        process=row.process,
        completes=row,
        slug=f"{row.slug[:60]}-words-{row.uid.hex[:8]}",
        **{name: getattr(row, name) for name in (*HEAD, *TITLES)},
    )
    draft.full_clean()
    draft.save()
    record("declaration.draft", draft, by=by)
    return draft


@action
def seal_declaration(declaration, *, reason, version, today, by):
    """Seal a draft: its words and those of its paragraphs do not change any more. It is told, and everybody reads it.

    WrongState before its meeting was held; ValidationError without words and without a file, or before its day.
    """
    row = locked(declaration)
    authorise(by, Permission.SEAL_DECLARATION, row)
    reason = need_reason(reason)
    workflow.begins(row, "seal")
    if row.meeting.state not in HAPPENED:
        raise WrongState(_("Its meeting is not held yet: what is declared there is sealed afterwards."))
    paragraphs = list(row.paragraphs.order_by("number"))
    if not paragraphs and row.document_id is None:
        raise ValidationError(_("There is nothing to seal: give its paragraphs, or the file it stands in."))
    if row.agreed_on > today:
        raise ValidationError(_("It is dated later than today. Correct the day on which it was agreed, then seal it."))
    if row.completes_id is not None:
        return _complete(row, paragraphs, reason=reason, version=version, by=by)
    before = snapshot(row)
    row = set_seal(row, paragraphs, version=version, by=by)
    record("declaration.seal", row, by=by, before=before, reason=reason)
    return row


def _complete(draft, paragraphs, *, reason, version, by):
    """The words of a draft become those of the entry known by its title, whose address and head stay; returns that one.

    The database takes this once: the title stands, the words come, a new seal is over both. The draft is gone after.
    """
    same_version(draft, version)
    row = locked(draft.completes)
    need_titled(row)
    before = snapshot(row)
    Paragraph.objects.filter(declaration=draft).update(declaration=row, changed_at=timezone.now())
    row.document, row.is_summary, row.is_titled = draft.document, draft.is_summary, False
    for name in TITLES[1:]:
        setattr(row, name, getattr(row, name) or getattr(draft, name))
    row.source, row.source_note = draft.source or row.source, draft.source_note or row.source_note
    row.seal = seal_of(digest_of(row, paragraphs), [file.sha256 for file in files_of(row)])
    row.sealed_at, row.sealed_by = timezone.now(), by
    row.version += 1
    record("declaration.join", draft, by=by, extra={"joined": [None, row.slug]})
    draft.delete()
    row.full_clean(exclude=["meeting", "process", "sealed_by"])
    row.save()
    tell_sealed(row)
    record("declaration.words", row, by=by, before=before, reason=reason)
    return row


def need_titled(row):
    """WrongState unless the entry is known by its title alone."""
    if not row.is_titled:
        raise WrongState(_("The words of this text are here already, and sealed: they do not change any more."))


@action
def seal_imported(declaration, *, by):
    """Seal a known declaration as it was just imported, with its paragraphs or by its title alone."""
    authorise(by, Permission.IMPORT_FACT)
    row = locked(declaration)
    before = snapshot(row)
    row = set_seal(row, list(row.paragraphs.order_by("number")), version=row.version, by=by)
    record("declaration.seal", row, by=by, before=before)
    return row


@action
def tag_paragraph(paragraph, *, pillar, theme, cbms, is_actionable, version, by):
    """Say what a paragraph is about and whether it asks for action: before and after its declaration is sealed."""
    row = Paragraph.objects.select_for_update(no_key=True, of=("self",)).select_related("declaration__process")
    row = row.get(pk=paragraph.pk)
    authorise(by, Permission.WRITE_DECLARATION, row)
    same_version(row, version)
    return set_tags(row, pillar=pillar, theme=theme, cbms=cbms, is_actionable=is_actionable, by=by)


@action
def tag_imported(paragraph, *, pillar, theme, cbms, is_actionable, by):
    """Tags of a paragraph out of the reference data, corrected also after it was sealed."""
    authorise(by, Permission.IMPORT_FACT)
    row = Paragraph.objects.select_for_update(no_key=True).get(pk=paragraph.pk)
    return set_tags(row, pillar=pillar, theme=theme, cbms=cbms, is_actionable=is_actionable, by=by)


def set_tags(row, *, pillar, theme, cbms, is_actionable, by):
    before, stored = snapshot(row), sorted(row.cbms.values_list("code", flat=True))
    row.pillar, row.theme, row.is_actionable = pillar, theme, is_actionable
    row.version += 1
    row.full_clean(exclude=["declaration"])
    row.save()
    codes = sorted(cbm.code for cbm in cbms)
    row.cbms.set(cbms)
    extra = {"cbms": [stored, codes]} if codes != stored else None
    record("paragraph.tag", row, by=by, before=before, extra=extra)
    return row


def locked(declaration):
    rows = Declaration.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("meeting__host", "process", "completes").get(pk=declaration.pk)


def set_seal(row, paragraphs, *, version, by):
    """Compute the seal and take the step; told in the timelines."""
    seal = seal_of(digest_of(row, paragraphs), [file.sha256 for file in files_of(row)])
    is_titled = not paragraphs and row.document_id is None
    stamp = {"sealed_at": timezone.now(), "sealed_by": by}
    row = workflow.move(row, "seal", version=version, seal=seal, is_titled=is_titled, **stamp)
    tell_sealed(row)
    return row


def check(row):
    """ValidationError, keyed by field, for what no constraint says at its field."""
    if row.slug in TAKEN:
        raise ValidationError({"slug": _("That word stands in other addresses. Add the year, as istanbul-2011.")})
    if row.agreed_on is not None and not FIRST_DAY <= row.agreed_on <= LAST_DAY:
        raise ValidationError({"agreed_on": _("A text is agreed or given between 2011 and 2100.")})
    if row.document is not None:
        is_its = MeetingDocument.objects.filter(meeting=row.meeting_id, document=row.document_id).exists()
        if not is_its or row.document.is_deleted:
            raise ValidationError(
                {"document": _("The source file is a document of the same meeting. Add it there first.")}
            )


def write_paragraphs(declaration, paragraphs):
    """Bring the stored paragraphs in line with the given Words. Returns (words before, words now) of what changed.

    Three statements at most, however many paragraphs. ValidationError for a foreign or repeated one, for too many,
    and for one that is taken out though a commitment stands behind it.
    """
    if len(paragraphs) > MOST_PARAGRAPHS:
        raise ValidationError(
            _("A text has at most %(most)s paragraphs here. Join some of them.") % {"most": MOST_PARAGRAPHS}
        )
    stored = {row.uid: row for row in declaration.paragraphs.select_for_update(no_key=True).order_by("number")}
    named = [words.uid for words in paragraphs if words.uid is not None]
    if len(set(named)) != len(named) or not set(named) <= set(stored):
        raise ValidationError(_("One of the paragraphs is not of this text any more. Open the page again."))
    before = {row.number: [getattr(row, name) for name in TEXTS] for row in stored.values()}
    made, kept, now = [], [], timezone.now()
    for number, words in enumerate(paragraphs, 1):
        texts = {name: getattr(words, name).replace("\r\n", "\n").strip() for name in TEXTS}
        row = stored.pop(words.uid, None)
        if row is None:
            made.append(Paragraph(declaration=declaration, number=number, **texts))
        elif row.number != number or any(getattr(row, name) != text for name, text in texts.items()):
            row.number, row.version, row.changed_at = number, row.version + 1, now
            for name, text in texts.items():
                setattr(row, name, text)
            kept.append(row)
        if not any(texts.values()):
            raise ValidationError(_("A paragraph says something, in one language at least."))
    _delete(list(stored.values()))
    Paragraph.objects.bulk_update(kept, ["number", "version", "changed_at", *TEXTS])
    Paragraph.objects.bulk_create(made)
    after = {
        number: [getattr(words, name).replace("\r\n", "\n").strip() for name in TEXTS]
        for number, words in enumerate(paragraphs, 1)
    }
    differ = [number for number in sorted({*before, *after}) if before.get(number) != after.get(number)]
    return [{number: texts[number] for number in differ if number in texts} for texts in (before, after)]


def _delete(rows):
    if not rows:
        return
    try:
        Paragraph.objects.filter(pk__in=[row.pk for row in rows]).delete()
    except ProtectedError as error:
        numbers = sorted({each.paragraph.number for each in error.protected_objects if hasattr(each, "paragraph")})
        raise ValidationError(
            _("Paragraph %(number)s stays: a commitment was made in it. Change its words, or move that one first.")
            % {"number": ", ".join(map(str, numbers))}
        ) from error
