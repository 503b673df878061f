"""Adoption: who records it, what it seals and supersedes, and that nobody changes what was adopted."""

import json
from contextlib import closing
from datetime import date
from io import StringIO
from os import environ

import psycopg2
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from cbms.actions.adoptions import EventDetails, SignedText, adopt_plan, record_event
from cbms.actions.plans import PlanDetails, recall_plan, step_plan, submit_plan, write_plan
from cbms.models import Plan, PlanEvent, PlanVersion
from cbms.plans.seal import check, seal_of
from hoaip.documents.actions import delete_document, replace_file
from hoaip.documents.intake import examine
from hoaip.documents.keeping import place_of
from hoaip.errors import Refused, WrongState
from hoaip.models import AuditEntry, Document, DocumentFile, Event
from tests.files import pdf
from tests.papers import paper
from tests.plans import fill_plans
from tests.plans import plan as made

TODAY = date(2026, 11, 23)
SOM, MC = date(2026, 4, 25), date(2026, 4, 26)


def details(cast, on=SOM, body="som", kind="adopted", **more):
    agreed = (cast.stakeholders["PK"], cast.stakeholders["KZ"])
    return EventDetails(kind=kind, body=body, on=on, agreed=agreed, source_note="It was never scanned.", **more)


def signed():
    return SignedText(file=examine(SimpleUploadedFile("signed.pdf", pdf())))


@pytest.fixture
def cleared(cast):
    return made(cast, "dm", state="cleared")


@pytest.fixture
def adopted(cast, cleared):
    adopt_plan(cleared, details=details(cast), signed=signed(), by=cast.dir, today=TODAY)
    return Plan.objects.get(pk=cleared.pk)


def test_the_first_adoption_makes_it_the_plan_in_force(cast, adopted):
    event = adopted.events.get()

    assert (adopted.state, adopted.adopted_on, adopted.adopted_version.number) == ("adopted", SOM, 1)
    assert sorted(row.slug for row in event.agreed.all()) == ["kazakhstan", "pakistan"]
    assert event.document.reference == "HOAIP/DM/DEC/1"
    assert event.seal == seal_of(adopted.adopted_version.digest, [event.document.files.get().sha256])
    assert list(Plan.objects.in_force(SOM)) == [adopted]
    assert not Plan.objects.in_force(date(2026, 4, 24)).exists()
    groups = set(AuditEntry.objects.filter(action__in=["plan.adopt", "document.add"]).values_list("group", flat=True))
    assert len(groups) == 1


def test_the_next_adoption_supersedes_it_on_that_day_and_it_stays_readable(cast, adopted):
    following = made(cast, "dm", number=2, state="cleared")

    adopt_plan(following, details=details(cast, on=date(2026, 9, 8)), by=cast.dir, today=TODAY)

    adopted.refresh_from_db()
    assert (adopted.state, adopted.superseded_on) == ("superseded", date(2026, 9, 8))
    assert list(Plan.objects.in_force(date(2026, 9, 7))) == [adopted]
    assert list(Plan.objects.in_force(date(2026, 9, 8))) == [following]
    assert cast.client().get(f"/plans/{adopted.uid}/").status_code == 200
    assert Event.objects.filter(kind="plan.supersede").get().object_uid == adopted.uid


def test_an_adoption_on_a_day_before_that_of_the_plan_in_force_is_refused(cast, adopted):
    following = made(cast, "dm", number=2, state="cleared")

    with pytest.raises(ValidationError) as refused:
        adopt_plan(following, details=details(cast, on=SOM), by=cast.dir, today=TODAY)

    assert "adopted later" in refused.value.message_dict["on"][0]
    assert not following.events.exists()


def test_several_bodies_adopt_and_the_earliest_day_counts(cast, cleared):
    adopt_plan(cleared, details=details(cast, on=MC, body="mc"), by=cast.dir, today=TODAY)
    adopt_plan(
        cleared,
        details=details(cast, is_disputed=True, dispute_note="Another record says ministers."),
        by=cast.dir,
        today=TODAY,
    )

    cleared.refresh_from_db()
    assert cleared.adopted_on == SOM
    assert [(event.body, event.is_disputed) for event in cleared.events.order_by("on")] == [
        ("som", True),
        ("mc", False),
    ]


