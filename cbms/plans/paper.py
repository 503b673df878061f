"""A plan as it is put on paper: its text with names and months in words, its version, its mark and its seals."""

from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from cbms.circle import called
from cbms.models import Plan
from cbms.plans.content import activities_of
from cbms.plans.texts import text_for
from cbms.plans.words import reads_internal_words, state_words
from hoaip.calendar import GREGORIAN, SOLAR, parse_period, period_text
from hoaip.language import TONGUES, page_language
from hoaip.models import Stakeholder
from hoaip.templatetags.ui import plain_digits


class Line(NamedTuple):
    """An activity in words; `facts` are (what, text) of what it says of lead, partners, place, money and measure."""

    number: str
    title: str
    text: str
    period: str
    lead: str
    partners: str
    facts: tuple


@dataclass(frozen=True, slots=True)
class Paper:
    """What print, PDF and Word show. `mark` is "" for an adopted plan alone; `tongue` is that of the text itself."""

    plan: Plan
    title: str
    content: dict
    version_words: str
    mark: str
    state_words: str
    period: str
    objectives: tuple
    adoptions: tuple
    tongue: dict

    @property
    def name(self):
        """Of a file, without its ending: hoaip-dm-plan-1-v3."""
        return f"hoaip-{self.plan.cbm.code}-plan-{self.plan.number}"


def paper_of(plan, person):
    """The Paper of a plan for a reader, in the language of the page. Seven statements at most, whatever its length."""
    text, language = text_for(plan, person), page_language()
    content = text.content
    adoptions = tuple(plan.events.filter(kind="adopted").order_by("on", "pk").select_related("document"))
    return Paper(
        plan=plan,
        title=title_in(content["title"], language),
        content=content,
        version_words=version_words(plan, text.version),
        mark=_("DRAFT") if plan.state not in ("adopted", "superseded") else "",
        state_words=str(state_words(plan.state, internal=reads_internal_words(person))),
        period=months(content["from"], content["until"]),
        objectives=tuple(lines_of(content, names_in(content, language))),
        adoptions=adoptions,
        tongue=TONGUES[content["language"]],
    )


def title_in(titles, language):
    """The title that stands in a text, in the language of the page, else in English, Dari or Pashto."""
    columns = (TONGUES[language]["column"], *(tongue["column"] for tongue in TONGUES.values()))
    return next((titles[column] for column in columns if titles[column]), "")


def version_words(plan, version):
    """ "Version 3", or "Draft after version 2" of a text that is written on."""
    if version is not None:
        return _("Version %(number)s") % {"number": plain_digits(version.number)}
    number = plan.versions.order_by("-number").values_list("number", flat=True).first()
    return (
        _("Not submitted yet")
        if number is None
        else _("Draft after version %(number)s") % {"number": plain_digits(number)}
    )


def names_in(content, language):
    """{slug: what the stakeholder is called on this page} of everybody who carries out an activity."""
    slugs = {slug for row in activities_of(content) for slug in (row["lead"], *row["partners"]) if slug}
    return {row.slug: called(row, language) for row in Stakeholder.objects.filter(slug__in=slugs)}


def lines_of(content, names):
    """(objective, its Lines) of a text."""
    for objective in content["objectives"]:
        yield objective, tuple(_line(activity, names) for activity in objective["activities"])


def _line(activity, names):
    lead = names.get(activity["lead"], activity["lead"])
    partners = _(", ").join(names.get(slug, slug) for slug in activity["partners"])
    facts = (
        (_("Place"), activity["place"]),
        (_("Funding"), activity["funding"]),
        (_("Indicator"), activity["indicator"]),
        (_("Expected result"), activity["expected_result"]),
    )
    return Line(
        number=plain_digits(activity["number"]),
        title=activity["title"],
        text=activity["text"],
        period=months(activity["from"], activity["until"]),
        lead=lead,
        partners=partners,
        facts=tuple((what, text) for what, text in facts if text),
    )


def months(first, last):
    """Two months in words, in the calendar in which they were written: "January–June 2026"; "" without any."""
    if not (first or last):
        return ""
    written = first or last
    starts_on, ends_on = parse_period(written, "month")[0], parse_period(last or first, "month")[1]
    calendar = SOLAR if int(written[:4]) < 1500 else GREGORIAN
    words = period_text(starts_on, ends_on, "month", page_language(), calendar=calendar, fixed=True)
    if not last:
        return _("from %(month)s") % {"month": words}
    return words if first else _("until %(month)s") % {"month": words}
