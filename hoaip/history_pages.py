"""The public page with the head of the audit chain."""

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hoaip import audit
from hoaip.decorators import public


@require_safe
@public
def audit_head(request):
    """Hash, number and instant of the newest audit row; `?format=text` as three lines, anything else is a 400."""
    wanted = request.GET.get("format", "html")
    if wanted not in ("html", "text"):
        raise BadRequest(_("The format of this page is html or text."))
    newest = audit.newest()
    if wanted == "text":
        instant = newest.at.isoformat(timespec="seconds") if newest.at else "-"
        body = f"{newest.hash}\nrows {newest.sequence}\nat {instant}\n"
        return HttpResponse(body, content_type="text/plain; charset=utf-8")
    return render(request, "hoaip/audit_head.html", {"newest": newest})
