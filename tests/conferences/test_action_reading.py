"""What each reader is told of actions: neutral words for the public, evidence, lists, home; what the database keeps."""

import re
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from conferences.actions.carrying import add_evidence
from conferences.actions.follow_up import ActionDetails
from conferences.models import Action
from hoaip.ladder import Rung
from tests.conferences.test_actions import added, outcome_of, text_of
from tests.trail import step


@pytest.fixture
def world(filled):
    return filled


@pytest.fixture
def promised(world):
    """A commitment of Kazakhstan in Disaster Management that is registered and public."""
    return world.commitments["registered"]


# What is read by whom


def test_the_public_reads_neutral_words_of_public_actions_alone(world):
    row = world.actions["open"]
    Action.objects.filter(pk=row.pk).update(due_on=date(2026, 1, 5))
    Action.objects.filter(pk=world.actions["claimed"].pk).update(due_on=date(2026, 1, 5))
    internal = re.compile(r"overdue|late\b|days over|said to be|verif(?!ied, TR)|\brisk|missed|returned", re.I)

    for address in ("/actions/", f"/actions/{row.uid}/", f"/actions/{world.actions['claimed'].uid}/", "/cbms/dm/"):
        page = world.client().get(address).content.decode()
        main = page[page.index("<main") : page.index("</main")]
        assert "Secret action" in main
        assert not internal.search(main), (address, internal.search(main))

    listed = text_of(world.client().get("/actions/"))
    assert "planned" in listed
    assert "under way" in listed
    assert "AU" not in listed
    rows = world.client().get("/actions/table.csv")
    text = b"".join(rows.streaming_content).decode()
    assert "days_over" not in text
    assert ",done_claimed," not in text
    focal = text_of(world.client("fp_dm").get(f"/actions/{row.uid}/"))
    assert "days over" in focal


def test_each_finds_what_it_may_see(world):
    def found(who, query=""):
        page = text_of(world.client(who).get(f"/actions/{query}"))
        return {key for key, row in world.actions.items() if f"{row.title} " in page}

    everything = set(world.actions)
    assert found(None) == {"open", "claimed", "verified"}
    assert found("rev") == everything
    assert found("del_au") == everything - {"members"}
    assert found("del_au", "?mine=yes") == {"ministry"}
    assert found("fp_ct", "?mine=yes") == {"verified", "members"}
    assert found("rev", "?state=to_verify") == {"claimed"}
    assert found("rev", "?state=under_way") == {"in_progress", "claimed"}
    assert found("rev", "?owner=turkey&cbm=ct") == {"verified", "members"}
    assert found("rev", "?source=meeting") == set()


def offered(html, name):
    """The values that the select of that name offers, without the empty one."""
    return re.findall(r'value="([^"]+)"', re.search(rf'<select name="{name}".*?</select>', html, re.S)[0])


def test_the_public_chooses_among_owners_of_public_actions_and_who_is_inside_among_all(world):
    public = [row.owner.slug for row in Action.objects.select_related("owner") if row.shown_rung == Rung.PUBLIC]

    outside = offered(world.client().get("/actions/").content.decode(), "owner")
    named = offered(world.client().get("/actions/?owner=australia").content.decode(), "owner")
    inside = offered(world.client("rev").get("/actions/").content.decode(), "owner")

    assert set(outside) == set(public)
    assert "australia" not in public
    assert named == ["australia", *outside]
    assert {"australia", "adpc", *outside} < set(inside)
    assert world.client().get("/actions/?owner=atlantis").status_code == 400


@pytest.mark.parametrize("query", ["?due=overdue", "?state=to_verify", "?state=open", "?cbm=xx", "?owner=%00"])
def test_a_value_that_the_reader_is_not_offered_is_a_400(world, query):
    assert world.client().get(f"/actions/{query}").status_code == 400


def test_documents_of_evidence_are_for_who_may_see_them(world):
    row = world.actions["verified"]
    document = world.documents["ministry"]
    add = world.actions["claimed"]
    add_evidence(add, text="With a paper.", document=document, by=world.fp_dm)

    own = world.client("fp_dm").get(f"/actions/{add.uid}/").content.decode()
    other = world.client("del_kz").get(f"/actions/{add.uid}/").content.decode()

    assert f"/documents/{document.uid}/" in own
    assert f"/documents/{document.uid}/" not in other
    assert "A document that is not open to you." in other
    assert "Secret evidence." not in text_of(world.client().get(f"/actions/{row.uid}/"))
    assert "Secret evidence." in text_of(world.client("del_tr").get(f"/actions/{row.uid}/"))