def test_the_day_of_the_plan_before_follows_an_earlier_adoption(cast, adopted):
    following = made(cast, "dm", number=2, state="cleared")
    adopt_plan(following, details=details(cast, on=date(2026, 9, 9), body="mc"), by=cast.dir, today=TODAY)
    adopt_plan(following, details=details(cast, on=date(2026, 9, 8)), by=cast.dir, today=TODAY)

    adopted.refresh_from_db()
    assert adopted.superseded_on == date(2026, 9, 8)
    assert Event.objects.get(kind="plan.supersede").on == date(2026, 9, 8)


def test_a_body_adopts_once_a_day(cast, adopted):
    with pytest.raises(ValidationError, match="recorded already"):
        adopt_plan(adopted, details=details(cast), by=cast.dir, today=TODAY)


REFUSED = {
    "still ahead": {"on": date(2026, 11, 24)},
    "names the leads": {"agreed": ()},
    "no signed text": {"source_note": " "},
    "adopts it": {"body": "rtg"},
    "between 2011": {"on": date(2010, 1, 1)},
}


@pytest.mark.parametrize("said", REFUSED)
def test_what_an_adoption_needs(cast, cleared, said):
    given = {"kind": "adopted", "body": "som", "on": SOM, "agreed": (cast.stakeholders["PK"],), "source_note": "Lost."}

    with pytest.raises(ValidationError) as refused:
        adopt_plan(cleared, details=EventDetails(**given | REFUSED[said]), by=cast.dir, today=TODAY)

    assert any(said in sentence for sentence in refused.value.messages)
    assert not PlanEvent.objects.exists()
    assert Plan.objects.get().state == "cleared"


def test_a_text_that_is_not_the_cleared_version_is_not_adopted(cast, cleared):
    PlanVersion.objects.create(
        plan=cleared, number=2, content={}, digest="1" * 64, submitted_at=cleared.created_at, submitted_by=cast.fp_dm
    )

    with pytest.raises(WrongState, match="not the version"):
        adopt_plan(cleared, details=details(cast), by=cast.dir, today=TODAY)


ADOPTABLE = {"cleared", "adopted", "superseded"}
# Who may know of the plan is asked by the page; who may do it, by the action.
MAY_RECORD = {
    "adopted": {"fp_dm", "fp_dm_deputy"},
    "superseded": {"fp_ct"},
    "withdrawn": set(),
    "draft": {"fp_dm", "fp_dm_deputy"},
    "under_review": {"fp_ct"},
    "changes_requested": {"fp_two"},
    "cleared": {"fp_two"},
    "in_consultation": set(),
}


ACTS = {"discuss": ("discussed", "rtg"), "endorse": ("endorsed", "rtg"), "adopt": ("adopted", "mc")}


@pytest.mark.parametrize("state", MAY_RECORD)
def test_role_by_state_by_action(cast, state):
    fill_plans(cast)
    chosen, wrong = cast.plans[state], []
    for who, person in cast.people.items():
        for act, (kind, body) in ACTS.items():
            day = chosen.adopted_on or SOM
            given = details(cast, on=day, kind=kind, body=body)
            do = adopt_plan if act == "adopt" else record_event
            if act == "adopt":
                right = "refused" if who != "dir" else "done" if state in ADOPTABLE else "wrong state"
            else:
                may = who in MAY_RECORD[state] | {"rev", "rev_two", "dir"}
                right = "refused" if not may else "wrong state" if state == "withdrawn" else "done"
            said = attempt(do, chosen, given, person)
            if said != right:
                wrong.append(f"{who} {act} {state}: {said}, not {right}")
    assert not wrong, "\n".join(wrong)


def attempt(do, plan, given, person):
    try:
        with transaction.atomic():
            do(plan, details=given, by=person, today=TODAY)
            transaction.set_rollback(True)
    except Refused:
        return "refused"
    except WrongState:
        return "wrong state"
    return "done"


