"""Logging a meeting on one page: the journey of a focal point, and every way in which it is refused."""

import re
from datetime import date

import pytest
import time_machine

from hoaip.catalogues import compile_catalogues
from hoaip.models import AuditEntry, Draft
from meetings.models import Meeting, MeetingCbm

NOW = "2026-11-23T08:00:00Z"
TODAY = date(2026, 11, 23)
URL = "/meetings/new/?cbm=dm"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def body(**changes):
    given = {
        "cbm": "dm",
        "type": "rtgm",
        "title": "",
        "date_precision": "day",
        "starts_on": "2026-11-16",
        "ends_on": "",
        "host": "pakistan",
        "city": "Islamabad",
        "mode": "in_person",
        "attendance-pakistan": "present",
        "attendance-kazakhstan": "remote",
        "attendance-india": "absent",
        "attendance-turkey": "present",
        "outcomes-0-kind": "decision",
        "outcomes-0-text": "The Road Map was approved.",
        "outcomes-1-kind": "action",
        "outcomes-1-text": "Circulate the draft.",
        "outcomes-1-owner": ["pakistan", "undp"],
        "outcomes-1-due": "2026-12",
        "outcomes-2-kind": "commitment",
        "outcomes-2-text": "Host a workshop.",
        "outcomes-2-owner": "kazakhstan",
        "outcomes-2-due": "1405-12-01",
        "record": "The meeting was opened.\n\nThe Road Map was discussed.",
        "idempotency_key": "a" * 32,
        "save": "held",
    }
    return given | changes


def error_of(response, name):
    html = response.content.decode()
    found = re.search(rf'id="id_{re.escape(name)}_error"[^>]*>(.*?)</', html, re.S)
    assert found, f"no error at {name}"
    return found[1]


def test_a_wrong_day_is_told_in_the_language_of_the_page(cast):
    compile_catalogues()
    typed = body(**{"starts_on": "۲۰۲۶-۱۱-۳۱", "outcomes-1-due": "7"})

    response = cast.client("fp_dm").post(f"/fa-af{URL}", typed)

    assert response.status_code == 422
    assert "روز \u2066۲۰۲۶-۱۱-۳۱\u2069 در تقویم وجود ندارد." in error_of(response, "starts_on")
    assert "«\u20687\u2069» روز نیست." in error_of(response, "outcomes-1-due")
    assert not Meeting.objects.exists()


def test_held_meeting_is_logged_on_one_page(cast):
    response = cast.client("fp_dm").post(URL, body())

    meeting = Meeting.objects.get()
    assert response.status_code == 302
    assert response["Location"] == f"/meetings/{meeting.uid}/"
    assert (meeting.state, meeting.starts_on, meeting.ends_on) == ("held", date(2026, 11, 16), date(2026, 11, 16))
    pair = MeetingCbm.objects.get()
    assert (pair.ordinal, pair.counts) == (1, "held")
    came = {row.stakeholder.code: (row.answer, row.capacity) for row in meeting.attendance.all()}
    assert came == {
        "PK": ("present", "lead"),
        "KZ": ("remote", "lead"),
        "IN": ("absent", "participating"),
        "TR": ("present", "observer"),
    }
    outcomes = list(meeting.outcomes.order_by("number"))
    assert [row.kind for row in outcomes] == ["decision", "action", "commitment"]
    assert (outcomes[1].due_on, outcomes[1].due_precision) == (date(2026, 12, 31), "month")
    assert {owner.code for owner in outcomes[1].owners.all()} == {"PK", "UNDP"}
    assert outcomes[2].due_on == date(2027, 2, 20)
    assert [row.text for row in meeting.paragraphs.order_by("number")] == [
        "The meeting was opened.",
        "The Road Map was discussed.",
    ]
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor_name) == ("meeting.log", "Sample fp_dm")
    assert entry.changes["attendance.kazakhstan"] == [None, "remote"]


def test_form_is_prefilled_from_the_roles_of_the_day(cast):
    html = cast.client("fp_dm").get(URL).content.decode()

    assert re.search(r'name="attendance-pakistan" value="present"[^>]*checked', html)
    assert re.search(r'<select name="attendance-turkey"', html)
    assert "Number 1 is proposed." in html


def test_without_a_cbm_the_form_says_the_capacity_that_is_written(cast):
    browser = cast.client("rev")

    html = browser.get("/meetings/new/").content.decode()
    response = browser.post("/meetings/new/", body(type="som", cbm=[], **{"attendance-undp": "present"}))

    assert re.search(r'name="attendance-undp" value="present"[^>]*checked', html)
    assert response.status_code == 302
    rows = dict(Meeting.objects.get().attendance.values_list("stakeholder__code", "capacity"))
    assert (rows["UNDP"], rows["PK"]) == ("supporting", "participating")


