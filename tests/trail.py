"""Declarations, commitments, actions, initiatives and programmes in every state, written directly, for the matrix."""

from datetime import date, timedelta

from django.utils import timezone

from conferences.models import (
    Action,
    ActionEvidence,
    Commitment,
    CommitmentOwner,
    Contribution,
    Declaration,
    Delegation,
    Initiative,
    MeasureProposal,
    Paragraph,
    Programme,
)
from hoaip.grants import today
from hoaip.ladder import Rung, anchor_key

# By key: state, rung, CBM and owners.
COMMITMENTS = {
    "draft": ("draft", Rung.PUBLIC, "dm", ("KZ",)),
    "registered": ("registered", Rung.PUBLIC, "dm", ("KZ",)),
    "confirmed": ("confirmed", Rung.PARTICIPANTS, "dm", ("PK",)),
    "members": ("in_progress", Rung.MEMBERS, "ct", ("TR",)),
    "ministry": ("registered", Rung.MINISTRY, "dm", ("AU",)),
    "claimed": ("completion_claimed", Rung.PUBLIC, "dm", ("KZ", "PK")),
    "completed": ("completed", Rung.PUBLIC, "ct", ("TR",)),
    "withdrawn": ("withdrawn", Rung.PARTICIPANTS, "dm", ("IN",)),
    "goal": ("registered", Rung.PUBLIC, None, ()),
}
# By key: of which commitment, state and owner.
ACTIONS = {
    "open": ("registered", "open", "KZ"),
    "in_progress": ("confirmed", "in_progress", "PK"),
    "claimed": ("claimed", "done_claimed", "KZ"),
    "verified": ("completed", "verified", "TR"),
    "cancelled": ("withdrawn", "cancelled", "IN"),
    "members": ("members", "open", "TR"),
    "ministry": ("ministry", "open", "AU"),
}
MEASURES = ("idea", "proposed", "discussed", "adopted", "declined")


def declaration(cast, meeting, *, slug="sample-declaration", state="draft", **columns):
    """A declaration of two paragraphs; sealed last, because a sealed one takes no paragraph any more."""
    made = Declaration.objects.create(
        meeting=meeting,
        process=meeting.process,
        slug=slug,
        title_en=columns.pop("title_en", f"Sample declaration {slug}"),
        agreed_on=meeting.ends_on,
        **columns,
    )
    for number in (1, 2):
        Paragraph.objects.create(
            declaration=made,
            number=number,
            text_en=f"Secret paragraph {number} of {slug}.",
            is_actionable=number == 1,
        )
    if state == "sealed":
        Declaration.objects.filter(pk=made.pk).update(
            state="sealed", seal="0" * 64, sealed_at=timezone.now(), sealed_by=cast.dir
        )
        made.refresh_from_db()
    return made


def commitment(cast, paragraph, *, state="registered", rung=Rung.PUBLIC, cbm="dm", owners=("KZ",), **columns):
    """A commitment out of a paragraph, with its number, its owners and its anchors."""
    stakeholders = [cast.stakeholders[code] for code in owners]
    cbms = [cast.cbms[cbm]] if cbm else []
    last = Commitment.objects.order_by("-number").values_list("number", flat=True).exclude(number=None).first() or 0
    claimed = state in ("completion_claimed", "completed")
    made = Commitment.objects.create(
        process=cast.process,
        number=None if state == "draft" else last + 1,
        title_en=columns.pop("title_en", f"Secret commitment, {state}, {'/'.join(owners) or 'nobody'}"),
        paragraph=paragraph,
        rung=rung,
        is_goal=not owners,
        anchors=[anchor_key(each) for each in (*cbms, *stakeholders)],
        state=state,
        state_reason="Overtaken." if state == "withdrawn" else "",
        claimed_at=timezone.now() if claimed else None,
        claimed_by=cast.del_kz if claimed else None,
        claim="It was held." if claimed else "",
        created_by=cast.rev,
        **columns,
    )
    made.cbms.set(cbms)
    for stakeholder in stakeholders:
        CommitmentOwner.objects.create(commitment=made, stakeholder=stakeholder)
    return made


def step(cast, of, *, state="open", owner="KZ", **columns):
    """An action that carries out a commitment, as far known as that."""
    stakeholder, cbm = cast.stakeholders[owner], of.cbms.first()
    claimed = state in ("done_claimed", "verified")
    verified = {"verified_at": timezone.now(), "verified_by": cast.rev} if state == "verified" else {}
    made = Action.objects.create(
        process=of.process,
        commitment=of,
        cbm=cbm,
        title=columns.pop("title", f"Secret action, {state}, {owner}"),
        owner=stakeholder,
        due_on=columns.pop("due_on", date(2026, 12, 1)),
        rung=of.rung,
        anchors=[anchor_key(each) for each in ([cbm] if cbm else []) + [stakeholder]],
        state=state,
        state_reason="Overtaken." if state == "cancelled" else "",
        claimed_at=timezone.now() if claimed else None,
        claimed_by=cast.del_kz if claimed else None,
        created_by=cast.rev,
        **verified,
        **columns,
    )
    if claimed:
        ActionEvidence.objects.create(action=made, text="Secret evidence.", at=timezone.now(), by=cast.del_kz)
    return made


def measure(cast, state, **columns):
    """A proposal for a counter-terrorism measure in a state."""
    met = {"meeting": cast.meetings["joint_held"]} if state in ("discussed", "adopted") else {}
    settled = {"settled_on": date(2026, 1, 15)} if state in ("adopted", "declined") else {}
    return MeasureProposal.objects.create(
        process=cast.process,
        cbm=cast.cbms["ct"],
        title=columns.pop("title", f"Sample measure, {state}"),
        summary="Secret summary of a measure.",
        state=state,
        state_reason="Not now." if state == "declined" else "",
        **met,
        **settled,
        **columns,
    )


def fill_trail(cast):
    """Add `declarations[draft|sealed]`, `commitments[key]`, `actions[key]`, `initiative`, `contribution`,
    `measures[state]`, `programme`, `delegation_sent` to the cast; its conference and meetings are there already."""
    cast.declarations = {
        state: declaration(cast, cast.conference.meeting, slug=f"sample-{state}", state=state)
        for state in ("draft", "sealed")
    }
    said = cast.declarations["sealed"].paragraphs.get(number=1)
    cast.commitments = {
        key: commitment(cast, said, state=state, rung=rung, cbm=cbm, owners=owners)
        for key, (state, rung, cbm, owners) in COMMITMENTS.items()
    }
    cast.actions = {
        key: step(cast, cast.commitments[of], state=state, owner=owner) for key, (of, state, owner) in ACTIONS.items()
    }
    cast.initiative = Initiative.objects.create(
        slug="sample-initiative",
        acronym="SMPL",
        name_en="Sample initiative",
        process=cast.process,
        themes=["security"],
        pillars=["cbms"],
        status="active",
    )
    cast.contribution = Contribution.objects.create(
        initiative=cast.initiative,
        theme="security",
        promised="Sample: a list of contacts.",
        promised_on=today() - timedelta(days=200),
    )
    cast.measures = {state: measure(cast, state) for state in MEASURES}
    cast.programme = Programme.objects.create(
        organization=cast.stakeholders["UNDP"], process=cast.process, title_en="Sample programme"
    )
    cast.programme.cbms.add(cast.cbms["dm"])
    cast.programme.states.add(cast.stakeholders["KZ"])
    cast.delegation_sent = Delegation.objects.create(
        conference=cast.conference, stakeholder=cast.stakeholders["KZ"], level="minister", head="Secret head"
    )
    return cast
