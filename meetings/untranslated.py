"""Titles of meetings that the public reads in several languages: settings.UNTRANSLATED."""

from django.urls import reverse
from django.utils.translation import gettext as _

from hoaip.untranslated import Kind, titled
from meetings.models import Meeting


def kinds():
    return [
        Kind(
            _("Meetings with a title of their own"),
            Meeting.objects.filter(is_public=True).order_by("-starts_on", "-pk"),
            {"title": _("title")},
            lambda row: reverse("meetings:meeting_detail", kwargs={"uid": row.uid}),
            titled,
        )
    ]