def test_same_form_twice_is_one_meeting(cast):
    browser = cast.client("fp_dm")

    first, second = browser.post(URL, body()), browser.post(URL, body())

    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert Meeting.objects.count() == 1


def test_same_key_with_another_body_is_refused(cast):
    browser = cast.client("fp_dm")
    browser.post(URL, body())

    response = browser.post(URL, body(city="Astana"))

    assert response.status_code == 422
    assert Meeting.objects.count() == 1


def test_planned_needs_a_cbm_and_a_period_only(cast):
    response = cast.client("fp_dm").post(
        URL, {"cbm": "dm", "type": "rtgm", "date_precision": "quarter", "starts_on": "2027-Q2", "save": "planned"}
    )

    meeting = Meeting.objects.get()
    assert response.status_code == 302
    assert (meeting.state, meeting.starts_on, meeting.ends_on) == ("planned", date(2027, 4, 1), date(2027, 6, 30))
    assert not meeting.is_public
    assert not meeting.attendance.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_on": "2026-11-30"}, "starts_on"),
        ({"starts_on": "2010-05-01"}, "starts_on"),
        ({"starts_on": "2016-13-45"}, "starts_on"),
        ({"starts_on": "nonsense"}, "starts_on"),
        ({"starts_on": ""}, "starts_on"),
        ({"ends_on": "2026-11-15"}, "ends_on"),
        ({"ends_on": "2026-11-24"}, "ends_on"),
        ({"date_precision": "month", "starts_on": "2026-10"}, "date_precision"),
        ({"host": "atlantis"}, "host"),
        ({"type": "party"}, "type"),
        ({"attendance-pakistan": "asleep"}, "attendance-pakistan"),
        ({"attendance-pakistan": "absent", "attendance-kazakhstan": "absent"}, "host"),
        ({"outcomes-1-due": "soon"}, "outcomes-1-due"),
        ({"outcomes-1-text": ""}, "outcomes-1-text"),
        ({"outcomes-1-owner": "atlantis"}, "outcomes-1-owner"),
        ({"title": "nul\x00byte"}, "title"),
        ({"record": "nul\x00byte"}, "record"),
    ],
)
def test_bad_input_is_a_sentence_at_its_field(cast, changes, field):
    response = cast.client("fp_dm").post(URL, body(**changes))

    assert response.status_code == 422
    assert len(error_of(response, field)) > 15
    assert not Meeting.objects.exists()
    html = response.content.decode()
    assert "Circulate the draft." in html or "outcomes-1-text" in changes
    assert 'aria-invalid="true"' in html


def test_refused_form_is_kept_and_comes_back(cast):
    browser = cast.client("fp_dm")
    browser.post(URL, body(starts_on="2026-11-30"))

    again = browser.get("/meetings/new/?cbm=dm").content.decode()

    assert "Host a workshop." in again
    assert "did not save" in again
    assert Draft.objects.get().author == cast.fp_dm


def test_saving_drops_the_draft(cast):
    browser = cast.client("fp_dm")
    browser.post(URL, body(starts_on="2026-11-30"))
    browser.post(URL, body())

    assert not Draft.objects.exists()


def test_draft_is_its_authors_alone(cast):
    cast.client("fp_dm").post(URL, body(starts_on="2026-11-30"))

    assert "Host a workshop." not in cast.client("fp_dm_deputy").get(URL).content.decode()


def test_meeting_in_the_register_leads_to_it(cast):
    browser = cast.client("fp_dm")
    browser.post(URL, body())
    known = Meeting.objects.get()

    response = browser.post(URL, body(idempotency_key="b" * 32))

    html = response.content.decode()
    assert response.status_code == 422
    assert f"/meetings/{known.uid}/edit/" in html
    assert "DM RTG1" in html
    assert 'name="another_meeting"' in html
    assert Meeting.objects.count() == 1


def test_another_meeting_on_the_same_day_is_saved_as_a_second_one(cast):
    browser = cast.client("fp_dm")
    browser.post(URL, body())

    response = browser.post(URL, body(idempotency_key="b" * 32, another_meeting="on"))

    assert response.status_code == 302
    assert MeetingCbm.objects.filter(counts="held").count() == 2


def test_focal_point_logs_for_the_own_cbm_alone(cast):
    browser = cast.client("fp_dm")

    assert browser.get("/meetings/new/?cbm=ct").status_code == 403
    assert browser.post("/meetings/new/?cbm=ct", body(cbm="ct")).status_code == 403
    assert browser.post(URL, body(cbm=["dm", "ct"])).status_code == 403
    assert not Meeting.objects.exists()


