"""Commitments as they are kept: drafted, registered, corrected, given an owner, shown to more people or to fewer."""

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from cbms.actions.roles import check_version
from conferences.actions.reminding import note_passed
from conferences.commitments.sources import kind_of, may_cite, process_of, source_of, widest
from conferences.events import names_of, tell_commitment, tell_publishing
from conferences.models import Action, Commitment, CommitmentOwner
from conferences.models.commitments import CLOSED_COMMITMENTS
from hoaip import workflow
from hoaip.action import action, authorise, need_reason
from hoaip.audit import record, snapshot
from hoaip.errors import WrongState
from hoaip.events import amend, stand_elsewhere, untell
from hoaip.ladder import Rung, anchor_key
from hoaip.models import Delegate, Event, Process
from hoaip.permissions import Permission
from hoaip.post import queue

State = Commitment.State
# Rows behind a key that no form changes; they are not read again to be checked.
KEYS = ["process", "paragraph", "outcome", "meeting", "letter", "created_by", "claimed_by", "confirmed_by"]
# What an owner confirms: the words and the day.
WORDS = ("title_en", "title_fa", "title_ps", "measure", "due_on", "due_precision")


@dataclass(frozen=True)
class CommitmentDetails:
    """What a person fills in of a commitment beside its source and who can see it."""

    title_en: str
    title_fa: str = ""
    title_ps: str = ""
    measure: str = ""
    is_goal: bool = False
    collective: str = ""
    pillar: str = ""
    theme: str = ""
    due_on: date | None = None
    due_precision: str = "ongoing"
    owners: tuple = ()
    cbms: tuple = ()

    @property
    def columns(self):
        return {name: value for name, value in vars(self).items() if name not in ("owners", "cbms")}


# The columns of the row among them.
COLUMNS = tuple(CommitmentDetails.__dataclass_fields__)[:-2]


@action
def add_commitment(source, *, details, rung, by, uid=None):
    """A draft out of one source: a paragraph, an outcome, a meeting or a letter. Returns the Commitment.

    - focal points for CBMs of their own alone; one without a CBM is ministry staff's;
    - ValidationError, keyed by field, for a source the person does not read, and a rung wider than the source.
    """
    process = process_of(source)
    authorise_keeping(by, process, details.cbms)
    if not may_cite(by, source):
        raise ValidationError({"source": _("You do not read this source. Choose another.")})
    check_details(details)
    check_rung(source, rung)
    row = Commitment(
        uid=uid or uuid4(), process=process, rung=rung, created_by=by, **{kind_of(source): source}, **details.columns
    )
    row.anchors = anchors_of(details)
    row.full_clean(exclude=KEYS)
    row.save(force_insert=True)
    row.cbms.set(details.cbms)
    set_owners(row, details.owners)
    record("commitment.add", row, by=by, extra=parties(before=((), ()), after=(details.owners, details.cbms)))
    return row


@action
def change_commitment(commitment, *, details, reason="", version=None, today, by):
    """Its words, day, owners, CBMs and tags; once registered a correction, with a reason. Returns the Commitment.

    - other words or another day: what its owners said counts no more, and each is asked again;
    - a confirmed one that gets other words or another owner is registered again until all have confirmed;
    - the right is asked for on the CBMs it had and on those it gets. Stale when somebody saved since `version`.
    """
    row = locked(commitment, version=version)
    stored = stored_details(row)
    authorise_keeping(by, row.process, stored.cbms)
    authorise_keeping(by, row.process, details.cbms)
    check_open(row)
    is_draft = row.state == State.DRAFT
    if not is_draft:
        reason = need_reason(reason)
    check_details(details)
    if not is_draft:
        check_owned(details)
    before = snapshot(row)
    for name, value in details.columns.items():
        setattr(row, name, value)
    row.anchors = anchors_of(details)
    row.version += 1
    row.full_clean(exclude=[*KEYS, "merged_into"])
    row.save()
    row.cbms.set(details.cbms)
    joined = set_owners(row, details.owners)
    changed = parties(before=(stored.owners, stored.cbms), after=(details.owners, details.cbms))
    record("commitment.change", row, by=by, before=before, reason=reason, extra=changed)
    if is_draft:
        return row
    is_reworded = any(getattr(stored, name) != getattr(details, name) for name in WORDS)
    if stored.due_on != row.due_on:
        note_passed(row, today)
    was, now = {*stored.owners, *stored.cbms}, {*details.owners, *details.cbms}
    stand_elsewhere(row, left=was - now, joined=now - was)
    tell_as_it_is(row)
    return ask_after_change(row, joined=joined, is_reworded=is_reworded, today=today, by=by)


