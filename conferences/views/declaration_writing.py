"""Declarations as they are written: pasted, split, put in order and saved; tagged; sealed. Without a script."""

import re
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from conferences.actions.declarations import (
    begin_words,
    change_declaration,
    draft_declaration,
    seal_declaration,
    tag_paragraph,
)
from conferences.forms.declarations import (
    DeclarationForm,
    NewDeclarationForm,
    PasteForm,
    SealForm,
    TagForm,
    initial_of,
    tags_of,
)
from conferences.models import Declaration, Paragraph
from conferences.texts.places import places_of_declarations
from conferences.texts.rows import COLUMNS, Row, filled, placed, rearranged, rows_of, rows_of_data
from conferences.texts.splitting import split
from hoaip import saving
from hoaip.decorators import requires
from hoaip.errors import Stale, WrongState
from hoaip.permissions import Permission
from hoaip.saving.answers import sides, words_of
from hoaip.saving.once import new_key, once
from hoaip.saving.save import place_errors, save_form
from hoaip.workflow import begins

FORM = ["GET", "HEAD", "POST"]
TEMPLATE = "conferences/declaration_form.html"


@require_http_methods(FORM)
@requires(Permission.WRITE_DECLARATION)
def declaration_new(request):
    """A text is pasted and split, or its paragraphs are typed; `?meeting=` names the meeting. Nothing is kept before
    "Save" but a draft of the person's own."""
    initial = {"kind": Declaration.Kind.DECLARATION.value}
    meeting = _meeting_asked_for(request)
    if meeting is not None:
        initial |= {"meeting": str(meeting.uid), "agreed_on": meeting.ends_on}

    def make(data, rows):
        return NewDeclarationForm(data, rows=rows, person=request.user, initial=initial)

    page = {"form_key": "declaration-new", "back": reverse("declarations:declaration_list")}
    if request.method != "POST":
        return _open(request, make, [], page | {"idempotency_key": new_key()})
    page["idempotency_key"] = request.POST.get("idempotency_key") or new_key()
    rows, answer = _rearranged(request, make, page)
    if answer is not None:
        return answer
    form = make(request.POST, rows)

    def do():
        if not form.is_valid():
            raise ValidationError(_("The form was refused."))
        given = form.given()
        return draft_declaration(form.cleaned_data["meeting"], by=request.user, **given)

    try:
        answer = once(request, do, _address, form_key=page["form_key"])
    except ValidationError as error:
        place_errors(form, error)
        return saving.refused(request, TEMPLATE, page | _shown(form, PasteForm()), page["form_key"])
    messages.success(request, _("The draft is saved. The ministry reads it; everybody does once it is sealed."))
    return answer


@require_http_methods(FORM)
@requires(Permission.WRITE_DECLARATION, on=Declaration, key="slug")
def declaration_edit(request, declaration):
    """A draft is rewritten: its head, its words, the order of its paragraphs, its source file."""
    if declaration.state != Declaration.State.DRAFT:
        raise WrongState(_("This text is sealed: its words do not change any more. Its tags may."))

    def make(data, rows):
        return DeclarationForm(data, rows=rows, declaration=declaration, person=request.user)

    page = {"declaration": declaration, "form_key": f"declaration-{declaration.uid}", "back": _address(declaration)}
    if request.method != "POST":
        rows = rows_of(declaration.paragraphs.order_by("number"))
        return _open(request, make, rows, page | {"version": declaration.version})
    page["version"] = saving.version_of(request)
    rows, answer = _rearranged(request, make, page)
    if answer is not None:
        return answer
    form = make(request.POST, rows)
    if form.is_valid():
        try:
            row = change_declaration(declaration, version=page["version"], by=request.user, **form.given())
        except Stale as stale:
            return _merge(request, stale.current, form, make, page)
        except ValidationError as error:
            place_errors(form, error)
        else:
            saving.done(request, page["form_key"])
            messages.success(request, _("The draft is saved."))
            return redirect(_address(row))
    return saving.refused(request, TEMPLATE, page | _shown(form, PasteForm()), page["form_key"])


def _meeting_asked_for(request):
    try:
        uid = UUID(request.GET.get("meeting", ""))
    except ValueError:
        return None
    return places_of_declarations(request.user).filter(uid=uid).first()


def _open(request, make, rows, page):
    """The form as it is stored, or as this person left it."""
    typed = saving.typed(request, page["form_key"])
    paste = PasteForm()
    if typed:
        began = typed.data.get("began", "")
        if "version" in page and re.fullmatch(r"[0-9]{1,9}", began):
            page |= {"version": int(began)}
        rows = rows_of_data(typed.data)
        form = saving.fill(make(None, rows), _head(typed.data))
        saving.fill(paste, typed.data)
    else:
        form = make(None, rows)
    return render(request, TEMPLATE, page | {"typed": typed} | _shown(form, paste))


def _rearranged(request, make, page):
    """(rows, the page once more, or None to save): a pasted text is split, a row added, moved, joined or taken out."""
    rows, wish, looked, told = rows_of_data(request.POST), request.POST.get("save", "yes"), None, ""
    paste = PasteForm(request.POST)
    is_pasted = bool(request.POST.get("pasted", "").strip())
    if not is_pasted and wish == "yes":
        return rows, None
    if is_pasted:
        if not paste.is_valid():
            form = saving.fill(make(None, rows), _head(request.POST))
            context = page | _shown(form, paste)
            return rows, saving.refused(request, TEMPLATE, context, page["form_key"])
        found = split(paste.cleaned_data["pasted"])
        looked = sum(not row.is_blank for row in rows) if any(row.texts[paste.column] for row in rows) else 0
        rows = filled(rows, found.paragraphs, paste.column)
        told = split_words(found)
        paste = PasteForm(initial={"pasted_in": paste.column})
    elif wish == "split":
        told = _("Nothing was pasted yet: paste a text above, then split it.")
    else:
        rows, looked = rearranged(rows, wish)
    form = saving.fill(make(None, rows), _head(request.POST))
    return rows, render(request, TEMPLATE, page | {"looked": looked, "told": told} | _shown(form, paste))


