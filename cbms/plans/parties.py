"""Who carries out a plan, by name: what a slug is called on a page, and whom somebody meant who typed a name."""

import re
import unicodedata

from cbms.circle import called
from hoaip.language import page_language
from hoaip.models import Stakeholder
from hoaip.protocol import together
from hoaip.public_cache import facts

# Of a stakeholder, what naming and finding it reads.
READ = ("slug", "code", "kind", "name_en", "name_fa", "name_ps")
_ONE_LETTER = str.maketrans({"ك": "ک", "ي": "ی", "ى": "ی", "ة": "ه", "أ": "ا", "إ": "ا", "\u200c": " "})


class Parties:
    """Every stakeholder of the portal, in the order of protocol, by slug and by each of its names."""

    def __init__(self, language):
        self.rows = list(Stakeholder.objects.in_protocol_order(language).only(*READ))
        self.by_slug = {row.slug: row for row in self.rows}
        self.names = {row.slug: called(row, language) for row in self.rows}
        self.by_name = {}
        for row in self.rows:
            for name in (row.slug, row.code, row.name_en, row.name_fa, row.name_ps, self.names[row.slug]):
                if name:
                    self.by_name.setdefault(folded(name), row)

    def called(self, slug):
        """What a stakeholder is called on the page; a slug that is gone stays as it is."""
        return self.names.get(slug, slug)

    def listed(self, slugs):
        """Names as they stand in one cell or input: "Poland; UNDP"."""
        return "; ".join(map(self.called, slugs))

    def sentence(self, slugs):
        """Names as a sentence says them: "Poland and UNDP"."""
        return together([self.called(slug) for slug in slugs])

    def found(self, name):
        """The stakeholder somebody meant: by short name in any language, acronym, code or slug; None for nobody."""
        return self.by_name.get(folded(name))


def known_parties(request):
    """The Parties of this page's language: one query, once for each version of the data."""
    language = page_language()
    return facts.get(request, "parties of plans", lambda: Parties(language))


def folded(name):
    """A name without what typing changes: case, kinds of spaces, Arabic letters for Persian ones, marks."""
    plain = unicodedata.normalize("NFKC", str(name)).translate(_ONE_LETTER)
    return re.sub(r"\s+", " ", plain).strip().casefold()


def parted(text):
    """The names in one cell or input, apart: semicolons of either script part them, and line ends."""
    return [name.strip() for name in re.split(r"[;؛\n]", text) if name.strip()]
