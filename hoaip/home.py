"""The first page: for the public what the process is; for a signed-in person what needs attention."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from hoaip.decorators import public, reader
from hoaip.public_cache import shared
from hoaip.reader import viewing_of
from hoaip.register import main_process


@require_safe
@shared
@public
def home(request):
    """Panels only: each app fills its own; the register gives the process. `?public`: what the public reads here."""
    is_public_face = "public" in request.GET
    # What waits for somebody is shown to nobody who only views as them.
    is_signed_in = reader(request).is_authenticated and viewing_of(request) is None and not is_public_face
    context = {"is_signed_in": is_signed_in, "process": None if is_signed_in else next(iter(main_process()), None)}
    return render(request, "home.html", context | {"is_public_face": is_public_face})
