"""Ministry staff review a plan in a real browser: from the home page to the version that is in force (product 9)."""

import re

import pytest

from tests.files import pdf


def press(page, name):
    """Press the button of that name in the page's own part, and wait for what follows."""
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name, exact=True).first.click()


@pytest.mark.parametrize("javascript", [False, True])
def test_home_leads_a_reviewer_to_what_waits_in_one_click(visit, javascript):
    page = visit("rev_two", javascript=javascript)

    page.locator("main").get_by_role("link", name="Review", exact=True).first.click()

    page.wait_for_url(re.compile(r"/plans/[0-9a-f-]{36}/review/$"))
    assert "Counter-Terrorism" in page.locator("h1").inner_text()


def test_a_plan_is_returned_submitted_again_compared_cleared_and_adopted(visit, house):
    reviewer = visit("rev", javascript=False)
    reviewer.locator("main").get_by_role("link", name="Review", exact=True).first.click()
    plan = re.search(r"/plans/([0-9a-f-]{36})/review/", reviewer.url)[1]

    # A comment on one activity, and the version goes back to who wrote it.
    reviewer.get_by_role("link", name=re.compile("Comment.*Directory of contact points")).click()
    reviewer.fill("#id_text", "Say by when each state names its contact point.")
    press(reviewer, "Write the comment")
    press(reviewer, "Return for changes")
    assert "returned" in reviewer.locator("main").inner_text().lower()

    # The focal point finds it at home, mends the activity, answers, and submits the next version.
    author = visit("fp_ct", javascript=False)
    author.locator("main").get_by_role("link", name="See what to change").click()
    assert "Say by when each state" in author.locator("main").inner_text()
    author.get_by_role("link", name="Answer", exact=True).first.click()
    author.fill("#id_text", "By the end of March.")
    author.check("#id_says_addressed")
    press(author, "Write the answer")
    author.goto(f"/plans/{plan}/edit/")
    indicator = author.locator("[name$='-indicator']").nth(1)
    indicator.fill("A contact point named by each state by the end of March")
    press(author, "Save")
    author.goto(f"/plans/{plan}/submit/")
    press(author, "Submit for review")

    # What changed stands beside the text; the comment is resolved, and the version cleared.
    reviewer.goto("/")
    reviewer.locator("main").get_by_role("link", name="Review", exact=True).first.click()
    assert "version 2" in reviewer.locator("main").inner_text().lower() or "Review of version 2" in reviewer.content()
    assert "by the end of March" in reviewer.content()
    press(reviewer, "Resolve")
    press(reviewer, "Clear")
    reviewer.goto(f"/plans/{plan}/compare/?from=1&to=2")
    assert "by the end of March" in reviewer.locator("main").inner_text()

    # The director records the adoption by senior officials with the signed text.
    director = visit("dir", javascript=False)
    director.goto(f"/plans/{plan}/adopt/")
    director.select_option("#id_body", "som")
    director.fill("#id_on", "2017-11-30")
    director.locator("[name=agreed]").first.check()
    director.set_input_files("[name=file]", {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": pdf()})
    director.fill("#id_source", "Sample: the letter of the chair.")
    director.locator("main form .savebar button").first.click()
    director.wait_for_url(re.compile(rf"/plans/{plan}/"))

    # Everybody reads the version in force, and nobody what was said on the way.
    public = visit(javascript=False)
    public.goto(f"/plans/{plan}/")
    text = public.locator("main").inner_text()
    assert "by the end of March" in text
    assert "Say by when each state" not in text
    assert house.json("audit", "verify")["ok"]
