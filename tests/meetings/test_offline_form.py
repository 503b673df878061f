"""The form of a meeting as it is given out: to whom, what it says, and what the file lets run."""

import base64
import csv
import hashlib
import io
import re
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from hoaip.catalogues import compile_catalogues
from hoaip.language import TONGUES
from hoaip.models import AuditEntry, Stakeholder
from meetings.models import Meeting, Outcome, RecordParagraph
from meetings.offline import tickets
from meetings.offline.words import CHOICES, HEAD, LABELS, code_of, is_head, key_of
from tests.filled import PaperForm, said
from tests.meetings.test_agenda import a_meeting

PAGE = "/meetings/offline/"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel("2026-11-30T08:00:00Z", tick=False):
        yield


@pytest.fixture
def planned(cast):
    return a_meeting(cast, "dm", title_en="The seventh")


def addresses(meeting):
    return [f"/meetings/{meeting.uid}/form.{kind}" for kind in ("csv", "html")]


@pytest.mark.parametrize("prefix", ["", "/fa-af", "/ps"])
def test_names_and_choices_mean_one_thing_in_every_language(prefix):
    compile_catalogues()

    with override(prefix.strip("/") or "en"):
        for key, label in LABELS.items():
            assert key_of(str(label)) == key_of(key) == key
            assert key_of(f"{label} ۱۲") == key
            assert not is_head(str(label))
        assert is_head(str(HEAD))
        for kind, choices in CHOICES.items():
            for code, label in choices:
                assert code_of(kind, str(label)) == code
                assert code_of(kind, str(code)) == code
    assert key_of("weather") is None


def test_the_page_leads_to_the_forms_of_ones_own_cbms(cast, planned):
    other = a_meeting(cast, "ct")
    a_meeting(cast, "dm", state="held")

    focal, delegate = (cast.client(key).get(PAGE) for key in ("fp_dm", "del_kz"))

    for response in (focal, delegate):
        html = response.content.decode()
        assert re.findall(r'href="(/meetings/offline/\w+/form\.\w+)"', html) == [
            "/meetings/offline/dm/form.html",
            "/meetings/offline/dm/form.csv",
        ]
        assert [address for address in addresses(planned) if f'href="{address}"' in html] == addresses(planned)
        assert str(other.uid) not in html
    assert "Read a form that was filled in" in said(focal)
    assert "Read a form that was filled in" not in said(delegate)
    assert "goes to the focal point of the CBM" in said(delegate)


def test_the_meeting_one_came_from_stands_first(cast, planned):
    a_meeting(cast, "dm", day=date(2026, 12, 1), title_en="Before it")
    later = a_meeting(cast, "dm", day=date(2028, 3, 1), title_en="Long after it")

    response = cast.client("fp_dm").get(f"{PAGE}?meeting={later.uid}")

    assert [title for _meeting, title in response.context["meetings"]] == ["Long after it", "Before it", "The seventh"]


def test_a_meeting_of_others_or_of_nobody_is_not_there(cast, planned):
    other = a_meeting(cast, "ct")
    held = a_meeting(cast, "dm", state="held")
    browser = cast.client("del_kz")

    for uid in (other.uid, held.uid, "00000000-0000-4000-8000-000000000000"):
        assert browser.get(f"{PAGE}?meeting={uid}").status_code == 404
    assert browser.get(f"{PAGE}?meeting=7").status_code == 400


def test_ministry_staff_take_the_form_of_a_body_of_the_process(cast):
    senior = a_meeting(cast, type="som")

    html = cast.client("rev").get(PAGE).content.decode()
    form = PaperForm(cast.client("rev"), f"/meetings/{senior.uid}/form.csv")

    assert str(senior.uid) in html
    assert [row[1] for row in form.rows if row[0] == "Who came"][:3] == ["Afghanistan", "China", "India"]
    assert cast.client("fp_dm").get(f"/meetings/{senior.uid}/form.csv").status_code == 403


@pytest.mark.parametrize("person", ["fp_dm", "del_kz"])
def test_who_may_take_it_along_is_led_there_from_the_meeting(cast, planned, person):
    html = cast.client(person).get(f"/meetings/{planned.uid}/").content.decode()

    assert f'href="/meetings/offline/?meeting={planned.uid}"' in html


def test_nobody_else_is_led_there(cast, planned):
    for person in ("del_in", "dir"):
        assert "/meetings/offline/" not in cast.client(person).get(f"/meetings/{planned.uid}/").content.decode()
    held = a_meeting(cast, "dm", state="held")
    assert "/meetings/offline/" not in cast.client("fp_dm").get(f"/meetings/{held.uid}/").content.decode()


def test_the_logging_form_leads_there(cast):
    assert f'href="{PAGE}"' in cast.client("fp_dm").get("/meetings/new/?cbm=dm").content.decode()


def test_each_form_has_a_mark_of_its_own_and_writes_nothing(cast, planned):
    browser = cast.client("fp_dm")
    marks = []
    for address in (PAGE + "dm/form.csv", PAGE + "dm/form.csv", addresses(planned)[0]):
        form = PaperForm(browser, address)
        marks.append(tickets.read(next(row[1] for row in form.rows if row[0] == "Form")))

    assert len({mark.uid for mark in marks}) == 3
    assert [(mark.cbm, mark.meeting, mark.version) for mark in marks] == [
        ("dm", None, 0),
        ("dm", None, 0),
        ("", planned.uid, planned.version),
    ]
    assert not AuditEntry.objects.exists()


