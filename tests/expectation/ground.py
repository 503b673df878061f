"""Rows of the register, CBMs, plans, meetings, conferences, documents, accounts and the house."""

from tests.carried import COMMENTS, MILESTONES, REPORTS
from tests.expectation.rows import (
    ADM,
    AWAY,
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
    FRESH,
    MINISTRY,
    NONE,
    PAGE,
    REFUSED_FORM,
    REV,
    SIGNED_IN,
    SIGNED_OUT,
    UNKNOWN,
    Case,
    by_role,
    f,
    open_page,
    row,
)
from tests.papers import DOCUMENTS
from tests.plans import PLANS
from tests.world import MEETINGS, TOKEN


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


# Whose plan it is: the focal points of its CBM.
PLAN_DRAFTERS = {
    key: f({"dm": FP_DM, "ct": FP_CT, "tci": {"fp_two"}, "ri": {"fp_two"}}.get(code, set()))
    for key, (code, _number) in PLANS.items()
}


def reads_plan(key):
    """Who has the text: the administrator never before it is adopted, the director from submission on."""
    if key in ("adopted", "superseded"):
        return f(EVERYBODY)
    if key == "draft":
        return f(FP_DM)
    return knows_plan(key) - ADM


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


def plan_text(keys=PLANS, **more):
    """A way to take the text along: whoever only knows that the plan is, is told so."""
    return row(
        "GET",
        *(
            Case(
                key,
                may=reads_plan(key),
                see=knows_plan(key),
                kwargs=lambda world, key=key: {"uid": world.plans[key].uid, **more},
            )
            for key in keys
        ),
        is_open=True,
    )


def focal_points_of(key):
    return f(*({"dm": FP_DM, "ct": FP_CT}[code] for code in MEETINGS[key][1]))


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


def keepers(key):
    """The focal points of its CBM, where it has one, and ministry staff."""
    return f(REV) if key == "senior" else f(FP_DM, REV)


def drafters(key):
    return f(focal_points_of(key), REV)


def reviewers(key):
    return f(REV)


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


def uid_of(name):
    return lambda world: {"uid": getattr(world, name).uid}


def event_of_adopted(world):
    return {"uid": world.plans["adopted"].events.get().uid}


def code_dm(world):
    return {"code": "dm"}


def as_csv(world):
    return {"kind": "csv"}


def slug_pk(world):
    return {"slug": "pakistan"}


def person_au(world):
    return {"uid": world.del_au.uid}


def interest(key):
    return lambda world: {"uid": world.interests[key].uid}


# Whose delegates asked for a role, and the focal points of the CBM it is about; the house sees all.
INTERESTS = {"proposed": f(FP_DM, {"del_au"}), "brought": FP_DM, "declined": FP_CT}
HOUSE = f(REV, DIR, ADM)


def interest_step(may, *, sources=("proposed", "brought")):
    return row(
        "GET POST",
        *(
            Case(
                key,
                may=may(key),
                see=f(seers, HOUSE),
                kwargs=interest(key),
                body=lambda world, key=key: {"version": world.interests[key].version},
                wrong_state=frozenset() if key in sources else frozenset({"GET", "POST"}),
                post=frozenset({302, 422}),
            )
            for key, seers in INTERESTS.items()
        ),
    )


def contact(code):
    return lambda world: {"uid": world.contacts[code].uid}


# Persons: the own state's delegates, the focal points of the CBMs it takes part in, the administrator.
PERSONS = {"pk": f(FP_DM, {"del_pk"}, ADM), "tr": f(FP_CT, {"del_tr"}, ADM), "guest": ADM}
KEEPERS = {"pk": f({"del_pk"}, ADM), "tr": f({"del_tr"}, ADM), "guest": ADM}
# Names of technical focal points: the ministry and the administrator, members of the CBM, and the own delegates.
CONTACT_SEERS = {
    "dm": f(FP_DM, REV, DIR, ADM, DM_MEMBERS),
    "ct": f(FP_CT, REV, DIR, ADM, CT_MEMBERS),
}


def person_page(methods, may):
    return row(
        methods,
        *(
            Case(
                key,
                may=f(may[key]),
                see=f(seers),
                kwargs=lambda world, key=key: {"uid": world.persons[key].uid},
                body=lambda world, key=key: {"version": world.persons[key].version},
            )
            for key, seers in PERSONS.items()
        ),
    )


