"""Outcomes by item of the agenda: chosen on the form, held to their meeting, shown to who reads the agenda alone."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from conferences.models import Action
from hoaip.errors import WrongState
from hoaip.ladder import Rung
from hoaip.models import AuditEntry
from meetings.actions.agenda import remove_item
from meetings.actions.details import OutcomeDetails
from meetings.actions.imports import clear_content, content_given, write_content
from meetings.actions.outcomes import write_outcomes
from meetings.models import AgendaItem, Attendance, Meeting, Outcome
from tests.meetings.test_agenda import a_meeting, an_item
from tests.trail import commitment

DAY = date(2026, 3, 2)
CANARY = "Zanbaq canary"


@pytest.fixture
def held(cast):
    """An RTGM of DM that was held, with two items on its agenda."""
    meeting = a_meeting(cast, "dm", state="held", day=DAY, announced_at="2026-01-01T00:00Z")
    Attendance.objects.create(meeting=meeting, stakeholder=cast.stakeholders["PK"], answer="present", capacity="lead")
    an_item(meeting, "Early warning")
    an_item(meeting, f"{CANARY} of the budget")
    return meeting


def items(meeting):
    return list(meeting.agenda.order_by("position"))


def edit_of(meeting):
    return f"/meetings/{meeting.uid}/edit/"


def body(meeting, **changes):
    return {
        "version": Meeting.objects.get(pk=meeting.pk).version,
        "cbm": "dm",
        "type": "rtgm",
        "date_precision": "day",
        "starts_on": meeting.starts_on.isoformat(),
        "host": "pakistan",
        "city": "Islamabad",
        "mode": "in_person",
        "attendance-pakistan": "present",
        "record": "",
        "save": meeting.state,
        **changes,
    }


def outcomes_of(meeting):
    rows = Outcome.objects.filter(meeting=meeting).order_by("number").select_related("agenda_item")
    return [(row.text, row.agenda_item.title if row.agenda_item else None) for row in rows]


def an_outcome(meeting, text="A map is drawn.", item=None, **columns):
    number = meeting.outcomes.count() + 1
    columns = {"kind": "decision", "number": number} | columns
    return Outcome.objects.create(meeting=meeting, text=text, agenda_item=item, **columns)


# The form


def test_the_form_offers_the_items_of_the_agenda_and_keeps_what_is_chosen(cast, held):
    browser = cast.client("fp_dm")
    first, second = items(held)

    shown = browser.get(edit_of(held)).content.decode()
    answer = browser.post(
        edit_of(held),
        body(held)
        | {
            "outcomes-0-kind": "decision",
            "outcomes-0-text": "The budget is agreed.",
            "outcomes-0-item": str(second.uid),
            "outcomes-1-kind": "information",
            "outcomes-1-text": "Lunch was served.",
            "outcomes-1-item": "",
        },
    )

    assert answer.status_code == 302
    assert shown.count(f'<option value="{first.uid}">1. Early warning</option>') == 3
    assert outcomes_of(held) == [("The budget is agreed.", second.title), ("Lunch was served.", None)]
    entry = AuditEntry.objects.filter(action="meeting.edit").latest("sequence")
    assert entry.changes["outcome.1"][1]["agenda_item"] == str(second.uid)
    again = browser.get(edit_of(held)).content.decode()
    assert f'<option value="{second.uid}" selected>' in again.split('name="outcomes-0-item"')[1].split("</select>")[0]
    assert " selected>" not in again.split('name="outcomes-1-item"')[1].split("</select>")[0].replace(
        '<option value="" selected>', ""
    )


def test_a_meeting_without_an_agenda_asks_for_no_item(cast):
    meeting = a_meeting(cast, "dm", state="held", day=DAY)
    browser = cast.client("fp_dm")

    assert "Item of the agenda" not in browser.get(edit_of(meeting)).content.decode()
    assert "Item of the agenda" not in browser.get("/meetings/new/?cbm=dm").content.decode()


def test_a_form_that_does_not_ask_for_items_leaves_them_as_they_are(cast, held):
    first, _second = items(held)
    an_outcome(held, item=first)

    cast.client("fp_dm").post(edit_of(held), body(held) | {"outcomes-0-text": "A map of rivers is drawn."})

    assert outcomes_of(held) == [("A map of rivers is drawn.", first.title)]


def test_another_item_alone_is_a_change_of_the_outcome_and_nothing_chosen_takes_it_away(cast, held):
    first, second = items(held)
    row = an_outcome(held, item=first)
    browser = cast.client("fp_dm")
    same = {"outcomes-0-kind": "decision", "outcomes-0-text": row.text}

    browser.post(edit_of(held), body(held) | same | {"outcomes-0-item": str(second.uid)})
    row.refresh_from_db()
    moved, version = row.agenda_item, row.version
    browser.post(edit_of(held), body(held) | same | {"outcomes-0-item": ""})
    row.refresh_from_db()

    assert (moved, version) == (second, 2)
    assert (row.agenda_item, row.version) == (None, 3)


def test_an_outcome_takes_its_item_along_when_another_is_put_in_front_of_it(cast, held):
    first, second = items(held)
    row = an_outcome(held, item=first)

    cast.client("fp_dm").post(
        edit_of(held),
        body(held)
        | {
            "outcomes-0-text": "It begins in May.",
            "outcomes-0-item": str(second.uid),
            "outcomes-1-kind": "decision",
            "outcomes-1-text": row.text,
            "outcomes-1-item": str(first.uid),
        },
    )

    assert outcomes_of(held) == [("It begins in May.", second.title), (row.text, first.title)]
    assert Outcome.objects.get(number=2, meeting=held).pk == row.pk


@pytest.mark.parametrize("typed", ["of another meeting", "no-uid", "00000000-0000-4000-8000-000000000000"])
def test_an_item_of_another_agenda_is_refused_at_its_field(cast, held, typed):
    if typed == "of another meeting":
        typed = str(an_item(a_meeting(cast, "dm", day=date(2027, 5, 3)), "Elsewhere").uid)

    answer = cast.client("fp_dm").post(
        edit_of(held), body(held) | {"outcomes-0-text": "A map is drawn.", "outcomes-0-item": typed}
    )

    assert answer.status_code == 422
    html = answer.content.decode()
    assert 'href="#id_outcomes-0-item"' in html
    assert "A map is drawn." in html
    assert not Outcome.objects.filter(meeting=held).exists()


def test_the_page_of_the_agenda_leads_to_the_form_with_the_item_chosen(cast, held):
    first, second = items(held)
    an_outcome(held, item=first)
    browser = cast.client("fp_dm")
    way = f"{edit_of(held)}?item={second.uid}"

    agenda = browser.get(f"/meetings/{held.uid}/agenda/").content.decode()
    form = browser.get(way).content.decode()
    unknown = browser.get(f"{edit_of(held)}?item={held.uid}")

    assert f'href="{way}#what"' in agenda
    assert f'<option value="{second.uid}" selected>' in form.split('name="outcomes-1-item"')[1].split("</select>")[0]
    assert f'<option value="{second.uid}" selected>' not in form.split('name="outcomes-2-item"')[1]
    assert unknown.status_code == 400
    assert "not on the agenda of the meeting" in unknown.content.decode()
    assert "?item=" not in cast.client("del_pk").get(f"/meetings/{held.uid}/agenda/").content.decode()


def test_before_the_meeting_nothing_came_of_an_item(cast):
    planned = a_meeting(cast, "dm")
    an_item(planned, "Early warning")

    assert "?item=" not in cast.client("fp_dm").get(f"/meetings/{planned.uid}/agenda/").content.decode()


def test_a_stale_save_says_both_items_and_loses_neither(cast, held):
    first, second = items(held)
    row = an_outcome(held, item=first)
    same = {"outcomes-0-kind": "decision", "outcomes-0-text": row.text}
    late = body(held) | same | {"outcomes-0-item": str(second.uid)}
    browser = cast.client("fp_dm")
    browser.post(edit_of(held), body(held) | same | {"outcomes-0-item": ""})

    answer = browser.post(edit_of(held), late)

    html = answer.content.decode()
    assert answer.status_code == 409
    assert "none of them" in html.split('id="meeting-form"')[0]
    assert CANARY in html.split('id="meeting-form"')[0]
    assert f'<option value="{second.uid}" selected>' in html
    assert outcomes_of(held) == [(row.text, None)]


# What holds


def test_the_database_holds_an_outcome_to_an_item_of_its_own_meeting(cast, held):
    row = an_outcome(held, item=items(held)[0])
    elsewhere = an_item(a_meeting(cast, "dm", day=date(2027, 5, 3)), "Elsewhere")

    with pytest.raises(IntegrityError, match="meetings_outcome_agenda_item"), transaction.atomic():
        Outcome.objects.filter(pk=row.pk).update(agenda_item=elsewhere)
    with pytest.raises(IntegrityError, match="meetings_outcome_agenda_item"), transaction.atomic():
        AgendaItem.objects.filter(pk=items(held)[0].pk).update(meeting=elsewhere.meeting)


def test_an_item_of_which_something_came_is_not_removed(cast):
    planned = a_meeting(cast, "dm")
    item = an_item(planned, "Early warning")
    row = an_outcome(planned, item=item)
    browser = cast.client("fp_dm")

    asked = browser.get(f"/agenda/{item.uid}/remove/")
    posted = browser.post(f"/agenda/{item.uid}/remove/", {"version": 1})
    with pytest.raises(WrongState, match="having come of this item"):
        remove_item(item, version=1, by=cast.fp_dm)

    assert (asked.status_code, posted.status_code) == (409, 409)
    assert "that they came of another item or of none" in " ".join(asked.content.decode().split())
    row.refresh_from_db()
    assert row.agenda_item == item


def test_an_item_that_is_taken_off_while_the_form_is_open_is_said(cast):
    planned = a_meeting(cast, "dm")
    item, other = an_item(planned, "Early warning"), an_item(planned, "Floods")
    remove_item(item, version=1, by=cast.fp_dm)

    answer = cast.client("fp_dm").post(
        edit_of(planned), body(planned) | {"outcomes-0-text": "A map.", "outcomes-0-item": str(item.uid)}
    )

    assert answer.status_code == 422
    assert f'<option value="{other.uid}">1. Floods</option>' in answer.content.decode()


def test_taken_off_between_form_and_action_it_is_refused_at_the_outcomes(cast, held):
    gone = AgendaItem(pk=9_000_000, meeting=held, title="Gone")

    with pytest.raises(ValidationError, match="took an item off the agenda meanwhile"):
        write_outcomes(held, [OutcomeDetails(kind="decision", text="A map.", agenda_item=gone)], old=[])


def test_a_published_outcome_does_not_change_its_item(cast, held):
    first, second = items(held)
    row = an_outcome(held, item=first)
    Meeting.objects.filter(pk=held.pk).update(state="reported", record_reach=5)
    same = {"outcomes-0-kind": "decision", "outcomes-0-text": row.text}
    held.refresh_from_db()
    browser = cast.client("fp_dm")

    kept = browser.post(edit_of(held), body(held) | same | {"outcomes-0-item": str(first.uid)})
    changed = browser.post(edit_of(held), body(held) | same | {"outcomes-0-item": str(second.uid)})

    assert (kept.status_code, changed.status_code) == (302, 422)
    assert outcomes_of(held) == [(row.text, first.title)]


def test_an_import_that_writes_the_outcomes_anew_leaves_them_their_items(cast, held):
    first, _second = items(held)
    an_outcome(held, item=first)
    given = content_given(
        cast.process,
        pairs=[(cast.cbms["dm"], 7)],
        attendance=[],
        outcomes=[{"kind": "information", "text": "A map is drawn."}, {"kind": "decision", "text": "It begins."}],
        paragraphs=[],
        date_changes=[],
        by=cast.rev,
        day=DAY,
    )

    clear_content(held)
    write_content(held, given)

    assert outcomes_of(held) == [("A map is drawn.", first.title), ("It begins.", None)]
    assert Outcome.objects.get(meeting=held, number=1).kind == "information"


# What is read


@pytest.fixture
def logged(cast, held):
    """Three outcomes of a held meeting, the first of the second item; an action carries it out."""
    first, second = items(held)
    row = an_outcome(held, "The budget is agreed.", second, kind="action")
    an_outcome(held, "Lunch was served.")
    an_outcome(held, "A map is drawn.", first)
    held.step = Action.objects.create(
        process=cast.process,
        outcome=row,
        cbm=cast.cbms["dm"],
        title="Pay the first half",
        owner=cast.stakeholders["KZ"],
        due_on=date(2026, 12, 1),
        rung=Rung.PUBLIC,
        anchors=[],
        created_by=cast.fp_dm,
    )
    return held


def what_came(html):
    """The section of a meeting's page between its outcomes and its record."""
    return html.split("What came of it</h2>")[1].split("</section>")[0]


