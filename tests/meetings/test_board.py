"""The ministry's board, what is decided on it, and the gauge that other pages show."""

import re
from datetime import date, timedelta

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse

from cbms import actions
from cbms.models import Flag, Standing, TargetOverride
from conferences.models import Action
from hoaip.calendar import year_of, year_range
from hoaip.grants import today as today_in_force
from hoaip.models import AuditEntry, User
from hoaip.public_cache import facts, own_bodies
from meetings.compliance import Terms, review
from meetings.gauge import days_words, ministry_sentence, public_sentence
from tests.meetings.test_compliance import meeting
from tests.plans import plan
from tests.trail import commitment, step
from tests.world import fill

BOARD = "/compliance/"
ALLOWED = ["fp_dm", "fp_dm_deputy", "rev", "dir", "adm"]
REFUSED = ["del_pk", "del_kz", "del_in", "del_pl", "del_undp", "del_au"]


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def year_now():
    return today_in_force().year


def raised(cast, code="dm", year=2026, level="at_risk"):
    actions.raise_flag(
        cast.cbms[code], year=year, level=level, on=date(year, 6, 14), by=User.objects.system(), mail=False
    )
    return Flag.objects.get(cbm=cast.cbms[code], year=year)


# Who sees it


@pytest.mark.parametrize("who", ALLOWED)
def test_the_board_opens_for_the_ministry_and_the_administrator(cast, who):
    response = cast.client(who).get(BOARD)
    assert response.status_code == 200
    assert [cbm.name_en in text_of(response) for cbm in cast.cbms.values()] == [True] * 6


@pytest.mark.parametrize("who", REFUSED)
def test_other_signed_in_people_are_refused_with_a_sentence(cast, who):
    raised(cast)
    response = cast.client(who).get(BOARD)
    assert response.status_code == 403
    assert "See the two-a-year board" in text_of(response)
    assert "At risk" not in text_of(response)


def test_signed_out_it_leads_to_sign_in(cast):
    response = cast.client().get(BOARD)
    assert (response.status_code, response.headers["Location"]) == (302, "/accounts/login/?next=/compliance/")


@pytest.mark.parametrize("who", REFUSED)
def test_a_flag_is_not_there_for_who_may_not_see_it(cast, who):
    flag, browser = raised(cast), cast.client(who)
    assert browser.get(f"/compliance/flags/{flag.uid}/").status_code == 404
    for name in ("acknowledge", "waive", "lift"):
        assert browser.post(f"/compliance/flags/{flag.uid}/{name}/", {"version": 1}).status_code == 404


# What it says


def test_a_row_says_seats_verdict_latest_day_and_next_meeting(cast):
    meeting(cast, "dm", starts=date(2024, 5, 4))
    meeting(cast, "dm", starts=date(2024, 6, 4), city="Astana")
    page = text_of(cast.client("rev").get(BOARD, {"year": "2024"}))
    assert "The board, 2024" in page
    assert "2 of 2 held" in page
    assert page.count("Missed") == 5


def test_the_next_meeting_stands_with_its_city_and_the_late_record_is_counted(cast):
    today = today_in_force()
    meeting(cast, "dm", starts=today + timedelta(days=20), state="planned", city="Astana")
    meeting(cast, "ri", starts=today - timedelta(days=15), state="held")
    meeting(cast, "ct", starts=today - timedelta(days=14), state="held")
    meeting(cast, "cn", starts=today - timedelta(days=15), state="reported")
    response = cast.client("rev").get(BOARD)
    rows = {each.cbm.code: each for each in response.context["rows"]}
    assert "Astana" in text_of(response)
    assert rows["dm"].next_pair.starts_on == today + timedelta(days=20)
    same_year = year_of(today - timedelta(days=15)) == today.year
    assert (rows["ri"].late_records, rows["ct"].late_records, rows["cn"].late_records) == (int(same_year), 0, 0)


@pytest.mark.parametrize("year", ["2010", "1500", "next", "", "2026-01", "20260"])
def test_a_year_that_cannot_be_read_is_refused_in_a_sentence(cast, year):
    response = cast.client("rev").get(BOARD, {"year": year})
    assert response.status_code == 400
    assert "Give a year from 2011 to 2100" in text_of(response)


def test_an_unknown_sort_is_refused_in_a_sentence(cast):
    response = cast.client("rev").get(BOARD, {"sort": "pk"})
    assert response.status_code == 400
    assert "not sorted by that" in text_of(response)


