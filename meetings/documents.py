"""What a meeting gives to its documents."""

from django.urls import reverse
from django.utils.translation import gettext as _

from hoaip.documents.homes import Home
from hoaip.ladder import Rung
from hoaip.language import localized
from meetings.models import Attendance
from meetings.names import headline, pairs_of, with_pairs


class MeetingHome(Home):
    """Documents of a meeting: seen as far as the part of it that they follow (product rules 11)."""

    model = "meetings.Meeting"
    link = "meetings.MeetingDocument"
    parent = "meeting"
    new_route = "meetings:document_new"

    def loaded(self, meetings):
        return with_pairs(meetings.select_related("process"))

    def words(self, meeting):
        return headline(meeting)

    def address(self, meeting):
        return reverse("meetings:meeting_detail", kwargs={"uid": meeting.uid})

    def anchors(self, meeting, follows):
        """Its CBMs; for its record also who came. The database repeats this rule at every change of the meeting."""
        found = [pair.cbm for pair in meeting.pairs.select_related("cbm")]
        if follows == "record":
            came = meeting.attendance.filter(answer__in=Attendance.CAME).select_related("stakeholder")
            found += [row.stakeholder for row in came]
        return found

    def ceilings(self, meeting):
        return {
            "frame": Rung(meeting.frame_rung),
            "papers": Rung(meeting.papers_rung),
            "record": Rung(meeting.record_rung),
        }

    def circle(self, meeting):
        return _(", ").join(localized(pair.cbm, "name")[0] for pair in pairs_of(meeting))

    def stem(self, meeting):
        """DM/RTGM4, SOM12; without a number the day or period in its place: DM/RTGM-2026-09-06, SOM-2016-Q3.

        A joint meeting takes the first of its CBMs in the order of the house. What a meeting is called later changes
        no number that was given.
        """
        pair = meeting.pairs.select_related("cbm").order_by("cbm__position").first()
        number = (pair.ordinal if pair and meeting.type == "rtgm" else None) or meeting.ordinal
        name = meeting.type.upper()
        name += str(number) if number else f"-{period_code(meeting)}"
        return f"{pair.cbm.short}/{name}" if pair else name

    def dated_on(self, meeting):
        return meeting.starts_on


def period_code(meeting):
    """The day or period of a meeting in figures: 2026-09-06, 2026-09, 2026-Q3, 2026."""
    first = meeting.starts_on
    return {
        "day": first.isoformat(),
        "month": f"{first:%Y-%m}",
        "quarter": f"{first.year}-Q{(first.month + 2) // 3}",
        "year": str(first.year),
    }[str(meeting.date_precision)]
