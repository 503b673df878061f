"""Plans on other pages, and the small things a plan's own pages are made of."""

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cbms.plans.compare import ADDED, CHANGED, MOVED, REMOVED
from cbms.plans.parts import NAMES
from cbms.plans.shown import words_of
from cbms.plans.standing import plans_standing, status_of
from cbms.plans.texts import BASE, DRAFT
from cbms.plans.words import reads_internal_words
from hoaip.calendar import today_in_kabul
from hoaip.decorators import reader
from hoaip.grants import can
from hoaip.permissions import Permission
from hoaip.templatetags.shapes import pill
from hoaip.templatetags.ui import dual_date, plain_digits, request_of

register = template.Library()


@register.simple_tag
def written_in(shown):
    """{% written_in shown %}: ` lang="fa-AF" dir="rtl"` for a text in another language than the page's."""
    return format_html(' lang="{}" dir="{}"', shown.tag, shown.dir) if shown.tag else ""


@register.simple_tag
def months(when):
    """{% months activity.when %}: from and until in both calendars, the reader's first."""
    first, second = when
    if not first:
        return ""
    return format_html(
        '<span class="date"><bdi>{}</bdi>{}</span>', first, format_html(" <bdi>{}</bdi>", second) if second else ""
    )


@register.simple_tag
def plan_step_url(plan, name):
    """{% plan_step_url plan "submit" %}: the page of a step."""
    return reverse(f"plans:plan_{name}", kwargs={"uid": plan.uid})


@register.simple_tag(takes_context=True)
def text_words(context, text):
    """{% text_words text %}: "Version 2, 3 May 2026", "the draft", "the plan in force"."""
    if text.name == DRAFT:
        return gettext("The draft as it stands")
    if text.name == BASE:
        return gettext("The plan it amends")
    day = dual_date(context, today_in_kabul(text.version.submitted_at), plain=True)
    return gettext("Version %(number)s, %(day)s") % {"number": plain_digits(text.version.number), "day": day}


STATUSES = {
    ADDED: ("met", _("added")),
    REMOVED: ("risk", _("taken out")),
    MOVED: ("plain", _("moved")),
    CHANGED: ("track", _("changed")),
}


@register.simple_tag
def status_words(part):
    """{% status_words objective %}: "added", "taken out", "moved", "changed"."""
    return STATUSES[part.status][1]


@register.simple_tag
def status_pill(part):
    """{% status_pill activity %}: what became of a part, as a pill."""
    return pill(*STATUSES[part.status])


@register.simple_tag(takes_context=True)
def field_changes(context, fields, is_one_sided=False):
    """{% field_changes activity.fields activity.is_one_sided %}: fields that differ, side by side or in one text.

    Of a part that stands in one text alone its values, without the title above. The page has `view`, `before`, `after`.
    Written without a template: two texts of a long plan differ in thousands of fields.
    """
    in_one = is_one_sided or context.get("view") == "inline"
    old, new = written_in(context["before"]), written_in(context["after"])
    words = {"before": gettext("before"), "after": gettext("after"), "comma": gettext(", ")}
    found = []
    for change in fields:
        label = words_of(change.field)
        if not in_one:
            before = _side(f"{label}{words['comma']}{words['before']}", change, old, change.old)
            after = _side(f"{label}{words['comma']}{words['after']}", change, new, change.new)
            found.append(format_html('<div class="comparison comparison-close">{}{}</div>', before, after))
        elif not is_one_sided or change.field != "title":
            found.append(_side(label, change, new, change.inline))
    return format_html_join("", "{}", ((each,) for each in found))


def _side(label, change, tongue, parts):
    return format_html(
        '<div><p class="overline">{}</p>\n<p class="prewrap"{}>{}</p></div>\n',
        label,
        tongue if change.is_text else "",
        pieces(parts),
    )


def pieces(parts):
    """Words with what differs marked as taken out or put in; a dash for nothing."""
    tags = {"del": "<del>{}</del>", "ins": "<ins>{}</ins>"}
    if not parts:
        return "–"
    return format_html_join(
        "", "{}", ((format_html(tags[kind], words) if kind in tags else words,) for kind, words in parts)
    )


@register.simple_tag(takes_context=True)
def missing_address(context, plan, missing):
    """{% missing_address plan missing %}: the field of the form in which something is missing."""
    edit = reverse("plans:plan_edit", kwargs={"uid": plan.uid})
    name = NAMES.get(missing.field, missing.field)
    places = context.get("places") or {}
    if missing.key is None:
        return f"{edit}#{'parts' if missing.field == 'objectives' else f'id_{name}'}"
    place = places.get(missing.key)
    if place is None:
        return f"{edit}#parts"
    return f"{edit}#part-{place}" if missing.field == "activities" else f"{edit}#id_parts-{place}-{name}"


@register.inclusion_tag("cbms/_plan_of.html", takes_context=True)
def plan_of(context, cbm, as_of):
    """{% plan_of cbm as_of %}: the plan of a CBM on a day, and what may be done. No query: the CBM was read with it."""
    request = request_of(context)
    person, today = reader(request), as_of == request.today
    status = status_of(cbm, as_of, internal=reads_internal_words(person), is_today=today)
    return {
        "request": request,
        "cbm": cbm,
        "status": status,
        "may_start": today and not status.under_way and can(person, Permission.DRAFT_PLAN, cbm),
    }


@register.inclusion_tag("cbms/_plans_on.html", takes_context=True)
def plans_on(context, table):
    """{% plans_on table %}: the plans of all CBMs of Table 1 on its day. One query."""
    request = request_of(context)
    person = reader(request)
    found = plans_standing(person)
    internal, today = reads_internal_words(person), table.day == request.today
    rows = [
        (column, status_of(found.get(column.pk, ()), table.day, internal=internal, is_today=today))
        for column in table.columns
    ]
    return {"request": request, "rows": rows, "internal": internal}
