"""Rows of forms that are filled in without a connection: who takes one along, and who reads one in."""

from tests.expectation.knowing import drafters
from tests.expectation.meetings import knows, meeting
from tests.expectation.rows import EVERYBODY, FP, FP_CT, FP_DM, PAGE, REFUSED_FORM, REV, UNKNOWN, Case, f, row
from tests.world import MEETINGS

# A delegate of a lead fills in the form of its CBM at the venue; in the cast Pakistan and Kazakhstan lead one, Turkey
# the other, India a third.
LEAD_DM = {"del_pk", "del_kz"}
LEADS = {"dm": f(FP_DM, LEAD_DM, REV), "ct": f(FP_CT, {"del_tr"}, REV)}
SOMEWHERE = f(FP, REV, LEAD_DM, {"del_tr", "del_in"})
AHEAD = ("planned", "invited")


def takes(key):
    """The leads of its CBMs and who drafts it; the form of a meeting without a CBM is for ministry staff."""
    return f(drafters(key), *(LEADS[code] for code in MEETINGS[key][1]))


def new(code):
    return Case(code, may=LEADS[code], see=f(EVERYBODY), kwargs=lambda world: {"code": code})


OF_A_CBM = row(
    "GET",
    new("dm"),
    new("ct"),
    Case("unknown", may=f(EVERYBODY), see=f(), kwargs=lambda world: {"code": "zz"}),
)
OF_A_MEETING = row(
    "GET",
    *(
        Case(
            key,
            may=takes(key),
            see=knows(key),
            kwargs=meeting(key),
            wrong_state=frozenset() if MEETINGS[key][0] in AHEAD else frozenset({"GET"}),
        )
        for key in MEETINGS
    ),
    Case("unknown", may=f(EVERYBODY), see=f(), kwargs=lambda world: {"uid": UNKNOWN}),
)
ROUTES = {
    "meetings:offline": row("GET", Case("", may=SOMEWHERE)),
    "meetings:offline_read": row("GET POST", Case("without a file", may=f(FP, REV), get=PAGE, post=REFUSED_FORM)),
    "meetings:offline_new_page": OF_A_CBM,
    "meetings:offline_new_table": OF_A_CBM,
    "meetings:offline_page": OF_A_MEETING,
    "meetings:offline_table": OF_A_MEETING,
}
