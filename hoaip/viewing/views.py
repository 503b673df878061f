"""Pages of viewing as somebody else: as whom, and stop."""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from hoaip.decorators import requires, signed_in
from hoaip.models import Membership, Stakeholder
from hoaip.permissions import Permission
from hoaip.register.manage_forms import in_protocol_order
from hoaip.viewing import state
from hoaip.viewing.actions import begin_viewing, end_viewing
from hoaip.viewing.forms import PUBLIC, ViewAsForm


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.VIEW_AS)
def start(request):
    """GET: as whom; `?next=` is the page to look at. POST (`whom`, `next`) begins and leads there."""
    members = Membership.objects.as_of(request.today).values("stakeholder")
    stakeholders = in_protocol_order(Stakeholder.objects.visible_to(request.user).filter(pk__in=members))
    is_sent = request.method == "POST"
    form = ViewAsForm(request.POST if is_sent else None, initial={"whom": PUBLIC}, stakeholders=stakeholders)
    there = way_on(request, (request.POST if is_sent else request.GET).get("next", ""))
    if is_sent and form.is_valid():
        begin_viewing(form.stakeholder(), by=request.user)
        state.begin(request.session, form.stakeholder(), now=timezone.now())
        return HttpResponseRedirect(there)
    page = {"form": form, "next": there, "minutes": int(state.LONGEST.total_seconds() // 60)}
    return render(request, "hoaip/viewing_start.html", page, status=422 if is_sent else 200)


@require_POST
@signed_in
def stop(request):
    """The viewer sees pages in person again; `next` leads back to the page that was looked at."""
    if request.viewing is not None:
        end_viewing(request.viewing, how="stopped", by=request.user)
        state.end(request.session)
    return HttpResponseRedirect(way_on(request, request.POST.get("next", "")))


def way_on(request, address):
    """An address of this portal, else the first page."""
    is_ours = (
        address.startswith("/")
        and "\x00" not in address
        and url_has_allowed_host_and_scheme(
            address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )
    )
    return address if is_ours else reverse("hoaip:home")
