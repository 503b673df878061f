"""A record that is published at a moment fixed before, with its outcomes and the documents that follow it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hoaip import jobs
from hoaip.documents.actions import delete_document, restore_document
from hoaip.errors import Refused, Stale, WrongState
from hoaip.grants import today
from hoaip.ladder import Rung
from hoaip.models import AuditEntry, Document, Event, OutboxMessage
from hoaip.watching.actions import watch
from meetings import actions
from meetings.models import Meeting, Outcome, RecordRevision
from meetings.reading import may_read_record, records_readable_by
from tests.papers import paper
from tests.records import agreed
from tests.records import published as publish_by_hand

LATER = timedelta(minutes=1)
CANARY = "Sealed heron"


@pytest.fixture
def moment():
    """A moment ahead, by the minute."""
    return (timezone.now() + timedelta(days=3)).replace(second=0, microsecond=0)


@pytest.fixture
def record(filled):
    """An agreed record of a meeting that is reported, with an outcome and a document that follows it."""
    meeting = filled.meetings["held"]
    meeting.paragraphs.update(text=f"{CANARY} of the text.")
    Outcome.objects.filter(meeting=meeting).update(text=f"{CANARY} of the outcome.")
    actions.circulate(meeting, by=filled.fp_dm)
    meeting.agenda.update(state="discussed")
    paper(meeting, by=filled.rev, type="record", title_en=f"{CANARY} of the file")
    return agreed(meeting.revisions.get(), by=filled.rev)


@pytest.fixture
def scheduled(filled, record, moment):
    return actions.schedule_record(record, at=moment, version=record.version, by=filled.rev)


def body(response):
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode("utf-8", "replace")


def places(record):
    """Everything that can be asked for about the meeting, and what of it names the words when they are public."""
    meeting = record.meeting
    telling = {
        f"/meetings/{meeting.uid}/",
        f"/meetings/records/{record.uid}/",
        "/documents/?q=heron",
        "/documents/table.csv",
        "/search/?q=heron",
        "/search/?q=heron&kind=records",
    }
    silent = {
        "/",
        "/cbms/dm/",
        "/cbms/dm/timeline/",
        "/cbms/dm/calendar.ics",
        "/meetings/",
        "/meetings/table.csv",
        "/meetings/calendar.ics",
        "/api/v1/meetings/",
        "/data/meetings.csv",
        "/data/meetings.json",
        f"/meetings/{meeting.uid}/timeline/",
        f"/meetings/records/{record.uid}/compare/",
    }
    return telling, silent


@pytest.mark.parametrize("who", [None, "del_tr", "gone"])
def test_nothing_tells_of_it_before_and_everything_from_the_moment_on(filled, scheduled, moment, who):
    telling, silent = places(scheduled)

    def told():
        browser = filled.client(who)
        pages = {place: body(browser.get(place)) for place in telling | silent}
        return {place for place, text in pages.items() if "Sealed" in text}

    with time_machine.travel(moment - timedelta(milliseconds=1), tick=False):
        assert told() == set()
    with time_machine.travel(moment, tick=False):
        assert told() >= telling


@pytest.mark.parametrize("place", [0, 1, 2, 3, 4])
def test_a_kept_page_and_its_etag_end_at_the_moment(filled, scheduled, moment, place):
    address = sorted(places(scheduled)[0])[place]
    browser = filled.client()
    with time_machine.travel(moment - LATER, tick=False):
        first = browser.get(address)
        assert "Sealed" not in body(first)
        tag = first.headers.get("ETag", "none")
    with time_machine.travel(moment, tick=False):
        after = browser.get(address, headers={"If-None-Match": tag})
        assert after.status_code == 200
        assert "Sealed" in body(after)


def test_outcomes_follow_at_the_moment_and_are_frozen(filled, scheduled, moment):
    meeting = Meeting.objects.get(pk=scheduled.meeting_id)
    with time_machine.travel(moment - LATER, tick=False):
        assert not may_read_record(AnonymousUser(), meeting)
        assert not meeting.outcomes_are_published
    with time_machine.travel(moment, tick=False):
        assert may_read_record(AnonymousUser(), meeting)
        assert meeting in records_readable_by(None)
        assert meeting.outcomes_are_published
        assert dict(meeting.rungs())["Outcomes and record"] == Rung.PUBLIC


def test_the_database_freezes_the_outcomes_when_the_moment_has_come(filled, scheduled):
    outcomes = Outcome.objects.filter(meeting=scheduled.meeting_id)
    assert outcomes.update(text="Another.") > 0

    Meeting.objects.filter(pk=scheduled.meeting_id).update(record_from=timezone.now() - timedelta(days=1))

    with pytest.raises(IntegrityError, match="published"), transaction.atomic():
        outcomes.update(text="Yet another.")


def test_documents_that_follow_it_open_with_it_each_as_far_as_it_was_meant(filled, scheduled, moment):
    meeting = Meeting.objects.get(pk=scheduled.meeting_id)
    follows = Document.objects.get(title_en__startswith=CANARY)
    widely = paper(meeting, by=filled.rev, type="evidence", rung=Rung.PARTICIPANTS)
    inside = paper(meeting, by=filled.rev, type="evidence", rung=Rung.MINISTRY)
    frame = paper(meeting, by=filled.rev, type="concept")

    def readers():
        rows = [Document.objects.get(pk=each.pk) for each in (follows, widely, inside, frame)]
        seen = [
            (Document.objects.readable_by(None).filter(pk=row.pk).exists(), row.reach_now == Rung.PUBLIC)
            for row in rows
        ]
        turkey = Document.objects.readable_by(filled.del_tr).filter(pk=widely.pk).exists()
        return seen, turkey, rows[1].reach_now

    assert follows.opens_at == moment
    with time_machine.travel(moment - LATER, tick=False):
        shut, open_ = (False, False), (True, True)
        assert readers() == ([shut, shut, shut, open_], False, Rung.MEMBERS)
    with time_machine.travel(moment, tick=False):
        assert readers() == ([open_, shut, shut, open_], True, Rung.PARTICIPANTS)


def test_a_document_deleted_before_the_moment_of_its_record_leaves_no_tombstone(filled, scheduled, moment):
    row = Document.objects.get(title_en=f"{CANARY} of the file")
    wider = paper(scheduled.meeting, by=filled.rev, type="record", rung=Rung.PARTICIPANTS, title_en=f"{CANARY} II")
    for each in (row, wider):
        delete_document(each, reason="A name in it.", version=each.version, by=filled.rev)

    with time_machine.travel(moment + LATER, tick=False):
        for reader in (filled.client(), filled.client("del_au")):
            assert reader.get(f"/documents/{row.uid}/").status_code == 404
            assert reader.get(f"/documents/{wider.uid}/").status_code == 404
            assert "A name in it." not in body(reader.get(f"/meetings/{scheduled.meeting.uid}/"))
        row.refresh_from_db()
        assert row.reach_now < Rung.PUBLIC
        assert "A name in it." in body(filled.client("rev").get(f"/documents/{row.uid}/"))
        # Restored, it follows its record again.
        restore_document(row, reason="It was right.", version=row.version, by=filled.rev)
        assert CANARY in body(filled.client().get(f"/documents/{row.uid}/"))


def test_a_document_deleted_after_the_moment_leaves_its_tombstone_to_who_saw_it(filled, scheduled, moment):
    row = Document.objects.get(title_en=f"{CANARY} of the file")
    with time_machine.travel(moment + LATER, tick=False):
        delete_document(row, reason="A name in it.", version=row.version, by=filled.rev)

        assert "A name in it." in body(filled.client().get(f"/documents/{row.uid}/"))


def test_its_pages_say_published_from_the_moment_on_though_nothing_ran(filled, scheduled, moment):
    address = f"/meetings/records/{scheduled.uid}/"

    with time_machine.travel(moment - LATER, tick=False):
        keeper, member = (body(filled.client(key).get(address)) for key in ("rev", "del_pk"))
        assert "Not published yet. Everybody reads it from:" in keeper
        assert "Kabul time" in keeper
        assert "Withdraw the moment of publishing" in keeper
        assert "Not published." in member
        assert "Everybody reads it from" not in member
    with time_machine.travel(moment, tick=False):
        for key in ("rev", "del_pk", None):
            text = body(filled.client(key).get(address))
            assert "Everybody, also without an account." in text
            assert "Not published" not in text
            assert "Publish at a moment" not in text
        row = RecordRevision.objects.get(pk=scheduled.pk)
        assert (row.stands_as, row.public_since, row.rung_now) == ("published", moment, Rung.PUBLIC)


def test_timelines_tell_it_at_the_moment_also_to_who_reads_it_before(filled, scheduled, moment):
    def told(who):
        return "Record published:" in body(filled.client(who).get("/cbms/dm/timeline/"))

    with time_machine.travel(moment - LATER, tick=False):
        assert [told(None), told("rev"), told("del_pk")] == [False, False, False]
    with time_machine.travel(moment, tick=False):
        assert [told(None), told("rev"), told("del_pk")] == [True, True, True]


def test_the_letter_to_watchers_counts_it_from_the_moment_on(filled, scheduled, moment):
    watch(filled.del_pk, name=f"meeting:{scheduled.meeting.uid}", now=timezone.now(), by=filled.del_pk)

    def letters(at):
        with time_machine.travel(at, tick=False):
            jobs.run("tell_watchers", at)
        return OutboxMessage.objects.filter(template="watch_news", recipient=filled.del_pk).count()

    before = letters(moment - LATER)
    assert letters(moment + timedelta(minutes=11)) == before + 1
    assert letters(moment + timedelta(days=1)) == before + 1


def test_what_waits_is_not_asked_for_again(filled, scheduled, moment):
    sentence = "Its record is agreed and not published."

    def asked():
        return body(filled.client("rev").get("/")).count(sentence)

    before = asked()
    actions.unschedule_record(scheduled, reason="Not now.", version=scheduled.version, by=filled.rev)
    assert asked() == before + 1


# Fixing, moving, withdrawing


def test_a_moment_is_moved_and_withdrawn_with_a_reason_before_it_comes(filled, scheduled, moment):
    later = moment + timedelta(days=1)
    with pytest.raises(ValidationError):
        actions.schedule_record(scheduled, at=later, by=filled.rev)
    row = actions.schedule_record(scheduled, at=later, reason="The ministers meet later.", by=filled.rev)
    moved = AuditEntry.objects.get(action="record.schedule", reason="The ministers meet later.")
    assert moment.strftime("%Y-%m-%d") in str(moved.changes["public_from"][0])
    assert Meeting.objects.get(pk=row.meeting_id).record_opens_at == later
    assert [each.told_from for each in Event.objects.filter(kind="record.publish", object_uid=row.uid)] == [later]

    row = actions.unschedule_record(row, reason="Not agreed.", by=filled.rev)

    assert (row.public_from, Meeting.objects.get(pk=row.meeting_id).record_from) == (None, None)
    assert not Event.objects.filter(kind="record.publish", object_uid=row.uid).exists()
    assert not Document.objects.filter(ceiling_from__isnull=False).exists()
    with time_machine.travel(later + LATER, tick=False):
        assert not RecordRevision.objects.visible_to(None).filter(pk=row.pk).exists()
    with pytest.raises(WrongState):
        actions.unschedule_record(row, reason="Twice.", by=filled.rev)


def test_once_it_has_come_it_is_published_as_if_by_hand(filled, scheduled, moment):
    with time_machine.travel(moment, tick=False):
        for step in (
            lambda: actions.unschedule_record(scheduled, reason="Too late.", by=filled.rev),
            lambda: actions.schedule_record(scheduled, at=moment + LATER, reason="Later.", by=filled.rev),
            lambda: actions.publish_record(scheduled, by=filled.rev),
            lambda: actions.share_record(scheduled, by=filled.fp_dm),
        ):
            with pytest.raises(WrongState):
                step()


def test_published_at_once_the_moment_is_done_with(filled, scheduled):
    row = actions.publish_record(scheduled, by=filled.rev)

    meeting = Meeting.objects.get(pk=row.meeting_id)
    assert (row.state, row.public_from, meeting.record_from, meeting.record_rung) == ("published", None, None, 5)
    assert [each.told_from for each in Event.objects.filter(kind="record.publish", object_uid=row.uid)] == [None]


def test_shared_meanwhile_it_keeps_its_moment(filled, scheduled, moment):
    row = actions.share_record(scheduled, by=filled.fp_dm)

    meeting = Meeting.objects.get(pk=row.meeting_id)
    assert (row.rung, row.public_from, meeting.record_rung, meeting.record_opens_at) == (4, moment, 4, moment)


def correction(world, record):
    row = actions.correct_record(
        record.meeting, paragraphs=["Corrected heron."], reason="A name.", after=1, today=today(), by=world.fp_dm
    )
    return actions.agree_record(row, reason="In the room.", today=today(), by=world.fp_dm)


def test_a_text_that_is_replaced_before_its_moment_is_not_published(filled, scheduled, moment):
    newer = correction(filled, scheduled)

    row = RecordRevision.objects.get(pk=scheduled.pk)
    entry = AuditEntry.objects.get(action="record.unschedule")
    assert (row.public_from, row.state, entry.reason) == (None, "agreed", "A newer text was agreed.")
    with time_machine.travel(moment + LATER, tick=False):
        assert not RecordRevision.objects.visible_to(None).filter(meeting=row.meeting_id).exists()
        assert not may_read_record(AnonymousUser(), Meeting.objects.get(pk=row.meeting_id))
    with pytest.raises(WrongState):
        actions.schedule_record(row, at=moment, by=filled.rev)
    assert actions.schedule_record(newer, at=moment, by=filled.rev).public_from == moment


def test_a_correction_agreed_after_the_moment_leaves_the_older_text_public(filled, scheduled, moment):
    with time_machine.travel(moment + LATER, tick=False):
        newer = correction(filled, scheduled)
        newer = actions.schedule_record(newer, at=moment + timedelta(days=2), by=filled.rev)
        seen = set(
            RecordRevision.objects.visible_to(None).filter(meeting=newer.meeting_id).values_list("number", flat=True)
        )
        assert seen == {1}
        assert Meeting.objects.get(pk=newer.meeting_id).record_opens_at == moment
    with time_machine.travel(moment + timedelta(days=2), tick=False):
        assert RecordRevision.objects.visible_to(None).filter(meeting=newer.meeting_id).count() == 2


def test_annulled_with_its_meeting_it_is_not_published(filled, scheduled, moment):
    actions.annul(Meeting.objects.get(pk=scheduled.meeting_id), reason="By mistake.", by=filled.rev)

    row, meeting = RecordRevision.objects.get(pk=scheduled.pk), Meeting.objects.get(pk=scheduled.meeting_id)
    assert (row.state, row.public_from, meeting.record_from) == ("recalled", None, None)
    with time_machine.travel(moment + LATER, tick=False):
        assert not RecordRevision.objects.visible_to(None).filter(pk=row.pk).exists()
        assert not Document.objects.readable_by(None).filter(title_en__startswith=CANARY).exists()


@pytest.mark.parametrize("key", ["fp_dm", "dir", "adm", "del_pk"])
def test_nobody_else_fixes_or_withdraws_a_moment(filled, scheduled, moment, key):
    with pytest.raises(Refused):
        actions.schedule_record(scheduled, at=moment + LATER, reason="Later.", by=filled.people[key])
    with pytest.raises(Refused):
        actions.unschedule_record(scheduled, reason="No.", by=filled.people[key])


def test_what_is_not_agreed_or_public_has_no_moment(filled, moment):
    with pytest.raises(WrongState):
        actions.schedule_record(filled.records["reported"], at=moment, by=filled.rev)
    row = publish_by_hand(filled.records["closed"], by=filled.rev)
    with pytest.raises(WrongState):
        actions.schedule_record(row, at=moment, by=filled.rev)


def test_a_stale_page_moves_nothing(filled, scheduled, moment):
    with pytest.raises(Stale):
        actions.unschedule_record(scheduled, reason="Twice.", version=scheduled.version - 1, by=filled.rev)


def test_only_an_agreed_text_has_a_moment(filled, moment):
    row = filled.records["reported"]
    assert row.state == "circulated"
    with pytest.raises(IntegrityError, match="meetings_recordrevision_public_from"), transaction.atomic():
        RecordRevision.objects.filter(pk=row.pk).update(public_from=moment)


# The pages


def fields(page):
    return {name: page.context[name] for name in ("version", "idempotency_key")}


def test_the_form_says_when_in_kabul_what_goes_along_and_writes(filled, record):
    address = f"/meetings/records/{record.uid}/schedule/"
    with time_machine.travel(datetime(2026, 12, 10, tzinfo=UTC)):
        browser = filled.client("rev")
        page = browser.get(address)
        assert f"{CANARY} of the file" in body(page)
        asked = browser.post(address, {"day": "1405-12-01", "hour": "14.30", **fields(page)})
        text = body(asked)
        assert "20 February 2027" in text
        assert "1 Hut 1405" in text
        assert "14:30 Kabul time" in text
        record.refresh_from_db()
        assert record.public_from is None
        done = browser.post(address, dict(asked.context["hidden"]) | {"confirm": "1"})

    record.refresh_from_db()
    assert done.headers["Location"] == f"/meetings/records/{record.uid}/"
    assert record.public_from == datetime(2027, 2, 20, 10, 0, tzinfo=UTC)


def test_a_moment_that_is_over_is_refused_at_its_field_and_what_was_typed_kept(filled, record):
    browser, address = filled.client("rev"), f"/meetings/records/{record.uid}/schedule/"

    response = browser.post(address, {"day": "2020-01-01", "hour": "10:00", **fields(browser.get(address))})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["day"]
    assert 'value="2020-01-01"' in body(response)


def test_the_form_withdraws_with_a_reason(filled, scheduled):
    browser, address = filled.client("rev"), f"/meetings/records/{scheduled.uid}/unschedule/"
    page = browser.get(address)

    refused = browser.post(address, {"reason": "", **fields(page)})
    done = browser.post(address, {"reason": "Not agreed.", **fields(page)})

    scheduled.refresh_from_db()
    assert (refused.status_code, done.status_code, scheduled.public_from) == (422, 302, None)
    assert browser.get(address).status_code == 409


def test_as_the_public_it_is_there_from_the_moment_on(filled, scheduled, moment):
    address = f"/meetings/records/{scheduled.uid}/"

    def seen():
        browser = filled.client("rev")
        browser.post("/view-as/", {"whom": ":public", "next": address})
        return browser.get(address).status_code

    assert seen() == 404
    with time_machine.travel(moment, tick=False):
        assert seen() == 200


def test_a_page_costs_what_it_cost(filled, scheduled, moment):
    address = f"/meetings/records/{scheduled.uid}/"
    with time_machine.travel(moment, tick=False), CaptureQueriesContext(connection) as opened:
        filled.client().get(address)
    actions.publish_record(actions.unschedule_record(scheduled, reason="No.", by=filled.rev), by=filled.rev)
    with CaptureQueriesContext(connection) as by_hand:
        filled.client().get(address)

    assert len(opened) == len(by_hand)