def test_the_csv_is_a_table_that_a_spreadsheet_opens(cast):
    cast.stakeholders["PL"].name_en = "=Poland"
    cast.stakeholders["PL"].save()

    response = cast.client("fp_dm").get(PAGE + "dm/form.csv")

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="rtgm-dm-en.csv"'
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert {len(row) for row in rows} == {5}
    assert [row[1] for row in rows if row[0] == "Who came"][:6] == [
        "Kazakhstan",
        "Pakistan",
        "Afghanistan",
        "India",
        "'=Poland",
        "UNDP",
    ]


def test_a_form_of_a_meeting_says_no_more_than_its_frame(cast, planned):
    Outcome.objects.create(meeting=planned, number=1, kind="decision", text="A secret outcome.")
    RecordParagraph.objects.create(meeting=planned, number=1, text="A secret paragraph.")
    Meeting.objects.filter(pk=planned.pk).update(description="A secret note.", venue="A secret place")

    for person in ("del_kz", "fp_dm"):
        for address in addresses(planned):
            text = cast.client(person).get(address).content.decode()
            assert "secret" not in text
            assert "The seventh" in text
            assert "Islamabad" in text


def test_a_day_stands_in_no_cell_that_a_spreadsheet_would_turn_round(cast, planned):
    form = PaperForm(cast.client("fp_dm"), addresses(planned)[0])

    row = next(row for row in form.rows if row[0] == "First day")

    assert row[1] == ""
    assert row[2].startswith("Left empty, it stays 2027-03-01.")


@pytest.mark.parametrize("state", ["held", "postponed", "cancelled"])
def test_a_meeting_that_is_not_ahead_has_no_form(cast, state):
    meeting = a_meeting(cast, "dm", state=state)

    for address in addresses(meeting):
        assert cast.client("fp_dm").get(address).status_code == 409


@pytest.mark.parametrize("prefix", ["", "/fa-af", "/ps"])
def test_the_file_for_a_browser_stands_alone(cast, planned, prefix):
    compile_catalogues()
    response = cast.client("fp_dm").get(f"{prefix}{addresses(planned)[1]}")

    html = response.content.decode()
    tongue = TONGUES[prefix.strip("/") or "en"]
    assert response["Content-Disposition"] == f'attachment; filename="meeting-2027-03-01-{tongue["column"]}.html"'
    assert f'<html lang="{tongue["tag"]}" dir="{tongue["dir"]}">' in html
    # It asks for nothing, from anywhere, and leads nowhere.
    without_script = re.sub(r"<script>.*</script>", "", html, flags=re.S)
    assert re.findall(r"(?:\b(?:src|href|action|srcset)\s*=|url\(|@import)", without_script) == []
    assert re.findall(r"fetch|XMLHttpRequest|sendBeacon|WebSocket|import\(", html) == []
    assert "http://" not in html
    assert "https://" not in html
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)[1].replace("&#x27;", "'")
    scripts = re.findall(r"<script>(.*?)</script>", html, re.S)
    styles = re.findall(r"<style>(.*?)</style>", html, re.S)
    assert (len(scripts), len(styles), html.count("<script"), html.count("<style")) == (1, 1, 1, 1)
    digest = {
        name: base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        for name, text in (("script", scripts[0]), ("style", styles[0]))
    }
    assert policy == (
        f"default-src 'none'; script-src 'sha256-{digest['script']}'; style-src 'sha256-{digest['style']}'; "
        "base-uri 'none'; form-action 'none'"
    )
    # Before any of the two.
    assert html.index("Content-Security-Policy") < html.index("<style")
    assert " style=" not in html
    assert not re.search(r"\son[a-z]+=", html)
    assert len(response.content) < 60_000


def test_names_in_the_file_are_text(cast):
    Meeting.objects.all().delete()
    meeting = a_meeting(cast, "dm", title_en='"><script>alert(1)</script>')
    cast.stakeholders["PK"].name_en = "<img src=x onerror=alert(1)>"
    cast.stakeholders["PK"].save()

    html = cast.client("fp_dm").get(addresses(meeting)[1]).content.decode()

    assert "<script>alert" not in html
    assert "<img" not in html
    assert html.count("<script") == 1


def test_the_number_of_statements_is_the_same_for_few_and_many(cast, planned):
    browser = cast.client("fp_dm")

    def asked():
        found = []
        for address in (PAGE, PAGE + "dm/form.csv", PAGE + "dm/form.html", *addresses(planned)):
            browser.get(address)
            with CaptureQueriesContext(connection) as captured:
                assert browser.get(address).status_code == 200
            found.append(len(captured))
        return found

    few = asked()
    for number in range(12):
        a_meeting(cast, "dm", day=date(2027, 4, 1 + number))
        Stakeholder.objects.create(
            kind="organization", code=f"ORG{number}", slug=f"org{number}", name_en=f"Org {number}"
        )

    assert few == asked() == [5, 7, 7, 11, 11]
