"""Rows of invitations to meetings and of what is answered to them."""

from tests.expectation.knowing import drafters, focal_points_of
from tests.expectation.meetings import knows, meeting
from tests.expectation.rows import CT_MEMBERS, DIR, DM_MEMBERS, DONE, NONE, REFUSED_FORM, REV, Case, f, row
from tests.world import MEETINGS

# Who speaks for one that is invited to the meeting `invited`: three members of DM, one lead, and an observer.
ASKED = {"del_pk", "del_kz", "del_in", "del_pl", "del_au"}


def of_invited(methods="GET POST", *, post=REFUSED_FORM, slug=None):
    """What belongs to an invited meeting and who runs it: 409 for every other state."""

    def kwargs(key):
        return lambda world: {"uid": world.meetings[key].uid} | ({"slug": slug} if slug else {})

    def body(key):
        return lambda world: {"version": "1"}

    cases = [
        Case(
            key,
            may=drafters(key),
            see=knows(key),
            kwargs=kwargs(key),
            body=body(key),
            wrong_state=frozenset() if key == "invited" else frozenset({"GET", "POST"}),
            post=post,
        )
        for key in MEETINGS
    ]
    if slug:
        cases.append(
            Case(
                "not invited",
                may=drafters("invited"),
                see=knows("invited"),
                kwargs=lambda world: {"uid": world.meetings["invited"].uid, "slug": "turkey"},
                body=body("invited"),
                get=NONE,
                post=NONE,
            )
        )
    return row(methods, *cases)


# Who reads the list of those invited: members of its CBMs, their focal points, ministry staff and the director.
def readers(key):
    members = f(*({"dm": DM_MEMBERS, "ct": CT_MEMBERS}[code] for code in MEETINGS[key][1]))
    return f(members, focal_points_of(key), REV, DIR) & knows(key)


def listed(**more):
    return row(
        "GET",
        *(
            Case(
                key,
                may=readers(key),
                see=knows(key),
                kwargs=lambda world, key=key: {"uid": world.meetings[key].uid, **more},
            )
            for key in MEETINGS
        ),
    )


ROUTES = {
    "meetings:invitee_list": listed(),
    "meetings:invitee_export": listed(kind="csv"),
    "meetings:meeting_invite_more": of_invited(),
    "meetings:meeting_recall": of_invited(post=DONE),
    "meetings:invitee_withdraw": of_invited(slug="india"),
    # India has not answered: the ministry may enter what it hears.
    "meetings:invitee_answer": of_invited(slug="india"),
    "meetings:meeting_answer": row(
        "GET POST",
        *(
            Case(
                key,
                may=f(ASKED) if key == "invited" else f(),
                see=knows(key),
                kwargs=meeting(key),
                body=lambda world: {"version": "1"},
            )
            for key in MEETINGS
        ),
    ),
}
