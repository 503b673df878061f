"""Sample commitments for a portal that is tried out: plainly made up, in several states, one waits for Kazakhstan."""

from datetime import date, datetime, time

from conferences.actions.commitment_known import import_commitment
from conferences.actions.commitments import CommitmentDetails
from conferences.models import Commitment
from hoaip.action import action, authorise
from hoaip.calendar import KABUL
from hoaip.imports import address, facts
from hoaip.ladder import Rung
from hoaip.models import User
from hoaip.permissions import Permission
from hoaip.seeds import sample_email
from meetings.models import Meeting

# key: (sample meeting it was made at, CBMs, owners, state, rung, what was undertaken)
SAMPLES = {
    "kz_to_confirm": ("cn_reported", ["dm"], ["KZ"], "registered", Rung.PUBLIC, "a list of rescue teams is shared"),
    "pk_confirmed": ("cn_reported", ["dm"], ["PK"], "confirmed", Rung.PARTICIPANTS, "a course on floods is held"),
    "tr_in_progress": ("ct_held", ["ct"], ["TR"], "in_progress", Rung.MEMBERS, "a register of contacts is kept"),
    "tr_disputed": ("ct_held", ["ct"], ["TR"], "registered", Rung.MEMBERS, "two trainings a year are paid for"),
    "in_claimed": ("tci_closed", ["tci"], ["IN"], "completion_claimed", Rung.PUBLIC, "a guide to customs is published"),
    "in_completed": ("tci_closed", ["tci"], ["IN"], "completed", Rung.PUBLIC, "a trade fair is hosted"),
    "dm_draft": ("cn_reported", ["dm"], ["PL"], "draft", Rung.PARTICIPANTS, "experts on earthquakes are sent"),
    "kz_withdrawn": ("cn_reported", ["dm"], ["KZ"], "withdrawn", Rung.PARTICIPANTS, "a warehouse is built"),
}
UNANSWERED = ("draft", "registered", "withdrawn")


@action
def seed_demo_commitments(*, cbms, stakeholders, today, by):
    """Write the sample commitments that are missing. Run again it changes nothing."""
    authorise(by, Permission.IMPORT_FACT)
    there = set(Commitment.objects.filter(uid__in=uids()).values_list("uid", flat=True))
    wanted = {address("sample", meeting): meeting for meeting, *_rest in SAMPLES.values()}
    meetings = {wanted[row.uid]: row for row in Meeting.objects.filter(uid__in=wanted).select_related("process")}
    at = datetime.combine(today, time(9), tzinfo=KABUL)
    for key, (meeting, codes, owners, state, rung, words) in SAMPLES.items():
        if address("sample commitment", key) in there or meeting not in meetings:
            continue
        delegate = User.objects.get(email=sample_email(f"del_{owners[0].lower()}"))
        claimed = state in ("completion_claimed", "completed")
        answer = {"answer": "confirmed"} if state not in UNANSWERED else None
        if key == "tr_disputed":
            answer = {"answer": "disputed", "answer_text": "Sample: one training a year was offered, not two."}
        import_commitment(
            meetings[meeting],
            uid=address("sample commitment", key),
            details=CommitmentDetails(
                title_en=f"Sample: {words}",
                measure="Sample: a document that shows it.",
                due_on=date(today.year + 1, 6, 30),
                due_precision="month",
                owners=tuple(stakeholders[code] for code in owners),
                cbms=tuple(cbms[code] for code in codes),
            ),
            rung=rung,
            state=state,
            answers={owners[0]: answer | {"answered_at": at, "answered_by": delegate}} if answer else {},
            sources=facts({"source_note": "Sample, not a fact."}) | {"is_imported": False},
            state_reason="Sample: another state does it." if state == "withdrawn" else "",
            claimed_at=at if claimed else None,
            claimed_by=delegate if claimed else None,
            claim="Sample: it was done last month." if claimed else "",
            by=by,
        )


def uids():
    """{uid: key} of the sample commitments."""
    return {address("sample commitment", key): key for key in SAMPLES}


def told_commitments():
    """What `seed_demo --json` prints of them, as stored now."""
    keys = uids()
    rows = Commitment.objects.filter(uid__in=keys).prefetch_related("owners").order_by("pk")
    return [
        {
            "key": keys[row.uid],
            "uid": str(row.uid),
            "state": row.state,
            "owners": sorted(each.code for each in row.owners.all()),
        }
        for row in rows
    ]
