"""What a plan still lacks before it can be submitted: the list its drafters see, and the rule the server enforces."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from hoaip.templatetags.ui import plain_digits

# Without these an activity is not ready: who does what, when, and how one knows that it is done.
NEEDED = ("title", "lead", "from", "until", "indicator")


class Missing(NamedTuple):
    """Something that is missing: of the plan (`key` None) or of the objective or activity of that key."""

    key: str | None
    number: str
    field: str
    sentence: str


def missing_in(content):
    """Everything a text lacks, in its own order; empty when it can be submitted."""
    found = []
    if not content["summary"].strip():
        found.append(Missing(None, "", "summary", _("The summary says in a few sentences what the plan is for.")))
    for end, sentence in (
        ("from", _("The plan names its first month.")),
        ("until", _("The plan names its last month.")),
    ):
        if not content[end]:
            found.append(Missing(None, "", end, sentence))
    if not content["objectives"]:
        found.append(Missing(None, "", "objectives", _("A plan has one objective at least.")))
    for objective in content["objectives"]:
        found += _missing_in_objective(objective)
    return found


def _missing_in_objective(objective):
    key, number = objective["key"], objective["number"]
    shown = plain_digits(number)
    if not objective["title"].strip():
        yield Missing(key, number, "title", _("Objective %(number)s has no title.") % {"number": shown})
    if not objective["activities"]:
        yield Missing(key, number, "activities", _("Objective %(number)s has no activity.") % {"number": shown})
    for activity in objective["activities"]:
        for field in NEEDED:
            if not activity[field]:
                sentence = SENTENCES[field]() % {"number": plain_digits(activity["number"])}
                yield Missing(activity["key"], activity["number"], field, sentence)


SENTENCES = {
    "title": lambda: _("Activity %(number)s has no title."),
    "lead": lambda: _("Activity %(number)s names nobody who leads it."),
    "from": lambda: _("Activity %(number)s has no first month."),
    "until": lambda: _("Activity %(number)s has no last month."),
    "indicator": lambda: _("Activity %(number)s has no indicator: how will one know that it was done?"),
}


class Section(NamedTuple):
    """A part of the list that leads to submission: the plan itself (`key` None) or an objective with its activities."""

    key: str | None
    number: str
    title: str
    missing: list
    is_begun: bool

    @property
    def is_complete(self):
        return not self.missing


def sections_of(content):
    """[Section]: the plan itself, then each objective, each with what it lacks."""
    missing = missing_in(content)
    begun = bool(content["summary"].strip() or content["from"] or content["until"])
    found = [Section(None, "", "", [each for each in missing if each.key is None], begun)]
    for objective in content["objectives"]:
        number = objective["number"]
        own = [each for each in missing if each.number.split(".")[0] == number]
        begun = bool(objective["title"].strip() or any(each["title"].strip() for each in objective["activities"]))
        found.append(Section(objective["key"], number, objective["title"], own, begun))
    return found
