"""Declarations: drafted, split, changed, tagged, sealed; who may what; what everybody reads."""

import re
from html import unescape

import pytest
from django.test import Client

from conferences.models import Declaration
from hoaip.models import AuditEntry, Event
from tests.world import fill

NEW = "/declarations/new/"
HEAD = {
    "title_en": "Islamabad Declaration",
    "title_fa": "",
    "title_ps": "",
    "slug": "islamabad-2015",
    "kind": "declaration",
    "agreed_on": "2015-12-09",
    "source": "https://example.org/islamabad",
    "source_note": "",
}


@pytest.fixture
def world(cast):
    return fill(cast)


def text_of(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def test_a_pasted_text_is_split_corrected_saved_and_sealed(world):
    rev, meeting = world.client("rev"), str(world.conference.meeting.uid)
    pasted = "We, the ministers, met.\n\n1. We agree.\n2. We ask\nevery state to report."

    split = rev.post(NEW, HEAD | {"meeting": meeting, "pasted": pasted, "pasted_in": "en", "save": "split"})

    assert split.status_code == 200
    assert "Split by its numbers: 3 paragraphs." in text_of(split)
    assert "numbered anew in order" in text_of(split)
    assert "We ask every state to report." in split.content.decode()
    assert not Declaration.objects.filter(slug="islamabad-2015").exists()
    saved = rev.post(
        NEW,
        HEAD
        | {
            "meeting": meeting,
            "para-0-uid": "",
            "para-0-en": "We, the ministers, met.",
            "para-1-uid": "",
            "para-1-en": "We agree.",
            "para-1-fa": "ما موافقیم.",
            "save": "yes",
        },
    )
    assert (saved.status_code, saved["Location"]) == (302, "/declarations/islamabad-2015/")
    declaration = Declaration.objects.get(slug="islamabad-2015")
    assert list(declaration.paragraphs.order_by("number").values_list("number", "text_en", "text_fa")) == [
        (1, "We, the ministers, met.", ""),
        (2, "We agree.", "ما موافقیم."),
    ]
    assert Client().get("/declarations/islamabad-2015/").status_code == 404
    director = world.client("dir")
    sealed = director.post("/declarations/islamabad-2015/seal/", {"reason": "Compared.", "version": "1"})
    assert (sealed.status_code, sealed["Location"]) == (302, "/declarations/islamabad-2015/")
    page = Client().get("/declarations/islamabad-2015/?with=fa")
    assert "the seal is right" in text_of(page)
    assert "ما موافقیم." in text_of(page)
    assert AuditEntry.objects.get(action="declaration.seal").reason == "Compared."
    assert Event.objects.filter(kind="declaration.sealed").count() == 1
    assert "We agree." in text_of(Client().get("/declarations/islamabad-2015/para/2/"))
    assert "Islamabad Declaration" in text_of(Client().get("/declarations/?language=fa"))
