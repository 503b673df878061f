"""Which of the things that letters are about their reader may see now."""

from django.apps import apps
from django.db.models import CharField, Value

from hoaip.grants import reached


def seen_of(person, rows):
    """{(label, uid)} of what these letters are about and this person may see now. One statement, whatever they are.

    The model says who sees its rows (`visible_to`); where it does not, everybody. The relay asks it before it sends.
    """
    about, seen, parts = {}, set(), []
    for row in rows:
        if row.object_type:
            about.setdefault(row.object_type, set()).add(row.object_uid)
    for label, uids in sorted(about.items()):
        manager = apps.get_model(label)._default_manager
        if hasattr(manager, "visible_to"):
            visible = reached(manager, person).filter(uid__in=uids).order_by()
            parts.append(visible.values_list(Value(label, output_field=CharField()), "uid"))
        else:
            seen |= {(label, uid) for uid in uids}
    if parts:
        seen.update(parts[0].union(*parts[1:], all=True))
    return seen


def is_open(row, seen):
    """Whether the reader may still know what a letter is about."""
    return not row.object_type or (row.object_type, row.object_uid) in seen
