"""Planning, logging and editing a meeting: what a focal point writes on one page."""

from uuid import uuid4

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from cbms.models import Cbm
from hoaip import workflow
from hoaip.action import action, authorise
from hoaip.audit import record, snapshot
from hoaip.documents.actions import DocumentDetails, add_document
from hoaip.errors import Stale
from hoaip.events import stand_elsewhere
from hoaip.grants import can, can_on_all
from hoaip.permissions import Permission
from meetings.actions.guards import (
    ask_whether_registered,
    may_be_held,
    nobody_leading,
    refuse_body_of_process,
    refuse_frozen,
    refuse_to_leave,
    refuse_unheld,
    somebody_leading_came,
)
from meetings.actions.moves import date_before, keep_date, tell_move
from meetings.actions.numbers import leave_number, take_back
from meetings.actions.outcomes import stored_outcomes, write_outcomes
from meetings.actions.requests import needs_approval, tell_approvers
from meetings.capacities import capacities
from meetings.documents import MeetingHome
from meetings.events import called_otherwise, period_of, tell_held, tell_step
from meetings.models import HAPPENED, Attendance, Meeting, MeetingCbm, RecordParagraph
from meetings.names import headline
from meetings.ordinals import proposed_ordinal


@action
def log_meeting(process, *, details, by, today, held=False, another=False, evidence=None, uid=None):
    """Write a new meeting, planned or already held; where planning needs approval, asked for. Returns it.

    - authorises on every CBM concerned, or on the process when there is none; a body of the process is not a CBM's;
    - raises AlreadyRegistered when one stands in the register and `another` is not said;
    - held: the guards of `hold`; assigns the number in each CBM, stores attendance, outcomes and record, is public;
    - asked for instead of planned: see `needs_approval`; those who decide are told by mail;
    - planned: keeps what was typed of outcomes and record, and no attendance, which nobody can know yet.
    - `evidence`, an examined file, becomes its first document, for the drafters until the record is circulated.
    `today` is the day in Kabul; `uid` lets the caller know the address beforehand.
    """
    if details.cbms:
        authorise(by, Permission.PLAN_MEETING, every=details.cbms)
    else:
        authorise(by, Permission.PLAN_MEETING, process)
    refuse_body_of_process(details.type, process, by=by)
    lock_cbms(details.cbms)
    if not another:
        ask_whether_registered(details, by=by)
    capacity_of = capacities(details.cbms, process, details.starts_on) if held else {}
    if held:
        refuse_unheld(
            details,
            today=today,
            to_the_day=not can_on_all(by, Permission.CORRECT_ORDINAL, details.cbms or [process]),
            attendance=[(s.pk, capacity_of.get(s.pk), answer) for s, answer in details.attendance.items()],
        )
    now = timezone.now()
    asks = not held and needs_approval(by, details.cbms, process)
    meeting = Meeting(
        uid=uid or uuid4(),
        process=process,
        type=details.type,
        state="held" if held else "requested" if asks else "planned",
        announced_at=now if held else None,
        requested_at=now if asks else None,
        requested_by=by if asks else None,
        approvers_told_at=now if asks else None,
        created_by=by,
        has_cbm=bool(details.cbms),
        **columns_of(details),
    )
    meeting.save(force_insert=True)
    numbered = held and details.type == "rtgm"
    pairs = MeetingCbm.objects.bulk_create(
        MeetingCbm(
            meeting=meeting,
            cbm=cbm,
            ordinal=proposed_ordinal(cbm, details.starts_on)[0] if numbered else None,
        )
        for cbm in details.cbms
    )
    extra = {f"cbm.{pair.cbm.code}": [None, pair.ordinal or "no number"] for pair in pairs}
    if held:
        extra |= _write_attendance(meeting, details, capacity_of, old={})
    extra |= write_outcomes(meeting, details.outcomes, old=[])
    extra |= _write_record(meeting, details.record, old=[])
    event = "log" if held else "request" if asks else "plan"
    record(f"meeting.{event}", meeting, by=by, extra=extra)
    if held:
        came = [party for party, answer in details.attendance.items() if answer in Attendance.CAME]
        tell_held(meeting, pairs, came=came)
    else:
        tell_step(meeting, event, at=now, pairs=pairs, is_public=False, **period_of(meeting, "now"))
    if asks:
        tell_approvers(meeting)
    if evidence is not None:
        _add_evidence(meeting, evidence, by=by)
    return meeting