# Nobody changes an adopted plan


SQL = [
    "UPDATE cbms_plan SET title_en = 'x' WHERE id = {plan}",
    "UPDATE cbms_plan SET title_fa = 'x' WHERE id = {plan}",
    "UPDATE cbms_plan SET summary = 'x' WHERE id = {plan}",
    "UPDATE cbms_plan SET starts_on = '2025-01-01' WHERE id = {plan}",
    "UPDATE cbms_plan SET language = 'ps' WHERE id = {plan}",
    "UPDATE cbms_plan SET is_shared = true WHERE id = {plan}",
    "UPDATE cbms_plan SET uid = gen_random_uuid() WHERE id = {plan}",
    "UPDATE cbms_plan SET cbm_id = cbm_id + 1 WHERE id = {plan}",
    "UPDATE cbms_plan SET number = 9 WHERE id = {plan}",
    "UPDATE cbms_plan SET state = 'draft', adopted_version_id = NULL, adopted_on = NULL WHERE id = {plan}",
    "UPDATE cbms_plan SET state = 'withdrawn', adopted_version_id = NULL, adopted_on = NULL WHERE id = {plan}",
    "UPDATE cbms_plan SET state = 'superseded', superseded_on = '2026-09-01' WHERE id = {plan}",
    "UPDATE cbms_plan SET adopted_on = '2026-01-01' WHERE id = {plan}",
    "UPDATE cbms_plan SET adopted_on = NULL WHERE id = {plan}",
    "UPDATE cbms_plan SET adopted_version_id = NULL WHERE id = {plan}",
    "DELETE FROM cbms_plan WHERE id = {plan}",
    "UPDATE cbms_objective SET title = 'x' WHERE plan_id = {plan}",
    "DELETE FROM cbms_objective WHERE plan_id = {plan}",
    "INSERT INTO cbms_objective (plan_id, key, position, title, text) VALUES ({plan}, gen_random_uuid(), 9, 'x', '')",
    "UPDATE cbms_activity SET title = 'x' WHERE plan_id = {plan}",
    "UPDATE cbms_activity SET lead_id = NULL WHERE plan_id = {plan}",
    "UPDATE cbms_activity SET ends_on = '2099-12-31' WHERE plan_id = {plan}",
    "DELETE FROM cbms_activity WHERE plan_id = {plan}",
    "DELETE FROM cbms_activity_partners WHERE activity_id IN (SELECT id FROM cbms_activity WHERE plan_id = {plan})",
    "UPDATE cbms_activity_partners SET stakeholder_id = {other}"
    " WHERE activity_id IN (SELECT id FROM cbms_activity WHERE plan_id = {plan})",
    "INSERT INTO cbms_activity_partners (activity_id, stakeholder_id)"
    " SELECT id, {other} FROM cbms_activity WHERE plan_id = {plan}",
    "UPDATE cbms_planversion SET content = '{{}}' WHERE plan_id = {plan}",
    "UPDATE cbms_planversion SET digest = repeat('0', 64) WHERE plan_id = {plan}",
    "DELETE FROM cbms_planversion WHERE plan_id = {plan}",
    "INSERT INTO cbms_planversion (uid, plan_id, number, content, digest, note, submitted_at, submitted_by_id)"
    " SELECT gen_random_uuid(), plan_id, 9, content, digest, '', now(), submitted_by_id FROM cbms_planversion"
    " WHERE plan_id = {plan}",
    "UPDATE cbms_planevent SET body = 'mc' WHERE plan_id = {plan}",
    "UPDATE cbms_planevent SET \"on\" = '2026-01-01' WHERE plan_id = {plan}",
    "UPDATE cbms_planevent SET kind = 'discussed', seal = '' WHERE plan_id = {plan}",
    "UPDATE cbms_planevent SET seal = repeat('0', 64) WHERE plan_id = {plan}",
    "UPDATE cbms_planevent SET document_id = NULL WHERE plan_id = {plan}",
    "DELETE FROM cbms_planevent WHERE plan_id = {plan}",
    "INSERT INTO cbms_planevent_agreed (planevent_id, stakeholder_id)"
    " SELECT id, {other} FROM cbms_planevent WHERE plan_id = {plan}",
    "UPDATE cbms_planevent_agreed SET stakeholder_id = {other}"
    " WHERE planevent_id IN (SELECT id FROM cbms_planevent WHERE plan_id = {plan})",
    "DELETE FROM cbms_planevent_agreed WHERE planevent_id IN (SELECT id FROM cbms_planevent WHERE plan_id = {plan})",
    "UPDATE hoaip_documentfile SET sha256 = repeat('0', 64) WHERE document_id = {document}",
    "UPDATE hoaip_documentfile SET stored_name = repeat('0', 32) WHERE document_id = {document}",
    "UPDATE hoaip_documentfile SET is_current = false WHERE document_id = {document}",
    "DELETE FROM hoaip_documentfile WHERE document_id = {document}",
    "UPDATE hoaip_document SET deleted_at = now(), deleted_by_id = created_by_id, deletion_reason = 'x'"
    " WHERE id = {document}",
    "UPDATE hoaip_document SET dated_on = '2020-01-01' WHERE id = {document}",
    "UPDATE hoaip_document SET reference = 'x' WHERE id = {document}",
    "DELETE FROM hoaip_document WHERE id = {document}",
    "UPDATE cbms_cbmdocument SET cbm_id = cbm_id + 1 WHERE document_id = {document}",
    "DELETE FROM cbms_cbmdocument WHERE document_id = {document}",
    "TRUNCATE cbms_plan CASCADE",
    "TRUNCATE cbms_planversion CASCADE",
    "ALTER TABLE cbms_plan DISABLE TRIGGER ALL",
    "DROP TRIGGER cbms_plan_frozen ON cbms_plan",
]


