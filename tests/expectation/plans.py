"""Rows of plans, their review, consultation, adoption and progress."""

from tests.carried import COMMENTS, MILESTONES, REPORTS
from tests.expectation.knowing import as_csv, code_dm, knows_plan, plan, reads_plan
from tests.expectation.rows import (
    ADM,
    DIR,
    DONE,
    EVERYBODY,
    FP_CT,
    FP_DM,
    REFUSED_FORM,
    REV,
    UNKNOWN,
    Case,
    by_role,
    f,
    open_page,
    row,
)
from tests.plans import PLANS

# Whose plan it is: the focal points of its CBM.
PLAN_DRAFTERS = {
    key: f({"dm": FP_DM, "ct": FP_CT, "tci": {"fp_two"}, "ri": {"fp_two"}}.get(code, set()))
    for key, (code, _number) in PLANS.items()
}


def plan_page(methods, may, *, writable=None, is_open=False):
    """A page of every plan of the world; `may(key)` who may; of plans not `writable` those are told 409."""
    cases = [
        Case(
            key,
            may=f(may(key)),
            see=knows_plan(key),
            kwargs=plan(key),
            wrong_state=frozenset() if writable is None or key in writable else frozenset({"GET", "POST"}),
        )
        for key in PLANS
    ]
    return row(methods, *cases, is_open=is_open)


def plan_step(may, sources, *, done=()):
    """A step of a plan: `sources` are the plans from whose state it begins; `done` those of which it succeeds."""
    cases = []
    for key in PLANS:
        cases.append(
            Case(
                key,
                may=f(may(key)),
                see=knows_plan(key),
                kwargs=plan(key),
                wrong_state=frozenset() if key in sources else frozenset({"GET", "POST"}),
                post=DONE if key in done else REFUSED_FORM,
            )
        )
    return row("GET POST", *cases)


# The focal points of each CBM.
CONSULTERS = {"dm": FP_DM, "ct": FP_CT, "tci": {"fp_two"}, "ri": {"fp_two"}, "cn": set(), "ce": set()}


ASKED = {"del_in", "del_undp"}


ASKED_OR_HOUSE = ASKED | REV | DIR | ADM


def consulted(methods, may, *, slug=None, body=None, post=REFUSED_FORM, wrong_state=()):
    """A route of the world's consultation, known to who is asked, to the house, and to nobody else."""

    def kwargs(world):
        return {"uid": world.consultation.uid} | ({"slug": slug} if slug else {})

    case = Case(
        "",
        may=f(may),
        see=f(ASKED_OR_HOUSE),
        kwargs=kwargs,
        body=body,
        post=frozenset(post),
        wrong_state=frozenset(wrong_state),
    )
    return row(methods, case)


# What is said about plans, by hand from product 7.3, 7.6, 7.7 and 11: the focal points of the plan's CBM draft it.
IN_FORCE = ("adopted", "superseded")


DRAFTERS = {
    "adopted": FP_DM,
    "superseded": FP_CT,
    "withdrawn": f(),
    "draft": FP_DM,
    "under_review": FP_CT,
    "changes_requested": f({"fp_two"}),
    "cleared": f({"fp_two"}),
    "in_consultation": f(),
}


NOT_UNDER_REVIEW = tuple(key for key in PLANS if key != "under_review")


PERIOD_OF = {"draft": FP_DM, "submitted": FP_DM, "returned": FP_DM, "accepted": FP_DM, "locked": FP_DM, "ct": FP_CT}


MILESTONE_OF = {"proposed": FP_DM, "active": FP_DM, "achieved": FP_DM, "ct": FP_CT}


NOTHING_SUBMITTED = {key: ("POST",) for key in PERIOD_OF if key not in ("submitted", "ct")}


def knows_text(key):
    """Who reads the text of a plan that is not in force: its drafters, once submitted the reviewers, the asked."""
    asked = {"del_in", "del_undp"} if key == "in_consultation" else set()
    return f(DRAFTERS[key], set() if key == "draft" else f(REV, DIR), asked)


