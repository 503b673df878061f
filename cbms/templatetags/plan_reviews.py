"""The review of plans on other pages: a plan's own, and what waits for a reviewer or a drafter."""

from django import template

from cbms.models import Plan, ReviewTask
from cbms.plans.waiting import Review, returned_to, waiting_for, with_review
from hoaip.attention import Task
from hoaip.calendar import today_in_kabul
from hoaip.decorators import reader
from hoaip.grants import can
from hoaip.permissions import Permission
from hoaip.saving import page_key
from hoaip.templatetags.ui import request_of

register = template.Library()


@register.inclusion_tag("cbms/_review_of.html", takes_context=True)
def review_of(context, plan):
    """{% review_of plan %}: where its review stands and its steps, for the ministry alone. Three statements or none."""
    request = request_of(context)
    user = reader(request)
    if not can(user, Permission.COMMENT_ON_PLAN, plan):
        return {"is_shown": False}
    review = Review(with_review(Plan.objects.filter(pk=plan.pk)).get(), user, request.today)
    return {
        "request": request,
        "plan": plan,
        "review": review,
        "is_shown": review.version is not None,
        "idempotency_key": page_key(request),
    }


@register.simple_tag(takes_context=True)
def attention_of_reviews(context):
    """{% attention_of_reviews as reviews %}: tasks, one a plan this person reviews or is to mend; no query for others.

    Of the plans that wait those that are with this reviewer, or with nobody.
    """
    request = request_of(context)
    user = reader(request)
    waiting = []
    if can(user, Permission.REVIEW_PLAN):
        waiting = [
            each for each in waiting_for(user, request.today) if each.may_decide and (each.is_mine or not each.task)
        ]
    returned = returned_to(user) if can(user, Permission.SUBMIT_PLAN) else []
    return [
        *(
            Task(
                "cbms/_attention_review.html",
                {"review": review},
                due=review.task.due_on if review.task else None,
                since=review.waits_since,
            )
            for review in waiting
        ),
        *(
            Task(
                "cbms/_attention_returned.html",
                {"plan": plan},
                since=plan.returned_at and today_in_kabul(plan.returned_at),
            )
            for plan in returned
        ),
    ]


@register.inclusion_tag("cbms/_reviews_left.html", takes_context=True)
def reviews_left_by(context, person):
    """{% reviews_left_by person %}: open review tasks of somebody who goes, and the way to hand each on. One query.

    Of the plans that this reader may know of. Who may not hand a review on is led to the plan, and told who may.
    """
    request = request_of(context)
    user = reader(request)
    tasks = ReviewTask.objects.filter(
        reviewer=person, ended_at__isnull=True, plan__in=Plan.objects.visible_to(user).values("pk")
    )
    tasks = list(tasks.select_related("plan__cbm__process").order_by("due_on", "pk"))
    for task in tasks:
        task.may_hand_on = can(user, Permission.REVIEW_PLAN, task.plan)
    return {"request": request, "tasks": tasks}
