"""A brief as a Word document."""

from django.utils.translation import gettext as _

from conferences.brief.content import day
from hoaip.paper.word import WIDTH, page_is_right_to_left, paragraph, table, word_of


def word_of_brief(brief):
    """An open file with the document, at its beginning."""
    return word_of(document(brief), running_head=f"{brief.title} · {day(brief.as_of)}")


def document(brief):
    """The text, piece by piece, in the page's language."""
    own = page_is_right_to_left()
    yield paragraph(brief.title, style="Title", rtl=own)
    yield paragraph(days_words(brief), rtl=own)
    for section in brief.sections:
        yield paragraph(section.title, style="Heading1", rtl=own)
        for what, text in section.facts:
            yield paragraph(f"{what}: {text}", rtl=own)
        if section.rows:
            first = WIDTH // len(section.heads)
            yield from table(rows_of(section, own), widths=[first] * len(section.heads), rtl=own)
        if section.is_empty:
            yield paragraph(section.nothing, rtl=own)
        if section.note:
            yield paragraph(section.note, style="Small", rtl=own)


def rows_of(section, own):
    yield [paragraph(head, style="Small", rtl=own) for head in section.heads]
    for row in section.rows:
        yield [paragraph(cell, rtl=own) for cell in row]


def days_words(brief):
    """ "As of 30 November 2017, since 4 December 2016: 6th Ministerial Conference, Amritsar"."""
    words = _("As of %(as_of)s, since %(since)s") % {"as_of": day(brief.as_of), "since": day(brief.since)}
    return f"{words}: {brief.since_words}" if brief.since_words else words
