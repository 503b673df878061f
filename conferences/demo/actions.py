"""Sample actions for a portal that is tried out: on what sample meetings decided, one in each state."""

from datetime import timedelta

from conferences.actions.samples import seed_action
from hoaip.imports import address
from hoaip.ladder import Rung
from hoaip.models import User
from hoaip.seeds import sample_email
from meetings.models import Outcome

# Key, sample meeting, number of its outcome, state, owner, days until it is due, how far it is known, words.
ACTIONS = [
    ("due_soon", "cn_reported", 1, "open", "KZ", 3, Rung.PUBLIC, "Sample: propose two dates for the next meeting."),
    ("overdue", "cn_reported", 2, "open", "PK", -10, Rung.PARTICIPANTS, "Sample: collect the presentations."),
    ("under_way", "tci_closed", 1, "in_progress", "KZ", 40, Rung.PUBLIC, "Sample: find a place for the next meeting."),
    ("claimed", "tci_closed", 2, "done_claimed", "PK", -2, Rung.PUBLIC, "Sample: circulate the presentations."),
    ("done", "tci_closed", 2, "verified", "KZ", -20, Rung.PUBLIC, "Sample: translate the presentations."),
    ("cancelled", "tci_closed", 1, "cancelled", "PK", 60, Rung.MEMBERS, "Sample: offer a second place."),
]
DELEGATES = {"KZ": "del_kz", "PK": "del_pk"}


def seed_demo_actions(*, stakeholders, today, by):
    """Write those that are missing, on the outcomes of the sample meetings. Run again it changes nothing."""
    people = {key: User.objects.get(email=sample_email(key)) for key in ("rev", "rev_two", *DELEGATES.values())}
    meetings = {address("sample", key): key for _name, key, *_rest in ACTIONS}
    rows = Outcome.objects.filter(meeting__uid__in=meetings).select_related("meeting__process")
    outcomes = {(meetings[row.meeting.uid], row.number): row for row in rows.prefetch_related("meeting__pairs__cbm")}
    for key, meeting, number, state, owner, days, rung, title in ACTIONS:
        seed_action(
            outcomes[meeting, number],
            uid=address("sample action", key),
            state=state,
            owner=stakeholders[owner],
            title=title,
            due_on=today + timedelta(days=days),
            rung=rung,
            people={"staff": people["rev"], "other": people["rev_two"], "delegate": people[DELEGATES[owner]]},
            today=today,
            by=by,
        )
