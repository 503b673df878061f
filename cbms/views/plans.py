"""Implementation plans: one of them, as its reader may have it."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from cbms.actions.plans import may_write
from cbms.models import Plan
from cbms.plans.content import content_of
from hoaip.decorators import public, reader
from hoaip.public_cache import shared


def in_full(rows):
    return rows.select_related("cbm__process", "adopted_version")


@require_safe
@shared
@public(on=Plan, reads=in_full)
def plan_detail(request, plan):
    """A plan: its text for who may read it, for an administrator that it is."""
    person = reader(request)
    reads_text = Plan.objects.readable_by(person).filter(pk=plan.pk).exists()
    context = {
        "plan": plan,
        "content": (plan.adopted_version.content if plan.adopted_version else content_of(plan)) if reads_text else None,
        "may_write": plan.is_writable and may_write(person, plan),
    }
    return render(request, "cbms/plan_detail.html", context)
