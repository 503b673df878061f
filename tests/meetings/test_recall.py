"""Reminders of an invitation, by the portal once and by hand once a day; a meeting that moves; who came, filled in."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hoaip import jobs
from hoaip.models import AuditEntry, OutboxMessage
from hoaip.texts import delivered
from hoaip.texts.actions import change_text
from meetings import actions
from meetings.models import Call, CallReminder, Invitee, Meeting, Rsvp
from tests.meetings.test_calendar_page import make
from tests.meetings.test_invitations import confirm, mailed, preview
from tests.meetings.test_moves import body
from tests.meetings.test_rsvp import answer, section, tally, version_in

DAY = date(2027, 3, 8)
ANSWER_BY = date(2027, 2, 22)
INVITED = ("PK", "KZ", "AF", "AU")


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel("2026-11-23T08:00:00Z", tick=False):
        yield


@pytest.fixture
def meeting(cast):
    row = make(cast, DAY, host=cast.stakeholders["PK"], city="Islamabad")
    row.refresh_from_db()
    return actions.invite(row, chosen=[cast.stakeholders[code] for code in INVITED], by=cast.fp_dm)


def night(day):
    """The run of that day: twenty to five in the morning, UTC."""
    instant = datetime(day.year, day.month, day.day, 4, 40, tzinfo=UTC)
    with time_machine.travel(instant, tick=False):
        return jobs.run("remind_invited", instant)["changed"]["invited_reminded"]


def before(days):
    return ANSWER_BY - timedelta(days=days)


def test_the_portal_reminds_once_a_week_before_the_day(cast, meeting):
    answer(cast, meeting, "del_kz", answer="attending")

    sent = {days: (night(before(days)), night(before(days))) for days in (20, 8, 7, 6, 1, 0, -1)}

    assert sent == {**dict.fromkeys((20, 8, 6, 1, 0, -1), (0, 0)), 7: (2, 0)}
    assert mailed(meeting, "meeting_recall") == ["del_au", "del_pk"]
    assert AuditEntry.objects.filter(action="meeting.recall").count() == 1
    letter = OutboxMessage.objects.get(template="meeting_recall", address="del_pk@example.org")
    assert letter.subject == "Disaster Management, 4th RTGM, Islamabad: your answer has not come yet"
    assert "22 February 2027, 23:59 Kabul time" in letter.body


@pytest.mark.parametrize("days", [5, 0, -3])
def test_a_skipped_night_is_caught_up_with_once(cast, meeting, days):
    assert (night(before(days)), night(before(days - 1))) == (3, 0)


def test_a_reminder_by_hand_stands_for_the_portals(cast, meeting):
    with time_machine.travel("2027-02-16T08:00:00Z", tick=False):
        cast.client("fp_dm").post(f"/meetings/{meeting.uid}/recall/")

    assert night(before(5)) == 0
    assert CallReminder.objects.get().is_automatic is False


def test_an_early_reminder_by_hand_does_not(cast, meeting):
    cast.client("fp_dm").post(f"/meetings/{meeting.uid}/recall/")

    assert night(before(7)) == 3


@pytest.mark.parametrize("state", ["postponed", "cancelled", "held", "planned"])
def test_one_that_is_not_invited_reminds_nobody(cast, meeting, state):
    Meeting.objects.filter(pk=meeting.pk).update(state=state)

    assert night(before(7)) == 0


def test_who_was_invited_after_that_day_is_not_reminded_at_once(cast, meeting):
    Invitee.objects.update(invited_at=datetime(2027, 2, 17, 8, tzinfo=UTC))

    assert night(before(4)) == 0


def test_by_hand_it_shows_who_is_reminded_and_does_it_once_a_day(cast, meeting):
    answer(cast, meeting, "del_kz", answer="attending")
    browser, address = cast.client("fp_dm"), f"/meetings/{meeting.uid}/recall/"

    html = browser.get(address).content.decode()
    assert "2 contacts get one letter each" in html
    assert "Sample del_au" in html
    assert "no address" in html
    assert "Sample del_kz" not in html
    assert not CallReminder.objects.exists()
    answers = [browser.post(address).status_code for _time in range(2)]

    assert answers == [302, 409]
    assert mailed(meeting, "meeting_recall") == ["del_au", "del_pk"]
    assert "were reminded today" in browser.get(address).content.decode()


def test_where_nobody_has_an_address_it_says_so(cast, meeting):
    Invitee.objects.exclude(stakeholder__code="AF").delete()

    answered = cast.client("fp_dm").post(f"/meetings/{meeting.uid}/recall/")

    assert answered.status_code == 409
    assert "Nobody is left to remind" in answered.content.decode()


@pytest.mark.parametrize(
    ("step", "fields", "template", "words"),
    [
        ("postpone", {}, "meeting_postponed", ["It had been on: 8 March 2027"]),
        (
            "postpone",
            {"date_precision": "month", "starts_on": "2027-06"},
            "meeting_postponed",
            ["It had been on: 8 March 2027", "New date: Jun 2027 (date to be fixed)"],
        ),
        ("cancel", {}, "meeting_cancelled", ["It had been on: 8 March 2027"]),
    ],
)
def test_postponed_or_cancelled_each_contact_is_told_once(cast, meeting, step, fields, template, words):
    OutboxMessage.objects.all().delete()
    html = cast.client("fp_dm").get(f"/meetings/{meeting.uid}/{step}/").content.decode()
    assert "3 contacts of those invited are told by mail" in html
    assert "Sample del_au" in html

    cast.client("fp_dm").post(f"/meetings/{meeting.uid}/{step}/", {"reason": "Floods.", **fields})

    assert mailed(meeting, template) == ["del_au", "del_kz", "del_pk"]
    assert OutboxMessage.objects.count() == 3
    text = OutboxMessage.objects.first().body
    assert all(word in text for word in words)
    assert "Floods" not in text


def test_one_that_nobody_was_invited_to_tells_nobody(cast):
    row = make(cast, DAY, host=cast.stakeholders["PK"])
    row.refresh_from_db()
    assert "told by mail" not in cast.client("fp_dm").get(f"/meetings/{row.uid}/cancel/").content.decode()

    actions.cancel(row, reason="Floods.", by=cast.fp_dm)

    assert not OutboxMessage.objects.exists()


def test_moved_by_its_form_each_contact_is_told_once_and_asked_anew(cast, meeting):
    answer(cast, meeting, "del_kz", answer="attending", level="minister", note="For March.")
    OutboxMessage.objects.all().delete()

    moved = cast.client("fp_dm").post(
        f"/meetings/{meeting.uid}/edit/", body(meeting, starts_on="2027-04-19", reason="The pass is closed.")
    )

    assert moved.status_code == 302
    assert mailed(meeting, "meeting_moved") == ["del_au", "del_kz", "del_pk"]
    assert OutboxMessage.objects.count() == 3
    text = OutboxMessage.objects.first().body
    for words in ("It had been on: 8 March 2027", "New date: 19 April 2027", "5 April 2027, 23:59 Kabul time"):
        assert words in text
    call = Call.objects.get()
    assert (call.round, call.answer_by) == (2, date(2027, 4, 5))
    html = section(cast, meeting, "fp_dm")
    assert tally(html) == {"Attending": 0, "Attending remotely": 0, "Regrets": 0, "No answer": 4}
    assert "for an earlier date" in html
    assert "Answer the invitation" in cast.client("del_kz").get("/").content.decode()
    asks = cast.client("del_kz").get(f"/meetings/{meeting.uid}/answer/").content.decode()
    answer(cast, meeting, "del_kz", version=version_in(asks), answer="regrets")
    assert tally(section(cast, meeting, "rev"))["Regrets"] == 1
    assert list(Rsvp.objects.order_by("pk").values_list("answer", "round")) == [("attending", 1), ("regrets", 2)]


def test_an_edit_that_leaves_the_day_tells_nobody(cast, meeting):
    OutboxMessage.objects.all().delete()

    cast.client("fp_dm").post(f"/meetings/{meeting.uid}/edit/", body(meeting, city="Lahore"))

    assert not OutboxMessage.objects.exists()
    assert Call.objects.get().round == 1


def test_planned_again_all_are_asked_anew_and_who_was_invited_is_ticked(cast, meeting):
    answer(cast, meeting, "del_kz", answer="attending")
    actions.postpone(meeting, reason="Floods.", by=cast.fp_dm)
    actions.replan(meeting, period=(date(2027, 4, 19), date(2027, 4, 19), "day"), by=cast.fp_dm)
    OutboxMessage.objects.all().delete()
    html = cast.client("fp_dm").get(f"/meetings/{meeting.uid}/invite/").content.decode()
    # An observer of before is ticked beside those with a role.
    assert re.search(r'value="australia"[^>]* checked', html)

    shown = preview(cast, meeting, "kazakhstan", "australia", answer_by="2027-04-05")
    assert "It has a new date" in shown.content.decode()
    confirm(cast, meeting, shown)

    assert mailed(meeting) == ["del_au", "del_kz"]
    standing = Invitee.objects.standing().values_list("stakeholder__slug", flat=True)
    assert set(standing) == {"kazakhstan", "australia"}
    assert tally(section(cast, meeting, "fp_dm"))["No answer"] == 2
    assert answer(cast, meeting, "del_pk", answer="attending").status_code == 403


def test_who_came_is_filled_in_from_the_answers(cast, meeting):
    for who, word in (("del_kz", "remote"), ("del_au", "regrets")):
        answer(cast, meeting, who, answer=word)

    html = cast.client("fp_dm").get(f"/meetings/{meeting.uid}/edit/").content.decode()

    chosen = dict(re.findall(r'name="attendance-([a-z]+)" value="([a-z_]+)" id="[^"]*" checked', html))
    # Pakistan and Afghanistan have not answered: nobody knows yet; India, Poland and UNDP were not invited.
    assert chosen == {
        "kazakhstan": "remote",
        "india": "not_invited",
        "poland": "not_invited",
        "undp": "not_invited",
    }
    assert re.search(r'name="attendance-australia".*?<option value="absent" selected', html, re.S)
    assert "Filled in from the invitation and what was answered" in html


def test_where_nobody_answered_those_invited_are_taken_to_have_come(cast, meeting):
    html = cast.client("fp_dm").get(f"/meetings/{meeting.uid}/edit/").content.decode()

    chosen = dict(re.findall(r'name="attendance-([a-z]+)" value="([a-z_]+)" id="[^"]*" checked', html))
    assert {slug for slug, word in chosen.items() if word == "present"} == {"afghanistan", "kazakhstan", "pakistan"}
    assert chosen["india"] == "not_invited"


@pytest.mark.parametrize("count", [1, 4])
def test_the_pages_of_an_invitation_ask_the_same_number_of_questions(cast, meeting, count):
    Invitee.objects.exclude(stakeholder__code__in=["KZ", *INVITED[: count - 1]]).update(round=2)
    pages = {
        "invite/more": "fp_dm",
        "recall": "fp_dm",
        "invited/kazakhstan/withdraw": "fp_dm",
        "invited/kazakhstan/answer": "fp_dm",
        "answer": "del_kz",
    }
    asked = {}
    for page, who in pages.items():
        browser = cast.client(who)
        browser.get("/")
        with CaptureQueriesContext(connection) as statements:
            assert browser.get(f"/meetings/{meeting.uid}/{page}/").status_code == 200
        asked[page] = len(statements)

    assert asked == {
        "invite/more": 17,
        # The letter of the look begins with the sentence of the administrator: the version of the data.
        "recall": 19,
        "invited/kazakhstan/withdraw": 14,
        "invited/kazakhstan/answer": 13,
        "answer": 10,
    }


def test_the_look_before_a_reminder_shows_the_sentence_of_the_administrator(cast, meeting):
    words = {"text_en": "The chair greets you.", "text_fa": "", "text_ps": ""}
    change_text(delivered("letter-meeting-recall"), words=words, reason="So agreed.", version=0, by=cast.adm)

    look = cast.client("fp_dm").get(f"/meetings/{meeting.uid}/recall/").content.decode()
    cast.client("fp_dm").post(f"/meetings/{meeting.uid}/recall/")

    assert "The chair greets you." in look
    letter = OutboxMessage.objects.get(template="meeting_recall", address="del_pk@example.org")
    assert letter.body.startswith("The chair greets you.\n\n")