def ask_after_change(row, *, joined, is_reworded, today, by):
    """Ask who has to say something to it now; a confirmed one waits for them. Returns the row."""
    asked = list(row.ownership.select_related("stakeholder")) if is_reworded else joined
    for ownership in asked:
        forget_answer(ownership, by=by)
    if asked:
        row = wait_for_owners(row, by=by)
    ask_owners(row, asked, today=today)
    return confirm_if_all_did(row, today=today, by=by) if not asked else row


def wait_for_owners(row, *, by):
    """A confirmed one waits for its owners again, and nobody is told any more that it is confirmed. Returns the row."""
    if row.state != State.CONFIRMED:
        return row
    before = snapshot(row)
    row = workflow.move(row, "reword")
    untell(row, "commitment.confirm")
    record("commitment.reword", row, by=by, before=before)
    return row


@action
def register_commitment(commitment, *, version=None, today, by):
    """A draft gets the next number of its process and stands in the register; its owners are asked to confirm.

    ValidationError for one that nobody undertook and that is no goal, and for a rung wider than the source by now.
    """
    row = locked(commitment, version=version)
    cbms, owners = tuple(row.cbms.all()), list(row.ownership.select_related("stakeholder"))
    authorise_keeping(by, row.process, cbms)
    workflow.begins(row, "register")
    stakeholders = tuple(each.stakeholder for each in owners)
    check_owned(CommitmentDetails(row.title_en, is_goal=row.is_goal, collective=row.collective, owners=stakeholders))
    check_rung(source_of(row)[1], row.rung)
    Process.objects.select_for_update(no_key=True).get(pk=row.process_id)
    last = Commitment.objects.filter(process=row.process_id).aggregate(last=Max("number"))["last"] or 0
    before = snapshot(row)
    row = workflow.move(row, "register", number=last + 1)
    note_passed(row, today)
    ask_owners(row, owners, today=today)
    tell_commitment("commitment.register", row, on=today)
    record("commitment.register", row, by=by, before=before)
    return row


@action
def give_owner(commitment, *, stakeholder, reason, version=None, today, by):
    """Somebody takes a goal on: it is a goal no more, and who took it on is asked to confirm."""
    row = locked(commitment, version=version)
    authorise_keeping(by, row.process, tuple(row.cbms.all()))
    reason = need_reason(reason)
    check_open(row)
    if not row.is_goal:
        raise WrongState(_("It is no goal any more: it has an owner. Reload the page to see which."))
    before = snapshot(row)
    row.is_goal = False
    row.anchors = [*row.anchors, anchor_key(stakeholder)]
    row.version += 1
    row.full_clean(exclude=[*KEYS, "merged_into"])
    row.save()
    joined = set_owners(row, (stakeholder,))
    record("commitment.give", row, by=by, before=before, reason=reason, extra={"owners": [[], [stakeholder.code]]})
    if row.state != State.DRAFT:
        stand_elsewhere(row, joined=[stakeholder])
        note_passed(row, today)
        ask_owners(row, joined, today=today)
    return row


@action
def show_to(commitment, *, rung, reason, is_confirmed=False, version=None, by):
    """Another rung: who can see it. Never wider than its source; wider than before only when that was confirmed."""
    row = locked(commitment, version=version)
    authorise_keeping(by, row.process, tuple(row.cbms.all()))
    reason = need_reason(reason)
    check_open(row)
    check_rung(source_of(row)[1], rung)
    if rung > row.rung and not is_confirmed:
        raise ValidationError({"rung": _("More people would see it than before. Confirm that they may.")})
    if rung == row.rung:
        raise ValidationError({"rung": _("These people see it already.")})
    before = snapshot(row)
    # A moment that is still ahead stays, unless everybody sees it now; one that has come counts no more.
    was_scheduled = row.is_scheduled
    row.rung, row.public_from = rung, row.public_from if was_scheduled and rung != Rung.PUBLIC else None
    row.version += 1
    row.full_clean(exclude=[*KEYS, "merged_into"])
    row.save()
    if was_scheduled:
        tell_publishing(row)
    tell_as_it_is(row)
    narrow_actions(row, reason=reason, by=by)
    record("commitment.show", row, by=by, before=before, reason=reason)
    return row


# What the actions on commitments share


def locked(commitment, *, version=None):
    """The stored row, locked until commit. Stale when it was opened in another version."""
    rows = Commitment.objects.select_for_update(no_key=True, of=("self",)).select_related("process")
    row = rows.get(pk=commitment.pk)
    check_version(row, version)
    return row


def authorise_keeping(by, process, cbms):
    """Refused unless this person keeps commitments on every one of these CBMs; without one, in the process."""
    if cbms:
        authorise(by, Permission.KEEP_COMMITMENTS, every=cbms)
    else:
        authorise(by, Permission.KEEP_COMMITMENTS, process)


def check_open(row):
    if row.state in CLOSED_COMMITMENTS:
        raise WrongState(_("This commitment is %(state)s: it stands as it is.") % {"state": row.get_state_display()})


