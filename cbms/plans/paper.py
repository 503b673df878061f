"""A plan as it is put on paper: its text with names and months in words, its version, its mark and its seals."""

from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from cbms.circle import called
from cbms.models import Plan
from cbms.plans.content import activities_of, content_of
from hoaip.calendar import GREGORIAN, SOLAR, parse_period, period_text
from hoaip.language import TONGUES, localized, page_language
from hoaip.models import Stakeholder


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


def text_of(plan):
    """The text of a plan as its readers have it: adopted, the version that was; else as it stands."""
    return plan.adopted_version.content if plan.adopted_version_id else content_of(plan)


def paper_of(plan):
    """The Paper of a plan, in the language of the page. Seven statements at most, whatever its length."""
    content, language = text_of(plan), page_language()
    adoptions = tuple(plan.events.filter(kind="adopted").order_by("on", "pk").select_related("document"))
    return Paper(
        plan=plan,
        title=localized(plan, "title")[0],
        content=content,
        version_words=version_words(plan),
        mark=_("DRAFT") if plan.state not in ("adopted", "superseded") else "",
        state_words=str(plan.get_state_display()),
        period=months(content["from"], content["until"]),
        objectives=tuple(lines_of(content, names_in(content, language))),
        adoptions=adoptions,
        tongue=TONGUES[content["language"]],
    )


def version_words(plan):
    """ "Version 3", or "Draft after version 2" while it is written on."""
    if plan.adopted_version_id:
        return _("Version %(number)s") % {"number": plan.adopted_version.number}
    number = plan.versions.order_by("-number").values_list("number", flat=True).first()
    if number is None:
        return _("Not submitted yet")
    words = _("Draft after version %(number)s") if plan.is_writable else _("Version %(number)s")
    return words % {"number": number}


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
        number=activity["number"],
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
