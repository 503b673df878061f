"""Progress of a plan: its page, a period to read and to write in one go, and the steps of reports."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cbms.actions.progress import (
    accept_reports,
    add_evidence,
    lock_period,
    open_period,
    return_report,
    unlock_period,
    write_reports,
)
from cbms.models import Plan, ProgressReport, ReportPeriod
from cbms.models.plans import PUBLIC
from cbms.plans.outlook import Outlook, documents_of
from cbms.plans.progress import activities_in, rows_of
from cbms.progress_forms import EvidenceForm, ProgressForm, ReasonForm
from cbms.views.outputs import in_full
from hoaip.decorators import public, reader, requires
from hoaip.errors import Refused, WrongState
from hoaip.permissions import Permission
from hoaip.public_cache import shared
from hoaip.saving import once, page_key
from hoaip.saving.save import save_form
from hoaip.templatetags.ui import number

FORM = ["GET", "HEAD", "POST"]


@require_safe
@shared
@public(on=Plan, reads=in_full)
def plan_progress(request, plan):
    """How a plan is carried out: each activity by its latest accepted report; to the ministry also the periods."""
    person = reader(request)
    if not Plan.objects.readable_by(person).filter(pk=plan.pk).exists():
        raise Refused(_("The text of this plan is with its drafters, and so is its progress."))
    outlook = Outlook(plan, person, request.today)
    context = {"plan": plan, "outlook": outlook, "rows": outlook.activities(), "idempotency_key": page_key(request)}
    return render(request, "cbms/progress_plan.html", context)


@require_POST
@requires(Permission.REPORT_PROGRESS, on=Plan)
def period_new(request, plan):
    """One of the plan's half-years, named by its first day in `starts_on`, becomes a period; its form follows."""
    try:
        starts_on = date.fromisoformat(request.POST.get("starts_on", ""))
    except ValueError:
        raise BadRequest(_("The form came without the half-year. Open the page again and choose one.")) from None
    try:
        return once(
            request,
            lambda: open_period(plan, starts_on=starts_on, by=request.user),
            lambda period: reverse("progress:period_edit", kwargs={"uid": period.uid}),
        )
    except ValidationError as error:
        # The page offers what is free: somebody was first, or the months of the plan have changed.
        raise WrongState(" ".join(error.messages)) from None


def with_plan(period):
    """The period with what its pages read of its plan."""
    rows = ReportPeriod.objects.select_related("plan__cbm__process", "plan__adopted_version", "locked_by")
    return rows.get(pk=period.pk)


@require_safe
@shared
@requires(Permission.COMMENT_ON_PLAN, on=ReportPeriod)
def period_detail(request, period):
    """Every report of a period, for the ministry: accept all or one, return one, lock or unlock."""
    period = with_plan(period)
    outlook = Outlook(period.plan, request.user, request.today)
    rows = rows_of(period, activities_in(period.plan), request.user)
    context = {
        "period": period,
        "plan": period.plan,
        "outlook": outlook,
        "rows": rows,
        "waiting": sum(row.report is not None and row.report.state == "submitted" for row in rows),
    }
    return render(request, "cbms/progress_period.html", context)


@require_http_methods(FORM)
@requires(Permission.REPORT_PROGRESS, on=ReportPeriod)
def period_edit(request, period):
    """A whole plan on one page, filled in from the period before; `save=submit` sends it to the ministry."""
    period = with_plan(period)
    if period.locked_at is not None and request.method != "POST":
        raise WrongState(_("This period is locked: its reports do not change. Ministry staff unlock it with a reason."))
    rows = rows_of(period, activities_in(period.plan), request.user)
    submits = request.POST.get("save") == "submit"
    here = reverse("progress:period_edit", kwargs={"uid": period.uid})

    def stored(_row):
        found = {}
        for row in rows:
            if not row.is_written:
                found |= {f"status-{row.key}": row.status, f"narrative-{row.key}": row.narrative}
        return found

    return save_form(
        request,
        lambda data: ProgressForm(data, rows=rows),
        write=lambda form: write_reports(
            period,
            entries=form.entries(),
            submit=submits,
            today=request.today,
            by=request.user,
            version=form.version,
        ),
        to=reverse("progress:period_detail", kwargs={"uid": period.uid}) if submits else here,
        template="cbms/progress_edit.html",
        said=_("The reports are with the ministry.")
        if submits
        else _("The reports are saved; nobody else has them yet."),
        form_key=f"progress:{period.uid}",
        context={"period": period, "plan": period.plan, "rows": rows, "is_in_force": period.plan.state in PUBLIC},
        current=period,
        stored=stored,
        grave=False,
    )


