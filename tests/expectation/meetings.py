"""Rows of meetings, their compliance, and documents."""

from tests.expectation.knowing import as_csv, code_dm, drafters
from tests.expectation.rows import (
    ADM,
    CT_MEMBERS,
    DELEGATES,
    DIR,
    DM_MEMBERS,
    DONE,
    EVERYBODY,
    FP,
    FP_CT,
    FP_DM,
    FRAME,
    MINISTRY,
    PAGE,
    REFUSED_FORM,
    REV,
    SIGNED_IN,
    UNKNOWN,
    Case,
    by_role,
    f,
    open_page,
    row,
)
from tests.papers import DOCUMENTS
from tests.world import MEETINGS


# Who knows of a meeting: product section 11, first line of its table; the administrator sees the frame of everything.
def knows(key):
    state, codes, _days, was_known = MEETINGS[key]
    if state == "annulled":
        return f(FRAME)
    if state in ("held", "reported", "closed") or was_known:
        return f(EVERYBODY)
    if not codes:
        # A meeting without a CBM: the ministry and every delegate of the process.
        return f(FRAME, DELEGATES)
    members = f(*({"dm": DM_MEMBERS, "ct": CT_MEMBERS}[code] for code in codes))
    return f(FRAME, members)


def meeting(key):
    return lambda world: {"uid": world.meetings[key].uid}


def step_body(key, **extra):
    return lambda world: {"version": world.meetings[key].version, "reason": "The floods.", **extra}


def step(name, *, sources, may, never=(), done=(), told=(), body=None):
    """A step of a meeting's life: every meeting of the world; `sources` are the states that it begins from.

    `never`: those who may in principle and are told 409 all the same; `done`: keys with which it succeeds;
    `told`: keys with which it is too late for another reason, so that everybody who may is told 409.
    """
    cases = []
    for key in MEETINGS:
        fits = MEETINGS[key][0] in sources
        holders = f(may(key))
        # A page without any CBM belongs to ministry staff.
        wrong = frozenset() if fits else frozenset({"GET", "POST"})
        answers = {(person, "POST"): {409} for person in holders & f(holders if key in told else never)}
        cases.append(
            Case(
                key,
                may=holders,
                see=knows(key),
                kwargs=meeting(key),
                body=step_body(key, **(body or {})),
                wrong_state=wrong,
                post=DONE if key in done else REFUSED_FORM,
                answers=answers if fits else {},
            )
        )
    return row("GET POST", *cases)


# Who reads a document's file: the ladder of product section 11, by hand; a list names some and lets nobody else in.
READERS = {
    "open": f(EVERYBODY),
    "paper": f(MINISTRY, DM_MEMBERS),
    "delegations": f(MINISTRY, DELEGATES),
    "ministry": f(MINISTRY),
    # Its parent is public, so that everybody on the list could see that.
    "listed": f({"fp_dm", "del_pk", "del_au"}, DIR),
    # The record of a meeting not yet circulated: the drafters alone.
    "evidence": f(FP_DM, REV),
    "circulated": f(MINISTRY, DM_MEMBERS),
    "agenda": f(MINISTRY, DM_MEMBERS),
    "senior": f(MINISTRY, DELEGATES),
    "annulled": f(MINISTRY),
    "wider": f(EVERYBODY),
    "deleted": f(EVERYBODY),
    "ordered": f(EVERYBODY),
}


GONE = ("deleted", "ordered")


# Enough for the steps: one for each way of being seen or not.
STEPPED = ("open", "evidence", "listed", "senior", *GONE)


def knows_paper(key):
    """Administrator and director see the frame of everything."""
    return f(READERS[key], ADM, DIR)


def paper(key):
    return lambda world: {"uid": world.documents[key].uid}


def document_step(may, *, fits, post=REFUSED_FORM, methods="GET POST", get=PAGE):
    """A step on documents of the world; `fits` are those that are in its state."""
    return row(
        methods,
        *(
            Case(
                key,
                may=f(may(key)),
                see=knows_paper(key),
                kwargs=paper(key),
                body=lambda world, key=key: {"version": world.documents[key].version},
                wrong_state=frozenset() if key in fits else frozenset({"GET", "POST"}),
                post=post,
                get=get,
            )
            for key in STEPPED
        ),
    )


