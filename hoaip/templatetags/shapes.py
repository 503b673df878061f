"""Shapes as template tags: seats, pills, roles, icons, the region of a wide table. A builtin."""

from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from heroicons.templatetags.heroicons import heroicon_mini

from hoaip.language import page_language
from hoaip.templatetags.ui import number

register = template.Library()

# Keyed by what a verdict is called in the register, and by the shape's own short name.
PILLS = {
    "met": ("met", _("Met")),
    "on_track": ("track", _("On track")),
    "at_risk": ("risk", _("At risk")),
    "missed": ("missed", _("Missed")),
    "not_counted": ("plain", _("Not counted")),
    "sample": ("sample", _("sample")),
    "disputed": ("disputed", _("Sources differ")),
    "unconfirmed": ("unconfirmed", _("Unconfirmed")),
    "plain": ("plain", ""),
}
PILLS |= {"track": PILLS["on_track"], "risk": PILLS["at_risk"]}

ROLES = {
    "lead": ("lead", _("lead")),
    "co_lead": ("co-lead", _("co-lead")),
    "participating": ("participating", _("participating")),
    "supporting": ("supporting", _("supporting")),
}

SEAT_SIZES = {"": "seats", "tiny": "seats seats-tiny", "row": "seats seats-row", "table": "seats seats-table"}


def seats_words(held, planned, missing):
    """What a drawing of seats shows, in words: "1 held, 1 missing"."""
    parts = [
        text % {"count": number(count)}
        for count, text in (
            (held, gettext("%(count)s held")),
            (planned, gettext("%(count)s planned")),
            (missing, gettext("%(count)s missing")),
        )
        if count
    ]
    return gettext(", ").join(parts) or gettext("no seat")


@register.simple_tag
def seats(held=0, planned=0, missing=0, size="", label=None):
    """{% seats 1 0 1 "row" %}: seats held, planned and missing, any number; size "", tiny, row or table.

    It is read out as "1 held, 1 missing", or as `label`; `label=""` where the words stand beside it already.
    """
    kinds = ["held"] * int(held or 0) + ["planned"] * int(planned or 0) + ["missing"] * int(missing or 0)
    words = seats_words(held, planned, missing) if label is None else label
    drawn = format_html_join(
        "", '<svg class="seat seat-{}" viewBox="0 0 30 50" aria-hidden="true"><use href="#seat"/></svg>', zip(kinds)
    )
    if not words:
        return format_html('<span class="{}" aria-hidden="true">{}</span>', SEAT_SIZES[size], drawn)
    return format_html('<span class="{}" role="img" aria-label="{}">{}</span>', SEAT_SIZES[size], words, drawn)


@register.simple_tag
def pill(kind, text=""):
    """{% pill "risk" %} or {% pill "risk" "12 days late" %}: a word in an outline, with its kind's shape.

    Kinds: met, track, risk, missed, plain, sample, disputed, unconfirmed; verdicts (on_track, at_risk, not_counted)
    are understood too. Any other kind is plain and needs its text.
    """
    name, word = PILLS.get(str(kind), ("plain", ""))
    shown = text or word
    if not shown:
        raise template.TemplateSyntaxError(f"A pill of kind {kind!r} has no word of its own: give its text.")
    return format_html('<span class="pill{}">{}</span>', "" if name == "plain" else f" pill-{name}", shown)


def _role_svg(shape):
    return format_html(
        '<svg class="role role-{0}" viewBox="0 0 24 24" aria-hidden="true"><use href="#role-{0}"/></svg>', shape
    )


@register.simple_tag
def role_mark(role, words="hidden"):
    """{% role_mark "lead" %}: star, diamond, ring or bar, with its word for a screen reader.

    `words="shown"`: the word stands beside it; `words="none"`: the page says it already. No role gives nothing.
    """
    found = ROLES.get(str(role).replace("-", "_"))
    if found is None:
        return ""
    shape, word = found
    if words == "none":
        return _role_svg(shape)
    if words == "shown":
        return format_html("{} {}", _role_svg(shape), word)
    return format_html('{}<span class="hidden-text">{}</span>', _role_svg(shape), word)


@lru_cache(maxsize=64)
def _role_cell(role, changed, _language):
    found = ROLES.get(role)
    if found is None:
        word = gettext("no role, changed") if changed else gettext("no role")
        return format_html(
            '<td class="none{}"><span class="hidden-text">{}</span></td>', " changed" if changed else "", word
        )
    shape, word = found
    return format_html(
        '<td{}>{}<span class="hidden-text">{}</span></td>',
        format_html(' class="{}"', "changed") if changed else "",
        _role_svg(shape),
        gettext("%(role)s, new") % {"role": word} if changed else word,
    )


@register.simple_tag
def role_cell(role, changed=False):
    """{% role_cell role changed %}: one cell of Table 1, the whole `<td>`. An empty role is a quiet dot."""
    return _role_cell(str(role or ""), bool(changed), page_language())


@lru_cache(maxsize=256)
def _icon(name):
    return heroicon_mini(name, **{"class": "icon", "aria_hidden": "true"})


@register.simple_tag
def icon(name):
    """{% icon "calendar-days" %}: an icon of the heroicons package, inline. Its word always stands beside it."""
    return _icon(str(name))


@register.simple_block_tag
def region(content, label):
    """{% region "Meetings" %}<table class="table">…</table>{% endregion %}: what may be wider than a small screen.

    It scrolls by itself, can be reached by keyboard and is named for a screen reader.
    """
    return format_html('<div class="region" role="region" tabindex="0" aria-label="{}">{}</div>', label, content)
