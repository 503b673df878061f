"""The two-a-year rule against an oracle that shares no code with it."""

import json
from collections import Counter
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cbms.models import Flag, Standing, TargetOverride
from hoaip.calendar import year_range
from meetings.compliance import (
    Terms,
    highest_target,
    latest_invitation_on,
    review,
    situations,
    verdict,
    watch_rule,
)
from meetings.models import UNDECIDED, Blackout, Meeting, MeetingCbm, WatchRule
from tests.meetings import oracle

TERMS = Terms()
PLAIN = {"lead": 50, "gap": 120, "warn": 30, "dark": []}


def meeting(cast, *codes, starts, ends=None, state="held", type="rtgm", precision="day", **fields):
    """A meeting of these CBMs, written straight into the tables."""
    if state in UNDECIDED:
        fields = {"requested_at": timezone.now(), "requested_by": cast.rev} | fields
    row = Meeting.objects.create(
        process=cast.process,
        type=type,
        state=state,
        date_precision=precision,
        starts_on=starts,
        ends_on=ends or starts,
        created_by=cast.rev,
        has_cbm=bool(codes),
        **fields,
    )
    for code in codes:
        MeetingCbm.objects.create(meeting=row, cbm=cast.cbms[code])
    return row


def reviewed(number, as_of, *, terms=TERMS, cap=None):
    """{CBM's code: its row} of the review of a year."""
    return {row.code: row for row in review(year_range(number), as_of=as_of, terms=terms, cap=cap)}


def as_oracle(row):
    return {
        "held": row.held,
        "planned": row.planned,
        "target": row.target,
        "missing": row.missing,
        "verdict": row.verdict,
        "latest": row.latest_invitation_on,
    }


def plain_cbm(cbm):
    """A CBM out of the database as plain data for the oracle."""
    return {
        "founded": cbm.founded_on,
        "standings": list(cbm.standings.values_list("from_on", "state")),
        "targets": dict(cbm.targets.values_list("year", "target")),
        "meetings": [
            {"type": m.type, "state": m.state, "precision": m.date_precision, "starts": m.starts_on, "ends": m.ends_on}
            for m in Meeting.objects.filter(pairs__cbm=cbm)
        ],
    }


def agrees(cast, number, as_of, **settings_):
    """The portal and the oracle say the same of all six CBMs; returns the portal's rows."""
    rows = reviewed(number, as_of)
    for code, row in rows.items():
        assert as_oracle(row) == oracle.judge(plain_cbm(cast.cbms[code]), number, as_of, PLAIN | settings_), code
    return rows


# The pure function


@pytest.mark.parametrize(
    ("number", "missing", "expected"),
    [
        (2026, 2, date(2026, 7, 14)),
        (2026, 1, date(2026, 11, 11)),
        (1405, 2, date(2026, 10, 1)),
        (1405, 1, date(2027, 1, 29)),
        (2024, 2, date(2024, 7, 14)),
        (2026, 3, date(2026, 3, 16)),
        (2026, 0, None),
    ],
)
def test_latest_invitation_on_the_days_of_the_rule(number, missing, expected):
    assert latest_invitation_on(year_range(number).last, missing, TERMS) == expected


@pytest.mark.parametrize(
    ("blackouts", "expected"),
    [
        ([(date(2026, 11, 11), date(2026, 11, 20))], date(2026, 11, 10)),
        ([(date(2026, 11, 1), date(2026, 11, 11))], date(2026, 10, 31)),
        ([(date(2026, 11, 12), date(2026, 11, 20))], date(2026, 11, 11)),
        ([(date(2026, 11, 1), date(2026, 11, 10))], date(2026, 11, 11)),
        # One dark period directly before another, and two that overlap, in any order.
        ([(date(2026, 11, 5), date(2026, 11, 30)), (date(2026, 10, 20), date(2026, 11, 4))], date(2026, 10, 19)),
        ([(date(2026, 10, 20), date(2026, 11, 8)), (date(2026, 11, 5), date(2026, 11, 30))], date(2026, 10, 19)),
        ([(date(2026, 11, 10), date(2026, 11, 12)), (date(2026, 11, 1), date(2026, 11, 30))], date(2026, 10, 31)),
    ],
)
def test_latest_invitation_moves_back_to_before_a_blackout(blackouts, expected):
    assert latest_invitation_on(date(2026, 12, 31), 1, Terms(blackouts=tuple(blackouts))) == expected


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2026, 6, 13), "on_track"),
        (date(2026, 6, 14), "at_risk"),
        (date(2026, 7, 14), "at_risk"),
        (date(2026, 12, 31), "at_risk"),
        (date(2027, 1, 1), "missed"),
    ],
)
def test_nothing_held_is_at_risk_from_the_day_of_warning_and_missed_after_the_year(as_of, expected):
    judged = verdict(last=date(2026, 12, 31), as_of=as_of, held=0, planned=0, target=2, is_counted=True, terms=TERMS)
    assert judged.verdict == expected


