"""What has nothing behind it, for who can put something there: each with the one form that does."""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from conferences.actions.follow_up import CARRIED_OUT
from conferences.actions.reminding import AWAITED
from conferences.addresses import commitment_address, commitment_new_address, paragraph_address
from conferences.follow_up.sources import commitment_words, meeting_address
from conferences.models import Action, ActionEvidence, Commitment, Declaration, Paragraph
from hoaip.calendar import whole
from hoaip.grants import can, holdings
from hoaip.language import localized, page_language
from hoaip.permissions import MATRIX, Permission
from meetings.models import HAPPENED, Meeting, MeetingCbm, Outcome
from meetings.names import headline, with_pairs

MOST = 50


@dataclass(frozen=True)
class Orphan:
    """One thing with nothing behind it: where it stands, its words, and the form that puts something there."""

    place: str
    place_address: str
    text: str
    words: str
    address: str


@dataclass
class Group:
    """Some of a kind. `has_more`: there are others than those shown."""

    title: str
    none: str
    rows: list = field(default_factory=list)
    has_more: bool = False


class Keeper:
    """On what a person keeps actions: processes of which it is staff, CBMs of which it is focal point."""

    def __init__(self, user):
        held, may = holdings(user), MATRIX[Permission.KEEP_ACTIONS]
        self.user = user
        self.processes = held.ids("hoaip.process", may)
        self.cbms = held.ids("cbms.cbm", may)


def groups_for(user, today):
    """The four groups, in the order of the trail. One statement each, and one for the names of meetings."""
    keeper = Keeper(user)
    return [paragraphs(keeper), commitments(keeper), actions(keeper, today), outcomes(keeper)]


def paragraphs(keeper):
    """Paragraphs that ask for action and have no commitment that still counts."""
    live = Commitment.objects.filter(paragraph=OuterRef("pk")).exclude(state__in=["withdrawn", "merged"])
    own = Paragraph.cbms.through.objects.filter(cbm__in=keeper.cbms).values("paragraph")
    rows = (
        Paragraph.objects.filter(~Exists(live), is_actionable=True)
        .filter(declaration__in=Declaration.objects.visible_to(keeper.user))
        .filter(Q(declaration__process__in=keeper.processes) | Q(pk__in=own))
        .select_related("declaration")
        .order_by("-declaration__agreed_on", "declaration", "number")
    )
    return _group(
        _("Paragraphs that ask for action, without a commitment"),
        _("Every paragraph that asks for action has a commitment."),
        rows,
        lambda row: Orphan(
            _("%(title)s, paragraph %(number)s")
            % {"title": localized(row.declaration, "title")[0], "number": whole(row.number, page_language())},
            paragraph_address(row),
            localized(row, "text")[0],
            _("Enter a commitment"),
            commitment_new_address(paragraph=row),
        ),
    )


def commitments(keeper):
    """Commitments that are to be carried out and have no action that still counts."""
    live = Action.objects.filter(commitment=OuterRef("pk")).exclude(state=Action.State.CANCELLED)
    own = Commitment.cbms.through.objects.filter(cbm__in=keeper.cbms).values("commitment")
    rows = (
        Commitment.objects.visible_to(keeper.user)
        .filter(~Exists(live), Q(process__in=keeper.processes) | Q(pk__in=own), state__in=CARRIED_OUT)
        .order_by("due_on", "number")
    )
    return _group(
        _("Commitments without an action"),
        _("Every commitment that is not settled has an action."),
        rows,
        lambda row: Orphan(
            commitment_words(row),
            commitment_address(row),
            localized(row, "title")[0],
            _("Add an action"),
            f"{reverse('follow_up:action_new')}?commitment={row.uid}",
        ),
    )


def actions(keeper, today):
    """Actions whose day is over and of which nothing shows that anything was done."""
    rows = (
        Action.objects.visible_to(keeper.user)
        .overdue(today)
        .filter(~Exists(ActionEvidence.objects.filter(action=OuterRef("pk"))), state__in=AWAITED)
        .filter(Q(process__in=keeper.processes) | Q(cbm__in=keeper.cbms))
        .select_related("owner", "cbm", "process")
        .order_by("due_on", "pk")
    )

    def told(row):
        works = can(keeper.user, Permission.WORK_ON_ACTION, row)
        name = "action_evidence" if works else "action_edit"
        return Orphan(
            localized(row.owner, "name")[0],
            reverse("follow_up:action_detail", kwargs={"uid": row.uid}),
            row.title,
            _("Add what shows it") if works else _("Change it or its day"),
            reverse(f"follow_up:{name}", kwargs={"uid": row.uid}),
        )

    return _group(
        _("Actions past their day, with nothing that shows them"),
        _("No open action is past its day without anything that shows it."),
        rows,
        told,
    )


def outcomes(keeper):
    """Outcomes that name an action or a commitment of which neither register knows."""
    live = Action.objects.filter(outcome=OuterRef("pk")).exclude(state=Action.State.CANCELLED)
    taken = Commitment.objects.filter(outcome=OuterRef("pk")).exclude(state__in=["withdrawn", "merged"])
    own = MeetingCbm.objects.filter(cbm__in=keeper.cbms).values("meeting")
    rows = (
        Outcome.objects.filter(~Exists(live), ~Exists(taken))
        .filter(kind__in=[Outcome.Kind.ACTION, Outcome.Kind.COMMITMENT], meeting__state__in=HAPPENED)
        .filter(Q(meeting__process__in=keeper.processes) | Q(meeting__in=own))
        .order_by("-meeting__starts_on", "meeting", "number")
    )
    found = list(rows[: MOST + 1])
    named = with_pairs(Meeting.objects.filter(pk__in={row.meeting_id for row in found}))
    meetings = {each.pk: each for each in named}

    def told(row):
        meeting = meetings[row.meeting_id]
        is_action = row.kind == Outcome.Kind.ACTION
        return Orphan(
            headline(meeting),
            meeting_address(meeting),
            row.text,
            _("Add an action") if is_action else _("Enter a commitment"),
            f"{reverse('follow_up:action_new')}?outcome={row.uid}"
            if is_action
            else commitment_new_address(outcome=row),
        )

    return _group(
        _("Outcomes of meetings that nobody follows up"),
        _("Every action and commitment that a meeting named is followed up."),
        found,
        told,
    )


def _group(title, none, rows, told):
    found = list(rows[: MOST + 1])
    return Group(title, none, [told(row) for row in found[:MOST]], len(found) > MOST)
