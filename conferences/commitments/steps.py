"""The steps of a commitment as its page offers them: which are possible now, for whom, and what each does."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from conferences.models import Commitment
from conferences.models.commitments import CLOSED_COMMITMENTS
from hoaip.grants import can, can_on_all
from hoaip.ladder import Rung
from hoaip.permissions import Permission
from hoaip.workflow import available, transition

# What happens, for the page of each step.
SENTENCES = {
    "register": _("It gets its number, and the delegates of each owner are asked by mail to confirm it."),
    "begin": _("Work on it has begun."),
    "claim": _("Ministry staff are told by mail; somebody else than you judges whether it is completed."),
    "complete": _("It is recorded as completed. Each of its actions is verified by then, or cancelled with a reason."),
    "return": _("It is in progress again. Who said that it is completed reads your reason."),
    "reopen": _("A completed one is in progress again; of a withdrawn one the owners are asked anew to confirm it."),
    "withdraw": _("It is not pursued any more. It keeps its number, and your reason stands with it."),
    "merge": _("Its owners, CBMs, actions and contributions become those of the other one; its address leads there."),
    "confirm": _("A group undertook it together: say why it counts as confirmed."),
    "owner": _("Somebody takes the goal on. The delegates of that owner are asked by mail to confirm it."),
    "schedule": _(
        "From that moment on everybody sees it, also without an account. Until then those see it who do now."
    ),
    "unschedule": _("It is not published by itself any more. Who sees the commitment now goes on to."),
    "show": _("Who can see it once it is registered; its owners always do."),
}
LABELS = {"owner": _("Give it an owner"), "show": _("Change who can see it")}
MOMENTS = {
    "publish": _("Publish at a moment"),
    "move": _("Move the moment of publishing"),
    "unschedule": _("Withdraw the moment of publishing"),
}


@dataclass(frozen=True)
class Offered:
    name: str
    label: str
    address: str

    @property
    def leads_on(self):
        """It carries the commitment a step further: the one button of the page."""
        return self.name in ("register", "confirm", "begin", "claim", "complete")


def steps_of(commitment, owners, user):
    """[Offered] that this person may take now, those that lead on first."""
    found = {step.name: step.label for step in available(commitment, user)}
    found.pop("reword", None)
    found.pop("confirm", None)
    keeps = may_keep(user, commitment)
    if not keeps:
        for name in ("register", "withdraw", "merge"):
            found.pop(name, None)
    if commitment.is_goal:
        found.pop("begin", None)
    if commitment.claimed_by_id == getattr(user, "pk", None):
        found.pop("complete", None)
        found.pop("return", None)
    if waits_for_staff(commitment, owners) and can(user, Permission.JUDGE_COMMITMENT, commitment):
        found["confirm"] = transition(Commitment, "confirm").label
    if keeps and commitment.state not in CLOSED_COMMITMENTS:
        if commitment.is_goal:
            found["owner"] = LABELS["owner"]
        found["edit"] = _("Change the draft") if commitment.state == "draft" else _("Correct it")
        found["show"] = LABELS["show"]
        if commitment.is_scheduled:
            found |= {"schedule": MOMENTS["move"], "unschedule": MOMENTS["unschedule"]}
        elif commitment.state != "draft" and commitment.rung != Rung.PUBLIC:
            found["schedule"] = MOMENTS["publish"]
    offered = [
        Offered(name, str(label), reverse(f"commitments:commitment_{name}", kwargs={"uid": commitment.uid}))
        for name, label in found.items()
    ]
    return sorted(offered, key=lambda step: not step.leads_on)


def may_keep(user, commitment):
    """Whether this person keeps the commitment: the right on every CBM of it; without one, in its process."""
    cbms = list(commitment.cbms.all())
    return can_on_all(user, Permission.KEEP_COMMITMENTS, cbms or [commitment.process])


def waits_for_staff(commitment, owners):
    """A group undertook it, and whoever is an owner by name has confirmed."""
    return (
        bool(commitment.collective)
        and commitment.state == Commitment.State.REGISTERED
        and all(each.answer == "confirmed" for each in owners)
    )
