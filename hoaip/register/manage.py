"""The administrator's screens for the register: its first page, stakeholders, memberships."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from hoaip.decorators import requires
from hoaip.permissions import Permission


@require_safe
@requires(Permission.MANAGE_ROLES)
def index(request):
    """Where the administrator begins: what is missing, and the ways to every screen."""
    return render(request, "hoaip/manage_index.html")
