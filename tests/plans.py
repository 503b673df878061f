"""A plan in every state, written directly and not through actions, for the matrix, the drills and the tests."""

from datetime import date, timedelta

from django.utils import timezone

from cbms.models import Activity, Asked, Consultation, Objective, Plan, PlanEvent, PlanVersion
from cbms.plans.content import content_of, digest_of

# key: (CBM, number); the key is its state, and each CBM has one plan under way at most.
PLANS = {
    "adopted": ("dm", 1),
    "superseded": ("ct", 1),
    "withdrawn": ("cn", 1),
    "draft": ("dm", 2),
    "under_review": ("ct", 2),
    "changes_requested": ("tci", 1),
    "cleared": ("ri", 1),
    "in_consultation": ("ce", 1),
}
# Who is asked in the consultation of the world, and whether they may object.
ASKED = (("IN", "lead", True), ("UNDP", "supporting", False))
ADOPTED_ON = date(2024, 4, 25)


def plan(cast, code, *, number=1, by=None, state="draft", submitted=True, **columns):
    """A complete plan with one objective and two activities; submitted as version 1 and moved to `state`."""
    by = by or cast.fp_dm
    made = Plan.objects.create(
        cbm=cast.cbms[code],
        number=number,
        title_en=columns.pop("title_en", f"Sample plan {number} of {code}"),
        summary="What the region does together.",
        starts_on=date(2026, 1, 1),
        ends_on=date(2027, 12, 31),
        created_by=by,
        **columns,
    )
    objective = Objective.objects.create(plan=made, position=1, title="Be prepared")
    for position, (title, lead) in enumerate((("Regional exercise", "PK"), ("Early warning", "KZ")), 1):
        activity = Activity.objects.create(
            plan=made,
            objective=objective,
            position=position,
            title=title,
            lead=cast.stakeholders[lead],
            starts_on=date(2026, 1, 1),
            ends_on=date(2026, 6, 30),
            indicator="One held",
        )
        activity.partners.add(cast.stakeholders["UNDP"])
    if submitted:
        frozen = freeze(made, by=by)
        if state in ("adopted", "superseded"):
            adopt(made, frozen, by=cast.dir)
    moved = {"state": state}
    if state in ("adopted", "superseded"):
        moved |= {"adopted_version": frozen, "adopted_on": ADOPTED_ON}
    if state == "superseded":
        moved |= {"superseded_on": ADOPTED_ON + timedelta(days=300)}
    Plan.objects.filter(pk=made.pk).update(**moved)
    made.refresh_from_db()
    return made


def freeze(made, *, by, number=1):
    """The plan's text as a version."""
    text = content_of(made)
    return PlanVersion.objects.create(
        plan=made,
        number=number,
        content=text,
        digest=digest_of(text),
        submitted_at=timezone.now(),
        submitted_by=by,
    )


def adopt(made, frozen, *, by):
    PlanEvent.objects.create(
        plan=made, plan_version=frozen, kind="adopted", body="som", on=ADOPTED_ON, seal="0" * 64, created_by=by
    )


def consult(cast, made, *, asked=ASKED, days=14):
    """A consultation that is open on the plan's newest version."""
    now = timezone.now()
    consultation = Consultation.objects.create(
        plan=made,
        plan_version=made.versions.get(),
        opened_at=now,
        opened_by=cast.rev,
        expires_at=now + timedelta(days=days),
    )
    for code, capacity, may_object in asked:
        Asked.objects.create(
            consultation=consultation,
            stakeholder=cast.stakeholders[code],
            capacity=capacity,
            may_object=may_object,
        )
    return consultation


def fill_plans(cast):
    """Add `plans[key]` and `consultation` to the cast."""
    authors = {"dm": cast.fp_dm, "ct": cast.fp_ct}
    cast.plans = {
        key: plan(cast, code, number=number, by=authors.get(code, cast.fp_two), state=key, submitted=key != "draft")
        for key, (code, number) in PLANS.items()
    }
    cast.consultation = consult(cast, cast.plans["in_consultation"])
    return cast