def places(html, *words):
    return [html.index(each) for each in words]


def test_outcomes_stand_under_their_items_in_the_order_of_the_agenda(cast, logged):
    section = what_came(cast.client("fp_dm").get(f"/meetings/{logged.uid}/").content.decode())

    order = places(
        section,
        "Early warning",
        "A map is drawn.",
        CANARY,
        "The budget is agreed.",
        "Of no item of the agenda",
        "Lunch was served.",
    )
    assert order == sorted(order)
    assert f"/agenda/#item-{items(logged)[0].uid}" in section


def test_without_an_item_no_heading_divides_the_outcomes(cast, held):
    an_outcome(held, "Lunch was served.")

    section = what_came(cast.client("fp_dm").get(f"/meetings/{held.uid}/").content.decode())

    assert "<h3" not in section


def published(meeting):
    Meeting.objects.filter(pk=meeting.pk).update(state="reported", record_reach=Rung.PUBLIC)


def test_the_public_reads_the_outcomes_and_never_an_item(cast, logged):
    published(logged)
    public, member, other = cast.client(), cast.client("del_pk"), cast.client("del_tr")
    page = f"/meetings/{logged.uid}/"

    seen = {who: browser.get(page).content.decode() for who, browser in {"public": public, "other": other}.items()}

    for html in seen.values():
        assert CANARY not in html
        assert "<h3" not in what_came(html)
        order = places(what_came(html), "The budget is agreed.", "Lunch was served.", "A map is drawn.")
        assert order == sorted(order)
    assert CANARY in what_came(member.get(page).content.decode())


