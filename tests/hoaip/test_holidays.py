"""Holidays and weekends: seeded, kept as a person left them, and a hint beside the day of a meeting."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction

from hoaip import jobs
from hoaip.calendar import KABUL
from hoaip.errors import Refused
from hoaip.holidays import actions
from hoaip.holidays.days import are_known, rest_days
from hoaip.holidays.source import known_of
from hoaip.models import AuditEntry, Country, Holiday, User, WorkingWeek
from meetings.models import Meeting, MeetingCbm

NOW = datetime(2026, 6, 10, 4, tzinfo=UTC)
FIRST, LAST = date(2025, 1, 1), date(2028, 12, 31)
NOWRUZ = date(2026, 3, 21)
LIST = "/manage/holidays/"


def seed(cast, days, weekend=(4, 5), code="AF"):
    return actions.seed_country(
        cast.stakeholders[code], days=days, weekend=list(weekend), first=FIRST, last=LAST, by=User.objects.system()
    )


def names():
    return list(Holiday.objects.kept().order_by("from_on").values_list("from_on", "name"))


def test_the_job_seeds_the_participating_countries_and_a_second_run_changes_nothing(cast):
    first = jobs.run("extend_holidays", NOW)["changed"]["holidays_changed"]
    entries = AuditEntry.objects.count()

    assert first > 300
    assert jobs.run("extend_holidays", NOW)["changed"] == {"holidays_changed": 0}
    assert AuditEntry.objects.count() == entries
    assert set(Holiday.objects.values_list("country__code", flat=True)) == {"AF", "PK", "KZ", "TR", "IN", "CN", "IR"}
    assert {row.year for row in Holiday.objects.values_list("from_on", flat=True)} == {2025, 2026, 2027, 2028}
    assert WorkingWeek.objects.get(country__code="IR").weekend == [4]
    assert are_known(date(2026, 6, 10))


def test_a_new_year_brings_its_days(cast):
    jobs.run("extend_holidays", NOW)
    assert not are_known(date(2027, 1, 1))

    # 31 December 20:00 UTC is the new year in Kabul.
    jobs.run("extend_holidays", datetime(2026, 12, 31, 20, tzinfo=UTC))

    assert are_known(date(2027, 1, 1))
    assert Holiday.objects.filter(from_on__year=2025).exists()


def test_the_source_knows_days_and_weekends_and_says_when_not():
    days, weekend = known_of("KZ", [2026])

    assert "Nowruz" in days[NOWRUZ] or "Nauryz" in days[NOWRUZ]
    assert weekend == [5, 6]
    assert known_of("XX", [2026]) is None


def test_what_a_person_wrote_outlives_every_seed(cast):
    days = {NOWRUZ: "Nowruz", date(2026, 8, 19): "Independence", date(2026, 4, 28): "A day"}
    seed(cast, days)
    rows = {row.name: row for row in Holiday.objects.all()}
    actions.change_holiday(
        rows["Nowruz"], name="Nawroz", from_on=NOWRUZ, until_on=date(2026, 3, 22), version=1, by=cast.adm
    )
    actions.remove_holiday(rows["A day"], by=cast.adm)
    actions.add_holiday(
        cast.stakeholders["AF"], name="Own", from_on=date(2026, 5, 1), until_on=date(2026, 5, 1), by=cast.adm
    )
    actions.set_weekend(cast.stakeholders["AF"], weekend=[4], version=1, by=cast.adm)
    before = names()

    assert seed(cast, days | {NOWRUZ: "Other name"}) == 0

    assert names() == before == [(NOWRUZ, "Nawroz"), (date(2026, 5, 1), "Own"), (date(2026, 8, 19), "Independence")]
    assert WorkingWeek.objects.get().weekend == [4]


def test_an_estimate_that_moved_leaves_no_second_day(cast):
    seed(cast, {date(2026, 5, 27): "Eid al-Adha (estimated)"})

    seed(cast, {date(2026, 5, 28): "Eid al-Adha"})
    assert names() == [(date(2026, 5, 28), "Eid al-Adha")]

    seed(cast, {date(2026, 5, 27): "Eid al-Adha (estimated)"})
    assert names() == [(date(2026, 5, 27), "Eid al-Adha (estimated)")]


def test_an_own_entry_of_the_same_day_and_name_is_not_doubled(cast):
    actions.add_holiday(cast.stakeholders["AF"], name="Nowruz", from_on=NOWRUZ, until_on=NOWRUZ, by=cast.adm)

    seed(cast, {NOWRUZ: "Nowruz"})

    assert names() == [(NOWRUZ, "Nowruz")]


def test_a_person_cannot_seed_nor_a_delegate_add(cast):
    with pytest.raises(Refused):
        actions.seed_country(cast.stakeholders["AF"], days={}, weekend=[], first=FIRST, last=LAST, by=cast.adm)
    with pytest.raises(Refused):
        actions.add_holiday(cast.stakeholders["AF"], name="x", from_on=NOWRUZ, until_on=NOWRUZ, by=cast.del_pk)


def test_the_screen_adds_corrects_takes_away_and_puts_back(cast):
    adm = cast.client("adm")
    fields = {"country": "pakistan", "name": "Own day", "from_on": "1405-01-01", "until_on": ""}
    key = {"idempotency_key": "h" * 20}
    answers = [adm.post(f"{LIST}new/", fields | key) for _twice in range(2)]
    holiday = Holiday.objects.get()
    here = f"{LIST}?country=pakistan&year=2026"
    assert [answer["Location"] for answer in answers] == [here, here]
    assert (holiday.from_on, holiday.until_on, holiday.source) == (NOWRUZ, NOWRUZ, "own")

    change = {"name": "Own day, longer", "from_on": "2026-03-21", "until_on": "2026-03-23"}
    assert adm.post(f"{LIST}{holiday.uid}/edit/", change | {"version": "1"}).status_code == 302
    assert adm.post(f"{LIST}{holiday.uid}/edit/", change | {"version": "1"}).status_code == 409
    assert adm.post(f"{LIST}{holiday.uid}/remove/").status_code == 302
    assert "Put back" in adm.get(here).content.decode()
    adm.post(f"{LIST}{holiday.uid}/restore/")
    assert "Own day, longer" in adm.get(here).content.decode()
    assert "Put back" not in adm.get(here).content.decode()
    assert list(AuditEntry.objects.order_by("sequence").values_list("action", flat=True)) == [
        *("holiday.add", "holiday.change", "holiday.remove", "holiday.restore")
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"country": "undp"}, "country"),
        ({"country": "atlantis"}, "country"),
        ({"name": " "}, "name"),
        ({"from_on": "2026-02-30"}, "from_on"),
        ({"until_on": "2026-03-20"}, "until_on"),
    ],
)
def test_a_bad_holiday_is_refused_at_its_field(cast, changes, field):
    fields = {"country": "pakistan", "name": "Own day", "from_on": "2026-03-21", "until_on": ""}

    page = cast.client("adm").post(f"{LIST}new/", fields | changes)

    assert page.status_code == 422
    assert f'id="id_{field}_error"' in page.content.decode()
    assert not Holiday.objects.exists()


def test_the_weekend_is_chosen_and_a_stale_choice_shows_both(cast):
    adm = cast.client("adm")
    address = f"{LIST}weekend/pakistan/"

    assert adm.post(address, {"weekend": ["4", "5"], "version": "0"}).status_code == 302
    assert WorkingWeek.objects.get().weekend == [4, 5]
    assert adm.post(address, {"weekend": ["6"], "version": "0"}).status_code == 409
    assert adm.post(address, {"version": "1"}).status_code == 302
    assert WorkingWeek.objects.get().weekend == []


def test_the_screen_and_the_blackouts_lead_to_each_other(cast):
    adm = cast.client("adm")

    assert "/manage/rule/#blackouts" in adm.get(LIST).content.decode()
    assert 'href="/manage/holidays/"' in adm.get("/manage/rule/").content.decode()
    index = adm.get("/manage/").content.decode()
    assert 'href="/manage/holidays/"' in index
    assert "/manage/rule/#blackouts" in index


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"until_on": date(2026, 3, 20)}, "hoaip_holiday_days"),
        ({"name": " "}, "hoaip_holiday_named"),
        ({"country_kind": "organization"}, "hoaip_holiday_country"),
        ({"source": "own"}, "hoaip_holiday_source"),
        ({"from_on": date(2026, 3, 19), "name": "Before"}, "hoaip_holiday_once"),
        ({"country": "UNDP"}, "hoaip_holiday_kind"),
    ],
)
def test_the_database_keeps_its_promises(cast, columns, constraint):
    seed(cast, {NOWRUZ: "Nowruz", date(2026, 3, 19): "Before"})
    if "country" in columns:
        columns = {"country": cast.stakeholders["UNDP"]}

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Holiday.objects.filter(name="Nowruz").update(**columns)


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [({"weekend": [7]}, "hoaip_workingweek_weekend"), ({"country_kind": "organization"}, "hoaip_workingweek_country")],
)
def test_the_database_knows_a_week(cast, columns, constraint):
    seed(cast, {})

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        WorkingWeek.objects.update(**columns)


def test_rest_days_are_one_query(cast, django_assert_num_queries):
    seed(cast, {NOWRUZ: "Nowruz"})
    seed(cast, {date(2026, 3, 23): "Pakistan Day"}, weekend=(5, 6), code="PK")
    countries = Country.objects.filter(code__in=["AF", "PK", "KZ"])

    with django_assert_num_queries(1):
        found = rest_days(countries, date(2026, 3, 20), date(2026, 3, 23))

    assert {(each.country.code, each.day.day, each.holiday) for each in found} == {
        *(("AF", 20, ""), ("AF", 21, "Nowruz"), ("PK", 21, ""), ("PK", 22, ""), ("PK", 23, "Pakistan Day"))
    }
    assert rest_days(countries, date(2026, 1, 1), date(2026, 12, 31)) == []
    assert rest_days(countries, date(2026, 1, 2), date(2026, 1, 1)) == []


def meeting(cast, day, **more):
    found = Meeting.objects.create(
        process=cast.process,
        type="rtgm",
        state=more.pop("state", "planned"),
        starts_on=day,
        ends_on=day,
        created_by=cast.rev,
        has_cbm=True,
        announced_at=NOW,
        **more,
    )
    MeetingCbm.objects.create(meeting=found, cbm=cast.cbms["dm"])
    return found


def test_a_meeting_on_a_rest_day_of_a_lead_or_the_host_says_so_to_its_editors(cast):
    seed(cast, {date(2026, 9, 7): "Lead day"}, code="KZ")
    seed(cast, {date(2026, 9, 8): "Host day"}, code="IN")
    seed(cast, {date(2026, 9, 7): "Unconcerned"}, code="CN")
    of_lead = meeting(cast, date(2026, 9, 7))
    of_host = meeting(cast, date(2026, 9, 8), host=cast.stakeholders["IN"])
    of_nobody = meeting(cast, date(2026, 9, 9))

    with time_machine.travel(NOW, tick=False):
        texts = {
            (key, each.pk): cast.client(key).get(f"/meetings/{each.uid}/").content.decode()
            for key in ("fp_dm", "del_pk", None)
            for each in (of_lead, of_host, of_nobody)
        }

    assert "Lead day" in texts["fp_dm", of_lead.pk]
    assert "Unconcerned" not in texts["fp_dm", of_lead.pk]
    assert "Host day" in texts["fp_dm", of_host.pk]
    assert [key for key, text in texts.items() if 'id="rest-days"' in text] == [
        ("fp_dm", of_lead.pk),
        ("fp_dm", of_host.pk),
    ]


@pytest.mark.parametrize(
    ("typed", "told"),
    [("2026-09-07", True), ("1405-06-16", True), ("2026-09-08", False), ("2026-13-01", False), ("", False)],
)
def test_the_form_hints_and_stops_nobody(cast, typed, told):
    seed(cast, {date(2026, 9, 7): "Lead day"}, code="KZ", weekend=())
    with time_machine.travel(datetime(2026, 6, 10, 9, tzinfo=KABUL), tick=False):
        browser = cast.client("fp_dm")
        page = browser.get(f"/meetings/new/?cbm=dm&starts_on={typed}").content.decode()
        fields = {"cbm": "dm", "type": "rtgm", "date_precision": "day", "starts_on": "2026-09-07", "save": "planned"}
        saved = browser.post("/meetings/new/", fields)

    assert ('id="rest-days"' in page) is told
    assert saved.status_code == 302


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ("country=atlantis", "country", "There is no such country in the register."),
        ("country=afghanistan&year=26", "year", "A year is a number from 2011 to 2100"),
        ("year=2101", "year", "A year is a number from 2011 to 2100"),
    ],
)
def test_a_query_that_is_not_understood_is_answered_on_the_screen(cast, query, field, sentence):
    seed(cast, {NOWRUZ: "Nowruz"})

    answer = cast.client("adm").get(f"{LIST}?{query}")

    page = answer.content.decode()
    at_the_field = page.split(f'id="id_{field}_error"')[1][:200]
    assert answer.status_code == 400
    assert sentence in at_the_field
    assert '<option value="afghanistan"' in page
    assert "Nowruz" not in page


@pytest.mark.parametrize("many", [1, 3, 60])
def test_the_screen_asks_the_same_number_of_questions(cast, many, django_assert_num_queries):
    seed(cast, {date.fromordinal(NOWRUZ.toordinal() + number): f"Day {number}" for number in range(many)})
    adm = cast.client("adm")
    adm.get(LIST)

    # Session, account, holdings; countries that have any, the days, the weekend.
    with django_assert_num_queries(6):
        adm.get(f"{LIST}?country=afghanistan&year=2026")
