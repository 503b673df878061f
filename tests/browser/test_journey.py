"""A focal point logs last week's RTGM, an administrator changes a lead, the public reads; with and without script."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from hoaip.calendar import today_in_kabul


def today():
    return today_in_kabul(timezone.now())


@pytest.mark.parametrize(("javascript", "weeks"), [(True, 1), (False, 2)])
def test_logging_moves_the_gauge_at_once(visit, house, javascript, weeks):
    day = today() - timedelta(weeks=weeks)
    page = visit("fp_dm", javascript=javascript)
    before = house.json("compliance", "--year", str(day.year))["rows"][2]["held"]

    page.goto("/meetings/new/?cbm=dm")
    page.fill("#id_starts_on", day.isoformat())
    page.select_option("#id_host", "pakistan")
    page.fill("#id_city", "Islamabad")
    for number, text in enumerate(("The Road Map was approved.", "Circulate the draft.", "Host a workshop.")):
        page.fill(f"[name=outcomes-{number}-text]", text)
    page.fill("#id_record", "The meeting was opened.\n\nThe Road Map was discussed.")
    page.click("button[value=held]")
    page.wait_for_url(re.compile(r"/meetings/[0-9a-f-]{36}/$"))

    assert "RTGM" in page.inner_text("h1")
    assert "Host a workshop." in page.inner_text("main")
    row = house.json("compliance", "--year", str(day.year))["rows"][2]
    assert (row["cbm"], row["held"]) == ("dm", before + 1)
    page.goto("/cbms/dm/")
    words = {1: "One of two", 2: "Two of two"}
    assert words[before + 1] in page.inner_text("main")


@pytest.mark.parametrize("javascript", [True, False])
def test_meeting_of_the_register_is_completed_not_doubled(visit, javascript):
    page = visit("fp_dm", javascript=javascript)
    page.goto("/meetings/new/?cbm=dm")
    page.fill("#id_starts_on", "2015-09-08")
    page.select_option("#id_host", "pakistan")
    page.click("button[value=held]")
    page.wait_for_selector("#registered")

    assert "DM RTG4" in page.inner_text("#registered")
    page.click("#registered a")
    page.wait_for_url(re.compile(r"/edit/$"))
    assert page.input_value("#id_starts_on") == "2015-09-08"


def test_grid_follows_the_day_while_typing(visit):
    page = visit("fp_dm")
    page.goto("/meetings/new/?cbm=dm")
    page.fill("#id_starts_on", "2012-09-20")
    page.locator("#id_starts_on").blur()
    page.locator("#attendance", has_text="20 September 2012").wait_for()

    assert page.locator("input[name=attendance-denmark]").count() == 0
    assert page.locator("input[name=attendance-poland]").count() == 4


def test_public_reads_table_one_on_any_day(visit):
    page = visit(javascript=False)
    page.goto("/cbms/table/?as_of=2012-09-19")
    before = page.inner_text("main")
    page.goto("/cbms/table/?as_of=2012-09-20")

    assert "Poland" in page.inner_text("main")
    assert page.inner_text("main") != before


# Every template is looked at in test_every_page.py; these are the pages of the register as they are really filled.
@pytest.mark.parametrize("address", ["/", "/cbms/table/", "/cbms/dm/", "/meetings/", "/meetings/calendar/"])
def test_nothing_serious_for_a_screen_reader_and_no_sideways_scroll(visit, address):
    page = visit(width=360)
    for prefix in ("", "/fa-af"):
        page.goto(f"{prefix}{address}")

        found = Axe().run(page).response["violations"]
        serious = [
            (each["id"], each["nodes"][0]["html"][:120]) for each in found if each["impact"] in ("serious", "critical")
        ]
        assert serious == []
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