@action
def edit_meeting(meeting, *, details, by, today, version, hold_it=False, another=False, reason=""):
    """Change a meeting's facts, attendance, outcomes and record as one text with one version.

    - raises Stale when somebody saved since `version`; WrongState once it is closed, cancelled or annulled;
    - after circulation the record's paragraphs stay as they are, and outcomes are added or changed, not taken away;
    - a person's edit of an imported meeting confirms it;
    - in a CBM that it leaves its number stays reserved, and it has it again when it comes back;
    - one that is ahead and moves keeps the date it had and tells of it; out of an announced period it takes a `reason`;
    - `hold_it` records a planned or invited one as held in the same transaction.
    """
    locked = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    authorise(by, Permission.EDIT_MEETING, locked)
    before_cbms = [pair.cbm for pair in locked.pairs.select_related("cbm")]
    changed_cbms = [cbm for cbm in (*before_cbms, *details.cbms) if (cbm in before_cbms) != (cbm in details.cbms)]
    if changed_cbms:
        _authorise_other_cbms(locked, before_cbms, details.cbms, by=by)
    refuse_frozen(locked, locked.facts_are_frozen)
    if locked.version != version:
        raise Stale(_("Somebody saved this meeting while you were typing."), current=locked)
    if details.type != locked.type:
        refuse_body_of_process(details.type, locked.process, by=by)
    moved_in_time = (locked.starts_on, locked.ends_on) != (details.starts_on, details.ends_on)
    if (moved_in_time or details.type != locked.type) and not another:
        ask_whether_registered(details, by=by, apart_from=locked)
    has_happened = locked.state in HAPPENED
    if has_happened:
        problems = may_be_held(details, today=today, to_the_day=locked.date_precision == "day")
        if problems:
            raise ValidationError(problems)
    old_date = date_before(locked, details, reason=reason, hold_it=hold_it)
    before = snapshot(locked)
    for column, value in columns_of(details).items():
        setattr(locked, column, value)
    locked.type = details.type
    locked.has_cbm = bool(details.cbms)
    if locked.is_imported and locked.confirmed_at is None:
        locked.confirmed_at, locked.confirmed_by = timezone.now(), by
    locked.version += 1
    locked.save()
    if changed_cbms:
        refuse_to_leave(locked, details.cbms)
        numbers = _change_cbms(locked, details.cbms)
    extra = _rewrite_content(locked, details, with_attendance=hold_it or has_happened)
    if changed_cbms:
        extra["cbms"] = [[cbm.code for cbm in before_cbms], [cbm.code for cbm in details.cbms]]
        extra |= numbers
    record("meeting.edit", locked, by=by, before=before, extra=extra, reason=reason.strip() if old_date else "")
    if old_date:
        keep_date(locked, old_date, by=by, reason=reason)
    if hold_it:
        hold(locked, by=by, today=today)
    elif has_happened and not somebody_leading_came(locked.host, _attendance_of(locked)):
        raise ValidationError({"host": nobody_leading()})
    pairs = list(locked.pairs.select_related("cbm"))
    if old_date:
        tell_move(locked, old_date, pairs, reason=reason)
    if locked.state in HAPPENED:
        tell_held(locked, pairs)
    called_otherwise(locked, pairs)
    if changed_cbms:
        left = [cbm for cbm in before_cbms if cbm not in details.cbms]
        joined = [cbm for cbm in details.cbms if cbm not in before_cbms]
        for each in (locked, *locked.revisions.all()):
            stand_elsewhere(each, left=left, joined=joined)
    return locked


@action
def hold(meeting, *, by, today, version=None):
    """Record a planned or invited meeting as held.

    - its last day is over in Kabul, known to the day (ministry staff may hold at lower precision);
    - the host or a lead is marked present or remote;
    - each of its CBMs without a number gets the proposed one, where there is one;
    - it becomes public, counts for the year, and stands in the timelines.
    """
    authorise(by, Permission.RUN_MEETING, meeting)
    workflow.begins(meeting, "hold")
    pairs = list(meeting.pairs.select_related("cbm"))
    lock_cbms([pair.cbm for pair in pairs])
    refuse_unheld(
        meeting,
        today=today,
        to_the_day=not can(by, Permission.CORRECT_ORDINAL, meeting),
        attendance=meeting.attendance.values_list("stakeholder_id", "capacity", "answer"),
    )
    before = snapshot(meeting)
    workflow.move(
        meeting, "hold", version=version, announced_at=meeting.announced_at or timezone.now(), state_reason=""
    )
    numbers = {}
    for pair in pairs:
        if meeting.type == "rtgm" and pair.ordinal is None:
            pair.ordinal, _sentence = proposed_ordinal(pair.cbm, meeting.starts_on, apart_from=meeting)
            if pair.ordinal:
                MeetingCbm.objects.filter(pk=pair.pk).update(ordinal=pair.ordinal)
                numbers[f"ordinal.{pair.cbm.code}"] = [None, pair.ordinal]
    record("meeting.hold", meeting, by=by, before=before, extra=numbers)
    tell_held(meeting, pairs)
    return meeting


