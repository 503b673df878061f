"""The lines around what was found, with the words marked; every character of them escaped."""

from django.utils.html import format_html, format_html_join

from hoaip.search.folding import TABLE

AROUND, LONGEST = 70, 220


def words_with_places(text):
    """[(folded word, start, end)] of a text; the places are those of the text as it stands."""
    found, letters, start = [], [], 0
    for place, each in enumerate(text):
        folded = TABLE.get(ord(each), each)
        if folded == " ":
            if letters:
                found.append(("".join(letters), start, place))
            letters = []
        elif folded:
            start = start if letters else place
            letters.append(folded)
    if letters:
        found.append(("".join(letters), start, len(text)))
    return found


def snippet(texts, asked):
    """The first of these texts that holds a word, cut around it, as safe HTML; "" when none does."""
    for text in texts:
        # Beyond it nobody looks for the place: the hit is named all the same.
        text = text[:20_000]
        places = [(start, end) for word, start, end in words_with_places(text) if asked.is_met_by(word)]
        if places:
            return _cut(text, places)
    return ""


def marked(text, asked):
    """A whole short text, as a title, with the words marked."""
    places = [(start, end) for word, start, end in words_with_places(text) if asked.is_met_by(word)]
    return _marked(text, places, 0, len(text))


def _cut(text, places):
    begin = max(places[0][0] - AROUND, 0)
    if begin:
        begin = text.find(" ", begin, places[0][0]) + 1 or begin
    end = min(max(begin + LONGEST, places[0][1]), len(text))
    if end < len(text):
        end = max(text.rfind(" ", places[0][1], end), places[0][1])
    shown = _marked(text, [place for place in places if place[1] <= end], begin, end)
    return format_html("{}{}{}", "… " if begin else "", shown, " …" if end < len(text) else "")


def _marked(text, places, begin, end):
    parts, at = [], begin
    for start, stop in places:
        parts.append((text[at:start], text[start:stop]))
        at = stop
    marks = format_html_join("", "{}<mark>{}</mark>", parts)
    return format_html("{}{}", marks, text[at:end])
