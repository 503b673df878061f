"""Sample documents of sample meetings and of a CBM, each plainly a sample: so that a portal tried out shows some."""

from dataclasses import dataclass
from datetime import date

from django.core.files.base import ContentFile

from cbms.documents import CbmHome
from cbms.models import Cbm
from conferences.demo.samples import sample_meetings
from hoaip.action import action, authorise
from hoaip.documents.actions import DocumentDetails, add_document
from hoaip.documents.homes import Home
from hoaip.documents.intake import examine
from hoaip.imports import address
from hoaip.models import Document, User
from hoaip.permissions import Permission
from hoaip.seeds import sample_email
from meetings.documents import MeetingHome
from meetings.models import Meeting

TEXT = "Sample, not a paper of the process. {title}.\nMade up, to try the portal out.\n"


@dataclass(frozen=True)
class Paper:
    """A sample: its key, the CBM's code or the sample meeting's key, its type, and its titles."""

    key: str
    of: str
    type: str
    en: str
    fa: str
    ps: str

    @property
    def titles(self):
        return {"title_en": f"Sample: {self.en}", "title_fa": f"نمونه: {self.fa}", "title_ps": f"نمونه: {self.ps}"}


PAPERS = [
    Paper("dm_concept", "dm", "concept", "early warning", "هشدار زودهنگام", "مخکې خبرداری"),
    Paper("dm_letter", "dm", "letter", "letter of the leads", "نامهٔ کشورهای رهبر", "د مشرو هېوادونو لیک"),
    Paper("dm_agenda", "dm_announced", "agenda", "agenda", "آجندا", "اجنډا"),
    Paper("ct_concept", "ct_held", "concept", "concept note of the hosts", "طرح مفهومی میزبان", "د کوربه مفهومي طرحه"),
    Paper("cn_record", "cn_reported", "record", "record of the meeting", "صورت‌جلسه", "د غونډې یادښت"),
    Paper("tci_other", "tci_closed", "other", "list of presentations", "فهرست ارائه‌ها", "د وړاندې کولو لړلیک"),
]


@action
def seed_demo_documents(*, today, by):
    """Write the sample documents that are missing, in the name of the sample reviewer. Run again it changes nothing.

    Called after `seed_demo`, whose people hold their rights once it has ended.
    """
    authorise(by, Permission.IMPORT_FACT)
    uids = {paper.key: address("sample document", paper.key) for paper in PAPERS}
    standing = set(Document.objects.filter(uid__in=uids.values()).values_list("uid", flat=True))
    reviewer = User.objects.get(email=sample_email("rev"))
    for paper in PAPERS:
        if uids[paper.key] not in standing:
            home, parent, day = _parent_of(paper, today)
            details = DocumentDetails(type=paper.type, titles=paper.titles, dated_on=day)
            add_document(home, parent, details=details, file=_file_of(paper), by=reviewer, uid=uids[paper.key])


def _parent_of(paper, today) -> tuple[Home, object, date]:
    """What it belongs to, and the day on it: of a meeting that day, of what is still ahead today."""
    meeting = next((each for each in sample_meetings(today) if each.key == paper.of), None)
    if meeting is None:
        return CbmHome(), Cbm.objects.get(code=paper.of), today
    stored = Meeting.objects.get(uid=address("sample", meeting.key))
    return MeetingHome(), stored, min(stored.starts_on, today)


def _file_of(paper):
    return examine(ContentFile(TEXT.format(title=paper.en.capitalize()).encode(), name=f"sample-{paper.key}.txt"))
