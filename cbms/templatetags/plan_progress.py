"""How plans are carried out, on other pages: a plan's own, the queue, and what waits for a person."""

from django import template

from cbms.models import Plan
from cbms.plans.outlook import Outlook
from cbms.plans.waiting import milestones_waiting, reports_to_write, reports_waiting
from hoaip.attention import Task
from hoaip.calendar import period_text, today_in_kabul
from hoaip.decorators import reader
from hoaip.language import page_language
from hoaip.reader import calendar_of_reader
from hoaip.saving import page_key
from hoaip.templatetags.ui import request_of

register = template.Library()


@register.simple_tag(takes_context=True)
def months_of(context, first, last):
    """{% months_of first last %}: a span of months in the reader's calendar, as text."""
    calendar = calendar_of_reader(request_of(context))
    return period_text(first, last, "month", page_language(), calendar=calendar, fixed=True)


@register.inclusion_tag("cbms/_progress_of.html", takes_context=True)
def progress_of(context, plan):
    """{% progress_of plan %}: the roll-up with its numbers, milestones, and the steps of who reports or accepts.

    `plan` comes with its CBM, process and adopted version. Nothing for who may not read the plan's text.
    """
    request = request_of(context)
    user = reader(request)
    outlook = Outlook(plan, user, request.today)
    is_shown = outlook.is_in_force or (
        outlook.is_internal and outlook.is_submitted and Plan.objects.readable_by(user).filter(pk=plan.pk).exists()
    )
    return {
        "request": request,
        "plan": plan,
        "outlook": outlook,
        "is_shown": is_shown,
        "idempotency_key": page_key(request),
    }


@register.inclusion_tag("cbms/_progress_waiting.html", takes_context=True)
def progress_waiting(context):
    """{% progress_waiting %}: reports and milestones that this person may accept. Two statements at most."""
    request = request_of(context)
    user = reader(request)
    return {"request": request, "periods": reports_waiting(user), "milestones": milestones_waiting(user)}


@register.simple_tag(takes_context=True)
def attention_of_progress(context):
    """{% attention_of_progress as progress %}: tasks: reports and milestones to accept, reports to mend or write."""
    request = request_of(context)
    user = reader(request)
    return [
        *(
            Task("cbms/_attention_reports.html", {"reported": reported}, since=today_in_kabul(reported.since))
            for reported in reports_waiting(user)
        ),
        *(
            Task("cbms/_attention_milestone.html", {"milestone": row}, since=today_in_kabul(row.changed_at))
            for row in milestones_waiting(user)
        ),
        *(
            Task(
                "cbms/_attention_report.html",
                {"plan": plan, "returned": returned, "half": half},
                since=today_in_kabul(returned.since) if returned else half[1],
            )
            for plan, returned, half in reports_to_write(user, request.today)
        ),
    ]
