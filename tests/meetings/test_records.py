"""The life of a record: circulated, commented on, recalled, agreed, published, corrected; who reads which text."""

import re
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hoaip.errors import Refused, WrongState
from hoaip.grants import today
from hoaip.ladder import Rung
from hoaip.models import Document, OutboxMessage
from hoaip.public_cache import bodies, own_bodies
from meetings import actions
from meetings.models import Attendance, Meeting, Outcome, RecordComment, RecordParagraph, RecordRevision
from meetings.reading import may_read_record
from tests.cast import PEOPLE
from tests.meetings.test_edit_form import body
from tests.records import agreed, circulated, published

# Delegates of DM today, who are those who may comment on its records.
COMMENTING = ("del_pk", "del_kz", "del_in", "del_pl", "del_undp")
WAITING = (
    "Read its record, and comment on it",
    "Delegations commented on its record.",
    "the days for comments are over.",
    "Its record is agreed and not published.",
)


@pytest.fixture
def record(filled):
    """A record of DM that is circulated for two weeks: its meeting is reported."""
    meeting = filled.meetings["held"]
    actions.circulate(meeting, by=filled.fp_dm)
    meeting.agenda.update(state="discussed")
    return meeting.revisions.get()


def page(world, key, address):
    return world.client(key).get(address)


def key_in(html):
    return re.search(r'name="idempotency_key" value="([^"]+)"', html)[1]


def forget_pages():
    bodies.forget()
    own_bodies.forget()


def test_from_a_draft_to_a_text_that_everybody_reads(filled):
    meeting = filled.meetings["held"]
    address, words = f"/meetings/{meeting.uid}/", "Secret record of held."

    done = filled.client("fp_dm").post(f"{address}circulate/", {"version": meeting.version, "comment_until": ""})
    row = meeting.revisions.get()
    seen_first = {key: words in page(filled, key, address).content.decode() for key in ("del_pk", "del_au", None)}
    early = filled.client("fp_dm").post(f"/meetings/records/{row.uid}/agree/", {"version": row.version})
    filled.client("fp_dm").post(
        f"/meetings/records/{row.uid}/agree/", {"version": row.version, "reason": "In the room."}
    )
    row.refresh_from_db()
    filled.client("rev").post(f"/meetings/records/{row.uid}/publish/", {"version": row.version})
    row.refresh_from_db()
    seen_last = page(filled, None, address).content.decode()
    by_itself = page(filled, None, f"/meetings/records/{row.uid}/")

    assert done.status_code == 302
    assert row.comment_until == today() + timedelta(days=14)
    assert seen_first == {"del_pk": True, "del_au": False, None: False}
    assert early.status_code == 422
    assert "Agreed before that day" in early.content.decode()
    assert (row.state, row.rung, row.agreed_words) == ("published", Rung.PUBLIC, "In the room.")
    assert words in seen_last
    assert "Secret outcome of held." in seen_last
    assert words in by_itself.content.decode()
    assert "In the room." not in by_itself.content.decode()


def test_a_delegation_comments_on_a_paragraph_until_the_last_day(filled, record):
    address = f"/meetings/records/{record.uid}/comment/"
    body = {"paragraph": "1", "stakeholder": "kazakhstan", "text": "Kazakhstan: say “agreed”."}
    browser = filled.client("del_kz")
    form = browser.get(f"{address}?paragraph=1").content.decode()

    sent = browser.post(address, body | {"idempotency_key": key_in(form)})
    again = browser.post(address, body | {"idempotency_key": key_in(form)})
    foreign = browser.post(address, body | {"stakeholder": "pakistan"})
    with time_machine.travel(f"{record.comment_until}T19:29:00Z"):
        in_time = filled.client("del_in").post(address, body | {"stakeholder": "india"})
    with time_machine.travel(f"{record.comment_until}T19:31:00Z"):
        late = filled.client("del_in").post(address, body | {"stakeholder": "india"})

    said = list(RecordComment.objects.filter(paragraph__revision=record).order_by("pk"))
    assert [(row.stakeholder.code, row.author, row.state) for row in said] == [
        ("KZ", filled.del_kz, "open"),
        ("IN", filled.del_in, "open"),
    ]
    assert (sent.status_code, again.status_code, in_time.status_code) == (302, 302, 302)
    assert foreign.status_code == 422
    assert "is not among the choices" in foreign.content.decode()
    assert late.status_code == 409
    assert "The days for comments are over" in late.content.decode()


