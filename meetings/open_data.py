"""Open data of meetings."""

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from hoaip.search.open_data import (
    CODE,
    CODES,
    DAY,
    NOBODY,
    NUMBER,
    SOURCED,
    TEXT,
    UID,
    DataFile,
    Field,
    address,
    plain,
    tongues,
)
from meetings.models import Meeting, MeetingCbm
from meetings.names import short_name


def _meetings():
    pairs = MeetingCbm.objects.select_related("cbm").order_by("cbm__position")
    return (
        Meeting.objects.visible_to(NOBODY)
        .select_related("process", "host")
        .prefetch_related(Prefetch("pairs", pairs))
        .order_by("starts_on", "pk")
    )


FILES = (
    DataFile(
        name="meetings",
        title=_("Meetings"),
        about=_("Meetings that were held or announced."),
        rows=_meetings,
        fields=(
            UID,
            plain("process", CODE, _("The process"), "hoa-ip", "process.slug"),
            Field(
                "cbms",
                CODES,
                _("The CBMs it belongs to"),
                "dm",
                lambda row: [each.cbm.code for each in row.pairs.all()],
            ),
            plain("type", CODE, _("rtgm, som, am, mc, expert or other"), "rtgm"),
            Field(
                "numbers",
                CODES,
                _("Of an RTGM: its number in each CBM, where it is known"),
                "DM RTG4",
                lambda row: [short_name(each) for each in row.pairs.all() if each.ordinal],
            ),
            plain("number", NUMBER, _("Of other bodies: its number among their meetings"), "12", "ordinal"),
            *tongues("title", _("Title in English, Dari (fa) or Pashto (ps), where it has one"), "Workshop"),
            plain("state", CODE, _("planned, invited, held, reported, closed, postponed or cancelled"), "held"),
            plain("date_precision", CODE, _("How exactly its time is known: day, month, quarter or year"), "day"),
            plain("starts_on", DAY, _("The first day, or that of its period"), "2016-04-26"),
            plain("ends_on", DAY, _("The last day, or that of its period"), "2016-04-26"),
            plain("host", CODE, _("Who hosted it, as in the file of stakeholders"), "PK", "host.code"),
            plain("city", TEXT, _("City, in English"), "Islamabad"),
            plain("mode", CODE, _("in_person, online or hybrid"), "in_person"),
            address(lambda row: f"/meetings/{row.uid}/"),
            *SOURCED,
        ),
    ),
)
