"""One's own account and sign-ins, and the page on which an invitation becomes an account."""

from allauth.account.utils import perform_login
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.sessions.models import Session
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from hoaip.accounts import actions
from hoaip.accounts.actions.invitations import found_open
from hoaip.accounts.actions.people import SETTINGS
from hoaip.accounts.browsers import browser_words
from hoaip.accounts.factors import REQUIRED_OF, has_factor
from hoaip.accounts.people_forms import AcceptForm, SettingsForm
from hoaip.accounts.roles import administrators, roles_of
from hoaip.calendar import GREGORIAN, SOLAR
from hoaip.decorators import public, signed_in
from hoaip.grants import holdings
from hoaip.language import page_language
from hoaip.saving.save import save_form
from hoaip.sessions import SEEN


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@never_cache
def people_me(request):
    """What the portal knows of its reader: roles of today, settings, second factors, and where one is signed in."""
    me = request.user

    def make(data):
        initial = {name: getattr(me, name) for name in SETTINGS}
        return SettingsForm(data, initial=initial, own_zone=me.time_zone)

    def write(form):
        return actions.choose_settings(me, **form.cleaned_data, version=form.version, by=me)

    context = {
        "roles": roles_of([me], on=request.today)[me.pk],
        "sessions": sessions_of(request),
        "factors": Authenticator.objects.filter(user=me).exclude(type=Authenticator.Type.RECOVERY_CODES).count(),
        "factor_missing": settings.SECOND_FACTOR_REQUIRED and holdings(me).any(REQUIRED_OF) and not has_factor(me),
    }
    return save_form(
        request,
        make,
        write=write,
        to=lambda user: reverse("accounts:people_me"),
        template="hoaip/people_me.html",
        said=_("Your settings are saved."),
        form_key="accounts:settings",
        context=context,
        current=me,
        grave=False,
    )


def sessions_of(request):
    """The person's sign-ins that still hold, the present one first: browser, since, last request, whether this one."""
    rows = list(UserSession.objects.filter(user=request.user).order_by("-created_at"))
    stored = Session.objects.filter(session_key__in=[row.session_key for row in rows], expire_date__gt=timezone.now())
    seen = {session.session_key: session.get_decoded().get(SEEN) for session in stored}
    for row in rows:
        row.is_here = row.session_key == request.session.session_key
        row.words = browser_words(row.user_agent)
        row.minutes = max(0, int(timezone.now().timestamp() - (seen.get(row.session_key) or 0)) // 60)
    held = [row for row in rows if row.session_key in seen and seen[row.session_key]]
    held = [row for row in held if row.is_here or row.minutes * 60 < settings.SESSION_IDLE.total_seconds()]
    return sorted(held, key=lambda row: not row.is_here)


@require_POST
@signed_in
def session_end(request, pk):
    """End one of one's own sign-ins; the browser is signed out with its next request."""
    session = get_object_or_404(UserSession, user=request.user, pk=pk)
    here = session.session_key == request.session.session_key
    actions.end_session(session, by=request.user)
    if here:
        logout(request)
        return redirect("account_login")
    messages.success(request, _("That browser is signed out."))
    return redirect("accounts:people_me")


@require_http_methods(["GET", "HEAD", "POST"])
@public
@never_cache
@sensitive_post_parameters("password", "password_again")
def invitation_accept(request, token):
    """GET shows what the invitation is for, POST makes the account and signs in. Every other case is one same page.

    Only whoever holds an open link learns that its sender is gone, and whom to write to instead.
    """
    now = timezone.now()
    try:
        invitation = found_open(token, now=now)
        data = request.POST if request.method == "POST" else None
        form = AcceptForm(data, initial={"full_name": invitation.full_name}, email=invitation.email)
        if not form.is_valid():
            page = {"form": form, "invitation": invitation, "without_address": True}
            return render(request, "hoaip/people_invitation.html", page, status=422 if form.is_bound else 200)
        user = actions.accept(
            token,
            full_name=form.cleaned_data["full_name"],
            password=form.cleaned_data["password"],
            calendar=GREGORIAN if page_language() == "en" else SOLAR,
            now=now,
        )
    except actions.InviterGone:
        page = {"administrators": administrators(request.today), "without_address": True}
        return render(request, "hoaip/people_invitation_unsigned.html", page, status=403)
    except actions.InvitationGone:
        return render(request, "hoaip/people_invitation_gone.html", {"without_address": True}, status=404)
    # Whoever was signed in here leaves: the account is the invited person's.
    logout(request)
    return perform_login(request, user, email_verification="none")
