"""Known history: the one action that writes a meeting past the guards of the workflow."""

from django.db.models import Q
from django.utils import timezone

from hoaip.action import action, authorise
from hoaip.audit import record, snapshot
from hoaip.imports import CHANGED, CREATED, KEPT, SAME, facts, in_hand, write
from hoaip.models import Event
from hoaip.permissions import Permission
from meetings.actions.details import OutcomeDetails
from meetings.actions.outcomes import stored_outcomes, write_outcomes
from meetings.actions.records import write_revision
from meetings.capacities import capacities
from meetings.events import period_of, tell_held, tell_step
from meetings.models import CIRCULATED, HAPPENED, Attendance, DateChange, Meeting, MeetingCbm, RecordParagraph

FROZEN = ("reported", "closed", "annulled")
# The last step of a meeting that came in in this state, which its timeline begins with.
LAST_STEP = {
    "planned": "plan",
    "invited": "invite",
    "postponed": "postpone",
    "cancelled": "cancel",
    "annulled": "annul",
}


@action
def import_meeting(
    process,
    *,
    uid,
    type,
    starts_on,
    ends_on,
    date_precision="day",
    state="held",
    state_reason="",
    pairs=(),
    ordinal=None,
    titles=None,
    host=None,
    city="",
    mode="in_person",
    description="",
    attendance=(),
    attendance_note="",
    outcomes=(),
    paragraphs=(),
    date_changes=(),
    announced_at=None,
    circulated_at=None,
    sources=None,
    by,
):
    """Write a meeting as the sources know it, in any state and past every guard of 7.1. Returns (meeting, outcome).

    - unconfirmed until a person confirms it, audited, told on timelines, and no mail goes out;
    - found again by `uid`; a meeting of a CBM with the same number, entered by a person, is kept in its place, and so
      is one that a person has written since;
    - `pairs`: (Cbm, number or None); `attendance`: (Stakeholder, answer, capacity or None, which is then the role or
      membership of that day); `outcomes`: {"kind", "text", "owners"}; `paragraphs`: texts; `date_changes`: what its
      date had been, (precision, first day, last day, reason); days are local and at
      lower precision `starts_on`..`ends_on` is the whole period; `sources`: the columns of `facts`.
    """
    authorise(by, Permission.IMPORT_FACT)
    titles = titles or {}
    values = {
        "process": process,
        "type": type,
        "state": state,
        "state_reason": state_reason,
        "ordinal": ordinal,
        "title_en": titles.get("en", ""),
        "title_fa": titles.get("fa", ""),
        "title_ps": titles.get("ps", ""),
        "date_precision": date_precision,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "host": host,
        "city": city,
        "mode": mode,
        "description": description,
        "attendance_note": attendance_note,
        "announced_at": announced_at,
        "circulated_at": circulated_at,
        "has_cbm": bool(pairs),
        **(sources or facts({})),
    }
    given = content_given(
        process,
        pairs=pairs,
        attendance=attendance,
        outcomes=outcomes,
        paragraphs=paragraphs,
        date_changes=date_changes,
        by=by,
        day=starts_on,
    )
    stored = Meeting.objects.select_for_update(no_key=True).filter(uid=uid).first()
    if stored is None:
        meeting, what = _create(uid, values, given, known=same_meeting(process, type, pairs, ordinal), by=by)
    else:
        meeting, what = _correct(stored, values, given, by=by)
    if what == CREATED or (what in (CHANGED, SAME) and not is_told(meeting)) or (what == CHANGED and state in HAPPENED):
        tell_import(meeting, by=by)
    return meeting, what


def is_told(meeting):
    """Whether the timeline knows of it; what came in before events were told is told with the next import."""
    return Event.objects.filter(object_uid=meeting.uid).exclude(params__has_key="said").exists()


def tell_import(meeting, *, by):
    """What the timeline says of known history: that it was held, on its day, or which step it waits at."""
    pairs = list(meeting.pairs.select_related("cbm"))
    if meeting.state in HAPPENED:
        tell_held(meeting, pairs)
        return
    step = LAST_STEP[meeting.state]
    if step == "plan" and meeting.announced_at is not None:
        step = "announce"
    days = period_of(meeting, "was" if step in ("postpone", "cancel", "annul") else "now")
    at = meeting.announced_at or timezone.now()
    tell_step(meeting, step, at=at, pairs=pairs, is_public=meeting.is_public, reason=meeting.state_reason, **days)


def _create(uid, values, given, *, known, by):
    # Its content is written while it is held: the database freezes it afterwards.
    first = values | {"state": "held"} if values["state"] in FROZEN else values
    meeting, what = write(Meeting, uid, first | {"created_by": by}, by=by, event="meeting.import", known=known)
    if what == KEPT:
        return meeting, KEPT
    write_content(meeting, given)
    if values["state"] in FROZEN:
        before = snapshot(meeting)
        meeting.state = values["state"]
        meeting.save()
        record("meeting.import", meeting, by=by, before=before)
        if values["state"] in CIRCULATED and given["record"]:
            at = values.get("circulated_at") or timezone.now()
            record("record.import", write_revision(meeting, given["record"], at=at, by=by), by=by)
    return meeting, CREATED


