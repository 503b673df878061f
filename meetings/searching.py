"""What can be found of meetings: by title, place and number, and in their outcomes and records."""

import re
from functools import lru_cache

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hoaip.grants import holdings, readers
from hoaip.language import TONGUES
from hoaip.search.folding import words_in
from hoaip.search.ground import texts_of
from hoaip.search.matching import Asked, Holds
from hoaip.search.sources import Hit, Source
from hoaip.templatetags.ui import number, period
from meetings.calendar.cities import CITIES, city_name
from meetings.models import (
    CIRCULATED,
    Meeting,
    MeetingCbm,
    Outcome,
    RecordParagraph,
    RecordRevision,
    RevisionParagraph,
)
from meetings.names import headline, with_pairs
from meetings.reading import is_draft, records_readable_by

# "dm rtg4", "rtgm 4", "som 12": a number as people write it.
NUMBER = re.compile(r"(?:(?P<cbm>[a-z]{2,8}) )?(?P<type>rtgm|rtg|som|am|mc) ?(?P<number>[0-9]{1,4})")
COLUMNS = ("title_en", "title_fa", "title_ps", "city", "description", "type")


def _meeting(row, context):
    name, city = headline(row), city_name(row.city)
    return Hit(
        name,
        reverse("meetings:meeting_detail", kwargs={"uid": row.uid}),
        period(context, row),
        # The city says why it was found, where its name does not.
        (*texts_of(row, "title"), row.description, "" if city in name else city),
    )


def by_number(asked):
    """The keys of the meetings that bear this number in their CBM or among their type; None for other words."""
    found = NUMBER.fullmatch(" ".join(asked.words))
    if found is None:
        return None
    code, kind, ordinal = found["cbm"], found["type"], int(found["number"])
    if kind in ("rtg", "rtgm"):
        pairs = MeetingCbm.objects.filter(ordinal=ordinal, meeting__type="rtgm")
        return (pairs.filter(cbm__code=code) if code else pairs).values("meeting")
    if code:
        return None
    return Meeting.objects.order_by().filter(type=kind, ordinal=ordinal).values("pk")


def in_english(asked):
    """The words with every city as records write it, in English; None where that changes nothing."""
    text = f" {' '.join(asked.words)} "
    for name, city in places().items():
        text = text.replace(f" {name} ", f" {city} ")
    words = tuple(text.split())
    return Asked(words) if words != asked.words else None


@lru_cache(maxsize=1)
def places():
    """{folded name in Dari or Pashto: folded name in English} of the cities that have one."""
    found = {}
    for code in TONGUES:
        with translation.override(code):
            found |= {" ".join(words_in(city_name(city))): " ".join(words_in(city)) for city in CITIES}
    return found


def by_number_or_place(asked):
    """The keys of meetings by their number, or by a city that is asked for in another language than its record."""
    english = in_english(asked)
    if english is None:
        return by_number(asked)
    return Meeting.objects.order_by().filter(Holds(*COLUMNS, query=english.query)).values("pk")


def _outcomes(user):
    readable = records_readable_by(user).values("pk")
    return Outcome.objects.filter(meeting__in=readable).select_related("meeting")


def _drafted(user):
    """Paragraphs of drafts: what was circulated is found as a revision."""
    if not any(holdings(each) for each in readers(user)):
        return RecordParagraph.objects.none()
    drafts = records_readable_by(user).exclude(state__in=CIRCULATED).values("pk")
    return RecordParagraph.objects.filter(meeting__in=drafts).select_related("meeting")


def _revised(user):
    """Paragraphs of the newest revision of each record that this reader may read and nobody has recalled."""
    seen = RecordRevision.objects.visible_to(user).exclude(state="recalled")
    newest = seen.filter(meeting=OuterRef("meeting")).order_by("-number").values("pk")[:1]
    revisions = seen.filter(pk=Subquery(newest)).values("pk")
    return RevisionParagraph.objects.filter(revision__in=revisions).select_related("revision__meeting")


def _outcome(row, context):
    address = reverse("meetings:meeting_detail", kwargs={"uid": row.meeting.uid})
    return Hit(row.get_kind_display(), address, _where(row.meeting, context), (row.text,))


def _paragraph(row, context):
    address = reverse("meetings:meeting_detail", kwargs={"uid": row.meeting.uid})
    title = _t("Paragraph %(number)s of the record") % {"number": number(row.number)}
    return Hit(title, f"{address}#p{row.number}", _where(row.meeting, context), (row.text,))


def _revised_paragraph(row, context):
    address = reverse("meetings:record_detail", kwargs={"uid": row.revision.uid})
    title = _t("Paragraph %(number)s of the record") % {"number": number(row.number)}
    return Hit(title, f"{address}#p{row.number}", _where(row.revision.meeting, context), (row.text,))


def _where(meeting, context):
    return period(context, meeting)


def _drafts(rows):
    """A draft that is shown in a line is one that was read."""
    return "read_draft" if any(is_draft(row.meeting) for row in rows) else ""


def _recalled(rows):
    """An agreed text of a meeting that is held again is a draft too."""
    return "read_draft" if any(is_draft(row.revision.meeting) for row in rows) else ""


SOURCES = (
    Source(
        kind="meetings",
        title=_("Meetings"),
        rows=lambda user: with_pairs(Meeting.objects.visible_to(user)),
        columns=COLUMNS,
        order=("-starts_on", "-pk"),
        hit=_meeting,
        index="meetings_meeting_words",
        others=by_number_or_place,
    ),
    Source(
        kind="outcomes",
        title=_("Outcomes of meetings"),
        rows=_outcomes,
        columns=("text",),
        order=("-meeting__starts_on", "-pk"),
        hit=_outcome,
        index="meetings_outcome_words",
        notes=_drafts,
    ),
    Source(
        kind="records",
        title=_("Records of meetings"),
        rows=_revised,
        columns=("text",),
        order=("-revision__meeting__starts_on", "-pk"),
        hit=_revised_paragraph,
        index="meetings_revisionparagraph_words",
        notes=_recalled,
    ),
    Source(
        kind="drafts",
        title=_("Drafts of records"),
        rows=_drafted,
        columns=("text",),
        order=("-meeting__starts_on", "-pk"),
        hit=_paragraph,
        index="meetings_recordparagraph_words",
        notes=_drafts,
    ),
)