def test_joint_meeting_counts_for_each_cbm(cast):
    cast.client("fp_two").post(
        "/meetings/new/", body(cbm=["ri", "tci"], host="india", **{"attendance-india": "present"})
    )

    assert {(pair.cbm.code, pair.ordinal) for pair in MeetingCbm.objects.filter(counts="held")} == {
        ("ri", 1),
        ("tci", 1),
    }


def test_solar_day_is_understood(cast):
    cast.client("fp_dm").post(URL, body(starts_on="۱۴۰۵-۰۸-۲۵"))

    assert Meeting.objects.get().starts_on == date(2026, 11, 16)


def test_today_in_kabul_decides_what_is_over(cast):
    with time_machine.travel("2026-11-22T19:45:00Z", tick=False):
        response = cast.client("fp_dm").post(URL, body(starts_on="2026-11-23"))

    assert response.status_code == 302
    assert Meeting.objects.get().state == "held"


@pytest.mark.parametrize("who", ["dir", "adm", "del_pk", "del_au"])
def test_others_do_not_log(cast, who):
    assert cast.client(who).get(URL).status_code == 403
    assert cast.client(who).post(URL, body()).status_code == 403
    assert not Meeting.objects.exists()


def test_signed_out_form_comes_back_after_sign_in(cast):
    browser = cast.client()

    answer = browser.post("/meetings/new/", body())
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]
    assert "next=" in answer["Location"]
    assert not Meeting.objects.exists()

    browser.force_login(cast.fp_dm, backend="hoaip.accounts.backend.Backend")
    html = browser.get("/meetings/new/").content.decode()
    assert "Host a workshop." in html
    assert "signed out" in html


def rows_in(response):
    return len(re.findall(r'<textarea name="outcomes-[0-9]+-text"', response.content.decode()))


def test_three_blank_outcomes_stand_behind_what_is_written(cast):
    browser = cast.client("fp_dm")

    new = browser.get(URL)
    refused = browser.post(URL, body(starts_on="soon") | {"outcomes-5-due": "2026-12", "outcomes-9-kind": "action"})
    full = browser.post(URL, body(starts_on="soon") | {"outcomes-59-text": "The last."})
    browser.post(URL, body())
    edited = browser.get(f"/meetings/{Meeting.objects.get().uid}/edit/")

    assert (refused.status_code, full.status_code) == (422, 422)
    assert [rows_in(page) for page in (new, refused, full, edited)] == [3, 6 + 3, 60, 3 + 3]
    assert "no text. Say what it is" in error_of(refused, "outcomes-5-text")
    assert "The last." in full.content.decode()


def test_logging_takes_twenty_three_statements_at_most(cast, django_assert_max_num_queries):
    browser = cast.client("fp_dm")
    browser.get(URL)

    with django_assert_max_num_queries(23):
        browser.post(URL, body())


def test_refused_form_keeps_the_draft_it_came_from(cast):
    browser = cast.client("fp_dm")
    browser.post(URL, body(starts_on="2026-11-30"))

    browser.post(URL, body(city="Kabul"))
    browser.post(URL, body(city="Kabul", idempotency_key="b" * 32))

    assert Meeting.objects.count() == 1
    assert Draft.objects.get().fields["city"] == ["Kabul"]


# Whose body a meeting is


@pytest.mark.parametrize("save", ["planned", "held"])
@pytest.mark.parametrize("type", ["som", "am", "mc"])
def test_a_body_of_the_process_is_not_a_focal_points_to_plan(cast, type, save):
    response = cast.client("fp_dm").post(URL, body(type=type, save=save))

    assert response.status_code == 422
    assert "a body of the whole process" in error_of(response, "type")
    assert 'value="Islamabad"' in response.content.decode()
    assert not Meeting.objects.exists()


@pytest.mark.parametrize("type", ["som", "am", "mc", "rtgm", "expert", "other"])
def test_ministry_staff_plan_every_type_with_a_cbm(cast, type):
    response = cast.client("rev").post(URL, body(type=type, save="planned"))

    assert response.status_code == 302
    assert Meeting.objects.get().type == type


@pytest.mark.parametrize("type", ["rtgm", "expert", "other"])
def test_a_focal_point_plans_the_meetings_of_a_cbm(cast, type):
    assert cast.client("fp_dm").post(URL, body(type=type, save="planned")).status_code == 302


def types_offered(response):
    select = re.search(r'<select[^>]*name="type".*?</select>', response.content.decode(), re.S)[0]
    return re.findall(r'value="(\w+)"', select)


def test_what_would_be_refused_is_not_offered(cast):
    assert types_offered(cast.client("fp_dm").get(URL)) == ["rtgm", "expert", "other"]
    assert types_offered(cast.client("rev").get(URL)) == ["rtgm", "som", "am", "mc", "expert", "other"]
