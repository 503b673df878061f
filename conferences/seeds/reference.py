"""The reference data: everything that is publicly known, floor by floor, as one group of the audit."""

import json
from pathlib import Path

from cbms.seeds import seed_cbms
from conferences.seeds.commitments import seed_commitments
from conferences.seeds.conferences import seed_chairs, seed_conferences
from conferences.seeds.declarations import seed_declarations
from conferences.seeds.umbrella import seed_contributions, seed_initiatives, seed_programmes, seed_themes
from hoaip.action import action, authorise
from hoaip.imports import Tally
from hoaip.permissions import Permission
from hoaip.seeds import seed_memberships, seed_processes, seed_stakeholders
from meetings.seeds import seed_decisions, seed_meetings, seed_notes

ROOM = Path(__file__).parent.parent / "reference"


def reference():
    """The data files as one dict."""
    parts = [json.loads((ROOM / f"{name}.json").read_text(encoding="utf-8")) for name in ("process", "umbrella")]
    return parts[0] | parts[1]


@action
def seed_reference(data, *, by):
    """Write the reference data. Returns the Tally.

    - run again it changes nothing; a changed data file corrects what no person has written since;
    - every row says where it was read and is unconfirmed until a person confirms it.
    """
    authorise(by, Permission.IMPORT_FACT)
    tally = Tally()
    processes = seed_processes(data["processes"], by=by, tally=tally)
    stakeholders = seed_stakeholders(data["stakeholders"], by=by, tally=tally)
    common = {"processes": processes, "stakeholders": stakeholders, "by": by, "tally": tally}
    seed_memberships(data["memberships"], **common)
    cbms = seed_cbms(data["cbms"], **common)
    meetings = seed_meetings(data["meetings"], cbms=cbms, **common)
    seed_notes(data["cbms"], cbms=cbms, by=by, tally=tally)
    seed_decisions(data["cbms"], meetings=meetings, by=by, tally=tally)
    conferences = seed_conferences(data["conferences"], meetings=meetings, **common)
    seed_chairs(data["chairs"], conferences=conferences, **common)
    seed_declarations(data["declarations"], meetings=meetings, cbms=cbms, by=by, tally=tally)
    seed_commitments(data["commitments"], cbms=cbms, stakeholders=stakeholders, by=by, tally=tally)
    initiatives = seed_initiatives(data["initiatives"], cbms=cbms, **common)
    seed_contributions(data["contributions"], initiatives=initiatives, cbms=cbms, by=by, tally=tally)
    seed_themes(data["meeting_themes"], meetings=meetings, by=by, tally=tally)
    seed_programmes(data["programmes"], stakeholders=stakeholders, cbms=cbms, by=by, tally=tally)
    return tally
