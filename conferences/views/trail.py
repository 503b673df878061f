"""Pages of the trail: a whole declaration with what stands behind it, and what has nothing behind it."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from conferences.follow_up.orphans import groups_for
from conferences.follow_up.reading import Reading
from conferences.follow_up.trail import follow
from conferences.models import Declaration
from hoaip.decorators import public, reader, requires
from hoaip.permissions import Permission
from hoaip.public_cache import shared


@require_safe
@shared
@public(on=Declaration, key="slug")
def declaration_trail(request, declaration):
    """Every paragraph of a declaration with its commitments, their actions and what shows these; made for paper too."""
    user = reader(request)
    reading = Reading(user, request)
    paragraphs = follow(list(declaration.paragraphs.order_by("number")), user, reading)
    context = {"declaration": declaration, "paragraphs": paragraphs, "reading": reading}
    return render(request, "conferences/trail_declaration.html", context)


@require_safe
@requires(Permission.KEEP_ACTIONS)
def orphan_list(request):
    """Paragraphs, commitments, actions and outcomes with nothing behind them, for who can put something there."""
    return render(request, "conferences/orphan_list.html", {"groups": groups_for(request.user, request.today)})
