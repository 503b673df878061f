"""What a stakeholder may ask for in a CBM, and before which meetings it may come."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cbms.models import RoleAssignment
from cbms.role_rules import held_on, name_of
from hoaip.models import Membership
from meetings.models import AHEAD, HAPPENED, Meeting

Role = RoleAssignment.CbmRole
Category = Membership.Category


def category_of(cbm, stakeholder, day):
    """The category of the stakeholder in the CBM's process on that day, or None without a membership."""
    rows = Membership.objects.as_of(day).filter(process=cbm.process_id, stakeholder=stakeholder)
    return rows.values_list("category", flat=True).first()


def roles_open_to(stakeholder, category):
    """The roles it may propose for itself (product section 3, rule 2), in the order of the house.

    An organization supports; a country of the region leads, co-leads or takes part and does not support; one from
    outside does not take part as if it were of the region.
    """
    if stakeholder.kind == stakeholder.Kind.ORGANIZATION:
        return [Role.SUPPORTING]
    if category == Category.PARTICIPATING:
        return [Role.LEAD, Role.CO_LEAD, Role.PARTICIPATING]
    if category == Category.SUPPORTING:
        return [Role.LEAD, Role.CO_LEAD, Role.SUPPORTING]
    return list(Role)


def check_wish(cbm, *, stakeholder, role, day):
    """ValidationError at role unless the stakeholder may ask for it on that day and does not hold it."""
    name = name_of(stakeholder)
    category = category_of(cbm, stakeholder, day)
    if role not in roles_open_to(stakeholder, category):
        if stakeholder.kind == stakeholder.Kind.ORGANIZATION:
            sentence = _("%(name)s is an organization: it supports a CBM and does not lead it or take part in it.")
        elif category == Category.PARTICIPATING:
            sentence = _("%(name)s is a country of the region: it leads or takes part, and does not support.")
        else:
            sentence = _(
                "%(name)s is from outside the region: it leads or supports, and does not take part as a country of it."
            )
        raise ValidationError({"role": sentence % {"name": name}})
    held = held_on(cbm, stakeholder, day)
    if held is not None and held.role == role:
        raise ValidationError(
            {
                "role": _("%(name)s holds this role in %(cbm)s today: there is nothing to propose.")
                % {"name": name, "cbm": name_of(cbm)}
            }
        )


def meetings_for(cbm, user):
    """RTGMs of the CBM that this person may know of, planned, invited or held: what an interest is brought to."""
    rows = Meeting.objects.visible_to(user).of_cbm(cbm)
    return rows.filter(type=Meeting.Type.RTGM, state__in=(*AHEAD, *HAPPENED))
