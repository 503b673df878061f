"""One spelling for one word, however it was typed: the same table in Python and in the database (`hoaip_fold`).

Kaf and yeh of Arabic and of Persian keyboards, the letters of Pashto that are written in several ways, alef with and
without its hamza, digits of three scripts, Latin letters with and without accents, capitals and small letters are one;
what joins or marks letters is dropped, and everything between words is a space.
"""

import hashlib
import unicodedata

# What stands between words.
BETWEEN = [
    *(code for code in range(1, 0xC0) if not chr(code).isalnum()),
    *(0xD7, 0xF7, 0x060C, 0x061B, 0x061F, 0x066A, 0x066B, 0x066C, 0x066D, 0x06D4),
    *range(0x2000, 0x2070),
]
# What joins letters, marks them or turns their direction, and is no part of a word.
DROPPED = [
    *(0xAD, 0x061C, 0x0640, 0x0670, 0xFEFF, 0x200C, 0x200D, 0x200E, 0x200F),
    *(*range(0x202A, 0x202F), *range(0x2060, 0x2065), *range(0x2066, 0x206A)),
    *(*range(0x0300, 0x0370), *range(0x0610, 0x061B), *range(0x064B, 0x0660)),
    *(*range(0x06D6, 0x06DD), *range(0x06DF, 0x06E5), 0x06E7, 0x06E8, *range(0x06EA, 0x06EE)),
]
# Letters by code point: those of Arabic script that are one letter here, then Latin ones that do not come apart.
LETTERS = {
    0x06CC: (0x064A, 0x0649, 0x0626, 0x06D0, 0x06CD, 0x06CE, 0x06D2, 0x06D3),
    0x06A9: (0x0643, 0x06AA),
    0x06AF: (0x06AB,),
    0x0647: (0x0629, 0x06C0, 0x06C1, 0x06C2, 0x06C3, 0x06BE, 0x06D5),
    0x0627: (0x0623, 0x0625, 0x0622, 0x0671),
    0x0648: (0x0624,),
    ord("a"): (0xE6, 0xC6, 0xAA),
    ord("d"): (0xF0, 0xD0, 0x0111, 0x0110),
    ord("i"): (0x0131, 0x0130),
    ord("l"): (0x0142, 0x0141),
    ord("o"): (0xF8, 0xD8, 0xBA),
    ord("s"): (0xDF,),
    0x0259: (0x018F,),
}
DIGITS = (0x06F0, 0x0660)
# Capitals and letters with accents: Latin, Cyrillic; and letters of Arabic script by their place in a word.
COMPOSED = (range(ord("A"), ord("Z") + 1), range(0xC0, 0x250), range(0x400, 0x530), range(0xFB50, 0xFE00))
PLACED = (range(0xFE70, 0xFF00),)


def _table():
    """{code point: a character, or nothing} of everything that changes."""
    table = {code: " " for code in BETWEEN}
    table |= dict.fromkeys(DROPPED, "")
    for letter, others in LETTERS.items():
        table |= dict.fromkeys(others, chr(letter))
    for first in DIGITS:
        table |= {first + digit: str(digit) for digit in range(10)}
    for code in (code for codes in (*COMPOSED, *PLACED) for code in codes):
        apart = unicodedata.normalize("NFKD", chr(code).lower())
        bare = "".join(each for each in apart if not unicodedata.combining(each))
        if code not in table and len(bare) == 1 and bare != chr(code):
            table[code] = table.get(ord(bare), bare)
    return table


TABLE = _table()
# Under this digest the database holds the function: a change of the table is a new migration that makes it anew.
DIGEST = hashlib.sha256(repr(sorted(TABLE.items())).encode()).hexdigest()


def fold(text):
    """The text with one spelling for each letter; words are apart by spaces. The same as `hoaip_fold`."""
    return text.translate(TABLE)


def sql_function():
    """The statement that makes `hoaip_fold(text)`; a text of ASCII alone, the most, needs only a small table."""

    def translated(codes):
        # Characters that are dropped stand last, where the second list has ended.
        codes = sorted(codes, key=lambda code: (TABLE[code] == "", code))
        start, end = ("".join(parts).replace("'", "''") for parts in (map(chr, codes), map(TABLE.get, codes)))
        return f"translate(raw, '{start}', '{end}')"

    return f"""
        CREATE FUNCTION hoaip_fold(raw text) RETURNS text
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 500 AS $fold$
        BEGIN
          IF octet_length(raw) = char_length(raw) THEN
            RETURN {translated([code for code in TABLE if code < 0x80])};
          END IF;
          RETURN {translated(TABLE)};
        END
        $fold$;
    """


def words_in(text):
    """The words of a text as they are compared, in order."""
    return [word for word in fold(text).split(" ") if any(each.isalnum() for each in word)]
