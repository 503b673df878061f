"""What a page puts together itself is in the page's language: commas, days known in part, free words."""

import re
from datetime import date

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from hoaip.catalogues import compile_catalogues
from hoaip.language import apart


@pytest.fixture(scope="module", autouse=True)
def _catalogues():
    compile_catalogues()


def render(source, language="en", **context):
    request = RequestFactory().get("/")
    request.has_session, request.user = False, None
    with translation.override(language):
        return Template(source).render(Context({"request": request, **context}))


def test_a_list_is_parted_by_the_comma_of_its_language():
    source = '{% load i18n %}a{% translate ", " %}b{% translate "; " %}c'

    assert [render(source, language) for language in ("en", "fa-af", "ps")] == ["a, b; c", "a، b؛ c", "a، b؛ c"]


def test_words_of_people_are_kept_apart_within_a_line_of_dari():
    with translation.override("fa-af"):
        assert apart("It was logged twice.") == "\u200f\u2068It was logged twice.\u2069"
        assert apart("") == ""
    assert apart("It was logged twice.") == "It was logged twice."


@pytest.mark.parametrize(
    ("precision", "words"),
    [("day", ["8 September 2015", "17 Sunbula 1394"]), ("month", ["Sep 2015", "Sunbula–Mizan 1394"])],
)
def test_a_day_is_shown_as_far_as_it_is_known(precision, words):
    source = "{% load dated %}{% known_to day precision %}"

    html = render(source, day=date(2015, 9, 8), precision=precision)

    assert re.findall(r"<bdi>([^<]+)</bdi>", html) == words
