"""Rows of what a person watches."""

from tests.expectation.rows import DONE, SIGNED_IN, Case, f, row

ROUTES = {
    "watching:watch_list": row("GET", Case("one's own", may=f(SIGNED_IN))),
    "watching:start": row(
        "POST",
        Case("a CBM", may=f(SIGNED_IN), body=lambda world: {"name": "cbm:dm"}, post=DONE),
        Case("nothing", may=f(SIGNED_IN), post=frozenset({400})),
    ),
    "watching:stop": row("POST", Case("a CBM", may=f(SIGNED_IN), body=lambda world: {"name": "cbm:dm"}, post=DONE)),
}
