"""What becomes public at a moment that was fixed before: the query asks the clock, so that nothing has to run (ADR 21).

A row keeps the moment, and says by `OPENS` the column that holds it. Before it the row is read as far as it was; from
that very moment on by everybody, on pages, in lists, files, search and feeds alike, since all of them ask `has_come`.
"""

from bisect import bisect_right
from datetime import datetime, timedelta
from functools import lru_cache

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import DateTimeField, Q
from django.db.models.expressions import Expression
from django.utils import timezone
from django.utils.translation import gettext as _

# How far ahead a moment may lie.
MOST = timedelta(days=731)


class Moment(datetime):
    """The instant at which a statement is sent. A kept statement is sent with a new one (hoaip/conditions.py)."""

    @classmethod
    def sent(cls):
        at = timezone.now()
        return cls.combine(at.date(), at.timetz())


class RightNow(Expression):
    """The present instant by the clock of this process, taken when the statement is sent and not when it is written."""

    output_field = DateTimeField()

    def as_sql(self, compiler, connection):
        return "%s", [Moment.sent()]


def has_come(column):
    """Rows whose moment in `column` has come, as a Q; not those without one."""
    return Q(**{f"{column}__lte": RightNow()})


def is_past(moment):
    """Whether the moment of a row that is loaded has come; not without one."""
    return moment is not None and moment <= timezone.now()


def refuse_moment(at, now):
    """ValidationError at day for a moment that does not lie ahead, or too far."""
    if at <= now:
        raise ValidationError({"day": _("That moment is over, or it is now. Give one that lies ahead.")})
    if at > now + MOST:
        raise ValidationError({"day": _("That is more than two years ahead. Give an earlier day.")})


def resent(params):
    """The parameters of a kept statement, each Moment in them taken anew."""
    return tuple(Moment.sent() if isinstance(each, Moment) else each for each in params)


@lru_cache(maxsize=1)
def opening_columns():
    """["table.column"] of every model that opens at a moment; each column has an index of the rows that have one."""
    models = sorted((each for each in apps.get_models() if hasattr(each, "OPENS")), key=lambda each: each._meta.label)
    quoted = connection.ops.quote_name
    return [f"{quoted(each._meta.db_table)}.{quoted(each._meta.get_field(each.OPENS).column)}" for each in models]


def last_of(moments, now):
    """The newest of these moments, in order, that has come by `now`, or None: it changes with each, though nothing ran.

    Two rows of one moment are one: they open together.
    """
    place = bisect_right(moments, now)
    return moments[place - 1] if place else None
