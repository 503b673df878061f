"""Forms of notes verbales and of their templates, as they should be filled in."""

from hoaip import grants
from meetings.notes.drawn import Drawing
from meetings.notes.templates import template_of
from tests.bad_input.values import REASON
from tests.expectation.notes import edited

TEXTS = {"text_en": "To {addressee}: {meeting}.", "text_fa": "", "text_ps": ""}


def forms():
    """{route: (person, kwargs of the world, fields of a form that is written)}."""

    def invited(world):
        return {"uid": world.meetings["invited"].uid}

    def seen(world):
        drawing = Drawing(world.meetings["invited"], template_of("invitation"), ["en"], today=grants.today())
        return drawing.fingerprint([world.stakeholders["PK"]])

    def delivered(key):
        return lambda world: {"key": key}

    return {
        "notes:note_new": (
            "fp_dm",
            invited,
            {
                "template": "invitation",
                "addressees": "pakistan",
                "languages": "en",
                "again_reason": "",
                "previewed": seen,
                "confirm": "1",
            },
        ),
        "notes:note_deliver": (
            "fp_dm",
            lambda world: {"uid": world.notes["known"].uid},
            {"delivered_on": lambda world: grants.today().isoformat(), "version": "1"},
        ),
        "notes:note_template_new": ("adm", None, {"name": "Sample", "kind": "free", **TEXTS}),
        "notes:note_template_edit": ("adm", delivered("invitation"), TEXTS | {"reason": REASON, "version": "0"}),
        "notes:note_template_restore": ("adm", edited, {"reason": REASON, "version": "1"}),
        "notes:note_template_retire": ("adm", delivered("record"), {"reason": REASON, "version": "0"}),
    }