@pytest.mark.parametrize(
    "address",
    [
        "/meetings/",
        "/meetings/table.csv",
        "/meetings/calendar.ics",
        "/search/?q=Zanbaq",
        "/search/?q=budget",
        "/data/meetings.csv",
        "/data/meetings.json",
        "/actions/",
        "/cbms/dm/",
        "/cbms/dm/timeline/",
        "/",
    ],
)
def test_no_public_page_or_file_says_an_items_title(cast, logged, address):
    published(logged)

    answer = cast.client().get(address)

    assert answer.status_code == 200
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert CANARY.encode() not in content.replace(b"\r\n ", b"")


def test_an_action_says_of_which_item_it_came_to_who_reads_the_agenda(cast, logged):
    published(logged)
    page = f"/actions/{logged.step.uid}/"

    texts = {who: cast.client(who).get(page).content.decode() for who in ("fp_dm", "del_pk", None, "del_tr")}

    assert [CANARY in texts[who] for who in ("fp_dm", "del_pk", None, "del_tr")] == [True, True, False, False]
    assert all("The budget is agreed." in text for text in texts.values())


def test_a_commitment_says_of_which_item_it_came_to_who_reads_the_agenda(cast, logged):
    published(logged)
    made = commitment(cast, None, outcome=logged.outcomes.get(number=1))
    page = f"/commitments/{made.uid}/"

    texts = {who: cast.client(who).get(page).content.decode() for who in ("fp_dm", "del_pk", None, "del_tr")}

    assert [CANARY in texts[who] for who in ("fp_dm", "del_pk", None, "del_tr")] == [True, True, False, False]
    assert all(f"/meetings/{logged.uid}/" in text for text in texts.values())


