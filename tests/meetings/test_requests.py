"""Planned meetings that wait for approval: asked for, decided, asked again, withdrawn, told of, and known to few."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from hoaip import jobs
from hoaip.errors import Stale, WrongState
from hoaip.models import AuditEntry, Event, OutboxMessage
from hoaip.post.seen import seen_of
from hoaip.settings import yes_or_no
from meetings import actions
from meetings.actions.agenda_clone import plan_like
from meetings.actions.agenda_decisions import take_item
from meetings.models import AgendaItem, Meeting
from tests.cast import build
from tests.meetings.test_compliance import meeting as stored
from tests.races import at_once

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
TODAY = NOW.date()
SOON = date(2027, 3, 3)
CANARY = "Canaryville"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def _asked(settings):
    settings.MEETINGS_NEED_APPROVAL = True


def request(cast, *codes, by=None, on=SOON, **more):
    details = actions.MeetingDetails(
        cbms=tuple(cast.cbms[code] for code in codes or ("dm",)),
        type="rtgm",
        starts_on=on,
        ends_on=on,
        host=cast.stakeholders["PK"],
        city=CANARY,
    )
    return actions.log_meeting(cast.process, details=details, by=by or cast.fp_dm, today=TODAY, **more)


def mailed(row, template):
    rows = OutboxMessage.objects.filter(object_uid=row.uid, template=template)
    return sorted(each.removesuffix("@example.org") for each in rows.values_list("address", flat=True))


def night(days):
    return jobs.run("remind_of_requests", NOW + timedelta(days=days))["changed"]["requests_reminded"]


# Asking


def test_what_a_focal_point_plans_is_asked_for_and_those_who_decide_are_told(cast):
    row = request(cast)

    assert (row.state, row.is_public, row.counts, row.requested_by) == ("requested", False, "", cast.fp_dm)
    assert row.requested_at == NOW
    assert mailed(row, "meeting_requested") == ["dir", "rev", "rev_two"]
    body = OutboxMessage.objects.filter(template="meeting_requested").first().body
    assert f"/meetings/{row.uid}/" in body
    assert [entry.action for entry in AuditEntry.objects.filter(object_uid=row.uid)] == ["meeting.request"]
    assert Event.objects.get(object_uid=row.uid).kind == "meeting.request"


def test_off_by_default_a_meeting_is_planned_at_once(cast, settings):
    settings.MEETINGS_NEED_APPROVAL = False

    row = request(cast)

    assert (row.state, row.requested_at) == ("planned", None)
    assert not OutboxMessage.objects.exists()


def test_the_setting_is_off_unless_it_is_said_and_takes_two_words(monkeypatch):
    monkeypatch.delenv("MEETINGS_NEED_APPROVAL", raising=False)
    assert yes_or_no("MEETINGS_NEED_APPROVAL", "false") is False
    monkeypatch.setenv("MEETINGS_NEED_APPROVAL", "True")
    assert yes_or_no("MEETINGS_NEED_APPROVAL", "false") is True
    monkeypatch.setenv("MEETINGS_NEED_APPROVAL", "perhaps")
    with pytest.raises(ImproperlyConfigured, match="MEETINGS_NEED_APPROVAL is 'perhaps': set it to true or false"):
        yes_or_no("MEETINGS_NEED_APPROVAL", "false")


def test_who_decides_plans_at_once(cast):
    assert request(cast, by=cast.rev).state == "planned"


def test_what_was_held_is_logged_without_approval(cast):
    details = actions.MeetingDetails(
        cbms=(cast.cbms["dm"],),
        type="rtgm",
        starts_on=TODAY,
        ends_on=TODAY,
        host=cast.stakeholders["PK"],
        attendance={cast.stakeholders["PK"]: "present"},
    )

    row = actions.log_meeting(cast.process, details=details, by=cast.fp_dm, today=TODAY, held=True)

    assert (row.state, row.is_public, row.counts) == ("held", True, "held")


def test_a_second_request_for_that_day_is_asked_about(cast):
    first = request(cast)

    with pytest.raises(actions.AlreadyRegistered) as question:
        request(cast)

    assert question.value.meetings == [first]


def test_the_next_one_like_the_last_is_asked_for_too(cast):
    last = stored(cast, "dm", starts=date(2026, 9, 1))

    row = plan_like(last, period=(SOON, SOON, "day"), by=cast.fp_dm, today=TODAY)

    assert (row.state, row.counts) == ("requested", "")


def test_a_form_filled_in_offline_is_asked_for_too(cast):
    details = actions.MeetingDetails(cbms=(cast.cbms["dm"],), type="rtgm", starts_on=SOON, ends_on=SOON)

    row = actions.log_from_form(
        cast.process,
        form="8c1bd0b2-6f0b-4c37-9f26-6d3c7f0c0a11",
        content_hash="0" * 64,
        details=details,
        by=cast.fp_dm,
        today=TODAY,
    )

    assert row.state == "requested"


def test_the_form_says_that_it_asks(cast):
    client = cast.client("fp_dm")
    page = client.get("/meetings/new/?cbm=dm").content.decode()
    assert "Ask for approval" in page
    assert "Save as planned" not in page

    answer = client.post(
        "/meetings/new/?cbm=dm",
        {"cbm": "dm", "type": "rtgm", "starts_on": "2027-03-03", "save": "planned"},
        follow=True,
    )

    row = Meeting.objects.get()
    assert row.state == "requested"
    assert "It is asked for." in answer.content.decode()
    assert "It waits for the approval of ministry staff." in answer.content.decode()


# Deciding


def test_approved_it_is_planned_and_counts_and_those_who_asked_are_told(cast):
    row = request(cast)

    actions.approve(row, by=cast.dir)

    row.refresh_from_db()
    assert (row.state, row.counts, row.is_public) == ("planned", "planned", False)
    assert mailed(row, "meeting_request_decided") == ["fp_dm", "fp_dm_deputy"]
    entry = AuditEntry.objects.get(action="meeting.approve")
    assert (entry.actor_name, entry.object_version) == ("Sample dir", row.version)
    assert Event.objects.filter(object_uid=row.uid, kind="meeting.approve").exists()
    actions.announce(row, by=cast.fp_dm)
    row.refresh_from_db()
    assert row.is_public


def test_not_approved_its_reason_is_read_by_those_who_asked_and_by_no_delegate(cast):
    row = request(cast)

    answer = cast.client("rev").post(f"/meetings/{row.uid}/reject/", {"reason": "Nawruz falls on it."})

    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.state_reason) == ("rejected", "Nawruz falls on it.")
    assert "Nawruz falls on it." in cast.client("fp_dm").get(f"/meetings/{row.uid}/").content.decode()
    assert "Nawruz falls on it." not in cast.client("del_pk").get(f"/meetings/{row.uid}/").content.decode()
    letter = OutboxMessage.objects.filter(template="meeting_request_decided").first()
    assert letter.subject.startswith("Not approved: ")
    assert "Nawruz" not in letter.body


def test_a_reason_is_needed(cast):
    row = request(cast)

    answer = cast.client("rev").post(f"/meetings/{row.uid}/reject/", {"reason": " "})

    assert answer.status_code == 422
    row.refresh_from_db()
    assert row.state == "requested"


@pytest.mark.parametrize("who", ["fp_dm", "fp_ct", "adm", "del_pk"])
@pytest.mark.parametrize("step", ["approve", "reject"])
def test_nobody_else_decides(cast, who, step):
    row = request(cast)

    answer = cast.client(who).post(f"/meetings/{row.uid}/{step}/", {"reason": "x"})

    assert answer.status_code == 403
    row.refresh_from_db()
    assert row.state == "requested"


def test_it_is_mended_asked_for_again_and_approved(cast):
    row = request(cast)
    actions.reject(row, by=cast.rev, reason="Too early.")
    details = actions.MeetingDetails(
        cbms=(cast.cbms["dm"],), type="rtgm", starts_on=date(2027, 5, 5), ends_on=date(2027, 5, 5)
    )
    row = actions.edit_meeting(row, details=details, by=cast.fp_dm, today=TODAY, version=row.version)
    assert row.state == "rejected"

    actions.ask(row, by=cast.fp_dm_deputy)

    row.refresh_from_db()
    assert (row.state, row.requested_by, row.state_reason) == ("requested", cast.fp_dm_deputy, "")
    assert mailed(row, "meeting_requested") == ["dir", "dir", "rev", "rev", "rev_two", "rev_two"]
    actions.approve(row, by=cast.rev)
    assert mailed(row, "meeting_request_decided") == ["fp_dm", "fp_dm", "fp_dm_deputy", "fp_dm_deputy"]
    kinds = Event.objects.filter(object_uid=row.uid).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["meeting.request", "meeting.reject", "meeting.ask", "meeting.approve"]


@pytest.mark.parametrize("refused", [False, True])
def test_withdrawn_it_is_over(cast, refused):
    row = request(cast)
    if refused:
        actions.reject(row, by=cast.rev, reason="Too early.")

    actions.withdraw(row, by=cast.fp_dm)

    row.refresh_from_db()
    assert (row.state, row.counts, row.facts_are_frozen) == ("withdrawn", "", True)
    assert cast.client("fp_dm").get(f"/meetings/{row.uid}/edit/").status_code == 409
    with pytest.raises(WrongState):
        actions.ask(row, by=cast.fp_dm)


def test_what_took_place_all_the_same_is_recorded_as_held(cast):
    row = request(cast, on=TODAY)
    row.attendance.create(stakeholder=cast.stakeholders["PK"], answer="present", capacity="lead")

    actions.hold(row, by=cast.fp_dm, today=TODAY)

    row.refresh_from_db()
    assert (row.state, row.is_public, row.counts) == ("held", True, "held")


def test_decided_already_or_edited_meanwhile_it_is_a_conflict(cast):
    row = request(cast)
    client = cast.client("rev")
    opened = row.version
    details = actions.MeetingDetails(cbms=(cast.cbms["dm"],), type="rtgm", starts_on=SOON, ends_on=SOON, city="Kabul")
    actions.edit_meeting(row, details=details, by=cast.fp_dm, today=TODAY, version=opened)

    assert client.post(f"/meetings/{row.uid}/approve/", {"version": opened}).status_code == 409
    row.refresh_from_db()
    assert row.state == "requested"
    with pytest.raises(Stale):
        actions.approve(row, by=cast.rev, version=opened)

    actions.approve(row, by=cast.rev)
    assert client.post(f"/meetings/{row.uid}/reject/", {"reason": "No."}).status_code == 409
    assert client.get(f"/meetings/{row.uid}/approve/").status_code == 409
    row.refresh_from_db()
    assert row.state == "planned"


def test_switched_off_later_what_waits_is_decided_all_the_same(cast, settings):
    first, second = request(cast), request(cast, on=date(2027, 6, 1))
    actions.reject(second, by=cast.rev, reason="Too early.")
    settings.MEETINGS_NEED_APPROVAL = False

    assert f"/meetings/{first.uid}/" in cast.client("rev").get("/meetings/requests/").content.decode()
    actions.approve(first, by=cast.rev)
    actions.ask(second, by=cast.fp_dm)
    assert night(4) == 3
    actions.approve(second, by=cast.rev)

    assert set(Meeting.objects.values_list("state", flat=True)) == {"planned"}


def test_its_letters_stay_open_to_their_readers(cast):
    row = request(cast)
    letters = OutboxMessage.objects.filter(object_uid=row.uid)

    assert seen_of(cast.dir, letters) == {("meetings.meeting", row.uid)}
    assert seen_of(cast.del_au, letters) == set()


def test_by_the_form_it_is_recorded_as_held(cast):
    row = request(cast, on=TODAY)
    typed = {"cbm": "dm", "type": "rtgm", "starts_on": TODAY.isoformat(), "host": "pakistan", "version": row.version}

    answer = cast.client("fp_dm").post(
        f"/meetings/{row.uid}/edit/", typed | {"attendance-pakistan": "present", "save": "held"}
    )

    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.counts) == ("held", "held")


# What cannot be done with it


@pytest.mark.parametrize("step", ["announce", "invite", "postpone", "cancel", "replan"])
@pytest.mark.parametrize("state", ["requested", "rejected", "withdrawn"])
def test_nothing_is_announced_and_nobody_invited(cast, step, state):
    row = request(cast)
    Meeting.objects.filter(pk=row.pk).update(state=state)

    answer = cast.client("fp_dm").post(f"/meetings/{row.uid}/{step}/", {"reason": "x", "starts_on": "2027-04-01"})

    assert answer.status_code == 409
    row.refresh_from_db()
    assert (row.state, row.announced_at) == (state, None)


def test_no_note_is_made_about_it(cast):
    row = request(cast)

    answer = cast.client("fp_dm").get(f"/meetings/{row.uid}/notes/new/")

    assert answer.status_code == 409
    assert "This meeting is not approved: no note is made about it." in answer.content.decode()


def test_the_database_holds_who_asked_and_that_it_is_not_announced(cast):
    row = request(cast)

    for broken in ({"announced_at": NOW}, {"requested_at": None}, {"requested_by": None}):
        with pytest.raises(IntegrityError, match="meetings_meeting_requested"), transaction.atomic():
            Meeting.objects.filter(pk=row.pk).update(**broken)


# Who knows of it


@pytest.mark.parametrize("state", ["requested", "rejected", "withdrawn"])
def test_its_page_opens_to_its_own_people_and_to_those_who_decide(cast, state):
    row = request(cast)
    Meeting.objects.filter(pk=row.pk).update(state=state)

    seen = {
        who: cast.client(who).get(f"/meetings/{row.uid}/").status_code
        for who in ("fp_dm", "rev", "dir", "adm", "del_pk", "del_tr", "del_au", None)
    }

    assert seen == {"fp_dm": 200, "rev": 200, "dir": 200, "adm": 200, "del_pk": 200} | dict.fromkeys(
        ("del_tr", "del_au", None), 404
    )


def test_that_it_was_once_asked_for_stays_with_its_people_when_others_know_of_the_meeting(cast):
    row = request(cast)
    row = actions.reject(row, by=cast.rev, reason="Too early.")
    row = actions.ask(row, by=cast.fp_dm)
    row = actions.approve(row, by=cast.rev)
    actions.announce(row, by=cast.fp_dm)
    lines = ("Asked for: ", "Not approved: ", "Asked for again: ", "Approved: ")

    for who in ("fp_dm", "rev", "adm", "del_pk", "del_tr", "del_au", None):
        client = cast.client(who) if who else cast.client()
        for address in ("/cbms/dm/timeline/", f"/meetings/{row.uid}/"):
            page = client.get(address).content.decode()
            assert "Announced: " in page, (who, address)
            told = [line for line in lines if line in page]
            assert told == ([*lines] if who in ("fp_dm", "rev", "adm") else []), (who, address)


LISTS = (
    "/",
    "/?public",
    "/meetings/",
    "/meetings/table.csv",
    "/meetings/?state=planned",
    "/meetings/calendar/?month=2027-03",
    "/meetings/calendar.ics",
    "/cbms/dm/calendar.ics",
    "/cbms/dm/",
    "/cbms/dm/timeline/",
    f"/search/?q={CANARY}",
    "/data/meetings.csv",
    "/data/meetings.json",
    "/api/v1/meetings/",
    "/processes/hoa-ip/",
)


@pytest.mark.parametrize("state", ["requested", "rejected", "withdrawn"])
@pytest.mark.parametrize("who", [None, "del_au", "del_tr"])
def test_the_public_and_foreign_delegates_read_nothing_of_it(cast, who, state):
    row = request(cast)
    Meeting.objects.filter(pk=row.pk).update(state=state)
    client = cast.client(who) if who else cast.client()

    for address in LISTS:
        answer = client.get(address)
        content = b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code == 200, address
        text = content.decode().replace(f'value="{CANARY}"', "").replace(f"q={CANARY}", "")
        assert str(row.uid) not in text, address
        assert "not approved" not in text.lower(), address


@pytest.mark.parametrize("who", ["fp_dm", "rev", "del_pk"])
def test_lists_feeds_and_search_leave_it_out_for_its_own_people_too(cast, who):
    row = request(cast)
    client = cast.client(who)

    for address in LISTS[2:8] + LISTS[10:11]:
        answer = client.get(address)
        content = b"".join(answer) if answer.streaming else answer.content
        assert str(row.uid) not in content.decode(), address


def test_its_states_are_no_choice_of_the_list(cast):
    page = cast.client().get("/meetings/").content.decode()

    assert 'value="annulled"' in page or 'value="planned"' in page
    assert 'value="requested"' not in page
    assert cast.client().get("/meetings/?state=requested").status_code == 400


# The queue


def test_the_queue_says_since_when_each_waits(cast):
    row = request(cast)
    with time_machine.travel(NOW + timedelta(days=5), tick=False):
        page = cast.client("dir").get("/meetings/requests/").content.decode()
        table = b"".join(cast.client("dir").get("/meetings/requests/table.csv")).decode("utf-8-sig")

    assert f"/meetings/{row.uid}/" in page
    assert "5 days" in page
    assert "Sample fp_dm" in table
    assert "1 request" in page


def test_the_tab_of_the_refused_and_the_filter_by_cbm(cast):
    mine, other = request(cast), request(cast, "ct", by=cast.fp_ct)
    actions.reject(other, by=cast.rev, reason="Too early.")
    client = cast.client("rev")

    waiting = client.get("/meetings/requests/?show=waiting&cbm=dm").content.decode()
    refused = client.get("/meetings/requests/?show=refused").content.decode()

    assert str(mine.uid) in waiting
    assert str(other.uid) not in waiting
    assert str(other.uid) in refused
    assert str(mine.uid) not in refused
    assert "None waits for approval" in client.get("/meetings/requests/?show=waiting&cbm=ri").content.decode()


@pytest.mark.parametrize(("who", "status"), [("fp_ct", 200), ("adm", 403), ("del_pk", 403)])
def test_who_sees_the_queue(cast, who, status):
    request(cast)

    assert cast.client(who).get("/meetings/requests/").status_code == status


@pytest.mark.parametrize(("who", "seen"), [("rev", True), ("dir", True), ("fp_dm", False), ("fp_ct", False)])
def test_a_request_waits_for_those_who_decide(cast, who, seen):
    row = request(cast)

    page = cast.client(who).get("/").content.decode()

    assert (str(row.uid) in page) is seen
    assert ("It waits for approval." in page) is seen


@pytest.mark.parametrize(("who", "seen"), [("rev", False), ("fp_dm", True), ("fp_dm_deputy", True), ("fp_ct", False)])
def test_what_was_refused_waits_for_its_focal_points(cast, who, seen):
    row = request(cast)
    actions.reject(row, by=cast.rev, reason="Too early.")

    assert (str(row.uid) in cast.client(who).get("/").content.decode()) is seen


@pytest.mark.parametrize(("who", "seen"), [("rev", True), ("fp_dm", True), ("del_pk", False), (None, False)])
def test_the_page_of_the_cbm_leads_to_its_requests(cast, who, seen):
    request(cast)

    page = (cast.client(who) if who else cast.client()).get("/cbms/dm/").content.decode()

    assert ("/meetings/requests/?show=waiting&amp;cbm=dm" in page) is seen


def test_who_decides_reads_what_is_near_to_the_day(cast):
    other = stored(cast, "dm", starts=SOON + timedelta(days=1), state="planned")
    row = request(cast, another=True)

    for who in ("rev", "dir"):
        for address in (f"/meetings/{row.uid}/", f"/meetings/{row.uid}/approve/"):
            page = cast.client(who).get(address).content.decode()
            assert 'id="clashes"' in page, (who, address)
            assert str(other.uid) in page


def test_the_page_of_the_cbm_asks_nothing_more_for_it(cast, settings):
    client, asked = cast.client("rev"), []
    client.get("/cbms/dm/")
    for place, on in enumerate((False, True)):
        settings.MEETINGS_NEED_APPROVAL = on
        # Whatever is written makes every page anew.
        request(cast, "ct", by=cast.rev, on=SOON + timedelta(days=20 * place))
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/cbms/dm/").content.decode()
        assert ("/meetings/requests/" in page) is on
        asked.append(len(queries))

    assert asked[0] == asked[1]


@pytest.mark.parametrize("count", [1, 12])
def test_statements_of_the_queue_do_not_grow(cast, count):
    for number in range(count):
        request(cast, on=SOON + timedelta(days=10 * number))
    client = cast.client("rev")
    client.get("/meetings/requests/")

    with CaptureQueriesContext(connection) as asked:
        client.get("/meetings/requests/")

    # Session, person, rights, CBMs, requests, saved filters.
    assert len(asked) == 6


@pytest.mark.parametrize("who", ["rev", "fp_dm"])
def test_one_statement_of_the_first_page_finds_what_waits(cast, who):
    client, asked = cast.client(who), []
    client.get("/")
    for number in (1, 8):
        for place in range(number):
            row = request(cast, on=SOON + timedelta(days=10 * (number + place)))
            if who == "fp_dm":
                actions.reject(row, by=cast.rev, reason="Too early.")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/").content.decode().count('"/meetings/') >= number
        asked.append(len(queries))

    assert asked[0] == asked[1]


# At once


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("other", ["approve", "reject"])
def test_of_two_who_decide_at_once_one_does(other):
    with time_machine.travel(NOW, tick=True):
        cast = build()
        row = request(cast)
        mine, theirs = Meeting.objects.get(pk=row.pk), Meeting.objects.get(pk=row.pk)
        reason = {"reason": "No."} if other == "reject" else {}

        found = at_once(
            lambda: actions.approve(mine, by=cast.rev),
            lambda: getattr(actions, other)(theirs, by=cast.dir, **reason),
        )

    assert [type(each) for each in found].count(WrongState) == 1
    assert AuditEntry.objects.filter(action__in=["meeting.approve", "meeting.reject"]).count() == 1
    assert len(mailed(row, "meeting_request_decided")) == 2


# What was brought to its agenda


@pytest.mark.parametrize("ends", ["reject", "withdraw"])
def test_what_was_brought_along_waits_again(cast, ends):
    last = stored(cast, "dm", starts=date(2026, 9, 1))
    AgendaItem.objects.create(meeting=last, position=1, title="Flood warnings", state="open")
    row = plan_like(last, period=(SOON, SOON, "day"), by=cast.fp_dm, today=TODAY)
    assert list(row.agenda.values_list("title", flat=True)) == ["Flood warnings"]
    assert not AgendaItem.objects.waiting().exists()

    if ends == "reject":
        actions.reject(row, by=cast.rev, reason="Too early.")
    else:
        actions.withdraw(row, by=cast.fp_dm)

    assert [item.meeting for item in AgendaItem.objects.waiting()] == [row]
    later = stored(cast, "dm", starts=date(2027, 5, 5), state="planned")
    taken = take_item(later, item=row.agenda.get(), by=cast.fp_dm)
    assert taken.meeting == later
    assert not AgendaItem.objects.waiting().exists()


# Told again


def test_those_who_decide_are_told_again_once_in_three_days(cast):
    row = request(cast)

    sent = {days: night(days) for days in (1, 2, 3, 3.5, 4, 5, 6, 6.6, 7)}

    assert sent == {1: 0, 2: 0, 3: 0, 3.5: 3, 4: 0, 5: 0, 6: 0, 6.6: 3, 7: 0}
    assert night(6.6) == 0
    assert mailed(row, "meeting_request_waits") == ["dir", "dir", "rev", "rev", "rev_two", "rev_two"]
    assert AuditEntry.objects.filter(action="meeting.remind_of_request").count() == 2
    version = row.version
    row.refresh_from_db()
    assert row.version == version


def test_a_request_that_cannot_be_told_of_holds_up_no_other(cast):
    first, second = request(cast), request(cast, "ct", by=cast.fp_ct)
    refuse = f"""
        CREATE FUNCTION pg_temp.refuse() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'not this one'; END $$;
        CREATE TRIGGER refuse BEFORE INSERT ON hoaip_outboxmessage FOR EACH ROW
            WHEN (NEW.object_uid = '{first.uid}') EXECUTE FUNCTION pg_temp.refuse()"""
    with connection.cursor() as cursor:
        cursor.execute(refuse)

    with pytest.raises(IntegrityError, match="not this one"):
        night(4)

    assert mailed(first, "meeting_request_waits") == []
    assert mailed(second, "meeting_request_waits") == ["dir", "rev", "rev_two"]
    # The next night comes to it again, and to nobody else.
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER refuse ON hoaip_outboxmessage")
    assert night(5) == 3
    assert mailed(second, "meeting_request_waits") == ["dir", "rev", "rev_two"]


def test_what_is_decided_is_told_of_no_more(cast):
    row = request(cast)
    actions.approve(row, by=cast.rev)

    assert night(10) == 0


def test_skipped_nights_are_told_once(cast):
    request(cast)

    assert (night(20), night(20), night(21), night(24)) == (3, 0, 0, 3)
