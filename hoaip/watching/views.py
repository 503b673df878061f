"""What a person watches: the list of it, and the buttons on each timeline."""

import re

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hoaip.decorators import signed_in
from hoaip.models import Watch
from hoaip.watching import actions
from hoaip.watching.things import seen_among, seen_of


@require_safe
@signed_in
@never_cache
def watch_list(request):
    """What the reader watches, oldest first, each with the way to its timeline, without what is not seen any more."""
    names = list(Watch.objects.filter(user=request.user).order_by("pk").values_list("name", flat=True))
    seen = seen_among(request.user, names)
    return render(request, "watching/watch_list.html", {"watched": [seen[name] for name in names if name in seen]})


@require_POST
@signed_in
def start(request):
    """Watch the anchor `name`; 400 for one that this reader does not see, the same as if it were not there."""
    name = name_in(request)
    seen = seen_of(request.user, name)
    if seen is None:
        raise nothing_there()
    actions.watch(request.user, name=name, now=timezone.now(), by=request.user)
    messages.success(request, _("You watch this now: a letter comes on a day after something happened here."))
    return redirect(seen.address)


@require_POST
@signed_in
def stop(request):
    """Stop watching the anchor `name`, whatever became of it; 400 for what is no name of one."""
    actions.stop(request.user, name=name_in(request), by=request.user)
    messages.success(request, _("You do not watch it any more."))
    return redirect("watching:watch_list")


def name_in(request):
    """The name of an anchor that a button sent; BadRequest for what no anchor is called."""
    name = request.POST.get("name", "")
    if not re.fullmatch(r"[a-z]+:[A-Za-z0-9_-]{1,70}", name):
        raise nothing_there()
    return name


def nothing_there():
    return BadRequest(_("There is nothing here that could be watched. Go back and press the button again."))
