"""The form of a meeting as a file on a disk: opened, filled in, saved as a file, read in on the portal, confirmed."""

import csv
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from hoaip.calendar import today_in_kabul


@pytest.fixture
def opened(chromium):
    """opened(path, javascript=True, width=1280): the file in a browser that knows no portal, and what it asked for."""
    contexts = []

    def open_file(path, *, javascript=True, width=1280):
        context = chromium.new_context(
            java_script_enabled=javascript, viewport={"width": width, "height": 900}, accept_downloads=True
        )
        contexts.append(context)
        page = context.new_page()
        page.asked, page.broken = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.broken.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.broken.append(str(error)))
        page.goto(path.as_uri())
        return page

    yield open_file
    for context in contexts:
        context.close()


def taken(page, address, folder):
    """The form as it lands on a disk."""
    response = page.request.get(address)
    assert response.status == 200
    path = folder / re.search(r'filename="([^"]+)"', response.headers["content-disposition"])[1]
    path.write_bytes(response.body())
    return path


@pytest.mark.parametrize("prefix", ["", "/fa-af"])
def test_a_form_is_filled_in_on_a_disk_read_in_and_written_once(visit, opened, tmp_path, prefix):
    day = (today_in_kabul(timezone.now()) - timedelta(weeks=7 if prefix else 9)).isoformat()
    page = visit("fp_dm")
    path = taken(page, f"{prefix}/meetings/offline/dm/form.html", tmp_path)
    file = opened(path, width=360)

    file.fill("[name=first_day]", day)
    file.fill("[name=host]", "KZ")
    file.fill("[name=city]", "Almaty" if prefix else "Astana")
    file.select_option("[name=attendance-kazakhstan]", "present")
    file.locator("[data-row=outcome] [name=text]").first.fill('A "road map",\nin two lines')
    file.locator("[data-row=outcome] [name=owners]").first.fill("KZ; UNDP")
    file.locator("[data-row=paragraph] textarea").first.fill("=It was opened.")
    file.click("[data-more=paragraph]")
    file.locator("[data-row=paragraph] textarea").last.fill("It was closed.")
    # Closed and opened again, what was typed is there.
    file.reload()
    assert file.input_value("[name=first_day]") == day
    assert file.locator("[data-row=paragraph] textarea").last.input_value() == "It was closed."
    with file.expect_download() as waited:
        file.click("#save")
    saved = tmp_path / waited.value.suggested_filename
    waited.value.save_as(saved)
    rows = list(csv.reader(saved.read_text(encoding="utf-8-sig").splitlines(keepends=True)))
    width = file.evaluate("document.documentElement.scrollWidth")

    assert file.broken == []
    assert {url.split(":")[0] for url in file.asked} <= {"file", "blob"}
    assert width <= 360
    assert saved.suffix == ".csv"
    assert ["paragraph", "'=It was opened."] in rows
    assert len([row for row in rows if row[0] == "attendance"]) == 1

    page.goto("/meetings/offline/")
    page.set_input_files("input[type=file]", saved)
    page.click("main form button")
    page.get_by_text("Nothing is written yet").wait_for()
    assert "=It was opened." in page.inner_text("main")
    page.click("button[value=held]")
    page.wait_for_url(re.compile(r"/meetings/[0-9a-f-]{36}/$"))
    held = page.url
    assert ("Almaty" if prefix else "Astana") in page.inner_text("main")
    page.goto("/meetings/offline/")
    page.set_input_files("input[type=file]", saved)
    page.click("main form button")
    page.get_by_text("This form was logged already:").wait_for()
    page.click("[role=alert] a")
    page.wait_for_url(held)


def test_without_scripts_the_file_is_read_and_printed(visit, opened, tmp_path):
    page = visit("fp_dm")

    file = opened(taken(page, "/meetings/offline/dm/form.html", tmp_path), javascript=False)

    assert "Scripts are off in this browser" in file.inner_text("main")
    assert "Kazakhstan" in file.inner_text("main")
    assert not file.is_visible("#save")
    assert not file.is_visible("[data-more=paragraph]")
    assert file.is_visible("[name=first_day]")
