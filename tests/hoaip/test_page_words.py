"""What a page puts together itself is in the page's language: refused days, commas, days known in part, free words."""

import re
from datetime import date

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from hoaip.calendar import DayError, YearError, parse_day, parse_period, parse_year
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


@pytest.mark.parametrize(
    ("read", "sentence"),
    [
        (lambda: parse_day("8.9.15"), "«8.9.15» روز نیست. روزی مانند 2026-09-06 یا روز شمسی مانند 1405-06-15 بنویسید."),
        (lambda: parse_day("1404-12-30"), "روز 1404-12-30 وجود ندارد: حوت ۱۴۰۴ ۲۹ روز دارد و ۳۰ یکی از آنها نیست."),
        (lambda: parse_day("2026-02-30"), "روز 2026-02-30 در تقویم نیست."),
        (lambda: parse_period("2026-Q7", "quarter"), "«2026-Q7» ربع نیست."),
        (lambda: parse_period("2026-13", "month"), "ماه 2026-13 وجود ندارد: سال دوازده ماه دارد."),
        (lambda: parse_year("soon"), "«soon» سال نیست. سالی از ۲۰۱۱ تا ۲۱۰۰"),
    ],
)
def test_a_day_is_refused_in_the_language_of_the_page(read, sentence):
    with translation.override("fa-af"), pytest.raises((DayError, YearError)) as refused:
        read()

    assert str(refused.value).startswith(sentence)


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