def contact_page(methods, may, **more):
    return row(
        methods,
        *(
            Case(code, may=f(may[code]), see=seers, kwargs=contact(code), **more)
            for code, seers in CONTACT_SEERS.items()
        ),
    )


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


def own(methods, *, get=PAGE, post=REFUSED_FORM, kwargs=None, body=None):
    return row(methods, Case("", may=f(SIGNED_IN), get=get, post=post, kwargs=kwargs, body=body))


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


AHEAD = ("planned", "invited")
# What a planned meeting without a host of its CBM among those who came is told when it is held before its day: 422.
ROUTES = {
    "healthz": open_page(),
    "readyz": open_page(get=frozenset({200, 503})),
    "styleguide": open_page(get=frozenset({404})),
    "hoaip:home": open_page(),
    "hoaip:audit_head": open_page(),
    "register:stakeholder_list": open_page(),
    "register:stakeholder_export": open_page(kwargs=as_csv),
    "register:stakeholder_detail": row(
        "GET",
        Case("known", may=f(EVERYBODY), see=f(EVERYBODY), kwargs=slug_pk),
        Case("unknown", may=f(EVERYBODY), see=f(), kwargs=lambda world: {"slug": "nowhere"}),
        is_open=True,
    ),
    "register:stakeholder_timeline": row(
        "GET",
        Case("known", may=f(EVERYBODY), see=f(EVERYBODY), kwargs=slug_pk),
        Case("unknown", may=f(EVERYBODY), see=f(), kwargs=lambda world: {"slug": "nowhere"}),
        is_open=True,
    ),
    "cbms:cbm_list": open_page(),
    "cbms:table": open_page(),
    "cbms:table_csv": open_page(),
    "cbms:cbm_detail": open_page(kwargs=code_dm),
    "cbms:cbm_history": open_page(kwargs=code_dm),
    "cbms:cbm_timeline": open_page(kwargs=code_dm),
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
    "meetings:cbm_feed": row(
        "GET",
        Case("known", may=f(EVERYBODY), see=f(EVERYBODY), kwargs=code_dm),
        Case("unknown", may=f(EVERYBODY), see=f(), kwargs=lambda world: {"code": "zz"}),
        is_open=True,
    ),
    "plans:plan_detail": row(
        "GET",
        *(Case(key, may=f(EVERYBODY), see=knows_plan(key), kwargs=plan(key)) for key in PLANS),
        Case("unknown", may=f(EVERYBODY), see=f(), kwargs=lambda world: {"uid": UNKNOWN}),
        is_open=True,
    ),
    "meetings:meeting_detail": row(
        "GET",
        *(Case(key, may=f(EVERYBODY), see=knows(key), kwargs=meeting(key)) for key in MEETINGS),
        Case("unknown", may=f(EVERYBODY), see=f(), kwargs=lambda world: {"uid": UNKNOWN}),
        is_open=True,
    ),
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
    "meetings:meeting_hold": step("hold", sources=AHEAD, may=drafters),
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
    "documents:document_delete": document_step(keepers, fits=DOCUMENTS),
    "documents:document_restore": document_step(keepers, fits=DOCUMENTS),
    "documents:document_order": document_step(lambda key: f(DIR), fits=DOCUMENTS),
    # Its page asks for the password first, unless the person has just signed in.
    "documents:document_destroy": document_step(lambda key: f(ADM), fits=("ordered",)),
    # Conferences and processes
    "conferences:conference_list": open_page(),
    "conferences:conference_export": open_page(kwargs=as_csv),
    "conferences:conference_detail": open_page(kwargs=lambda world: {"ordinal": 99}, see=f()),
    "conferences:process_detail": open_page(kwargs=lambda world: {"slug": "hoa-ip"}),
    "conferences:process_timeline": open_page(kwargs=lambda world: {"slug": "hoa-ip"}),
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
    # Expressions of interest
    "interests:interest_list": by_role("GET", f(FRAME, DELEGATES)),
    "interests:interest_new": by_role("GET POST", DELEGATES),
    "interests:interest_detail": row(
        "GET",
        *(
            Case(key, may=f(seers, HOUSE), see=f(seers, HOUSE), kwargs=interest(key))
            for key, seers in INTERESTS.items()
        ),
        Case("unknown", may=f(FRAME, DELEGATES), see=f(), kwargs=lambda world: {"uid": UNKNOWN}),
    ),
    "interests:interest_bring": interest_step(
        lambda key: f({"proposed": FP_DM, "brought": FP_DM, "declined": FP_CT}[key], REV)
    ),
    "interests:interest_decline": interest_step(lambda key: f(ADM)),
    "interests:interest_withdraw": interest_step(lambda key: f({"del_au"} if key == "proposed" else set())),
    # Persons and technical focal points
    "persons:person_list": by_role("GET", f(FP, ADM, DELEGATES)),
    "persons:person_new": by_role("GET POST", f(ADM, DELEGATES)),
    "persons:person_detail": person_page("GET", PERSONS),
    "persons:person_edit": person_page("GET POST", KEEPERS),
    "contacts:contact_list": by_role("GET", f(FP, ADM, DELEGATES)),
    "contacts:contact_new": by_role("GET POST", f(ADM, DELEGATES)),
    "contacts:contact_confirm": contact_page(
        "POST", {"dm": f(FP_DM, {"del_pk"}), "ct": f(FP_CT, {"del_tr"})}, post=DONE
    ),
    "contacts:contact_end": contact_page("GET POST", {"dm": f({"del_pk"}, ADM), "ct": f({"del_tr"}, ADM)}),
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
    # The administrator's screens
    "manage:index": by_role("GET", ADM),
    "manage:stakeholder_list": by_role("GET", ADM),
    "manage:stakeholder_export": by_role("GET", ADM, kwargs=as_csv),
    "manage:stakeholder_new": by_role("GET POST", ADM),
    "manage:stakeholder_edit": by_role("GET POST", ADM, kwargs=slug_pk),
    "manage:stakeholder_delete": by_role(
        "GET POST", ADM, kwargs=slug_pk, get=frozenset({200, 409}), post=frozenset({400, 409, 422})
    ),
    "manage:membership_new": by_role("GET POST", ADM),
    "manage:membership_end": by_role("GET POST", ADM, kwargs=uid_of("membership")),
    "measures:focal_point_list": by_role("GET", ADM),
    "measures:focal_point_new": by_role("GET POST", ADM),
    "measures:focal_point_end": by_role("GET POST", ADM, kwargs=uid_of("focal_point")),
    "measures:institution_list": by_role("GET", ADM),
    "measures:institution_new": by_role("GET POST", ADM),
    "measures:institution_edit": by_role("GET POST", ADM, kwargs=uid_of("institution")),
    "measures:institution_end": by_role("GET POST", ADM, kwargs=uid_of("institution")),
    "measures:cbm_edit": by_role("GET POST", ADM, kwargs=code_dm),
    "measures:fact_list": by_role("GET", MINISTRY),
    "measures:fact_export": by_role("GET", MINISTRY, kwargs=as_csv),
    "measures:role_confirm": by_role("POST", f(FP_DM, REV, DIR), kwargs=uid_of("role"), post=DONE),
    "measures:role_dispute": by_role("GET POST", f(FP_DM, REV, DIR), kwargs=uid_of("role")),
    "measures:institution_confirm": by_role("POST", f(FP_DM, REV, DIR), kwargs=uid_of("institution"), post=DONE),
    "measures:institution_dispute": by_role("GET POST", f(FP_DM, REV, DIR), kwargs=uid_of("institution")),
    "measures:plan_event_confirm": by_role("POST", f(FP_DM, REV, DIR), kwargs=event_of_adopted, post=DONE),
    "measures:plan_event_dispute": by_role("GET POST", f(FP_DM, REV, DIR), kwargs=event_of_adopted),
    "measures:membership_confirm": by_role("POST", f(REV, DIR), kwargs=uid_of("membership"), post=DONE),
    "measures:membership_dispute": by_role("GET POST", f(REV, DIR), kwargs=uid_of("membership")),
    "managed_conferences:conference_list": by_role("GET", ADM),
    "managed_conferences:conference_new": by_role("GET POST", ADM),
    "managed_conferences:conference_edit": by_role("GET POST", ADM, kwargs=uid_of("conference")),
    "managed_conferences:chair_new": by_role("GET POST", ADM),
    "managed_conferences:chair_edit": by_role("GET POST", ADM, kwargs=uid_of("chair")),
    "managed_conferences:process_edit": by_role("GET POST", ADM, kwargs=lambda world: {"slug": "hoa-ip"}),
    "managed_conferences:conference_confirm": by_role("POST", f(REV, DIR), kwargs=uid_of("conference"), post=DONE),
    "managed_conferences:conference_dispute": by_role("GET POST", f(REV, DIR), kwargs=uid_of("conference")),
    "managed_conferences:chair_confirm": by_role("POST", f(REV, DIR), kwargs=uid_of("chair"), post=DONE),
    "managed_conferences:chair_dispute": by_role("GET POST", f(REV, DIR), kwargs=uid_of("chair")),
    "managed_conferences:process_confirm": by_role("POST", f(REV, DIR), kwargs=uid_of("process"), post=DONE),
    "managed_conferences:process_dispute": by_role("GET POST", f(REV, DIR), kwargs=uid_of("process")),
    "rule:rule_edit": by_role("GET POST", ADM),
    "rule:blackout_new": by_role("POST", ADM),
    "rule:blackout_remove": by_role("POST", ADM, kwargs=lambda world: {"uid": UNKNOWN}, post=NONE),
    "holidays:holiday_list": by_role("GET", ADM),
    "holidays:holiday_new": by_role("GET POST", ADM),
    "holidays:holiday_edit": by_role("GET POST", ADM, kwargs=uid_of("holiday")),
    "holidays:holiday_remove": by_role("POST", ADM, kwargs=uid_of("holiday"), post=DONE),
    "holidays:holiday_restore": by_role("POST", ADM, kwargs=uid_of("holiday"), post=DONE),
    "holidays:weekend_edit": by_role("GET POST", ADM, kwargs=slug_pk),
    "hoaip:outbox_list": by_role("GET", ADM),
    # What carries addresses asks for the password when the sign-in is not fresh.
    "hoaip:outbox_export": by_role("GET", ADM, kwargs=as_csv, get=FRESH),
    "hoaip:outbox_retry": by_role("POST", ADM, kwargs=lambda world: {"uid": UNKNOWN}, post=NONE),
    "hoaip:job_list": by_role("GET", ADM),
    "hoaip:job_run": row(
        "POST",
        Case("a job", may=f(ADM), kwargs=lambda world: {"name": "sweep"}, post=DONE),
        # Every few seconds by itself: there is nothing to ask for.
        Case("a light one", may=f(ADM), kwargs=lambda world: {"name": "send_due_mail"}, post=NONE),
        Case("unknown", may=f(ADM), kwargs=lambda world: {"name": "nothing"}, post=NONE),
    ),
    "roles:role_list": by_role("GET", ADM),
    "roles:role_export": by_role("GET", ADM, kwargs=as_csv),
    "roles:role_new": by_role("GET POST", ADM),
    "roles:role_end": by_role("GET POST", ADM, kwargs=uid_of("role")),
    "accounts:people_list": by_role("GET", ADM),
    "accounts:people_export": by_role("GET", ADM, kwargs=as_csv, get=FRESH),
    "accounts:invitation_export": by_role("GET", ADM, kwargs=as_csv, get=FRESH),
    "accounts:people_invite": by_role("GET POST", ADM),
    "accounts:people_invitations": by_role("GET", ADM),
    "accounts:invitation_renew": by_role("POST", ADM, kwargs=uid_of("invitation"), post=DONE),
    "accounts:invitation_withdraw": by_role("POST", ADM, kwargs=uid_of("invitation"), post=DONE),
    "accounts:appointment_end": by_role("GET POST", ADM, kwargs=uid_of("appointment")),
    "accounts:delegation_end": by_role("GET POST", ADM, kwargs=uid_of("delegation")),
    "accounts:people_detail": by_role("GET", ADM, kwargs=person_au),
    "accounts:people_edit": by_role("GET POST", ADM, kwargs=person_au),
    "accounts:appointment_new": by_role("GET POST", ADM, kwargs=person_au),
    "accounts:delegation_new": by_role("GET POST", ADM, kwargs=person_au),
    "accounts:people_deactivate": by_role("GET POST", ADM, kwargs=person_au),
    "accounts:people_reactivate": by_role("GET POST", ADM, kwargs=person_au, get=DONE),
    # Nobody of the cast has a second factor: there is none to take away.
    "accounts:people_reset_factors": by_role("GET POST", ADM, kwargs=person_au, get=DONE),
    # One's own account
    "accounts:people_me": own("GET POST"),
    "accounts:session_end": row(
        "POST", Case("of nobody", may=f(SIGNED_IN), see=f(), kwargs=lambda world: {"pk": 987654321})
    ),
    "accounts:invitation_accept": row(
        "GET POST",
        Case("open", may=f(EVERYBODY), see=f(EVERYBODY), kwargs=lambda world: {"token": TOKEN}),
        Case("unknown", may=f(EVERYBODY), see=f(), kwargs=lambda world: {"token": "nothing-opens-with-this"}),
        is_open=True,
    ),
    # The pages of sign-in
    "account_login": row(
        "GET POST",
        Case("", may=f(EVERYBODY), answers={(p, m): {302} for p in SIGNED_IN for m in ("GET", "POST")}),
        is_open=True,
    ),
    "account_logout": row(
        "GET POST",
        Case("", may=f(EVERYBODY), post=DONE, answers={(p, "GET"): {302} for p in SIGNED_OUT}),
        is_open=True,
    ),
    "account_reauthenticate": own("GET POST"),
    "account_change_password": own("GET POST"),
    "account_reset_password": row("GET POST", Case("", may=f(EVERYBODY)), is_open=True),
    "account_reset_password_done": open_page(),
    "account_reset_password_from_key": row(
        "GET POST",
        Case(
            "unknown key",
            may=f(EVERYBODY),
            kwargs=lambda world: {"uidb36": "1", "key": "abcdef-0123456789abcdef"},
            post=frozenset({200, 302, 422}),
        ),
        is_open=True,
    ),
    "account_reset_password_from_key_done": open_page(),
    "mfa_index": own("GET"),
    # Without a sign-in half done it leads to the sign-in; nobody of the cast has a second factor, so there is none to
    # take away, to look at or to prove.
    "mfa_authenticate": row("GET POST", Case("", may=f(EVERYBODY), get=AWAY, post=AWAY), is_open=True),
    "mfa_reauthenticate": own("GET POST", get=DONE, post=DONE),
    "mfa_activate_totp": own("GET POST"),
    "mfa_deactivate_totp": own("GET POST", get=NONE, post=NONE),
    "mfa_view_recovery_codes": own("GET", get=NONE),
    "mfa_generate_recovery_codes": own("GET POST"),
    "mfa_download_recovery_codes": own("GET", get=NONE),
    "mfa_list_webauthn": own("GET"),
    "mfa_add_webauthn": own("GET POST"),
    "mfa_remove_webauthn": own("GET POST", kwargs=lambda world: {"pk": 987654321}, get=NONE, post=NONE),
    "mfa_reauthenticate_webauthn": own("GET POST", get=DONE, post=DONE),
    # What was typed
    "saving:draft_save": own("POST", kwargs=lambda world: {"form_key": "meeting-new"}, post=PAGE),
    "saving:draft_discard": own("POST", kwargs=lambda world: {"form_key": "meeting-new"}, post=DONE),
    "saving:kept_detail": own("GET", get=DONE),
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
    "outputs:plan_in_force": row(
        "GET",
        Case("known", may=f(EVERYBODY), see=f(EVERYBODY), kwargs=code_dm),
        Case("unknown", may=f(EVERYBODY), see=f(), kwargs=lambda world: {"code": "zz"}),
        is_open=True,
    ),
    "outputs:plan_print": plan_text(),
    # Each is a second of work: as many as there are kinds of readers.
    "outputs:plan_pdf": plan_text(("draft", "cleared")),
    "outputs:plan_word": plan_text(),
    "outputs:plan_activities": plan_text(kind="csv"),
    "outputs:plan_seal": row(
        "GET",
        *(Case(key, may=f(EVERYBODY), see=knows_plan(key), kwargs=plan(key)) for key in PLANS),
        is_open=True,
    ),
}
