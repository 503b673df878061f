"""Everything for the room of one meeting, as far as one reader may have it: its page for print, its ZIP."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from hoaip.documents import keeping
from hoaip.documents.intake.names import cleaned_name
from hoaip.grants import can, holdings
from hoaip.ladder import Rung
from hoaip.language import localized, page_language
from hoaip.models import Document, DocumentFile
from hoaip.permissions import Permission, Role
from meetings.agenda import is_overlong, may_read_agenda, read_agenda
from meetings.invited import counts_of, lines_of, silent
from meetings.models import CIRCULATED, Meeting, MeetingCbm
from meetings.names import headline, with_pairs
from meetings.parts import outcomes_by_item
from meetings.reading import records_readable_by
from meetings.records import standing_of

FOLDER = "papers"


@dataclass
class PackedFile:
    """A file of a document: its `name` in the ZIP, with its folder, and the address at which the page finds it."""

    file: DocumentFile
    name: str
    address: str


@dataclass(frozen=True)
class Paper:
    """A document with its files in all its languages."""

    document: Document
    title: str
    files: list


@dataclass(frozen=True)
class LastRecord:
    """The record of the meeting before, with what came of it; its `papers` are its documents of the record."""

    meeting: Meeting
    title: str
    record: object
    outcome_groups: list
    papers: list


@dataclass(frozen=True)
class Pack:
    """What one reader takes into the room beside the parts of the meeting's own page (meetings.parts).

    `agenda` is None for who does not read it; `lines`: those invited, of a delegate its own alone, None for nobody;
    `papers`: the Papers of the meeting; `last`: a LastRecord or None.
    """

    agenda: object
    overlong: bool
    lines: list | None
    counts: list
    silent: list
    papers: list
    last: LastRecord | None

    @property
    def files(self):
        """Every file of it."""
        papers = [*self.papers, *(self.last.papers if self.last else ())]
        return [file for paper in papers for file in paper.files]

    @property
    def is_open(self):
        """Whether everybody may have each of its files."""
        return all(each.file.document.reach_now == Rung.PUBLIC for each in self.files)


def pack_of(meeting, user, today):
    """The Pack of a meeting for a reader who may know of it. A fixed number of statements, however much there is."""
    agenda = read_agenda(meeting, user) if may_read_agenda(user, meeting) else None
    lines = _invited(meeting, user)
    last = _last_before(meeting, user)
    papers = _papers(meeting, last, user)
    by_document = {paper.document.pk: paper for paper in papers[meeting.pk]}
    for item in agenda.items if agenda else ():
        item.packed = by_document.get(item.document_id)
    return Pack(
        agenda=agenda,
        overlong=bool(agenda) and is_overlong(meeting, agenda.minutes),
        lines=lines,
        counts=counts_of(lines or ()),
        silent=silent(lines or ()),
        papers=papers[meeting.pk],
        last=_as_last(last, user, today, papers) if last else None,
    )


def _invited(meeting, user):
    """As on the page of the meeting: all for members and the ministry, of others the own alone."""
    own = holdings(user).ids("hoaip.stakeholder", {Role.DELEGATE})
    reads_all = can(user, Permission.VIEW_INVITATIONS, meeting)
    call = getattr(meeting, "call", None) if own or reads_all else None
    lines = lines_of(call, only=None if reads_all else own) if call is not None else []
    return lines or None


def _last_before(meeting, user):
    """The meeting of the same kind before this one of which this reader reads a circulated record, or None."""
    rows = records_readable_by(user).filter(state__in=CIRCULATED, type=meeting.type, ends_on__lt=meeting.starts_on)
    if meeting.has_cbm:
        own = MeetingCbm.objects.filter(meeting=meeting).values("cbm")
        rows = rows.filter(pk__in=MeetingCbm.objects.filter(cbm__in=own).values("meeting"))
    else:
        rows = rows.filter(process=meeting.process_id, has_cbm=False)
    return with_pairs(rows.select_related("process")).order_by("-starts_on", "-pk").first()


def _as_last(meeting, user, today, papers):
    outcomes = list(meeting.outcomes.order_by("number").prefetch_related("owners"))
    return LastRecord(
        meeting=meeting,
        title=headline(meeting),
        record=standing_of(meeting, user, today),
        outcome_groups=outcomes_by_item(outcomes, meeting, user),
        papers=papers[meeting.pk],
    )


def _papers(meeting, last, user):
    """{meeting id: [Paper]} of all documents of the meeting, and of the one before those of its record. One query.

    Of the files those that this reader may have, current ones alone.
    """
    wanted = Q(document__meetings_meetingdocument__meeting=meeting)
    # Of notes verbales those to the reader's own state; to all others they would fill the room.
    if own := holdings(user).ids("hoaip.stakeholder", {Role.DELEGATE}):
        to_own = {"document__meetings_notedocument__note__stakeholder__in": own}
        wanted |= Q(document__meetings_notedocument__note__meeting=meeting, **to_own)
    if last is not None:
        wanted |= Q(document__meetings_meetingdocument__meeting=last, document__type=Document.Type.RECORD)
    files = DocumentFile.objects.readable_by(user).filter(wanted, is_current=True)
    files = files.select_related("document__meetings_meetingdocument", "document__meetings_notedocument")
    found = {meeting.pk: {}, **({last.pk: {}} if last is not None else {})}
    for file in files.order_by("document__dated_on", "document", "language"):
        link = getattr(file.document, "meetings_meetingdocument", None)
        found[link.meeting_id if link else meeting.pk].setdefault(file.document_id, []).append(file)
    number, papers = 0, {}
    for key, documents in found.items():
        papers[key] = []
        for rows in documents.values():
            document = rows[0].document
            title = localized(document, "title")[0]
            packed = []
            for file in document.for_reader(rows, page_language()):
                number += 1
                address = reverse("documents:document_file", kwargs={"uid": file.uid})
                packed.append(PackedFile(file, name_of(number, title, file), address))
            papers[key].append(Paper(document, title, packed))
    return papers


def name_of(number, title, file):
    """The name of a file in the ZIP: its number in two digits, its title, its language; no disk takes it for a path."""
    title = title.replace("/", " ").replace("\\", " ")[:80]
    return f"{FOLDER}/{cleaned_name(f'{number:02d} {title} {file.language}.{file.kind}', file.kind)}"


def is_at_hand(packed):
    """Whether the bytes lie where they should."""
    return keeping.place_of(packed.file.stored_name).exists()


def zip_name(meeting):
    """The name of the ZIP: (in the language of the page, in plain letters)."""
    words = _("%(meeting)s, for the room") % {"meeting": headline(meeting)}
    plain = f"meeting-{meeting.starts_on.isoformat()}-{str(meeting.uid)[:8]}.zip"
    return cleaned_name(f"{words.replace('/', ' ')}.zip", "zip"), plain
