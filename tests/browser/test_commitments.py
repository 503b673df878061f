"""A delegate confirms what was registered in its name, does what follows, and sees nothing of others (product 9)."""

import re

import pytest

SHARED = "Sample: a list of rescue teams is shared"
OF_OTHERS = ("a register of contacts is kept", "two trainings a year", "experts on earthquakes")
LINE = re.compile(r"/commitments/([0-9a-f-]{36})/")


def press(page, name):
    """Press the button of that name in the page's own part, and wait for what follows."""
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name, exact=True).first.click()


def test_a_commitment_is_confirmed_carried_out_and_judged(visit, house):
    delegate = visit("del_kz", javascript=False)
    asked = delegate.locator("main li").filter(has_text=SHARED)
    asked.get_by_role("link", name="Answer").click()
    commitment = LINE.search(delegate.url)[1]
    delegate.check("input[name=answer][value=confirmed]")
    press(delegate, "Send the answer")
    assert "confirmed" in delegate.locator("main").inner_text()

    # Ministry staff write down what is to be done, and by whom.
    reviewer = visit("rev", javascript=False)
    reviewer.goto(f"/commitments/{commitment}/")
    reviewer.get_by_role("link", name="Add an action").click()
    reviewer.fill("#id_title", "Send the names of the teams")
    reviewer.select_option("#id_owner", "kazakhstan")
    reviewer.fill("#id_due", "2027-03-31")
    reviewer.locator("main form .savebar button").first.click()
    reviewer.wait_for_url(re.compile(r"/actions/[0-9a-f-]{36}/"))
    action = reviewer.url

    # Its owner says that it is done and shows it; somebody else verifies that.
    delegate.goto(action)
    delegate.get_by_role("link", name="Say that it is done").click()
    delegate.locator("textarea").first.fill("The list went out with our note of 3 March.")
    delegate.locator("main form .savebar button").first.click()
    delegate.wait_for_url(action)
    reviewer.goto("/")
    assert "Send the names of the teams" in reviewer.locator("main").inner_text()
    reviewer.goto(action)
    reviewer.locator("main").get_by_role("link", name="Verify", exact=True).click()
    press(reviewer, "Verify")

    # The public reads neutral words of it, and no word of what is inside.
    public = visit(javascript=False)
    public.goto(f"/commitments/{commitment}/")
    text = public.locator("main").inner_text()
    assert "Send the names of the teams" in text
    assert "overdue" not in text
    assert "our note of 3 March" not in text
    assert house.json("audit", "verify")["ok"]


@pytest.mark.parametrize("address", ["/commitments/", "/actions/", "/search/?q=sample", "/commitments/table.csv"])
def test_nothing_of_the_drafts_of_others_is_read_by_a_delegate(visit, address):
    page = visit("del_kz", javascript=False)

    found = page.request.get(address).text()

    assert [words for words in OF_OTHERS if words in found] == []


def test_an_administrator_sees_what_the_public_sees_and_can_change_nothing_meanwhile(visit):
    page = visit("adm", javascript=False)
    page.goto("/view-as/")
    press(page, "View")
    page.goto("/commitments/")
    seen = page.locator("main").inner_text()
    public = visit(javascript=False)
    public.goto("/commitments/")

    assert page.locator("body").get_by_role("button", name="Stop viewing").count() == 1
    assert [line for line in public.locator("main").inner_text().splitlines() if line not in seen] == []
    assert page.goto("/manage/").status == 403


def test_a_paragraph_of_a_declaration_is_walked_to_what_shows_that_it_was_kept(visit):
    delegate = visit("del_az", javascript=False)
    delegate.goto("/declarations/amritsar-2016/para/14/")
    delegate.get_by_role("link", name="Host the seventh ministerial conference in Baku").first.click()
    commitment = LINE.search(delegate.url)[0]
    delegate.locator("main").get_by_role("link", name="Answer", exact=True).click()
    delegate.check("input[name=answer][value=confirmed]")
    press(delegate, "Send the answer")

    reviewer = visit("rev", javascript=False)
    reviewer.goto(commitment)
    reviewer.get_by_role("link", name="Add an action").click()
    reviewer.fill("#id_title", "Invite to Baku and hold the conference")
    reviewer.select_option("#id_owner", "azerbaijan")
    reviewer.fill("#id_due", "2017-12-31")
    reviewer.locator("main form .savebar button").first.click()
    reviewer.wait_for_url(re.compile(r"/actions/[0-9a-f-]{36}/"))
    action = reviewer.url

    delegate.goto(action)
    delegate.get_by_role("link", name="Say that it is done").click()
    delegate.locator("textarea").first.fill("It was held in Baku on 1 December 2017.")
    delegate.locator("main form .savebar button").first.click()
    delegate.wait_for_url(action)
    reviewer.goto(action)
    reviewer.locator("main").get_by_role("link", name="Verify", exact=True).click()
    press(reviewer, "Verify")

    # Down from the paragraph to what shows it, and up again from the action.
    reviewer.goto("/trail/declarations/amritsar-2016/")
    walked = reviewer.locator("main li").filter(has_text="Host the seventh ministerial conference in Baku").first
    told = walked.inner_text()
    for words in ("Invite to Baku and hold the conference", "It was held in Baku on 1 December 2017."):
        assert words in told
    reviewer.goto(action)
    reviewer.locator("main").get_by_role("link", name=re.compile("Amritsar Declaration")).first.click()
    assert reviewer.url.endswith("/para/14/")
    # The public walks the same way, without the words of the evidence.
    public = visit(javascript=False)
    public.goto("/trail/declarations/amritsar-2016/")
    assert "It was held in Baku on 1 December 2017." not in public.locator("main").inner_text()