def test_who_came_comments_without_a_role_and_nobody_else_does(filled, record):
    Attendance.objects.create(meeting=record.meeting, stakeholder=filled.stakeholders["AU"], answer="remote")

    answers = {
        key: filled.client(key).get(f"/meetings/records/{record.uid}/comment/").status_code
        for key in ("del_au", "del_pl", "del_tr", "fp_dm", "rev", "dir", "adm")
    }

    assert answers == {"del_au": 200, "del_pl": 200, "del_tr": 404, "fp_dm": 403, "rev": 403, "dir": 403, "adm": 404}


def test_comments_are_read_by_those_to_whom_it_is_circulated(filled):
    record = filled.records["reported"]
    circulated_to = {
        "fp_dm",
        "rev",
        "dir",
        "del_pk",
        "del_kz",
        "del_in",
        "del_pl",
        "del_undp",
        "fp_dm_deputy",
        "rev_two",
    }

    readers = {
        key
        for key in [*PEOPLE, None]
        if "Secret comment" in page(filled, key, f"/meetings/records/{record.uid}/").content.decode()
    }
    agreed(record, by=filled.rev)
    actions.share_record(record, by=filled.fp_dm)
    shared_with = page(filled, "del_au", f"/meetings/records/{record.uid}/").content.decode()

    assert readers == circulated_to
    assert "Secret record of reported." in shared_with
    assert "Secret comment" not in shared_with


def test_it_is_agreed_once_every_comment_is_answered_and_none_waits_for_another_text(filled):
    record, comment = filled.records["reported"], filled.record_comment

    with pytest.raises(WrongState, match="1 comment is not answered"):
        actions.agree_record(record, today=today(), reason="In the room.", by=filled.fp_dm)
    with pytest.raises(ValidationError, match="in words"):
        actions.answer_record_comment(comment, is_taken=True, answer=" ", by=filled.fp_dm)
    actions.answer_record_comment(comment, is_taken=True, answer="So it reads.", by=filled.fp_dm)
    with pytest.raises(WrongState, match="taken up, and this text does not have it"):
        actions.agree_record(record, today=today(), reason="In the room.", by=filled.fp_dm)
    answered = actions.answer_record_comment(comment, is_taken=False, answer="It was said so.", by=filled.rev)
    done = actions.agree_record(record, today=today(), reason="In the room.", by=filled.fp_dm)
    with pytest.raises(WrongState):
        actions.answer_record_comment(comment, is_taken=True, answer="Late.", by=filled.fp_dm)

    assert (answered.state, answered.answered_by) == ("not_taken", filled.rev)
    assert (done.state, done.agreed_by, done.rung) == ("agreed", filled.fp_dm, Rung.MEMBERS)


def test_silence_agrees_by_a_click_after_the_last_day_and_the_focal_point_closes(filled, record):
    after = record.comment_until + timedelta(days=1)
    with pytest.raises(ValidationError, match="how it was agreed"):
        actions.agree_record(record, today=record.comment_until, by=filled.fp_dm)
    with pytest.raises(WrongState, match="not agreed yet"):
        actions.close(record.meeting, by=filled.fp_dm)

    with time_machine.travel(f"{after}T08:00:00Z"):
        form = page(filled, "fp_dm", f"/meetings/records/{record.uid}/agree/").content.decode()
        actions.agree_record(record, today=after, by=filled.fp_dm)
        meeting = actions.close(Meeting.objects.get(pk=record.meeting_id), by=filled.fp_dm)

    assert "No comment by the last day" in form
    assert 'name="reason"' not in form
    assert (meeting.state, meeting.state_reason) == ("closed", "")


def test_recalled_it_is_a_draft_again_and_its_next_text_is_another_revision(filled, record):
    meeting = record.meeting
    with pytest.raises(ValidationError):
        actions.recall_record(record, reason=" ", by=filled.fp_dm)
    actions.recall_record(record, reason="A name was wrong.", by=filled.fp_dm)
    meeting.refresh_from_db()
    hidden = page(filled, "del_kz", f"/meetings/records/{record.uid}/").status_code
    meeting.paragraphs.update(text="Another text.")
    actions.circulate(meeting, by=filled.fp_dm)
    second = meeting.revisions.get(number=2)
    html = page(filled, "del_kz", f"/meetings/records/{second.uid}/compare/?with=1&view=inline").content.decode()

    assert hidden == 404
    assert (record.paragraphs.get().text, second.paragraphs.get().text) == ("Secret record of held.", "Another text.")
    assert (second.is_correction, second.state, meeting.state) == (False, "circulated", "reported")
    assert "<ins>Another text.</ins>" in html or "<ins>Another</ins>" in html
    assert page(filled, "del_kz", f"/meetings/records/{record.uid}/").status_code == 200


