"""The stylesheet keeps its promises: contrast, both dark lists equal, logical properties, its weight."""

import re

import brotli
import pytest

from hoaip.styleguide import PAIRS, STYLESHEET, contrast, tokens

CSS = STYLESHEET.read_text()
LISTS = tokens(CSS)


def without_comments(css):
    return re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_every_pair_that_carries_meaning_can_be_read(theme, ink, ground, least):
    assert contrast(LISTS[theme][ink], LISTS[theme][ground]) >= least


def test_contrast_is_that_of_the_standard():
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_every_text_colour_of_the_sheet_stands_in_a_measured_pair():
    # A new colour of text without a measured ground would be a colour that nobody looked at.
    used = set(re.findall(r"(?<![-a-z])color: var\(--([a-z-]+)\)", without_comments(CSS)))

    assert used <= {pair[0] for pair in PAIRS}


def test_the_dark_list_that_stands_twice_is_one_list():
    assert LISTS["dark"] == LISTS["dark_chosen"]
    assert LISTS["dark"].keys() == LISTS["light"].keys()


def test_paper_is_black_on_white_whatever_the_theme():
    # A reader with a dark screen prints too: each colour that the dark list sets is set again for paper.
    paper = re.search(r"@media print \{\s*:root \{(.*?)\}", CSS, re.DOTALL)[1]

    assert set(LISTS["dark"]) <= set(re.findall(r"--([a-z-]+):", paper))


def test_the_sheet_knows_no_left_and_right():
    physical = r"(?<![-\w])(?:left|right|margin-left|margin-right|padding-left|padding-right|border-left|border-right|float: (?:left|right))(?![-\w])"  # noqa: E501

    assert re.findall(physical, without_comments(CSS)) == []


def test_the_sheet_uses_only_tokens_that_exist():
    defined = set(re.findall(r"(--[a-z0-9-]+):", CSS))

    assert set(re.findall(r"var\((--[a-z0-9-]+)", CSS)) <= defined


def test_the_sheet_weighs_at_most_12_kilobytes_compressed():
    assert len(brotli.compress(CSS.encode())) <= 12 * 1024


def test_the_sheet_asks_nothing_of_another_host():
    assert "url(" not in CSS
    assert "@import" not in CSS