@pytest.mark.parametrize(("as_of", "expected"), [(date(2026, 10, 11), "on_track"), (date(2026, 10, 12), "at_risk")])
def test_one_of_two_is_at_risk_thirty_days_before_the_eleventh_of_november(as_of, expected):
    judged = verdict(last=date(2026, 12, 31), as_of=as_of, held=1, planned=0, target=2, is_counted=True, terms=TERMS)
    assert judged == (expected, 1, date(2026, 11, 11))


def test_planned_meetings_keep_a_cbm_on_track_and_never_meet_its_target():
    judged = verdict(
        last=date(2026, 12, 31), as_of=date(2026, 12, 30), held=0, planned=2, target=2, is_counted=True, terms=TERMS
    )
    assert judged == ("on_track", 0, None)


@given(
    held=st.integers(0, 5),
    planned=st.integers(0, 5),
    target=st.integers(0, 12),
    offset=st.integers(-40, 800),
    number=st.sampled_from([2011, 2024, 2026, 2100, 1390, 1403, 1405, 1408, 1479]),
    days=st.tuples(st.integers(0, 365), st.integers(0, 365), st.integers(0, 365)),
    dark=st.lists(st.tuples(st.integers(-400, 60), st.integers(0, 90)), max_size=4),
    active=st.booleans(),
)
def test_the_pure_verdict_is_the_oracle_s(held, planned, target, offset, number, days, dark, active):
    year = year_range(number)
    as_of = year.first + timedelta(days=offset)
    dark = [(year.last + timedelta(days=a), year.last + timedelta(days=a + length)) for a, length in dark]
    # So many meetings that count, on days on which the oracle counts them too.
    held_days = [min(year.first, as_of)] * held if as_of >= year.first else []
    cbm = {
        "founded": date(2000, 1, 1),
        "standings": [] if active else [(date(2000, 1, 1), "suspended")],
        "targets": {number: target},
        "meetings": [
            {"type": "rtgm", "state": "closed", "precision": "day", "starts": day, "ends": day} for day in held_days
        ]
        + [{"type": "rtgm", "state": "invited", "precision": "day", "starts": year.last, "ends": as_of + timedelta(1)}]
        * planned,
    }
    settings_ = {"lead": days[0], "gap": days[1], "warn": days[2], "dark": dark}
    expected = oracle.judge(cbm, number, as_of, settings_)

    judged = verdict(
        last=year.last,
        as_of=as_of,
        held=len(held_days),
        planned=planned,
        target=target,
        is_counted=active,
        terms=Terms(*days, blackouts=tuple(dark)),
    )

    assert judged == (expected["verdict"], expected["missing"], expected["latest"])


@given(
    held=st.integers(0, 20),
    planned=st.integers(0, 20),
    target=st.integers(0, 12),
    beyond=st.integers(0, 3),
    offset=st.integers(0, 500),
)
def test_counting_may_stop_at_any_number_from_the_target_on(held, planned, target, beyond, offset):
    cap = target + beyond
    given_ = {"last": date(2026, 12, 31), "as_of": date(2026, 1, 1) + timedelta(offset), "is_counted": True}

    whole = verdict(**given_, held=held, planned=planned, target=target, terms=TERMS)
    cut = verdict(**given_, held=min(held, cap), planned=min(planned, cap), target=target, terms=TERMS)

    assert whole == cut


