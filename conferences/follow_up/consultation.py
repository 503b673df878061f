"""Political consultation in a year: meetings of senior officials and ambassadors, what they decided, what follows."""

from collections import defaultdict
from dataclasses import dataclass, field

from conferences.models import Action
from meetings.models import AHEAD, HAPPENED, Meeting, Outcome
from meetings.names import headline, pairs_of, with_pairs
from meetings.reading import readable_records

BODIES = ("som", "am")


@dataclass
class Sitting:
    """One meeting of senior officials or ambassadors. `actions` are those of outcomes this reader does not read."""

    meeting: Meeting
    name: str
    is_read: bool = False
    outcomes: list = field(default_factory=list)
    actions: list = field(default_factory=list)


class Consultation:
    """A process in a year as one reader may know it. Four statements, whatever the year holds."""

    def __init__(self, process, year, user):
        self.year = year
        # To the day a meeting belongs to the year of its first day; else its whole period lies in it.
        rows = Meeting.objects.visible_to(user).filter(
            process=process, type__in=(*BODIES, "rtgm"), starts_on__gte=year.first, counts_until__lte=year.last
        )
        meetings = list(with_pairs(rows.exclude(state="annulled")).order_by("starts_on", "pk"))
        self.sittings = [Sitting(each, headline(each)) for each in meetings if each.type in BODIES]
        self.rtgms = [each for each in meetings if each.type == "rtgm" and each.state in HAPPENED]
        self._read(user)

    def _read(self, user):
        by_meeting = {each.meeting.pk: each for each in self.sittings}
        read = set(Meeting.objects.filter(readable_records(user), pk__in=list(by_meeting)).values_list("pk", flat=True))
        outcomes = Outcome.objects.filter(meeting__in=list(read), kind__in=["decision", "action", "commitment"])
        follow = defaultdict(list)
        actions = Action.objects.visible_to(user).filter(outcome__meeting__in=list(by_meeting))
        for action in actions.select_related("owner", "outcome").order_by("due_on", "pk"):
            if action.outcome.meeting_id in read:
                follow[action.outcome_id].append(action)
            else:
                by_meeting[action.outcome.meeting_id].actions.append(action)
        for outcome in outcomes.order_by("meeting", "number"):
            outcome.told_actions = follow[outcome.pk]
            by_meeting[outcome.meeting_id].outcomes.append(outcome)
        for pk in read:
            by_meeting[pk].is_read = True

    def count(self, kind, states):
        return sum(each.meeting.type == kind and each.meeting.state in states for each in self.sittings)

    @property
    def soms_held(self):
        return self.count("som", HAPPENED)

    @property
    def soms_planned(self):
        return self.count("som", AHEAD)

    @property
    def ams_held(self):
        return self.count("am", HAPPENED)

    @property
    def ams_planned(self):
        return self.count("am", AHEAD)

    @property
    def rtgms_named(self):
        """[(RTGM that was held, its name)], by day."""
        return [(each, headline(each)) for each in self.rtgms]

    @property
    def rtgms_by_cbm(self):
        """[(short name of a CBM, how many RTGMs of it were held)], by its name; a joint one counts for each."""
        found = defaultdict(int)
        for meeting in self.rtgms:
            for pair in pairs_of(meeting):
                found[pair.cbm.short] += 1
        return sorted(found.items())
