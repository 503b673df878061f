"""Table 1 and the person's own CBMs as panels on the home page. Each tag says how many queries it asks."""

from django import template
from django.template.loader import render_to_string
from django.utils.translation import gettext

from cbms.models import Cbm
from cbms.table import PARTICIPATING, known_table
from hoaip.grants import can, holdings
from hoaip.language import ENGLISH, page_language
from hoaip.permissions import CBM_ROLES, Permission, Role
from hoaip.public_cache import facts
from hoaip.templatetags.ui import number

register = template.Library()

# Small counts are written out in English, as a newspaper would; elsewhere and above twenty they stay digits.
WORDS = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]


@register.simple_tag(takes_context=True)
def table_today(context, day):
    """{% table_today request.today as table %}: Table 1 of the process on a day. Four queries, once a version."""
    return known_table(context["request"], day)[1]


@register.simple_tag(takes_context=True)
def table_rows(context, table, linked=False, brief=False):
    """{% table_rows table linked=True %}: its three tables as HTML, the same for every reader of a language."""
    return facts.get(
        context["request"],
        ("table rows", table.day, linked, brief),
        lambda: render_to_string("cbms/_table.html", {"table": table, "linked": linked, "brief": brief}),
    )


@register.simple_tag
def home_sentence(table):
    """{% home_sentence table %}: how many countries and measures there are on that day, and what is kept of them."""
    countries, measures = in_words(table.counts[PARTICIPATING]), in_words(len(table.columns))
    return gettext(
        "%(countries)s countries of the region, %(measures)s confidence building measures, and one record of who "
        "leads, who takes part and what was agreed."
    ) % {"countries": countries[:1].upper() + countries[1:], "measures": measures}


def in_words(count):
    return WORDS[count] if page_language() == ENGLISH and count < len(WORDS) else number(count)


@register.inclusion_tag("cbms/_measures_of.html", takes_context=True)
def measures_of(context, user):
    """{% measures_of request.user %}: the CBMs in which this person has a part today, and what they may begin there.

    One query beside the person's holdings.
    """
    held = holdings(user)
    measures = [
        {
            "cbm": cbm,
            "roles": [Role(role).label for role in CBM_ROLES if role in held.on(cbm)],
            "may_plan": can(user, Permission.PLAN_MEETING, cbm),
        }
        for cbm in Cbm.objects.filter(pk__in=held.ids("cbms.cbm", CBM_ROLES)).order_by("position")
    ]
    return {"request": context.get("request"), "measures": measures, "may_plan": can(user, Permission.PLAN_MEETING)}
