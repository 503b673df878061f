"""While somebody views as another: whose eyes a page is read with, and that nothing can be changed."""

from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext as _

from hoaip import access_log, pages
from hoaip.decorators import PUBLIC, SIGNED_IN
from hoaip.grants import can
from hoaip.permissions import Permission
from hoaip.reader import person_of
from hoaip.viewing import state
from hoaip.viewing.actions import end_viewing

READS = ("GET", "HEAD", "OPTIONS")
# Answered to the viewer in person.
LEAVES = ("viewing:stop", "account_logout")
STARTS = "viewing:start"
# About the viewer's own account, whatever door they have.
PERSONAL = ("account_", "mfa_")
PERSONAL_ROOMS = ("saving",)


class ViewingMiddleware:
    """Sets `request.viewing`, and puts the eyes of who is viewed in the place of `request.user` before the view.

    Stands after what is settled of the person, sign-in and second factor, and after messages. Without a session that
    views, it looks at the session that was read already and at nothing else.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.viewing = self.still(request) if request.has_session else None
        return self.get_response(request)

    def still(self, request):
        """The Viewing of this session that still holds, else None; one that does not hold any more is ended here."""
        if state.KEY not in request.session:
            return None
        person = person_of(request)
        if person is None:
            state.end(request.session)
            return None
        found = state.kept(request.session, person)
        if timezone.now().timestamp() >= found.until:
            how, said = "expired", _("Viewing as somebody else ended after 30 minutes. This is your own page again.")
        elif not can(person, Permission.VIEW_AS):
            how, said = "not_allowed", _("You may not view as somebody else any more. This is your own page again.")
        else:
            return found
        state.end(request.session)
        end_viewing(found, how=how, by=person)
        messages.warning(request, said)
        return None

    def process_view(self, request, view, args, kwargs):
        viewing, match = request.viewing, request.resolver_match
        if viewing is None or match.view_name in LEAVES:
            return None
        if request.method not in READS:
            return refused(request, _("Nothing can be changed while you view as somebody else. Stop viewing first."))
        if match.view_name == STARTS:
            return None
        permission = getattr(view, "permission", SIGNED_IN)
        is_personal = match.namespace in PERSONAL_ROOMS or (match.url_name or "").startswith(PERSONAL)
        # A page of a package says nothing of itself: it is about the account.
        is_own = permission == SIGNED_IN and getattr(view, "is_own", True)
        if is_own or is_personal:
            return refused(request, _("This page is about your own account. Stop viewing as somebody else first."))
        if viewing.is_public and permission != PUBLIC:
            return refused(request, _("The public does not see this page: it is asked to sign in here."))
        request.user = viewing.eyes()
        return None


def refused(request, sentence):
    access_log.note(request, "refused")
    return pages.refuse(request, 403, sentence)