def _correct(stored, values, given, *, by):
    content, wanted = content_of(stored), plain(given)
    changed = {name: [content[name], wanted[name]] for name in wanted if content[name] != wanted[name]}
    if changed and in_hand(stored, by):
        return stored, KEPT
    meeting, what = write(Meeting, stored.uid, values, by=by, event="meeting.import")
    if what == KEPT or not changed:
        return meeting, what
    if what == SAME:
        meeting.version += 1
        meeting.save()
    clear_content(meeting)
    write_content(meeting, given)
    record("meeting.import", meeting, by=by, before=snapshot(meeting), extra=changed)
    return meeting, CHANGED


def same_meeting(process, type, pairs, ordinal):
    """The condition of meetings that carry the number of this one: in a CBM, or among its type in the process."""
    if ordinal is not None:
        return Q(process=process, type=type, ordinal=ordinal)
    numbered = [(cbm, number) for cbm, number in pairs if number is not None]
    if not numbered:
        return None
    same = Q()
    for cbm, number in numbered:
        same |= Q(cbm=cbm, ordinal=number)
    return Q(pk__in=MeetingCbm.objects.filter(same).values("meeting"))


def content_given(process, *, pairs, attendance, outcomes, paragraphs, date_changes, by, day):
    """What is to stand beside the meeting's own columns, each attendance with its capacity of that day."""
    held_as = {}
    if any(capacity is None for _stakeholder, _answer, capacity in attendance):
        held_as = capacities([cbm for cbm, _number in pairs], process, day)
    return {
        "cbms": list(pairs),
        "attendance": [
            (stakeholder, answer, capacity or held_as.get(stakeholder.pk, "observer"))
            for stakeholder, answer, capacity in attendance
        ],
        "outcomes": list(outcomes),
        "record": list(paragraphs),
        "moved": [(*each, by) for each in date_changes],
    }


def plain(given):
    """The given content as plain values that compare with `content_of`."""
    return {
        "cbms": sorted(([cbm.code, number] for cbm, number in given["cbms"]), key=str),
        "attendance": sorted([stakeholder.code, *words] for stakeholder, *words in given["attendance"]),
        "outcomes": [
            [each["kind"], each["text"], sorted(owner.code for owner in each.get("owners", ()))]
            for each in given["outcomes"]
        ],
        "record": given["record"],
        "moved": [
            [precision, first.isoformat(), last.isoformat(), reason]
            for precision, first, last, reason, _by in given["moved"]
        ],
    }


def content_of(meeting):
    """What is stored beside the meeting's own columns, as plain values."""
    return {
        "cbms": sorted(map(list, meeting.pairs.values_list("cbm__code", "ordinal")), key=str),
        "attendance": sorted(map(list, meeting.attendance.values_list("stakeholder__code", "answer", "capacity"))),
        "outcomes": [
            [row.kind, row.text, sorted(owner.code for owner in row.owners.all())]
            for row in meeting.outcomes.order_by("number").prefetch_related("owners")
        ],
        "record": list(meeting.paragraphs.order_by("number").values_list("text", flat=True)),
        "moved": [
            [row.date_precision, row.starts_on.isoformat(), row.ends_on.isoformat(), row.reason]
            for row in meeting.date_changes.order_by("pk")
        ],
    }


def clear_content(meeting):
    """Take away what `write_content` writes anew; outcomes stay, because something may follow from one."""
    for rows in (meeting.pairs, meeting.attendance, meeting.paragraphs, meeting.date_changes):
        rows.all().delete()


def write_content(meeting, given):
    """Write CBMs, attendance, outcomes and paragraphs beside a meeting that has none, or outcomes alone."""
    for cbm, number in given["cbms"]:
        MeetingCbm.objects.create(meeting=meeting, cbm=cbm, ordinal=number)
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, stakeholder=stakeholder, answer=answer, capacity=capacity)
        for stakeholder, answer, capacity in given["attendance"]
    )
    outcomes = [
        OutcomeDetails(**each | {"owners": tuple(each.get("owners", ())), "place": number})
        for number, each in enumerate(given["outcomes"], 1)
    ]
    write_outcomes(meeting, outcomes, old=stored_outcomes(meeting))
    RecordParagraph.objects.bulk_create(
        RecordParagraph(meeting=meeting, number=number, text=text) for number, text in enumerate(given["record"], 1)
    )
    DateChange.objects.bulk_create(
        DateChange(
            meeting=meeting,
            date_precision=precision,
            starts_on=first,
            ends_on=last,
            reason=reason,
            at=timezone.now(),
            by=by,
        )
        for precision, first, last, reason, by in given["moved"]
    )
