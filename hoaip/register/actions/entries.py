"""Changes of the register: stakeholders and their names, memberships of a process."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from hoaip.action import action, authorise, need_reason, touched
from hoaip.audit import record, snapshot
from hoaip.calendar import FIRST_DAY, LAST_DAY
from hoaip.errors import same_version
from hoaip.events import retell, tell
from hoaip.models import Membership, Process, Stakeholder
from hoaip.permissions import Permission

# What a person fills in; the slug is the address and stays as it was made.
STAKEHOLDER_FIELDS = (
    "code",
    "name_en",
    "name_fa",
    "name_ps",
    "official_name_en",
    "official_name_fa",
    "official_name_ps",
    "sort_key",
    "scope",
)


class InUse(ValidationError):
    """A stakeholder cannot be deleted; `uses` are the rows that hold on to it."""

    def __init__(self, uses):
        self.uses = uses
        super().__init__(_("It is in use and stays in the register. Below is what uses it."))


@dataclass(frozen=True)
class Use:
    """Rows of one kind that hold on to a stakeholder: how many, and the first of them."""

    label: str
    words: str
    count: int
    rows: list


@action
def create_stakeholder(*, kind, slug, by, **fields):
    """A country or an organization enters the register; it belongs to nothing until a membership says so."""
    authorise(by, Permission.MANAGE_STAKEHOLDERS)
    if Stakeholder.objects.filter(slug=slug).exists():
        raise ValidationError({"slug": _("This address belongs to another stakeholder already. Choose another.")})
    stakeholder = Stakeholder(kind=kind, slug=slug, **fields)
    check_code(stakeholder)
    stakeholder.full_clean()
    stakeholder.save()
    record("stakeholder.create", stakeholder, by=by)
    return stakeholder


@action
def change_stakeholder(stakeholder, *, version, by, **fields):
    """Change names, code, scope or sort key; kind and address stay. Stale when somebody saved first."""
    authorise(by, Permission.MANAGE_STAKEHOLDERS)
    row = Stakeholder.objects.select_for_update(no_key=True).get(pk=stakeholder.pk)
    same_version(row, version)
    before = snapshot(row)
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    check_code(row)
    row.full_clean()
    row.save()
    record("stakeholder.change", row, by=by, before=before)
    return row


def check_code(stakeholder):
    """ValidationError at code: a country has two capital letters, and no code stands twice."""
    code = stakeholder.code
    if stakeholder.kind == Stakeholder.Kind.COUNTRY:
        if not (len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()):
            raise ValidationError({"code": _("A country has its ISO code of two letters, as in PK.")})
        if stakeholder.scope:
            raise ValidationError({"scope": _("Only an organization is regional or international. Leave it empty.")})
    other = Stakeholder.objects.filter(code=code).exclude(pk=stakeholder.pk).first()
    if other is not None:
        raise ValidationError({"code": _("%(name)s has this code already. Give another.") % {"name": other}})


@action
def delete_stakeholder(stakeholder, *, reason, by):
    """Take out a stakeholder that was entered by mistake and that nothing uses. InUse, with the list, otherwise."""
    authorise(by, Permission.MANAGE_STAKEHOLDERS)
    reason = need_reason(reason)
    row = Stakeholder.objects.select_for_update().get(pk=stakeholder.pk)
    uses = uses_of(row)
    if uses:
        raise InUse(uses)
    record("stakeholder.delete", row, by=by, extra={"deleted": [False, True]}, reason=reason)
    row.delete()


def uses_of(stakeholder, *, most=20):
    """[Use] of every row of any app that points at the stakeholder and must not lose it, found from the models.

    Rows that vanish with it (guardian's grants, the joins of many-to-many relations) are none; what such a join leads
    to is. At most `most` rows of a kind are read.
    """
    uses = []
    for relation in stakeholder._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete:
            continue
        if not relation.many_to_many and relation.on_delete is models.CASCADE:
            continue
        held = {relation.field.name: stakeholder}
        rows = relation.related_model._base_manager.filter(**held).order_by("pk")
        if count := rows.count():
            uses.append(
                Use(
                    label=f"{relation.related_model._meta.label_lower}.{relation.field.name}",
                    words=str(relation.related_model._meta.verbose_name_plural),
                    count=count,
                    rows=list(rows[:most]),
                )
            )
    return uses


@action
def add_membership(process, *, stakeholder, category, from_on, until_on=None, basis="", reason, by):
    """A stakeholder belongs to the process in a category from a day on; the rights of its delegates follow."""
    authorise(by, Permission.MANAGE_ROLES, process)
    need_reason(reason)
    process = Process.objects.select_for_update(no_key=True).get(pk=process.pk)
    check_days(from_on, until_on)
    membership = Membership(
        process=process,
        stakeholder=stakeholder,
        stakeholder_kind=stakeholder.kind,
        category=category,
        from_on=from_on,
        until_on=until_on,
        basis=basis,
    )
    is_organization = stakeholder.kind == Stakeholder.Kind.ORGANIZATION
    if is_organization != (category == Membership.Category.ORGANIZATION):
        raise ValidationError(
            {"category": _("A country participates or supports; an organization is a supporting organization.")}
        )
    if overlaps(membership):
        raise ValidationError(
            {
                "stakeholder": _("%(name)s already belongs to the process in that period. End that membership first.")
                % {"name": stakeholder}
            }
        )
    membership.full_clean()
    membership.save()
    touched(process)
    tell("membership.start", membership, **telling_of(membership))
    if until_on is not None:
        tell("membership.end", membership, **telling_of(membership, ends=True))
    record("membership.add", membership, by=by, reason=reason)
    return membership


@action
def end_membership(membership, *, until_on, reason, version=None, by):
    """The membership ends with the day `until_on`, inclusive; the row stays."""
    authorise(by, Permission.MANAGE_ROLES, membership.process)
    need_reason(reason)
    process = Process.objects.select_for_update(no_key=True).get(pk=membership.process_id)
    row = Membership.objects.select_for_update().select_related("stakeholder", "process").get(pk=membership.pk)
    if version is not None:
        same_version(row, version)
    check_days(row.from_on, until_on)
    before = snapshot(row)
    row.until_on = until_on
    row.version += 1
    if overlaps(row):
        raise ValidationError({"until_on": _("Another membership of it begins before that day. Give an earlier day.")})
    row.full_clean()
    row.save()
    touched(process)
    retell("membership.end", row, **telling_of(row, ends=True))
    record("membership.end", row, by=by, before=before, reason=reason)
    return row


def telling_of(membership, *, ends=False):
    """What is told of a membership's beginning or end: on its stakeholder and its process."""
    basis = membership.from_basis
    known = {} if ends else {"basis": basis, "precision": basis if basis in ("month", "year") else ""}
    return {
        "on": membership.until_on if ends else membership.from_on,
        "anchors": [membership.process, membership.stakeholder],
        "is_public": True,
        "stakeholder": membership.stakeholder.slug,
        "process": membership.process.slug,
        "category": str(membership.category),
        **known,
    }


def overlaps(membership):
    """Whether another membership of the stakeholder in the process has a day in common with it."""
    rows = Membership.objects.filter(process=membership.process, stakeholder=membership.stakeholder)
    rows = rows.exclude(pk=membership.pk).filter(
        models.Q(until_on__isnull=True) | models.Q(until_on__gte=membership.from_on)
    )
    if membership.until_on is not None:
        rows = rows.filter(from_on__lte=membership.until_on)
    return rows.exists()


def check_days(from_on, until_on):
    """ValidationError at until_on when it lies before the first day, and at each day outside 2011–2100."""
    wrong = {
        name: _("A day of a membership lies between 2011 and 2100.")
        for name, day in (("from_on", from_on), ("until_on", until_on))
        if day is not None and not FIRST_DAY <= day <= LAST_DAY
    }
    if until_on is not None and until_on < from_on:
        wrong.setdefault("until_on", _("The last day lies before the first one. Give that day or a later one."))
    if wrong:
        raise ValidationError(wrong)
