"""Where the record of a meeting stands for a reader: which text is read, what waits, and how two texts differ."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from django.urls import reverse
from django.utils.translation import gettext as _

from cbms.circle import called
from cbms.plans.compare import FieldChange
from hoaip.grants import can, holdings
from hoaip.ladder import Rung
from hoaip.language import page_language
from hoaip.permissions import Permission, Role
from meetings.models import AGREED, CIRCULATED, RecordComment, RecordRevision
from meetings.reading import is_draft

# The shape of each state; the word is always beside it.
PILL = {"circulated": "track", "agreed": "met", "published": "met", "recalled": "plain"}


@dataclass(frozen=True)
class Standing:
    """The record on its meeting's page: `shown` is the revision that is read (None: the draft), with its paragraphs.

    `correction`: one that is circulated beside an agreed text; `way`: (words, address) of the one step that is next for
    this reader, or None; `revisions`: how many the reader may read.
    """

    shown: RecordRevision | None
    paragraphs: list
    correction: RecordRevision | None
    revisions: int
    way: tuple | None


def standing_of(meeting, user, today):
    """The Standing of a record for a reader who may read it. Two queries, for its keepers and commenters one more."""
    seen = []
    # One that never was circulated has no revision: the page of a draft asks for none.
    if meeting.state in CIRCULATED or meeting.circulated_at is not None:
        seen = list(RecordRevision.objects.visible_to(user).filter(meeting=meeting).newest_first())
    for row in seen:
        row.meeting = meeting
    circulated = next((row for row in seen if row.state == "circulated"), None)
    agreed = next((row for row in seen if row.state in AGREED), None)
    shown = agreed or circulated
    if shown is not None:
        paragraphs = list(shown.paragraphs.order_by("number"))
    elif is_draft(meeting):
        paragraphs = list(meeting.paragraphs.order_by("number"))
    else:
        paragraphs = []
    correction = circulated if agreed is not None else None
    way = way_on(correction or shown, user, today) if shown else _first_way(meeting, user, paragraphs)
    return Standing(shown, paragraphs, correction, len(seen), way)


def _first_way(meeting, user, paragraphs):
    if meeting.state == "held" and paragraphs and can(user, Permission.RUN_MEETING, meeting):
        return _("Circulate the record"), reverse("meetings:meeting_circulate", kwargs={"uid": meeting.uid})
    return None


def way_on(revision, user, today, states=None):
    """(words, address) of what this reader does next with a revision, or None. `states`: those of its comments."""
    if not holdings(user):
        return None
    if revision.state == "circulated":
        if can(user, Permission.KEEP_RECORD, revision.meeting):
            return _way_of_keeper(revision, today, states)
        if revision.takes_comments(today) and can(user, Permission.COMMENT_ON_RECORD, revision):
            return _("Comment on it"), address_of(revision, "comment")
        return None
    # With a moment that is fixed nothing waits for anybody.
    if revision.state == "agreed" and revision.public_from is None and revision.meeting.state in CIRCULATED:
        if can(user, Permission.PUBLISH_RECORD, revision.meeting):
            return _("Publish"), address_of(revision, "publish")
        if revision.rung < Rung.PARTICIPANTS and can(user, Permission.KEEP_RECORD, revision.meeting):
            return _("Share with the participants"), address_of(revision, "share")
    return None


def _way_of_keeper(revision, today, states):
    if states is None:
        states = list(RecordComment.objects.filter(paragraph__revision=revision).values_list("state", flat=True))
    if "open" in states:
        return _("Answer the comments"), f"{address_of(revision)}#comments"
    if "taken" in states:
        return _("Recall it and change it"), address_of(revision, "recall")
    if revision.takes_comments(today):
        return None
    return _("Mark as agreed"), address_of(revision, "agree")


def address_of(revision, step="detail"):
    """The address of a revision, or of the page of a step on it."""
    return reverse(f"meetings:record_{step}", kwargs={"uid": revision.uid})


def own_of(user, revision):
    """{stakeholder: its name} of those for whom this person may comment on a revision."""
    keys = set(holdings(user).ids("hoaip.stakeholder", {Role.DELEGATE}))
    language = page_language()
    return {row: called(row, language) for row in revision.commenting if row.pk in keys}


@dataclass(frozen=True)
class ParagraphChange:
    """A paragraph of either text: its numbers there (None where it is not), and how its words differ (None: alike)."""

    before: int | None
    after: int | None
    words: FieldChange | None


def compare(before, after):
    """[ParagraphChange] of two lists of texts, in the order of the new one; what is gone stands where it stood."""
    found = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        for place in range(max(i2 - i1, j2 - j1)):
            i, j = (i1 + place if i1 + place < i2 else None), (j1 + place if j1 + place < j2 else None)
            old, new = ("" if i is None else before[i]), ("" if j is None else after[j])
            words = None if tag == "equal" else FieldChange("text", old, new)
            found.append(ParagraphChange(None if i is None else i + 1, None if j is None else j + 1, words))
    return found
