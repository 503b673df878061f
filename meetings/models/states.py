"""The states of a meeting, and the steps that lead from one to another."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hoaip.permissions import Permission
from hoaip.workflow import Transition

HAPPENED = ("held", "reported", "closed")
AHEAD = ("planned", "invited")
# Asked for and not approved: known to those who ask and to those who decide, and to nothing that lists or counts.
UNDECIDED = ("requested", "rejected", "withdrawn")


class State(models.TextChoices):
    PLANNED = "planned", _("planned")
    INVITED = "invited", _("invited")
    HELD = "held", _("held")
    REPORTED = "reported", _("reported")
    CLOSED = "closed", _("closed")
    POSTPONED = "postponed", _("postponed")
    CANCELLED = "cancelled", _("cancelled")
    ANNULLED = "annulled", _("annulled")
    REQUESTED = "requested", _("requested")
    REJECTED = "rejected", _("not approved")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of a request for a meeting", "withdrawn")


TRANSITIONS = (
    Transition("announce", (State.PLANNED,), State.PLANNED, Permission.RUN_MEETING, _("Announce")),
    Transition("invite", (State.PLANNED,), State.INVITED, Permission.RUN_MEETING, _("Invite")),
    # What took place is written down, approved or not.
    Transition(
        "hold",
        (State.PLANNED, State.INVITED, State.REQUESTED),
        State.HELD,
        Permission.RUN_MEETING,
        _("Record as held"),
    ),
    Transition(
        "postpone",
        (State.PLANNED, State.INVITED),
        State.POSTPONED,
        Permission.RUN_MEETING,
        _("Postpone"),
        needs_reason=True,
    ),
    Transition("replan", (State.POSTPONED,), State.PLANNED, Permission.RUN_MEETING, _("Plan again")),
    Transition(
        "cancel",
        (State.PLANNED, State.INVITED, State.POSTPONED),
        State.CANCELLED,
        Permission.RUN_MEETING,
        _("Cancel"),
        needs_reason=True,
    ),
    Transition("circulate", (State.HELD,), State.REPORTED, Permission.RUN_MEETING, _("Circulate the record")),
    # Not a step of its own: a record that is recalled takes its meeting back.
    Transition(
        "recall", (State.REPORTED,), State.HELD, Permission.RUN_MEETING, _("Recall the record"), needs_reason=True
    ),
    Transition("close", (State.REPORTED,), State.CLOSED, Permission.CLOSE_MEETING, _("Close")),
    Transition(
        "annul",
        (State.HELD, State.REPORTED),
        State.ANNULLED,
        Permission.ANNUL_MEETING,
        _("Annul"),
        needs_reason=True,
    ),
    Transition(
        "reopen",
        (State.CLOSED, State.CANCELLED, State.ANNULLED),
        {State.CLOSED: State.REPORTED, State.CANCELLED: State.PLANNED, State.ANNULLED: State.HELD},
        Permission.REOPEN_MEETING,
        _("Reopen"),
        needs_reason=True,
    ),
    Transition("approve", (State.REQUESTED,), State.PLANNED, Permission.APPROVE_MEETING, _("Approve")),
    Transition(
        "reject",
        (State.REQUESTED,),
        State.REJECTED,
        Permission.APPROVE_MEETING,
        _("Do not approve"),
        needs_reason=True,
    ),
    Transition("ask", (State.REJECTED,), State.REQUESTED, Permission.RUN_MEETING, _("Ask again")),
    Transition(
        "withdraw",
        (State.REQUESTED, State.REJECTED),
        State.WITHDRAWN,
        Permission.RUN_MEETING,
        _("Withdraw the request"),
    ),
)
