"""What a filter by states and organizations offers: those that lead to something."""

from typing import NamedTuple

from hoaip.language import localized, page_language
from hoaip.models import Stakeholder
from hoaip.widgets import Options


class Offered(NamedTuple):
    """`leading`: the choices under which everybody finds something; `everybody`: every choice. Both by slug."""

    leading: Options
    everybody: Options


def offered(leads, **kept):
    """The Offered among the stakeholders `kept`, in protocol order of the page's language. One query.

    `leads` is an expression on a stakeholder, empty where its choice would show nobody anything. It may tell of what
    everybody sees alone: a choice that only some readers find something under would say that this is there.
    """
    rows = Stakeholder.objects.filter(**kept).in_protocol_order(page_language()).annotate(leads=leads)
    found = [
        (row.slug, localized(row, "name")[0], row.leads) for row in rows.only("slug", "name_en", "name_fa", "name_ps")
    ]
    return Offered(
        Options((slug, name) for slug, name, leads in found if leads),
        Options((slug, name) for slug, name, _leads in found),
    )