def of_plans(methods, may, *, wrong=(), **more):
    """A route of every plan of the world; of those in `wrong` it is the wrong state for who may."""
    return row(
        methods,
        *(
            Case(
                key,
                may=f(may(key)),
                see=knows_plan(key),
                kwargs=plan(key),
                wrong_state=frozenset({"GET", "POST"}) if key in wrong else frozenset(),
                **more,
            )
            for key in PLANS
        ),
    )


def of_comments(methods, *, ministry, others=(), **more):
    """Comments of a plan under review and of a cleared one; `others` are told that it is not their own."""
    drafters = {"ct": FP_CT, "ri": f({"fp_two"})}
    return row(
        methods,
        *(
            Case(
                key,
                may=f(REV, DIR, drafters[key] if ministry else ()) - f(others),
                see=f(drafters[key], REV, DIR),
                kwargs=lambda world, key=key: {"uid": world.comments[key].uid},
                **more,
            )
            for key in COMMENTS
        ),
    )


def _carried(methods, may, keys, name, see, wrong, more):
    return row(
        methods,
        *(
            Case(
                key,
                may=f(may(key)),
                see=see(key),
                kwargs=lambda world, key=key: {"uid": getattr(world, name)[key].uid},
                wrong_state=frozenset(wrong.get(key, ())),
                **more,
            )
            for key in keys
        ),
    )


def of_periods(methods, may, *, wrong=None, **more):
    """Periods: of the plan in force everybody knows, of the one under review the ministry alone."""
    see = lambda key: f(FP_CT, REV, DIR) if key == "ct" else f(EVERYBODY)  # noqa: E731
    return _carried(methods, may, PERIOD_OF, "periods", see, wrong or {}, more)


def of_reports(methods, may, *, wrong=(), wrong_get=(), **more):
    """Reports: accepted ones of a plan in force everybody knows, the others the ministry of their plan."""
    see = lambda key: f(EVERYBODY) if key == "accepted" else f(PERIOD_OF[key], REV, DIR)  # noqa: E731
    states = {key: ("POST",) for key in wrong} | {key: ("GET",) for key in wrong_get}
    return _carried(methods, may, REPORTS, "reports", see, states, more)


def of_milestones(methods, may, *, wrong=(), wrong_get=(), **more):
    """Milestones: accepted ones of a plan in force everybody knows, the others the ministry of their plan."""
    see = lambda key: f(EVERYBODY) if key in ("active", "achieved") else f(MILESTONE_OF[key], REV, DIR)  # noqa: E731
    states = {key: ("POST",) for key in wrong} | {key: ("GET",) for key in wrong_get}
    return _carried(methods, may, MILESTONES, "milestones", see, states, more)