# The query, case by case


def test_a_cbm_without_any_meeting_is_there(cast):
    rows = agrees(cast, 2026, date(2026, 8, 1))
    assert [*rows] == ["ct", "cn", "dm", "tci", "ri", "ce"]
    assert rows["ce"].verdict == "at_risk"
    assert rows["ce"].latest_invitation_on == date(2026, 7, 14)


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_held_meetings_are_counted_also_beyond_the_target(cast, count):
    for number in range(count):
        meeting(cast, "dm", starts=date(2026, 2, 3 + number))
    row = agrees(cast, 2026, date(2026, 12, 31))["dm"]
    assert (row.held, row.missing) == (count, max(0, 2 - count))
    assert row.verdict == ("met" if count >= 2 else "at_risk")


@pytest.mark.parametrize("zone", ["Asia/Kabul", "Europe/Istanbul", "Asia/Shanghai"])
def test_new_years_eve_belongs_to_the_old_year_wherever_it_is_held(cast, zone):
    # 23:30 at the venue on 31 December; the record states that day, whatever hour it is elsewhere.
    meeting(cast, "dm", starts=date(2026, 12, 31), ends=date(2027, 1, 2), venue_time_zone=zone)
    assert agrees(cast, 2026, date(2027, 1, 10))["dm"].held == 1
    assert agrees(cast, 2027, date(2027, 1, 10))["dm"].held == 0


@pytest.mark.parametrize("zone", ["Asia/Kabul", "Europe/Istanbul", "Asia/Shanghai"])
def test_the_first_of_january_belongs_to_the_new_year_wherever_it_is_held(cast, zone):
    meeting(cast, "dm", starts=date(2027, 1, 1), venue_time_zone=zone)
    assert agrees(cast, 2026, date(2027, 1, 10))["dm"].held == 0
    assert agrees(cast, 2027, date(2027, 1, 10))["dm"].held == 1


def test_a_december_meeting_logged_in_january_turns_a_missed_year_into_a_met_one(cast):
    meeting(cast, "dm", starts=date(2026, 5, 4))
    assert agrees(cast, 2026, date(2027, 1, 5))["dm"].verdict == "missed"
    meeting(cast, "dm", starts=date(2026, 12, 20))
    assert agrees(cast, 2026, date(2027, 1, 5))["dm"].verdict == "met"


def test_a_meeting_postponed_counts_nowhere_until_it_is_planned_in_the_next_year(cast):
    row = meeting(cast, "dm", starts=date(2026, 11, 3), state="planned")
    assert agrees(cast, 2026, date(2026, 10, 1))["dm"].planned == 1
    Meeting.objects.filter(pk=row.pk).update(state="postponed")
    assert agrees(cast, 2026, date(2026, 10, 1))["dm"].planned == 0
    Meeting.objects.filter(pk=row.pk).update(state="planned", starts_on=date(2027, 2, 3), ends_on=date(2027, 2, 3))
    assert agrees(cast, 2026, date(2026, 10, 1))["dm"].planned == 0
    assert agrees(cast, 2027, date(2026, 10, 1))["dm"].planned == 1


def test_two_on_one_day_count_as_two(cast):
    meeting(cast, "dm", starts=date(2026, 5, 4))
    meeting(cast, "dm", starts=date(2026, 5, 4))
    assert agrees(cast, 2026, date(2026, 6, 1))["dm"].verdict == "met"


def test_a_joint_meeting_counts_once_for_each_of_its_cbms(cast):
    meeting(cast, "dm", "ri", starts=date(2026, 5, 4))
    rows = agrees(cast, 2026, date(2026, 6, 1))
    assert (rows["dm"].held, rows["ri"].held, rows["ct"].held) == (1, 1, 0)


@pytest.mark.parametrize(("target", "expected"), [(0, "met"), (1, "met"), (2, "at_risk"), (3, "at_risk")])
def test_a_target_of_its_own_holds_for_its_year_alone(cast, target, expected):
    TargetOverride.objects.create(cbm=cast.cbms["dm"], year=2026, target=target, reason="Decided.")
    meeting(cast, "dm", starts=date(2026, 5, 4))
    row = agrees(cast, 2026, date(2026, 11, 30))["dm"]
    assert (row.target, row.verdict) == (target, expected)
    assert agrees(cast, 2027, date(2026, 11, 30))["dm"].target == 2


