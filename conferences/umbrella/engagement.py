"""Which states came to the last Regional Technical Group Meetings, for the ministry that decides whom to call."""

from dataclasses import dataclass, field
from datetime import date

from django import forms
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbms.models import Cbm
from hoaip.language import localized, page_language
from hoaip.protocol import protocol_key, together
from hoaip.widgets import Listed

LAST = 6
# So many meetings in a row without a state are told.
IN_A_ROW = 3
CAME = ("present", "remote")
# What a cell of the statement holds beside the answers of an attendance list.
NOT_LISTED, NO_LIST = "not_listed", "no_list"
WORDS = {
    "present": gettext_lazy("came"),
    "remote": gettext_lazy("remote"),
    "absent": gettext_lazy("absent"),
    "not_invited": gettext_lazy("not invited"),
    NOT_LISTED: gettext_lazy("not on its list"),
    NO_LIST: gettext_lazy("no list"),
}

# One row a state with a role on the day, and one of the last meetings held of that CBM; a CBM without any has none.
# Of each CBM the index of its pairs is read from the day on backwards, until so many are found.
STATEMENT = """
WITH held AS MATERIALIZED (
  SELECT cbm.id AS cbm_id, last.*,
    EXISTS (SELECT FROM meetings_attendance AS one WHERE one.meeting_id = last.id) AS has_list
  FROM cbms_cbm AS cbm CROSS JOIN LATERAL (
    SELECT pair.ordinal, meeting.id, meeting.uid, meeting.starts_on, meeting.ends_on, meeting.date_precision
    FROM meetings_meetingcbm AS pair JOIN meetings_meeting AS meeting ON meeting.id = pair.meeting_id
    WHERE pair.cbm_id = cbm.id AND pair.starts_on <= %(day)s
      AND meeting.type = 'rtgm' AND meeting.state IN ('held', 'reported', 'closed')
    ORDER BY pair.starts_on DESC, pair.meeting_id DESC LIMIT %(last)s) AS last
  WHERE %(cbm)s::text IS NULL OR cbm.code = %(cbm)s)
SELECT cbm.code, party.slug, party.name_en, party.name_fa, party.name_ps, party.sort_key, role.role,
  held.uid, held.ordinal, held.starts_on, held.ends_on, held.date_precision,
  CASE WHEN held.id IS NULL THEN NULL WHEN list.answer IS NOT NULL THEN list.answer
    WHEN held.has_list THEN 'not_listed' ELSE 'no_list' END AS answer
FROM cbms_roleassignment AS role
JOIN cbms_cbm AS cbm ON cbm.id = role.cbm_id
JOIN hoaip_stakeholder AS party ON party.id = role.stakeholder_id
LEFT JOIN held ON held.cbm_id = cbm.id
LEFT JOIN meetings_attendance AS list ON list.meeting_id = held.id AND list.stakeholder_id = party.id
WHERE role.stakeholder_kind = 'country' AND role.from_on <= %(day)s
  AND (role.until_on IS NULL OR role.until_on >= %(day)s)
  AND (%(cbm)s::text IS NULL OR cbm.code = %(cbm)s)
ORDER BY cbm.position, held.starts_on DESC, held.id DESC
"""


class EngagementForm(forms.Form):
    """Of which CBM; of all six where none is chosen."""

    cbm = forms.ChoiceField(label=gettext_lazy("CBM"), required=False, widget=Listed)

    def __init__(self, data=None):
        super().__init__(data)
        self.names = {row.code: localized(row, "name")[0] for row in Cbm.objects.order_by("position")}
        self.fields["cbm"].choices = [("", _("all CBMs")), *self.names.items()]


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting as the head of a column."""

    uid: object
    ordinal: int | None
    starts_on: date
    ends_on: date
    date_precision: str


@dataclass(slots=True)
class State:
    """A row: a state in one CBM, and the answer at each of its last meetings, the newest first."""

    slug: str
    name: str
    order: object
    role: str
    answers: list = field(default_factory=list)

    @property
    def cells(self):
        return [(answer, WORDS[answer]) for answer in self.answers]

    @property
    def counted(self):
        """The answers that say whether it came: none of a meeting without a list, or to which it was not invited."""
        return [answer for answer in self.answers if answer not in (NO_LIST, "not_invited")]

    @property
    def came(self):
        return sum(answer in CAME for answer in self.counted)

    @property
    def is_absent_in_a_row(self):
        newest = self.counted[:IN_A_ROW]
        return len(newest) == IN_A_ROW and not any(answer in CAME for answer in newest)


@dataclass(frozen=True, slots=True)
class OfCbm:
    """A CBM: its last meetings, the newest first, and the states with a role in it."""

    code: str
    meetings: list
    states: list


@dataclass(frozen=True)
class Engagement:
    """All of it; what is told of it in words stands in the last two."""

    cbms: tuple
    # [(state, "Disaster Management and Education")]: absent three in a row, by state.
    absent: tuple
    # [(state, CBMs)]: leads two CBMs or more and came to none of their last meetings.
    leads_and_stays_away: tuple


def engagement(day, *, cbm=None):
    """The Engagement of states with a role on that day. One statement; `cbm` is a code."""
    language = page_language()
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, {"day": day, "last": LAST, "cbm": cbm})
        rows = cursor.fetchall()
    found = {}
    for code, slug, name_en, name_fa, name_ps, sort_key, role, uid, *told, answer in rows:
        meetings, states = found.setdefault(code, ({}, {}))
        name = {"fa-af": name_fa, "ps": name_ps}.get(language) or name_en
        state = states.setdefault(slug, State(slug, name, protocol_key(sort_key or name, language), role))
        if uid is not None:
            meetings.setdefault(uid, Held(uid, *told))
            state.answers.append(answer)
    cbms = tuple(
        OfCbm(code, list(meetings.values()), sorted(states.values(), key=lambda each: each.order))
        for code, (meetings, states) in found.items()
    )
    return Engagement(cbms, tuple(absent_of(cbms)), tuple(leads_of(cbms)))


def absent_of(cbms):
    """[(State, CBMs)] of those who came to none of the last three, where it can be said."""
    found = {}
    for of in cbms:
        for state in of.states:
            if state.is_absent_in_a_row:
                found.setdefault(state.slug, (state, []))[1].append(of.code.upper())
    return [(state, together(codes)) for state, codes in sorted(found.values(), key=lambda each: each[0].order)]


def leads_of(cbms):
    """[(State, CBMs)] of those that lead two CBMs or more and came to none of their last meetings with a list."""
    found = {}
    for of in cbms:
        for state in of.states:
            if state.role in ("lead", "co_lead"):
                found.setdefault(state.slug, []).append((of.code.upper(), state))
    told = []
    for led in found.values():
        counted = sum(len(state.counted) for _code, state in led)
        if len(led) > 1 and counted and not any(state.came for _code, state in led):
            told.append((led[0][1], together([code for code, _state in led])))
    return sorted(told, key=lambda each: each[0].order)