def _add_evidence(meeting, file, *, by):
    with override("en"):
        title = f"Evidence: {headline(meeting)}"[:200]
    details = DocumentDetails(
        type="evidence", titles={"title_en": title}, dated_on=meeting.starts_on, language=by.language
    )
    add_document(MeetingHome(), meeting, details=details, file=file, by=by)


def _authorise_other_cbms(meeting, before, after, *, by):
    """To move a meeting between CBMs takes the right on each; what belongs to none belongs to the process."""
    authorise(by, Permission.EDIT_MEETING, every={*before, *after})
    if not after:
        authorise(by, Permission.EDIT_MEETING, meeting.process)


def _change_cbms(meeting, cbms):
    """Take the meeting out of CBMs that are not among these, and into those that are. Its numbers, for the audit."""
    changes = {}
    pairs = {pair.cbm: pair for pair in meeting.pairs.select_related("cbm")}
    for cbm in cbms:
        if cbm not in pairs:
            number = take_back(meeting, cbm)
            MeetingCbm.objects.create(meeting=meeting, cbm=cbm, ordinal=number)
            changes |= {f"ordinal.{cbm.code}": [None, number]} if number else {}
    for cbm, pair in pairs.items():
        if cbm not in cbms:
            pair.delete()
            changes |= leave_number(meeting, cbm, pair.ordinal)
    return changes


def columns_of(details):
    """The meeting's own columns as the details give them."""
    return {
        "title_en": details.title,
        "date_precision": details.date_precision,
        "starts_on": details.starts_on,
        "ends_on": details.ends_on,
        "host": details.host,
        "city": details.city,
        "mode": details.mode,
    }


def _rewrite_content(meeting, details, *, with_attendance):
    """Bring attendance, outcomes and paragraphs in line with what was given. Returns what changed, for the audit."""
    extra = {}
    if with_attendance and details.attendance:
        capacity_of = capacities(details.cbms, meeting.process, details.starts_on)
        old = {row.stakeholder_id: row for row in meeting.attendance.all()}
        extra |= _write_attendance(meeting, details, capacity_of, old=old)
    old = stored_outcomes(meeting)
    extra |= write_outcomes(meeting, details.outcomes, old=old)
    if not meeting.record_is_frozen:
        old = list(meeting.paragraphs.order_by("number").values_list("text", flat=True))
        extra |= _write_record(meeting, details.record, old=old)
    return extra


def _write_attendance(meeting, details, capacity_of, *, old):
    extra, fresh = {}, []
    for stakeholder, answer in details.attendance.items():
        capacity = capacity_of.get(stakeholder.pk, "observer")
        row = old.get(stakeholder.pk)
        if row is None:
            fresh.append(Attendance(meeting=meeting, stakeholder=stakeholder, answer=answer, capacity=capacity))
            extra[f"attendance.{stakeholder.slug}"] = [None, answer]
        elif (row.answer, row.capacity) != (answer, capacity):
            extra[f"attendance.{stakeholder.slug}"] = [row.answer, answer]
            Attendance.objects.filter(pk=row.pk).update(answer=answer, capacity=capacity)
    Attendance.objects.bulk_create(fresh)
    return extra


def _write_record(meeting, paragraphs, *, old):
    if old == list(paragraphs):
        return {}
    if old:
        meeting.paragraphs.all().delete()
    RecordParagraph.objects.bulk_create(
        RecordParagraph(meeting=meeting, number=number, text=text) for number, text in enumerate(paragraphs, 1)
    )
    return {"record": [old, list(paragraphs)]}


def _attendance_of(meeting):
    return meeting.attendance.values_list("stakeholder_id", "capacity", "answer")


def lock_cbms(cbms):
    """One after another, in one order: numbers are proposed and duplicates asked for under this lock."""
    locked = Cbm.objects.filter(pk__in=[cbm.pk for cbm in cbms]).order_by("pk").select_for_update(no_key=True)
    list(locked.values_list("pk"))