def test_the_number_a_year_is_a_setting_and_a_target_of_its_own_goes_before_it(cast, settings):
    settings.RTGMS_A_YEAR = 3
    TargetOverride.objects.create(cbm=cast.cbms["ct"], year=2026, target=1, reason="Decided.")
    for code in ("ct", "dm"):
        meeting(cast, code, starts=date(2026, 5, 4))
        meeting(cast, code, starts=date(2026, 9, 7))
    rows = reviewed(2026, date(2027, 1, 5))
    assert [(rows[code].target, rows[code].verdict) for code in ("ct", "dm")] == [(1, "met"), (3, "missed")]
    assert highest_target(year_range(2026)) == 3


@pytest.mark.parametrize(
    ("from_on", "as_of", "expected"),
    [
        (date(2026, 9, 1), date(2026, 8, 31), "at_risk"),
        (date(2026, 9, 1), date(2026, 9, 1), "not_counted"),
        (date(2026, 12, 31), date(2027, 1, 5), "not_counted"),
        (date(2027, 1, 1), date(2027, 1, 5), "missed"),
    ],
)
@pytest.mark.parametrize("state", ["suspended", "concluded"])
def test_a_suspended_or_concluded_cbm_is_not_counted_from_that_day(cast, state, from_on, as_of, expected):
    Standing.objects.create(cbm=cast.cbms["dm"], state=state, from_on=from_on, reason="Decided.")
    assert agrees(cast, 2026, as_of)["dm"].verdict == expected


def test_a_resumed_cbm_is_counted_again(cast):
    Standing.objects.create(cbm=cast.cbms["dm"], state="suspended", from_on=date(2026, 2, 1), reason="Decided.")
    Standing.objects.create(cbm=cast.cbms["dm"], state="active", from_on=date(2026, 10, 1), reason="Decided.")
    assert agrees(cast, 2026, date(2026, 9, 30))["dm"].verdict == "not_counted"
    assert agrees(cast, 2026, date(2026, 10, 1))["dm"].verdict == "at_risk"


def test_a_cbm_not_yet_founded_is_not_counted_and_its_founding_year_is_not_reduced(cast):
    # All were founded on 14 June 2012.
    assert agrees(cast, 2012, date(2012, 6, 13))["dm"].verdict == "not_counted"
    assert agrees(cast, 2012, date(2012, 6, 14))["dm"].verdict == "at_risk"
    assert agrees(cast, 2012, date(2013, 1, 1))["dm"].verdict == "missed"
    assert agrees(cast, 2011, date(2013, 1, 1))["dm"].verdict == "not_counted"


@pytest.mark.parametrize(
    ("starts", "ends", "precision", "year_2026", "year_1405"),
    [
        (date(2026, 9, 1), date(2026, 9, 30), "month", 1, 1),
        (date(2026, 3, 1), date(2026, 3, 31), "month", 1, 0),
        (date(2026, 1, 1), date(2026, 3, 31), "quarter", 1, 0),
        (date(2026, 3, 21), date(2026, 4, 20), "month", 1, 1),
        (date(2026, 12, 22), date(2027, 1, 20), "month", 0, 1),
        (date(2026, 3, 21), date(2027, 3, 20), "year", 0, 1),
        (date(2026, 1, 1), date(2026, 12, 31), "year", 1, 0),
    ],
)
@pytest.mark.parametrize("state", ["held", "planned"])
def test_a_period_counts_for_the_year_that_holds_all_of_it(cast, state, starts, ends, precision, year_2026, year_1405):
    meeting(cast, "dm", starts=starts, ends=ends, precision=precision, state=state)
    as_of = ends if state == "held" else starts
    assert getattr(agrees(cast, 2026, as_of)["dm"], state) == year_2026
    assert getattr(agrees(cast, 1405, as_of)["dm"], state) == year_1405