def test_a_solar_year_is_asked_for_by_its_number(cast):
    meeting(cast, "dm", starts=date(2026, 3, 20))
    meeting(cast, "dm", starts=date(2025, 3, 21))
    response = cast.client("rev").get(BOARD, {"year": "1404"})
    assert {each.cbm.code: each.row.held for each in response.context["rows"]}["dm"] == 2


@pytest.mark.parametrize(
    ("sort", "first"), [("cbm", "ct"), ("held", "dm"), ("verdict", "ct"), ("late", "ct"), ("next", "ct")]
)
def test_the_board_is_sorted_by_its_columns(cast, sort, first):
    for month in (2, 3):
        meeting(cast, "dm", starts=date(2024, month, 4), state="closed")
    response = cast.client("rev").get(BOARD, {"year": "2024", "sort": sort})
    assert response.context["rows"][0].cbm.code == first


def test_earlier_years_stand_below_with_what_the_register_knows(cast):
    for day in (date(2012, 9, 20), date(2013, 9, 4), date(2015, 9, 8)):
        meeting(cast, "dm", starts=day)
    response = cast.client("rev").get(BOARD, {"year": "2016"})
    history = {cbm.code: [held for _year, held, _target in years] for cbm, years in response.context["history"]}
    assert history["dm"] == [1, 1, 0, 1, 0]
    assert history["ct"] == [0, 0, 0, 0, 0]


def test_a_cbm_with_an_own_target_shows_its_reason(cast):
    TargetOverride.objects.create(cbm=cast.cbms["dm"], year=2026, target=1, reason="By decision of the SOM.")
    assert "By decision of the SOM." in text_of(cast.client("fp_dm").get(BOARD, {"year": "2026"}))


@pytest.mark.parametrize("path", ["", "/fa-af", "/ps"])
def test_the_board_is_written_in_every_language(cast, path):
    raised(cast)
    response = cast.client("dir").get(f"{path}/compliance/", {"year": "2026"})
    assert response.status_code == 200
    assert f'dir="{"rtl" if path else "ltr"}"' in response.content.decode()


def test_the_board_asks_as_many_queries_for_30_as_for_300_meetings(cast, django_assert_num_queries):
    raised(cast)
    raised(cast, "ct")
    actions.acknowledge_flag(Flag.objects.get(cbm=cast.cbms["dm"]), explanation="Soon.", by=cast.fp_dm)
    browser = cast.client("dir")
    asked = []
    for count in (30, 270):
        for number in range(count):
            code = [*cast.cbms][number % 6]
            state = "held" if number % 3 else "planned"
            meeting(cast, code, starts=date(2026, 1, 1) + timedelta(days=number), state=state)
        browser.get(BOARD, {"year": "2026"})
        own_bodies.forget()
        # Session, reader, what is held, the version; flags with their history, next meetings, plans, overdue actions;
        # the rest is kept.
        with django_assert_num_queries(9):
            asked.append(browser.get(BOARD, {"year": "2026"}).status_code)
    assert asked == [200, 200]


def test_the_board_says_how_the_plans_stand_and_leads_to_them(cast):
    in_force, reviewed = plan(cast, "dm", state="adopted"), plan(cast, "ct", state="under_review")

    response = cast.client("rev").get(BOARD, {"sort": "plan"})

    rows = response.context["rows"]
    html = response.content.decode()
    assert [each.cbm.code for each in rows][-2:] == ["ct", "dm"]
    assert f'<a href="/plans/{in_force.uid}/">in force</a>' in html
    assert f'<a href="/plans/{reviewed.uid}/">under review</a>' in html


def test_the_board_counts_the_overdue_actions_of_each_cbm_as_their_list_does(cast):
    paragraph = fill(cast).declarations["sealed"].paragraphs.first()
    Action.objects.update(due_on=date(2099, 1, 1))
    for code, due_on, state in (
        ("dm", date(2020, 1, 1), "open"),
        ("dm", date(2020, 1, 2), "done_claimed"),
        ("dm", date(2020, 1, 3), "verified"),
        ("dm", date(2099, 1, 1), "open"),
        ("ct", date(2020, 1, 1), "open"),
    ):
        step(cast, commitment(cast, paragraph, cbm=code), state=state, due_on=due_on)
    browser = cast.client("rev")

    response = browser.get(BOARD, {"sort": "overdue"})

    counted = [(each.cbm.code, each.overdue_actions) for each in response.context["rows"]]
    assert counted[:2] == [("dm", 2), ("ct", 1)]
    assert {number for _code, number in counted[2:]} == {0}
    for code, number in counted[:2]:
        listed = browser.get(f"/actions/?cbm={code}&due=overdue")
        assert f'<a href="/actions/?cbm={code}&amp;due=overdue">{number}</a>' in response.content.decode()
        assert len(listed.context["list"].rows) == number


