"""Who must have a second factor, and where they are led until they have one."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.shortcuts import redirect

from hoaip.grants import holdings
from hoaip.permissions import Role
from hoaip.reader import person_of

# rules of accounts: administrators, directors, focal points, and delegates of leads
REQUIRED_OF = frozenset({Role.ADMINISTRATOR, Role.DIRECTOR, Role.FOCAL_POINT, Role.LEAD})
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
SEEN = "has_second_factor"
# What stays open without one: setting one up, signing out, the own password.
OPEN = ("mfa_", "account_")


class SecondFactorMiddleware:
    """Leads a person whose roles require a second factor to setting one up, whatever page was asked for.

    - only where settings.SECOND_FACTOR_REQUIRED says so (production);
    - that one exists is noted in the session, so that a page costs no further query; without one it is asked each
      time, because a role may begin during a session.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not settings.SECOND_FACTOR_REQUIRED:
            return None
        person = person_of(request)
        if (request.resolver_match.url_name or "").startswith(OPEN):
            # Here one may be taken away.
            if person is not None:
                request.session.pop(SEEN, None)
            return None
        if person is None or request.session.get(SEEN) == person.pk:
            return None
        if not holdings(person).any(REQUIRED_OF):
            return None
        if has_factor(person):
            request.session[SEEN] = person.pk
            return None
        return redirect("mfa_index")


def has_factor(person):
    return Authenticator.objects.filter(user_id=person.pk, type__in=FACTORS).exists()
