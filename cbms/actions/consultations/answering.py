"""What a capital answers: by its own delegates, on its behalf, and confirmed by it."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from cbms.actions.consultations.locking import (
    delegates_of,
    focal_points_of,
    in_words,
    letter_of,
    locked,
    need_open,
    need_running,
    reviewers_of,
)
from cbms.models import Position
from cbms.silence.board import line_of
from hoaip.action import action, authorise
from hoaip.audit import record
from hoaip.errors import Stale, WrongState
from hoaip.permissions import Permission
from hoaip.post import queue

Answer = Position.Answer
IN_WORDS = (Answer.RESERVATION, Answer.OBJECTION, Answer.COMMENT)


@action
def answer_consultation(asked, *, answer, text="", by, version=None):
    """A delegate gives the position of the own state or organization; the newest counts. Returns the Position.

    - the instant is read under the lock: at the expiry it is in time, after it WrongState with both instants;
    - after the expiry, while the ministry has not decided, who objected may still take the objection back;
    - `version`: the Line's, with which the form was opened; Stale when another delegate answered meanwhile.
    """
    row = locked(asked.consultation)
    authorise(by, Permission.ANSWER_CONSULTATION, asked.stakeholder)
    now = timezone.now()
    line = line_of(asked)
    need_time_to_answer(row, line, answer, now)
    return _give(row, line, now, answer=answer, text=text, by=by, version=version)


@action
def answer_on_behalf(asked, *, answer, text, by, version=None):
    """A focal point enters what a capital said by other ways, marked so; its delegates are asked to confirm it.

    `text` says what was said and how it came. WrongState once a delegate of its own has answered.
    """
    row = locked(asked.consultation)
    authorise(by, Permission.ANSWER_ON_BEHALF, row)
    now = timezone.now()
    line = line_of(asked)
    if line.has_spoken:
        raise WrongState(
            _("%(who)s has answered by its own delegates. From then on only they change its position.")
            % {"who": asked.stakeholder}
        )
    need_time_to_answer(row, line, answer, now)
    if not text.strip():
        raise ValidationError({"text": _("Say what it answered and how that came, for example by which note verbale.")})
    return _give(row, line, now, answer=answer, text=text, by=by, version=version, on_behalf=True)


@action
def confirm_position(asked, *, by, version=None):
    """A delegate confirms what was entered on behalf of the own state or organization. Returns the new Position.

    Nothing of the position changes, so it can be done until the consultation has ended.
    """
    row = locked(asked.consultation)
    authorise(by, Permission.ANSWER_CONSULTATION, asked.stakeholder)
    need_open(row)
    line = line_of(asked)
    check_seen(line, version)
    if not line.waits_for_confirmation:
        raise WrongState(_("Nothing entered on your behalf waits for you. Reload the page to see what stands."))
    entered = line.standing
    confirmed = Position.objects.create(
        asked=asked, answer=entered.answer, text=entered.text, at=timezone.now(), by=by, confirms=entered
    )
    record("position.confirm", confirmed, by=by, acting_for=asked.stakeholder.slug)
    return confirmed


def need_time_to_answer(row, line, answer, now):
    """WrongState unless the consultation runs, or an objection is taken back before the ministry has decided."""
    if line.objects and answer != Answer.OBJECTION:
        need_open(row)
    else:
        need_running(row, now)


def check_seen(line, version):
    if version is not None and version != line.version:
        line.asked.version = line.version
        raise Stale(
            _("The position of %(who)s was changed at %(when)s, while you were typing.")
            % {"who": line.stakeholder, "when": in_words(line.standing.at)},
            current=line.asked,
        )


def _give(row, line, now, *, answer, text, by, version, on_behalf=False):
    asked, text = line.asked, text.strip()
    check_seen(line, version)
    if answer not in asked.answers:
        raise ValidationError(
            {
                "answer": _("%(who)s may comment in this consultation, and not object or reserve.")
                % {"who": asked.stakeholder}
            }
        )
    if answer in IN_WORDS and not text:
        raise ValidationError({"text": _("A reservation, an objection and a comment say why in words.")})
    position = Position(asked=asked, answer=answer, text=text, at=now, by=by, on_behalf=on_behalf)
    position.full_clean()
    position.save(force_insert=True)
    if answer == Answer.OBJECTION:
        queue(
            "consultation_objection",
            to=[*focal_points_of(row, now), *reviewers_of(row, now)],
            key=f"consultation:{row.uid}:objection:{position.uid}",
            context=letter_of(row),
            about=row,
        )
    if on_behalf:
        queue(
            "consultation_behalf",
            to=delegates_of([asked.stakeholder_id], now),
            key=f"consultation:{row.uid}:behalf:{position.uid}",
            context=letter_of(row),
            about=row,
        )
    event = "position.enter" if on_behalf else "position.give"
    record(event, position, by=by, acting_for=asked.stakeholder.slug)
    return position
