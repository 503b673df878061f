"""A cleared plan of Disaster Management and a consultation on it, for the tests: opened through the action."""

from datetime import date, datetime

from cbms.actions.consultations import open_consultation
from cbms.models import Asked
from hoaip.calendar import KABUL
from tests.plans import plan

OPENED = datetime(2026, 11, 25, 9, tzinfo=KABUL)
LAST_DAY = date(2026, 12, 9)
EXPIRY = datetime(2026, 12, 9, 23, 59, tzinfo=KABUL)


def cleared(cast, code="dm", **more):
    return plan(cast, code, state="cleared", **more)


def opened(cast, code="dm", *, by=None, expires_on=LAST_DAY, **more):
    """A consultation that a focal point opened just now."""
    return open_consultation(cleared(cast, code), expires_on=expires_on, by=by or cast.fp_dm, **more)


def asked(consultation, code):
    """The row of one that is asked."""
    return Asked.objects.select_related("consultation", "stakeholder").get(
        consultation=consultation, stakeholder__code=code
    )
