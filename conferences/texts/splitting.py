"""A pasted text becomes paragraphs, by its numbers, else its bullets, else its blank lines. Asks nobody, keeps nothing.

No word is lost but the markers: a number, a bullet. What stands before the first number becomes paragraphs of its own,
and all are counted anew from 1.
"""

import re
from typing import NamedTuple

MOST_PARAGRAPHS = 300
MOST_BYTES = 200 * 1024

NUMBERS, ROMAN, BULLETS, BLANK_LINES = "numbers", "roman", "bullets", "blank_lines"

# Marks of direction and width that stand before a number in texts copied from right-to-left pages; never words.
_UNSEEN = re.compile("^[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\\s]+")
_DIGITS = "0-9\u0660-\u0669\u06f0-\u06f9"
# After a marker comes a space, a letter or a quotation mark: "1.5 million" and "3-4 days" begin no paragraph.
_AFTER = r"(?=\s|[^\W\d_]|[\"“”«‘’(\[]|$)"
_NUMBER = re.compile(
    rf"(?P<open>[(\[]?)\s*(?P<number>[{_DIGITS}]{{1,3}})\s*(?P<close>[)\]]|[.:\-–—ـ]\s*[\-–—]?|\.\))\s*{_AFTER}"
)
_DASHES = re.compile(r"[\s\-–—ـ]+")
_ROMAN = re.compile(r"(?P<open>\(?)(?P<number>[IVXLC]{1,7}|[ivxlc]{1,7})(?P<close>[.)])(?=\s|$)")
_BULLET = re.compile(r"[•▪◦‣·●■□*\-–—➢✓]\s+(?=\S)")
_LETTER = re.compile(r"\(?(?:[a-zA-Z]|[\u0621-\u064a\u06a9\u06af\u06cc])[.)]\s")
# From one number to the next; more is a figure at the beginning of a line.
_WIDEST_GAP = 5
# A line that holds a whole paragraph, as word processors copy them.
_WHOLE = 100


class Split(NamedTuple):
    """The paragraphs, by what they were parted, how many stood before the first marker, and whether they were numbered
    otherwise than they are counted now."""

    paragraphs: tuple
    by: str
    before: int
    is_renumbered: bool


class _Mark(NamedTuple):
    line: int
    number: int
    style: str
    rest: str


def split(text):
    """The Split of a pasted text; no paragraphs for one without words."""
    lines = [_UNSEEN.sub("", line).rstrip() for line in re.split(r"\r\n|[\r\n\u0085\u2028\u2029\v\f]", text)]
    for by, marks in ((NUMBERS, _numbers(lines)), (ROMAN, _romans(lines))):
        if marks:
            before = _blocks(lines[: marks[0].line])
            own = _marked(lines, marks)
            renumbered = bool(before) or [mark.number for mark in marks] != list(range(1, len(marks) + 1))
            return Split(tuple(before + own), by, len(before), renumbered)
    bullets = [n for n, line in enumerate(lines) if _BULLET.match(line)]
    if len(bullets) > 1:
        before = _blocks(lines[: bullets[0]])
        own = _by_bullets(lines[bullets[0] :])
        return Split(tuple(before + own), BULLETS, len(before), False)
    return Split(tuple(_blocks(lines)), BLANK_LINES, 0, False)


def _numbers(lines):
    """The lines that begin a numbered paragraph: those written like the first, as long as they count on."""
    found = []
    for place, line in enumerate(lines):
        hit = _NUMBER.match(line)
        if hit:
            # "1." and "(1)" count different things; Latin, Persian and Arabic digits in one text count the same.
            style = hit["open"] + (_DASHES.sub("", hit["close"]) or "-")
            found.append(_Mark(place, int(hit["number"]), style, line[hit.end() :].strip()))
    return _counting_on(found, lines, from_one=any(mark.number == 1 for mark in found))


def _romans(lines):
    found = []
    for place, line in enumerate(lines):
        hit = _ROMAN.match(line)
        if hit and (value := roman(hit["number"])):
            style = f"{hit['open']}{hit['close']}{hit['number'].isupper()}"
            found.append(_Mark(place, value, style, line[hit.end() :].strip()))
    return _counting_on(found, lines, from_one=True)


def _counting_on(marks, lines, *, from_one):
    """Those of the marks that count: the first is 1 where one is, each next a little more, or 1 again in a new part."""
    first = next((mark for mark in marks if mark.number == 1 or not from_one), None)
    if first is None:
        return []
    kept, last = [], None
    for mark in marks:
        if mark.line < first.line or mark.style != first.style:
            continue
        if last is None or mark.number == 1 or last < mark.number <= last + _WIDEST_GAP:
            kept.append(mark)
            last = mark.number
    # One number alone is a paragraph of a text that begins with it, and a figure anywhere else.
    begins = not any(lines[: first.line])
    return kept if len(kept) > 1 or begins else []


def roman(text):
    """The value of a Roman numeral as it is written by rule; None for anything else."""
    values, total, upper = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}, 0, text.upper()
    for place, letter in enumerate(upper):
        value = values[letter]
        following = values[upper[place + 1]] if place + 1 < len(upper) else 0
        total += -value if value < following else value
    return total if _as_roman(total) == upper else None


def _as_roman(number):
    written = ""
    for value, letters in ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV")):
        written += letters * (number // value)
        number %= value
    return written + "I" * number


def _marked(lines, marks):
    """A paragraph from each mark to the line before the next; one of nothing but its number is none."""
    found = []
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        rest = lines[mark.line + 1 : following.line if following else len(lines)]
        found.append(_joined([mark.rest, *rest]))
    return [paragraph for paragraph in found if paragraph]


def _by_bullets(lines):
    """A paragraph a bullet; behind a blank line one without a bullet is its own."""
    groups, is_apart = [], False
    for line in lines:
        hit = _BULLET.match(line)
        if hit:
            groups.append([line[hit.end() :]])
        elif line and is_apart:
            groups.append([line])
        else:
            groups[-1].append(line)
        is_apart = not line
    return [paragraph for group in groups if (paragraph := _joined(group))]


def _blocks(lines):
    """Paragraphs parted by blank lines; without one, each line of a text whose lines are whole paragraphs."""
    blocks, current = [], []
    for line in [*lines, ""]:
        if line:
            current.append(line)
        elif current:
            blocks.append(current)
            current = []
    if len(blocks) == 1 and sum(map(len, blocks[0])) > _WHOLE * len(blocks[0]):
        return list(blocks[0])
    return [_joined(block) for block in blocks]


def _joined(lines):
    """Lines broken at the edge of a page become one; lists within a paragraph and its blank lines stay."""
    text, gap = "", ""
    for line in lines:
        if not line:
            gap = "\n\n" if text else ""
            continue
        if text and not gap:
            is_item = any(pattern.match(line) for pattern in (_NUMBER, _ROMAN, _BULLET, _LETTER))
            gap = "\n" if is_item or text.endswith(":") else " "
        text += gap + line
        gap = ""
    return text.strip()
