"""An administrator changes a lead, a focal point works by keyboard, a session ends while typing, the watch runs."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from hoaip.calendar import today_in_kabul

LINE = re.compile(r"/meetings/[0-9a-f-]{36}/$")
# Nobody needs more presses than this to come from one field of a form to the next one asked for.
MOST_TABS = 400


def today():
    return today_in_kabul(timezone.now())


def lines_of_table(page, day):
    """{code: line} of Table 1 as the public reads it on a day."""
    text = page.request.get(f"/cbms/table.csv?as_of={day}").body().decode("utf-8-sig")
    return {line["code"]: line for line in csv.DictReader(io.StringIO(text))}


@pytest.mark.parametrize(
    ("javascript", "cbm", "stakeholder", "code"), [(True, "dm", "iran", "IR"), (False, "cn", "turkmenistan", "TM")]
)
def test_public_reads_a_new_lead_from_its_first_day_on(visit, house, javascript, cbm, stakeholder, code):
    first = today() + timedelta(days=3)
    public = visit(javascript=False)
    before = lines_of_table(public, first)[code][cbm.upper()]
    page = visit("adm", javascript=javascript)

    page.goto("/manage/roles/new/")
    page.select_option("#id_cbm", cbm)
    page.select_option("#id_stakeholder", stakeholder)
    page.select_option("#id_role", "lead")
    page.fill("#id_from_on", first.isoformat())
    if page.locator("#id_replaces_own").count() and before:
        page.check("#id_replaces_own")
    page.fill("#id_basis", "By unanimous agreement.")
    page.fill("#id_reason", "The meeting agreed.")
    page.click("main form .savebar button")
    page.get_by_text("What will be written").wait_for()
    # A preview writes nothing.
    assert lines_of_table(public, first)[code][cbm.upper()] == before
    page.click("main form button[value='1']")
    page.wait_for_url(re.compile(r"/manage/roles/\?cbm="))

    assert lines_of_table(public, first - timedelta(days=1))[code][cbm.upper()] == before
    assert lines_of_table(public, first)[code][cbm.upper()] == "L"
    public.goto(f"/cbms/table/?as_of={first}")
    assert public.locator("h1").inner_text()
    assert house.json("audit", "verify")["ok"]


def tab_to(page, selector):
    """Press Tab until the element has the focus; it must come, and be seen to have it."""
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"{selector} was not reached by Tab.")


def test_meeting_is_logged_by_keyboard_alone(visit):
    page = visit("fp_dm")
    page.goto("/meetings/new/?cbm=dm")

    tab_to(page, "#id_starts_on")
    page.keyboard.type((today() - timedelta(weeks=5)).isoformat())
    tab_to(page, "#id_host")
    page.keyboard.type("Kazakhstan")
    tab_to(page, "#id_city")
    page.keyboard.type("Almaty")
    tab_to(page, "[name=attendance-afghanistan]")
    page.keyboard.press("ArrowRight")
    tab_to(page, "[name=outcomes-0-kind]")
    page.keyboard.type("Commitment")
    tab_to(page, "[name=outcomes-0-text]")
    page.keyboard.type("Share the road map.")
    tab_to(page, "button[value=held]")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    page.keyboard.press("Enter")
    page.wait_for_url(LINE)

    assert outline != "none"
    assert "Almaty" in page.inner_text("main")
    assert "Share the road map." in page.inner_text("main")
    assert "Commitment" in page.inner_text("main")
    assert page.locator("main li", has_text="Afghanistan").get_by_text("remote").count() == 1


CONTROLS = {"textbox", "combobox", "checkbox", "radio", "button", "link", "listbox", "spinbutton"}
GROUPS = {"group", "radiogroup"}


def tree_of(page):
    """What a screen reader gets: {id: node} of Chromium's accessibility tree, without what is ignored."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    return {node["nodeId"]: node for node in nodes}


def said(node, key="name"):
    return node.get(key, {}).get("value", "")


def groups_above(node, tree):
    """Names of the groups a node stands in, nearest first."""
    while node := tree.get(node.get("parentId")):
        if said(node, "role") in GROUPS:
            yield said(node)


