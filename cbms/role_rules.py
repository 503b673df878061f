"""What a change of roles would do: questions that forms ask before and actions ask again under the lock."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from cbms.models import RoleAssignment
from hoaip.calendar import FIRST_DAY, LAST_DAY, day_text
from hoaip.language import localized, page_language
from hoaip.models import Delegate
from hoaip.permissions import MATRIX, MEMBERS, Permission, Role


def name_of(thing):
    """The name of a stakeholder or CBM in the language of the page."""
    return localized(thing, "name")[0]


def days_of(row):
    """The days of a dated row in words: "from 14 June 2012", "from 14 June 2012 until 30 June 2026"."""
    first = day_text(row.from_on, page_language())
    if row.until_on is None:
        return _("from %(first)s") % {"first": first}
    return _("from %(first)s until %(last)s") % {"first": first, "last": day_text(row.until_on, page_language())}


def day_before(day):
    return day - timedelta(days=1)


def day_after(day):
    return day + timedelta(days=1)


def check_days(from_on, until_on):
    """ValidationError at its field unless the days lie in order and within 2011–2100 (rules 2)."""
    wrong = {}
    for name, day in (("from_on", from_on), ("until_on", until_on)):
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            wrong[name] = _("A day of a role lies between 2011 and 2100.")
    if until_on is not None and until_on < from_on and "until_on" not in wrong:
        wrong["until_on"] = _("The last day lies before the first one, %(first)s. Give that day or a later one.") % {
            "first": day_text(from_on, page_language())
        }
    if wrong:
        raise ValidationError(wrong)


def check_role(cbm, *, stakeholder, role, from_on, until_on=None, ending=()):
    """ValidationError at its field unless the stakeholder may hold the role in that period.

    `ending`: roles that end on the day before `from_on` by the same change, and do not stand in its way.
    """
    check_days(from_on, until_on)
    if stakeholder.kind == stakeholder.Kind.ORGANIZATION and role != RoleAssignment.CbmRole.SUPPORTING:
        raise ValidationError(
            {
                "role": _(
                    "%(stakeholder)s is an organization: it supports a CBM and does not lead it or take part as a "
                    "country. Choose “Supporting”."
                )
                % {"stakeholder": name_of(stakeholder)}
            }
        )
    for old in ending:
        check_ending(old, until_on=day_before(from_on))
    in_the_way = overlapping(cbm, stakeholder, from_on, until_on).exclude(pk__in=[old.pk for old in ending]).first()
    if in_the_way is not None:
        raise ValidationError({"stakeholder": overlap_sentence(in_the_way)})


def check_ending(role, *, until_on):
    """ValidationError at until_on unless the role can end on that day."""
    check_days(role.from_on, until_on)
    if role.until_on is not None and role.until_on < until_on:
        later = (
            overlapping(role.cbm, role.stakeholder, role.from_on, until_on)
            .exclude(pk=role.pk)
            .order_by("from_on")
            .first()
        )
        if later is not None:
            raise ValidationError({"until_on": overlap_sentence(later)})


def overlapping(cbm, stakeholder, from_on, until_on):
    """Roles of the stakeholder in the CBM with a day in common with the period; both ends inclusive."""
    rows = RoleAssignment.objects.filter(cbm=cbm, stakeholder=stakeholder)
    rows = rows.filter(Q(until_on__isnull=True) | Q(until_on__gte=from_on))
    return (rows if until_on is None else rows.filter(from_on__lte=until_on)).order_by("from_on")


def overlap_sentence(row):
    return _(
        "%(stakeholder)s already holds a role in %(cbm)s in that period: %(role)s, %(days)s. "
        "End that role first, or let it end with this change."
    ) % {
        "stakeholder": name_of(row.stakeholder),
        "cbm": name_of(row.cbm),
        "role": row.get_role_display(),
        "days": days_of(row),
    }


def held_on(cbm, stakeholder, day):
    """The role the stakeholder holds in the CBM on that day, or None."""
    return RoleAssignment.objects.as_of(day).filter(cbm=cbm, stakeholder=stakeholder).first()


@dataclass
class RightsChange:
    """What changes for one person on a CBM: roles and permissions before and after, as sets."""

    user: object
    stakeholder: object
    gained: list = field(default_factory=list)
    lost: list = field(default_factory=list)
    roles_before: list = field(default_factory=list)
    roles_after: list = field(default_factory=list)
    becomes_member: bool = False
    is_member_no_more: bool = False


def rights_changes(cbm, *, on, starting=(), ending=()):
    """[RightsChange] for the delegates concerned by a change that counts from the day `on`.

    `starting`: (stakeholder, role) pairs that begin by `on`; `ending`: RoleAssignments that no longer cover it. A
    person's other roles on the CBM and its process on that day count on both sides, so that only what really
    changes is named.
    """
    stakeholders = {row.stakeholder_id: row.stakeholder for row in ending}
    stakeholders |= {stakeholder.pk: stakeholder for stakeholder, _role in starting}
    delegates = (
        Delegate.objects.as_of(on)
        .filter(stakeholder__in=stakeholders, user__is_active=True)
        .select_related("user")
        .order_by("user__full_name", "pk")
    )
    taken = {(row.stakeholder_id, row.role) for row in ending if row.covers(on)}
    given = {(stakeholder.pk, str(role)) for stakeholder, role in starting}
    others = cbm.grant_holders(on) | cbm.process.grant_holders(on)
    changes = []
    for delegate in delegates:
        held = {role for user_id, role, _until in others if user_id == delegate.user_id}
        before = held | {role for of, role in taken if of == delegate.stakeholder_id}
        after = held - {role for of, role in taken if of == delegate.stakeholder_id}
        after |= {role for of, role in given if of == delegate.stakeholder_id}
        had, has = permissions_of(before), permissions_of(after)
        changes.append(
            RightsChange(
                user=delegate.user,
                stakeholder=stakeholders[delegate.stakeholder_id],
                gained=[Permission(each) for each in Permission if each in has - had],
                lost=[Permission(each) for each in Permission if each in had - has],
                roles_before=[Role(each) for each in Role if each in before - after],
                roles_after=[Role(each) for each in Role if each in after - before],
                becomes_member=bool(after & MEMBERS) and not before & MEMBERS,
                is_member_no_more=bool(before & MEMBERS) and not after & MEMBERS,
            )
        )
    return changes


def permissions_of(roles):
    """The permissions that any of these roles has in MATRIX."""
    return {permission for permission, holders in MATRIX.items() if holders & set(roles)}
