"""A plan's text as a page shows it: names for slugs, months in words, and the words for its fields."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbms.plans.content import days_of
from hoaip.calendar import DayError, dual_period_text, parse_period, period_text
from hoaip.language import TONGUES, page_language

WORDS = {
    "title_en": gettext_lazy("title, English"),
    "title_fa": gettext_lazy("title, Dari"),
    "title_ps": gettext_lazy("title, Pashto"),
    "language": gettext_lazy("language"),
    "summary": gettext_lazy("summary"),
    "title": gettext_lazy("title"),
    "text": gettext_lazy("description"),
    "lead": gettext_lazy("lead"),
    "partners": gettext_lazy("partners"),
    "place": gettext_lazy("place"),
    "from": gettext_lazy("from month"),
    "until": gettext_lazy("until month"),
    "funding": gettext_lazy("funding"),
    "indicator": gettext_lazy("indicator"),
    "expected_result": gettext_lazy("expected result"),
}


def words_of(name):
    """What a field is called in the middle of a sentence."""
    return str(WORDS[name])


def sayer(parties, calendar="gregorian"):
    """A function `said(field, value)` for a comparison: stakeholders by name, months and languages in words."""
    language = page_language()

    def said(name, value):
        if not value:
            return ""
        if name == "lead":
            return parties.called(value)
        if name == "partners":
            return parties.listed(value)
        if name in ("from", "until"):
            return month_words(value, language, calendar)
        if name == "language":
            return TONGUES[value]["name"]
        return value

    return said


def month_words(text, language, calendar):
    """ "September 2026" of "2026-09"; what is no month stays as it is."""
    try:
        first, last = parse_period(text, "month")
    except DayError:
        return text
    return period_text(first, last, "month", language, calendar=calendar, fixed=True)


def span_words(part, calendar):
    """(the months from and until in the reader's calendar, and in the other one); "" where neither is given."""
    first, last = days_of(part)
    if first is None and last is None:
        return "", ""
    language = page_language()
    if first is None or last is None:
        shown = month_words(part["from"] or part["until"], language, calendar)
        return (_("from %(month)s") if first else _("until %(month)s")) % {"month": shown}, ""
    if last < first:
        return f"{month_words(part['from'], language, calendar)} – {month_words(part['until'], language, calendar)}", ""
    return dual_period_text(first, last, "month", language, calendar=calendar, fixed=True)


@dataclass(frozen=True)
class Bar:
    """An activity's months within those of its plan, in hundredths of the whole."""

    start: str
    width: str


def bar_of(part, whole):
    """The Bar of an activity in the days (first, last) of its plan; None where one of the four is missing."""
    first, last = days_of(part)
    if None in (first, last, *whole) or last < first or whole[1] <= whole[0]:
        return None
    days = (whole[1] - whole[0]).days + 1
    start = min(max((first - whole[0]).days, 0), days)
    end = min(max((last - whole[0]).days + 1, 0), days)
    if end <= start:
        return None
    return Bar(f"{100 * start / days:.1f}", f"{max(100 * (end - start) / days, 1):.1f}")


@dataclass(frozen=True)
class ShownActivity:
    """An activity with its names and months in words."""

    activity: dict
    lead: str
    partners: str
    when: tuple
    bar: Bar | None


@dataclass(frozen=True)
class ShownObjective:
    objective: dict
    activities: list


@dataclass(frozen=True)
class Written:
    """The language of a text: `tag` and `dir`, empty where it is the page's own."""

    tag: str
    dir: str


@dataclass(frozen=True)
class ShownText(Written):
    """A text ready for the page."""

    content: dict
    objectives: list
    when: tuple


def written(content):
    """The Written of a text."""
    if content["language"] == page_language():
        return Written("", "")
    tongue = TONGUES[content["language"]]
    return Written(tongue["tag"], tongue["dir"])


def shown_text(content, parties, calendar):
    """A text as ShownText, in the reader's calendar. No query."""
    whole = days_of(content)
    spans = {}

    def when(part):
        key = part["from"], part["until"]
        if key not in spans:
            spans[key] = span_words(part, calendar)
        return spans[key]

    objectives = [
        ShownObjective(
            objective,
            [
                ShownActivity(
                    each,
                    parties.called(each["lead"]) if each["lead"] else "",
                    parties.sentence(each["partners"]),
                    when(each),
                    bar_of(each, whole),
                )
                for each in objective["activities"]
            ],
        )
        for objective in content["objectives"]
    ]
    tongue = written(content)
    return ShownText(tongue.tag, tongue.dir, content, objectives, when(content))
