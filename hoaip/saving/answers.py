"""The two ways a form comes back: refused with what was typed, or stale with both texts."""

import difflib
import re
from collections import Counter

from django import forms
from django.core.exceptions import BadRequest
from django.shortcuts import render
from django.utils.choices import flatten_choices
from django.utils.translation import gettext as _

from hoaip.saving.typed import drop, keep_draft

# Of equal pieces in two texts: what a comparison may cost, half a second of a worker at the very worst.
MOST_PAIRS = 50_000


def version_of(request):
    """The version the form was opened with; BadRequest when the hidden field is missing or no number."""
    text = request.POST.get("version", "")
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise BadRequest(_("The form came without its version. Open the page again."))
    return int(text)


def refused(request, template, context, form_key, *, status=422):
    """The form again, 422, with its errors; what was typed is kept as the person's private draft."""
    saved_at = keep_draft(request, form_key)
    return render(request, template, context | {"saved_at": saved_at, "form_key": form_key}, status=status)


def done(request, form_key):
    """The form was saved: its draft goes."""
    drop(request, form_key)


def conflict(request, form, current, title, *, template="saving/conflict.html", context=None, stored=None):
    """409: somebody saved first. Shows both texts and their difference, ready to merge and save again.

    `form` is bound to what was typed, `current` the stored row; `stored` gives {field: text} where the form's fields
    are not the row's columns, and is empty where there is nothing to compare, as for a file or a reason. The page's
    hidden version is the stored one, so that saving again is a decision.
    """
    if stored is None:
        stored = {name: getattr(current, name, "") for name in form.fields if hasattr(current, name)}
    rows = []
    for name, before in stored.items():
        if name not in form.fields:
            continue
        bound = form[name]
        before, typed = (words_of(bound.field, value) for value in (before, bound.value()))
        if text_of(before) != text_of(typed):
            rows.append({"label": bound.label or name, "name": name, **sides(before, typed)})
    everything = {"form": form, "object": current, "title": title, "conflicts": rows, "version": current.version}
    everything |= {"is_apart": not stored}
    return render(request, template, everything | (context or {}), status=409)


def words_of(field, value):
    """What is chosen in the words of its choices; anything else as it is."""
    if not isinstance(field, forms.ChoiceField) or isinstance(field, forms.ModelChoiceField):
        return value
    words = dict(flatten_choices(field.choices))
    if isinstance(value, list | tuple):
        return [words.get(each, each) for each in value]
    return next((label for code, label in words.items() if str(code) == str(value)), value)


def sides(stored, typed):
    """Both texts as lists of (kind, words): kind is "same", "del" (only stored) or "ins" (only typed)."""
    old, new = text_of(stored), text_of(typed)
    stored_parts, typed_parts = [], []
    for kind, before, after in changes(old, new):
        if before:
            stored_parts.append((kind or "del", before))
        if after:
            typed_parts.append((kind or "ins", after))
    return {"stored": stored_parts, "typed": typed_parts}


def changes(old, new):
    """[("same" or None, part of the old text, part of the new)], in the words that differ.

    By words where that is affordable, else by lines, else in one piece: two long texts of few different words would
    keep a worker busy for minutes.
    """
    for pattern in (r"\s+|\S+", r"[^\n]*\n|[^\n]+"):
        before, after = re.findall(pattern, old), re.findall(pattern, new)
        first = shared_at_head(before, after)
        last = shared_at_head(before[first:][::-1], after[first:][::-1])
        head, tail = before[:first], before[len(before) - last :]
        before, after = before[first : len(before) - last], after[first : len(after) - last]
        if pairs_of(before, after) <= MOST_PAIRS:
            codes = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
            break
    else:
        codes = [("replace", 0, len(before), 0, len(after))]
    middle = [
        ("same" if tag == "equal" else None, "".join(before[i1:i2]), "".join(after[j1:j2]))
        for tag, i1, i2, j1, j2 in codes
    ]
    ends = [[("same", text, text)] if (text := "".join(part)) else [] for part in (head, tail)]
    return [*ends[0], *middle, *ends[1]]


def shared_at_head(before, after):
    """How many of their first pieces two lists have in common."""
    number = 0
    for one, other in zip(before, after, strict=False):
        if one != other:
            break
        number += 1
    return number


def pairs_of(before, after):
    """How many pairs of equal pieces there are: the matcher looks at each once for every block it finds."""
    counted = Counter(after)
    return sum(counted[piece] for piece in before)


def text_of(value):
    if isinstance(value, list | tuple | set):
        return _(", ").join(sorted(map(str, value)))
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def sent_again(request):
    """[(name, value)] of what was typed, for the hidden fields of a preview."""
    apart = {"csrfmiddlewaretoken", "idempotency_key", "confirm", "change"}
    return [(name, value) for name, values in request.POST.lists() if name not in apart for value in values]