def check_details(details):
    """ValidationError, keyed by field, for a goal that somebody undertook."""
    if details.is_goal and (details.owners or details.collective):
        raise ValidationError({"is_goal": _("A goal has no owner yet. Take the owner away, or do not call it a goal.")})


def check_owned(details):
    """ValidationError at owners when nobody undertook it and it is no goal."""
    if not (details.owners or details.collective or details.is_goal):
        raise ValidationError(
            {"owners": _("Name who undertook it: a state, an organization or a group; or say that it is a goal.")}
        )


def check_rung(source, rung):
    """ValidationError at rung when more people would see the commitment than know of its source."""
    most = widest(source)
    if most < Rung.MINISTRY:
        raise ValidationError({"source": _("This letter is for a few readers alone: no commitment is made out of it.")})
    if rung > most:
        raise ValidationError(
            {"rung": _("Its source is known to fewer people: choose “%(most)s” or narrower.") % {"most": most.label}}
        )


def anchors_of(details):
    return [anchor_key(each) for each in (*details.cbms, *details.owners)]


def stored_details(row):
    """The CommitmentDetails of a stored commitment."""
    columns = {name: getattr(row, name) for name in COLUMNS}
    return CommitmentDetails(**columns, owners=tuple(row.owners.all()), cbms=tuple(row.cbms.all()))


def owners_of(row):
    return tuple(each.stakeholder for each in row.ownership.select_related("stakeholder").order_by("pk"))


def set_owners(row, stakeholders):
    """Its owners are these and no others. Returns the new CommitmentOwners."""
    row.ownership.exclude(stakeholder__in=stakeholders).delete()
    known = set(row.ownership.values_list("stakeholder", flat=True))
    fresh = [CommitmentOwner(commitment=row, stakeholder=each) for each in stakeholders if each.pk not in known]
    return CommitmentOwner.objects.bulk_create(fresh)


def parties(*, before, after):
    """What the audit keeps of owners and CBMs, by their codes, where they changed."""
    found = {}
    for name, old, new in zip(("owners", "cbms"), before, after, strict=True):
        old, new = sorted(each.code for each in old), sorted(each.code for each in new)
        if old != new:
            found[name] = [old, new]
    return found


def tell_as_it_is(row):
    """Its lines in timelines have its present title, and are told to the public while it is public itself."""
    is_public = row.rung == Rung.PUBLIC or row.public_from is not None
    Event.objects.filter(object_uid=row.uid).update(is_public=is_public)
    amend(row, **names_of(row))


def without_moment(row):
    """The columns of one that ends before its moment: it is not published by itself, and nothing tells so."""
    if not row.is_scheduled:
        return {}
    untell(row, "commitment.publish")
    return {"public_from": None}


def narrow_actions(row, *, reason, by):
    """No action is known further than the commitment that it carries out: one that would be is shown to as few."""
    wider = Action.objects.select_for_update(no_key=True, of=("self",)).filter(commitment=row, rung__gt=row.rung)
    for each in wider.order_by("pk"):
        before = snapshot(each)
        each.rung = row.rung
        each.version += 1
        each.save(update_fields=["rung", "version", "changed_at"])
        record("action.change", each, by=by, before=before, reason=reason)


def forget_answer(ownership, *, by):
    """What an owner said counts no more; the audit keeps it."""
    if not ownership.answer:
        return
    before = snapshot(ownership)
    ownership.answer = ownership.answer_text = ownership.resolution = ownership.basis = ""
    for name in ("answered_at", "answered_by", "resolved_at", "resolved_by", "letter"):
        setattr(ownership, name, None)
    ownership.on_behalf = False
    ownership.version += 1
    ownership.save()
    record("commitment.ask", ownership, by=by, before=before)


def ask_owners(row, ownerships, *, today):
    """Mail "please confirm" to the delegates of that day of each of these owners, once for each time they are asked."""
    for ownership in ownerships:
        delegates = Delegate.objects.as_of(today).filter(stakeholder=ownership.stakeholder_id, user__is_active=True)
        queue(
            "commitment_confirm",
            to=[each.user for each in delegates.select_related("user")],
            key=f"commitment:{row.uid}:{ownership.uid}:{ownership.version}",
            context={"commitment": row, "stakeholder": ownership.stakeholder, "ownership": ownership},
            about=row,
        )


def confirm_if_all_did(row, *, today, by):
    """A registered commitment is confirmed once every owner has; one undertaken by a group waits for staff."""
    owners = list(row.ownership.all())
    all_did = bool(owners) and all(each.answer == CommitmentOwner.Answer.CONFIRMED for each in owners)
    if row.state != State.REGISTERED or row.collective or not all_did:
        return row
    before = snapshot(row)
    row = workflow.move(row, "confirm")
    tell_commitment("commitment.confirm", row, on=today)
    record("commitment.confirm", row, by=by, before=before)
    return row
