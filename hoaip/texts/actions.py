"""What changes a text of a public page: the administrator writes it, or puts the delivered one back."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hoaip.action import action, authorise, need_reason
from hoaip.audit import record, snapshot
from hoaip.errors import WrongState, same_version
from hoaip.models import UNSEEN, PublicText
from hoaip.models.texts import COLUMNS
from hoaip.permissions import Permission
from hoaip.texts.registry import LONGEST_LINE, delivered_columns


@action
def change_text(text, *, words, reason, version, by):
    """Put other words in place of a delivered text; returns the row.

    - `words` is {"text_en": ..., "text_fa": ..., "text_ps": ...}; what is empty is borrowed from another language;
    - `version` is 0 as long as nobody edited it; Stale, with the stored row, when somebody saved since;
    - ValidationError when nothing is written, nothing differs from the delivered text, a line is more than a
      line, or characters stand in it that nobody sees.
    """
    authorise(by, Permission.MANAGE_SETTINGS)
    reason = need_reason(reason)
    words = {column: tidy(words.get(column, "")) for column in COLUMNS}
    row, _is_new = PublicText.objects.select_for_update(no_key=True).get_or_create(
        key=text.key, defaults={"version": 0}
    )
    same_version(row, version)
    check(text, words)
    before = snapshot(row)
    for column, written in words.items():
        setattr(row, column, written)
    row.version += 1
    row.full_clean()
    row.save()
    record("text.change", row, by=by, before=before, reason=reason)
    return row


@action
def restore_text(text, *, reason, version, by):
    """Put the delivered text back; what stood there stays in the history. The row stays, empty, with its version.

    WrongState where the delivered text stands already, Stale when somebody saved since `version`.
    """
    authorise(by, Permission.MANAGE_SETTINGS)
    reason = need_reason(reason)
    row = PublicText.objects.select_for_update(no_key=True).filter(key=text.key).first()
    refuse_delivered(row)
    same_version(row, version)
    before = snapshot(row)
    for column in COLUMNS:
        setattr(row, column, "")
    row.version += 1
    row.full_clean()
    row.save()
    record("text.restore", row, by=by, before=before, reason=reason)
    return row


def refuse_delivered(row):
    """WrongState where nobody edited the text, or it was put back; `row` is its PublicText or None."""
    if row is None or not row.is_edited:
        raise WrongState(_("The text stands as it was delivered. There is nothing to put back."))


def tidy(words):
    """Without spaces at its ends, each line ended in one way."""
    return words.replace("\r\n", "\n").replace("\r", "\n").strip()


def check(text, words):
    """ValidationError for words that cannot stand in the place of this text."""
    if not any(words.values()):
        raise ValidationError({"text_en": _("Write it in one language at least, or put the delivered text back.")})
    if tricky := [column for column, written in words.items() if re.search(UNSEEN, written)]:
        sentence = _("It holds characters that nobody sees and that turn the line round. Type the text without them.")
        raise ValidationError(dict.fromkeys(tricky, sentence))
    if words == delivered_columns(text):
        raise ValidationError(_("These are the words as delivered: nothing was changed."))
    if text.is_line:
        long = {column for column, written in words.items() if "\n" in written or len(written) > LONGEST_LINE}
        if long:
            raise ValidationError(
                {column: _("It stands within a line: one line of at most 200 characters.") for column in long}
            )