def test_a_correction_is_the_next_revision_and_the_agreed_text_stays_meanwhile(filled):
    first = published(filled.records["closed"], by=filled.rev)
    meeting, address = first.meeting, f"/meetings/{first.meeting.uid}/record/correct/"
    body = {"version": "1", "record": "One.\n\nTwo.", "reason": "A name was wrong.", "comment_until": ""}
    browser = filled.client("fp_dm")

    form = browser.get(address).content.decode()
    unchanged = browser.post(address, body | {"record": "Secret record of closed."})
    until = today() + timedelta(days=3)
    sent = browser.post(address, body | {"comment_until": until.isoformat()})
    stale = filled.client("rev").post(address, body | {"comment_until": until.isoformat()})
    second = meeting.revisions.get(number=2)
    meanwhile = {key: page(filled, key, f"/meetings/{meeting.uid}/").content.decode() for key in (None, "del_kz")}
    actions.agree_record(second, today=today(), reason="In the room.", by=filled.fp_dm)
    between = {key: page(filled, key, f"/meetings/records/{first.uid}/").content.decode() for key in (None, "del_kz")}
    actions.publish_record(second, by=filled.rev)
    last = page(filled, None, f"/meetings/{meeting.uid}/").content.decode()
    former = page(filled, None, f"/meetings/records/{first.uid}/").content.decode()

    # Its reason stands beside it wherever it is read.
    assert "A name was wrong." in last + page(filled, None, f"/meetings/records/{second.uid}/").content.decode()
    assert "reads it, and the public once it is published." in form
    assert unchanged.status_code == 422
    assert sent.status_code == 302
    assert stale.status_code == 409
    assert "One." in stale.content.decode()
    assert (second.is_correction, second.reason, second.state) == (True, "A name was wrong.", "circulated")
    assert all("Secret record of closed." in html for html in meanwhile.values())
    assert "A correction is circulated" in meanwhile["del_kz"]
    assert "correction" not in meanwhile[None]
    assert "Superseded" in between["del_kz"]
    assert "Superseded" not in between[None]
    assert '<div class="prewrap" dir="auto">One.</div>' in last
    assert "Secret record of closed." not in last
    assert "Secret record of closed." in former
    assert "Superseded" in former


def test_a_number_that_no_revision_has_loses_no_correction(filled):
    meeting, browser = filled.meetings["closed"], filled.client("fp_dm")
    address = f"/meetings/{meeting.uid}/record/correct/?from=99"
    until = (today() + timedelta(days=3)).isoformat()

    asked = browser.get(address)
    sent = browser.post(address, {"version": "1", "record": "Other.", "reason": "A name.", "comment_until": until})

    assert asked.status_code == 400
    assert sent.status_code == 302
    assert actions.records.texts_of(meeting.revisions.get(number=2)) == ["Other."]


