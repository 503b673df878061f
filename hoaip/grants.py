"""What a person holds today: guardian's rows as a derived index, their only writer, and the one question `can`.

The truth is dated rows (appointments, delegations, roles, focal points). `sync` copies those of a day into guardian's
direct-key tables, each with the last day it is good for; neither `can` nor a `visible_to` trusts a row past that day.
"""

from collections import defaultdict
from functools import lru_cache, wraps

from django.apps import apps
from django.contrib.auth.models import Permission as Codename
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import CharField, Q, Value
from django.utils import timezone
from guardian.utils import get_user_obj_perms_model

from hoaip.calendar.days import today_in_kabul
from hoaip.permissions import FRAME, MATRIX, MEMBERS, Role

_synced_in_process = {"on": None}


def today():
    """Today in Kabul, the day on which rights are judged."""
    return today_in_kabul(timezone.now())


class Holdings:
    """The roles a person holds today: {(anchor label, primary key): {role, ...}}."""

    def __init__(self, rows=(), *, is_system=False):
        self.by_anchor = defaultdict(set)
        self.is_system = is_system
        for label, pk, role in rows:
            self.by_anchor[label, pk].add(role)

    def __bool__(self):
        return bool(self.by_anchor)

    def on(self, anchor):
        return self.by_anchor.get((anchor._meta.label_lower, anchor.pk), frozenset())

    def ids(self, label, roles):
        """Primary keys of anchors of that label ("cbms.cbm") on which one of these roles is held."""
        return [pk for (of, pk), held in self.by_anchor.items() if of == label and held & set(roles)]

    def any(self, roles):
        """Whether one of these roles is held anywhere."""
        return any(held & set(roles) for held in self.by_anchor.values())


NOTHING = Holdings()


def anchor_models():
    """Models that carry grants, in the order in which their locks are taken: they say who holds what on a day."""
    found = [model for model in apps.get_models() if hasattr(model, "grant_holders") and not model._meta.proxy]
    return sorted(found, key=lambda model: model._meta.label_lower)


def readers(user):
    """Everybody of whom a right must hold: the person, or while one views as another, the viewed and the viewer."""
    return getattr(user, "_readers", None) or (user,)


def by_readers(method):
    """Make a queryset's `visible_to` and its like hold for every reader: of two, what both may see.

    What asks `holdings` by itself and does not go through here sees nothing of the viewed but what everybody sees.
    """

    @wraps(method)
    def wrapper(rows, user):
        for each in readers(user):
            rows = method(rows, each)
        return rows

    wrapper.holds_for_every_reader = True
    return wrapper


def reached(rows, user):
    """Those whose own page opens to this reader: `reachable_by` where the rows tell it apart from `visible_to`.

    `rows` is a manager or a queryset; all of them where the model leaves the question to nobody.
    """
    for name in ("reachable_by", "visible_to"):
        if hasattr(rows, name):
            return getattr(rows, name)(user)
    return rows.all()


def holdings(user):
    """What this person holds today; one query a request, nothing for the public or a deactivated account.

    Nothing of who is viewed and viewer together: no one set of roles says what both may see (`readers`).
    """
    if user is None or not user.is_authenticated or not user.is_active or len(readers(user)) > 1:
        return NOTHING
    day = today()
    kept = getattr(user, "_holdings", None)
    if kept and kept[0] == day:
        return kept[1]
    sync_due(day)
    speaks_for = getattr(user, "speaks_for", None)
    rows = _rows(user, day) if speaks_for is None else delegate_rows(speaks_for, day)
    found = Holdings(rows, is_system=user.is_system)
    user._holdings = (day, found)
    return found


def rights_of(user):
    """(key, what is held today), hashable: two readers of whom it is equal may see the same rows."""
    held = holdings(user)
    anchors = frozenset((*anchor, *sorted(roles)) for anchor, roles in held.by_anchor.items())
    return getattr(user, "pk", None), held.is_system, anchors


def forget(user):
    """Drop what was read of this person's holdings, after they changed."""
    user.__dict__.pop("_holdings", None)


def _rows(user, day):
    with connection.cursor() as cursor:
        cursor.execute(_rows_statement(), {"user": user.pk, "day": day})
        return cursor.fetchall()


@lru_cache(maxsize=1)
def _rows_statement():
    """Every signed-in page asks this: written once, because composing it took longer than answering it."""
    quote = connection.ops.quote_name
    return " UNION ALL ".join(
        f"SELECT '{model._meta.label_lower}', held.content_object_id, role.codename"
        f" FROM {quote(get_user_obj_perms_model(model)._meta.db_table)} AS held"
        f" JOIN {quote(Codename._meta.db_table)} AS role ON role.id = held.permission_id"
        " WHERE held.user_id = %(user)s AND (held.until_on IS NULL OR held.until_on >= %(day)s)"
        for model in anchor_models()
    )


def delegate_rows(stakeholder, day):
    """[(anchor label, anchor primary key, role)]: what a delegate of this stakeholder (its key) holds on a day."""
    return [
        (model._meta.label_lower, pk, str(role))
        for model in anchor_models()
        for pk, role in model.delegates_hold(stakeholder, day)
    ]


def held_by(people, day):
    """[(user id, anchor label, anchor primary key, role)] of many people on a day, in one query."""
    parts = [
        get_user_obj_perms_model(model)
        .objects.filter(user__in=people)
        .filter(Q(until_on__isnull=True) | Q(until_on__gte=day))
        .annotate(label=Value(model._meta.label_lower, output_field=CharField()))
        .values_list("user_id", "label", "content_object_id", "permission__codename")
        for model in anchor_models()
    ]
    return list(parts[0].union(*parts[1:], all=True))


