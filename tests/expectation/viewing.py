"""Rows of viewing as somebody else, handing over and merging."""

from tests.expectation.rows import DONE, FRAME, SIGNED_IN, by_role

ROUTES = {
    # product M4: ministry and administrator; nothing chosen is a form that is refused.
    "viewing:start": by_role("GET POST", FRAME),
    # Whoever views as nobody stops nothing, and is led on.
    "viewing:stop": by_role("POST", SIGNED_IN, post=DONE),
}