@pytest.mark.parametrize("count", [1000, 40_000])
def test_a_record_of_too_many_paragraphs_is_a_422_that_loses_nothing(filled, count):
    text = "\n\n".join(["x"] * count)
    until = (today() + timedelta(days=3)).isoformat()
    closed, held = filled.meetings["closed"], filled.meetings["held"]
    browser = filled.client("fp_dm")

    answers = [
        browser.post(
            f"/meetings/{closed.uid}/record/correct/",
            {"version": "1", "record": text, "reason": "A name.", "comment_until": until},
        ),
        browser.post(f"/meetings/{held.uid}/edit/", body(held, record=text)),
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert all("at most 999 paragraphs" in answer.content.decode() for answer in answers)
    assert all(answer.content.decode().count("x\n\nx") >= count // 2 for answer in answers)


def test_recalling_a_correction_leaves_the_agreed_text_and_its_meeting(filled):
    meeting = filled.meetings["closed"]
    second = actions.correct_record(
        meeting, paragraphs=["Other."], reason="A name.", after=1, today=today(), by=filled.fp_dm
    )
    with pytest.raises(WrongState, match="circulated already"):
        actions.correct_record(meeting, paragraphs=["x"], reason="y", after=2, today=today(), by=filled.rev)

    actions.recall_record(second, reason="Not so.", by=filled.rev)

    meeting.refresh_from_db()
    assert meeting.state == "closed"
    assert [row.state for row in meeting.revisions.order_by("number")] == ["agreed", "recalled"]


def test_publishing_names_the_documents_that_it_makes_public(filled, record):
    agreed(record, by=filled.rev)
    rows = Document.objects.filter(pk__in=record.meeting.document_links.values("document")).order_by("pk")
    rows.update(type="other")
    kept = rows.first()
    own = Document.objects.filter(pk=kept.pk)
    address = f"/meetings/records/{record.uid}/publish/"

    def named():
        return f"/documents/{kept.uid}/" in page(filled, "rev", address).content.decode()

    own.update(type="evidence", rung=None, ceiling=Rung.MEMBERS)
    inherits = named()
    own.update(rung=Rung.MEMBERS)
    stays = named()
    own.update(rung=None)
    actions.publish_record(record, by=filled.rev)

    assert (inherits, stays) == (True, False)
    assert own.get().reach == Rung.PUBLIC


def test_publishing_takes_the_outcomes_along_and_freezes_them(filled, record):
    meeting = record.meeting
    agreed(record, by=filled.rev)

    with pytest.raises(Refused):
        actions.publish_record(record, by=filled.fp_dm)
    actions.publish_record(record, by=filled.rev)

    meeting.refresh_from_db()
    assert (meeting.record_rung, may_read_record(AnonymousUser(), meeting)) == (Rung.PUBLIC, True)
    with pytest.raises(IntegrityError, match="meetings_outcome_frozen|published"), transaction.atomic():
        Outcome.objects.filter(meeting=meeting).update(text="Another.")


def test_annulled_with_its_meeting_nothing_of_it_stands(filled):
    record = published(filled.records["reported"], by=filled.rev)
    actions.annul(record.meeting, reason="By mistake.", by=filled.rev)
    meeting = Meeting.objects.get(pk=record.meeting_id)
    record.refresh_from_db()
    actions.reopen(meeting, reason="It was held.", by=filled.rev)

    assert (record.state, record.rung, meeting.record_reach) == ("recalled", Rung.MEMBERS, Rung.MEMBERS)
    assert page(filled, None, f"/meetings/records/{record.uid}/").status_code == 404
    assert "Secret record" not in page(filled, None, f"/meetings/{meeting.uid}/").content.decode()


def draft_of(meeting):
    return list(meeting.paragraphs.order_by("number").values_list("text", flat=True))


def test_what_was_written_since_the_recall_is_not_lost_when_its_meeting_is_reopened(filled, record):
    actions.recall_record(record, reason="A name.", by=filled.fp_dm)
    meeting = Meeting.objects.get(pk=record.meeting_id)
    meeting.paragraphs.update(text="Written since.")

    actions.annul(meeting, reason="By mistake.", by=filled.rev)
    actions.reopen(meeting, reason="It was held.", by=filled.rev)

    assert draft_of(meeting) == ["Written since."]


def test_what_stood_when_it_was_annulled_is_the_draft_not_a_correction_that_was_recalled(filled):
    first = agreed(filled.records["reported"], by=filled.rev)
    meeting = first.meeting
    for texts in (["Agreed later."], ["Recalled."]):
        newest = meeting.revisions.order_by("-number").first()
        row = actions.correct_record(
            meeting, paragraphs=texts, reason="A name.", after=newest.number, today=today(), by=filled.fp_dm
        )
        if texts == ["Recalled."]:
            actions.recall_record(row, reason="Not so.", by=filled.fp_dm)
        else:
            actions.agree_record(row, reason="In the room.", today=today(), by=filled.fp_dm)

    meeting = Meeting.objects.get(pk=meeting.pk)
    actions.annul(meeting, reason="By mistake.", by=filled.rev)
    actions.reopen(meeting, reason="It was held.", by=filled.rev)

    assert draft_of(meeting) == ["Agreed later."]


def test_the_database_keeps_what_was_circulated(filled):
    row = filled.records["closed"]
    refused = [
        lambda: row.paragraphs.update(text="Another."),
        lambda: row.paragraphs.all().delete(),
        lambda: row.paragraphs.create(number=2, text="More."),
        lambda: RecordRevision.objects.filter(pk=row.pk).update(state="circulated", agreed_at=None),
        lambda: RecordRevision.objects.filter(pk=row.pk).update(number=7),
        lambda: connection.cursor().execute("DELETE FROM meetings_recordrevision"),
    ]
    for change in refused:
        with pytest.raises(IntegrityError, match="does not change|stays what it was"), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"number": 1}, "meetings_recordrevision_number"),
        ({"state": "agreed"}, "meetings_recordrevision_state"),
        ({"rung": 5}, "meetings_recordrevision_state"),
        ({"is_correction": True}, "meetings_recordrevision_reason"),
        ({}, "meetings_recordrevision_one_circulated"),
    ],
)
def test_constraints_of_a_revision(filled, columns, constraint):
    meeting = filled.meetings["reported"]
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        RecordRevision.objects.create(**{"meeting": meeting, "number": 3, "circulated_at": timezone.now()} | columns)


