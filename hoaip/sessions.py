"""How long a sign-in lasts: 30 minutes without a request, 12 hours at most."""

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.utils import timezone

STARTED, SEEN = "started_at", "seen_at"
# Seconds between two notes of "seen": each is a write.
NOTE_EVERY = 60


class SessionLimitMiddleware:
    """Ends a sign-in that is too old or was idle too long, before anybody asks who the reader is.

    - without a session cookie it looks at nothing;
    - stands after SessionMiddleware and before AuthenticationMiddleware.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            self._limit(request.session, int(timezone.now().timestamp()))
        return self.get_response(request)

    def _limit(self, session, now):
        started, seen = session.get(STARTED), session.get(SEEN)
        if started is None or seen is None:
            session[STARTED] = session[SEEN] = now
        elif (
            now - started >= settings.SESSION_LONGEST.total_seconds()
            or now - seen >= settings.SESSION_IDLE.total_seconds()
        ):
            session.flush()
        elif now - seen >= NOTE_EVERY:
            session[SEEN] = now
