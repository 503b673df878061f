"""The administrator's screen for the texts of public pages."""

from typing import NamedTuple

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hoaip.decorators import requires
from hoaip.language import TONGUES, localized, page_language, path_in
from hoaip.models import PublicText
from hoaip.models.texts import COLUMNS
from hoaip.permissions import Permission
from hoaip.saving.save import save_form
from hoaip.texts import actions
from hoaip.texts.forms import RestoreForm, TextForm
from hoaip.texts.registry import Delivered, delivered, delivered_columns, registered

FORM = ["GET", "HEAD", "POST"]
FIRST_WORDS = 14


class Line(NamedTuple):
    """One text in the list: its first words, their Tongue, whether it was edited, and the languages it lacks."""

    text: Delivered
    words: str
    tongue: dict
    row: PublicText | None
    missing: list


@require_safe
@requires(Permission.MANAGE_SETTINGS)
def text_list(request):
    """Every text that may be edited, by place. One query beside the reader's."""
    rows = {row.key: row for row in PublicText.objects.edited()}
    rooms = [(room.heading, [line(text, rows.get(text.key)) for text in room.texts]) for room in registered()]
    # Where nothing is written yet, there is nothing to read: the lines are folded.
    rooms = [(heading, lines, not any(each.words for each in lines)) for heading, lines in rooms]
    return render(request, "hoaip/text_list.html", {"rooms": rooms, "edited": len(rows)})


@require_http_methods(FORM)
@requires(Permission.MANAGE_SETTINGS)
def text_edit(request, key):
    """A text in three languages, beside the delivered one."""
    text, row = load_text(key)
    return save_form(
        request,
        lambda data: TextForm(text, row, data),
        write=lambda form: actions.change_text(
            text, words=form.words(), reason=form.cleaned_data["reason"], version=form.version, by=request.user
        ),
        to=lambda _row: address(text),
        template="hoaip/text_form.html",
        said=_("The text is saved, and stands on its page."),
        form_key=f"texts:text_edit:{key}",
        context={
            "text": text,
            "row": row,
            "is_edited": row.is_edited,
            "room": next(room for room in registered() if text in room.texts),
            "page": path_in(text.page, page_language()) if text.page else "",
        },
        current=row,
        stored=stored,
        grave=False,
    )


@require_http_methods(FORM)
@requires(Permission.MANAGE_SETTINGS)
def text_restore(request, key):
    """Put the delivered text back, with a reason; 409 where it stands already."""
    text, row = load_text(key)
    if request.method != "POST":
        actions.refuse_delivered(row)
    return save_form(
        request,
        RestoreForm,
        write=lambda form: actions.restore_text(
            text, reason=form.cleaned_data["reason"], version=form.version, by=request.user
        ),
        to=lambda _row: address(text),
        template="hoaip/text_restore.html",
        said=_("The delivered text stands on its page again."),
        form_key=f"texts:text_restore:{key}",
        context={"text": text, "back": address(text), "now": line(text, row, whole=True)},
        current=row,
        stored=lambda _row: {},
        grave=False,
    )


def stored(row):
    """What a stale form is compared with: the stored words, or the delivered ones that were put back."""
    if row.is_edited:
        return {column: getattr(row, column) for column in COLUMNS}
    return delivered_columns(delivered(row.key))


def line(text, row, *, whole=False):
    """The Line of a text; `row` is what was edited of it, or None. `whole`: all its words, not the first ones."""
    words, code = localized(row, "text") if row else ("", "")
    if not words:
        words, code, row = str(text.words), page_language(), None
    missing = [tongue for tongue in TONGUES.values() if row and not getattr(row, f"text_{tongue['column']}")]
    return Line(text, words if whole else Truncator(words).words(FIRST_WORDS), TONGUES[code], row, missing)


def load_text(key):
    """(the Delivered of a key, its row or one that was never saved); 404 when there is no such text."""
    try:
        text = delivered(key)
    except KeyError as error:
        raise Http404 from error
    return text, PublicText.objects.filter(key=key).first() or PublicText(key=key, version=0)


def address(text):
    return reverse("texts:text_edit", kwargs={"key": text.key})
