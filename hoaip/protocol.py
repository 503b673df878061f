"""The order of states: alphabetical by short name in the language of the page, whatever the database's collation is."""

import unicodedata

from django.utils.translation import gettext

# Arabic script sorts by these letters; code points would put پ, چ, ژ, ک and گ after ی.
_DARI = "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
_PASHTO = "آابپتټثجځچڅحخدډذرړزژږسښشصضطظعغفقکګگلمنڼوهیېۍئ"
_ONE_LETTER = str.maketrans({"ك": "ک", "ي": "ی", "ى": "ی", "ة": "ه", "أ": "ا", "إ": "ا", "ؤ": "و"})
_RANKS = {
    "fa-af": {letter: rank for rank, letter in enumerate(_DARI, start=1)},
    "ps": {letter: rank for rank, letter in enumerate(_PASHTO, start=1)},
}


def protocol_key(name, language="en"):
    """A sort key for a name as it is shown on a page of that language.

    Case, accents, vowel marks and joiners do not count. On Dari and Pashto pages names in Arabic script come before
    names that stand there in Latin letters because nobody has translated them yet.
    """
    letters = [each for each in unicodedata.normalize("NFC", name).translate(_ONE_LETTER)]
    ranks = _RANKS.get(language, {})
    if not ranks:
        plain = unicodedata.normalize("NFKD", name)
        return (0, "".join(each for each in plain if not unicodedata.combining(each)).casefold(), name)
    counted = [each for each in letters if each in ranks or each.isalnum() or each == " "]
    is_latin = bool(counted) and counted[0] not in ranks
    return (
        int(is_latin),
        tuple(
            (1, ranks[each]) if each in ranks else (0 if each == " " else 2, ord(each.casefold()[0]))
            for each in counted
        ),
        name,
    )


def together(names):
    """Names as a sentence says them: "Kazakhstan", "Kazakhstan and Pakistan", "Afghanistan, Iran and Turkey"."""
    if len(names) < 2:
        return "".join(names)
    return gettext("%(first)s and %(last)s") % {"first": gettext(", ").join(names[:-1]), "last": names[-1]}