def whole_plan(plan):
    """Everything of an adopted plan, as one text."""
    tables = {
        "cbms_plan": f"id = {plan.pk}",
        "cbms_objective": f"plan_id = {plan.pk}",
        "cbms_activity": f"plan_id = {plan.pk}",
        "cbms_activity_partners": f"activity_id IN (SELECT id FROM cbms_activity WHERE plan_id = {plan.pk})",
        "cbms_planversion": f"plan_id = {plan.pk}",
        "cbms_planevent": f"plan_id = {plan.pk}",
        "cbms_planevent_agreed": f"planevent_id IN (SELECT id FROM cbms_planevent WHERE plan_id = {plan.pk})",
        "hoaip_document": "true",
        "hoaip_documentfile": "true",
        "cbms_cbmdocument": "true",
    }
    told = {}
    with connection.cursor() as cursor:
        for table, which in tables.items():
            cursor.execute(f"SELECT to_jsonb(t) FROM {table} t WHERE {which} ORDER BY id")
            told[table] = cursor.fetchall()
    return json.dumps(told, sort_keys=True, default=str)


@pytest.mark.owner_database
def test_sql_as_the_role_of_the_application_changes_nothing(transactional_cast):
    address = environ.get("TEST_APPLICATION_URL")
    if not address:
        pytest.skip("TEST_APPLICATION_URL does not name the database with the application's role.")
    cast = transactional_cast
    cleared = made(cast, "dm", state="cleared")
    adopt_plan(cleared, details=details(cast), signed=signed(), by=cast.dir, today=TODAY)
    keys = {
        "plan": cleared.pk,
        "document": Document.objects.get().pk,
        "other": cast.stakeholders["AU"].pk,
    }
    before, accepted = whole_plan(cleared), []

    with closing(psycopg2.connect(address, dbname=connection.settings_dict["NAME"])) as application:
        application.autocommit = True
        for statement in SQL:
            with application.cursor() as cursor:
                try:
                    cursor.execute(statement.format(**keys))
                except psycopg2.Error:
                    continue
                accepted.append(statement)

    assert accepted == []
    assert len(SQL) >= 50
    assert whole_plan(cleared) == before


