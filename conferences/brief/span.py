"""Which days a brief looks at: from the last ministerial conference before its day on, or from a day asked for."""

from django.utils.translation import gettext as _

from conferences.models import Conference
from conferences.names import conference_words
from meetings.models import HAPPENED


def span(process, *, as_of, since=None):
    """(first day, in words why that one): that of the last conference that was over by `as_of`, else the launch."""
    if since is not None:
        return since, ""
    last = (
        Conference.objects.filter(process=process, meeting__state__in=HAPPENED, meeting__ends_on__lte=as_of)
        .select_related("meeting")
        .order_by("-meeting__ends_on", "-ordinal")
        .first()
    )
    if last is None:
        return process.launched_on, _("the launch of the process")
    return last.meeting.ends_on, conference_words(last.ordinal, last.meeting.city)
