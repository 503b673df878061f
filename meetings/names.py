"""What a meeting is called: "4th RTGM, Islamabad", "DM RTG4", "Disaster Management, 4th RTGM"."""

from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hoaip.calendar import digits
from hoaip.language import localized, page_language
from meetings.cities import city_name
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


def with_pairs(meetings):
    """The queryset, each meeting with its CBMs in the same statement: what `pairs_of` and `headline` read."""
    pairs = MeetingCbm.objects.filter(meeting=OuterRef("pk")).order_by("pk")
    told = JSONObject(ordinal="ordinal", pk="cbm_id", code="cbm__code", **{n: f"cbm__{n}" for n in ToldCbm._fields[2:]})
    return meetings.annotate(told_pairs=ArraySubquery(pairs.values(told=told)))


def pairs_of(meeting):
    """A meeting's pairs: as told by `with_pairs`, else its own, which want `pairs__cbm` prefetched."""
    told = getattr(meeting, "told_pairs", None)
    if told is None:
        return list(meeting.pairs.all())
    return [ToldPair(ToldCbm(**each), number) for each in map(dict, told) for number in [each.pop("ordinal")]]


def ordinal_words(number):
    """4 as "4th" on an English page, as the digit elsewhere."""
    if page_language() != "en":
        return digits(number, page_language())
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def short_name(pair):
    """ "DM RTG4"; without a number "DM RTGM". `pair` is a MeetingCbm with its CBM loaded."""
    return f"{pair.cbm.short} RTG{pair.ordinal}" if pair.ordinal else f"{pair.cbm.short} RTGM"


def headline(meeting, *, cbm=None, pairs=None):
    """The name of a meeting as a title: its own, else composed of type, number and city.

    `cbm` leaves out what its page says already. Without `pairs` it reads `pairs_of` the meeting.
    """
    own, _language = localized(meeting, "title")
    if own:
        return own
    pairs = pairs_of(meeting) if pairs is None else pairs
    number = meeting.ordinal
    for pair in pairs:
        if cbm is None or pair.cbm_id == cbm.pk:
            number = number or (pair.ordinal if meeting.type == "rtgm" else None)
    kind = SHORT_TYPES[meeting.type]()
    name = _("%(number)s %(kind)s") % {"number": ordinal_words(number), "kind": kind} if number else kind
    city = city_name(meeting.city) or (_("online") if meeting.mode == "online" else "")
    parts = [] if cbm is not None else [localized(pair.cbm, "name")[0] for pair in pairs]
    return _(", ").join([*parts, name, *([city] if city else [])])
