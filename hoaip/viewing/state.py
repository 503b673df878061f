"""That somebody views as another stands in the session alone, for thirty minutes."""

from datetime import timedelta

from hoaip.viewing.eyes import NAMES, Viewing

KEY = "viewing"
LONGEST = timedelta(minutes=30)


def begin(session, stakeholder, *, now):
    """Keep as whom (a Stakeholder, None: the public) this session views from now on."""
    session[KEY] = {
        "stakeholder": stakeholder.pk if stakeholder else None,
        "names": {name: getattr(stakeholder, name) for name in NAMES} if stakeholder else {},
        "until": int((now + LONGEST).timestamp()),
    }


def kept(session, viewer):
    """The Viewing that this session keeps, whether or not it still holds; None without one."""
    found = session.get(KEY)
    return Viewing(viewer=viewer, **found) if found else None


def end(session):
    session.pop(KEY, None)
