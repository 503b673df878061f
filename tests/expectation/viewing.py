"""Rows of viewing as somebody else, handing over and merging."""

from tests.expectation.rows import (
    ADM,
    DONE,
    FP,
    FP_DM,
    FRAME,
    SIGNED_IN,
    Case,
    by_role,
    f,
    row,
)

# Who knows of a handover of Disaster Management: its focal points, the administrator, and who takes over.
KNOWS = f(FP_DM, ADM, {"rev_two"})


def of(name):
    return lambda world: {"uid": getattr(world, name).uid}


def version(_world):
    return {"version": "1"}


ROUTES = {
    # product M4: ministry and administrator; nothing chosen is a form that is refused.
    "viewing:start": by_role("GET POST", FRAME),
    # Whoever views as nobody stops nothing, and is led on.
    "viewing:stop": by_role("POST", SIGNED_IN, post=DONE),
    # product A3, M9: a focal point proposes, the administrator names.
    "handover:handover_list": by_role("GET", f(FP, ADM)),
    "handover:handover_new": by_role("GET POST", f(FP, ADM)),
    "handover:handover_detail": row(
        "GET",
        Case("proposed", may=KNOWS, see=KNOWS, kwargs=of("handover")),
        Case("confirmed", may=KNOWS, see=KNOWS, kwargs=of("handed_over")),
    ),
    "handover:handover_confirm": row(
        "GET POST",
        Case("proposed", may=f(ADM), see=KNOWS, kwargs=of("handover"), body=version, post=DONE),
        Case(
            "confirmed", may=f(ADM), see=KNOWS, kwargs=of("handed_over"), body=version, wrong_state=frozenset({"POST"})
        ),
    ),
    "handover:handover_withdraw": row(
        "POST",
        Case("proposed", may=f(FP_DM, ADM), see=KNOWS, kwargs=of("handover"), post=DONE),
        Case("confirmed", may=f(FP_DM, ADM), see=KNOWS, kwargs=of("handed_over"), wrong_state=frozenset({"POST"})),
    ),
    # The successor alone, whatever right the others hold.
    "handover:item_take": row(
        "POST", Case("open", may=f({"rev_two"}), see=KNOWS, kwargs=of("handover_item"), post=DONE)
    ),
    # product I7, A6: the administrator's; sent empty they are forms that are refused.
    "merging:person_merge": by_role("GET POST", ADM),
    "merging:organization_merge": by_role("GET POST", ADM),
    "roles:role_bulk": by_role("GET POST", ADM),
}
