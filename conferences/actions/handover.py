"""A CBM is handed over: proposed by its focal point, confirmed by the administrator, taken over item by item."""

from uuid import uuid4

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from cbms.actions import name_focal_point
from cbms.actions.roles import check_version, lock
from cbms.models import FocalPoint
from conferences.models import Handover, HandoverItem
from conferences.pack import pack_of
from hoaip.action import action, authorise
from hoaip.audit import record, snapshot
from hoaip.errors import Refused, WrongState
from hoaip.grants import can, holders_on
from hoaip.models import User
from hoaip.permissions import Permission, Role
from hoaip.post import queue


@action
def propose_handover(cbm, *, successor, effective_on, note, today, by, uid=None):
    """The CBM goes to `successor` from a day on. Whoever may name focal points confirms it at once; else it waits.

    Returns the Handover. ValidationError keyed by field.
    """
    authorise(by, Permission.HAND_OVER, cbm)
    cbm = lock(cbm)
    outgoing = _primary(cbm, today)
    if outgoing is None:
        raise ValidationError({"cbm": _("This CBM has no focal point today who could hand it over. Name one instead.")})
    if effective_on < today:
        raise ValidationError({"effective_on": _("A CBM is handed over from today or from a later day.")})
    if not successor.is_active or successor.is_system:
        raise ValidationError({"successor": _("Only a person with an active account can take over.")})
    handover = Handover(
        uid=uid or uuid4(),
        cbm=cbm,
        outgoing=outgoing.user,
        successor=successor,
        effective_on=effective_on,
        note=note.strip(),
        proposed_at=timezone.now(),
        proposed_by=by,
    )
    if handover.outgoing == handover.successor:
        raise ValidationError({"successor": _("Somebody else than the focal point takes over.")})
    handover.full_clean(exclude=["outgoing", "proposed_by"])
    handover.save(force_insert=True)
    record("handover.propose", handover, by=by, reason=handover.note)
    if can(by, Permission.MANAGE_ROLES, cbm):
        return confirm_handover(handover, today=today, by=by)
    administrators = holders_on([cbm.process], {Role.ADMINISTRATOR}, today)
    _write("handover_proposed", handover, to=User.objects.filter(pk__in=administrators))
    return handover


@action
def confirm_handover(handover, *, today, by, version=None):
    """The successor is named focal point from the day on, and the pack is frozen as it stands now. Returns it."""
    row = _locked(handover, version=version)
    authorise(by, Permission.MANAGE_ROLES, row)
    _need_proposed(row)
    if row.effective_on < today:
        raise WrongState(_("The first day of the successor is over. Withdraw this handover and propose a later day."))
    primary = _primary(row.cbm, today)
    if primary is None or primary.user_id != row.outgoing_id:
        raise WrongState(_("Somebody else is focal point of this CBM meanwhile. Withdraw this handover."))
    before = snapshot(row)
    name_focal_point(row.cbm, user=row.successor, from_on=row.effective_on, reason=row.note, by=by)
    row.confirmed_at, row.confirmed_by = timezone.now(), by
    row.version += 1
    row.save()
    items = pack_of(row.cbm, today=today, effective_on=row.effective_on)
    for item in items:
        item.handover = row
        item.clean_fields(exclude=["handover"])
    HandoverItem.objects.bulk_create(items)
    _write("handover_confirmed", row, to=[row.successor])
    record("handover.confirm", row, by=by, before=before, extra={"items": [None, len(items)]})
    return row


@action
def withdraw_handover(handover, *, by, version=None):
    """A handover that was proposed does not take place. Returns it."""
    row = _locked(handover, version=version)
    authorise(by, Permission.HAND_OVER, row)
    _need_proposed(row)
    before = snapshot(row)
    row.withdrawn_at, row.withdrawn_by = timezone.now(), by
    row.version += 1
    row.save()
    record("handover.withdraw", row, by=by, before=before)
    return row


@action
def take_over(item, *, by):
    """The successor has taken an item over; said again, it stays as it was. Returns it."""
    row = HandoverItem.objects.select_for_update(no_key=True, of=("self",)).select_related("handover").get(pk=item.pk)
    if by.pk != row.handover.successor_id:
        raise Refused(_("Only the successor says that something was taken over."))
    if row.taken_at is None:
        before = snapshot(row)
        row.taken_at, row.taken_by = timezone.now(), by
        row.version += 1
        row.save()
        record("handover.take", row, by=by, before=before)
    return row


def _locked(handover, *, version):
    rows = Handover.objects.select_related("cbm__process", "successor", "outgoing")
    # The CBM first, as everything does that changes who looks after it.
    lock(handover.cbm)
    row = rows.select_for_update(no_key=True, of=("self",)).get(pk=handover.pk)
    check_version(row, version)
    return row


def _primary(cbm, day):
    rows = FocalPoint.objects.filter(cbm=cbm, kind=FocalPoint.Kind.PRIMARY).as_of(day).select_related("user")
    return rows.first()


def _need_proposed(row):
    if not row.is_proposed:
        raise WrongState(_("This handover was confirmed or withdrawn already."))


def _write(template, row, *, to):
    context = {"handover": row, "cbm": row.cbm}
    queue(template, to=to, key=f"{template}:{row.uid}", context=context, about=row)
