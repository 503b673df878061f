"""A conference is a meeting: its page shows who came, what came of it and the record, and leads to every step."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conferences.models import Delegation
from hoaip import grants
from hoaip.models import AccessEntry
from hoaip.public_cache import bodies, own_bodies
from meetings.models import Attendance, Meeting, Outcome, RecordParagraph
from tests.records import circulated

PAGE = "/conferences/5/"
# Everybody of the cast who may know the conference, in each part.
READERS = ("rev", "dir", "adm", "fp_dm", "del_pk", "del_tr", "del_au", None)


@pytest.fixture
def world(filled):
    """The fifth conference was held, Kazakhstan's delegation is on the list, three states came and one did not."""
    meeting = filled.conference.meeting
    came = [("PK", "present", "lead"), ("KZ", "remote", "participating"), ("TR", "present", "participating")]
    for code, answer, capacity in [*came, ("IN", "absent", "participating")]:
        Attendance.objects.create(
            meeting=meeting,
            stakeholder=filled.stakeholders[code],
            answer=answer,
            capacity=capacity,
            head_of_delegation=f"Sample head of {code}",
        )
    Outcome.objects.create(meeting=meeting, number=1, kind="decision", text="Canary outcome.")
    RecordParagraph.objects.create(meeting=meeting, number=1, text="Canary record.")
    return filled


def in_state(world, state, **columns):
    meeting = world.conference.meeting
    Meeting.objects.filter(pk=meeting.pk).update(state=state, **columns)
    bodies.forget()
    own_bodies.forget()
    return Meeting.objects.get(pk=meeting.pk)


def text_of(html):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def page(world, who):
    return world.client(who).get(PAGE).content.decode()


def section(html, heading):
    """The text of the section with that heading, or nothing."""
    found = re.search(rf"<section[^>]*>\s*<h2[^>]*>{heading}</h2>(.*?)</section>", html, re.S)
    return text_of(found[1]) if found else ""


def who_reads(world, words):
    return {who for who in READERS if words in text_of(page(world, who))}


def test_everybody_reads_which_states_came_and_staff_alone_who_led_them(world):
    Delegation.objects.all().delete()

    for who in READERS:
        came = section(page(world, who), "Who came")
        assert "Leads 1 " in came
        assert "Participating countries 3 " in came
        assert [name in came for name in ("Pakistan", "Turkey", "Kazakhstan remote", "India absent")] == [True] * 4
    assert who_reads(world, "Sample head of TR") == {"rev", "dir", "adm"}


def test_who_is_in_a_delegation_does_not_stand_in_the_attendance_again(world):
    told = {}
    for who in READERS:
        html = page(world, who)
        told[who] = (section(html, "Delegations"), section(html, "Who came"))

    for who in ("rev", "dir", "adm", "fp_dm"):
        delegations, came = told[who]
        # It took part from afar, which the list of delegations does not know.
        assert "Kazakhstan remote Secret head" in delegations
        assert "Kazakhstan" not in came
        assert came.startswith(" Beside the delegations above.")
        assert "Pakistan" in came
    assert told[None][0] == ""
    assert "Kazakhstan remote" in told[None][1]
    assert "Beside" not in told[None][1]


def test_the_head_of_the_attendance_stands_where_the_list_names_none(world):
    Delegation.objects.update(head="")

    assert "Kazakhstan remote Sample head of KZ" in section(page(world, "rev"), "Delegations")
    for who in ("del_pk", "del_au", None):
        assert "Sample head of KZ" not in page(world, who)


def test_attendance_within_the_delegations_is_said_to_staff_with_the_way_to_its_heads(world):
    Attendance.objects.filter(meeting=world.conference.meeting).exclude(stakeholder__code="KZ").delete()

    came = section(page(world, "rev"), "Who came")

    assert "All who came are in the list of delegations above." in came
    assert "Heads of delegation" in came
    assert section(page(world, "dir"), "Who came") == ""


def test_how_many_came_counts_those_in_delegations_too(world):
    assert "By its attendance 3 participating countries" in text_of(page(world, "rev"))
    assert "By its attendance 3 participating countries" in text_of(page(world, None))


def test_a_draft_is_read_by_ministry_staff_alone_and_leaves_a_line(world):
    before = AccessEntry.objects.filter(kind="read_draft").count()

    assert who_reads(world, "Canary outcome") == {"rev"}
    assert who_reads(world, "Canary record") == {"rev"}
    assert AccessEntry.objects.filter(kind="read_draft").count() == before + 2
    assert section(page(world, None), "What came of it") == ""
    assert "draft Not circulated yet: its drafters alone read it." in section(page(world, "rev"), "Record of meeting")