def test_constraints_of_paragraphs_and_comments(filled):
    row, comment = filled.records["reported"], filled.record_comment
    wrong = [
        ("meetings_revisionparagraph_number", lambda: row.paragraphs.create(number=1, text="Twice.")),
        ("meetings_revisionparagraph_text", lambda: row.paragraphs.create(number=2, text=" ")),
        ("meetings_recordcomment_text", lambda: RecordComment.objects.filter(pk=comment.pk).update(text=" ")),
        ("meetings_recordcomment_state", lambda: RecordComment.objects.filter(pk=comment.pk).update(state="taken")),
        ("meetings_meeting_record_reach", lambda: Meeting.objects.filter(pk=row.meeting_id).update(record_reach=1)),
    ]
    for constraint, change in wrong:
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            change()


def test_delegates_who_may_comment_are_mailed_once_a_revision(filled, record):
    mails = OutboxMessage.objects.filter(template="record_circulated")

    assert {mail.recipient for mail in mails} == {filled.people[key] for key in COMMENTING}
    assert all("Secret" not in mail.body + mail.subject for mail in mails)
    assert all(f"/meetings/records/{record.uid}/" in mail.body for mail in mails)


@pytest.mark.parametrize(("day", "words"), [(-1, "That day is over"), (200, "more than half a year")])
def test_a_last_day_that_makes_no_sense_is_refused_with_a_sentence(filled, day, words):
    meeting = filled.meetings["held"]
    until = (today() + timedelta(days=day)).isoformat()

    answer = filled.client("fp_dm").post(f"/meetings/{meeting.uid}/circulate/", {"comment_until": until})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not meeting.revisions.exists()


def test_what_waits_for_whom_on_the_first_page(filled):
    record, comment = filled.records["reported"], filled.record_comment

    def waits(key):
        html = page(filled, key, "/").content.decode()
        return {words for words in WAITING if words in html}

    asked = {key: waits(key) for key in ("del_pk", "del_kz", "del_au", "fp_dm", "fp_ct")}
    actions.answer_record_comment(comment, is_taken=False, answer="No.", by=filled.fp_dm)
    with time_machine.travel(f"{record.comment_until + timedelta(days=1)}T08:00:00Z"):
        over = {key: waits(key) for key in ("del_pk", "fp_dm")}

    read, answer, agree, publish = WAITING
    assert asked == {"del_pk": {read}, "del_kz": set(), "del_au": set(), "fp_dm": {answer}, "fp_ct": set()}
    assert over == {"del_pk": set(), "fp_dm": {agree}}
    assert waits("rev") == {publish}


@pytest.mark.parametrize(("key", "statements"), [(None, 6), ("del_pk", 11), ("fp_dm", 11)])
@pytest.mark.parametrize("number", [1, 30])
def test_statements_of_the_page_of_a_revision(filled, key, statements, number):
    row = published(filled.records["closed"], by=filled.rev)
    # The public reads the published text; those to whom it is circulated a correction, with its comments.
    second = circulated(row.meeting, *(f"Paragraph {n}." for n in range(number)), number=2, until=today())
    for paragraph in second.paragraphs.all():
        RecordComment.objects.create(
            paragraph=paragraph, stakeholder=filled.stakeholders["KZ"], author=filled.del_kz, text="Sample."
        )
    browser, address = filled.client(key), f"/meetings/records/{(second if key else row).uid}/"
    browser.get("/meetings/")
    forget_pages()

    with CaptureQueriesContext(connection) as queries:
        answer = browser.get(address)

    assert (answer.status_code, len(queries)) == (200, statements)


