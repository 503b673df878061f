"""Progress of a plan: periods opened and locked, reports written, submitted, returned, accepted, and their evidence."""

from dataclasses import dataclass
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cbms.actions.plan_lock import locked
from cbms.actions.plans import telling_of
from cbms.actions.roles import check_version
from cbms.documents import CbmHome
from cbms.models import Plan, ProgressReport, ReportEvidence, ReportPeriod
from cbms.models.plans import PUBLIC
from cbms.plans.progress import activities_in, half_years
from hoaip import workflow
from hoaip.action import action, authorise, need_reason
from hoaip.audit import record, snapshot
from hoaip.documents.actions import add_document
from hoaip.errors import Refused, WrongState
from hoaip.events import retell
from hoaip.grants import holders_on
from hoaip.models import User
from hoaip.permissions import Permission, Role
from hoaip.post import queue

State, Status = ProgressReport.State, ProgressReport.Status
# What is not as it was meant to be is said in words.
NEEDS_WORDS = (Status.DELAYED, Status.DROPPED)


@dataclass(frozen=True)
class Entry:
    """What a focal point says of one activity in a period."""

    status: str
    narrative: str = ""


@action
def open_period(plan, *, starts_on, by, uid=None):
    """One of the half-years of the plan becomes a period to report on. Returns the ReportPeriod."""
    row = locked(plan)
    authorise(by, Permission.REPORT_PROGRESS, row)
    if row.state == Plan.State.WITHDRAWN or not row.versions.exists():
        raise WrongState(
            _("This plan is %(state)s: progress is reported on a plan that was submitted.")
            % {"state": row.get_state_display()}
        )
    half = next((half for half in half_years(row) if half[0] == starts_on), None)
    if half is None:
        raise ValidationError({"starts_on": _("That is none of the half-years of this plan. Choose one of the list.")})
    if row.periods.filter(starts_on=starts_on).exists():
        raise ValidationError({"starts_on": _("That period is there already.")})
    period = ReportPeriod.objects.create(uid=uid or uuid4(), plan=row, starts_on=half[0], ends_on=half[1])
    record("progress.open", period, by=by)
    return period


@action
def write_reports(period, *, entries, submit=False, today, by, version):
    """What became of the activities of a plan in a period: one entry each, {activity key: Entry}. Returns the period.

    - Stale when somebody saved the period since `version`; WrongState when it is locked, or a report was submitted;
    - with `submit` every report of the period that is with the drafters goes to the ministry;
    - ValidationError at narrative-<key> where a delay or a dropped activity is not explained.
    """
    period = _open_period(period, Permission.REPORT_PROGRESS, by=by)
    check_version(period, version)
    known = {each["key"]: each for each in activities_in(period.plan)}
    if not entries.keys() <= known.keys():
        raise ValidationError(
            _("The text of the plan has changed. Open the page again: an activity is not in it any more.")
        )
    if submit:
        _check_words(entries)
    before = snapshot(period)
    reports = {str(row.activity_key): row for row in period.reports.select_for_update(no_key=True)}
    fresh, changed, told = [], [], {}
    for key, entry in entries.items():
        report = reports.get(key)
        if report is not None and report.state not in (State.DRAFT, State.RETURNED):
            raise WrongState(_("A report was submitted in the meantime. Open the page again to see how it stands."))
        told[key] = [report.status if report else None, entry.status]
        if report is None:
            fresh.append(
                ProgressReport(
                    period=period,
                    activity_key=key,
                    status=entry.status,
                    narrative=entry.narrative.strip(),
                    reported_by=by,
                )
            )
        else:
            report.status, report.narrative, report.reported_by = entry.status, entry.narrative.strip(), by
            report.version += 1
            report.changed_at = timezone.now()
            changed.append(report)
    ProgressReport.objects.bulk_create(fresh)
    ProgressReport.objects.bulk_update(changed, ["status", "narrative", "reported_by", "version", "changed_at"])
    period.version += 1
    period.save()
    record("progress.write", period, by=by, before=before, extra={"reports": [None, told]})
    if submit:
        _submit(period, [*fresh, *changed], today=today, by=by)
    return period


def _check_words(entries):
    wrong = {
        f"narrative-{key}": _("Say in a sentence why it is delayed or was dropped.")
        for key, entry in entries.items()
        if entry.status in NEEDS_WORDS and not entry.narrative.strip()
    }
    if wrong:
        raise ValidationError(wrong)


def _submit(period, reports, *, today, by):
    if not reports:
        raise WrongState(_("Every report of this period was submitted already."))
    workflow.move_all(ProgressReport, [report.pk for report in reports], "submit", return_reason="")
    record("progress.submit", period, by=by, extra={"submitted": [None, len(reports)]})
    plan = period.plan
    staff = holders_on([plan.cbm.process], [Role.REVIEWER], today)
    queue(
        "progress_submitted",
        to=User.objects.filter(pk__in=staff).exclude(pk=by.pk),
        key=f"progress:{period.uid}:{period.version}",
        context={"plan": plan, "cbm": plan.cbm, "period": period, "count": len(reports)},
        about=plan,
    )


