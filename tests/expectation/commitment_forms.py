"""The forms of the register of commitments as they are written, for the sweep of tests/test_bad_input.py."""

import hashlib
from datetime import timedelta

from django.utils import timezone

from conferences.models import Commitment
from hoaip.grants import today

REASON = "The floods."


def of(key, **more):
    return lambda world: {"uid": world.commitments[key].uid, **more}


def source(world):
    return f"paragraph:{world.declarations['sealed'].paragraphs.get(number=2).uid}"


def disputed(world):
    """A registered one, once its owner disputes it."""
    row = world.commitments["registered"]
    row.ownership.update(answer="disputed", answer_text="Not so.", answered_at=timezone.now(), answered_by=world.del_kz)
    return {"uid": row.uid, "slug": "kazakhstan"}


def done(world):
    """A claimed one, once nothing of it is open."""
    row = world.commitments["claimed"]
    row.actions.update(state="cancelled", state_reason="Sample.")
    return {"uid": row.uid}


def together(world):
    """A registered one of a group, without owners by name."""
    Commitment.objects.filter(pk=world.commitments["goal"].pk).update(collective="all", is_goal=False)
    return {"uid": world.commitments["goal"].uid}


def goal(world):
    Commitment.objects.filter(pk=world.commitments["goal"].pk).update(collective="", is_goal=True)
    return {"uid": world.commitments["goal"].uid}


def scheduled(world):
    """One that is published in a month."""
    ahead = timezone.now() + timedelta(days=30)
    Commitment.objects.filter(pk=world.commitments["ministry"].pk).update(public_from=ahead)
    return {"uid": world.commitments["ministry"].uid}


def table(world):
    return f"address,title_en,source,cbms,rung\n,A new one,{source(world)},DM,public\n"


def register_forms():
    """{route: (person, kwargs of the world, fields of a form that is written)}."""
    written = {
        "title_en": "Share early warnings",
        "title_fa": "",
        "title_ps": "",
        "measure": "A list.",
        "due": "2027-06",
        "owners": "kazakhstan",
        "collective": "",
        "cbms": "dm",
        "pillar": "cbms",
        "theme": "",
    }
    step = {"version": "1"}
    why = step | {"reason": REASON}
    return {
        "commitments:commitment_new": ("fp_dm", None, written | {"source": source, "rung": "5"}),
        "commitments:commitment_edit": ("rev", of("registered"), written | why),
        "commitments:commitment_answer": ("del_pk", of("confirmed"), step | {"answer": "disputed", "text": "Not so."}),
        "commitments:commitment_behalf": (
            "fp_dm",
            lambda world: {"uid": world.commitments["registered"].uid, "slug": "kazakhstan"},
            step | {"answer": "disputed", "text": "Not so.", "basis": "Note verbale 7", "letter": ""},
        ),
        "commitments:commitment_register": ("rev", of("draft"), step),
        "commitments:commitment_begin": ("fp_dm", of("registered"), step),
        "commitments:commitment_claim": ("fp_dm", of("confirmed"), step | {"claim": "It was held."}),
        "commitments:commitment_complete": ("rev", done, step),
        "commitments:commitment_return": ("rev", of("claimed"), why),
        "commitments:commitment_reopen": ("rev", of("withdrawn"), why),
        "commitments:commitment_withdraw": ("rev", of("registered"), why),
        "commitments:commitment_merge": (
            "rev",
            of("registered"),
            why | {"into": lambda world: str(world.commitments["confirmed"].uid)},
        ),
        "commitments:commitment_confirm": ("rev", together, why),
        "commitments:commitment_owner": ("rev", goal, why | {"stakeholder": "kazakhstan"}),
        "commitments:commitment_show": ("rev", of("registered"), why | {"rung": "3"}),
        "commitments:commitment_schedule": (
            "rev",
            of("confirmed"),
            step | {"day": f"{today().year + 1}-01-15", "hour": "09:30", "confirm": "1"},
        ),
        "commitments:commitment_unschedule": ("rev", scheduled, why),
        "commitments:commitment_settle": ("rev", disputed, step | {"resolution": "It was reworded."}),
        "commitments:rule_edit": ("adm", None, why | {"label-in_progress-en": "being carried out"}),
        "commitments:commitment_many": (
            "rev",
            None,
            {
                "row": lambda world: f"{world.commitments['registered'].uid}:1",
                "what": "change",
                "theme": "peace",
                "due": "2027-06",
                "cbm_added": "ct",
                "cbm_removed": "",
                "rung": "",
                "reason": REASON,
                "confirm": "1",
            },
        ),
        "commitments:commitment_import": (
            "rev",
            None,
            {"table": table, "confirm": "1", "seal": hashlib.sha256(b"new").hexdigest()[:32], "reason": REASON},
        ),
    }
