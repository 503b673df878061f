"""A plan as a Word document."""

from django.utils.translation import gettext as _

from hoaip.calendar import day_text
from hoaip.language import page_language
from hoaip.paper.word import page_is_right_to_left, paragraph, paragraphs, table, word_of

# Number, activity, who, when.
WIDTHS = (800, 5200, 2200, 1700)


def word_of_plan(paper):
    """An open file with the document, at its beginning."""
    return word_of(document(paper), running_head=f"{paper.title} · {status_of(paper)}")


def document(paper):
    """The text, piece by piece. What the portal says is in the page's language, the text itself in its own."""
    own, text = page_is_right_to_left(), paper.tongue["dir"] == "rtl"
    yield paragraph(paper.title, style="Title", rtl=text)
    yield paragraph(status_of(paper), rtl=own, bold=bool(paper.mark))
    if paper.period:
        yield paragraph(_("Period: %(period)s") % {"period": paper.period}, rtl=own)
    for event in paper.adoptions:
        words = _("Adopted: %(body)s, %(day)s") % {
            "body": event.get_body_display(),
            "day": day_text(event.on, page_language()),
        }
        if event.is_disputed:
            words = _("%(adopted)s (sources disagree)") % {"adopted": words}
        yield paragraph(words, rtl=own)
        yield paragraph(event.seal, style="Small", rtl=False)
    yield from paragraphs(paper.content["summary"], rtl=text)
    for objective, lines in paper.objectives:
        yield paragraph(f"{objective['number']}. {objective['title']}", style="Heading1", rtl=text)
        yield from paragraphs(objective["text"], rtl=text)
        if lines:
            yield from table(rows_of(lines, own=own, text=text), widths=WIDTHS, rtl=own)


def rows_of(lines, *, own, text):
    """The head, and a row for each activity of an objective."""
    yield [
        paragraph(head, style="Small", rtl=own) for head in (_("No."), _("Activity"), _("Lead, partners"), _("When"))
    ]
    for line in lines:
        what = [paragraph(line.title, bold=True, rtl=text)]
        what += paragraphs(line.text, style="Small", rtl=text)
        what += [paragraph(f"{about}: {said}", style="Small", rtl=own) for about, said in line.facts]
        who = [paragraph(line.lead, rtl=own)]
        if line.partners:
            who.append(paragraph(line.partners, style="Small", rtl=own))
        yield [paragraph(line.number, rtl=own), "".join(what), "".join(who), paragraph(line.period, rtl=own)]


def status_of(paper):
    """ "DRAFT · Version 2 · cleared"; adopted, without the mark."""
    return " · ".join(part for part in (paper.mark, paper.version_words, paper.state_words) if part)
