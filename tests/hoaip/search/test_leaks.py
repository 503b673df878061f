"""Search tells nobody of anything else: hits, numbers and lines, of every person in the cast, against the policy."""

import re
from html import unescape

import pytest
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve

from cbms.models import Activity, Cbm, Objective, Plan
from cbms.plans.content import content_of
from cbms.plans.texts import text_for
from conferences.models import (
    Action,
    Commitment,
    Conference,
    Declaration,
    Initiative,
    MeasureProposal,
    Paragraph,
    Programme,
)
from hoaip.models import Document, Person, Process, Stakeholder
from hoaip.search.matching import Asked
from hoaip.search.sources import all_sources
from meetings.models import Meeting, Outcome, RecordParagraph, RecordRevision, RevisionParagraph
from meetings.reading import is_draft, may_read_record, records_readable_by
from tests.cast import PEOPLE
from tests.world import enter_world

EVERYBODY = [*PEOPLE, None]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        world = enter_world()
        # A draft whose words have changed since it was submitted.
        changed = world.plans["changes_requested"]
        Plan.objects.filter(pk=changed.pk).update(summary="Secret summary written since.")
        Activity.objects.filter(plan=changed).update(title="Secret activity written since")
        Objective.objects.filter(plan=world.plans["draft"]).update(text="Secret aim of a draft")
        Person.objects.filter(pk=world.persons["pk"].pk).update(function="Secret function")
        world.browsers = {None: Client(), **{key: world.client(key) for key in PEOPLE}}
        world.policies, world.opened = {}, {}
        yield world
        transaction.set_rollback(True)


def person(world, key):
    return world.people[key] if key else None


def reads_text_of(user, plan):
    """By way of the page: whether it shows the words that stand in the tables, and not a version that differs."""
    if not Plan.objects.readable_by(user).filter(pk=plan.pk).exists():
        return False
    text = text_for(plan, user)
    return text.is_draft or (not plan.is_writable and plan.state != "withdrawn" and text.content == content_of(plan))


def policy_of(world, key):
    """What is known to this person, worked out once: no test of this module changes a row of the world."""
    if key not in world.policies:
        user = person(world, key)
        found = known(user if user is None or user.is_active else None)
        world.policies[key] = {kind: set(rows) for kind, rows in found.items()}
    return world.policies[key]


def opens(world, key, address):
    """Whether the page of this address opens to this person; each page is asked for once."""
    page = address.partition("#")[0]
    if (key, page) not in world.opened:
        world.opened[key, page] = world.browsers[key].get(page, follow=True).status_code
    return world.opened[key, page] == 200


def known(user):
    """{kind: the rows that the policy gives this person}, row by row and not as search has them."""
    records = [meeting for meeting in Meeting.objects.visible_to(user) if may_read_record(user, meeting)]
    revisions = []
    for meeting in records:
        seen = RecordRevision.objects.visible_to(user).filter(meeting=meeting).exclude(state="recalled")
        revisions += seen.newest_first()[:1]
    plans = [plan for plan in Plan.objects.all() if user and reads_text_of(user, plan)]
    if not user:
        plans = list(Plan.objects.filter(state__in=["adopted", "superseded"]))
    return {
        "stakeholders": Stakeholder.objects.all(),
        "processes": Process.objects.all(),
        "documents": Document.objects.visible_to(user).filter(deleted_at=None),
        "persons": Person.objects.visible_to(user),
        "cbms": Cbm.objects.all(),
        "plans": Plan.objects.visible_to(user),
        "objectives": Objective.objects.filter(plan__in=plans),
        "activities": Activity.objects.filter(plan__in=plans),
        "meetings": Meeting.objects.visible_to(user),
        "outcomes": Outcome.objects.filter(meeting__in=records),
        "records": RevisionParagraph.objects.filter(revision__in=revisions),
        "drafts": RecordParagraph.objects.filter(meeting__in=[each for each in records if is_draft(each)]),
        "conferences": Conference.objects.visible_to(user),
        "declarations": Declaration.objects.visible_to(user),
        "paragraphs": Paragraph.objects.visible_to(user),
        "commitments": Commitment.objects.visible_to(user),
        "actions": Action.objects.visible_to(user),
        "initiatives": Initiative.objects.visible_to(user),
        "measures": MeasureProposal.objects.visible_to(user),
        "programmes": Programme.objects.visible_to(user),
    }


@pytest.mark.django_db
@pytest.mark.parametrize("key", EVERYBODY)
def test_rows_are_those_of_the_policy(world, key):
    user = person(world, key)
    user = user if user is None or user.is_active else None

    policy = policy_of(world, key)

    assert set(policy) == set(all_sources())
    for kind, source in all_sources().items():
        assert set(source.rows(user)) == policy[kind], kind


@pytest.mark.django_db
@pytest.mark.parametrize("key", EVERYBODY)
@pytest.mark.parametrize("words", ["secret", "sample", "plan", "Islamabad"])
def test_every_hit_opens_and_every_number_is_true(world, key, words):
    user = person(world, key)
    user = user if user is None or user.is_active else None
    browser = world.browsers[key]
    policy = policy_of(world, key)

    page = browser.get("/search/", {"q": words})

    html = page.content.decode()
    shown = {each.source.kind: each for each in page.context["found"]}
    for kind, source in all_sources().items():
        mine = [row for row in source.found(user, Asked.of(words)) if row in policy[kind]]
        assert (shown[kind].part.counted if kind in shown else 0) == len(mine), kind
        assert (f'id="{kind}"' in html) == bool(mine), kind
    for each in shown.values():
        for hit in each.hits:
            try:
                resolve(hit["address"].partition("#")[0])
            except Resolver404:
                continue
            assert opens(world, key, hit["address"]), hit
    # Whatever stands on the page stands on one of the rows of the policy: no line of another.
    held = [value for rows in policy.values() for row in rows for value in vars(row).values() if isinstance(value, str)]
    for each in shown.values():
        for line in (bare(hit[name]) for hit in each.hits for name in ("title", "text") if "ecret" in hit[name]):
            assert any(line in value for value in held), line


def bare(html):
    return unescape(re.sub(r"<[^>]+>", "", html)).strip("… ")


@pytest.mark.django_db
@pytest.mark.parametrize("key", EVERYBODY)
def test_records_in_sets_are_those_one_by_one(world, key):
    user = person(world, key)
    one_by_one = {m for m in Meeting.objects.visible_to(user) if may_read_record(user, m)}

    assert set(records_readable_by(user)) == one_by_one


@pytest.mark.django_db
def test_words_written_since_the_submission_are_the_drafters_alone(world):
    pages = {key: world.browsers[key].get("/search/?q=written+since") for key in EVERYBODY}

    assert {key for key, page in pages.items() if page.context["found"]} == {"fp_two"}
    assert [each.source.kind for each in pages["fp_two"].context["found"]] == ["plans", "activities"]
    assert "Secret activity" in bare(pages["fp_two"].content.decode())


@pytest.mark.django_db
def test_a_deactivated_account_finds_what_the_public_finds(world):
    gone, public = (world.browsers[key].get("/search/?q=secret").context["found"] for key in ("gone", None))

    assert [(each.source.kind, each.part.counted) for each in gone] == [
        (each.source.kind, each.part.counted) for each in public
    ]
