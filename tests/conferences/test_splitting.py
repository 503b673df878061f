"""How a pasted text becomes paragraphs: a table of texts, and that no word is lost."""

import re

import pytest

from conferences.texts.rows import Row, filled, rearranged
from conferences.texts.splitting import MOST_PARAGRAPHS, roman, split

LONG = "This line holds a whole paragraph, as a word processor copies it, and is longer than a hundred characters."

TABLE = {
    "dots": ("1. We agree.\n2. We ask.", ["We agree.", "We ask."], "numbers", 0, False),
    "brackets": ("1) We agree.\n2) We ask.", ["We agree.", "We ask."], "numbers", 0, False),
    "two brackets": ("(1) We agree.\n(2) We ask.", ["We agree.", "We ask."], "numbers", 0, False),
    "square brackets": ("[1] We agree.\n[2] We ask.", ["We agree.", "We ask."], "numbers", 0, False),
    "dashes": ("1 - We agree.\n2 – We ask.", ["We agree.", "We ask."], "numbers", 0, False),
    "no space": ("1.We agree.\n2.We ask.", ["We agree.", "We ask."], "numbers", 0, False),
    "number on its own line": ("1.\nWe agree.\n2.\nWe ask.", ["We agree.", "We ask."], "numbers", 0, False),
    "Persian digits": ("۱. ما موافقیم.\n۲. ما می‌خواهیم.", ["ما موافقیم.", "ما می‌خواهیم."], "numbers", 0, False),
    "Persian digits, no space": ("۱.ما موافقیم.\n۲.ما می‌خواهیم.", ["ما موافقیم.", "ما می‌خواهیم."], "numbers", 0, False),
    "Arabic digits": ("١- نحن نوافق.\n٢- نحن نطلب.", ["نحن نوافق.", "نحن نطلب."], "numbers", 0, False),
    "Arabic digits, dot and dash": ("١.- نوافق.\n٢.- نطلب.", ["نوافق.", "نطلب."], "numbers", 0, False),
    "marks of direction": (
        "\u200f۱. ما موافقیم.\n\u202b۲. ما می‌خواهیم.",
        ["ما موافقیم.", "ما می‌خواهیم."],
        "numbers",
        0,
        False,
    ),
    "digits of two scripts": ("1. We agree.\n۲. ما می‌خواهیم.", ["We agree.", "ما می‌خواهیم."], "numbers", 0, False),
    "Roman": (
        "I. We agree.\nII. We ask.\nIII. We meet.\nIV. We part.",
        ["We agree.", "We ask.", "We meet.", "We part."],
        "roman",
        0,
        False,
    ),
    "small Roman": ("(i) We agree.\n(ii) We ask.", ["We agree.", "We ask."], "roman", 0, False),
    "a preamble": (
        "We, the ministers, met.\n\n1. We agree.\n2. We ask.",
        ["We, the ministers, met.", "We agree.", "We ask."],
        "numbers",
        1,
        True,
    ),
    "a preamble of two": (
        "Istanbul\n\nWe met.\n\n1. We agree.\n2. We ask.",
        ["Istanbul", "We met.", "We agree.", "We ask."],
        "numbers",
        2,
        True,
    ),
    "a preamble before Roman": (
        "We met.\nI. We agree.\nII. We ask.",
        ["We met.", "We agree.", "We ask."],
        "roman",
        1,
        True,
    ),
    "begins at five": ("5. We agree.\n6. We ask.", ["We agree.", "We ask."], "numbers", 0, True),
    "begins anew": (
        "1. We agree.\n2. We ask.\n1. Peace.\n2. Trade.",
        ["We agree.", "We ask.", "Peace.", "Trade."],
        "numbers",
        0,
        True,
    ),
    "a number left out": ("1. We agree.\n3. We ask.", ["We agree.", "We ask."], "numbers", 0, True),
    "a list within": (
        "1. We agree:\n(a) on peace;\n(b) on trade.\n2. We ask.",
        ["We agree:\n(a) on peace;\n(b) on trade.", "We ask."],
        "numbers",
        0,
        False,
    ),
    "numbers within": (
        "1. We agree:\n(1) on peace;\n(2) on trade.\n2. We ask.",
        ["We agree:\n(1) on peace;\n(2) on trade.", "We ask."],
        "numbers",
        0,
        False,
    ),
    "a year at the beginning of a line": (
        "1. It was agreed in\n2011. It holds.\n2. We ask.",
        ["It was agreed in 2011. It holds.", "We ask."],
        "numbers",
        0,
        False,
    ),
    "a figure at the beginning of a line": (
        "1. It takes\n1.5 million.\n2. We ask.",
        ["It takes 1.5 million.", "We ask."],
        "numbers",
        0,
        False,
    ),
    "a day at the beginning of a line": (
        "1. We meet on\n24-25 September.\n2. We ask.",
        ["We meet on 24-25 September.", "We ask."],
        "numbers",
        0,
        False,
    ),
    "lines broken at the edge": (
        "1. We agree\nto meet\nagain.\n2. We ask.",
        ["We agree to meet again.", "We ask."],
        "numbers",
        0,
        False,
    ),
    "a blank line within": (
        "1. We agree.\n\nAgain.\n2. We ask.",
        ["We agree.\n\nAgain.", "We ask."],
        "numbers",
        0,
        False,
    ),
    "bullets": ("• We agree.\n• We ask.", ["We agree.", "We ask."], "bullets", 0, False),
    "dashes as bullets": (
        "We met.\n- We agree.\n- We ask\nagain.\n\nThe end.",
        ["We met.", "We agree.", "We ask again.", "The end."],
        "bullets",
        1,
        False,
    ),
    "blank lines": (
        "We agree.\n\nWe ask\nall.\n\n\nWe meet.",
        ["We agree.", "We ask all.", "We meet."],
        "blank_lines",
        0,
        False,
    ),
    "Windows lines": ("We agree.\r\n\r\nWe ask.", ["We agree.", "We ask."], "blank_lines", 0, False),
    "long lines": (f"{LONG}\n{LONG}", [LONG, LONG], "blank_lines", 0, False),
    "short lines": ("We agree\nto meet.", ["We agree to meet."], "blank_lines", 0, False),
    "one paragraph": ("We agree.", ["We agree."], "blank_lines", 0, False),
    "one number": ("1. We agree.", ["We agree."], "numbers", 0, False),
    "a lone figure within": ("We met.\n7. of us spoke.", ["We met.\n7. of us spoke."], "blank_lines", 0, False),
    "markup": (
        "1. <b>We</b> agree.\n2. <script>x</script>",
        ["<b>We</b> agree.", "<script>x</script>"],
        "numbers",
        0,
        False,
    ),
    "a letter that is a numeral": ("C. Peace\nWe agree.", ["C. Peace We agree."], "blank_lines", 0, False),
    "numbers without words": ("1.\n2. We ask.", ["We ask."], "numbers", 0, False),
    "nothing": (" \n\t\n", [], "blank_lines", 0, False),
}


