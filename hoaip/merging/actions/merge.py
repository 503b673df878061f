"""Two entries of the register become one: every link moves that may, and the duplicate stays, marked."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hoaip.action import action, authorise, need_reason, touched
from hoaip.audit import record, snapshot
from hoaip.grants import anchor_models
from hoaip.merging.actions.links import SHOWN, move_links
from hoaip.merging.actions.memberships import record_united, unite
from hoaip.models import Person, Stakeholder
from hoaip.permissions import Permission


@action
def merge(survivor, *, duplicate, reason, by):
    """Every link of `duplicate` goes to `survivor`, of the same model, and the duplicate leads there from now on.

    Returns the survivor. ValidationError where they are not two entries of one, or dated rows of both overlap: then
    nothing moves.
    """
    authorise(by, Permission.MANAGE_STAKEHOLDERS)
    need_reason(reason)
    survivor, duplicate = _both(survivor, duplicate)
    check(survivor, duplicate)
    before, kept = snapshot(duplicate), snapshot(survivor)
    concerned = _anchors(survivor, duplicate)
    united = unite(duplicate, survivor) if isinstance(survivor, Stakeholder) else []
    moves = move_links(duplicate, survivor)
    if moves.in_the_way:
        raise ValidationError(in_the_way(moves))
    if isinstance(duplicate, Person) and duplicate.user_id is not None:
        account, duplicate.user = duplicate.user, None
    else:
        account = None
    duplicate.merged_into = survivor
    duplicate.version += 1
    duplicate.save()
    if account is not None:
        survivor.user = account
        survivor.version += 1
        survivor.save()
    for anchor in [*concerned, *_anchors(survivor, duplicate)]:
        touched(anchor)
    record_united(united, reason=reason, by=by)
    kind = type(survivor)._meta.model_name
    links = {name: [None, found] for name, found in moves.plain().items()}
    record(f"{kind}.merge", duplicate, by=by, before=before, reason=reason, extra=links)
    if account is not None:
        record(f"{kind}.change", survivor, by=by, before=kept, reason=reason)
    return survivor


def rehearse(survivor, duplicate):
    """What `merge` would move and leave, as Moves: done and taken back, so that nothing is guessed."""
    with transaction.atomic():
        survivor, duplicate = _both(survivor, duplicate)
        check(survivor, duplicate)
        united = unite(duplicate, survivor) if isinstance(survivor, Stakeholder) else []
        moves = move_links(duplicate, survivor)
        moves.united = [str(each.row) for each in united]
        transaction.set_rollback(True)
    return moves


def check(survivor, duplicate):
    """ValidationError at its field unless these two may be one."""
    if survivor.pk == duplicate.pk:
        raise ValidationError({"duplicate": _("Choose two different entries.")})
    for name, row in (("survivor", survivor), ("duplicate", duplicate)):
        if row.merged_into_id is not None:
            raise ValidationError({name: _("This entry was merged into another one already.")})
    if isinstance(survivor, Stakeholder):
        for name, row in (("survivor", survivor), ("duplicate", duplicate)):
            if row.kind != Stakeholder.Kind.ORGANIZATION:
                raise ValidationError({name: _("A country is never merged. Choose an organization.")})
        return
    if survivor.stakeholder_id != duplicate.stakeholder_id:
        raise ValidationError(
            {"duplicate": _("These two speak for different states or organizations. Correct that first.")}
        )
    if survivor.user_id is not None and duplicate.user_id is not None:
        raise ValidationError(
            {"duplicate": _("Both have an account of their own. Deactivate one, or leave them as they are.")}
        )


def in_the_way(moves):
    """The sentence of what overlaps, with the rows."""
    return _(
        "Both hold these in the same days, so they cannot be merged. Let one of each pair end before the other "
        "begins: %(rows)s"
    ) % {"rows": "; ".join(moves.in_the_way[:SHOWN])}


def _both(survivor, duplicate):
    """Both rows, locked in one order for everybody."""
    rows = type(survivor).objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
    found = {row.pk: row for row in rows.filter(pk__in={survivor.pk, duplicate.pk})}
    return found[survivor.pk], found[duplicate.pk]


def _anchors(*rows):
    """Where delegates of these stakeholders hold something."""
    if not isinstance(rows[0], Stakeholder):
        return []
    return [anchor for row in rows for model in anchor_models() for anchor in model.anchors_of(row)]
