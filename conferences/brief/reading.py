"""What briefs ask of the register, each in one statement, as far as their reader may know."""

from collections import Counter, defaultdict

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from cbms.models import Cbm, RoleAssignment
from conferences.models import CLOSED_COMMITMENTS, OPEN_ACTIONS, Action, Commitment, CommitmentOwner
from meetings.models import HAPPENED, Attendance, Meeting, MeetingCbm
from meetings.names import with_pairs


def roles_on(day, process):
    """Every role in a CBM of the process on that day, with both ends."""
    return list(
        RoleAssignment.objects.as_of(day)
        .filter(cbm__process=process)
        .select_related("cbm", "stakeholder")
        .order_by("cbm__position", "pk")
    )


def held_between(user, process, first, last):
    """Meetings of the process held from the first day to the last, newest first, with their CBMs."""
    seen = Meeting.objects.visible_to(user).filter(process=process, state__in=HAPPENED)
    return with_pairs(seen.filter(starts_on__gte=first, starts_on__lte=last)).order_by("-starts_on", "-pk")


def technical_meetings(process, first, last):
    """Pairs of RTGMs held from the first day to the last with their CBMs, as a queryset."""
    return MeetingCbm.objects.filter(cbm__process=process, counts="held", starts_on__gte=first, starts_on__lte=last)


def held_by_cbm(process, first, last):
    """{CBM's primary key: RTGMs held from the first day to the last}."""
    found = technical_meetings(process, first, last).values_list("cbm").annotate(held=Count("pk"))
    return dict(found.order_by())


def counted_by_cbm(process, first, last):
    """As `held_by_cbm`, of those alone of which it is known who came."""
    known = Attendance.objects.filter(meeting=OuterRef("meeting"), answer__in=Attendance.CAME)
    found = technical_meetings(process, first, last).filter(Exists(known)).values_list("cbm")
    return dict(found.annotate(held=Count("pk")).order_by())


def came(process, first, last, *, stakeholder=None):
    """{(stakeholder's primary key, CBM's primary key): RTGMs it came to}, of one stakeholder or of all."""
    rows = Attendance.objects.filter(
        answer__in=Attendance.CAME,
        meeting__pairs__in=technical_meetings(process, first, last),
    )
    if stakeholder is not None:
        rows = rows.filter(stakeholder=stakeholder)
    found = rows.order_by().values_list("stakeholder", "meeting__pairs__cbm").annotate(times=Count("meeting"))
    return {(who, cbm): times for who, cbm, times in found}


def coming(user, process, day):
    """{CBM's primary key: its first RTGM after that day, planned or held since}. Each CBM asks its index once."""
    after = Q(counts="planned", ends_on__gte=day) | Q(counts="held", starts_on__gt=day)
    pairs = MeetingCbm.objects.filter(after, cbm=OuterRef("pk"), meeting__in=Meeting.objects.visible_to(user))
    nearest = Cbm.objects.filter(process=process).annotate(
        first=Subquery(pairs.filter(ends_on__gte=day).order_by("ends_on", "meeting").values("pk")[:1])
    )
    found = MeetingCbm.objects.filter(pk__in=nearest.values("first")).select_related("meeting")
    return {pair.cbm_id: pair.meeting for pair in found}


def how_many_came(meetings):
    """{meeting's primary key: how many states and organizations came}, of a few meetings."""
    rows = Attendance.objects.filter(meeting__in=[each.pk for each in meetings], answer__in=Attendance.CAME)
    return dict(rows.order_by().values_list("meeting").annotate(came=Count("pk")))


def actions_by(user, process, day, key):
    """{key: Counter of "open", "overdue", "done"} over the actions this reader may see; `key` is a column of theirs."""
    rows = (
        taken_by(user, day)
        .filter(process=process)
        .order_by()
        .values_list(key)
        .annotate(
            open=Count("pk", filter=Q(state__in=OPEN_ACTIONS)),
            overdue=Count("pk", filter=Q(state__in=OPEN_ACTIONS, due_on__lt=day)),
            done=Count("pk", filter=Q(state="verified")),
        )
    )
    return {row[0]: Counter(open=row[1], overdue=row[2], done=row[3]) for row in rows}


def said_by(day):
    """The condition that a commitment was said by that day: whenever it was entered, the day of its source counts."""
    return (
        Q(paragraph__declaration__agreed_on__lte=day)
        | Q(outcome__meeting__starts_on__lte=day)
        | Q(meeting__starts_on__lte=day)
        | Q(letter__dated_on__lte=day)
    )


def made_by(user, day):
    """Commitments said by that day that this reader may see, drafts and what was merged left out."""
    return Commitment.objects.visible_to(user).filter(said_by(day)).exclude(state__in=("draft", "merged"))


def taken_by(user, day):
    """Actions that this reader may see and that carry out what was said or decided by that day."""
    said = Commitment.objects.filter(said_by(day)).values("pk")
    return Action.objects.visible_to(user).filter(Q(commitment__in=said) | Q(outcome__meeting__starts_on__lte=day))


def commitments_by_owner(user, process, day):
    """{stakeholder's primary key: Counter of "open" and "closed"}."""
    rows = (
        CommitmentOwner.objects.filter(commitment__in=made_by(user, day).filter(process=process))
        .order_by()
        .values_list("stakeholder")
        .annotate(
            closed=Count("pk", filter=Q(commitment__state__in=CLOSED_COMMITMENTS)),
            open=Count("pk", filter=~Q(commitment__state__in=CLOSED_COMMITMENTS)),
        )
    )
    return {who: Counter(closed=closed, open=still) for who, closed, still in rows}


def letters_by_stakeholder(roles):
    """{stakeholder: ["DM L", "TCI P"]} of roles, in the order of the CBMs."""
    found = defaultdict(list)
    for role in roles:
        found[role.stakeholder].append(f"{role.cbm.short} {RoleAssignment.LETTERS[role.role]}")
    return found
