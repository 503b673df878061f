"""Rows of initiatives, proposed measures, programmes and who takes part in what."""

from tests.expectation.rows import (
    DELEGATES,
    DIR,
    DONE,
    EVERYBODY,
    FP,
    FP_CT,
    FP_DM,
    FRAME,
    PAGE,
    REFUSED_FORM,
    REV,
    Case,
    by_role,
    f,
    open_page,
    row,
)


def as_csv(world):
    return {"kind": "csv"}


def of(name):
    return lambda world: {"uid": getattr(world, name).uid}


def of_measure(state):
    return lambda world: {"uid": world.measures[state].uid}


def sample(world):
    return {"slug": "sample-initiative"}


# Adopted measures: everybody. Ideas: the ministry and the administrator. In between: the delegates of the process too.
def knows_measure(state):
    return {"adopted": f(EVERYBODY), "idea": f(FRAME)}.get(state, f(FRAME, DELEGATES))


STATES = ("idea", "proposed", "discussed", "adopted", "declined")
# What a step begins from, and whose it is: the focal points of counter-terrorism and ministry staff, or the director.
FROM = {
    "propose": ({"idea"}, f(FP_CT, REV)),
    "discuss": ({"proposed"}, f(FP_CT, REV)),
    "adopt": ({"discussed"}, f(DIR)),
    "decline": ({"idea", "proposed", "discussed"}, f(FP_CT, REV)),
    "reopen": ({"declined"}, f(FP_CT, REV)),
}


def step(name):
    """A step of a measure in every state: 409 where it does not begin."""
    sources, may = FROM[name]
    return row(
        "GET POST",
        *(
            Case(
                state,
                may=may,
                see=knows_measure(state),
                kwargs=of_measure(state),
                wrong_state=frozenset() if state in sources else frozenset({"GET", "POST"}),
                post=REFUSED_FORM,
            )
            for state in STATES
        ),
    )


ROUTES = {
    "umbrella:initiative_list": open_page(),
    "umbrella:initiative_export": open_page(kwargs=as_csv),
    "umbrella:initiative_detail": open_page(kwargs=sample),
    "umbrella:initiative_new": by_role("GET POST", REV),
    "umbrella:initiative_edit": by_role("GET POST", REV, kwargs=sample),
    "umbrella:contribution_new": by_role("GET POST", REV, kwargs=sample),
    "umbrella:contribution_arrive": by_role("GET POST", REV, kwargs=of("contribution")),
    "umbrella:contribution_edit": by_role("GET POST", REV, kwargs=of("contribution")),
    "umbrella:meeting_themes": row(
        "GET POST",
        # No theme at all is an answer too.
        Case("held", may=f(REV), kwargs=lambda world: {"uid": world.meetings["held"].uid}, post=DONE),
        Case(
            "ct planned",
            may=f(REV),
            see=f(FRAME, {"del_tr"}),
            kwargs=lambda world: {"uid": world.meetings["ct_planned"].uid},
            post=DONE,
        ),
        Case(
            "annulled",
            may=f(REV),
            see=f(FRAME),
            kwargs=lambda world: {"uid": world.meetings["annulled"].uid},
            wrong_state=frozenset({"GET", "POST"}),
        ),
    ),
    "umbrella:measure_list": open_page(),
    "umbrella:measure_export": open_page(kwargs=as_csv),
    "umbrella:measure_detail": row(
        "GET",
        *(
            Case(state, may=f(EVERYBODY), see=knows_measure(state), kwargs=of_measure(state), get=PAGE)
            for state in STATES
        ),
        is_open=True,
    ),
    "umbrella:measure_new": by_role("GET POST", f(FP, REV)),
    "umbrella:measure_edit": row(
        "GET POST",
        *(
            Case(
                state,
                may=f(FP_CT, REV),
                see=knows_measure(state),
                kwargs=of_measure(state),
                wrong_state=frozenset({"GET"}) if state in ("adopted", "declined") else frozenset(),
                post=REFUSED_FORM,
            )
            for state in STATES
        ),
    ),
    **{f"umbrella:measure_{name}": step(name) for name in FROM},
    "umbrella:programme_list": open_page(),
    "umbrella:programme_export": open_page(kwargs=as_csv),
    "umbrella:programme_map": open_page(),
    "umbrella:programme_detail": open_page(kwargs=of("programme")),
    "umbrella:programme_new": by_role("GET POST", f(FP, REV)),
    "umbrella:programme_edit": by_role("GET POST", f(FP_DM, REV), kwargs=of("programme")),
    "umbrella:programme_end": by_role("GET POST", f(FP_DM, REV), kwargs=of("programme")),
    "umbrella:engagement_table": by_role("GET", FRAME),
    "umbrella:initiative_confirm": by_role("POST", f(REV, DIR), kwargs=of("initiative"), post=DONE),
    "umbrella:initiative_dispute": by_role("GET POST", f(REV, DIR), kwargs=of("initiative")),
    "umbrella:contribution_confirm": by_role("POST", f(REV, DIR), kwargs=of("contribution"), post=DONE),
    "umbrella:contribution_dispute": by_role("GET POST", f(REV, DIR), kwargs=of("contribution")),
    "umbrella:programme_confirm": by_role("POST", f(FP_DM, REV, DIR), kwargs=of("programme"), post=DONE),
    "umbrella:programme_dispute": by_role("GET POST", f(FP_DM, REV, DIR), kwargs=of("programme")),
    "conferences:process_members": open_page(),
    "conferences:process_members_csv": open_page(),
}