def publishing(fits, missing):
    """A step about the moment of publishing: `fits` are in its state; a form that says nothing is refused there."""
    return row(
        "GET POST",
        *(
            Case(
                key,
                may=f(keepers(key)),
                see=knows_paper(key),
                kwargs=paper(key),
                body=lambda world, key=key: {"version": world.documents[key].version},
                wrong_state=frozenset({"GET", "POST"} if key in GONE else set() if key in fits else {"GET"}),
                post=missing,
            )
            for key in STEPPED
        ),
    )


def keepers(key):
    """The focal points of its CBM, where it has one, and ministry staff."""
    return f(REV) if key == "senior" else f(FP_DM, REV)


def reviewers(key):
    return f(REV)


def approvers(key):
    return f(REV, DIR)


def flag_row(may, *, done_on):
    def body(key):
        return lambda world: {
            "version": world.flags[key].version,
            "explanation": "The host changed.",
            "reason": "The floods.",
        }

    return row(
        "POST",
        *(
            Case(
                key,
                may=f(may),
                see=f(FRAME),
                kwargs=lambda world, key=key: {"uid": world.flags[key].uid},
                body=body(key),
                wrong_state=frozenset() if key in done_on else frozenset({"POST"}),
                post=DONE,
            )
            for key in ("open", "waived")
        ),
    )


AHEAD = ("planned", "invited")


