"""Roles and Table 1 as they are shown. No queries here."""

from functools import lru_cache

from django import template
from django.utils.html import format_html_join
from django.utils.translation import gettext, ngettext

from cbms import circle
from cbms.table import NONE, ORGANIZATION, PARTICIPATING, SUPPORTING
from hoaip.language import TONGUES, localized, page_language
from hoaip.protocol import together
from hoaip.templatetags.shapes import role_cell
from hoaip.templatetags.ui import number

register = template.Library()

MOST_NAMES = 9


@lru_cache(maxsize=512)
def _cells(cells, changed, _language):
    return format_html_join("", "{}", ((role_cell(*each),) for each in zip(cells, changed, strict=True)))


@register.simple_tag
def role_cells(line):
    """{% role_cells line %}: the cells of one row of Table 1, drawn once per pattern and language."""
    return _cells(line.cells, line.changed, page_language())


def counted(words, count):
    return words % {"count": number(count)}


@register.simple_tag
def stakeholder_words(counts):
    """{% stakeholder_words table.counts %}: "14 participating countries, 16 supporting countries, 12 organizations"."""
    parts = [
        counted(
            ngettext("%(count)s participating country", "%(count)s participating countries", counts[PARTICIPATING]),
            counts[PARTICIPATING],
        ),
        counted(
            ngettext("%(count)s supporting country", "%(count)s supporting countries", counts[SUPPORTING]),
            counts[SUPPORTING],
        ),
        counted(
            ngettext("%(count)s supporting organization", "%(count)s supporting organizations", counts[ORGANIZATION]),
            counts[ORGANIZATION],
        ),
    ]
    if counts.get(NONE):
        parts.append(
            counted(ngettext("%(count)s other with a role", "%(count)s others with a role", counts[NONE]), counts[NONE])
        )
    return gettext(", ").join(parts)


@register.simple_tag
def party_names(parties):
    """{% party_names table.changes %}: names while they can be read in one breath, else how many."""
    if len(parties) > MOST_NAMES:
        return counted(ngettext("%(count)s stakeholder", "%(count)s stakeholders", len(parties)), len(parties))
    return gettext(", ").join(party.acronym or party.name for party in parties)


@register.simple_tag
def begun_words(rows, day):
    """{% begun_words rows day %}: what was decided on a day: "DM: Poland", "22 roles in 6 CBMs"."""
    parts, roles, columns = [], 0, []
    for column, count, party in rows.begun_on(day):
        if column is None:
            parts.append(
                gettext("%(name)s joins") % {"name": party.acronym or party.name}
                if count == 1
                else counted(ngettext("%(count)s membership", "%(count)s memberships", count), count)
            )
        else:
            roles, only = roles + count, party
            columns.append(column)
    if len(columns) == 1:
        words = (
            (only.acronym or only.name)
            if roles == 1
            else counted(ngettext("%(count)s role", "%(count)s roles", roles), roles)
        )
        parts.append(gettext("%(cbm)s: %(what)s") % {"cbm": columns[0].short, "what": words})
    elif columns:
        parts.append(
            gettext("%(roles)s in %(cbms)s CBMs")
            % {
                "roles": counted(ngettext("%(count)s role", "%(count)s roles", roles), roles),
                "cbms": number(len(columns)),
            }
        )
    return gettext(", ").join(parts) or gettext("A role ends")


@register.simple_tag
def called(stakeholder):
    """{% called role.stakeholder %}: an organization by its acronym, a country by its short name."""
    return circle.called(stakeholder)


@register.simple_tag
def lead_sentence(leads):
    """{% lead_sentence leads %}: "Led by Kazakhstan and Pakistan", for one, two or three equal leads."""
    return gettext("Led by %(names)s") % {"names": together([circle.called(role.stakeholder) for role in leads])}


@register.simple_tag
def objectives_of(cbm):
    """{% objectives_of cbm as objectives %}: `.lines`; `.tongue`, `.dir` where they are borrowed."""
    text, code = localized(cbm, "objectives")
    borrowed = code != page_language()
    return {
        "lines": [line.strip() for line in text.splitlines() if line.strip()],
        "tongue": TONGUES[code]["tag"] if borrowed else "",
        "dir": TONGUES[code]["dir"],
    }
