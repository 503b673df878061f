"""Rows of records of meetings: one that is circulated and has a comment, and one that is agreed and not published."""

from datetime import timedelta

from hoaip.grants import today
from tests.expectation.knowing import drafters
from tests.expectation.meetings import knows, meeting
from tests.expectation.rows import DIR, DM_MEMBERS, DONE, EVERYBODY, FP_DM, REV, UNKNOWN, Case, f, row
from tests.world import MEETINGS

RECORDS = ("reported", "closed")
# Members of the CBM, who came, and the ministry there; the administrator reads no record below public.
READ = f(FP_DM, REV, DIR, DM_MEMBERS)
REASON = "The floods."


def record(key):
    return lambda world: {"uid": world.records[key].uid}


def step(may, *, fits, told=(), more=dict):
    """A step on a revision; `fits` is the one that it begins from; `told`: who may and is told 409 by the POST.

    `more()`: what its form asks for besides a reason.
    """
    return row(
        "GET POST",
        *(
            Case(
                key,
                may=f(may),
                see=READ,
                kwargs=record(key),
                body=lambda world, key=key: {"version": world.records[key].version, "reason": REASON} | more(),
                wrong_state=frozenset() if key == fits else frozenset({"GET", "POST"}),
                post=DONE,
                answers={(person, "POST"): {409} for person in told} if key == fits else {},
            )
            for key in RECORDS
        ),
    )


def ahead():
    """A moment that lies ahead, confirmed."""
    return {"day": (today() + timedelta(days=30)).isoformat(), "hour": "09:30", "confirm": "1"}


UNKNOWN_ONE = Case("unknown", may=f(EVERYBODY), see=f(), kwargs=lambda world: {"uid": UNKNOWN})

ROUTES = {
    "meetings:record_detail": row(
        "GET",
        *(Case(key, may=f(EVERYBODY), see=READ, kwargs=record(key)) for key in RECORDS),
        UNKNOWN_ONE,
        is_open=True,
    ),
    # Of the closed meeting there is nothing to compare it with.
    "meetings:record_compare": row(
        "GET",
        Case("reported", may=f(EVERYBODY), see=READ, kwargs=record("reported")),
        Case("closed", may=f(EVERYBODY), see=f(), kwargs=record("closed")),
        is_open=True,
    ),
    "meetings:record_comment": row(
        "GET POST",
        *(
            Case(
                key,
                may=f(DM_MEMBERS),
                see=READ,
                kwargs=record(key),
                body=lambda world: {"paragraph": "1", "text": "Sample.", "stakeholder": "pakistan"},
                wrong_state=frozenset() if key == "reported" else frozenset({"GET"}),
                # Each for its own alone; of an agreed text it is too late.
                answers={("del_pk", "POST"): {302} if key == "reported" else {409}},
            )
            for key in RECORDS
        ),
    ),
    "meetings:record_answer": row(
        "GET POST",
        Case(
            "a comment",
            may=f(FP_DM, REV),
            see=READ,
            kwargs=lambda world: {"uid": world.record_comment.uid},
            body=lambda world: {"version": world.record_comment.version, "is_taken": "no", "answer": "It was said so."},
            post=DONE,
        ),
        Case("unknown", may=f(EVERYBODY), see=f(), kwargs=lambda world: {"uid": UNKNOWN}),
    ),
    # What a delegation said is answered first.
    "meetings:record_agree": step(f(FP_DM, REV), fits="reported", told=f(FP_DM, REV)),
    "meetings:record_recall": step(f(FP_DM, REV), fits="reported"),
    "meetings:record_share": step(f(FP_DM, REV), fits="closed"),
    "meetings:record_publish": step(f(REV), fits="closed"),
    "meetings:record_schedule": step(f(REV), fits="closed", more=ahead),
    # No moment is fixed for one of them.
    "meetings:record_unschedule": step(f(REV), fits=None),
    "meetings:record_correct": row(
        "GET POST",
        *(
            Case(
                key,
                may=drafters(key),
                see=knows(key),
                kwargs=meeting(key),
                body=lambda world: {
                    "version": "1",
                    "record": "It was said otherwise.",
                    "reason": REASON,
                    "comment_until": "",
                },
                wrong_state=frozenset() if key == "closed" else frozenset({"GET", "POST"}),
            )
            for key in MEETINGS
        ),
    ),
}