# What a planned meeting without a host of its CBM among those who came is told when it is held before its day: 422.
ROUTES = {
    # Meetings
    "meetings:meeting_list": open_page(),
    "meetings:meeting_export": row(
        "GET",
        Case("csv", may=f(EVERYBODY), kwargs=as_csv),
        Case("xlsx", may=f(EVERYBODY), kwargs=lambda world: {"kind": "xlsx"}),
        is_open=True,
    ),
    "meetings:meeting_calendar": open_page(),
    "meetings:meeting_feed": open_page(),
    "meetings:own_calendar": row("GET POST", Case("", may=f(SIGNED_IN), post=DONE)),
    # Nobody of the cast has an address: there is none to end, and none opens the feed.
    "meetings:own_calendar_end": row("POST", Case("", may=f(SIGNED_IN), wrong_state=f({"POST"}))),
    "meetings:own_feed": row(
        "GET", Case("unknown", may=f(EVERYBODY), see=f(), kwargs=lambda world: {"token": "nothing"}), is_open=True
    ),
    "meetings:cbm_feed": row(
        "GET",
        Case("known", may=f(EVERYBODY), see=f(EVERYBODY), kwargs=code_dm),
        Case("unknown", may=f(EVERYBODY), see=f(), kwargs=lambda world: {"code": "zz"}),
        is_open=True,
    ),
    "meetings:meeting_detail": row(
        "GET",
        *(Case(key, may=f(EVERYBODY), see=knows(key), kwargs=meeting(key)) for key in MEETINGS),
        Case("unknown", may=f(EVERYBODY), see=f(), kwargs=lambda world: {"uid": UNKNOWN}),
        is_open=True,
    ),
    **{
        f"meetings:meeting_{name}": row(
            "GET",
            *(Case(key, may=f(EVERYBODY), see=knows(key), kwargs=meeting(key)) for key in MEETINGS),
            Case("unknown", may=f(EVERYBODY), see=f(), kwargs=lambda world: {"uid": UNKNOWN}),
            is_open=True,
        )
        for name in ("pack", "pack_file")
    },
    "meetings:meeting_timeline": row(
        "GET",
        *(Case(key, may=f(EVERYBODY), see=knows(key), kwargs=meeting(key)) for key in MEETINGS),
        Case("unknown", may=f(EVERYBODY), see=f(), kwargs=lambda world: {"uid": UNKNOWN}),
        is_open=True,
    ),
    "meetings:meeting_new": row(
        "GET POST",
        Case("dm", may=f(FP_DM, REV), query="cbm=dm", body=lambda world: {"cbm": "dm"}),
        Case("ct", may=f(FP_CT, REV), query="cbm=ct", body=lambda world: {"cbm": "ct"}),
        Case("none named", may=f(FP, REV)),
    ),
    "meetings:meeting_attendance": row(
        "GET", Case("dm", may=f(FP_DM, REV), query="cbm=dm"), Case("none named", may=f(FP, REV))
    ),
    "meetings:meeting_edit": row(
        "GET POST",
        *(
            Case(
                key,
                may=drafters(key),
                see=knows(key),
                kwargs=meeting(key),
                body=lambda world, key=key: {"version": world.meetings[key].version},
                wrong_state=frozenset({"GET", "POST"})
                if MEETINGS[key][0] in ("closed", "cancelled", "annulled")
                else frozenset(),
            )
            for key in MEETINGS
        ),
    ),
    "meetings:meeting_ordinal": row(
        "GET POST",
        *(
            Case(
                key,
                may=f(REV),
                see=knows(key),
                kwargs=meeting(key),
                wrong_state=frozenset() if MEETINGS[key][1] else frozenset({"GET", "POST"}),
            )
            for key in MEETINGS
        ),
    ),
    "meetings:meeting_announce": step(
        "announce",
        sources=("planned",),
        may=drafters,
        done=("planned", "ct_planned", "joint", "senior"),
        told=("announced",),
    ),
    "meetings:meeting_invite": step(
        "invite", sources=("planned",), may=drafters, done=("planned", "announced", "ct_planned", "joint", "senior")
    ),
    # Approved or not, what took place is written down.
    "meetings:meeting_hold": step("hold", sources=(*AHEAD, "requested"), may=drafters),
    "meetings:meeting_approve": step("approve", sources=("requested",), may=approvers, done=("requested",)),
    "meetings:meeting_reject": step("reject", sources=("requested",), may=approvers, done=("requested",)),
    "meetings:meeting_ask": step("ask", sources=("rejected",), may=drafters, done=("rejected",)),
    "meetings:meeting_withdraw": step(
        "withdraw", sources=("requested", "rejected"), may=drafters, done=("requested", "rejected")
    ),
    "meetings:request_list": by_role("GET", f(MINISTRY)),
    "meetings:request_export": by_role("GET", f(MINISTRY), kwargs=as_csv),
    "meetings:meeting_postpone": step(
        "postpone",
        sources=AHEAD,
        may=drafters,
        done=("planned", "announced", "invited", "ct_planned", "joint", "senior"),
    ),
    "meetings:meeting_replan": step(
        "replan",
        sources=("postponed",),
        may=drafters,
        done=("postponed", "postponed_known"),
        body={"starts_on": "2027-03-08"},
    ),
    "meetings:meeting_cancel": step(
        "cancel",
        sources=(*AHEAD, "postponed"),
        may=drafters,
        done=("planned", "announced", "invited", "ct_planned", "joint", "senior", "postponed", "postponed_known"),
    ),
    "meetings:meeting_circulate": step("circulate", sources=("held",), may=drafters, done=("held", "joint_held")),
    # Until records are agreed here, a focal point is told 409 and ministry staff close with a reason.
    "meetings:meeting_close": step("close", sources=("reported",), may=drafters, never=FP, done=("reported",)),
    "meetings:meeting_annul": step(
        "annul", sources=("held", "reported"), may=reviewers, done=("held", "reported", "joint_held")
    ),
    "meetings:meeting_reopen": step(
        "reopen",
        sources=("closed", "cancelled", "annulled"),
        may=reviewers,
        done=("closed", "cancelled", "cancelled_unseen", "annulled"),
    ),
    # Documents
    "cbms:document_list": open_page(),
    "cbms:document_export": open_page(kwargs=as_csv),
    "cbms:document_new": by_role("GET POST", f(FP_DM, REV), kwargs=code_dm),
    "meetings:document_new": row(
        "GET POST", *(Case(key, may=drafters(key), see=knows(key), kwargs=meeting(key)) for key in MEETINGS)
    ),
    "documents:document_detail": row(
        "GET",
        *(Case(key, may=f(EVERYBODY), see=knows_paper(key), kwargs=paper(key)) for key in DOCUMENTS),
        Case("unknown", may=f(EVERYBODY), see=f(), kwargs=lambda world: {"uid": UNKNOWN}),
        is_open=True,
    ),
    "documents:document_file": row(
        "GET",
        *(
            Case(
                key,
                may=f(EVERYBODY),
                see=f() if key in GONE else READERS[key],
                kwargs=lambda world, key=key: {"uid": world.files[key].uid},
            )
            for key in DOCUMENTS
        ),
        Case("unknown", may=f(EVERYBODY), see=f(), kwargs=lambda world: {"uid": UNKNOWN}),
        is_open=True,
    ),
    "documents:document_edit": document_step(keepers, fits=set(DOCUMENTS) - set(GONE)),
    "documents:document_replace": document_step(keepers, fits=set(DOCUMENTS) - set(GONE)),
    # A rung left out is "as far as its parent allows".
    "documents:document_visibility": document_step(keepers, fits=set(DOCUMENTS) - set(GONE), post=DONE),
    # What everybody sees has no moment ahead; what has none is not withdrawn.
    "documents:document_publish": publishing(set(DOCUMENTS) - {"open", "wider"}, REFUSED_FORM),
    "documents:document_publish_withdraw": publishing((), REFUSED_FORM),
    "documents:document_delete": document_step(keepers, fits=DOCUMENTS),
    "documents:document_restore": document_step(keepers, fits=DOCUMENTS),
    "documents:document_order": document_step(lambda key: f(DIR), fits=DOCUMENTS),
    # Its page asks for the password first, unless the person has just signed in.
    "documents:document_destroy": document_step(lambda key: f(ADM), fits=("ordered",)),
    "meetings:meeting_hours": row(
        "GET POST",
        *(
            Case(
                key,
                may=drafters(key),
                see=knows(key),
                kwargs=meeting(key),
                body=lambda world, key=key: {"version": world.meetings[key].version, "zone": "Asia/Kabul"},
                wrong_state=frozenset({"GET", "POST"})
                if MEETINGS[key][0] in ("closed", "cancelled", "annulled")
                else frozenset(),
                post=DONE,
            )
            for key in MEETINGS
        ),
    ),
    "meetings:meeting_heads": row(
        "GET POST",
        *(
            Case(
                key,
                may=drafters(key),
                see=knows(key),
                kwargs=meeting(key),
                body=lambda world, key=key: {"version": world.meetings[key].version},
                wrong_state=frozenset({"GET", "POST"}) if MEETINGS[key][0] in ("closed", "annulled") else frozenset(),
                # Without attendance there is nothing to fill in: the page says so.
                post=DONE if key in ("held", "reported", "joint_held") else PAGE,
            )
            for key in MEETINGS
        ),
    ),
    # The watch
    "meetings:compliance_board": by_role("GET", FRAME),
    "meetings:flag_detail": row(
        "GET",
        Case("open", may=f(FRAME), see=f(FRAME), kwargs=lambda world: {"uid": world.flags["open"].uid}),
        Case("unknown", may=f(FRAME), see=f(), kwargs=lambda world: {"uid": UNKNOWN}),
    ),
    "meetings:flag_acknowledge": flag_row(f(FP_DM, REV), done_on=("open",)),
    "meetings:flag_waive": flag_row(DIR, done_on=("open",)),
    "meetings:flag_lift": flag_row(DIR, done_on=("waived",)),
    "meetings:target_edit": row(
        "GET POST",
        Case("this year", may=f(REV, DIR, ADM), kwargs=code_dm),
        Case("a past year", may=f(DIR), kwargs=code_dm, query="year=2016"),
    ),
    "meetings:standing_edit": by_role("GET POST", DIR, kwargs=code_dm),
}
