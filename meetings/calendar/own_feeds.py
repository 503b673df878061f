"""The address of a person's own feed, and the person that an address stands for.

It is the row's uid and a signature under the portal's secret: who reads the database cannot make one, and the page
can show it again. It opens the feed and nothing else.
"""

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from meetings.models import OwnFeed


def _signer():
    # Made each time, so that a key which is being changed counts at once, with the former one beside it.
    return Signer(salt="meetings.own_feed", sep=".")


def open_feed_of(user):
    """The OwnFeed of a person, or None."""
    return OwnFeed.objects.filter(user=user, ended_at__isnull=True).first()


def address_of(feed):
    """Its whole address, in the language of the page."""
    return settings.PUBLIC_ORIGIN + reverse("meetings:own_feed", kwargs={"token": _signer().sign(feed.uid.hex)})


def person_of_token(token):
    """The active account whose address carries this token, or None: forged, ended, and unknown are alike."""
    try:
        uid = UUID(hex=_signer().unsign(token))
    except (BadSignature, ValueError):
        return None
    found = OwnFeed.objects.select_related("user").filter(uid=uid, ended_at__isnull=True, user__is_active=True).first()
    return found.user if found else None
