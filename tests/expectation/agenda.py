"""Rows of agendas: who reads one, who writes it, and what became of its items."""

from tests.expectation.knowing import drafters
from tests.expectation.meetings import knows, meeting
from tests.expectation.rows import (
    CT_MEMBERS,
    DELEGATES,
    DM_MEMBERS,
    DONE,
    FRAME,
    MINISTRY,
    NONE,
    PAGE,
    REFUSED_FORM,
    REV,
    UNKNOWN,
    Case,
    f,
    row,
)
from tests.world import AGENDA, MEETINGS

BOTH = frozenset({"GET", "POST"})
# In which states of its meeting an agenda is written.
WRITTEN = ("planned", "invited", "postponed", "held", "reported", "requested", "rejected")


def reads(key):
    """Product section 11: members of its CBMs, every delegation where it has none; the ministry alone once annulled."""
    state, codes, _days, _was_known = MEETINGS[key]
    if state == "annulled":
        return f(MINISTRY)
    if not codes:
        return f(MINISTRY, DELEGATES)
    return f(MINISTRY, *({"dm": DM_MEMBERS, "ct": CT_MEMBERS}[code] for code in codes))


def of_meeting(methods, *, fits, body=None, post=REFUSED_FORM):
    """A page of who keeps the agenda; `fits(key)`: whether the meeting is in its state."""
    return row(
        methods,
        *(
            Case(
                key,
                may=drafters(key),
                see=knows(key),
                kwargs=meeting(key),
                body=body,
                wrong_state=frozenset() if fits(key) else BOTH,
                post=post,
            )
            for key in MEETINGS
        ),
    )


def of_item(methods, *, fits, post=REFUSED_FORM, asks=(), **body):
    """A step of an item; `fits` are those in its state; `asks`: those that say first that the form is empty."""
    return row(
        methods,
        *(
            Case(
                key,
                may=drafters(of),
                see=reads(of),
                kwargs=lambda world, key=key: {"uid": world.agenda[key].uid},
                body=lambda world, key=key: {"version": world.agenda[key].version, **body},
                wrong_state=frozenset() if key in fits else BOTH,
                post=post,
                answers={(person, "POST"): REFUSED_FORM for person in drafters(of)} if key in asks else {},
            )
            for key, (of, _state) in AGENDA.items()
        ),
        Case("unknown", may=f(FRAME, DELEGATES), see=f(), kwargs=lambda world: {"uid": UNKNOWN}, get=NONE, post=NONE),
    )


OPEN = [key for key, (of, state) in AGENDA.items() if state == "open" and MEETINGS[of][0] in WRITTEN]
ROUTES = {
    "agenda:agenda_detail": row(
        "GET", *(Case(key, may=reads(key), see=knows(key), kwargs=meeting(key), get=PAGE) for key in MEETINGS)
    ),
    "agenda:item_new": of_meeting("GET POST", fits=lambda key: MEETINGS[key][0] in WRITTEN),
    "agenda:rest_discussed": of_meeting("POST", fits=lambda key: MEETINGS[key][0] in ("held", "reported"), post=DONE),
    # What a cancelled meeting had on its agenda waits for another one of its CBM.
    "agenda:item_take": of_meeting(
        "POST",
        fits=lambda key: MEETINGS[key][0] in ("planned", "invited") and "dm" in MEETINGS[key][1],
        body=lambda world: {"item": world.agenda["left"].uid},
        post=DONE,
    ),
    # Of a joint meeting only who plans for each of its CBMs.
    "agenda:plan_next": row(
        "GET POST",
        *(
            Case(
                key,
                may=drafters(key) if len(MEETINGS[key][1]) < 2 else f(REV),
                see=knows(key),
                kwargs=meeting(key),
                wrong_state=BOTH if MEETINGS[key][0] == "annulled" else frozenset(),
            )
            for key in MEETINGS
        ),
    ),
    "agenda:item_edit": of_item("GET POST", fits=OPEN),
    "agenda:item_remove": of_item("GET POST", fits=[key for key in OPEN if key != "held"], post=DONE),
    "agenda:item_move": of_item("POST", fits=[*OPEN, "discussed"], post=DONE, to="up"),
    "agenda:item_discussed": of_item("POST", fits=["held"], post=DONE),
    "agenda:item_carry": of_item("POST", fits=["held"], post=DONE),
    "agenda:item_drop": of_item("GET POST", fits=["held"], asks=["discussed"]),
    "agenda:item_reconsider": of_item("POST", fits=["discussed"], post=DONE),
}
