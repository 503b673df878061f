"""What a meeting is called: "4th RTGM, Islamabad", "DM RTG4", "Disaster Management, 4th RTGM"."""

import json
from functools import lru_cache
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, TextField
from django.db.models.functions import Cast, JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hoaip.calendar import digits
from hoaip.language import localized, page_language
from meetings.calendar.cities import city_name
from meetings.models import MeetingCbm

SHORT_TYPES = {
    "rtgm": lambda: pgettext("short name of a type", "RTGM"),
    "som": lambda: pgettext("short name of a type", "SOM"),
    "am": lambda: pgettext("short name of a type", "Ambassadorial Meeting"),
    "mc": lambda: pgettext("short name of a type", "Ministerial Conference"),
    "expert": lambda: pgettext("short name of a type", "Expert meeting"),
    "other": lambda: pgettext("short name of a type", "Meeting"),
}


# What a row that names a meeting shows of it.
SHOWN = (
    "uid",
    "type",
    "state",
    "ordinal",
    "title_en",
    "title_fa",
    "title_ps",
    "date_precision",
    "starts_on",
    "ends_on",
    "city",
    "mode",
)


class ToldCbm(NamedTuple):
    """As much of a CBM as a meeting's name says."""

    pk: int
    code: str
    name_en: str
    name_fa: str
    name_ps: str

    @property
    def short(self):
        return self.code.upper()


class ToldPair(NamedTuple):
    """A MeetingCbm as a meeting's name needs it."""

    cbm: ToldCbm
    ordinal: int | None

    @property
    def cbm_id(self):
        return self.cbm.pk


def with_pairs(meetings, *, of="pk"):
    """The queryset, each meeting with its CBMs in the same statement: what `pairs_of` and `headline` read.

    Of other rows `of` names the column that is their meeting; `told_pairs` of a row then belongs to its meeting.
    """
    pairs = MeetingCbm.objects.filter(meeting=OuterRef(of)).order_by("pk")
    told = JSONObject(ordinal="ordinal", pk="cbm_id", code="cbm__code", **{n: f"cbm__{n}" for n in ToldCbm._fields[2:]})
    return meetings.annotate(told_pairs=ArraySubquery(pairs.values(told=Cast(told, TextField()))))


@lru_cache(maxsize=4096)
def told_pair(text):
    """The pair that a text of `with_pairs` tells: few differ, so each is read once."""
    told = json.loads(text)
    return ToldPair(ordinal=told.pop("ordinal"), cbm=ToldCbm(**told))


def pairs_of(meeting):
    """A meeting's pairs: as told by `with_pairs`, else its own, which want `pairs__cbm` prefetched."""
    told = getattr(meeting, "told_pairs", None)
    return list(meeting.pairs.all()) if told is None else [told_pair(text) for text in told]


def ordinal_words(number):
    """4 as "4th" on an English page, as the digit elsewhere."""
    if page_language() != "en":
        return digits(number, page_language())
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def short_name(pair):
    """ "DM RTG4"; without a number "DM RTGM". `pair` is a MeetingCbm with its CBM loaded."""
    return f"{pair.cbm.short} RTG{pair.ordinal}" if pair.ordinal else f"{pair.cbm.short} RTGM"


def headline(meeting, *, cbm=None, pairs=None, language=None):
    """The name of a meeting as a title: its own, else composed of type, number and city.

    `cbm` leaves out what its page says already. Without `pairs` it reads `pairs_of` the meeting. `language` is the
    page's: who names thousands asks for it once.
    """
    language = language or page_language()
    own, _language = localized(meeting, "title", language)
    if own:
        return own
    pairs = pairs_of(meeting) if pairs is None else pairs
    number = meeting.ordinal
    for pair in pairs:
        if cbm is None or pair.cbm_id == cbm.pk:
            number = number or (pair.ordinal if meeting.type == "rtgm" else None)
    parts = () if cbm is not None else tuple(localized(pair.cbm, "name", language)[0] for pair in pairs)
    return _composed(parts, number, meeting.type, meeting.city, meeting.mode, language)


@lru_cache(maxsize=4096)
def _composed(parts, number, type_, city, mode, _language):
    kind = SHORT_TYPES[type_]()
    name = _("%(number)s %(kind)s") % {"number": ordinal_words(number), "kind": kind} if number else kind
    place = city_name(city) or (_("online") if mode == "online" else "")
    return _(", ").join([*parts, name, *([place] if place else [])])