def canary_places(world, meeting):
    """Everything a reader without an account can ask for that is about a meeting."""
    return [
        "/",
        "/cbms/dm/",
        "/cbms/dm/calendar.ics",
        "/meetings/",
        "/meetings/table.csv",
        "/meetings/calendar.ics",
        f"/meetings/{meeting.uid}/",
        f"/meetings/{meeting.uid}/timeline/",
        "/search/?q=canary",
        "/search/?q=canary&kind=records",
        "/search/?q=canary&kind=drafts",
        "/data/meetings.csv",
        "/data/meetings.json",
        *(f"/meetings/records/{row.uid}/" for row in meeting.revisions.all()),
        *(f"/meetings/records/{row.uid}/compare/" for row in meeting.revisions.all()),
    ]


def test_the_public_finds_no_word_of_a_record_before_it_is_published(filled, record):
    actions.recall_record(record, reason="Canary reason.", by=filled.fp_dm)
    meeting = Meeting.objects.get(pk=record.meeting_id)
    meeting.paragraphs.update(text="Canary text.")
    actions.circulate(meeting, by=filled.fp_dm)
    second = meeting.revisions.get(number=2)
    actions.comment_on_record(
        second,
        paragraph=1,
        stakeholder=filled.stakeholders["KZ"],
        text="Canary comment.",
        today=today(),
        by=filled.del_kz,
    )
    comment = RecordComment.objects.get(paragraph__revision=second)

    def found():
        forget_pages()
        pages = {path: page(filled, None, path) for path in canary_places(filled, meeting)}
        return {path for path, answer in pages.items() if b"Canary" in b"".join(answer)}

    assert found() == set()
    actions.answer_record_comment(comment, is_taken=False, answer="Canary answer.", by=filled.fp_dm)
    actions.agree_record(second, today=today(), reason="Canary words.", by=filled.fp_dm)
    assert found() == set()
    actions.share_record(second, by=filled.fp_dm)
    assert found() == set()
    actions.publish_record(second, by=filled.rev)
    assert found() == {
        f"/meetings/{meeting.uid}/",
        f"/meetings/records/{second.uid}/",
        "/search/?q=canary",
        "/search/?q=canary&kind=records",
    }
    html = page(filled, None, f"/meetings/records/{second.uid}/").content.decode()
    assert not re.search(r"Canary (reason|comment|answer|words)", html)


def test_the_first_text_of_a_closed_meeting_is_recalled_once_that_is_reopened(filled, record):
    actions.close(record.meeting, reason="No record will come.", by=filled.rev)
    with pytest.raises(WrongState, match="reopen it"):
        actions.recall_record(record, reason="A name.", by=filled.rev)

    actions.reopen(Meeting.objects.get(pk=record.meeting_id), reason="A name.", by=filled.rev)
    actions.recall_record(record, reason="A name.", by=filled.rev)

    assert Meeting.objects.get(pk=record.meeting_id).state == "held"


def test_what_was_circulated_before_there_were_revisions_is_the_first(cast):
    [name] = [path.stem for path in (Path(settings.BASE_DIR) / "meetings/migrations").glob("*_records.py")]
    made = {}
    for state in ("held", "reported", "closed"):
        meeting = Meeting.objects.create(
            process=cast.process,
            type="som",
            state="held",
            starts_on=date(2020, 1, 1),
            ends_on=date(2020, 1, 1),
            created_by=cast.rev,
        )
        RecordParagraph.objects.create(meeting=meeting, number=1, text=f"Text of {state}.")
        Meeting.objects.filter(pk=meeting.pk).update(state=state)
        made[state] = meeting

    with connection.cursor() as cursor:
        cursor.execute(import_module(f"meetings.migrations.{name}").BEFORE_REVISIONS)

    found = RecordRevision.objects.order_by("pk")
    assert {row.meeting: (row.number, row.state, row.comment_until) for row in found} == {
        made[state]: (1, "circulated", None) for state in ("reported", "closed")
    }
    assert {row.paragraphs.get().text for row in found} == {"Text of reported.", "Text of closed."}
