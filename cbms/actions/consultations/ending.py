"""A consultation ends: passed in silence by the job, broken by a person's word, or withdrawn; sealed each time."""

from collections import Counter

from django.utils import timezone
from django.utils.translation import gettext as _

from cbms.actions.consultations.locking import (
    delegates_of,
    focal_points_of,
    letter_of,
    locked_with_plan,
    need_open,
    need_running,
    reviewers_of,
)
from cbms.actions.plans import telling_of
from cbms.actions.roles import need_reason
from cbms.models import Consultation
from cbms.silence.board import lines_of, objecting
from cbms.silence.certificate import result_of, seal_of
from hoaip import workflow
from hoaip.action import action, authorise
from hoaip.audit import record, snapshot
from hoaip.calendar import today_in_kabul
from hoaip.errors import WrongState
from hoaip.events import tell
from hoaip.jobs import each
from hoaip.models import User
from hoaip.permissions import Permission
from hoaip.post import queue

STEP_OF_PLAN = {"pass": "conclude", "break": "break_off", "withdraw": "call_off"}


def close_consultations(as_of):
    """Conclude what has expired, as if at the instant `as_of` (aware): each consultation is its own commit.

    Without a standing objection it has passed; with one it waits for the ministry, who is mailed once. Computed from
    rows and instant: run late, twice or by two at once, the result is the same, to its seal.
    Returns {"consultations_passed", "consultations_to_judge"}: how many passed, and how many the ministry was told of.
    """
    by, changes = User.objects.system(), Counter()

    def conclude(consultation):
        changes[conclude_consultation(consultation, as_of=as_of, by=by)] += 1
        return 1

    each(Consultation.objects.expired(as_of).select_related("plan").order_by("expires_at", "pk"), conclude)
    return {f"consultations_{name}": changes[name] for name in ("passed", "to_judge")}


@action
def conclude_consultation(consultation, *, as_of, by):
    """One expired consultation, judged under its lock. Returns "passed", "to_judge" (told now) or None."""
    row = locked_with_plan(consultation)
    authorise(by, Permission.CONCLUDE_CONSULTATION, row)
    if row.state != Consultation.State.OPEN or as_of <= row.expires_at:
        return None
    lines = lines_of(row)
    if objecting(lines):
        told = queue(
            "consultation_judge",
            to=reviewers_of(row, as_of),
            key=f"consultation:{row.uid}:judge",
            context=letter_of(row),
            about=row,
        )
        return "to_judge" if told else None
    _end(row, "pass", lines, result=result_of(row, lines, "passed"), at=as_of, by=by)
    return "passed"


@action
def break_consultation(consultation, *, note="", by, version=None):
    """A person of the ministry confirms that a standing objection breaks the consultation, before or after its expiry.

    The plan goes back to its drafters with the objections as the reason. WrongState when no objection of one that is
    entitled stands (any more).
    """
    row = locked_with_plan(consultation, version)
    authorise(by, Permission.JUDGE_CONSULTATION, row)
    need_open(row)
    lines = lines_of(row)
    objections = objecting(lines)
    if not objections:
        raise WrongState(_("No objection of one that is entitled stands: there is nothing that breaks it."))
    said = [f"{line.stakeholder.name_en}: {line.standing.text}" for line in objections]
    reason = "\n\n".join([*said, note.strip()] if note.strip() else said)
    now = timezone.now()
    result = result_of(row, lines, "broken", decided_at=now, decided_by=by, reason=note.strip())
    return _end(row, "break", lines, result=result, at=now, by=by, reason=reason)


@action
def withdraw_consultation(consultation, *, reason, by, version=None):
    """The question is taken back with a reason; the plan is cleared as before.

    WrongState once it has expired: by then silence has answered.
    """
    row = locked_with_plan(consultation, version)
    authorise(by, Permission.CONSULT_CAPITALS, row)
    now = timezone.now()
    need_running(row, now)
    need_reason(reason)
    lines = lines_of(row)
    result = result_of(row, lines, "withdrawn", decided_at=now, decided_by=by, reason=reason.strip())
    return _end(row, "withdraw", lines, result=result, at=now, by=by, reason=reason.strip())


def _end(row, step, lines, *, result, at, by, reason=""):
    """Both rows move, the result is sealed; who was asked and the focal points are told once."""
    plan, before = row.plan, snapshot(row)
    before_plan = snapshot(plan)
    row = workflow.move(row, step, ended_at=at, ended_by=by, end_reason=reason, result=result, seal=seal_of(result))
    plan = row.plan = workflow.move(plan, STEP_OF_PLAN[step], state_reason=reason if step == "break" else "")
    queue(
        "consultation_end",
        to=[*delegates_of([line.asked.stakeholder_id for line in lines], at), *focal_points_of(row, at)],
        key=f"consultation:{row.uid}:end",
        context=letter_of(row),
        about=row,
    )
    tell(
        "consultation.end",
        plan,
        on=today_in_kabul(at),
        is_public=True,
        **telling_of(plan, outcome=str(row.state)),
    )
    record(f"plan.{STEP_OF_PLAN[step]}", plan, by=by, before=before_plan, reason=reason)
    record(f"consultation.{step}", row, by=by, before=before, reason=reason)
    return row
