"""The yearly target in words: for the ministry what the rule says, for the public only what was held and comes next."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from hoaip.calendar import calendar_of, day_text, digits, year_of
from hoaip.language import page_language
from meetings.compliance import ACTIVE, Verdict

COUNTS = (
    pgettext_lazy("so many meetings", "none"),
    pgettext_lazy("so many meetings", "one"),
    pgettext_lazy("so many meetings", "two"),
    pgettext_lazy("so many meetings", "three"),
    pgettext_lazy("so many meetings", "four"),
    pgettext_lazy("so many meetings", "five"),
    pgettext_lazy("so many meetings", "six"),
    pgettext_lazy("so many meetings", "seven"),
    pgettext_lazy("so many meetings", "eight"),
    pgettext_lazy("so many meetings", "nine"),
    pgettext_lazy("so many meetings", "ten"),
    pgettext_lazy("so many meetings", "eleven"),
    pgettext_lazy("so many meetings", "twelve"),
)
ORDINALS = (
    pgettext_lazy("a meeting of a year", "first"),
    pgettext_lazy("a meeting of a year", "second"),
    pgettext_lazy("a meeting of a year", "third"),
    pgettext_lazy("a meeting of a year", "fourth"),
    pgettext_lazy("a meeting of a year", "fifth"),
    pgettext_lazy("a meeting of a year", "sixth"),
    pgettext_lazy("a meeting of a year", "seventh"),
    pgettext_lazy("a meeting of a year", "eighth"),
    pgettext_lazy("a meeting of a year", "ninth"),
    pgettext_lazy("a meeting of a year", "tenth"),
    pgettext_lazy("a meeting of a year", "eleventh"),
    pgettext_lazy("a meeting of a year", "twelfth"),
)


def count_word(number):
    """2 as "two"; beyond twelve the digits."""
    return str(COUNTS[number]) if number < len(COUNTS) else digits(number, page_language())


def ordinal_word(number):
    """2 as "second"."""
    return str(ORDINALS[number - 1]) if number <= len(ORDINALS) else digits(number, page_language())


def short_day(day, year, calendar):
    """A day without its year when that is the year spoken of: "11 November"; `calendar` is the reader's."""
    text = day_text(day, page_language(), calendar)
    if calendar == calendar_of(year) and year_of(day, calendar) == year:
        return text.removesuffix(f" {digits(year, page_language())}")
    return text


def ministry_sentence(row, year, *, as_of, calendar):
    """ "One of two held in 2026; the second needs its invitation by 11 November." `row` as reviewed, `year` a range."""
    words = {
        "held": count_word(row.held),
        "target": count_word(row.target),
        "planned": count_word(row.planned),
        "next": ordinal_word(row.held + row.planned + 1),
        "year": digits(year.year, page_language()),
    }
    if row.latest_invitation_on is not None:
        words["day"] = short_day(row.latest_invitation_on, year.year, calendar)
    return capitalized(_pattern(row, as_of) % words)


def _pattern(row, as_of):
    if row.verdict == Verdict.NOT_COUNTED:
        return {
            "suspended": _("its work is suspended: %(year)s is not counted."),
            "concluded": _("its work is concluded: %(year)s is not counted."),
        }.get(row.standing, _("it was not founded yet: %(year)s is not counted."))
    if row.target == 0:
        return _("no meeting is asked for in %(year)s, %(held)s held.")
    if row.held > row.target:
        return _("%(held)s held in %(year)s, where %(target)s were asked for.")
    if row.verdict == Verdict.MET:
        return _("%(held)s of %(target)s held in %(year)s; the target is met.")
    if row.verdict == Verdict.MISSED:
        return _("%(held)s of %(target)s held in %(year)s; the target was missed.")
    if row.missing == 0:
        return _("%(held)s of %(target)s held in %(year)s, %(planned)s planned; nothing is missing.")
    if row.latest_invitation_on < as_of:
        if row.planned:
            return _(
                "%(held)s of %(target)s held in %(year)s, %(planned)s planned; the %(next)s needed its invitation"
                " by %(day)s."
            )
        return _("%(held)s of %(target)s held in %(year)s; the %(next)s needed its invitation by %(day)s.")
    if row.planned:
        return _(
            "%(held)s of %(target)s held in %(year)s, %(planned)s planned; the %(next)s needs its invitation"
            " by %(day)s."
        )
    return _("%(held)s of %(target)s held in %(year)s; the %(next)s needs its invitation by %(day)s.")


def public_sentence(row, year):
    """ "One meeting held in 2026.": what happened, never what did not; nothing when there is nothing to tell."""
    if row.standing != ACTIVE:
        return _("Its work is suspended.") if row.standing == "suspended" else _("Its work is concluded.")
    if not row.held:
        return ""
    return capitalized(
        ngettext("%(held)s meeting held in %(year)s.", "%(held)s meetings held in %(year)s.", row.held)
        % {"held": count_word(row.held), "year": digits(year.year, page_language())}
    )


def tally_words(row):
    """ "1 of 2 held", short, for a cell."""
    language = page_language()
    words = {"held": digits(row.held, language), "target": digits(row.target, language)}
    if row.held > row.target:
        return _("%(held)s held, target %(target)s") % words
    return _("%(held)s of %(target)s held") % words


def days_words(day, today):
    """ "in 22 days", "today", "passed, 98 days ago"."""
    away = (day - today).days
    words = {"count": digits(abs(away), page_language())}
    if away == 0:
        return _("today")
    if away > 0:
        return ngettext("in %(count)s day", "in %(count)s days", away) % words
    return ngettext("passed, %(count)s day ago", "passed, %(count)s days ago", -away) % words


def capitalized(sentence):
    return sentence[:1].upper() + sentence[1:]
