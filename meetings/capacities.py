"""In which capacity a stakeholder comes to a meeting: the one answer for its form, its rows and its import."""

from cbms.models import RoleAssignment
from hoaip.models import Membership

# A stakeholder with roles in two CBMs of a joint meeting comes in the higher one.
RANK = ("lead", "co_lead", "participating", "supporting", "observer")


def capacities(cbms, process, day):
    """{stakeholder id: capacity} of a day: by role in these CBMs, or without any by membership of the process."""
    if cbms:
        rows = RoleAssignment.objects.as_of(day).filter(cbm__in=cbms).values_list("stakeholder_id", "role")
    else:
        rows = [
            (pk, "supporting" if category == "organization" else category)
            for pk, category in Membership.objects.as_of(day)
            .filter(process=process)
            .values_list("stakeholder_id", "category")
        ]
    found = {}
    for pk, role in rows:
        if pk not in found or RANK.index(role) < RANK.index(found[pk]):
            found[pk] = role
    return found