def test_of_which_item_a_draft_outcome_came_says_no_page_to_who_does_not_read_it(cast, logged):
    made = commitment(cast, None, outcome=logged.outcomes.get(number=1))

    for page in (f"/actions/{logged.step.uid}/", f"/commitments/{made.uid}/"):
        texts = {who: cast.client(who).get(page) for who in ("fp_dm", "del_pk")}

        assert {who: answer.status_code for who, answer in texts.items()} == {"fp_dm": 200, "del_pk": 200}
        assert {who: CANARY in answer.content.decode() for who, answer in texts.items()} == {
            "fp_dm": True,
            "del_pk": False,
        }


# Statements


def asked(browser, address, data=None):
    with CaptureQueriesContext(connection) as queries:
        answer = browser.post(address, data) if data else browser.get(address)
    assert answer.status_code == (302 if data else 200)
    return len(queries)


@pytest.mark.parametrize("many", [1, 30])
def test_the_form_asks_no_more_with_an_agenda_than_without(cast, many):
    bare = a_meeting(cast, "dm", state="held", day=date(2026, 2, 2))
    full = a_meeting(cast, "dm", state="held", day=DAY)
    for meeting in (bare, full):
        Attendance.objects.create(
            meeting=meeting, stakeholder=cast.stakeholders["PK"], answer="present", capacity="lead"
        )
        an_outcome(meeting)
    for number in range(many):
        an_item(full, f"Item {number}")
    browser = cast.client("fp_dm")
    browser.get("/meetings/")
    typed = {"outcomes-0-kind": "decision", "outcomes-0-text": "A map is drawn."}

    shown = [asked(browser, edit_of(meeting)) for meeting in (bare, full)]
    saved = [asked(browser, edit_of(meeting), body(meeting) | typed) for meeting in (bare, full)]

    assert shown == [21, 21]
    assert saved[0] == saved[1]
    # Of an item that is chosen it is asked once more, under the lock, whether it is still there.
    chosen = {"outcomes-0-item": str(items(full)[0].uid)}
    assert asked(browser, edit_of(full), body(full) | typed | chosen) - saved[1] <= 4


@pytest.mark.parametrize("many", [1, 20])
def test_the_page_asks_one_statement_more_for_any_number_of_items(cast, held, many):
    bare = a_meeting(cast, "dm", state="held", day=date(2026, 2, 2))
    for number in range(many):
        an_outcome(bare, f"Outcome {number}.")
        an_outcome(held, f"Outcome {number}.", an_item(held, f"Item {number}"))
    an_item(bare)
    found = {}

    for who in ("fp_dm", "del_tr", None):
        for meeting in (bare, held):
            if who != "fp_dm":
                Meeting.objects.filter(pk=meeting.pk).update(
                    state="reported", record_reach=Rung.PUBLIC, announced_at="2026-01-01T00:00Z"
                )
        browser = cast.client(who)
        browser.get("/meetings/")
        found[who] = [asked(browser, f"/meetings/{meeting.uid}/") for meeting in (bare, held)]

    assert {who: b - a for who, (a, b) in found.items()} == {"fp_dm": 1, "del_tr": 0, None: 0}