@pytest.mark.parametrize("name", TABLE)
def test_a_text_is_split(name):
    text, paragraphs, by, before, renumbered = TABLE[name]

    found = split(text)

    assert list(found.paragraphs) == paragraphs
    assert (found.by, found.before, found.is_renumbered) == (by, before, renumbered)


@pytest.mark.parametrize("name", TABLE)
def test_no_word_is_lost(name):
    text = TABLE[name][0]

    found = " ".join(split(text).paragraphs)

    assert re.findall(r"[^\W\d_A-Z]{3,}", text) == re.findall(r"[^\W\d_A-Z]{3,}", found)


def test_a_long_text_takes_no_time_and_keeps_its_order():
    text = "\n".join(f"{number}. Paragraph {number}." for number in range(1, 3 * MOST_PARAGRAPHS + 1))

    found = split(text)

    assert found.paragraphs[-1] == f"Paragraph {3 * MOST_PARAGRAPHS}."
    assert len(found.paragraphs) == 3 * MOST_PARAGRAPHS


@pytest.mark.parametrize(
    ("text", "value"), [("iv", 4), ("XIX", 19), ("XC", 90), ("IIII", None), ("VX", None), ("IC", None)]
)
def test_numerals_are_read_as_they_are_written_by_rule(text, value):
    assert roman(text) == value


def rows(*texts):
    return [Row("", {"en": text, "fa": "", "ps": ""}, place) for place, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("wish", "texts", "looked"),
    [
        ("add", ["a", "b", "c", ""], 3),
        ("add-0", ["a", "", "b", "c"], 1),
        ("up-2", ["a", "c", "b"], 1),
        ("up-0", ["a", "b", "c"], 0),
        ("down-0", ["b", "a", "c"], 1),
        ("down-2", ["a", "b", "c"], 2),
        ("join-0", ["a\n\nb", "c"], 0),
        ("join-2", ["a", "b", "c"], 2),
        ("out-1", ["a", "c"], 1),
        ("out-9", ["a", "b", "c"], None),
        ("out-²", ["a", "b", "c"], None),
        ("dance", ["a", "b", "c"], None),
    ],
)
def test_rows_are_moved_joined_added_and_taken_out(wish, texts, looked):
    found, place = rearranged(rows("a", "b", "c"), wish)

    assert ([row.texts["en"] for row in found], place) == (texts, looked)
    assert [row.place for row in found] == list(range(len(found)))


def test_a_second_language_goes_beside_the_first_and_more_of_one_behind_it():
    beside = filled(rows("a", "b"), ["الف", "ب", "ج"], "fa")
    behind = filled(rows("a", "b"), ["c"], "en")

    assert [(row.texts["en"], row.texts["fa"]) for row in beside] == [("a", "الف"), ("b", "ب"), ("", "ج")]
    assert [row.texts["en"] for row in behind] == ["a", "b", "c"]
