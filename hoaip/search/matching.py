"""Which rows hold all the words somebody asks for, as the database finds them by an index."""

from dataclasses import dataclass

from django.db.models import BooleanField, Func

from hoaip.search.folding import words_in

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody searches for: the folded words, the last of which may be only the beginning of one."""

    words: tuple[str, ...]

    @classmethod
    def of(cls, text):
        return cls(tuple(words_in(text)))

    @property
    def query(self):
        """As a tsquery. Folding left letters and digits alone, so that nothing in it is an operator."""
        return " & ".join(self.words) + ":*"

    def is_met_by(self, word):
        """Whether a folded word of a text is one of those asked for."""
        return word in self.words or word.startswith(self.words[-1])


class Holds(Func):
    """Whether these columns together hold all words asked for; written as the indexes of the migrations have it."""

    template = "to_tsvector('simple'::regconfig, hoaip_fold(%(expressions)s))"
    arg_joiner = " || ' ' || "
    output_field = BooleanField()

    def __init__(self, *columns, query):
        super().__init__(*columns)
        self.query = query

    def as_sql(self, compiler, connection, **more):
        sql, params = super().as_sql(compiler, connection, **more)
        return f"{sql} @@ to_tsquery('simple'::regconfig, %s)", [*params, self.query]
