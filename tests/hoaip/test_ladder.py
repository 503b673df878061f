"""The ladder in words: every thing says who can see it, or must be open to everybody."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory

from hoaip.ladder import Rung, anchor_key, anchor_of, who_sees
from hoaip.models import JobRun
from tests.world import fill


def written(thing):
    request = RequestFactory().get("/")
    request.user, request.has_session = AnonymousUser(), False
    page = Template("{% load documents %}{% who_can_see thing %}").render(Context({"thing": thing, "request": request}))
    return " ".join(page.split())


def test_what_is_open_says_so(cast):
    for thing in (cast.cbms["dm"], cast.process, cast.stakeholders["PK"]):
        assert "Everybody, also without an account." in written(thing)


def test_a_meeting_says_it_part_by_part(cast):
    planned = fill(cast).meetings["planned"]

    page = written(planned)

    members = "Delegates of states and organizations with a role in Disaster Management today, and the ministry."
    assert page.count(members) == 2
    assert "The focal points of Disaster Management and ministry staff." in page


def test_a_thing_that_does_not_say_is_an_error_and_no_guess(db):
    thing = JobRun(name="x")

    with pytest.raises((TemplateSyntaxError, AttributeError)):
        written(thing)
    with pytest.raises((TemplateSyntaxError, AttributeError)):
        written(SimpleNamespace())


@pytest.mark.parametrize("circle", ["", "Disaster Management"])
@pytest.mark.parametrize("rung", Rung)
def test_every_rung_has_its_sentence(rung, circle):
    assert who_sees(rung, circle).endswith(".")


def test_the_sentences_of_the_rungs_differ():
    assert len({who_sees(rung, "Disaster Management") for rung in Rung}) == len(Rung)


def test_an_anchor_is_found_again_by_its_key(cast):
    dm = cast.cbms["dm"]

    assert anchor_of(anchor_key(dm)) == dm
