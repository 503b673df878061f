"""The trail there and back, what breaks it, and what came of meetings on their pages."""

import re
from html import unescape

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from conferences.actions.carrying import add_evidence
from conferences.actions.follow_up import ActionDetails, add_action
from conferences.models import Action, Commitment, Declaration, Paragraph
from hoaip.grants import today
from hoaip.ladder import Rung
from meetings.models import Meeting, Outcome
from meetings.reading import may_read_record, readable_records
from tests.cast import PEOPLE
from tests.trail import commitment, step

SEALED = "/trail/declarations/sample-sealed/"


@pytest.fixture
def world(filled):
    return filled


def text_of(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def main_of(response):
    page = response.content.decode()
    return page[page.index("<main") : page.index("</main")]


# There and back


def test_a_declaration_is_followed_to_what_shows_it(world):
    row = world.actions["verified"]
    add_evidence(world.actions["claimed"], text="On paper.", document=world.documents["open"], by=world.fp_dm)

    ministry, public = (world.client(who).get(SEALED) for who in ("rev", None))

    for page in (text_of(ministry), text_of(public)):
        assert "Secret paragraph 1 of sample-sealed." in page
        assert "Commitment 1 Secret commitment, registered, KZ" in page
        assert row.title in page
    for key in world.commitments:
        title = world.commitments[key].title_en
        assert (title in text_of(public)) == (key in ("registered", "claimed", "completed", "goal")), key
    # Staff find the way to the words and the paper; of what is not verified the public reads neither.
    assert f"/documents/{world.documents['open'].uid}/" in main_of(ministry)
    assert f"/documents/{world.documents['open'].uid}/" not in main_of(public)
    assert f"/actions/{row.uid}/#evidence" in main_of(ministry)
    assert "#evidence" not in main_of(public)


def test_the_public_reads_no_verdict_on_a_paragraph(world):
    Commitment.objects.update(paragraph=world.declarations["draft"].paragraphs.get(number=2))

    assert "nothing behind it" in text_of(world.client("rev").get(SEALED))
    assert "nothing behind it" not in text_of(world.client().get(SEALED))


def test_an_action_leads_back_to_its_paragraph(world):
    page = main_of(world.client().get(f"/actions/{world.actions['open'].uid}/"))

    order = [
        page.index(f'href="{address}"')
        for address in (
            "/declarations/sample-sealed/para/1/",
            f"/commitments/{world.commitments['registered'].uid}/",
        )
    ]
    assert order == sorted(order)
    assert 'href="/fa-af/declarations/sample-sealed/para/1/"' in main_of(
        world.client().get(f"/fa-af/actions/{world.actions['open'].uid}/")
    )


def test_a_commitment_that_became_narrower_is_not_named_on_its_action(world):
    Commitment.objects.filter(pk=world.commitments["registered"].pk).update(rung=Rung.MINISTRY)

    page = text_of(world.client().get(f"/actions/{world.actions['open'].uid}/"))
    listed = text_of(world.client().get("/actions/"))

    assert "Secret commitment" not in page
    assert "not open to you" in listed


@pytest.mark.parametrize(("who", "statements"), [(None, 9), ("rev", 11)])
@pytest.mark.parametrize("count", [1, 60])
def test_the_trail_asks_the_same_number_of_questions(world, django_assert_num_queries, who, statements, count):
    said = world.declarations["sealed"].paragraphs.get(number=1)
    for _number in range(count):
        more = step(world, commitment(world, said, state="in_progress"), state="verified")
        more.evidence.create(document=world.documents["open"], at=more.created_at, by=world.rev)
    browser = world.client(who)
    browser.get("/stakeholders/")

    with django_assert_num_queries(statements):
        browser.get(SEALED)


# What has nothing behind it


def orphans(world, who):
    return text_of(world.client(who).get("/trail/orphans/"))


def test_each_break_is_named_with_the_form_that_mends_it(world):
    draft = world.declarations["draft"].paragraphs.get(number=1)
    late = world.actions["in_progress"]
    Action.objects.filter(pk=late.pk).update(due_on="2026-01-05")
    outcome = world.meetings["reported"].outcomes.get()
    Outcome.objects.filter(pk=outcome.pk).update(kind="action")

    staff, focal = (main_of(world.client(who).get("/trail/orphans/")) for who in ("rev", "fp_dm"))

    assert f'href="/commitments/new/?source=paragraph:{draft.uid}"' in staff
    # The paragraph of the sealed one has its commitments.
    assert "Secret paragraph 1 of sample-sealed." not in staff
    assert f'href="/actions/new/?commitment={world.commitments["goal"].uid}"' in staff
    assert f"commitment={world.commitments['registered'].uid}" not in staff
    assert f'href="/actions/{late.uid}/edit/"' in staff
    assert f'href="/actions/{late.uid}/evidence/"' in focal
    assert f'href="/actions/new/?outcome={outcome.uid}"' in staff
    assert f'href="/actions/new/?outcome={outcome.uid}"' in focal


def test_a_focal_point_reads_of_the_own_cbms_alone(world):
    Outcome.objects.filter(meeting=world.meetings["reported"]).update(kind="commitment")
    outcome = world.meetings["reported"].outcomes.get()
    Action.objects.filter(pk=world.actions["in_progress"].pk).update(due_on="2026-01-05")

    other = orphans(world, "fp_two")

    assert "Secret" not in other
    assert other.count("Every") == 3
    assert f"/commitments/new/?source=outcome:{outcome.uid}" in main_of(world.client("fp_dm").get("/trail/orphans/"))


def test_what_is_mended_is_no_orphan_any_more(world):
    goal = world.commitments["goal"]
    add_action(
        commitment=goal,
        owner=world.stakeholders["KZ"],
        details=ActionDetails("Do it"),
        today=goal.created_at.date(),
        by=world.rev,
    )

    assert f"commitment={goal.uid}" not in main_of(world.client("rev").get("/trail/orphans/"))
    # An action that was cancelled is none.
    Action.objects.filter(commitment=goal).update(state="cancelled", state_reason="Not now.")
    assert f"commitment={goal.uid}" in main_of(world.client("rev").get("/trail/orphans/"))


def test_an_open_action_with_evidence_is_no_orphan(world):
    late = world.actions["in_progress"]
    Action.objects.filter(pk=late.pk).update(due_on="2026-01-05")
    add_evidence(late, text="Half of it.", by=world.del_pk)

    assert f"/actions/{late.uid}/edit/" not in main_of(world.client("rev").get("/trail/orphans/"))


@pytest.mark.parametrize("count", [1, 60])
def test_orphans_ask_the_same_number_of_questions(world, django_assert_num_queries, count):
    declared = world.declarations["draft"]
    Outcome.objects.filter(meeting__state="held").update(kind="action")
    for number in range(count):
        Paragraph.objects.create(declaration=declared, number=number + 10, text_en="x", is_actionable=True)
        step(world, commitment(world, declared.paragraphs.get(number=2)), due_on="2026-01-05")
        commitment(world, declared.paragraphs.get(number=2))
        Outcome.objects.create(meeting=world.meetings["held"], number=number + 10, kind="action", text="x")
    browser = world.client("rev")
    browser.get("/stakeholders/")

    with django_assert_num_queries(8):
        page = main_of(browser.get("/trail/orphans/"))

    assert ("The first fifty are shown" in page) == (count == 60)


# On the pages of others


def test_a_cbm_and_a_stakeholder_show_what_is_open(world):
    public = main_of(world.client().get("/cbms/dm/"))
    owner = main_of(world.client().get("/stakeholders/kazakhstan/"))

    for page in (public, owner):
        assert 'id="actions"' in page
        assert f"/actions/{world.actions['open'].uid}/" in page
        assert f"/actions/{world.actions['members'].uid}/" not in page
    # Where nothing is open to the reader there is no panel; on another day neither.
    assert 'id="actions"' not in main_of(world.client().get("/cbms/ri/"))
    assert 'id="actions"' not in main_of(world.client().get("/cbms/dm/?as_of=2020-01-01"))


def test_a_focal_point_reads_how_many_are_past_their_day(world):
    Action.objects.filter(cbm__code="dm").update(due_on="2026-01-05")

    assert "4 past their day" in text_of(world.client("fp_dm").get("/cbms/dm/"))
    assert "past their day" not in text_of(world.client("del_pk").get("/cbms/dm/"))


@pytest.mark.parametrize("count", [1, 60])
def test_a_meeting_asks_for_its_follow_up_once(world, django_assert_num_queries, count):
    meeting = world.meetings["held"]
    for number in range(count):
        outcome = Outcome.objects.create(meeting=meeting, number=number + 10, kind="action", text="x")
        details = ActionDetails("Do it", rung=Rung.MINISTRY)
        add_action(
            outcome=outcome,
            cbm=world.cbms["dm"],
            owner=world.stakeholders["KZ"],
            details=details,
            today=meeting.starts_on,
            by=world.rev,
        )
    browser = world.client("rev")
    browser.get("/stakeholders/")

    with django_assert_num_queries(22):
        page = main_of(browser.get(f"/meetings/{meeting.uid}/"))

    assert page.count("Do it") == count
    assert page.count("/actions/new/?outcome=") == count + 1


# Political consultation


def test_a_record_is_read_by_the_same_readers_in_a_set(world):
    for who in PEOPLE:
        person = world.people[who]
        one_by_one = {key for key, meeting in world.meetings.items() if may_read_record(person, meeting)}
        at_once = set(Meeting.objects.filter(readable_records(person)).values_list("pk", flat=True))
        assert {key for key, meeting in world.meetings.items() if meeting.pk in at_once} == one_by_one, who


def senior(world, day="2025-05-06", state="reported", kind="som"):
    meeting = Meeting.objects.create(
        process=world.process,
        type=kind,
        state="held",
        title_en=f"Sample {kind} of {day}",
        starts_on=day,
        ends_on=day,
        created_by=world.rev,
    )
    meeting.attendance.create(stakeholder=world.stakeholders["TR"], answer="present", capacity="observer")
    outcome = Outcome.objects.create(meeting=meeting, number=1, kind="decision", text="Secret decision of the SOM.")
    Meeting.objects.filter(pk=meeting.pk).update(state=state)
    meeting.refresh_from_db()
    row = add_action(
        outcome=outcome,
        owner=world.stakeholders["KZ"],
        details=ActionDetails("Ask the capitals.", rung=Rung.PUBLIC),
        today=meeting.created_at.date(),
        by=world.rev,
    )
    return meeting, row


def test_the_consultation_of_a_year_shows_decisions_to_who_reads_them(world):
    _meeting, row = senior(world)
    here = "/processes/hoa-ip/consultation/?year=2025"

    pages = {who: text_of(world.client(who).get(here)) for who in (None, "rev", "del_tr", "del_kz")}

    for page in pages.values():
        assert "Sample som of 2025-05-06" in page
        assert "3 a year are foreseen" in page
        assert row.title in page
    assert {who for who, page in pages.items() if "Secret decision" in page} == {"rev", "del_tr"}
    assert not re.search(r"missed|missing|overdue|late\b", pages[None])


def test_the_consultation_counts_the_meetings_of_its_year(world):
    senior(world)
    senior(world, day="2025-09-01")
    senior(world, day="2025-10-01", kind="am")
    senior(world, day="2024-10-01", kind="am")

    page = main_of(world.client().get("/processes/hoa-ip/consultation/?year=2025"))

    assert page.count('class="seat seat-held"') == 3
    assert "Sample am of 2024-10-01" not in page
    assert "No meeting of senior officials" in main_of(world.client().get("/processes/hoa-ip/consultation/?year=2013"))
    assert "/processes/hoa-ip/consultation/" in main_of(world.client().get("/processes/hoa-ip/"))


@pytest.mark.parametrize("query", ["year=99", "year=abcd", "year=3000", "year=%00"])
def test_a_year_that_is_none_is_a_400(world, query):
    assert world.client().get(f"/processes/hoa-ip/consultation/?{query}").status_code == 400


@pytest.mark.parametrize(("who", "statements"), [(None, 6), ("rev", 10)])
@pytest.mark.parametrize("count", [1, 40])
def test_the_consultation_asks_the_same_number_of_questions(world, django_assert_num_queries, who, statements, count):
    for _number in range(count):
        senior(world)
    browser = world.client(who)
    browser.get("/stakeholders/")

    with django_assert_num_queries(statements):
        browser.get("/processes/hoa-ip/consultation/?year=2025")


def test_drafts_are_for_the_ministry(world):
    assert Declaration.objects.count() == 2
    assert world.client().get("/trail/declarations/sample-draft/").status_code == 404
    assert world.client("rev").get("/trail/declarations/sample-draft/").status_code == 200


# Tags for pages of other rooms


def drawn(world, who, text, **context):
    request = RequestFactory().get("/")
    request.user, request.today, request.has_session = world.people[who], today(), True
    return Template(text).render(Context({"request": request, **context}))


def test_a_paragraph_shows_what_stands_behind_it(world):
    paragraph = world.declarations["sealed"].paragraphs.get(number=1)

    page = drawn(world, "del_pl", "{% load trail %}{% trail_of_paragraph paragraph %}", paragraph=paragraph)

    assert f"/actions/{world.actions['open'].uid}/" in page
    assert f"/actions/{world.actions['ministry'].uid}/" not in page


@pytest.mark.parametrize(
    ("who", "key", "adds"),
    [("fp_dm", "registered", True), ("fp_ct", "registered", False), ("rev", "completed", False), ("rev", "goal", True)],
)
def test_a_commitment_shows_its_actions_and_the_way_to_add_one(world, who, key, adds):
    promised = world.commitments[key]

    page = drawn(world, who, "{% load trail %}{% actions_of_commitment promised %}", promised=promised)

    assert (f"/actions/new/?commitment={promised.uid}" in page) == adds
    assert (f"/actions/{world.actions['open'].uid}/" in page) == (key == "registered")
    assert ("No action is entered yet." in page) == (key == "goal")