@action
def accept_reports(period, *, report=None, today, by):
    """The ministry accepts what was submitted: one report, or all of the period. Returns how many.

    Refused for one's own reports; WrongState when none waits.
    """
    period = _open_period(period, Permission.ACCEPT_PROGRESS, by=by)
    waiting = period.reports.filter(state=State.SUBMITTED).select_for_update(no_key=True)
    waiting = list(waiting.filter(pk=report.pk) if report is not None else waiting)
    if not waiting:
        raise WrongState(_("No report waits here: somebody accepted or returned it before you."))
    if any(each.reported_by_id == by.pk for each in waiting):
        raise Refused(_("You wrote such a report yourself: somebody else of the ministry accepts it."))
    pks = [each.pk for each in waiting]
    workflow.move_all(ProgressReport, pks, "accept", settled_at=timezone.now(), settled_by=by)
    before = snapshot(period)
    _touch(period)
    record(
        "progress.accept",
        period,
        by=by,
        before=before,
        extra={"accepted": [None, {str(each.activity_key): each.status for each in waiting}]},
    )
    plan = period.plan
    retell(
        "progress.accept",
        period,
        on=today,
        is_public=plan.state in PUBLIC,
        **telling_of(plan, first=period.starts_on, last=period.ends_on) | {"plan": plan.uid},
    )
    return len(waiting)


@action
def return_report(report, *, reason, by):
    """The ministry returns one report to its writer, with a reason. Returns the ProgressReport."""
    period = _open_period(report.period, Permission.ACCEPT_PROGRESS, by=by)
    need_reason(reason)
    row = ProgressReport.objects.select_for_update(no_key=True).get(pk=report.pk)
    before = snapshot(row)
    row = workflow.move(row, "return", return_reason=reason.strip())
    _touch(period)
    record("progress.return", row, by=by, before=before, reason=reason)
    plan = period.plan
    queue(
        "progress_returned",
        to=[row.reported_by],
        key=f"progress-returned:{row.uid}:{row.version}",
        context={"plan": plan, "cbm": plan.cbm, "period": period, "reason": reason.strip(), "name": by.full_name},
        about=plan,
    )
    return row


@action
def lock_period(period, *, reason, by):
    """Nothing of the period changes any more; WrongState while a report waits to be accepted."""
    period = _open_period(period, Permission.ACCEPT_PROGRESS, by=by)
    need_reason(reason)
    waiting = period.reports.filter(state=State.SUBMITTED).count()
    if waiting:
        raise WrongState(
            ngettext(
                "%(count)s report waits: accept or return it, then lock the period.",
                "%(count)s reports wait: accept or return them, then lock the period.",
                waiting,
            )
            % {"count": waiting}
        )
    return _set_lock(period, "progress.lock", reason=reason, by=by, locked_at=timezone.now(), locked_by=by)


@action
def unlock_period(period, *, reason, by):
    """What was locked may be reported on again, with a reason."""
    period = _locked_row(period)
    authorise(by, Permission.ACCEPT_PROGRESS, period)
    need_reason(reason)
    if period.locked_at is None:
        raise WrongState(_("This period is open. Reload the page to see how it stands."))
    return _set_lock(period, "progress.unlock", reason=reason, by=by, locked_at=None, locked_by=None)


@action
def add_evidence(report, *, document=None, details=None, file=None, by):
    """A document shows what a report says: a `document` that is there, or a new one of its CBM. Returns the link."""
    period = _open_period(report.period, Permission.REPORT_PROGRESS, by=by)
    if report.state == State.ACCEPTED:
        raise WrongState(_("This report was accepted: its evidence stands as it was read."))
    if document is None:
        document = add_document(CbmHome(), period.plan.cbm, details=details, file=file, by=by)
    if ReportEvidence.objects.filter(report=report, document=document).exists():
        raise ValidationError({"document": _("That document is there already.")})
    link = ReportEvidence.objects.create(report=report, document=document)
    record("progress.evidence", report, by=by, extra={"evidence": [None, document.reference]})
    return link


def _locked_row(period):
    rows = ReportPeriod.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("plan__cbm__process", "plan__adopted_version").get(pk=period.pk)


def _open_period(period, permission, *, by):
    """The period, locked for others until commit; WrongState when the ministry has locked it for good."""
    row = _locked_row(period)
    authorise(by, permission, row)
    if row.locked_at is not None:
        raise WrongState(_("This period is locked: its reports do not change. Ministry staff unlock it with a reason."))
    return row


def _touch(period):
    period.version += 1
    period.save()


def _set_lock(period, event, *, reason, by, **columns):
    before = snapshot(period)
    period.lock_reason = reason.strip()
    for name, value in columns.items():
        setattr(period, name, value)
    _touch(period)
    record(event, period, by=by, before=before, reason=reason)
    return period
