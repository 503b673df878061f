"""The forms of the umbrella as they should be filled in: what tests/test_bad_input.py sweeps."""

from hoaip.grants import today


def sample(world):
    return {"slug": "sample-initiative"}


def of(name):
    return lambda world: {"uid": getattr(world, name).uid}


def of_measure(state):
    return lambda world: {"uid": world.measures[state].uid}


def held(world):
    return str(world.meetings["joint_held"].uid)


def step(state, person="rev", **fields):
    return person, of_measure(state), {"version": "1", **fields}


REASON = "From its declaration."
NOTE = {"note": "Another source."}
INITIATIVE = {
    "acronym": "LLC",
    "name_en": "Lapis Lazuli corridor",
    "name_fa": "دهلیز لاجورد",
    "about_en": "A corridor.",
    "status": "active",
    "url": "https://example.org/",
    "organiser": "afghanistan",
    "themes": "security",
    "cbms": "ri",
    "pillars": "cooperation",
    "members": "turkey",
    "source": "https://example.org/llc",
    "source_note": "A note.",
    "reason": REASON,
}
CONTRIBUTION = {
    "promised": "A list.",
    "promised_on": "2020-01-01",
    "arrived": "A list.",
    "arrived_on": "2021-01-01",
    "theme": "security",
    "cbm": "dm",
    "meeting": held,
    "commitment": lambda world: str(world.commitments["registered"].uid),
    "source": "https://example.org/list",
}
MEASURE = {"title": "Shared list", "summary": "One list.", "proposed_by": "turkey", "initiative": "sample-initiative"}
PROGRAMME = {
    "organization": "adpc",
    "title_en": "Early warning",
    "about": "Floods.",
    "cbms": "dm",
    "states": "pakistan",
    "status": "running",
    "starts_on": "2024-01-01",
    "ends_on": "2025-01-01",
    "url": "https://example.org/ew",
    "source": "https://example.org/ew",
}
UMBRELLA = {
    "umbrella:initiative_new": ("rev", None, INITIATIVE | {"process": "hoa-ip", "slug": "llc"}),
    "umbrella:initiative_edit": ("rev", sample, INITIATIVE | {"version": "1"}),
    "umbrella:contribution_new": ("rev", sample, CONTRIBUTION),
    "umbrella:contribution_arrive": (
        "rev",
        of("contribution"),
        {"arrived": "A list.", "arrived_on": lambda world: today().isoformat(), "meeting": held, "version": "1"},
    ),
    "umbrella:contribution_edit": ("rev", of("contribution"), CONTRIBUTION | {"reason": REASON, "version": "1"}),
    "umbrella:meeting_themes": ("rev", lambda world: {"uid": world.meetings["held"].uid}, {"themes": "peace"}),
    "umbrella:measure_new": ("rev", None, MEASURE | {"cbm": "ct", "process": "hoa-ip"}),
    "umbrella:measure_edit": ("rev", of_measure("idea"), MEASURE | {"reason": REASON, "version": "1"}),
    "umbrella:measure_propose": step("idea"),
    "umbrella:measure_discuss": step("proposed", meeting=held),
    "umbrella:measure_adopt": step(
        "discussed", "dir", meeting=held, on=lambda world: world.meetings["joint_held"].ends_on.isoformat()
    ),
    "umbrella:measure_decline": step("proposed", reason=REASON),
    "umbrella:measure_reopen": step("declined", reason=REASON),
    "umbrella:programme_new": ("rev", None, PROGRAMME),
    "umbrella:programme_edit": ("rev", of("programme"), PROGRAMME | {"reason": REASON, "version": "1"}),
    "umbrella:programme_end": ("rev", of("programme"), {"ends_on": "2025-01-01", "reason": REASON, "version": "1"}),
    "umbrella:initiative_dispute": ("rev", of("initiative"), NOTE),
    "umbrella:contribution_dispute": ("rev", of("contribution"), NOTE),
    "umbrella:programme_dispute": ("rev", of("programme"), NOTE),
}
BUTTONS = {f"umbrella:{kind}_confirm": "one button" for kind in ("initiative", "contribution", "programme")}
LISTS = {
    "/initiatives/": (None, ["process", "theme", "cbm", "status", "page", "page_size", "after"]),
    "/initiatives/new/": ("rev", ["process"]),
    "/measures/": (None, ["state", "cbm", "page", "page_size", "after"]),
    "/measures/new/": ("rev", ["cbm", "process"]),
    "/programmes/": (None, ["organization", "cbm", "state", "status", "page", "page_size", "after"]),
    "/programmes/new/": ("rev", ["organization", "cbm"]),
    "/processes/members/": (None, ["as_of"]),
    "/processes/members.csv": (None, ["as_of"]),
    "/engagement/": ("rev", ["cbm"]),
}