@pytest.mark.parametrize("state", ["reported", "closed"])
def test_a_circulated_record_is_read_by_the_ministry_and_by_those_who_came(world, state):
    circulated(in_state(world, state, circulated_at=timezone.now()))

    for words in ("Canary outcome", "Canary record"):
        assert who_reads(world, words) == {"rev", "dir", "del_pk", "del_tr"}


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        ("planned", {"invite", "hold", "postpone", "cancel"}),
        ("postponed", {"replan", "cancel"}),
        ("held", {"circulate", "annul"}),
        ("reported", {"close", "annul"}),
        ("closed", {"reopen"}),
        ("cancelled", {"reopen"}),
        ("annulled", {"reopen"}),
    ],
)
def test_staff_find_every_step_on_the_page_and_others_none(world, state, steps):
    meeting = in_state(world, state, announced_at=timezone.now())
    address = f"/meetings/{meeting.uid}/"

    found = {who: set(re.findall(rf'href="{address}([a-z]+)/"', page(world, who))) for who in READERS}

    frozen = {"closed", "cancelled", "annulled"}
    forms = set() if state in frozen else {"edit", "agenda", "hours"}
    heads = set() if state in ("closed", "annulled") else {"heads"}
    assert found["rev"] - {"timeline"} == steps | forms | heads
    assert {who for who in READERS if found[who] - {"timeline"}} == {"rev"}


def test_each_step_comes_back_to_the_conference(world):
    today, rev = grants.today(), world.client("rev")
    day = today + timedelta(days=40)
    meeting = in_state(world, "planned", announced_at=timezone.now(), starts_on=day, ends_on=day)
    address = f"/meetings/{meeting.uid}/"
    walk = [
        ("postpone", {"reason": "Sample: snow."}, "Postponed: Sample: snow."),
        ("replan", {"starts_on": (today - timedelta(days=3)).isoformat()}, "Was it held?"),
        ("hold", {}, "draft Not circulated yet: its drafters alone read it."),
        ("circulate", {}, "Last day for comments, Kabul time:"),
        ("close", {"reason": "No record will come."}, "closed"),
    ]

    for name, fields, words in walk:
        before = page(world, "rev")
        assert f'href="{address}{name}/"' in before
        answer = rev.post(f"{address}{name}/", fields, follow=True)
        assert [each[0] for each in answer.redirect_chain] == [address, PAGE], name
        assert words in text_of(answer.content.decode()), name
        own_bodies.forget()

    meeting.refresh_from_db()
    assert meeting.state == "closed"


def test_a_conference_that_is_edited_comes_back_to_its_page(world):
    meeting = world.conference.meeting
    rev = world.client("rev")
    form = rev.get(f"/meetings/{meeting.uid}/edit/")
    given = {
        "version": meeting.version,
        "save": "held",
        "type": "mc",
        "date_precision": "day",
        "starts_on": "2015-12-09",
        "host": "pakistan",
        "city": "Islamabad",
        "mode": "in_person",
        "attendance-pakistan": "present",
        "outcomes-0-kind": "decision",
        "outcomes-0-text": "Canary outcome, put in order.",
        "record": "Canary record, read again.",
    }

    answer = rev.post(f"/meetings/{meeting.uid}/edit/", given, follow=True)

    assert form.status_code == 200
    assert answer.redirect_chain[-1][0] == PAGE
    assert "Canary record, read again." in answer.content.decode()
    assert "Canary outcome, put in order." in answer.content.decode()


def test_postponed_and_cancelled_are_said_with_the_reason_to_the_ministry_alone(world):
    in_state(world, "cancelled", announced_at=timezone.now(), state_reason="Canary reason.")

    assert who_reads(world, "Canary reason") == {"rev", "dir", "adm", "fp_dm"}
    assert who_reads(world, "Cancelled") == set(READERS)


def test_before_it_is_held_who_comes_is_not_public(world):
    in_state(world, "planned", announced_at=timezone.now())

    assert section(page(world, None), "Who came") == ""
    assert "The list stands here once the conference is held." in text_of(page(world, None))
    assert "Canary" not in page(world, None)


def test_the_dari_page_has_the_parts_too(world):
    html = world.client("rev").get(f"/fa-af{PAGE}").content.decode()

    assert "Canary record." in html
    assert f'href="/fa-af/meetings/{world.conference.meeting.uid}/circulate/"' in html


# Of a signed-in person three are session, account and holdings; of staff one notes that a draft was read.
STATEMENTS = {None: 12, "del_au": 18, "dir": 18, "rev": 26}


@pytest.mark.parametrize("more", [0, 4])
@pytest.mark.parametrize("who", list(STATEMENTS))
def test_statements(world, who, more):
    meeting = world.conference.meeting
    for number, code in enumerate(["AF", "CN", "PL", "UNDP"][:more], 2):
        party = world.stakeholders[code]
        Attendance.objects.create(meeting=meeting, stakeholder=party, answer="present")
        Outcome.objects.create(meeting=meeting, number=number, kind="action", text="More.").owners.add(party)
        RecordParagraph.objects.create(meeting=meeting, number=number, text="More.")
        Delegation.objects.create(conference=world.conference, stakeholder=party, level="minister")
    browser = world.client(who)
    browser.get("/persons/")

    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(PAGE)

    assert answer.status_code == 200
    assert len(asked) == STATEMENTS[who], "\n".join(each["sql"][:150] for each in asked)