# What is decided on it


def send(browser, flag, name, **fields):
    version = fields.pop("version", Flag.objects.get(pk=flag.pk).version)
    return browser.post(f"/compliance/flags/{flag.uid}/{name}/", {"version": version, **fields})


def test_a_focal_point_acknowledges_on_the_board(cast):
    flag = raised(cast)
    response = send(cast.client("fp_dm"), flag, "acknowledge", explanation="The host asks for a month.")
    assert (response.status_code, response.headers["Location"]) == (302, "/compliance/?year=2026")
    flag.refresh_from_db()
    assert (flag.acknowledged_by, flag.explanation) == (cast.fp_dm, "The host asks for a month.")
    page = text_of(cast.client("rev").get(BOARD, {"year": "2026"}))
    assert "Open, acknowledged" in page
    assert "The host asks for a month." in page


def test_the_director_waives_and_lifts(cast):
    flag = raised(cast)
    assert send(cast.client("dir"), flag, "waive", reason="No host this year.").status_code == 302
    assert Flag.objects.get().state == "waived"
    assert send(cast.client("dir"), flag, "lift", reason="").status_code == 302
    assert Flag.objects.get().state == "open"


@pytest.mark.parametrize(
    ("who", "name"),
    [("fp_ct", "acknowledge"), ("adm", "acknowledge"), ("dir", "acknowledge"), ("rev", "waive"), ("fp_dm", "lift")],
)
def test_who_sees_the_flag_and_may_not_decide_is_refused(cast, who, name):
    flag = raised(cast)
    response = send(cast.client(who), flag, name, reason="Because.", explanation="Because.")
    assert response.status_code == 403
    flag.refresh_from_db()
    assert (flag.state, flag.acknowledged_at) == ("open", None)


def test_forms_stand_only_where_their_reader_may_use_them(cast):
    flag = raised(cast)
    shown = {
        who: [
            name
            for name in ("acknowledge", "waive", "lift")
            if f'action="/compliance/flags/{flag.uid}/{name}/"'
            in cast.client(who).get(BOARD, {"year": "2026"}).content.decode()
        ]
        for who in ("fp_dm", "fp_ct", "rev", "dir", "adm")
    }
    assert shown == {"fp_dm": ["acknowledge"], "fp_ct": [], "rev": ["acknowledge"], "dir": ["waive"], "adm": []}


def test_a_waiver_without_its_reason_comes_back_with_the_sentence_at_its_field(cast):
    flag = raised(cast)
    response = send(cast.client("dir"), flag, "waive", reason=" ")
    page = response.content.decode()
    assert response.status_code == 422
    assert 'id="id_waive_reason_error"' in page
    assert 'aria-invalid="true"' in page
    assert Flag.objects.get().state == "open"


def test_a_stale_decision_shows_both_texts_and_writes_nothing(cast):
    flag = raised(cast)
    send(cast.client("rev"), flag, "acknowledge", explanation="Said first.")
    response = send(cast.client("fp_dm"), flag, "acknowledge", explanation="Said second.", version=1)
    page = text_of(response)
    assert response.status_code == 409
    assert "first." in page
    assert "second." in page
    assert Flag.objects.get().explanation == "Said first."


def test_a_flag_resolved_meanwhile_is_a_conflict_in_words(cast):
    flag = raised(cast)
    actions.resolve_flag(flag, on=date(2026, 7, 1), by=User.objects.system())
    response = send(cast.client("dir"), flag, "waive", reason="No host.")
    assert response.status_code == 409
    assert "resolved" in text_of(response)


def test_the_same_decision_sent_twice_is_one(cast):
    flag, browser = raised(cast), cast.client("fp_dm")
    for _time in range(2):
        response = send(
            browser, flag, "acknowledge", explanation="Once.", idempotency_key="0123456789abcdef", version=1
        )
        assert response.status_code == 302
    assert flag.history.count() == 2


def test_the_target_of_this_year_is_changed_with_a_reason(cast):
    year, address = year_now(), f"/compliance/cbms/dm/target/?year={year_now()}"
    browser = cast.client("rev")
    assert browser.get(address).status_code == 200
    refused = browser.post(address, {"version": 0, "target": "1", "reason": " "})
    assert refused.status_code == 422
    assert 'id="id_reason_error"' in refused.content.decode()
    answer = browser.post(address, {"version": 0, "target": "1", "reason": "Decided by the SOM."})
    assert answer.headers["Location"] == f"/compliance/?year={year}"
    assert TargetOverride.objects.get().target == 1


