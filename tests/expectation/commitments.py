"""Rows of the register of commitments."""

from tests.expectation.rows import (
    ADM,
    CT_MEMBERS,
    DELEGATES,
    DIR,
    DONE,
    EVERYBODY,
    FP,
    FP_CT,
    FP_DM,
    MINISTRY,
    REV,
    UNKNOWN,
    Case,
    by_role,
    f,
    open_page,
    row,
)

# By key of tests/trail.py: who may know of it, written by hand from its state, rung, CBM and owners.
KNOWN = {
    "draft": f(FP_DM, REV),
    "registered": f(EVERYBODY),
    "confirmed": f(MINISTRY, DELEGATES),
    "members": f(MINISTRY, CT_MEMBERS),
    "ministry": f(MINISTRY, {"del_au"}),
    "claimed": f(EVERYBODY),
    "completed": f(EVERYBODY),
    "withdrawn": f(MINISTRY, DELEGATES),
    "goal": f(EVERYBODY),
}
STATES = {
    "draft": "draft",
    "registered": "registered",
    "confirmed": "confirmed",
    "members": "in_progress",
    "ministry": "registered",
    "claimed": "completion_claimed",
    "completed": "completed",
    "withdrawn": "withdrawn",
    "goal": "registered",
}
# The focal points of its CBM, and the delegates of its owners.
FOCAL = {key: f(FP_DM) for key in KNOWN} | {"members": f(FP_CT), "completed": f(FP_CT), "goal": f()}
OWNERS = {
    "draft": {"kazakhstan": "del_kz"},
    "registered": {"kazakhstan": "del_kz"},
    "confirmed": {"pakistan": "del_pk"},
    "members": {"turkey": "del_tr"},
    "ministry": {"australia": "del_au"},
    "claimed": {"kazakhstan": "del_kz", "pakistan": "del_pk"},
    "completed": {"turkey": "del_tr"},
    "withdrawn": {"india": "del_in"},
    "goal": {},
}
KEEPERS = {key: f(FOCAL[key], REV) for key in KNOWN}
WORKERS = {key: f(FOCAL[key], OWNERS[key].values()) for key in KNOWN}
ANSWERERS = {key: f(OWNERS[key].values()) for key in KNOWN}
VOUCHERS = {key: f(FOCAL[key], REV, DIR) for key in KNOWN}
JUDGES = {key: f(REV) for key in KNOWN}
CLOSED = {"completed", "withdrawn"}
OPEN = set(KNOWN) - CLOSED


def of(key, **more):
    return lambda world: {"uid": world.commitments[key].uid, **more}


def stepped(may, begins):
    """A step in every state: its page is a 409 where the step does not begin; a form sent empty is refused."""
    return row(
        "GET POST",
        *(
            Case(
                key,
                may=may[key],
                see=KNOWN[key],
                kwargs=of(key),
                wrong_state=f() if key in begins else f({"GET"}),
            )
            for key in KNOWN
        ),
        Case("unknown", may=f(), see=f(), kwargs=lambda world: {"uid": UNKNOWN}),
    )


def in_states(*states):
    return {key for key, state in STATES.items() if state in states}


ROUTES = {
    "commitments:commitment_list": open_page(),
    "commitments:commitment_export": open_page(kwargs=lambda world: {"kind": "csv"}),
    "commitments:commitment_new": by_role("GET POST", f(FP, REV)),
    "commitments:commitment_import": by_role("GET POST", REV),
    "commitments:commitment_many": by_role("POST", f(FP, REV)),
    "commitments:rule_edit": by_role("GET POST", ADM),
    "commitments:commitment_detail": row(
        "GET",
        *(Case(key, may=seers, see=seers, kwargs=of(key)) for key, seers in KNOWN.items()),
        Case("unknown", may=f(), see=f(), kwargs=lambda world: {"uid": UNKNOWN}),
        is_open=True,
    ),
    "commitments:commitment_edit": stepped(KEEPERS, OPEN),
    "commitments:commitment_answer": stepped(ANSWERERS, OPEN),
    # One button; nothing was entered on behalf of any of them.
    "commitments:commitment_answer_confirm": row(
        "POST",
        *(
            Case(key, may=ANSWERERS[key], see=KNOWN[key], kwargs=of(key), body=lambda world: {"version": 1}, post={409})
            for key in KNOWN
        ),
    ),
    "commitments:commitment_behalf": row(
        "GET POST",
        *(
            Case(
                key,
                may=FOCAL[key],
                see=KNOWN[key],
                kwargs=of(key, slug=next(iter(OWNERS[key]))),
                wrong_state=f() if key in OPEN - {"draft"} else f({"GET"}),
            )
            for key in KNOWN
            if OWNERS[key]
        ),
    ),
    "commitments:commitment_register": stepped(KEEPERS, {"draft"}),
    "commitments:commitment_begin": stepped(WORKERS, in_states("registered", "confirmed") - {"goal"}),
    "commitments:commitment_claim": stepped(WORKERS, in_states("confirmed", "in_progress")),
    # The action of the claimed one waits for its verification.
    "commitments:commitment_complete": stepped(JUDGES, set()),
    "commitments:commitment_return": stepped(JUDGES, {"claimed"}),
    "commitments:commitment_reopen": stepped(JUDGES, CLOSED),
    "commitments:commitment_withdraw": stepped(KEEPERS, OPEN - {"draft"}),
    "commitments:commitment_merge": stepped(KEEPERS, OPEN - {"draft", "claimed"}),
    # None of them was undertaken by a group.
    "commitments:commitment_confirm": stepped(JUDGES, set()),
    "commitments:commitment_owner": stepped(KEEPERS, {"goal"}),
    "commitments:commitment_show": stepped(KEEPERS, OPEN),
    # Not what everybody sees, and no draft; a moment is fixed for none of them.
    "commitments:commitment_schedule": stepped(KEEPERS, {"confirmed", "members", "ministry"}),
    "commitments:commitment_unschedule": stepped(KEEPERS, set()),
    "managed_conferences:commitment_confirm": row(
        "POST", *(Case(key, may=VOUCHERS[key], see=KNOWN[key], kwargs=of(key), post=DONE) for key in KNOWN)
    ),
    "managed_conferences:commitment_dispute": row(
        "GET POST", *(Case(key, may=VOUCHERS[key], see=KNOWN[key], kwargs=of(key)) for key in KNOWN)
    ),
    "commitments:commitment_settle": row(
        "GET POST",
        *(
            Case(
                key,
                may=f(REV),
                see=KNOWN[key],
                kwargs=of(key, slug=next(iter(OWNERS[key]))),
                wrong_state=f({"GET"}),
            )
            for key in KNOWN
            if OWNERS[key]
        ),
    ),
}
