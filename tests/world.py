"""The cast with meetings in every state, flags, and the rows that forms end: what the matrix and the drills walk."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cbms.models import FocalInstitution, FocalPoint, RoleAssignment, TechnicalContact
from cbms.models.targets import Flag
from conferences.models import Chair, Conference
from hoaip import grants
from hoaip.documents.keeping import place_of
from hoaip.models import Appointment, Delegate, Holiday, Invitation, Membership, Person
from meetings.models import (
    CIRCULATED,
    UNDECIDED,
    AgendaItem,
    Attendance,
    Interest,
    Meeting,
    MeetingCbm,
    Outcome,
    RecordComment,
    RecordParagraph,
    WatchRule,
)
from tests.carried import fill_carried
from tests.cast import rows, with_browsers
from tests.handovers import fill_handovers
from tests.invited import fill_invited
from tests.kept import enter
from tests.managed import fill_managed
from tests.noted import fill_notes
from tests.papers import fill_shelf
from tests.plans import fill_plans
from tests.records import agreed, circulated, recalled
from tests.trail import fill_trail

TOKEN = "an-invitation-that-is-still-open"
# key: (state, CBMs, days from today, whether it had been announced)
MEETINGS = {
    "planned": ("planned", ["dm"], 70, False),
    "announced": ("planned", ["dm"], 80, True),
    "invited": ("invited", ["dm"], 60, True),
    "held": ("held", ["dm"], -20, True),
    "reported": ("reported", ["dm"], -120, True),
    "closed": ("closed", ["dm"], -220, True),
    "postponed": ("postponed", ["dm"], 100, False),
    "postponed_known": ("postponed", ["dm"], 110, True),
    "cancelled": ("cancelled", ["dm"], 120, True),
    "cancelled_unseen": ("cancelled", ["dm"], 130, False),
    "annulled": ("annulled", ["dm"], -40, True),
    "ct_planned": ("planned", ["ct"], 90, False),
    "joint": ("planned", ["dm", "ct"], 95, False),
    "joint_held": ("held", ["dm", "ct"], -15, True),
    "senior": ("planned", [], 75, False),
    "requested": ("requested", ["dm"], 140, False),
    "rejected": ("rejected", ["dm"], 150, False),
}
# Items of agendas by key: of which meeting, and what became of it.
AGENDA = {
    "planned": ("planned", "open"),
    "ct": ("ct_planned", "open"),
    "held": ("held", "open"),
    "discussed": ("held", "discussed"),
    "left": ("cancelled", "open"),
    "senior": ("senior", "open"),
}


def fill(cast):
    """Add to the cast: `meetings[key]`, `agenda[key]`, `flags[open|waived]`, `role`, `membership`, `focal_point`,
    `institution`, `appointment`, `delegation`, `invitation` (with TOKEN), `documents[key]`, `files[key]`, `conference`,
    `chair`, `ministers`, `persons[pk|tr|guest]`, `contacts[dm|ct]`, `holiday`, `interests[proposed|brought|declined]`
    (of Australia in DM, China in DM, Iran in CT), `records[reported|closed]` (circulated after one that was recalled,
    with a comment, `record_comment`; agreed), `invitees[code]` of the invited meeting, `notes[known|unseen|annulled]`
    to India (tests/noted.py). Returns the cast."""
    today = grants.today()
    cast.meetings = {key: _meeting(cast, key, today, *plan) for key, plan in MEETINGS.items()}
    cast.agenda = {key: _item(cast.meetings[of], key, state) for key, (of, state) in AGENDA.items()}
    cast.records = {key: cast.meetings[key].revisions.get(state="circulated") for key in ("reported", "closed")}
    cast.records["closed"] = agreed(cast.records["closed"], by=cast.rev)
    cast.record_comment = RecordComment.objects.create(
        paragraph=cast.records["reported"].paragraphs.get(),
        stakeholder=cast.stakeholders["KZ"],
        author=cast.del_kz,
        text="Secret comment on the record.",
    )
    WatchRule.objects.get_or_create()
    cast.flags = {
        "open": Flag.objects.create(cbm=cast.cbms["dm"], year=today.year, level="at_risk", opened_on=today),
        "waived": Flag.objects.create(
            cbm=cast.cbms["dm"],
            year=today.year - 1,
            level="missed",
            opened_on=today,
            state="waived",
            waived_at=timezone.now(),
            waived_by=cast.dir,
            waiver_reason="Floods.",
        ),
    }
    cast.role = RoleAssignment.objects.get(cbm__code="dm", stakeholder__code="PL")
    cast.membership = Membership.objects.get(stakeholder__code="AU")
    cast.focal_point = FocalPoint.objects.get(user=cast.fp_dm_deputy)
    cast.institution = FocalInstitution.objects.create(
        cbm=cast.cbms["dm"], name_en="Disaster management authority", from_on=cast.focal_point.from_on
    )
    cast.conference = Conference.objects.create(
        process=cast.process, meeting=_ministers(cast, 5, date(2015, 12, 9)), ordinal=5, theme="Connectivity"
    )
    # A meeting of ministers that nobody has made a conference yet.
    cast.ministers = _ministers(cast, 6, date(2016, 12, 4))
    cast.chair = Chair.objects.create(
        process=cast.process,
        stakeholder=cast.stakeholders["IN"],
        stakeholder_kind="country",
        standing="co_chair",
        from_conference=cast.conference,
        from_on=cast.conference.meeting.starts_on,
    )
    cast.appointment = Appointment.objects.get(user=cast.rev_two)
    cast.delegation = Delegate.objects.get(user=cast.del_au)
    cast.invitation = Invitation.objects.create(
        email="new.person@example.org",
        full_name="Sample new",
        role="delegate",
        stakeholder=cast.stakeholders["AU"],
        token_hash=Invitation.digest(TOKEN),
        expires_at=timezone.now() + timedelta(hours=60),
        invited_by=cast.adm,
    )
    cast.persons = {
        "pk": Person.objects.create(
            name_latin="Sample contact PK", stakeholder=cast.stakeholders["PK"], email="contact.pk@example.org"
        ),
        "tr": Person.objects.create(name_latin="Sample contact TR", stakeholder=cast.stakeholders["TR"]),
        "guest": Person.objects.create(name_latin="Sample guest"),
    }
    cast.contacts = {
        code: TechnicalContact.objects.create(
            cbm=cast.cbms[code],
            person=cast.persons[key],
            stakeholder=cast.persons[key].stakeholder,
            from_on=cast.focal_point.from_on,
        )
        for code, key in (("dm", "pk"), ("ct", "tr"))
    }
    cast.holiday = Holiday.objects.create(
        country=cast.stakeholders["PK"], name="Sample holiday", from_on=today, until_on=today, is_kept=True
    )
    cast.interests = {
        "proposed": _interest(cast, today, "dm", "AU", "supporting"),
        "brought": _interest(cast, today, "dm", "CN", "participating", state="brought", meeting=cast.meetings["held"]),
        "declined": _interest(
            cast,
            today,
            "ct",
            "IR",
            "participating",
            state="declined",
            state_reason="Not now.",
            settled_on=today,
            settled_by=cast.adm,
        ),
    }
    known = fill_handovers(fill_trail(fill_carried(fill_plans(fill_shelf(cast)))))
    return fill_notes(fill_managed(fill_invited(known)))


def _whole():
    """The world without browsers, and `stored`: the bytes of its files by their names."""
    world = fill(rows())
    files = [*world.files.values(), *(note.link.document.files.get() for note in world.notes.values())]
    world.stored = {file.stored_name: place_of(file.stored_name).read_bytes() for file in files}
    return world


def enter_world():
    """The world as a copy: rows, namespace and files."""
    world = with_browsers(enter(_whole))
    for name, content in world.stored.items():
        place_of(name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        place_of(name).write_bytes(content)
    return world


@pytest.fixture
def filled(db):
    """The world in a test of its own."""
    return enter_world()


def _ministers(cast, number, day):
    return Meeting.objects.create(
        process=cast.process,
        type="mc",
        state="held",
        ordinal=number,
        starts_on=day,
        ends_on=day,
        host=cast.stakeholders["PK"],
        city="Islamabad",
        created_by=cast.rev,
    )


def _item(meeting, key, state):
    place = meeting.agenda.count() + 1
    return AgendaItem.objects.create(meeting=meeting, position=place, title=f"Secret item {key}.", state=state)


def _interest(cast, today, code, stakeholder, role, **more):
    return Interest.objects.create(
        cbm=cast.cbms[code],
        stakeholder=cast.stakeholders[stakeholder],
        stakeholder_kind="country",
        role=role,
        why="Sample: to help.",
        proposed_by=cast.del_au,
        proposed_on=today,
        **more,
    )


def _meeting(cast, key, today, state, codes, days, was_known):
    day = today + timedelta(days=days)
    asked = {"requested_at": timezone.now(), "requested_by": cast.fp_dm} if state in UNDECIDED else {}
    meeting = Meeting.objects.create(
        process=cast.process,
        type="rtgm" if codes else "som",
        state="held" if days < 0 else state,
        title_en=f"Sample {key}",
        starts_on=day,
        ends_on=day,
        host=cast.stakeholders["PK"],
        city="Islamabad",
        announced_at=timezone.now() if was_known else None,
        created_by=cast.rev,
        has_cbm=bool(codes),
        **asked,
    )
    MeetingCbm.objects.bulk_create(MeetingCbm(meeting=meeting, cbm=cast.cbms[code]) for code in codes)
    if days < 0:
        Attendance.objects.create(
            meeting=meeting, stakeholder=cast.stakeholders["PK"], answer="present", capacity="lead"
        )
        Outcome.objects.create(meeting=meeting, number=1, kind="decision", text=f"Secret outcome of {key}.")
        RecordParagraph.objects.create(meeting=meeting, number=1, text=f"Secret record of {key}.")
        # Only now: what is circulated or closed is frozen by the database.
        Meeting.objects.filter(pk=meeting.pk).update(state=state)
        meeting.refresh_from_db()
        if state == "reported":
            recalled(circulated(meeting, f"Secret earlier record of {key}."), by=cast.rev)
        if state in CIRCULATED:
            circulated(meeting, number=meeting.revisions.count() + 1, until=today + timedelta(days=14))
    return meeting
