"""Pages of handing a CBM over: the list, the proposal, the pack, and what was taken over."""

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cbms.models import Cbm
from conferences.actions.handover import confirm_handover, propose_handover, take_over, withdraw_handover
from conferences.forms.handover import HandoverForm, NothingAsked
from conferences.models import Handover, HandoverItem
from conferences.pack import pack_of, state_words, words_for
from hoaip.decorators import load, requires, signed_in
from hoaip.grants import can
from hoaip.models import User
from hoaip.permissions import Permission
from hoaip.saving import once
from hoaip.saving.save import save_form

FORM = ["GET", "HEAD", "POST"]
MOST = 100


def named(handovers):
    return handovers.select_related("cbm__process", "outgoing", "successor", "proposed_by", "confirmed_by")


@require_safe
@requires(Permission.HAND_OVER)
def handover_list(request):
    """Handovers the reader may know of, the newest first, each with how much of it nobody has taken over."""
    rows = named(Handover.objects.visible_to(request.user)).annotate(
        item_count=Count("items"), untaken_count=Count("items", filter=Q(items__taken_at__isnull=True))
    )
    return render(request, "conferences/handover_list.html", {"handovers": list(rows.order_by("-pk")[:MOST])})


@require_http_methods(FORM)
@requires(Permission.HAND_OVER)
def handover_new(request):
    """A focal point proposes a successor, the administrator names one; `?cbm=` fills it in."""
    cbms = [
        row
        for row in Cbm.objects.visible_to(request.user).select_related("process").order_by("position")
        if can(request.user, Permission.HAND_OVER, row)
    ]
    people = User.objects.filter(is_active=True, is_system=False)
    speaks = Q(delegations__from_on__lte=request.today) & (
        Q(delegations__until_on__isnull=True) | Q(delegations__until_on__gte=request.today)
    )
    people = people.exclude(pk__in=User.objects.filter(speaks).values("pk")).order_by("full_name", "pk")
    initial = {"cbm": request.GET["cbm"]} if "cbm" in request.GET else {}

    def write(form):
        given = dict(form.cleaned_data)
        return propose_handover(given.pop("cbm"), today=request.today, by=request.user, **given)

    return save_form(
        request,
        lambda data: HandoverForm(data, initial=initial, cbms=cbms, people=people),
        write=write,
        to=address,
        template="conferences/handover_new.html",
        said=_("The handover is written."),
        form_key="handover:handover_new",
    )


@require_safe
@signed_in(own=False)
def handover_detail(request, uid):
    """The pack: as it was frozen, or of a proposal as it stands today; on paper the same.

    What is open today is nobody's to read by a proposal that was withdrawn or whose day is over, but who hands over.
    """
    handover = load(request, Handover, uid, reads=named)
    is_frozen = handover.confirmed_at is not None
    hands_over = can(request.user, Permission.HAND_OVER, handover)
    is_shown = is_frozen or (handover.is_proposed and (hands_over or handover.effective_on >= request.today))
    if not is_shown:
        items = []
    elif is_frozen:
        items = list(handover.items.order_by("number"))
    else:
        items = pack_of(handover.cbm, today=request.today, effective_on=handover.effective_on)
    titles = words_for(items, request.user)
    for item in items:
        item.state_words, item.words = state_words(item), titles.get(item.about, "")
    is_successor = request.user.pk == handover.successor_id
    context = {
        "handover": handover,
        "items": items,
        "is_frozen": is_frozen,
        "is_shown": is_shown,
        "may_take": is_frozen and is_successor,
        "untaken": sum(item.taken_at is None for item in items),
        "is_late": is_frozen and handover.effective_on < request.today,
        "may_confirm": handover.is_proposed and can(request.user, Permission.MANAGE_ROLES, handover),
        "may_withdraw": handover.is_proposed and hands_over,
    }
    return render(request, "conferences/handover_detail.html", context)


@require_http_methods(FORM)
@requires(Permission.MANAGE_ROLES, on=Handover)
def handover_confirm(request, handover):
    """The administrator confirms what a focal point proposed."""
    return save_form(
        request,
        NothingAsked,
        write=lambda form: confirm_handover(handover, today=request.today, version=form.version, by=request.user),
        to=address,
        template="conferences/handover_confirm.html",
        said=_("The handover is confirmed: the successor is named, and the pack is frozen."),
        form_key=f"handover:handover_confirm:{handover.uid}",
        context={"handover": handover},
        current=handover,
    )


@require_POST
@requires(Permission.HAND_OVER, on=Handover)
def handover_withdraw(request, handover):
    """One button: a proposal does not take place."""
    answer = once(request, lambda: withdraw_handover(handover, by=request.user), address)
    messages.success(request, _("The handover is withdrawn."))
    return answer


@require_POST
@signed_in
def item_take(request, uid):
    """One button of the successor's: this is mine now."""
    item = load(request, HandoverItem, uid, reads=lambda rows: rows.select_related("handover"))
    take_over(item, by=request.user)
    return redirect(f"{address(item.handover)}#item-{item.number}")


def address(handover):
    return reverse("handover:handover_detail", kwargs={"uid": handover.uid})
