"""The only door for a `state`: which step leads where, who may take it, and the race-safe move."""

from dataclasses import dataclass

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from hoaip.errors import WrongState, same_version
from hoaip.grants import can


@dataclass(frozen=True)
class Transition:
    """A step from some states to another. `target` is a state, or a dict from each source to its target."""

    name: str
    sources: tuple
    target: object
    permission: str
    label: str
    needs_reason: bool = False

    def target_from(self, state):
        return self.target[state] if isinstance(self.target, dict) else self.target


def transition(model, name):
    """The transition of that name. KeyError when the model has none."""
    return {step.name: step for step in model.TRANSITIONS}[name]


def available(obj, user):
    """The transitions this person may take from the object's present state."""
    return [step for step in obj.TRANSITIONS if obj.state in step.sources and can(user, step.permission, obj)]


def begins(obj, name):
    """The transition of that name; WrongState when the object is not in a state it begins from."""
    step = transition(type(obj), name)
    if obj.state not in step.sources:
        raise WrongState(
            _("“%(step)s” is not possible: it is %(state)s. Reload the page to see what is.")
            % {"step": step.label, "state": obj.get_state_display()}
        )
    return step


def move(obj, name, *, version=None, **columns):
    """Take a step: a conditional UPDATE on state and version, so that of two at once one wins.

    - raises WrongState when the object is not in a state the step begins from;
    - raises Stale when `version` is given and somebody saved in between;
    - sets `columns` in the same statement and reloads `obj`.
    """
    step = begins(obj, name)
    if version is not None:
        same_version(obj, version)
    moved = (
        type(obj)
        ._base_manager.filter(pk=obj.pk, state=obj.state, version=obj.version)
        .update(state=step.target_from(obj.state), version=F("version") + 1, changed_at=timezone.now(), **columns)
    )
    if not moved:
        raise WrongState(_("Somebody moved it first. Reload the page to see its present state."))
    obj.refresh_from_db()
    return obj


def move_all(model, pks, name, **columns):
    """The same step for many rows in one conditional UPDATE; WrongState, and nothing is moved, unless all can take it.

    The caller is an action: what was moved before the refusal goes with its transaction.
    """
    step = transition(model, name)
    if isinstance(step.target, dict):
        raise TypeError(f"“{name}” leads from each state to another: move one at a time.")
    moved = model._base_manager.filter(pk__in=pks, state__in=step.sources).update(
        state=step.target, version=F("version") + 1, changed_at=timezone.now(), **columns
    )
    if moved != len(set(pks)):
        raise WrongState(_("Somebody moved one of them first. Reload the page to see their present state."))
    return moved
