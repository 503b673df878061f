"""Who knows of what, for the rows of more than one area."""

from tests.expectation.rows import ADM, DIR, EVERYBODY, FP_CT, FP_DM, REV, f
from tests.world import MEETINGS


# Who knows of a plan (product 11): its drafters, once submitted the reviewers, in consultation who is
# asked, adopted everybody; administrator and director that it is.
def knows_plan(key):
    if key in ("adopted", "superseded"):
        return f(EVERYBODY)
    drafters = {"draft": FP_DM, "under_review": FP_CT, "changes_requested": {"fp_two"}, "cleared": {"fp_two"}}
    asked = {"del_in", "del_undp"} if key == "in_consultation" else set()
    return f(drafters.get(key, set()), set() if key == "draft" else REV, DIR, ADM, asked)


def plan(key):
    return lambda world: {"uid": world.plans[key].uid}


def reads_plan(key):
    """Who has the text: the administrator never before it is adopted, the director from submission on."""
    if key in ("adopted", "superseded"):
        return f(EVERYBODY)
    if key == "draft":
        return f(FP_DM)
    return knows_plan(key) - ADM


def focal_points_of(key):
    return f(*({"dm": FP_DM, "ct": FP_CT}[code] for code in MEETINGS[key][1]))


def drafters(key):
    return f(focal_points_of(key), REV)


def code_dm(world):
    return {"code": "dm"}


def as_csv(world):
    return {"kind": "csv"}