ROUTES = {
    "plans:plan_detail": row(
        "GET",
        *(Case(key, may=f(EVERYBODY), see=knows_plan(key), kwargs=plan(key)) for key in PLANS),
        Case("unknown", may=f(EVERYBODY), see=f(), kwargs=lambda world: {"uid": UNKNOWN}),
        is_open=True,
    ),
    # The review of plans, progress and milestones: the ministry's, product 7.3, 7.6, 7.7 and 11.
    "reviews:review_list": by_role("GET", f(REV, DIR)),
    "reviews:review_detail": of_plans("GET", lambda key: f(DRAFTERS[key], REV, DIR), wrong=("draft",)),
    "reviews:review_clear": of_plans(
        "POST", lambda key: f(REV, DIR), wrong=NOT_UNDER_REVIEW, post=DONE, body=lambda world: {"number": 1}
    ),
    "reviews:review_return": of_plans(
        "GET POST",
        lambda key: f(REV, DIR),
        wrong=NOT_UNDER_REVIEW,
        post=DONE,
        body=lambda world: {"number": 1, "reason": "More months."},
    ),
    "reviews:review_claim": of_plans("POST", lambda key: f(REV, DIR), wrong=NOT_UNDER_REVIEW, post=DONE),
    "reviews:review_assign": of_plans(
        "GET POST",
        lambda key: f(REV, DIR),
        wrong=NOT_UNDER_REVIEW,
        post=DONE,
        body=lambda world: {"reviewer": world.rev_two.uid, "due_on": "2100-01-01"},
    ),
    "reviews:comment_new": of_plans(
        "GET POST", lambda key: f(DRAFTERS[key], REV, DIR), wrong=("draft", "withdrawn", "adopted", "superseded")
    ),
    "reviews:comment_answer": of_comments("GET POST", ministry=True),
    "reviews:comment_resolve": of_comments("POST", ministry=False, post=DONE),
    "reviews:comment_reopen": row(
        "GET POST",
        Case(
            "settled",
            may=f(REV, DIR),
            see=f(FP_CT, REV, DIR),
            kwargs=lambda world: {"uid": world.comments["settled"].uid},
        ),
        Case(
            "open",
            may=f(REV, DIR),
            see=f(FP_CT, REV, DIR),
            kwargs=lambda world: {"uid": world.comments["ct"].uid},
            wrong_state=frozenset({"GET"}),
        ),
    ),
    "reviews:comment_withdraw": of_comments(
        "POST", ministry=True, post=DONE, others={"fp_ct", "fp_two", "rev_two", "dir"}
    ),
    "progress:plan_progress": row(
        "GET",
        *(
            Case(
                key, may=f(EVERYBODY if key in IN_FORCE else f(knows_text(key))), see=knows_plan(key), kwargs=plan(key)
            )
            for key in PLANS
        ),
        is_open=True,
    ),
    "progress:period_new": of_plans("POST", lambda key: DRAFTERS[key], post=frozenset({400})),
    "progress:period_detail": of_periods("GET", lambda key: f(PERIOD_OF[key], REV, DIR)),
    "progress:period_edit": of_periods(
        "GET POST", lambda key: PERIOD_OF[key], wrong={"locked": ("GET",)}, post=frozenset({400})
    ),
    "progress:period_accept": of_periods("POST", lambda key: REV, wrong=NOTHING_SUBMITTED, post=DONE),
    "progress:period_lock": of_periods("GET POST", lambda key: REV, wrong={"locked": ("GET",)}),
    "progress:period_unlock": of_periods("GET POST", lambda key: REV, wrong={key: ("GET",) for key in REPORTS}),
    "progress:report_accept": of_reports("POST", lambda key: REV, wrong={"draft", "returned", "accepted"}, post=DONE),
    "progress:report_return": of_reports("GET POST", lambda key: REV, wrong_get={"draft", "returned", "accepted"}),
    "progress:report_evidence": of_reports("GET POST", lambda key: PERIOD_OF[key], wrong_get={"accepted"}),
    "progress:milestone_new": of_plans("GET POST", lambda key: DRAFTERS[key]),
    "progress:milestone_detail": of_milestones("GET", lambda key: f(MILESTONE_OF[key], REV, DIR)),
    "progress:milestone_accept": of_milestones("POST", lambda key: REV, wrong={"active", "achieved"}, post=DONE),
    "progress:milestone_keep_day": of_milestones("POST", lambda key: REV, wrong=set(MILESTONES), post=DONE),
    "progress:milestone_day": of_milestones(
        "GET POST", lambda key: MILESTONE_OF[key], wrong_get={"proposed", "achieved", "ct"}
    ),
    "progress:milestone_achieve": of_milestones("GET POST", lambda key: REV, wrong_get={"proposed", "achieved", "ct"}),
    "progress:milestone_drop": of_milestones("GET POST", lambda key: REV, wrong_get={"achieved"}),
    # Implementation plans: read, written, submitted
    "plans:plan_list": open_page(),
    "plans:plan_export": open_page(kwargs=as_csv),
    # One is under way there already: the page says so, the form is refused for what it says.
    "plans:plan_new": row(
        "GET POST",
        Case("dm", may=f(FP_DM), kwargs=lambda world: {"code": "dm"}, wrong_state=frozenset({"GET"})),
        Case("unknown", may=f(FP_DM), see=f(), kwargs=lambda world: {"code": "xx"}),
    ),
    "plans:plan_version": row(
        "GET",
        *(
            Case(
                key,
                may=f(EVERYBODY),
                see=f() if key == "draft" else reads_plan(key),
                kwargs=lambda world, key=key: {"uid": world.plans[key].uid, "number": 1},
            )
            for key in PLANS
        ),
        is_open=True,
    ),
    "plans:plan_compare": plan_page("GET", reads_plan, is_open=True),
    "plans:plan_edit": plan_page("GET POST", PLAN_DRAFTERS.get, writable=("draft", "changes_requested")),
    "plans:plan_import": plan_page("GET POST", PLAN_DRAFTERS.get, writable=("draft", "changes_requested")),
    "plans:plan_submit": plan_step(PLAN_DRAFTERS.get, ("draft", "changes_requested"), done=("draft",)),
    "plans:plan_recall": plan_step(PLAN_DRAFTERS.get, ("under_review",), done=("under_review",)),
    "plans:plan_revise": plan_step(PLAN_DRAFTERS.get, ("cleared",)),
    "plans:plan_withdraw": plan_step(lambda key: DIR, ("draft", "changes_requested", "cleared")),
    "plans:plan_reopen": plan_step(lambda key: DIR, ("withdrawn",)),
    # Consultations with the capitals: that of the world is open, India and UNDP are asked, and nobody has answered.
    "consultations:consultation_open": row(
        "GET POST",
        *(
            Case(
                key,
                may=f(CONSULTERS[PLANS[key][0]], REV),
                see=knows_plan(key),
                kwargs=plan(key),
                wrong_state=frozenset() if key == "cleared" else frozenset({"GET", "POST"}),
            )
            for key in PLANS
        ),
    ),
    "consultations:consultation_detail": consulted("GET", ASKED_OR_HOUSE),
    "consultations:consultation_answer": consulted("GET POST", ASKED),
    "consultations:consultation_confirm": consulted("POST", ASKED, body=lambda world: {"version": 1}, post={409}),
    "consultations:consultation_behalf": consulted("GET POST", set(), slug="india"),
    "consultations:consultation_remind": consulted("POST", REV, post=DONE),
    "consultations:consultation_extend": consulted("GET POST", REV),
    "consultations:consultation_withdraw": consulted("GET POST", REV),
    "consultations:consultation_judge": consulted(
        "GET POST",
        REV,
        body=lambda world: {"version": world.consultation.version},
        wrong_state={"GET", "POST"},
    ),
    "consultations:consultation_certificate": consulted("GET", ASKED | REV | DIR, wrong_state={"GET"}),
    "consultations:consultation_result": consulted("GET", ASKED | REV | DIR, wrong_state={"GET"}),
    "consultations:rule_list": by_role("GET", ADM),
    "consultations:rule_edit": by_role("GET POST", ADM, kwargs=code_dm),
    # What bodies did with plans, and plans taken along
    "decisions:decision_new": row(
        "GET POST",
        *(
            Case(
                key,
                may=f(PLAN_DRAFTERS[key], REV, DIR),
                see=knows_plan(key),
                kwargs=plan(key),
                wrong_state=frozenset({"GET", "POST"}) if key == "withdrawn" else frozenset(),
            )
            for key in PLANS
        ),
    ),
    "decisions:adoption_new": row(
        "GET POST",
        *(
            Case(
                key,
                may=f(DIR),
                see=knows_plan(key),
                kwargs=plan(key),
                body=lambda world, key=key: {"version": world.plans[key].version},
                wrong_state=frozenset() if key in ("cleared", "adopted", "superseded") else frozenset({"GET", "POST"}),
            )
            for key in PLANS
        ),
    ),
}
