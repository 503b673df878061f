"""Rows of actions, the trail and what has nothing behind it."""

from tests.expectation.rows import (
    DELEGATES,
    DONE,
    EVERYBODY,
    FP,
    FP_CT,
    FP_DM,
    MINISTRY,
    REV,
    Case,
    by_role,
    f,
    open_page,
    row,
)

# By key of the world's actions: who may know of it (product 11), who keeps it, who works on it.
KNOWS = {
    "open": f(EVERYBODY),
    "in_progress": f(MINISTRY, DELEGATES),
    "claimed": f(EVERYBODY),
    "verified": f(EVERYBODY),
    "cancelled": f(MINISTRY, DELEGATES),
    # Turkey's, in the CBM that it leads.
    "members": f(MINISTRY, {"del_tr"}),
    # The ministry's, and Australia's, which does it.
    "ministry": f(MINISTRY, {"del_au"}),
}
OF = {
    "open": (FP_DM, "del_kz"),
    "in_progress": (FP_DM, "del_pk"),
    "claimed": (FP_DM, "del_kz"),
    "verified": (FP_CT, "del_tr"),
    "cancelled": (FP_DM, "del_in"),
    "members": (FP_CT, "del_tr"),
    "ministry": (FP_DM, "del_au"),
}
OPEN = ("open", "in_progress", "claimed", "members", "ministry")


def action(key):
    return lambda world: {"uid": world.actions[key].uid}


def version(key):
    return lambda world: {"version": world.actions[key].version}


def keepers(key):
    return f(OF[key][0], REV)


def workers(key):
    return f(OF[key][0], {OF[key][1]})


def of_actions(methods, may, *, fits, **more):
    """A page of every action of the world; those it does not fit are told 409."""
    return row(
        methods,
        *(
            Case(
                key,
                may=may(key),
                see=KNOWS[key],
                kwargs=action(key),
                wrong_state=frozenset() if key in fits else frozenset({"GET", "POST"}),
                body=version(key),
                **more,
            )
            for key in OF
        ),
    )


ROUTES = {
    "follow_up:action_list": open_page(),
    "follow_up:action_export": open_page(kwargs=lambda world: {"kind": "csv"}),
    "follow_up:action_detail": row(
        "GET", *(Case(key, may=f(EVERYBODY), see=KNOWS[key], kwargs=action(key)) for key in OF), is_open=True
    ),
    # Without what it is for the address asks for nothing.
    "follow_up:action_new": by_role("GET POST", f(FP, REV), get=frozenset({400}), post=frozenset({400})),
    "follow_up:action_edit": of_actions("GET POST", keepers, fits=OPEN),
    "follow_up:action_reassign": of_actions("GET POST", keepers, fits=OPEN),
    "follow_up:action_evidence": of_actions("GET POST", workers, fits=OPEN),
    "follow_up:action_begin": of_actions("GET POST", workers, fits=("open", "members", "ministry"), post=DONE),
    "follow_up:action_claim": of_actions("GET POST", workers, fits=("open", "in_progress", "members", "ministry")),
    "follow_up:action_verify": of_actions("GET POST", lambda key: f(REV), fits=("claimed",), post=DONE),
    "follow_up:action_return": of_actions("GET POST", lambda key: f(REV), fits=("claimed",)),
    "follow_up:action_cancel": of_actions("GET POST", keepers, fits=("open", "in_progress", "members", "ministry")),
    "follow_up:declaration_trail": row(
        "GET",
        *(
            Case(key, may=f(EVERYBODY), see=see, kwargs=lambda world, key=key: {"slug": world.declarations[key].slug})
            for key, see in (("draft", f(MINISTRY)), ("sealed", f(EVERYBODY)))
        ),
        is_open=True,
    ),
    "follow_up:orphan_list": by_role("GET", f(FP, REV)),
    "follow_up:process_consultation": open_page(kwargs=lambda world: {"slug": "hoa-ip"}),
}
