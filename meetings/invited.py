"""Who can be invited to a meeting and whom a letter reaches; who is invited and what each answered."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cbms.circle import called, party_key
from cbms.models import TechnicalContact
from hoaip.language import page_language
from hoaip.models import Delegate, Membership, Stakeholder
from meetings.capacities import capacities
from meetings.models import Attendance, Call, Invitee, MeetingCbm, Rsvp

# Capacity, kind, heading: each that can be invited falls into one; observers are those without a role.
GROUPS = (
    ("lead", None, _("Leads")),
    ("co_lead", None, _("Co-leads")),
    ("participating", None, _("Participating countries")),
    ("supporting", "country", _("Supporting countries")),
    ("supporting", "organization", _("Supporting organizations")),
    ("observer", None, _("Others of the process, as observers")),
)
OBSERVER = Attendance.Capacity.OBSERVER


@dataclass(frozen=True)
class Addressee:
    """Somebody without an account as a letter needs it (hoaip/post/outbox.py): the columns of an account."""

    uid: UUID
    full_name: str
    email: str
    language: str = "en"
    time_zone: str = "Asia/Kabul"
    pk: None = None
    is_active: bool = True
    is_system: bool = False


@dataclass(frozen=True)
class Party:
    """One that can be invited: its capacity on the meeting's first day, and the people whom a letter reaches."""

    stakeholder: Stakeholder
    capacity: str
    contacts: tuple = ()
    # Chosen unless somebody takes it away: a role on that day, or invited to an earlier date of the meeting.
    is_expected: bool = True

    @property
    def slug(self):
        return self.stakeholder.slug

    @property
    def name(self):
        return called(self.stakeholder, page_language())

    @property
    def capacity_words(self):
        return Attendance.Capacity(self.capacity).label


def parties_of(meeting, today):
    """[Party] of whoever can be invited now, by role and protocol: roles on the meeting's first day, then others.

    Others are of the process on that day. Who stands on the list of the present round already is left out. A fixed
    number of queries.
    """
    cbms = cbms_of(meeting)
    roles = capacities(cbms, meeting.process, meeting.starts_on)
    listed, before, invited = set(), set(), set()
    for pk, withdrawn_at, own, now in meeting.invitees.values_list(
        "stakeholder_id", "withdrawn_at", "round", "meeting__call__round"
    ):
        listed.add(pk)
        if withdrawn_at is None:
            before.add(pk)
            # Planned again after it had been off, everybody is asked anew.
            if own == now and meeting.state != "planned":
                invited.add(pk)
    of_process = Membership.objects.as_of(meeting.starts_on).filter(process=meeting.process)
    known = Q(pk__in=[*roles, *listed]) | Q(pk__in=of_process.values("stakeholder"))
    rows = [row for row in Stakeholder.objects.filter(known, merged_into=None) if row.pk not in invited]
    reached = contacts_of([row.pk for row in rows], cbms, today)
    expected = {*roles, *before} if meeting.state == "planned" else ()
    found = [Party(row, str(roles.get(row.pk, OBSERVER)), reached.get(row.pk, ()), row.pk in expected) for row in rows]
    return sorted(found, key=lambda party: order_of(party.stakeholder, party.capacity))


def cbms_of(meeting):
    return [pair.cbm for pair in MeetingCbm.objects.filter(meeting=meeting).select_related("cbm").order_by("pk")]


def contacts_of(stakeholders, cbms, today):
    """{stakeholder id: (people,)} whom a letter reaches: delegates, and technical focal points in these CBMs.

    Delegates have accounts; a technical focal point has one, or an address alone. Each address once. Two queries.
    """
    found, known = {}, set()

    def add(stakeholder, person):
        address = person.email.casefold()
        if address not in known:
            known.add(address)
            found.setdefault(stakeholder, []).append(person)

    delegates = Delegate.objects.as_of(today).filter(stakeholder__in=stakeholders, user__is_active=True)
    for row in delegates.select_related("user").order_by("user__full_name", "pk"):
        add(row.stakeholder_id, row.user)
    contacts = TechnicalContact.objects.as_of(today).filter(stakeholder__in=stakeholders, cbm__in=cbms)
    for row in contacts.select_related("person__user").order_by("person__name_latin", "pk"):
        person = row.person
        if person.left_on is not None and person.left_on < today:
            continue
        if person.user is not None:
            if person.user.is_active:
                add(row.stakeholder_id, person.user)
        elif person.email:
            add(row.stakeholder_id, Addressee(person.uid, str(person), person.email))
    return {pk: tuple(people) for pk, people in found.items()}


def people_invited(meeting, call, today):
    """Everybody whom a letter to those invited to the meeting's date reaches."""
    rows = Invitee.objects.filter(meeting=meeting, round=call.round, withdrawn_at__isnull=True)
    reached = contacts_of(list(rows.values_list("stakeholder_id", flat=True)), cbms_of(meeting), today)
    return [person for people in reached.values() for person in people]


def order_of(stakeholder, capacity):
    """The sort key by capacity, then by protocol."""
    return rank_of(capacity, stakeholder.kind), party_key(stakeholder, page_language())


