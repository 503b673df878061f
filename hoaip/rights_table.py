"""MATRIX unfolded: for every permission and role, and for every state where a step of a workflow asks for it."""

from django.apps import apps

from hoaip.permissions import MATRIX, Role


def rows():
    """[{"permission", "role", "state", "allowed"}] in the order of MATRIX, Role and each model's states.

    A permission that steps of a workflow ask for has a row per state of those models: allowed when the role holds the
    permission and one of the steps begins there. Any other has one row a role, its state None.
    """
    states = states_by_permission()
    return [
        {"permission": str(permission), "role": str(role), "state": state, "allowed": role in holders and begins}
        for permission, holders in MATRIX.items()
        for role in Role
        for state, begins in states.get(permission, {None: True}).items()
    ]


def states_by_permission():
    """{permission: {state: whether a step with it begins there}} over every model with TRANSITIONS."""
    found = {}
    for model in apps.get_models():
        for step in getattr(model, "TRANSITIONS", ()):
            states = found.setdefault(step.permission, {})
            for state in model._meta.get_field("state").choices:
                value = str(state[0])
                states[value] = states.get(value, False) or value in step.sources
    return found
