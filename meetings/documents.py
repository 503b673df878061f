"""What a meeting gives to its documents."""

from django.urls import reverse
from django.utils.translation import gettext as _

from hoaip.documents.homes import Home
from hoaip.ladder import Rung
from hoaip.language import localized
from meetings.models import Attendance, Note
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
            "record": Rung(meeting.record_rung_now),
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


class NoteHome(Home):
    """The document of a note verbale: for the ministry and for its addressee, and numbered among the meeting's letters.

    It is not told in timelines: thirty notes of one round would hide what happened, and each stands on its meeting.
    """

    model = "meetings.Note"
    link = "meetings.NoteDocument"
    parent = "note"
    is_told = False

    def locked(self, note):
        """Made in the same transaction: nobody else knows of it yet, and its meeting is locked."""
        return note

    def loaded(self, notes):
        return with_pairs(notes.select_related("meeting__process"), of="meeting")

    def words(self, note):
        return headline(note.meeting, pairs=pairs_of(note) if hasattr(note, "told_pairs") else None)

    def address(self, note):
        return reverse("meetings:meeting_detail", kwargs={"uid": note.meeting.uid}) + "#notes"

    def process(self, note):
        return note.meeting.process

    def anchors(self, note, follows):
        """The addressee alone. The database repeats this rule."""
        return [note.stakeholder]

    def ceilings(self, note):
        return dict.fromkeys(("frame", "papers", "record"), Note.ceiling_of(note.meeting))

    def stem(self, note):
        return MeetingHome().stem(note.meeting)

    def dated_on(self, note):
        return note.dated_on


def period_code(meeting):
    """The day or period of a meeting in figures: 2026-09-06, 2026-09, 2026-Q3, 2026."""
    first = meeting.starts_on
    return {
        "day": first.isoformat(),
        "month": f"{first:%Y-%m}",
        "quarter": f"{first.year}-Q{(first.month + 2) // 3}",
        "year": str(first.year),
    }[str(meeting.date_precision)]