def test_the_owner_is_refused_as_well(cast, adopted):
    keys = {"plan": adopted.pk, "document": Document.objects.get().pk, "other": cast.stakeholders["AU"].pk}
    before, accepted = whole_plan(adopted), []
    for statement in SQL:
        if statement.startswith(("TRUNCATE", "ALTER", "DROP")):
            continue
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement.format(**keys))
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except DatabaseError:
            continue
        accepted.append(statement)

    assert accepted == []
    assert whole_plan(adopted) == before


def test_every_action_on_an_adopted_plan_is_refused(cast, adopted):
    document, text = Document.objects.get(), PlanDetails(title_en="x")
    tries = [
        lambda by: write_plan(adopted, details=text, by=by, version=adopted.version),
        lambda by: submit_plan(adopted, by=by, today=TODAY),
        lambda by: recall_plan(adopted, by=by),
        lambda by: step_plan(adopted, "revise", reason="x", by=by),
        lambda by: step_plan(adopted, "withdraw", reason="x", by=by),
        lambda by: step_plan(adopted, "reopen", reason="x", by=by),
        lambda by: replace_file(
            document,
            file=examine(SimpleUploadedFile("signed.pdf", pdf())),
            language="en",
            version=document.version,
            by=by,
        ),
        lambda by: delete_document(document, reason="x", version=document.version, by=by),
        lambda by: adopt_plan(adopted, details=details(cast), by=by, today=TODAY),
    ]
    before, accepted, number = whole_plan(adopted), [], 0
    for who in ("fp_dm", "rev", "dir", "adm", "del_pk"):
        for place, do in enumerate(tries):
            number += 1
            try:
                with transaction.atomic():
                    do(cast.people[who])
            except Exception:  # noqa: BLE001, S112
                continue
            accepted.append((who, place))

    assert (number, accepted) == (45, [])
    assert whole_plan(adopted) == before


def test_what_may_still_be_said_of_an_adoption(cast, adopted):
    """Whether it is disputed and whether a person vouches for it; the title of the signed text."""
    PlanEvent.objects.update(is_disputed=True, dispute_note="Two records differ.")
    Plan.objects.update(is_disputed=True)
    Document.objects.update(title_fa="متن")

    assert check(PlanEvent.objects.select_related("plan_version", "document").get()).is_right


# The seal, computed again


def test_the_seal_is_computed_again_by_page_and_command(cast, adopted):
    out = StringIO()
    call_command("plan_seals", "--json", stdout=out)

    assert json.loads(out.getvalue()) == {"ok": True, "seals": 1, "wrong": []}
    page = cast.client().get(f"/plans/{adopted.uid}/seal/").content.decode()
    assert "the seal is right" in page
    assert page.count(adopted.events.get().seal) == 2


def test_another_file_in_its_place_is_found(cast, adopted):
    place_of(DocumentFile.objects.get().stored_name).write_bytes(b"Another text.")

    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("plan_seals", "--json", stdout=out)
    assert json.loads(out.getvalue())["wrong"][0]["what"] == [f"file {DocumentFile.objects.get().sha256}"]
    assert "the seal is not right" in cast.client().get(f"/plans/{adopted.uid}/seal/").content.decode()


def test_a_text_changed_behind_the_triggers_is_found(cast, adopted):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cbms_planversion DISABLE TRIGGER USER")
        cursor.execute("UPDATE cbms_planversion SET content = jsonb_set(content, '{summary}', '\"x\"')")
        cursor.execute("ALTER TABLE cbms_planversion ENABLE TRIGGER USER")

    event = PlanEvent.objects.select_related("plan_version", "document").get()
    assert not check(event).is_text_right


def test_a_document_of_the_library_is_sealed_as_well(cast, cleared):
    document = paper(cast.cbms["dm"], by=cast.rev, content=b"Signed.")

    event = adopt_plan(cleared, details=details(cast), signed=SignedText(document=document), by=cast.dir, today=TODAY)

    assert event.seal == seal_of(event.plan_version.digest, [document.files.get().sha256])
