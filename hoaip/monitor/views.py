"""The job monitor, and the button that runs a job now."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hoaip.decorators import requires
from hoaip.monitor.actions import ask_for_run
from hoaip.monitor.state import job_states
from hoaip.permissions import Permission
from hoaip.saving import new_key, once


@require_safe
@requires(Permission.WATCH_HOUSE)
def job_list(request):
    """Every periodic job: last run, duration, result, next run, and what is wrong with it."""
    context = {"jobs": job_states(timezone.now()), "idempotency_key": new_key()}
    return render(request, "hoaip/job_list.html", context)


@require_POST
@requires(Permission.WATCH_HOUSE)
def job_run(request, name):
    """Run one job now. The same button pressed twice is one run."""
    job = settings.PERIODIC_JOBS.get(name)
    if job is None or job.get("is_light"):
        raise Http404
    asked = []

    def write():
        asked.append(ask_for_run(name, now=timezone.now(), by=request.user))

    answer = once(request, write, reverse("hoaip:job_list"))
    words = {"job": job.get("label", name)}
    if not asked:
        messages.info(request, _("“%(job)s” was asked for already; it runs once.") % words)
    elif asked[0].was_sent:
        messages.info(request, _("“%(job)s” was sent to the worker. Reload the page to see how it ended.") % words)
    else:
        messages.error(
            request, _("The queue does not answer, so “%(job)s” was not started. Try again when it is back.") % words
        )
    return answer
