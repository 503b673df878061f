"""Known history: the one action that writes a meeting past the guards of the workflow."""

from django.utils.translation import override

from hoaip.action import action, authorise
from hoaip.audit import record, snapshot
from hoaip.events import tell
from hoaip.imports import CHANGED, CREATED, KEPT, SAME, facts, in_hand, write
from hoaip.models import Event
from hoaip.permissions import Permission
from meetings.actions.log import capacities
from meetings.models import HAPPENED, Attendance, Meeting, MeetingCbm, Outcome, RecordParagraph
from meetings.names import headline

# Its columns are computed by the database.
GENERATED = ("is_public", "counts", "counts_until")
FROZEN = ("reported", "closed", "annulled")


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
    announced_at=None,
    circulated_at=None,
    sources=None,
    by,
):
    """Write a meeting as the sources know it, in any state and past every guard of 7.1. Returns (meeting, outcome).

    - unconfirmed until a person confirms it, audited, told on timelines when it was held, and no mail goes out;
    - found again by `uid`; a meeting of a CBM with the same number, entered by a person, is kept in its place, and so
      is one that a person has written since;
    - `pairs`: (Cbm, number or None); `attendance`: (Stakeholder, answer, capacity or None, which is then the role or
      membership of that day); `outcomes`: {"kind", "text", "owners"}; `paragraphs`: texts; days are local and at
      lower precision `starts_on`..`ends_on` is the whole period; `sources`: the columns of `facts`.
    """
    authorise(by, Permission.IMPORT_FACT)
    titles = titles or {}
    values = {
        "process_id": process.pk,
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
        "host_id": host.pk if host else None,
        "city": city,
        "mode": mode,
        "description": description,
        "attendance_note": attendance_note,
        "announced_at": announced_at,
        "circulated_at": circulated_at,
        "has_cbm": bool(pairs),
        **(sources or facts({})),
    }
    stored = Meeting.objects.filter(uid=uid).first()
    if stored is None:
        known = same_meeting(process, type=type, pairs=pairs, ordinal=ordinal)
        # Its content is written while it is held: the database freezes it afterwards.
        first = (
            values | {"state": "held", "created_by_id": by.pk} if state in FROZEN else values | {"created_by_id": by.pk}
        )
        meeting, what = write(Meeting, uid, first, by=by, event="meeting.import", known=known, exclude=GENERATED)
        if what == KEPT:
            return meeting, KEPT
        write_content(meeting, pairs=pairs, attendance=attendance, outcomes=outcomes, paragraphs=paragraphs)
        if state in FROZEN:
            before = snapshot(meeting)
            meeting.state = state
            meeting.save()
            record("meeting.import", meeting, by=by, before=before)
    else:
        content = content_of(stored)
        given = content_given(
            stored, pairs=pairs, attendance=attendance, outcomes=outcomes, paragraphs=paragraphs, day=starts_on
        )
        if content != given and in_hand(stored, by):
            return stored, KEPT
        meeting, what = write(Meeting, uid, values, by=by, event="meeting.import", exclude=GENERATED)
        if what == KEPT:
            return meeting, KEPT
        if content != given:
            if what == SAME:
                meeting.version += 1
                meeting.save()
            write_content(meeting, pairs=pairs, attendance=attendance, outcomes=outcomes, paragraphs=paragraphs)
            changed = {name: [content[name], given[name]] for name in given if content[name] != given[name]}
            record("meeting.import", meeting, by=by, before=snapshot(meeting), extra=changed)
            what = CHANGED
    if what in (CREATED, CHANGED) and state in HAPPENED:
        Event.objects.filter(kind="meeting.held", object_uid=meeting.uid).delete()
        with override("en"):
            name = headline(Meeting.objects.prefetch_related("pairs__cbm").get(pk=meeting.pk))
        tell(
            "meeting.held",
            meeting,
            on=starts_on,
            anchors=[cbm for cbm, _number in pairs] or [process],
            public_text=name,
            internal_text=name,
            is_public=True,
        )
    return meeting, what


def same_meeting(process, *, type, pairs, ordinal):
    """Meetings that carry the number of this one already: in a CBM, or among those of its type in the process."""
    if ordinal is not None:
        return Meeting.objects.filter(process=process, type=type, ordinal=ordinal)
    for cbm, number in pairs:
        if number is not None:
            return Meeting.objects.filter(pk__in=MeetingCbm.objects.filter(cbm=cbm, ordinal=number).values("meeting"))
    return Meeting.objects.none()


def content_of(meeting):
    """What is stored beside the meeting's own columns, as plain values."""
    return {
        "cbms": sorted(meeting.pairs.values_list("cbm__code", "ordinal"), key=str),
        "attendance": sorted(meeting.attendance.values_list("stakeholder__code", "answer", "capacity")),
        "outcomes": [
            (row.kind, row.text, sorted(owner.code for owner in row.owners.all()))
            for row in meeting.outcomes.order_by("number").prefetch_related("owners")
        ],
        "record": list(meeting.paragraphs.order_by("number").values_list("text", flat=True)),
    }


def content_given(meeting, *, pairs, attendance, outcomes, paragraphs, day):
    """What is to stand beside the meeting's own columns, in the shape of `content_of`."""
    held_as = capacities([cbm for cbm, _number in pairs], meeting.process, day) if attendance else {}
    return {
        "cbms": sorted(((cbm.code, number) for cbm, number in pairs), key=str),
        "attendance": sorted(
            (stakeholder.code, answer, capacity or held_as.get(stakeholder.pk, "observer"))
            for stakeholder, answer, capacity in attendance
        ),
        "outcomes": [
            (each["kind"], each["text"], sorted(owner.code for owner in each.get("owners", ()))) for each in outcomes
        ],
        "record": list(paragraphs),
    }


def write_content(meeting, *, pairs, attendance, outcomes, paragraphs):
    """Replace CBMs, attendance, outcomes and paragraphs of an imported meeting by what is given."""
    meeting.pairs.exclude(cbm__in=[cbm for cbm, _number in pairs]).delete()
    for cbm, number in pairs:
        MeetingCbm.objects.update_or_create(meeting=meeting, cbm=cbm, defaults={"ordinal": number})
    meeting.attendance.all().delete()
    held_as = capacities([cbm for cbm, _number in pairs], meeting.process, meeting.starts_on) if attendance else {}
    Attendance.objects.bulk_create(
        Attendance(
            meeting=meeting,
            stakeholder=stakeholder,
            answer=answer,
            capacity=capacity or held_as.get(stakeholder.pk, "observer"),
        )
        for stakeholder, answer, capacity in attendance
    )
    meeting.outcomes.all().delete()
    for number, each in enumerate(outcomes, 1):
        outcome = Outcome(
            meeting=meeting, number=number, kind=each["kind"], text=each["text"], due_on=each.get("due_on")
        )
        outcome.save()
        outcome.owners.set(each.get("owners", ()))
    meeting.paragraphs.all().delete()
    RecordParagraph.objects.bulk_create(
        RecordParagraph(meeting=meeting, number=number, text=text) for number, text in enumerate(paragraphs, 1)
    )