def split_words(found):
    """What the splitting of a text did, as sentences."""
    count = len(found.paragraphs)
    if not count:
        return _("No words were found in what was pasted.")
    by = {
        "numbers": _("by its numbers"),
        "roman": _("by its Roman numerals"),
        "bullets": _("by its bullets, since it has no numbers"),
        "blank_lines": _("by its blank lines, since it has no numbers"),
    }[found.by]
    said = ngettext("Split %(by)s: %(count)s paragraph.", "Split %(by)s: %(count)s paragraphs.", count)
    said %= {"by": by, "count": count}
    if found.before:
        said += " " + ngettext(
            "What stood before the first number is %(count)s paragraph of its own; all are numbered anew in order.",
            "What stood before the first number is %(count)s paragraphs of their own; all are numbered anew in order.",
            found.before,
        ) % {"count": found.before}
    elif found.is_renumbered:
        said += " " + _("Its own numbers did not count from one upwards: all are numbered anew in order.")
    return f"{said} {_('Nothing is saved yet: look at them, correct them, then save.')}"


def _shown(form, paste):
    return {"form": form, "paste": paste, "rows": form.shown_rows()}


def _head(data):
    """What was typed but the paragraphs, which are filled in from their rows."""
    data = data.copy()
    for name in [name for name in data if name.startswith("para-")]:
        del data[name]
    return data


def _merge(request, stored, form, make, page):
    """409: somebody saved first. What differs is shown, and the form holds what was typed; their new paragraphs come
    behind one's own, marked, so that none of them goes unseen."""
    theirs = rows_of(stored.paragraphs.order_by("number"))
    own = {row.uid: row for row in form.rows if row.uid}
    conflicts = [
        {
            "label": form.fields[name].label,
            **sides(words_of(form.fields[name], value), words_of(form.fields[name], form[name].value())),
        }
        for name, value in initial_of(stored).items()
        if name in form.fields and str(form.fields[name].prepare_value(value)) != str(form[name].value())
    ]
    added = []
    for row in theirs:
        mine = own.get(row.uid)
        if mine is None:
            added.append(Row(row.uid, row.texts, is_theirs=True))
            continue
        for column in COLUMNS:
            if row.texts[column] != mine.texts[column]:
                label = form.fields[mine.name(column)].label
                conflicts.append({"label": label, **sides(row.texts[column], mine.texts[column])})
    known = {row.uid for row in theirs}
    for row in form.rows:
        # Deleted by them: one's own words stay, as a paragraph that is new.
        row.uid = row.uid if row.uid in known else ""
    again = saving.fill(make(None, placed([*form.rows, *added])), _head(request.POST))
    page |= {"declaration": stored, "version": stored.version, "conflicts": conflicts}
    return render(request, TEMPLATE, page | _shown(again, PasteForm()), status=409)


@require_POST
@requires(Permission.WRITE_DECLARATION, on=Declaration, key="slug")
def declaration_words(request, declaration):
    """One button: the words of an entry that is known by its title alone are begun, or gone on with, as a draft."""
    draft = begin_words(declaration, by=request.user)
    return redirect("declarations:declaration_edit", slug=draft.slug)


@require_http_methods(FORM)
@requires(Permission.WRITE_DECLARATION, on=Declaration, key="slug")
def paragraph_tag(request, declaration, number):
    """What one paragraph is about, also after it is sealed; `save=next` goes on to the next one."""
    paragraph = Paragraph.objects.filter(declaration=declaration, number=number).first()
    if paragraph is None:
        raise Http404
    follows = Paragraph.objects.filter(declaration=declaration, number=number + 1).exists()

    def after(row):
        if follows and request.POST.get("save") == "next":
            return reverse("declarations:paragraph_tag", kwargs={"slug": declaration.slug, "number": number + 1})
        return reverse("declarations:paragraph_detail", kwargs={"slug": declaration.slug, "number": number})

    return save_form(
        request,
        lambda data: TagForm(data, person=request.user, paragraph=paragraph),
        write=lambda form: tag_paragraph(paragraph, version=form.version, by=request.user, **form.given()),
        to=after,
        template="conferences/paragraph_tag.html",
        said=_("The tags of paragraph %(number)s are saved.") % {"number": number},
        form_key=f"declarations:tag:{paragraph.uid}",
        context={"declaration": declaration, "paragraph": paragraph, "follows": follows},
        current=paragraph,
        stored=tags_of,
        grave=False,
    )


@require_http_methods(FORM)
@requires(Permission.SEAL_DECLARATION, on=Declaration, key="slug")
def declaration_seal(request, declaration):
    """The director seals a draft, with a reason: a grave step, since no word of it changes afterwards."""
    begins(declaration, "seal")
    return save_form(
        request,
        SealForm,
        write=lambda form: seal_declaration(
            declaration, version=form.version, today=request.today, by=request.user, **form.cleaned_data
        ),
        to=_address,
        template="conferences/declaration_seal.html",
        said=_("The text is sealed. Everybody reads it from now on."),
        form_key=f"declarations:seal:{declaration.uid}",
        context={"declaration": declaration, "total": declaration.paragraphs.count()},
        current=declaration,
        stored=lambda _row: {},
    )


def _address(declaration):
    return reverse("declarations:declaration_detail", kwargs={"slug": declaration.slug})
