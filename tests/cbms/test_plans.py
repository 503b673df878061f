"""Implementation plans: begun, written, submitted; who reads them; what the database keeps."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from cbms.actions.plans import (
    ActivityDetails,
    ObjectiveDetails,
    PlanDetails,
    recall_plan,
    start_plan,
    step_plan,
    submit_plan,
    write_plan,
)
from cbms.models import Activity, Objective, Plan, PlanVersion
from cbms.plans.content import content_of
from hoaip.errors import Refused, Stale, WrongState

TODAY = date(2026, 11, 23)


def details(cast, **changed):
    """A plan that can be submitted: one objective with two activities."""
    first = ActivityDetails(
        title="Regional exercise",
        lead=cast.stakeholders["PK"],
        partners=(cast.stakeholders["UNDP"], cast.stakeholders["PL"]),
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 6, 30),
        indicator="One exercise held",
    )
    second = ActivityDetails(
        title="Early warning",
        lead=cast.stakeholders["KZ"],
        starts_on=date(2026, 7, 1),
        ends_on=date(2027, 12, 31),
        indicator="Stations connected",
    )
    given = {
        "title_en": "Implementation Plan",
        "summary": "What the region does together.",
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2027, 12, 31),
        "objectives": (ObjectiveDetails(title="Be prepared", activities=(first, second)),),
    }
    return PlanDetails(**given | changed)


@pytest.fixture
def plan(cast):
    """A complete draft of Disaster Management."""
    begun = start_plan(cast.cbms["dm"], title="Implementation Plan", by=cast.fp_dm)
    return write_plan(begun, details=details(cast), by=cast.fp_dm, version=begun.version)


def test_what_was_typed_is_the_text(cast, plan):
    text = content_of(plan)

    assert [each["number"] for each in text["objectives"][0]["activities"]] == ["1.1", "1.2"]
    assert text["objectives"][0]["activities"][0]["partners"] == ["poland", "undp"]
    assert text["until"] == "2027-12"


def test_written_again_parts_keep_their_keys_and_what_is_left_out_goes(cast, plan):
    objective = plan.objectives.get()
    second = plan.activities.get(position=2)
    kept = ActivityDetails(
        key=second.key,
        title="Early warning for all",
        lead=cast.stakeholders["KZ"],
        starts_on=date(2026, 7, 1),
        ends_on=date(2027, 12, 31),
        indicator="Stations connected",
    )

    given = details(cast, objectives=(ObjectiveDetails(key=objective.key, title="Be prepared", activities=(kept,)),))
    write_plan(plan, details=given, by=cast.fp_dm, version=plan.version)

    row = Activity.objects.get()
    assert (row.key, row.position, row.title) == (second.key, 1, "Early warning for all")
    assert Objective.objects.get().key == objective.key


def test_a_second_writer_is_told(cast, plan):
    write_plan(plan, details=details(cast), by=cast.fp_dm_deputy, version=plan.version)

    with pytest.raises(Stale):
        write_plan(plan, details=details(cast, summary="Mine"), by=cast.fp_dm, version=plan.version)


@pytest.mark.parametrize(
    ("who", "shared", "may"),
    [
        ("fp_dm", False, True),
        ("fp_ct", False, False),
        ("rev", False, False),
        ("del_pk", False, False),
        ("del_pk", True, True),
        ("del_in", True, False),
    ],
)
def test_who_writes(cast, plan, who, shared, may):
    Plan.objects.update(is_shared=shared)
    plan.refresh_from_db()

    if may:
        write_plan(plan, details=details(cast, summary="New"), by=cast.people[who], version=plan.version)
        assert Plan.objects.get().summary == "New"
    else:
        with pytest.raises(Refused):
            write_plan(plan, details=details(cast, summary="New"), by=cast.people[who], version=plan.version)


def test_an_incomplete_plan_is_not_submitted_and_says_what_is_missing(cast, plan):
    write_plan(plan, details=details(cast, summary="", ends_on=None), by=cast.fp_dm, version=plan.version)

    with pytest.raises(ValidationError) as refused:
        submit_plan(plan, by=cast.fp_dm, today=TODAY)

    assert refused.value.messages == [
        "The summary says in a few sentences what the plan is for.",
        "The plan names its last month.",
    ]
    assert not PlanVersion.objects.exists()


def test_submitting_freezes_version_one_and_recalling_gives_it_back(cast, plan):
    frozen = submit_plan(plan, by=cast.fp_dm, today=TODAY)

    assert (frozen.number, frozen.content) == (1, content_of(plan))
    with pytest.raises(WrongState):
        write_plan(plan, details=details(cast), by=cast.fp_dm, version=Plan.objects.get().version)
    with pytest.raises(Refused):
        recall_plan(plan, by=cast.fp_dm_deputy)
    assert recall_plan(plan, by=cast.fp_dm).state == "draft"


def test_one_plan_of_a_cbm_is_under_way(cast, plan):
    with pytest.raises(ValidationError):
        start_plan(cast.cbms["dm"], title="Another", by=cast.fp_dm)

    step_plan(plan, "withdraw", reason="Overtaken.", by=cast.dir)
    assert start_plan(cast.cbms["dm"], title="Another", by=cast.fp_dm).number == 2


FROZEN = [
    "UPDATE cbms_plan SET summary = 'x'",
    "DELETE FROM cbms_plan",
    "UPDATE cbms_objective SET title = 'x'",
    "UPDATE cbms_activity SET title = 'x'",
    "INSERT INTO cbms_activity_partners (activity_id, stakeholder_id)"
    " SELECT a.id, s.id FROM cbms_activity a, hoaip_stakeholder s WHERE s.slug = 'australia'",
    "DELETE FROM cbms_activity_partners",
    "UPDATE cbms_planversion SET note = 'x'",
    "DELETE FROM cbms_planversion",
]


@pytest.mark.parametrize("statement", FROZEN)
def test_the_database_refuses_to_change_what_was_submitted(cast, plan, statement):
    submit_plan(plan, by=cast.fp_dm, today=TODAY)

    with pytest.raises(Exception) as refused, transaction.atomic(), connection.cursor() as cursor:  # noqa: PT011
        cursor.execute(statement)

    assert "does not change any more" in str(refused.value) or "append-only" in str(refused.value)


READERS = {
    "draft": {"fp_dm", "fp_dm_deputy"},
    "shared": {"fp_dm", "fp_dm_deputy", "del_pk", "del_kz"},
    "under_review": {"fp_dm", "fp_dm_deputy", "rev", "rev_two", "dir"},
}


@pytest.mark.parametrize("state", READERS)
def test_who_reads(cast, plan, state):
    if state == "under_review":
        submit_plan(plan, by=cast.fp_dm, today=TODAY)
    if state == "shared":
        Plan.objects.update(is_shared=True)

    readers = {key for key, person in cast.people.items() if Plan.objects.readable_by(person).exists()}

    assert readers == READERS[state]
    assert cast.client().get(f"/plans/{plan.uid}/").status_code == 404
    assert b"Regional exercise" not in cast.client("adm").get(f"/plans/{plan.uid}/").content


def test_an_adopted_body_is_a_som_or_a_ministerial_conference(cast, plan):
    with pytest.raises(IntegrityError), transaction.atomic():
        plan.events.create(kind="adopted", body="rtg", on=TODAY, created_by=cast.dir)
