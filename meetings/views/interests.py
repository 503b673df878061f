"""Expressions of interest: the list, one of them, a new one, and its steps."""

from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cbms.models import Cbm
from cbms.role_rules import held_on
from hoaip.decorators import requires
from hoaip.grants import holdings
from hoaip.models import Stakeholder
from hoaip.permissions import Permission, Role
from hoaip.public_cache import shared
from hoaip.saving.save import save_form
from hoaip.workflow import available, begins
from meetings.actions.interests import bring_interest, decline_interest, propose_role, withdraw_interest
from meetings.forms.interests import BringForm, InterestForm, SettleForm
from meetings.forms.roles import meeting_words
from meetings.interests import category_of, roles_open_to
from meetings.lists.meetings import SHOWN_INTERESTS, InterestList
from meetings.models import HAPPENED, Interest, Meeting

FORM = ["GET", "HEAD", "POST"]


@require_safe
@shared
@requires(Permission.VIEW_INTERESTS)
def interest_list(request):
    """Interests the reader may know of, newest first: `?show=open` (by default) or `settled`; `?cbm=`."""
    page = InterestList(request)
    tabs = [
        {"address": f"?show={name}", "words": words, "is_current": name == page.show} for name, words in SHOWN_INTERESTS
    ]
    return page.answer("meetings/interest_list.html", tabs=tabs)


@require_safe
@requires(Permission.VIEW_INTERESTS)
def interest_export(request, kind):
    """The expressions of interest of one tab as CSV or spreadsheet."""
    return InterestList(request).export(kind)


@require_http_methods(FORM)
@requires(Permission.PROPOSE_ROLE)
def interest_new(request):
    """A delegate proposes a role for the own state or organization; `?cbm=` fills in the CBM."""
    own = holdings(request.user).ids("hoaip.stakeholder", {Role.DELEGATE})
    # A person speaks for one at a time: the database keeps it so.
    stakeholder = Stakeholder.objects.get(pk=own[0])
    wanted = request.GET.get("cbm", "")
    cbm = next((row for row in Cbm.objects.order_by("position") if row.code == wanted), None)
    of = cbm or Cbm.objects.order_by("position").first()
    category = category_of(of, stakeholder, request.today) if of else None
    roles = roles_open_to(stakeholder, category)
    initial = {"cbm": wanted} | ({"role": roles[0]} if len(roles) == 1 else {})

    def write(form):
        given = form.cleaned_data
        return propose_role(
            given["cbm"],
            stakeholder=stakeholder,
            role=given["role"],
            why=given["why"],
            today=request.today,
            by=request.user,
        )

    return save_form(
        request,
        lambda data: InterestForm(data, initial=initial, roles=roles),
        write=write,
        to=address,
        template="meetings/interest_new.html",
        said=_("The proposal is with the focal points. Your rights do not change before a role is in force."),
        form_key="interests:interest_new",
        context={"stakeholder": stakeholder},
        grave=False,
    )


@require_safe
@requires(Permission.VIEW_INTERESTS, on=Interest)
def interest_detail(request, interest):
    """One interest: what is asked for and why, where it stands, and what the reader can do about it."""
    # The meeting may be one that is not known to the delegation yet.
    meeting = None
    if interest.meeting_id:
        seen = Meeting.objects.visible_to(request.user).prefetch_related("pairs__cbm")
        meeting = seen.filter(pk=interest.meeting_id).first()
    steps = {step.name: step for step in available(interest, request.user)}
    may_decide = steps.pop("decide", None) is not None
    context = {
        "interest": interest,
        "meeting": meeting,
        "meeting_words": meeting_words(meeting) if meeting else "",
        "steps": [(step, reverse(f"interests:interest_{name}", args=[interest.uid])) for name, step in steps.items()],
        "role_form": role_form_address(interest, request.today) if may_decide else "",
        "is_held": meeting is not None and meeting.state in HAPPENED,
        "may_decide": may_decide,
    }
    return render(request, "meetings/interest_detail.html", context)


def role_form_address(interest, today):
    """The role form filled in with what was asked for; it ends the role that the stakeholder holds, if it does."""
    query = {
        "cbm": interest.cbm.code,
        "stakeholder": interest.stakeholder.slug,
        "role": interest.role,
        "deciding_meeting": str(interest.meeting.uid),
        "interest": str(interest.uid),
    }
    if held_on(interest.cbm, interest.stakeholder, today):
        query["replaces_own"] = "on"
    return f"{reverse('roles:role_new')}?{urlencode(query)}"


def step_page(request, interest, name, make, write, said, **context):
    """The page of one step: 409 when the interest is in another state, else its form and its action."""
    step = begins(interest, name)
    return save_form(
        request,
        make,
        write=write,
        to=lambda _row: address(interest),
        template="meetings/interest_step.html",
        said=said,
        form_key=f"interests:{name}:{interest.uid}",
        context={"interest": interest, "step": step} | context,
        current=interest,
        grave=False,
    )


@require_http_methods(FORM)
@requires(Permission.BRING_INTEREST, on=Interest)
def interest_bring(request, interest):
    """Bring an interest to a planned or held RTGM of its CBM."""

    def make(data):
        initial = {"meeting": str(interest.meeting.uid) if interest.meeting_id else ""}
        return BringForm(data, initial=initial, interest=interest, user=request.user)

    return step_page(
        request,
        interest,
        "bring",
        make,
        lambda form: bring_interest(interest, version=form.version, by=request.user, **form.cleaned_data),
        _("The meeting is noted. The administrator writes the role once the meeting has decided."),
        sentence=_("The meeting decides; the administrator then writes the role and cites it."),
    )


@require_http_methods(FORM)
@requires(Permission.DECIDE_INTEREST, on=Interest)
def interest_decline(request, interest):
    """Decline an interest with a reason."""
    return step_page(
        request,
        interest,
        "decline",
        lambda data: SettleForm(data, help_text=_("The delegation reads it.")),
        lambda form: decline_interest(
            interest, version=form.version, today=request.today, by=request.user, **form.cleaned_data
        ),
        _("The expression of interest is declined; the delegation is told."),
        sentence=_("No role comes of it. The delegation is told by mail and may propose again."),
    )


@require_http_methods(FORM)
@requires(Permission.WITHDRAW_INTEREST, on=Interest)
def interest_withdraw(request, interest):
    """Take back an interest of one's own state or organization."""
    return step_page(
        request,
        interest,
        "withdraw",
        lambda data: SettleForm(data, required=False),
        lambda form: withdraw_interest(
            interest, version=form.version, today=request.today, by=request.user, **form.cleaned_data
        ),
        _("The expression of interest is withdrawn."),
        sentence=_("It stays in the history; you may propose again."),
    )


def address(interest):
    return reverse("interests:interest_detail", kwargs={"uid": interest.uid})
