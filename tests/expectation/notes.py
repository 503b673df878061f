"""Rows of notes verbales and of their templates."""

from meetings.models import NoteTemplate
from tests.expectation.knowing import drafters
from tests.expectation.meetings import knows
from tests.expectation.rows import ADM, MINISTRY, NONE, Case, by_role, f, row
from tests.world import MEETINGS

# Of which meeting each note to India is: once everybody knows of it, the delegate of India reads it, and no other.
NOTES = {"known": "invited", "unseen": "planned", "annulled": "annulled"}
READERS = {"known": f(MINISTRY, {"del_in"}), "unseen": f(MINISTRY), "annulled": f(MINISTRY)}


def key_of(key):
    return lambda world: {"key": key}


def edited(world):
    """A delivered template that somebody edited: there alone is something to put back."""
    row, _is_new = NoteTemplate.objects.get_or_create(
        key="new-date", defaults={"text_en": "Sample {addressee}", "kind": "free"}
    )
    return {"key": row.key}


def meeting(key):
    return lambda world: {"uid": world.meetings[key].uid}


ROUTES = {
    "notes:note_new": row(
        "GET POST",
        *(
            # A POST says of which template: without, there is none.
            Case(
                key,
                may=drafters(key),
                see=knows(key),
                kwargs=meeting(key),
                wrong_state=frozenset({"GET"}) if key in ("annulled", "requested", "rejected") else frozenset(),
            )
            for key in MEETINGS
        ),
        *(
            Case(
                f"{key} with a template",
                may=drafters(key),
                see=knows(key),
                kwargs=meeting(key),
                query="template=invitation",
                wrong_state=frozenset({"GET", "POST"}) if key in ("held", "cancelled") else frozenset(),
            )
            for key in ("invited", "planned", "ct_planned", "held", "cancelled")
        ),
    ),
    "notes:note_print": row(
        "GET",
        *(
            Case(
                key,
                may=drafters(of),
                see=knows(of),
                kwargs=lambda world, key=key, of=of: {
                    "uid": world.meetings[of].uid,
                    "batch": world.notes[key].batch,
                },
            )
            for key, of in NOTES.items()
        ),
        Case(
            "of another meeting",
            may=drafters("held"),
            see=knows("held"),
            kwargs=lambda world: {"uid": world.meetings["held"].uid, "batch": world.notes["known"].batch},
            get=NONE,
        ),
    ),
    "notes:note_deliver": row(
        "GET POST",
        *(
            Case(
                key,
                may=drafters(of) & READERS[key],
                see=READERS[key],
                kwargs=lambda world, key=key: {"uid": world.notes[key].uid},
                body=lambda world: {"version": "1"},
            )
            for key, of in NOTES.items()
        ),
    ),
    "notes:note_template_list": by_role("GET", ADM),
    "notes:note_template_new": by_role("GET POST", ADM),
    "notes:note_template_edit": by_role("GET POST", ADM, kwargs=key_of("invitation")),
    "notes:note_template_restore": by_role("GET POST", ADM, kwargs=edited),
    "notes:note_template_retire": by_role("GET POST", ADM, kwargs=key_of("invitation")),
}