@require_POST
@requires(Permission.ACCEPT_PROGRESS, on=ReportPeriod)
def period_accept(request, period):
    """Accept every report of the period that waits."""
    count = accept_reports(period, today=request.today, by=request.user)
    said = ngettext("%(count)s report is accepted.", "%(count)s reports are accepted.", count) % {
        "count": number(count)
    }
    messages.success(request, said)
    return HttpResponseRedirect(address(period))


@require_http_methods(FORM)
@requires(Permission.ACCEPT_PROGRESS, on=ReportPeriod)
def period_lock(request, period):
    """Lock a period, with a reason."""
    if period.locked_at is not None and request.method != "POST":
        raise WrongState(_("This period is locked already. Reload the page to see how it stands."))
    return _reason_page(
        request,
        period,
        lambda reason: lock_period(period, reason=reason, by=request.user),
        heading=_("Lock the period"),
        sentence=_("Its reports do not change any more until ministry staff unlock it, with a reason."),
        said=_("The period is locked."),
        name="lock",
    )


@require_http_methods(FORM)
@requires(Permission.ACCEPT_PROGRESS, on=ReportPeriod)
def period_unlock(request, period):
    """Unlock a period, with a reason."""
    if period.locked_at is None and request.method != "POST":
        raise WrongState(_("This period is open. Reload the page to see how it stands."))
    return _reason_page(
        request,
        period,
        lambda reason: unlock_period(period, reason=reason, by=request.user),
        heading=_("Unlock the period"),
        sentence=_("Focal points can report on it again; what was accepted stays accepted."),
        said=_("The period is open again."),
        name="unlock",
    )


@require_POST
@requires(Permission.ACCEPT_PROGRESS, on=ProgressReport)
def report_accept(request, report):
    """Accept one report."""
    accept_reports(report.period, report=report, today=request.today, by=request.user)
    messages.success(request, _("The report is accepted."))
    return HttpResponseRedirect(address(report.period))


@require_http_methods(FORM)
@requires(Permission.ACCEPT_PROGRESS, on=ProgressReport)
def report_return(request, report):
    """Return one report to its writer, with a reason."""
    if request.method != "POST" and report.state != ProgressReport.State.SUBMITTED:
        raise WrongState(
            _("This report is %(state)s: there is nothing to return.") % {"state": report.get_state_display()}
        )
    period = with_plan(report.period)
    activity = next((each for each in activities_in(period.plan) if each["key"] == str(report.activity_key)), None)
    return _reason_page(
        request,
        period,
        lambda reason: return_report(report, reason=reason, by=request.user),
        heading=_("Return a report"),
        sentence=_("Its writer reads the reason by mail and on the form, and submits it again."),
        said=_("The report is returned to its writer."),
        name=f"return:{report.uid}",
        report=report,
        activity=activity,
    )


@require_http_methods(FORM)
@requires(Permission.REPORT_PROGRESS, on=ProgressReport)
def report_evidence(request, report):
    """A document that shows what a report says."""
    period = with_plan(report.period)
    plan = period.plan
    activity = next((each for each in activities_in(plan) if each["key"] == str(report.activity_key)), None)
    if request.method != "POST" and (period.locked_at is not None or report.state == "accepted"):
        raise WrongState(_("This report was accepted, or its period is locked: its evidence stands as it was read."))
    documents = documents_of(plan.cbm, request.user)
    initial = {"dated_on": request.today, "title": activity["title"][:200] if activity else "", "language": "en"}
    return save_form(
        request,
        lambda data: EvidenceForm(
            data, request.FILES if data is not None else None, initial=initial, documents=documents
        ),
        write=lambda form: add_evidence(report, by=request.user, **form.given(is_public=plan.state in PUBLIC)),
        to=reverse("progress:period_edit", kwargs={"uid": period.uid}),
        template="cbms/progress_evidence.html",
        said=_("The document stands with the report."),
        form_key=f"progress:evidence:{report.uid}",
        context={"period": period, "plan": plan, "report": report, "activity": activity},
        grave=False,
    )


def _reason_page(request, period, write, *, heading, sentence, said, name, **context):
    period = with_plan(period)
    return save_form(
        request,
        ReasonForm,
        write=lambda form: write(form.cleaned_data["reason"]),
        to=address(period),
        template="cbms/progress_reason.html",
        said=said,
        form_key=f"progress:{period.uid}:{name}",
        context={"period": period, "plan": period.plan, "heading": heading, "sentence": sentence} | context,
        grave=False,
    )


def address(period):
    return reverse("progress:period_detail", kwargs={"uid": period.uid})