def test_only_documents_of_the_cbm_that_the_person_knows_are_offered(world):
    page = world.client("del_kz").get(f"/actions/{world.actions['open'].uid}/evidence/").content.decode()

    assert str(world.documents["open"].uid) in page
    assert str(world.documents["ministry"].uid) not in page


def test_home_says_what_waits_for_whom(world):
    row = world.actions["claimed"]
    Action.objects.filter(pk=world.actions["in_progress"].pk).update(due_on=date(2026, 1, 5))
    staff = world.client("rev").get("/").content.decode()

    assert f'action="/actions/{row.uid}/verify/"' in staff
    assert "Of your CBM" in text_of(world.client("fp_dm").get("/"))
    assert "Yours: say how it stands" in text_of(world.client("del_pk").get("/"))
    assert "Yours: say how it stands" not in text_of(world.client("del_pl").get("/"))
    version = re.search(rf'{row.uid}/verify/".*?name="version" value="(\d+)"', staff, re.S)[1]
    assert world.client("rev").post(f"/actions/{row.uid}/verify/", {"version": version}).status_code == 302


# What the database keeps

BROKEN = {
    "conferences_action_titled": "title = ' '",
    "conferences_action_due": "due_on = NULL",
    "conferences_action_source": "commitment_id = NULL",
    "conferences_action_words": "state = 'lost'",
    "conferences_action_claimed": "claimed_at = now()",
    "conferences_action_verified": "verified_at = now()",
    "conferences_action_cancelled": "state = 'cancelled', state_reason = ' '",
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_keeps(world, promised, name):
    row = step(world, promised)

    with pytest.raises(IntegrityError, match=name), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE conferences_action SET {BROKEN[name]} WHERE id = %s", [row.pk])


@pytest.mark.parametrize(
    ("key", "columns", "name"),
    [
        ("claimed", "state = 'verified', verified_at = now(), verified_by_id = claimed_by_id", "verified"),
        ("claimed", "claimed_at = NULL, claimed_by_id = NULL", "claimed"),
        ("open", "rung = 1", "words"),
        ("open", "activity_key = gen_random_uuid()", "words"),
        ("open", "due_precision = 'ongoing'", "due"),
        ("open", "due_on = '2101-01-01'", "due"),
    ],
)
def test_the_database_keeps_four_eyes_and_the_lists(world, key, columns, name):
    with pytest.raises(IntegrityError, match=f"conferences_action_{name}"), transaction.atomic():
        connection.cursor().execute(f"UPDATE conferences_action SET {columns} WHERE id = %s", [world.actions[key].pk])


@pytest.mark.parametrize(
    "statement", ["UPDATE conferences_actionevidence SET text = 'x'", "DELETE FROM conferences_actionevidence"]
)
def test_evidence_is_added_to_and_never_changed(world, statement):
    with pytest.raises(IntegrityError, match="Evidence is added to"), transaction.atomic():
        connection.cursor().execute(statement)


def test_evidence_is_something(world):
    with pytest.raises(IntegrityError, match="conferences_actionevidence_something"), transaction.atomic():
        world.actions["open"].evidence.create(text=" ", at=world.fp_dm.created_at, by=world.fp_dm)


# Statements


@pytest.mark.parametrize(("who", "statements"), [(None, 6), ("fp_dm", 10)])
@pytest.mark.parametrize("count", [1, 60])
def test_the_list_asks_the_same_number_of_questions(world, promised, django_assert_num_queries, who, statements, count):
    outcome = outcome_of(world, "reported")
    Action.objects.exclude(pk=world.actions["open"].pk).update(rung=Rung.MINISTRY)
    for _number in range(count):
        step(world, promised)
        added(world, outcome, details=ActionDetails("Public", rung=Rung.PUBLIC))
    browser = world.client(who)
    browser.get("/stakeholders/")

    with django_assert_num_queries(statements):
        browser.get("/actions/")


@pytest.mark.parametrize(("who", "statements"), [(None, 3), ("fp_dm", 9)])
@pytest.mark.parametrize("count", [1, 60])
def test_one_asks_the_same_number_of_questions(world, django_assert_num_queries, who, statements, count):
    row = world.actions["claimed"]
    for number in range(count):
        add_evidence(row, text=f"Piece {number}", document=world.documents["open"], by=world.fp_dm)
    browser = world.client(who)
    browser.get("/stakeholders/")

    with django_assert_num_queries(statements):
        browser.get(f"/actions/{row.uid}/")