def test_a_second_one_who_changes_the_target_at_once_is_shown_the_first(cast):
    address = f"/compliance/cbms/dm/target/?year={year_now()}"
    cast.client("rev").post(address, {"version": 0, "target": "1", "reason": "Decided by the SOM."})
    response = cast.client("dir").post(address, {"version": 0, "target": "3", "reason": "Decided by me."})
    assert response.status_code == 409
    assert "Decided by the SOM." in text_of(response)
    assert TargetOverride.objects.get().target == 1


@pytest.mark.parametrize(
    ("who", "year", "expected"),
    [
        ("rev", "2020", 403),
        ("adm", "2020", 403),
        ("dir", "2020", 200),
        ("fp_dm", "2100", 403),
        ("rev", "2100", 200),
        ("adm", "2100", 200),
        ("del_pk", "2100", 403),
        ("dir", "1000", 400),
    ],
)
def test_who_may_open_the_form_of_a_target(cast, who, year, expected):
    assert cast.client(who).get(f"/compliance/cbms/dm/target/?year={year}").status_code == expected


@pytest.mark.parametrize("who", ["rev", "adm"])
def test_a_past_target_posted_by_others_than_the_director_writes_nothing(cast, who):
    response = cast.client(who).post(
        "/compliance/cbms/dm/target/?year=2020", {"version": 0, "target": "1", "reason": "Late."}
    )
    assert response.status_code == 403
    assert not TargetOverride.objects.exists()


def test_the_director_suspends_a_cbm_from_a_solar_day_on(cast):
    browser, address = cast.client("dir"), "/compliance/cbms/dm/standing/"
    assert browser.get(address).status_code == 200
    answer = browser.post(address, {"state": "suspended", "from_on": "1405-01-01", "reason": "Decided."})
    assert answer.status_code == 302
    assert Standing.objects.get().from_on == date(2026, 3, 21)
    again = browser.post(address, {"state": "suspended", "from_on": "2026-04-01", "reason": "Decided."})
    assert again.status_code == 422
    assert "already" in text_of(again)


@pytest.mark.parametrize("who", ["rev", "adm", "fp_dm", "del_pk"])
def test_others_do_not_open_the_form_of_a_standing(cast, who):
    assert cast.client(who).get("/compliance/cbms/dm/standing/").status_code == 403


def test_every_decision_leaves_its_row_of_audit(cast):
    flag = raised(cast)
    send(cast.client("fp_dm"), flag, "acknowledge", explanation="Soon.")
    send(cast.client("dir"), flag, "waive", reason="No host.")
    told = AuditEntry.objects.filter(object_uid=str(flag.uid)).order_by("sequence")
    assert [(entry.action, entry.reason) for entry in told] == [
        ("flag.open", ""),
        ("flag.acknowledge", "Soon."),
        ("flag.waive", "No host."),
    ]


# The gauge on other pages


def gauge(cast, who, *, code="dm", day=date(2026, 10, 20), as_of=None, year=None):
    request = RequestFactory().get(f"/cbms/{code}/")
    request.today, request.has_session = day, who is not None
    if who is not None:
        request.user = cast.people[who]
    context = {"request": request, "cbm": cast.cbms[code], "year": year}
    if as_of:
        context["as_of"] = as_of
    return Template("{% load gauge %}{% gauge_of cbm year %}").render(Context(context))


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def test_the_ministry_reads_the_sentence_of_the_rule(cast):
    meeting(cast, "dm", starts=date(2026, 9, 8), city="Islamabad")
    told = words(gauge(cast, "fp_dm"))
    assert "One of two held in 2026; the second needs its invitation by 11 November." in told
    assert "At risk" in told
    assert "in 22 days" in told


@pytest.mark.parametrize("who", [None, "del_pk", "del_au"])
def test_the_public_and_delegates_never_read_a_verdict(cast, who):
    raised(cast, level="missed", year=2025)
    raised(cast)
    for year, day in ((2026, date(2026, 12, 30)), (2025, date(2026, 12, 30))):
        told = gauge(cast, who, day=day, year=year).lower()
        assert [
            word for word in ("missed", "missing", "risk", "flag", "verdict", "target", "invit") if word in told
        ] == []
    assert "Next meeting: date to be announced" in words(gauge(cast, who))


def test_the_public_reads_of_a_planned_meeting_only_once_it_is_announced(cast):
    row = meeting(cast, "dm", starts=date(2026, 11, 3), state="planned")
    assert "date to be announced" in words(gauge(cast, None))
    type(row).objects.filter(pk=row.pk).update(announced_at="2026-10-01T00:00:00Z")
    assert "3 November 2026" in words(gauge(cast, None))


