"""Drafts kept while typing, and the page that offers a kept form after sign-in."""

import re

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from hoaip.decorators import signed_in
from hoaip.saving.typed import drop, keep_draft, kept_for

FORM_KEY = re.compile(r"[a-z0-9:_-]{1,160}")


@require_POST
@signed_in
def draft_save(request, form_key):
    """Keep what is being typed; answers the words "Draft saved 14:02, Kabul time" for the save bar."""
    if not FORM_KEY.fullmatch(form_key):
        raise Http404
    saved_at = keep_draft(request, form_key)
    return render(request, "saving/_saved.html", {"saved_at": saved_at})


@require_POST
@signed_in
def draft_discard(request, form_key):
    """Throw the draft away and go back to the form."""
    drop(request, form_key)
    kept = kept_for(request)
    if kept is not None:
        kept.delete()
    back = request.POST.get("back", "/")
    is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return HttpResponseRedirect(back if is_ours else "/")


@require_safe
@signed_in
def kept_detail(request):
    """After sign-in: what was sent to an address that has no form of its own, to be sent again with one button."""
    kept = kept_for(request)
    if kept is None:
        return HttpResponse(status=302, headers={"Location": "/"})
    fields = [(name, value) for name, values in kept.fields.items() for value in values]
    return render(request, "saving/kept_detail.html", {"kept": kept, "fields": fields})
