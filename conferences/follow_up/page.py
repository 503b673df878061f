"""What the page of one action shows, to one reader."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from cbms.models import Plan
from cbms.plans.content import parts_of
from cbms.plans.progress import text_of
from conferences.addresses import commitment_address, paragraph_address
from conferences.commitments.sources import name_of
from conferences.follow_up.reading import Reading
from conferences.follow_up.sources import commitment_words, meeting_address
from conferences.models import OPEN_ACTIONS, Commitment
from hoaip.decorators import reader
from hoaip.grants import can
from hoaip.language import localized
from hoaip.models import AuditEntry, Document
from hoaip.permissions import Permission
from hoaip.workflow import available
from meetings.models import Meeting, Outcome
from meetings.names import headline
from meetings.parts import item_behind
from meetings.reading import may_read_record

# What the history of an action says of each step; a step that is not here is not told.
HISTORY = {
    "action.add": _("Added"),
    "action.sample": _("Added"),
    "action.change": _("Changed"),
    "action.reassign": _("Given to another owner"),
    "action.begin": _("Begun"),
    "action.claim": _("Said to be done"),
    "action.return": _("Returned"),
    "action.verify": _("Verified"),
    "action.cancel": _("Cancelled"),
    "action.remind": _("The owner was reminded"),
}
SHOWN = 100


def page_of(request, action):
    """The context of conferences/action_detail.html. The number of statements does not depend on what it holds."""
    user = reader(request)
    reading = Reading(user, request)
    reads_words = reading.reads_evidence(action)
    evidence = evidence_of(action, user, with_words=reads_words)
    outcome = outcome_of(action, user)
    commitment = commitment_of(action, user)
    steps = [step for step in available(action, user) if not is_own_claim(step, action, user)]
    is_open = action.state in OPEN_ACTIONS
    return {
        "action": action,
        "reading": reading,
        "word": reading.word(action),
        "knows_state": reading.knows_state(action),
        "days_open": reading.days_open(action),
        "days_over": reading.days_over(action),
        "evidence": evidence,
        "reads_words": reads_words,
        "commitment": commitment,
        "outcome": outcome,
        "trail": trail_steps(action, commitment, outcome, evidence, reading),
        "activity": activity_of(action, user),
        "history": history_of(action) if reading.knows_state(action) else [],
        "is_returned": action.state == "in_progress" and bool(action.state_reason) and reading.knows_state(action),
        "steps": [(step, reverse(f"follow_up:action_{step.name}", args=[action.uid])) for step in steps],
        "may_change": is_open and can(user, Permission.KEEP_ACTIONS, action),
        "may_show": is_open and can(user, Permission.WORK_ON_ACTION, action),
        "waits_for_another": action.state == "done_claimed"
        and user.is_authenticated
        and action.claimed_by_id == user.pk,
    }


def is_own_claim(step, action, user):
    """Whether it would be judging one's own claim."""
    return step.name in ("verify", "return") and action.claimed_by_id == user.pk


def evidence_of(action, user, *, with_words):
    """What was shown, oldest first, each with the `shown` document this reader may know of; words where they are read.

    Who does not read the words gets the documents alone, and those once the action is verified.
    """
    if not with_words and action.state != "verified":
        return []
    rows = list(action.evidence.select_related("by", "document").order_by("at", "pk"))
    documents = [row.document_id for row in rows if row.document_id]
    known = set()
    if documents:
        seen = Document.objects.visible_to(user).filter(pk__in=documents, deleted_at__isnull=True)
        known = set(seen.values_list("pk", flat=True))
    for row in rows:
        row.shown = row.document if row.document_id in known else None
    return [row for row in rows if with_words or row.shown]


def commitment_of(action, user):
    """Its commitment with the paragraph behind it, where this reader may know of it."""
    if action.commitment_id is None:
        return None
    rows = Commitment.objects.visible_to(user).select_related("paragraph__declaration")
    return rows.filter(pk=action.commitment_id).first()


def outcome_of(action, user):
    """The outcome with its meeting, where this reader may know of the meeting; `is_read` says whether of the words.

    `of_item` is the item of the agenda that it came of, for who reads that agenda and those words.
    """
    if action.outcome_id is None:
        return None
    rows = Outcome.objects.filter(meeting__in=Meeting.objects.visible_to(user))
    rows = rows.select_related("meeting__process", "agenda_item")
    found = rows.prefetch_related("meeting__pairs__cbm").filter(pk=action.outcome_id).first()
    if found is not None:
        found.is_read = may_read_record(user, found.meeting)
        found.of_item = item_behind(found, user)
        found.meeting_name = headline(found.meeting)
    return found


def trail_steps(action, commitment, outcome, evidence, reading):
    """Paragraph, commitment, action, evidence, joined: the steps of components/trail.html this reader may follow."""
    steps = []
    if commitment is not None:
        paragraph = commitment.paragraph
        if paragraph is not None and (paragraph.declaration.state == "sealed" or reading.is_ministry):
            steps.append(
                {
                    "word": _("Paragraph"),
                    "text": isolated(name_of(paragraph)),
                    "address": paragraph_address(paragraph),
                }
            )
        steps.append(
            {
                "word": commitment_words(commitment),
                "text": isolated(localized(commitment, "title")[0]),
                "address": commitment_address(commitment),
            }
        )
    if outcome is not None:
        steps.append(
            {
                "word": _("Decided at a meeting"),
                "text": isolated(outcome.meeting_name),
                "address": meeting_address(outcome.meeting),
            }
        )
    steps.append({"word": _("Action"), "text": isolated(action.title), "is_current": True})
    if evidence or reading.knows_state(action):
        text = _("see below") if evidence else _("nothing to read yet")
        steps.append({"word": _("What shows it"), "text": text, "is_gap": not evidence})
    return steps


def isolated(text):
    """Words that people wrote, kept apart from the direction of the page."""
    return format_html("<bdi>{}</bdi>", text)


def activity_of(action, user):
    """(plan, activity) that does the same, where this reader has the text of the plan."""
    if action.plan_id is None:
        return None
    plan = Plan.objects.readable_by(user).select_related("adopted_version", "cbm").filter(pk=action.plan_id).first()
    found = parts_of(text_of(plan)).get(str(action.activity_key)) if plan else None
    return (plan, found) if found else None


def history_of(action):
    """[(words, audit row)] of its steps, newest first."""
    rows = AuditEntry.objects.filter(object_uid=str(action.uid), action__in=HISTORY).order_by("-sequence")[:SHOWN]
    return [(HISTORY[row.action], row) for row in rows]
