"""Every page of an object says in plain words who can see it, and leads who may on to what the public sees."""

import re
from html import unescape

import pytest

OPEN = "Everybody, also without an account."
PUBLIC_PAGES = [
    "/cbms/dm/",
    "/stakeholders/pakistan/",
    "/conferences/5/",
    "/processes/hoa-ip/",
    "/processes/hoa-ip/consultation/",
    "/declarations/sample-sealed/",
    "/declarations/sample-sealed/para/1/",
    "/initiatives/{initiative.slug}/",
    "/programmes/{programme.uid}/",
]


@pytest.fixture
def world(filled):
    return filled


def said(response):
    """The section of a page as one line of words."""
    page = response.content.decode()
    section = page.split('id="who-can-see"')[1].split("</section>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", section)))


@pytest.mark.parametrize("address", PUBLIC_PAGES)
def test_what_is_public_says_so_and_leads_who_may_to_the_eyes_of_the_public(world, address):
    address = address.format(initiative=world.initiative, programme=world.programme)

    assert OPEN in said(world.client().get(address))
    assert "See this page as the public" not in said(world.client().get(address))
    assert "See this page as the public" in said(world.client("rev").get(address))


def test_names_on_the_page_of_a_cbm_are_its_members(world):
    sentence = "Technical focal points Delegates of states and organizations with a role in Disaster Management today"

    assert sentence in said(world.client().get("/cbms/dm/"))


def test_a_draft_of_a_declaration_is_the_ministrys(world):
    for address in ("/declarations/sample-draft/", "/declarations/sample-draft/para/1/"):
        words = said(world.client("rev").get(address))

        assert "The ministry alone: focal points, ministry staff and the director." in words
        assert OPEN not in words


def test_a_review_and_a_consultation_say_whose_they_are(world):
    review = said(world.client("rev").get(f"/plans/{world.plans['under_review'].uid}/review/"))
    board = said(world.client("rev").get(f"/consultations/{world.consultation.uid}/"))

    assert "The focal points of Counter-Terrorism, ministry staff and the director." in review
    assert "delegates of everybody who was asked" in board
    assert OPEN not in review + board
    assert "See this page as the public" in board
