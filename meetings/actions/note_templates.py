"""Templates of notes verbales: the administrator writes one, edits one, puts a delivered one back, or retires one."""

import re
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hoaip.action import action, authorise, need_reason
from hoaip.audit import record, snapshot
from hoaip.errors import WrongState, same_version
from hoaip.models.texts import UNSEEN
from hoaip.permissions import Permission
from hoaip.texts.actions import tidy
from meetings.models import NoteTemplate
from meetings.models.notes import TEXTS
from meetings.notes.placeholders import problems_of
from meetings.notes.templates import delivered_texts, texts_of


@action
def add_template(*, name, kind, words, by, uid=None):
    """A template of the administrator's own; returns the row. ValidationError at the field that cannot stand."""
    authorise(by, Permission.MANAGE_SETTINGS)
    uid = uid or uuid4()
    row = NoteTemplate(uid=uid, key=f"own-{uid.hex[:16]}", name=name.strip(), kind=kind)
    _write(row, words)
    if not row.name:
        raise ValidationError({"name": _("Give it a name, by which it is chosen.")})
    row.full_clean()
    row.save(force_insert=True)
    record("note_template.add", row, by=by)
    return row


@action
def change_template(template, *, words, reason, version, by, name="", kind=None):
    """Other words, and for an own template another name or kind; returns the row.

    - `words` is {"text_en": ..., "text_fa": ..., "text_ps": ...}; a language left empty is not offered;
    - `version` is 0 as long as nobody edited a delivered one; Stale, with the stored row, when somebody saved since;
    - ValidationError at the field whose placeholders mean nothing, and where nothing differs.
    Notes that were made keep the words they were made with.
    """
    authorise(by, Permission.MANAGE_SETTINGS)
    reason = need_reason(reason)
    row = _locked(template)
    same_version(row, version)
    before = snapshot(row)
    _write(row, words)
    if template.delivered is None:
        row.name, row.kind = name.strip(), kind
        if not row.name:
            raise ValidationError({"name": _("Give it a name, by which it is chosen.")})
    elif texts_of(row) == delivered_texts(template.delivered):
        raise ValidationError(_("These are the words as delivered: nothing was changed."))
    _save(row)
    record("note_template.change", row, by=by, before=before, reason=reason)
    return row


@action
def restore_template(template, *, reason, version, by):
    """Put the delivered words back; what stood there stays in the history. WrongState where they stand already."""
    authorise(by, Permission.MANAGE_SETTINGS)
    reason = need_reason(reason)
    refuse_delivered(template)
    row = _locked(template)
    same_version(row, version)
    before = snapshot(row)
    for column in TEXTS:
        setattr(row, column, "")
    _save(row)
    record("note_template.restore", row, by=by, before=before, reason=reason)
    return row


@action
def retire_template(template, *, reason, version, by):
    """Take a template out of use, or into use again; returns the row. Notes that were made with it stay."""
    authorise(by, Permission.MANAGE_SETTINGS)
    reason = need_reason(reason)
    row = _locked(template)
    same_version(row, version)
    before = snapshot(row)
    row.is_retired = not row.is_retired
    _save(row)
    record("note_template.retire" if row.is_retired else "note_template.use", row, by=by, before=before, reason=reason)
    return row


def refuse_delivered(template):
    """WrongState where nobody edited the delivered words, or the template is the administrator's own."""
    if template is None or not template.is_edited:
        raise WrongState(_("The text stands as it was delivered. There is nothing to put back."))


def check_words(words):
    """ValidationError by column for texts that cannot be those of a template: all empty, unseen, unknown names."""
    if not any(words.values()):
        raise ValidationError({"text_en": _("Write it in one language at least.")})
    found = {}
    for column, written in words.items():
        if re.search(UNSEEN, written):
            found[column] = _(
                "It holds characters that nobody sees and that turn the line round. Type the text without them."
            )
        elif problems := problems_of(written):
            found[column] = problems
    if found:
        raise ValidationError(found)


def _write(row, words):
    words = {column: tidy(words.get(column, "")) for column in TEXTS}
    check_words(words)
    for column, written in words.items():
        setattr(row, column, written)


def _locked(template):
    """The stored row, locked; of a delivered one that nobody edited a new one, in version 0."""
    kind = template.delivered.kind if template.delivered is not None else template.kind
    row, _is_new = NoteTemplate.objects.select_for_update(no_key=True).get_or_create(
        key=template.key, defaults={"version": 0, "kind": kind}
    )
    return row


def _save(row):
    row.version += 1
    row.full_clean()
    row.save()