@pytest.mark.parametrize(
    ("day", "solar"),
    [
        (date(2026, 3, 20), 1404),
        (date(2026, 3, 21), 1405),
        (date(2027, 3, 20), 1405),
        (date(2027, 3, 21), 1406),
        # 1403 is a leap year: its last day, 30 Hut, is 20 March 2025.
        (date(2025, 3, 20), 1403),
        (date(2025, 3, 21), 1404),
        (date(2024, 2, 29), 1402),
        (date(2024, 3, 19), 1402),
        (date(2024, 3, 20), 1403),
    ],
)
def test_days_around_the_first_of_hamal(cast, day, solar):
    meeting(cast, "dm", starts=day)
    for number in (solar - 1, solar, solar + 1):
        assert agrees(cast, number, day)["dm"].held == (number == solar)


def test_a_meeting_held_after_the_day_is_neither_held_nor_planned(cast):
    meeting(cast, "dm", starts=date(2026, 5, 4))
    row = agrees(cast, 2026, date(2026, 5, 3))["dm"]
    assert (row.held, row.planned, row.missing) == (0, 0, 2)


def test_a_planned_meeting_counts_until_its_last_day(cast):
    meeting(cast, "dm", starts=date(2026, 5, 4), ends=date(2026, 5, 6), state="invited")
    assert agrees(cast, 2026, date(2026, 5, 6))["dm"].planned == 1
    assert agrees(cast, 2026, date(2026, 5, 7))["dm"].planned == 0


@pytest.mark.parametrize("type_", Meeting.Type.values)
@pytest.mark.parametrize("state", Meeting.State.values)
def test_only_an_rtgm_in_a_state_that_counts_counts(cast, type_, state):
    meeting(cast, "dm", starts=date(2026, 5, 4), state=state, type=type_)
    row = agrees(cast, 2026, date(2026, 5, 4))["dm"]
    assert row.held == (type_ == "rtgm" and state in ("held", "reported", "closed"))
    assert row.planned == (type_ == "rtgm" and state in ("planned", "invited"))


DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))


@st.composite
def periods(draw):
    starts = draw(DAYS)
    return starts, min(starts + timedelta(days=draw(st.sampled_from([0, 0, 1, 2, 30, 90, 364]))), date(2028, 6, 30))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            periods(),
            st.sampled_from(["held", "reported", "closed", "planned", "invited", "postponed", "cancelled", "annulled"]),
            st.sampled_from(["rtgm", "rtgm", "rtgm", "som", "other"]),
            st.sampled_from(["day", "day", "month", "quarter", "year"]),
            st.sets(st.sampled_from(["dm", "ri", "ct"]), min_size=1),
        ),
        max_size=8,
    ),
    standings=st.dictionaries(DAYS, st.sampled_from(Standing.State.values), max_size=3),
    target=st.none() | st.integers(0, 5),
    number=st.sampled_from([2025, 2026, 2027, 1404, 1405]),
    as_of=st.dates(date(2025, 1, 1), date(2028, 4, 1)),
)
def test_random_registers_agree_with_the_oracle(cast, rows, standings, target, number, as_of):
    Standing.objects.all().delete()
    TargetOverride.objects.all().delete()
    Meeting.objects.all().delete()
    for (starts, ends), state, type_, precision, codes in rows:
        meeting(cast, *codes, starts=starts, ends=ends, state=state, type=type_, precision=precision)
    for day, state in standings.items():
        Standing.objects.create(cbm=cast.cbms["dm"], state=state, from_on=day, reason="Decided.")
    if target is not None:
        TargetOverride.objects.create(cbm=cast.cbms["ri"], year=number, target=target, reason="Decided.")

    whole = agrees(cast, number, as_of)
    cut = reviewed(number, as_of, cap=highest_target(year_range(number)))

    assert {code: row.verdict for code, row in cut.items()} == {code: row.verdict for code, row in whole.items()}
    assert [row.missing for row in cut.values()] == [row.missing for row in whole.values()]
    grouped = Counter()
    for each in situations(year_range(number), as_of=as_of, terms=TERMS):
        grouped[each.verdict] += each.cbms
    assert grouped == Counter(row.verdict for row in whole.values())


