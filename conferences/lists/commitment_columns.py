"""What stands in a row of the register of commitments, on the screen and in a file."""

from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from conferences.commitments.sources import source_key, source_kind
from conferences.commitments.words import StateWords, number_words, owner_names, rule_of, shown_state
from conferences.due import due_html
from conferences.models.initiatives import Pillar, Theme
from conferences.models.standing import RUNGS
from hoaip.language import page_language
from hoaip.lists import Cell, Column, days, named
from hoaip.protocol import together
from hoaip.reader import calendar_of_reader
from hoaip.templatetags.ui import localized as marked
from meetings.forms.outcomes import due_text


def commitment_columns(page):
    """Number, words, owners, CBMs, source, day and state; the ministry's own columns behind them. `page`: the list."""
    language, today, calendar = page_language(), page.request.today, calendar_of_reader(page.request)
    # One address is resolved, the others differ by their uid alone.
    before, after = reverse("commitments:commitment_detail", kwargs={"uid": UUID(int=0)}).split(str(UUID(int=0)))
    origin = settings.PUBLIC_ORIGIN
    words = StateWords(rule_of(page.request).labels)
    rungs = {rung.value: str(rung.label) for rung in RUNGS}

    def linked(row):
        link = format_html('<a href="{}{}{}">{}</a>', before, row.uid, after, marked(row, "title"))
        said = format_html('{} <span class="note">{}</span>', link, number_words(row))
        return format_html("{} {}", tick(row), said) if page.may_keep else said

    def owners(row):
        names = together(owner_names(row, language))
        return format_html("<bdi>{}</bdi>", names or (_("a goal without an owner") if row.is_goal else ""))

    def owner_codes(row):
        return "; ".join(sorted(each.code for each in row.owners.all()))

    def group(row):
        return str(row.get_collective_display()) if row.collective else ""

    def codes(row):
        return "; ".join(sorted(each.code.upper() for each in row.cbms.all()))

    def source(row):
        seen = page.sources.seen(row)
        if not seen.name:
            return format_html('<span class="note">{}</span>', seen.word)
        return format_html('<a class="quiet" href="{}"><bdi>{}</bdi></a>', seen.address, seen.name)

    def named_source(row):
        return source_key(row) if page.sources.seen(row).name else source_kind(row)

    def code(row):
        return str(row.state) if page.reads_inside(row) else shown_state(row.state)

    def said(row):
        return words.of(row, internal=page.reads_inside(row))

    def state(row):
        marks = [said(row)]
        if page.internal:
            marks.append(format_html('<span class="note">{}</span>', rungs[row.rung]))
        if page.reads_inside(row):
            if row.is_overdue(today):
                marks.append(_("overdue"))
            if getattr(row, "has_question", False) and page.internal:
                marks.append(_("disputed or to be corrected"))
        return format_html_join("", "{}<br>", ((mark,) for mark in marks))

    def address(row):
        return f"{origin}{before}{row.uid}{after}"

    def number(row):
        return row.number or ""

    found = [
        Column(
            _("Commitment"),
            linked,
            (
                Cell("number", _("Number"), number, is_safe=True),
                Cell("address", _("Address"), address, is_safe=True),
                Cell("title_en", _("Commitment (English)"), lambda row: row.title_en),
                Cell("title_fa", _("Commitment (Dari)"), lambda row: row.title_fa),
                Cell("title_ps", _("Commitment (Pashto)"), lambda row: row.title_ps),
                Cell("measure", _("What shows that it is done"), lambda row: row.measure),
            ),
        ),
        Column(
            _("Undertaken by"),
            owners,
            (
                Cell("owners", _("Owners"), owner_codes, is_safe=True),
                Cell("collective", _("Undertaken together"), lambda row: row.collective, group, is_safe=True),
            ),
        ),
        Column(
            _("CBM"),
            lambda row: format_html("<bdi>{}</bdi>", codes(row)),
            (Cell("cbms", _("CBMs"), codes, is_safe=True),),
        ),
        Column(
            _("Made in"),
            source,
            (
                Cell("source", _("Source"), named_source, is_safe=True),
                Cell("source_name", _("Name of the source"), lambda row: page.sources.seen(row).name),
            ),
        ),
        Column(
            _("Due"),
            lambda row: due_html(row, calendar),
            (Cell("due", _("Due"), due_text, is_safe=True), *days("last_day", _("Last day"), lambda row: row.due_on)),
        ),
        Column(_("Status"), state, (Cell("state", _("Status"), code, said, is_safe=True),)),
        Column("", None, named("pillar", _("Pillar"), lambda row: row.pillar, Pillar.choices).cells),
        Column("", None, named("theme", _("Theme"), lambda row: row.theme, Theme.choices).cells),
    ]
    if page.internal:
        found.append(inner_column(today, rungs))
    return found


def tick(row):
    """A box to choose the row for a change to many; it belongs to the form below the list."""
    box = format_html('<input type="checkbox" name="row" form="many" value="{}">', row.uid)
    return format_html('<label>{}<span class="hidden-text">{}</span></label>', box, row.title_en)


def inner_column(today, rungs):
    """Who can see it, and whether it is overdue: the ministry's, on the screen beside the state."""
    names = {rung.value: rung.name.lower() for rung in RUNGS}
    return Column(
        "",
        None,
        (
            Cell("rung", _("Who can see it"), lambda row: names[row.rung], lambda row: rungs[row.rung], is_safe=True),
            Cell("overdue", _("Overdue"), lambda row: "yes" if row.is_overdue(today) else "", is_safe=True),
        ),
    )
