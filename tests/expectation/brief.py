"""Rows of briefs: the ministry draws them up, the administrator and delegates do not."""

from tests.expectation.rows import MINISTRY, NONE, Case, f, row

ABOUT = {
    "process": ("slug", "hoa-ip"),
    "cbm": ("code", "dm"),
    "stakeholder": ("slug", "pakistan"),
}


def of(kind):
    key, value = ABOUT[kind]
    return row(
        "GET",
        Case("known", may=f(MINISTRY), kwargs=lambda world: {key: value}),
        Case("unknown", may=f(MINISTRY), see=f(), kwargs=lambda world: {key: "nowhere"}, get=NONE),
        Case(
            "no day", may=f(MINISTRY), kwargs=lambda world: {key: value}, query="as_of=2016-13-45", get=frozenset({400})
        ),
    )


ROUTES = {"brief:brief_list": row("GET", Case("", may=f(MINISTRY)))} | {
    f"brief:{kind}{form}": of(kind) for kind in ABOUT for form in ("", "_print", "_word")
}
# A PDF is made by a process of its own: what it answers is asked once a kind, in its own tests.
ROUTES |= {
    f"brief:{kind}_pdf": row(
        "GET",
        Case(
            "no day", may=f(MINISTRY), kwargs=lambda world, kind=kind: dict([ABOUT[kind]]), query="as_of=x", get={400}
        ),
    )
    for kind in ABOUT
}