def rank_of(capacity, kind):
    return next(place for place, (role, of, _words) in enumerate(GROUPS) if role == capacity and of in (None, kind))


def grouped(things):
    """[(heading, capacity, [things])] of parties or lines in their order, without the empty groups."""
    groups = [[] for _group in GROUPS]
    for thing in things:
        groups[rank_of(thing.capacity, thing.stakeholder.kind)].append(thing)
    return [(words, role, found) for (role, _of, words), found in zip(GROUPS, groups, strict=True) if found]


def fingerprint(parties, chosen):
    """What a preview showed, as 32 hexadecimal digits: who holds which role, and whom the letters reach."""
    roles = [f"{party.slug} {party.capacity}" for party in parties if party.capacity != OBSERVER]
    letters = [f"{party.slug} < {person.uid}" for party in chosen for person in party.contacts]
    return hashlib.sha256("\n".join(sorted(roles + letters)).encode()).hexdigest()[:32]


def answer_day(meeting, today):
    """The day by which an answer is asked unless another is given: `settings.ANSWER_DAYS` before the meeting.

    Where that is too soon or over, the middle of the days that are left.
    """
    day = meeting.starts_on - timedelta(days=settings.ANSWER_DAYS)
    middle = today + (meeting.starts_on - today) // 2
    return day if day > today or meeting.starts_on <= today else max(today, middle)


@dataclass(frozen=True)
class Line:
    """One that is invited, its answers since it was asked last, the oldest first, and those before as `history`."""

    invitee: Invitee
    answers: tuple = ()
    history: tuple = ()

    @property
    def stakeholder(self):
        return self.invitee.stakeholder

    @property
    def capacity(self):
        return str(self.invitee.capacity)

    @property
    def capacity_words(self):
        return self.invitee.get_capacity_display()

    @property
    def standing(self):
        """The answer that counts, or None: no answer."""
        return self.answers[-1] if self.answers else None

    @property
    def earlier(self):
        """What it answered before, the newest first, that of earlier dates included."""
        return [*reversed(self.answers[:-1]), *reversed(self.history)]

    @cached_property
    def version(self):
        """What a form about its answer is opened with: raised by every answer, and when it is asked anew or not at all.

        Read once: a form notes it on the invitee.
        """
        return self.invitee.version + len(self.answers) + len(self.history)

    @property
    def is_silent(self):
        return not self.answers

    @property
    def has_spoken(self):
        """Whether a delegate of its own has answered: from then on nobody answers on its behalf."""
        return any(not answer.on_behalf for answer in self.answers)


def call_of(meeting):
    """The Call of a meeting, or None: nobody was invited to it."""
    return Call.objects.filter(meeting=meeting).first()


def lines_of(call, *, only=None):
    """[Line] of those invited to the meeting's present date, by role and protocol; `only`: of these stakeholders.

    Two queries, however many are invited and answered.
    """
    rows = Invitee.objects.standing().filter(meeting=call.meeting_id, round=call.round)
    if only is not None:
        rows = rows.filter(stakeholder__in=only)
    return with_answers(rows)


def with_answers(rows):
    """[Line] of these invitees, by role and protocol. Two queries."""
    rows = list(rows.select_related("stakeholder"))
    answers = {}
    for answer in Rsvp.objects.filter(invitee__in=[row.pk for row in rows]).select_related("by").order_by("pk"):
        answers.setdefault(answer.invitee_id, []).append(answer)
    lines = []
    for row in rows:
        lines.append(_line(row, answers.get(row.pk, ())))
    return sorted(lines, key=lambda line: order_of(line.stakeholder, line.capacity))


def line_of(invitee):
    """The Line of one that is invited. One query."""
    return _line(invitee, invitee.answers.select_related("by").order_by("pk"))


def _line(invitee, given):
    now, old = [], []
    for answer in given:
        (now if invitee.counts(answer) else old).append(answer)
    return Line(invitee, tuple(now), tuple(old))


def counts_of(lines):
    """[(answer, its words, how many)]: no answer is counted by itself, apart from regrets."""
    found = Counter(str(line.standing.answer) for line in lines if line.standing)
    return [(each.value, each.label, found[each.value]) for each in Rsvp.Answer]


def silent(lines):
    return [line for line in lines if line.is_silent]


# What an attendance begins with when it is filled in after the meeting.
COMES_AS = {"attending": "present", "remote": "remote", "regrets": "absent"}


def announced_attendance(meeting):
    """{slug: attendance} of those invited, as they answered; {} unless it is invited and has a list. One query.

    Who has not answered has none, "": nobody knows yet. Where nobody has answered, whoever is invited is taken to come.
    """
    if meeting.state != "invited":
        return {}
    rows = Invitee.objects.standing().with_answer().filter(meeting=meeting)
    found = dict(rows.values_list("stakeholder__slug", "answered"))
    silence = "" if any(found.values()) else Attendance.Answer.PRESENT.value
    return {slug: COMES_AS.get(answer, silence) for slug, answer in found.items()}
