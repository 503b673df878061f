"""The items of an agenda, put in order with the mouse; the buttons for it are pressed in tests/meetings."""

import re


def items(page):
    return [title.inner_text() for title in page.locator("#items li h3").all()]


def grip(page, place):
    return page.locator("#items li").nth(place).locator(".grip")


def test_an_item_is_taken_by_its_number_and_dropped_where_it_belongs(visit):
    page = visit("fp_dm")
    page.goto("/meetings/?cbm=dm&state=planned")
    address = page.locator("main a[href^='/meetings/']").filter(has_text=re.compile("RTG")).first.get_attribute("href")
    page.goto(f"{address}agenda/")
    for title in ("Opening", "Early warning", "Next steps"):
        page.fill("#add input[name=title]", title)
        with page.expect_navigation():
            page.get_by_role("button", name="Add it to the agenda").click()
    before = items(page)
    last = len(before) - 1

    with page.expect_navigation():
        grip(page, last).drag_to(page.locator("#items li").first, target_position={"x": 20, "y": 2})
    assert items(page) == [before[last], *before[:last]]

    end = page.locator("#items li").last
    with page.expect_navigation():
        grip(page, 0).drag_to(end, target_position={"x": 20, "y": end.bounding_box()["height"] - 3})
    assert items(page) == before

    # Let go beside the list, it goes back, and nothing is written.
    grip(page, 0).drag_to(page.locator("h1"))
    assert items(page) == before
    page.reload()
    assert items(page) == before