def test_the_review_is_one_query_with_any_number_of_meetings(cast, django_assert_num_queries):
    for count in (3, 30):
        for number in range(count):
            meeting(cast, "dm", starts=date(2026, 1, 1) + timedelta(number))
        with django_assert_num_queries(1):
            assert len(list(review(year_range(2026), as_of=date(2026, 12, 1), terms=TERMS, cap=2))) == 6


def test_the_situations_of_a_year_are_few_and_name_their_flags(cast, django_assert_num_queries):
    Flag.objects.create(cbm=cast.cbms["dm"], year=2026, level="at_risk", opened_on=date(2026, 6, 14))
    for number in range(30):
        meeting(cast, "ct", starts=date(2026, 1, 1) + timedelta(number))
    with django_assert_num_queries(2):
        found = situations(year_range(2026), as_of=date(2026, 8, 1), terms=TERMS)
    assert sorted(found, key=str) == [
        ("at_risk", "at_risk", "open", 1),
        ("at_risk", None, None, 4),
        ("met", None, None, 1),
    ]


# The settings and the command


def test_the_settings_are_read_with_their_blackouts(cast, django_assert_num_queries):
    WatchRule.objects.create(lead_days=40, gap_days=100, warn_days=10)
    Blackout.objects.create(from_on=date(2026, 11, 20), until_on=date(2026, 11, 30), reason="Holidays.")
    with django_assert_num_queries(1):
        rule = watch_rule()
    assert rule.terms == Terms(40, 100, 10, ((date(2026, 11, 20), date(2026, 11, 30)),))
    assert latest_invitation_on(date(2026, 12, 31), 1, rule.terms) == date(2026, 11, 19)


def test_without_settings_the_defaults_hold_and_nothing_is_written(cast):
    Blackout.objects.create(from_on=date(2026, 7, 1), until_on=date(2026, 7, 20), reason="Holidays.")
    assert watch_rule().terms == Terms(50, 120, 30, ((date(2026, 7, 1), date(2026, 7, 20)),))
    assert not WatchRule.objects.exists()


def answered(*arguments):
    out = StringIO()
    call_command("compliance", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_command_answers_in_the_shape_of_the_contract(cast):
    meeting(cast, "dm", starts=date(2015, 9, 8))
    answer = answered("--year", "2015", "--as-of", "2016-01-02")
    assert {key: answer[key] for key in ("year", "calendar", "as_of")} == {
        "year": 2015,
        "calendar": "gregorian",
        "as_of": "2016-01-02",
    }
    assert [row["cbm"] for row in answer["rows"]] == ["ct", "cn", "dm", "tci", "ri", "ce"]
    assert answer["rows"][2] == {
        "cbm": "dm",
        "held": 1,
        "planned": 0,
        "target": 2,
        "missing": 1,
        "verdict": "missed",
        "latest_invitation_on": None,
        "flag": None,
    }


def test_the_command_takes_the_year_of_the_day_in_the_calendar_of_the_rule(cast):
    assert answered("--as-of", "2026-03-20")["year"] == 2026
    WatchRule.objects.create(calendar="solar")
    answer = answered("--as-of", "2026-03-20")
    assert (answer["year"], answer["calendar"]) == (1404, "solar")
    assert answered("--as-of", "1405-01-01")["year"] == 1405


@pytest.mark.parametrize("arguments", [("--year", "1500"), ("--year", "next"), ("--as-of", "2016-13-45")])
def test_the_command_refuses_what_it_cannot_read_in_a_sentence(cast, arguments):
    with pytest.raises(CommandError, match=r"\.$"):
        call_command("compliance", *arguments, "--json")


def test_known_history_of_dm_is_one_a_year(cast):
    for day in (date(2012, 9, 20), date(2013, 9, 4), date(2014, 5, 14), date(2015, 9, 8), date(2018, 9, 3)):
        meeting(cast, "dm", starts=day)
    held = [answered("--year", str(year), "--as-of", "2026-10-20")["rows"][2]["held"] for year in range(2012, 2019)]
    assert held == [1, 1, 1, 1, 0, 0, 1]
