"""Conditions of what a reader may see, composed once for one set of rights and kept as SQL."""

from collections import OrderedDict
from threading import Lock

from django.db import DEFAULT_DB_ALIAS
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from hoaip.embargo import resent
from hoaip.grants import readers, rights_of

MOST = 256
_kept, _lock = OrderedDict(), Lock()


def kept_condition(name, user, model, compose):
    """What `compose()` says of rows of this model, as one expression for `filter`.

    `compose` gives a Q that depends on nothing but the reader's key and rights today (`rights_of`) and, by `has_come`,
    on the present instant, asks the database nothing, and is put to a queryset of `model` with the joins that it
    implies and no others of the same tables.
    """
    key = (name, tuple(rights_of(each) for each in readers(user)))
    with _lock:
        found = _kept.get(key)
        if found is not None:
            _kept.move_to_end(key)
    if found is None:
        compiler = model.objects.filter(compose()).query.get_compiler(DEFAULT_DB_ALIAS)
        compiler.setup_query()
        sql, params = compiler.compile(compiler.query.where)
        found = sql, tuple(params)
        with _lock:
            _kept[key] = found
            while len(_kept) > MOST:
                _kept.popitem(last=False)
    sql, params = found
    return RawSQL(sql, resent(params), output_field=BooleanField())  # noqa: S611 - written by the ORM itself
