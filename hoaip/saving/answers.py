"""The two ways a form comes back: refused with what was typed, or stale with both texts."""

import difflib
import re

from django.core.exceptions import BadRequest
from django.shortcuts import render
from django.utils.translation import gettext as _

from hoaip.saving.typed import drop, keep_draft


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
    are not the row's columns. The page's hidden version is the stored one, so that saving again is a decision.
    """
    if stored is None:
        stored = {name: getattr(current, name, "") for name in form.fields if hasattr(current, name)}
    rows = []
    for name, before in stored.items():
        bound = form[name]
        if text_of(before) != text_of(bound.value()):
            rows.append({"label": bound.label or name, "name": name, **sides(before, bound.value())})
    everything = {"form": form, "object": current, "title": title, "conflicts": rows, "version": current.version}
    return render(request, template, everything | (context or {}), status=409)


def sides(stored, typed):
    """Both texts as lists of (kind, words): kind is "same", "del" (only stored) or "ins" (only typed)."""
    before, after = text_of(stored), text_of(typed)
    old, new = re.findall(r"\s+|\S+", before), re.findall(r"\s+|\S+", after)
    stored_parts, typed_parts = [], []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        kind = "same" if tag == "equal" else None
        if i2 > i1:
            stored_parts.append((kind or "del", "".join(old[i1:i2])))
        if j2 > j1:
            typed_parts.append((kind or "ins", "".join(new[j1:j2])))
    return {"stored": stored_parts, "typed": typed_parts}


def text_of(value):
    if isinstance(value, list | tuple | set):
        return ", ".join(sorted(map(str, value)))
    return "" if value is None else str(value).replace("\r\n", "\n").strip()
