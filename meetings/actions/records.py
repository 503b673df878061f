"""What becomes of a record once it is circulated: comments and answers, recall, agreement, correction."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hoaip import workflow
from hoaip.action import action, authorise, need_reason, refusal
from hoaip.audit import record, snapshot
from hoaip.calendar import today_in_kabul
from hoaip.errors import Refused, Stale, WrongState
from hoaip.events import untell
from hoaip.grants import holders_on, holdings
from hoaip.ladder import Rung
from hoaip.models import User
from hoaip.permissions import Permission, Role
from hoaip.post import queue
from meetings.actions.record_publishing import agreed_of, locked, withdraw_moments
from meetings.events import tell_record
from meetings.models import (
    CIRCULATED,
    Meeting,
    RecordComment,
    RecordParagraph,
    RecordRevision,
    RevisionParagraph,
)

# The most days ahead that somebody can say as the last for comments.
MOST_DAYS = 180


def comments_until(today):
    """The last day for comments of what is circulated on a day, unless somebody says another."""
    return today + timedelta(days=settings.RECORD_COMMENT_DAYS)


def refuse_until(until, today):
    """ValidationError at comment_until for a last day that is over already, or too far ahead."""
    if until < today:
        raise ValidationError({"comment_until": _("That day is over. Give today or a later day.")})
    if until > today + timedelta(days=MOST_DAYS):
        raise ValidationError({"comment_until": _("That is more than half a year ahead. Give an earlier day.")})


def write_revision(meeting, texts, *, at, by, until=None, reason="", is_correction=False):
    """Write the next revision of a record with its paragraphs, circulated. Returns it; the caller is an action."""
    newest = meeting.revisions.order_by("-number").values_list("number", flat=True).first() or 0
    row = RecordRevision.objects.create(
        meeting=meeting,
        number=newest + 1,
        comment_until=until,
        circulated_at=at,
        circulated_by=by,
        reason=reason,
        is_correction=is_correction,
    )
    RevisionParagraph.objects.bulk_create(
        RevisionParagraph(revision=row, number=number, text=text) for number, text in enumerate(texts, 1)
    )
    return row


def ask_for_comments(revision, *, by):
    """Mail the delegates who may comment on it, once a revision."""
    day = today_in_kabul(revision.circulated_at)
    delegates = holders_on(revision.commenting, [Role.DELEGATE], day)
    return queue(
        "record_circulated",
        to=User.objects.filter(pk__in=delegates).exclude(pk=by.pk),
        key=f"record:{revision.uid}:circulated",
        context={"meeting": revision.meeting, "revision": revision},
        about=revision,
    )


@action
def comment_on_record(revision, *, paragraph, stakeholder, text, today, by, uid=None):
    """A delegation's comment on a paragraph, by its number. Returns the RecordComment.

    - Refused for who is no delegate of that stakeholder, or for one that neither came nor has a role in its CBMs;
    - WrongState when the revision is not circulated any more, or its days for comments are over.
    """
    row = locked(revision)
    authorise(by, Permission.COMMENT_ON_RECORD, row)
    if stakeholder not in row.commenting or stakeholder.pk not in speaks_for(by):
        raise Refused(refusal(Permission.COMMENT_ON_RECORD))
    refuse_late(row, today)
    about = row.paragraphs.filter(number=paragraph).first()
    if about is None:
        raise ValidationError({"paragraph": _("The record has no paragraph of that number. Choose one of the list.")})
    comment = RecordComment(uid=uid or uuid4(), paragraph=about, stakeholder=stakeholder, author=by, text=text.strip())
    comment.full_clean(exclude=["paragraph", "stakeholder", "author"])
    comment.save(force_insert=True)
    record("record.comment", comment, by=by)
    return comment


def speaks_for(user):
    """Keys of the states and organizations whose delegate this person is today."""
    return set(holdings(user).ids("hoaip.stakeholder", {Role.DELEGATE}))


def refuse_late(revision, today):
    """WrongState, with the sentence, where no comment is taken any more."""
    if revision.state != "circulated":
        raise WrongState(
            _("Revision %(number)s is %(state)s: no comments are taken on it any more.")
            % {"number": revision.number, "state": revision.get_state_display()}
        )
    if not revision.takes_comments(today):
        raise WrongState(_("The days for comments are over. Write to the focal point if the record must be corrected."))


@action
def answer_record_comment(comment, *, is_taken, answer, version=None, by):
    """Say whether a comment is taken up, in words; while its revision is circulated, also otherwise than before."""
    row = locked(comment.paragraph.revision)
    authorise(by, Permission.KEEP_RECORD, row)
    comment = RecordComment.objects.select_for_update(no_key=True).get(pk=comment.pk)
    if row.state != "circulated":
        raise WrongState(
            _("Revision %(number)s is %(state)s: its comments are not answered any more.")
            % {"number": row.number, "state": row.get_state_display()}
        )
    words = answer.strip()
    if not words:
        raise ValidationError({"answer": _("Say in words what becomes of it: its delegation reads them.")})
    before = snapshot(comment)
    step = "take" if is_taken else "leave"
    told = {"answer": words, "answered_at": timezone.now(), "answered_by": by}
    comment = workflow.move(comment, step, version=version, **told)
    record(f"record.{step}", comment, by=by, before=before)
    return comment


@action
def recall_record(revision, *, reason, version=None, by):
    """Take back what is circulated: of a first text the meeting is held again and its paragraphs can be written.

    A correction that is recalled leaves the agreed text, and its meeting, as they are. WrongState for a first text of a
    closed meeting: that is reopened before.
    """
    row = locked(revision)
    authorise(by, Permission.KEEP_RECORD, row)
    workflow.begins(row, "recall")
    is_first = not agreed_of(row.meeting).exists()
    if is_first and row.meeting.state == "closed":
        raise WrongState(_("The meeting is closed. Ministry staff reopen it, then its record can be recalled."))
    reason = need_reason(reason, _("Say why: those to whom it was circulated read it."))
    before = snapshot(row)
    row = workflow.move(
        row, "recall", version=version, recalled_at=timezone.now(), recalled_by=by, recalled_words=reason
    )
    meeting = row.meeting
    if is_first and meeting.state == "reported":
        was = snapshot(meeting)
        workflow.move(meeting, "recall", state_reason=reason)
        record("meeting.recall", meeting, by=by, before=was, reason=reason)
    tell_record("record.recall", row, reason=reason)
    record("record.recall", row, by=by, before=before, reason=reason)
    return row


@action
def agree_record(revision, *, reason="", today, version=None, by):
    """The record is agreed: by silence once its days for comments are over, before that as `reason` says.

    WrongState while a comment is not answered, or one is taken up and its text is not circulated again. A moment that
    is fixed for an older text and has not come yet is withdrawn: what is replaced is not published.
    """
    row = locked(revision)
    authorise(by, Permission.KEEP_RECORD, row)
    workflow.begins(row, "agree")
    _refuse_unsettled(row)
    if row.takes_comments(today):
        need_reason(reason, _("The days for comments are not over: say how it was agreed all the same."))
    before = snapshot(row)
    withdraw_moments(row, reason=_("A newer text was agreed."), by=by)
    row = workflow.move(
        row, "agree", version=version, agreed_at=timezone.now(), agreed_by=by, agreed_words=reason.strip()
    )
    tell_record("record.agree", row)
    record("record.agree", row, by=by, before=before, reason=reason.strip())
    return row


def _refuse_unsettled(revision):
    states = list(RecordComment.objects.filter(paragraph__revision=revision).values_list("state", flat=True))
    if unanswered := states.count("open"):
        raise WrongState(
            ngettext(
                "%(count)s comment is not answered. Say first whether it is taken up.",
                "%(count)s comments are not answered. Say first whether they are taken up.",
                unanswered,
            )
            % {"count": unanswered}
        )
    if taken := states.count("taken"):
        raise WrongState(
            ngettext(
                "%(count)s comment is taken up, and this text does not have it yet. Recall the record, change it and "
                "circulate it again.",
                "%(count)s comments are taken up, and this text does not have them yet. Recall the record, change it "
                "and circulate it again.",
                taken,
            )
            % {"count": taken}
        )


@action
def correct_record(meeting, *, paragraphs, reason, until=None, after, today, by):
    """Circulate a correction of an agreed record as its next revision. Returns it; the agreed text stays meanwhile.

    - `after`: the number of the newest revision that was looked at; Stale, with the newest, when there is a newer one;
    - ValidationError at record when it says nothing, or what the agreed text says.
    """
    meeting = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    authorise(by, Permission.KEEP_RECORD, meeting)
    newest = newest_of(meeting)
    if newest is not None and newest.number != after:
        raise Stale(_("Somebody circulated a revision meanwhile. Compare both, then save again."), current=newest)
    may_be_corrected(meeting)
    reason = need_reason(reason, _("A correction says why it is made."))
    until = until or comments_until(today)
    refuse_until(until, today)
    if not paragraphs:
        raise ValidationError({"record": _("The record is empty. Write it first, then circulate it.")})
    if list(paragraphs) == texts_of(agreed_of(meeting).first()):
        raise ValidationError({"record": _("This is what the agreed text says. Change it, or leave it.")})
    row = write_revision(meeting, paragraphs, at=timezone.now(), by=by, until=until, reason=reason, is_correction=True)
    ask_for_comments(row, by=by)
    tell_record("record.correct", row, reason=reason)
    record("record.correct", row, by=by, reason=reason, extra={"record": [None, list(paragraphs)]})
    return row


def may_be_corrected(meeting):
    """WrongState unless an agreed record of the meeting stands and no correction of it is circulated."""
    if meeting.state not in CIRCULATED or not agreed_of(meeting).exists():
        raise WrongState(_("The record is not agreed yet. Recall it and change it; nothing is to be corrected."))
    if meeting.revisions.filter(state="circulated").exists():
        raise WrongState(_("A correction is circulated already. Agree or recall it first."))


def newest_of(meeting):
    """The newest revision of a meeting, its number as the version that a correction is based on; None without any."""
    newest = meeting.revisions.newest_first().first()
    if newest is not None:
        newest.version = newest.number
    return newest


def texts_of(revision):
    """The paragraphs of a revision, in order."""
    return list(revision.paragraphs.order_by("number").values_list("text", flat=True))


def fall_with(meeting, *, reason, by):
    """No revision of an annulled meeting stands; the caller is the action that annuls it."""
    for row in meeting.revisions.exclude(state="recalled").order_by("number"):
        before = snapshot(row)
        if row.public_from is not None and not row.is_opened:
            untell(row, "record.publish")
        told = {"recalled_at": timezone.now(), "recalled_by": by, "recalled_words": reason, "public_from": None}
        row = workflow.move(row, "fall", rung=Rung.MEMBERS, **told)
        record("record.fall", row, by=by, before=before, reason=reason)


def draft_again(meeting):
    """The draft of a meeting that is held again is the newest text that fell with it; for the action that reopens it.

    A draft that was written on since its text was recalled stays: that stands nowhere else.
    """
    fallen = list(meeting.revisions.order_by("-recalled_at", "-number"))
    if not fallen:
        return
    draft = list(meeting.paragraphs.order_by("number").values_list("text", flat=True))
    newest = texts_of(fallen[0])
    if draft != newest and any(draft == texts_of(row) for row in fallen):
        meeting.paragraphs.all().delete()
        RecordParagraph.objects.bulk_create(
            RecordParagraph(meeting=meeting, number=number, text=text) for number, text in enumerate(newest, 1)
        )
