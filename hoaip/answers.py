"""Turns what actions raise, and a bare 405, into pages, and writes a line in the access log for every refusal."""

import logging

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, OperationalError
from django.http import Http404
from django.utils.translation import gettext as _

from hoaip import access_log, pages
from hoaip.errors import WrongState
from hoaip.saving.once import KeyReused

logger = logging.getLogger(__name__)
# In PostgreSQL's sentences about a lock or statement that took too long, and about two that wait for each other.
BUSY = ("timeout", "deadlock detected")


class AnswersMiddleware:
    """Stands innermost, so that it sees what a view raised before anybody else renders it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            return pages.not_allowed(request, response)
        return response

    def process_exception(self, request, exception):
        if isinstance(exception, PermissionDenied):
            access_log.note(request, "refused")
            return pages.permission_denied(request, exception)
        if isinstance(exception, Http404):
            access_log.note(request, "not_found")
            return None
        if isinstance(exception, WrongState):
            return pages.conflict(request, exception)
        if isinstance(exception, KeyReused):
            return pages.refuse(request, 422, str(exception))
        if isinstance(exception, IntegrityError):
            return self.broken_promise(request, exception)
        if isinstance(exception, OperationalError) and any(word in str(exception) for word in BUSY):
            logger.warning("a lock or statement timed out, or two waited for each other", exc_info=exception)
            return pages.refuse(
                request, 503, _("The portal is busy with the same thing. Wait a moment, then try again.")
            )
        return None

    def broken_promise(self, request, exception):
        """A constraint that forms did not foresee, as when two save at once: its own sentence, never a 500."""
        name = getattr(getattr(exception.__cause__, "diag", None), "constraint_name", None)
        sentence = sentence_of(name)
        if sentence is None:
            return None
        logger.info("refused by constraint %s", name)
        return pages.refuse(request, 409, sentence)


def sentence_of(constraint_name):
    """The full sentence of one of our constraints by its name in the database; None when it is not ours."""
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == constraint_name:
                return str(constraint.violation_error_message) % {"name": constraint_name}
    if constraint_name and constraint_name.endswith("_frozen"):
        return _("What was circulated or closed does not change any more.")
    return None
