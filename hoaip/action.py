"""What every write of the portal goes through: one transaction, one audit group, grants brought in line."""

from contextvars import ContextVar
from functools import wraps

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hoaip import audit, grants
from hoaip.audit import Group, current_group
from hoaip.errors import Refused
from hoaip.permissions import MATRIX, Permission, Role

# Whether a transaction is open that ends with the action: hoaip/saving/once.py opens it for the key it claims.
enclosed: ContextVar[bool] = ContextVar("action_enclosed", default=False)


def action(function):
    """Make a function an action: the outermost one opens the transaction and closes the books.

    On leaving the outermost action, in this order: grants of every touched anchor are synced, and the audit rows of it
    and of its nested actions are written as the last statement; after commit the relay is woken when mail was queued.
    """

    @wraps(function)
    def wrapper(*args, **kwargs):
        if (group := current_group.get()) is not None:
            return _nested(group, function, args, kwargs)
        group = Group()
        token = current_group.set(group)
        try:
            # In a transaction opened for it alone a savepoint protects nothing: what fails there fails whole.
            with transaction.atomic(savepoint=not enclosed.get()):
                result = function(*args, **kwargs)
                for _key, anchor in sorted(group.anchors.items()):
                    grants.sync(anchor)
                audit.write(group)
        finally:
            current_group.reset(token)
        return result

    wrapper.is_action = True
    return wrapper


def _nested(group, function, args, kwargs):
    """An action within an action: when it fails and the outer one goes on, it has written and recorded nothing."""
    entries, wake_relay = len(group.entries), group.wake_relay
    try:
        with transaction.atomic():
            return function(*args, **kwargs)
    except BaseException:
        del group.entries[entries:]
        group.wake_relay = wake_relay
        raise


def touched(anchor):
    """Note that who holds what on this anchor may have changed: its grants are synced at the end of the action."""
    current_group.get().anchors[anchor._meta.label_lower, anchor.pk] = anchor


def authorise(by, permission, obj=None, *, every=None):
    """Refused, with a sentence naming what is missing, unless `by` may; `every` anchors must allow it when given."""
    allowed = grants.can_on_all(by, permission, every) if every is not None else grants.can(by, permission, obj)
    if not allowed:
        raise Refused(refusal(permission))


def need_reason(reason, sentence=None):
    """The reason without space around it; ValidationError at `reason` when there is none. `sentence` says it closer."""
    if not (reason or "").strip():
        said = sentence or _("Say why: the reason stands in the history beside the change.")
        raise ValidationError({"reason": said})
    return reason.strip()


def refusal(permission):
    """The sentence a person reads who may see a thing and not do this."""
    roles = ", ".join(str(Role(role).label) for role in Role if role in MATRIX[permission])
    return _("“%(permission)s” is not among your rights here. It belongs to: %(roles)s.") % {
        "permission": Permission(permission).label,
        "roles": roles,
    }
