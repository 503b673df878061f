"""Rows of declarations, their paragraphs and the delegations to a conference."""

from tests.expectation.rows import (
    DIR,
    DONE,
    EVERYBODY,
    MINISTRY,
    REV,
    SIGNED_IN,
    UNKNOWN,
    Case,
    by_role,
    f,
    open_page,
    row,
)

# A draft is the ministry's, a sealed text everybody's.
KNOWS = {"draft": f(MINISTRY), "sealed": f(EVERYBODY)}
BOTH = frozenset({"GET", "POST"})


def slug_of(key):
    return lambda world: {"slug": world.declarations[key].slug}


def numbered(key, number=1):
    return lambda world: {"slug": world.declarations[key].slug, "number": number}


def versioned(key):
    return lambda world: {"version": world.declarations[key].version}


def texts(methods, may, kwargs, *, is_open=False, **more):
    """A page of the draft and of the sealed text of the world."""
    return row(
        methods,
        *(
            Case(key, may=f(may or EVERYBODY), see=KNOWS[key], kwargs=kwargs(key), **more.get(key, {}))
            for key in ("draft", "sealed")
        ),
        is_open=is_open,
    )


def uid_of(key):
    return lambda world: {"uid": world.declarations[key].uid}


def facts(methods, **answers):
    return row(
        methods,
        *(Case(key, may=f(REV, DIR), see=KNOWS[key], kwargs=uid_of(key), **answers) for key in ("draft", "sealed")),
    )


def delegation(methods):
    case = Case(
        "known",
        may=f(REV),
        see=f(SIGNED_IN),
        kwargs=lambda world: {"uid": world.delegation_sent.uid},
        body=lambda world: {"version": 1},
    )
    return row(methods, case, Case("unknown", may=f(REV), see=f(), kwargs=lambda world: {"uid": UNKNOWN}))


ROUTES = {
    "declarations:declaration_list": open_page(),
    "declarations:declaration_export": open_page(kwargs=lambda world: {"kind": "csv"}),
    "declarations:declaration_new": by_role("GET POST", REV),
    "declarations:declaration_detail": texts("GET", None, slug_of, is_open=True),
    "declarations:declaration_edit": texts(
        "GET POST",
        REV,
        slug_of,
        draft={"body": versioned("draft")},
        sealed={"body": versioned("sealed"), "wrong_state": BOTH},
    ),
    "declarations:declaration_seal": texts(
        "GET POST",
        DIR,
        slug_of,
        draft={"body": versioned("draft")},
        sealed={"body": versioned("sealed"), "wrong_state": BOTH},
    ),
    # One button, on an entry known by its title; both of the world have their words.
    "declarations:declaration_words": texts(
        "POST", REV, slug_of, draft={"wrong_state": BOTH}, sealed={"wrong_state": BOTH}
    ),
    "declarations:paragraph_detail": row(
        "GET",
        Case("draft", may=f(EVERYBODY), see=KNOWS["draft"], kwargs=numbered("draft")),
        Case("sealed", may=f(EVERYBODY), see=KNOWS["sealed"], kwargs=numbered("sealed")),
        Case("no such", may=f(EVERYBODY), see=f(), kwargs=numbered("sealed", 99)),
        is_open=True,
    ),
    # Tags may change after the seal: an empty form takes them away.
    "declarations:paragraph_tag": texts(
        "GET POST",
        REV,
        numbered,
        draft={"body": lambda world: {"version": 1}, "post": DONE},
        sealed={"body": lambda world: {"version": 1}, "post": DONE},
    ),
    # Who comes is known beforehand to the ministry, the administrator and every delegate of the process.
    "declarations:delegation_list": by_role("GET", SIGNED_IN, kwargs=lambda world: {"ordinal": 5}),
    "declarations:delegation_export": by_role("GET", SIGNED_IN, kwargs=lambda world: {"ordinal": 5, "kind": "csv"}),
    "declarations:delegation_new": by_role("GET POST", REV, kwargs=lambda world: {"ordinal": 5}),
    "declarations:delegation_edit": delegation("GET POST"),
    "declarations:delegation_remove": delegation("GET POST"),
    "managed_conferences:declaration_confirm": facts("POST", post=DONE),
    "managed_conferences:declaration_dispute": facts("GET POST"),
}