@pytest.mark.parametrize("javascript", [True, False])
def test_logging_form_as_a_screen_reader_gets_it(visit, javascript):
    page = visit("fp_dm", javascript=javascript)
    page.goto("/meetings/new/?cbm=dm")

    tree = tree_of(page)
    controls = [node for node in tree.values() if not node["ignored"] and said(node, "role") in CONTROLS]
    radios = [node for node in controls if said(node, "role") == "radio"]
    names = [said(node) for node in tree.values() if said(node, "role") in GROUPS]
    assert [said(node, "role") for node in controls if not said(node).strip()] == []
    # What opens and closes is a group that its summary names; every other one has its legend.
    assert names.count("") == page.locator("details").count()
    assert {name[:2] for name in names} >= {"1.", "2.", "3.", "4."}
    # A country, then the part of the form: "Kazakhstan: remote, Who came".
    assert radios
    assert all(len(list(groups_above(node, tree))) >= 2 for node in radios)

    page.fill("#id_starts_on", "8.9.15")
    page.click("button[value=held]")
    page.wait_for_selector("#errors")

    focused = [
        node for node in tree_of(page).values() if any(each["name"] == "focused" for each in node.get("properties", ()))
    ]
    field = page.locator("#id_starts_on")
    described = [page.inner_text(f"#{each}") for each in field.get_attribute("aria-describedby").split()]
    assert "One thing to mend before it can be saved" in page.inner_text("#errors")
    assert said(focused[-1], "role") == "alert"
    assert field.get_attribute("aria-invalid") == "true"
    assert any("8.9.15" in words for words in described)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_starts_on"


@pytest.mark.parametrize(("javascript", "quarter"), [(True, "2027-Q3"), (False, "2027-Q4")])
def test_form_typed_after_the_session_ended_comes_back_after_sign_in(visit, house, javascript, quarter):
    page = visit("fp_ct", javascript=javascript)
    page.goto("/meetings/new/?cbm=ct")
    page.fill("#id_starts_on", quarter)
    page.select_option("#id_date_precision", "quarter")
    page.fill("#id_city", "Ankara")
    page.context.clear_cookies(name="session")
    page.click("button[value=planned]")
    page.wait_for_url(re.compile(r"/accounts/login/"))

    person = house.people["fp_ct"]
    page.fill("input[name=login]", person["email"])
    page.fill("input[name=password]", person["password"])
    page.click("main button")
    page.wait_for_url(re.compile(r"/meetings/new/"))

    assert page.input_value("#id_city") == "Ankara"
    assert page.input_value("#id_starts_on") == quarter
    page.click("button[value=planned]")
    page.wait_for_url(LINE)
    assert "Ankara" in page.inner_text("main")


def test_two_who_edit_one_meeting_see_both_texts(visit):
    first, second = visit("fp_two"), visit("rev")
    first.goto("/meetings/new/?cbm=ri")
    first.fill("#id_starts_on", "2027-05")
    first.select_option("#id_date_precision", "month")
    first.fill("#id_city", "Baku")
    first.click("button[value=planned]")
    first.wait_for_url(LINE)
    address = f"{first.url}edit/"
    for page, city in ((first, "Dushanbe"), (second, "Ashgabat")):
        page.goto(address)
        page.fill("#id_city", city)

    first.click("button[value=planned]")
    first.wait_for_url(LINE)
    second.click("button[value=planned]")
    second.get_by_text("Dushanbe").first.wait_for()

    assert second.input_value("#id_city") == "Ashgabat"
    assert "Dushanbe" in second.inner_text("main")
    second.click("button[value=planned]")
    second.wait_for_url(LINE)
    assert "Ashgabat" in second.inner_text("main")


def test_the_watch_raises_a_flag_that_the_board_shows_and_the_public_does_not(visit, house):
    as_of = f"{today().year}-12-28"
    house.json("run_job", "review_compliance", "--as-of", as_of)
    again = house.json("run_job", "review_compliance", "--as-of", as_of)
    rows = {row["cbm"]: row for row in house.json("compliance", "--year", str(today().year))["rows"]}
    flagged = [code for code, row in rows.items() if row["flag"] and row["flag"]["state"] == "open"]

    assert set(again["changed"].values()) == {0}
    assert again["queued"] == 0
    assert flagged
    board = visit("rev", javascript=False)
    board.goto("/compliance/")
    assert board.locator("a[href*='/compliance/flags/']").count() >= len(flagged)
    public = visit(javascript=False)
    for address in ("/", f"/cbms/{flagged[0]}/", "/cbms/table/", "/meetings/"):
        public.goto(address)
        assert not re.search(r"\bmissed\b|\bat risk\b", public.inner_text("body"), re.I)