def holders_of(role, day):
    """Ids of the people who hold this role on some anchor on a day."""
    parts = [
        get_user_obj_perms_model(model)
        .objects.filter(permission__codename=role)
        .filter(Q(until_on__isnull=True) | Q(until_on__gte=day))
        .values_list("user_id", flat=True)
        for model in anchor_models()
    ]
    return list(parts[0].union(*parts[1:]))


def holders_on(anchors, roles, day):
    """Ids of the people who hold one of these roles on one of these anchors on a day."""
    found = set()
    for anchor in anchors:
        found.update(
            get_user_obj_perms_model(type(anchor))
            .objects.filter(content_object=anchor.pk, permission__codename__in=roles)
            .filter(Q(until_on__isnull=True) | Q(until_on__gte=day))
            .values_list("user_id", flat=True)
        )
    return found


def anchors_held_by(user):
    """Every anchor on which this person has a grant, of whatever day."""
    for model in anchor_models():
        rows = get_user_obj_perms_model(model).objects.filter(user=user)
        yield from model.objects.filter(pk__in=rows.values("content_object_id"))


def can(user, permission, obj=None):
    """Whether a role of this person on one of the object's anchors is in the permission's row of MATRIX.

    Without an object: whether any role held anywhere is (pages without an object of their own).
    """
    anchors = obj.permission_anchors() if obj is not None else None
    return all(_allowed(each, permission, anchors) for each in readers(user))


def can_on_all(user, permission, anchors):
    """Whether the permission is held on every one of these anchors (or on the process of each)."""
    every = [anchor.permission_anchors() for anchor in anchors]
    return all(_allowed(each, permission, anchors) for anchors in every for each in readers(user))


def _allowed(user, permission, anchors):
    allowed = MATRIX[permission]
    if user is not None and user.is_authenticated and user.is_system:
        return Role.SYSTEM in allowed
    if Role.PUBLIC in allowed:
        return True
    held = holdings(user)
    if anchors is None:
        return held.any(allowed)
    return any(held.on(anchor) & allowed for anchor in anchors)


def roles_on(user, anchors):
    """Every role this person holds on these anchors; of the viewed, where the viewer is a member or ministry there."""
    first, *others = ({role for anchor in anchors for role in holdings(each).on(anchor)} for each in readers(user))
    return first if all(other & (FRAME | MEMBERS) for other in others) else set()


def sync(anchor, *, on=None):
    """Bring guardian's rows of one anchor in line with the dated rows of a day. Returns (added, removed).

    Takes a lock of the anchor's until the end of the transaction: of two that change who holds what, the second reads
    what the first has committed and does not undo it.
    """
    on = on or today()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext(%s), %s)", [f"grants:{anchor._meta.label_lower}", anchor.pk]
        )
    model = get_user_obj_perms_model(type(anchor))
    expected = _expected(anchor, on)
    actual = {
        (row.user_id, row.permission_id): (row.pk, row.until_on) for row in model.objects.filter(content_object=anchor)
    }
    stale = [pk for key, (pk, until_on) in actual.items() if key not in expected or expected[key] != until_on]
    fresh = [
        model(user_id=user_id, permission_id=codename, content_object=anchor, until_on=until_on)
        for (user_id, codename), until_on in expected.items()
        if (user_id, codename) not in actual or actual[user_id, codename][1] != until_on
    ]
    if stale:
        model.objects.filter(pk__in=stale).delete()
    if fresh:
        model.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh), len(stale)


def sync_all(*, on=None):
    """Rebuild every anchor's rows. Returns {"added": n, "removed": n}; twice on a day = zeros."""
    on = on or today()
    added = removed = 0
    for model in anchor_models():
        for anchor in model._base_manager.order_by("pk"):
            with transaction.atomic():
                plus, minus = sync(anchor, on=on)
            added, removed = added + plus, removed + minus
    return {"added": added, "removed": removed}


def sync_due(day):
    """The first time a process sees a day, bring all grants in line with it: rights begin at midnight in Kabul."""
    if _synced_in_process["on"] == day:
        return
    sync_all(on=day)
    _synced_in_process["on"] = day


def check(*, on=None):
    """{"missing": n, "extra": n} between the dated rows and guardian's, without writing.

    A row that is good until another day than its dated row says counts as both.
    """
    on = on or today()
    missing = extra = 0
    for model in anchor_models():
        rows = get_user_obj_perms_model(model).objects
        for anchor in model._base_manager.order_by("pk"):
            expected = set(_expected(anchor, on).items())
            actual = {
                ((user_id, codename_id), until_on)
                for user_id, codename_id, until_on in rows.filter(content_object=anchor).values_list(
                    "user_id", "permission_id", "until_on"
                )
            }
            missing += len(expected - actual)
            extra += len(actual - expected)
    return {"missing": missing, "extra": extra}


def _expected(anchor, on):
    """{(user id, codename id): last day or None}: what guardian's rows of the anchor should be on that day."""
    codenames = _codenames(type(anchor))
    expected = {}
    for user_id, role, until_on in anchor.grant_holders(on):
        key = (user_id, codenames[str(role)])
        # Two rows that give the same role: the one that lasts longer counts.
        if key not in expected or (expected[key] is not None and (until_on is None or until_on > expected[key])):
            expected[key] = until_on
    return expected


def _codenames(model):
    content_type = ContentType.objects.get_for_model(model, for_concrete_model=True)
    return dict(Codename.objects.filter(content_type=content_type).values_list("codename", "pk"))