def test_a_suspended_cbm_says_so_publicly(cast):
    Standing.objects.create(cbm=cast.cbms["dm"], state="suspended", from_on=date(2026, 7, 1), reason="Secret reason.")
    told = words(gauge(cast, None))
    assert "Its work is suspended." in told
    assert "date to be announced" not in told
    assert "Secret reason." not in told


def test_the_gauge_looks_at_the_day_of_the_page(cast):
    meeting(cast, "dm", starts=date(2015, 9, 8), city="Islamabad")
    assert "One of two held in 2015; the second needs its invitation by 11 November." in words(
        gauge(cast, "fp_dm", as_of=date(2015, 10, 20))
    )
    assert "None of two held in 2015" in words(gauge(cast, "fp_dm", as_of=date(2015, 9, 7)))


@pytest.mark.parametrize("who", [None, "fp_dm"])
def test_the_gauge_is_four_queries_and_two_while_nothing_changes(cast, who, django_assert_num_queries):
    gauge(cast, who)
    for number in range(5):
        meeting(cast, "dm", starts=date(2026, 1, 1 + number))
    facts.forget()
    # The version; the rule and the review, kept for it; the meetings this reader may know of.
    with django_assert_num_queries(4):
        gauge(cast, who)
    with django_assert_num_queries(2):
        gauge(cast, who)


@pytest.mark.parametrize(
    ("held", "planned", "target", "as_of", "expected"),
    [
        (0, 0, 2, date(2026, 5, 1), "None of two held in 2026; the first needs its invitation by 14 July."),
        (0, 0, 2, date(2026, 10, 20), "None of two held in 2026; the first needed its invitation by 14 July."),
        (
            0,
            1,
            2,
            date(2026, 10, 20),
            "None of two held in 2026, one planned; the second needs its invitation by 11 November.",
        ),
        (
            0,
            1,
            2,
            date(2026, 11, 20),
            "None of two held in 2026, one planned; the second needed its invitation by 11 November.",
        ),
        (1, 1, 2, date(2026, 10, 20), "One of two held in 2026, one planned; nothing is missing."),
        (2, 0, 2, date(2026, 10, 20), "Two of two held in 2026; the target is met."),
        (3, 0, 2, date(2026, 10, 20), "Three held in 2026, where two were asked for."),
        (1, 0, 2, date(2027, 1, 1), "One of two held in 2026; the target was missed."),
        (0, 0, 0, date(2026, 10, 20), "No meeting is asked for in 2026, none held."),
        (1, 0, 3, date(2026, 5, 1), "One of three held in 2026; the second needs its invitation by 14 July."),
    ],
)
def test_the_sentence_of_the_rule(cast, held, planned, target, as_of, expected):
    TargetOverride.objects.create(cbm=cast.cbms["dm"], year=2026, target=target, reason="Decided.")
    for number in range(held):
        meeting(cast, "dm", starts=date(2026, 1, 5 + number))
    for _number in range(planned):
        meeting(cast, "dm", starts=date(2026, 12, 5), state="planned")
    year = year_range(2026)
    [row] = review(year, as_of=as_of, terms=Terms(), cbms=[cast.cbms["dm"].pk])
    assert ministry_sentence(row, year, as_of=as_of, calendar="gregorian") == expected
    assert public_sentence(row, year) in (
        "",
        "One meeting held in 2026.",
        "Two meetings held in 2026.",
        "Three meetings held in 2026.",
    )


def test_days_are_told_from_today():
    today = date(2026, 10, 20)
    assert days_words(date(2026, 11, 11), today) == "in 22 days"
    assert days_words(date(2026, 7, 14), today) == "passed, 98 days ago"
    assert days_words(date(2026, 10, 21), today) == "in 1 day"
    assert days_words(today, today) == "today"


def test_the_board_s_addresses_are_those_of_the_contract():
    assert reverse("meetings:compliance_board") == "/compliance/"


def test_a_focal_point_of_another_cbm_reads_the_verdict_as_on_the_board(cast):
    assert "None of two held in 2026" in words(gauge(cast, "fp_ct"))


def test_the_public_is_shown_no_half_empty_table(cast):
    meeting(cast, "dm", starts=date(2026, 3, 4), city="Astana")
    assert "seat" not in gauge(cast, None)
    meeting(cast, "dm", starts=date(2026, 9, 8), city="Islamabad")
    facts.forget()
    told = gauge(cast, None)
    assert told.count("seat-held") == 2
    assert "RTGM, Islamabad, 8 September" in words(told)
