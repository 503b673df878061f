"""A commitment that is published at a moment fixed before: no page tells of it sooner, nothing runs for it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conferences.actions.commitment_moments import schedule_commitment, unschedule_commitment
from conferences.actions.commitment_steps import begin_commitment, withdraw_commitment
from conferences.actions.commitments import show_to
from conferences.events import tell_commitment
from conferences.models import Commitment, CommitmentRule, Paragraph
from hoaip import jobs
from hoaip.errors import Refused, Stale, WrongState
from hoaip.grants import today
from hoaip.ladder import Rung
from hoaip.models import AuditEntry, Event, OutboxMessage
from hoaip.watching.actions import watch
from tests.trail import commitment

LATER = timedelta(minutes=1)
CANARY = "Sealed heron"


@pytest.fixture
def moment():
    """A moment ahead, by the minute."""
    return (timezone.now() + timedelta(days=3)).replace(second=0, microsecond=0)


@pytest.fixture
def row(filled):
    """A commitment that the ministry alone knows of, told in timelines as every one is; its source is public."""
    paragraph = Paragraph.objects.filter(commitments__state="registered", commitments__rung=Rung.PUBLIC).first()
    made = commitment(filled, paragraph, rung=Rung.MINISTRY, owners=("PK",), title_en=f"{CANARY} of the rivers")
    tell_commitment("commitment.register", made, on=today())
    return made


@pytest.fixture
def scheduled(filled, row, moment):
    return schedule_commitment(row, at=moment, version=row.version, by=filled.fp_dm)


def body(response):
    found = (b"".join(response.streaming_content) if response.streaming else response.content).decode(
        "utf-8", "replace"
    )
    return found.replace("<mark>", "").replace("</mark>", "")


def places(row):
    return {
        "/commitments/",
        "/commitments/?q=heron",
        "/commitments/table.csv",
        f"/commitments/{row.uid}/",
        "/api/v1/commitments/",
        "/data/commitments.csv",
        "/data/commitments.json",
        "/search/?q=heron",
        "/cbms/dm/timeline/",
    }


@pytest.mark.parametrize("who", [None, "del_tr", "del_au", "gone"])
def test_nothing_tells_of_it_before_and_everything_from_the_moment_on(filled, scheduled, moment, who):
    def told():
        browser = filled.client(who)
        return {place for place in places(scheduled) | {"/", "/cbms/dm/"} if CANARY in body(browser.get(place))}

    with time_machine.travel(moment - timedelta(milliseconds=1), tick=False):
        assert told() == set()
    with time_machine.travel(moment, tick=False):
        assert told() >= places(scheduled)


@pytest.mark.parametrize("path", ["/commitments/", "/api/v1/commitments/", "/data/commitments.json"])
def test_a_kept_page_and_its_etag_end_at_the_moment(filled, scheduled, moment, path):
    browser = filled.client()
    with time_machine.travel(moment - LATER, tick=False):
        first = browser.get(path)
        assert CANARY not in body(first)
        tag = first.headers.get("ETag", "none")
    with time_machine.travel(moment, tick=False):
        after = browser.get(path, headers={"If-None-Match": tag})
        assert after.status_code == 200
        assert CANARY in body(after)


def test_a_row_reads_as_published_from_the_moment_on(filled, scheduled, moment):
    with time_machine.travel(moment - LATER, tick=False):
        before = Commitment.objects.get(pk=scheduled.pk)
        assert (before.rung, before.shown_rung, before.is_scheduled) == (Rung.MINISTRY, Rung.MINISTRY, True)
    with time_machine.travel(moment, tick=False):
        after = Commitment.objects.get(pk=scheduled.pk)
        assert (after.rung, after.shown_rung, after.is_scheduled) == (Rung.PUBLIC, Rung.PUBLIC, False)
        assert after.rungs()[0][1] == Rung.PUBLIC
        # What does not read the column asks for nothing more.
        with CaptureQueriesContext(connection) as asked:
            assert Commitment.objects.only("title_en").get(pk=scheduled.pk).title_en.startswith(CANARY)
        assert len(asked) == 1


def test_its_title_is_asked_for_in_each_language_once_everybody_reads_it(filled, scheduled, moment):
    def asked():
        return str(scheduled.uid) in body(filled.client("adm").get("/manage/untranslated/"))

    assert not asked()
    with time_machine.travel(moment + LATER, tick=False):
        assert asked()


def test_the_timeline_and_the_letter_tell_it_from_the_moment_on(filled, scheduled, moment):
    watch(filled.del_au, name="cbm:dm", now=timezone.now(), by=filled.del_au)

    def told(who):
        return "Commitment published:" in body(filled.client(who).get("/cbms/dm/timeline/"))

    def letters(at):
        with time_machine.travel(at, tick=False):
            jobs.run("tell_watchers", at)
        return OutboxMessage.objects.filter(template="watch_news", recipient=filled.del_au).count()

    with time_machine.travel(moment - LATER, tick=False):
        assert [told(None), told("rev")] == [False, False]
    with time_machine.travel(moment, tick=False):
        assert [told(None), told("rev")] == [True, True]
    before = letters(moment - LATER)
    assert letters(moment + timedelta(minutes=11)) == before + 1


def test_it_is_moved_and_withdrawn_with_a_reason_and_kept_in_the_history(filled, scheduled, moment):
    later = moment + timedelta(days=1)
    with pytest.raises(ValidationError):
        schedule_commitment(scheduled, at=later, by=filled.fp_dm)
    row = schedule_commitment(scheduled, at=later, reason="The ministers meet later.", by=filled.fp_dm)
    moved = AuditEntry.objects.get(action="commitment.schedule", reason="The ministers meet later.")
    assert moment.strftime("%Y-%m-%d") in str(moved.changes["public_from"][0])
    assert [each.told_from for each in Event.objects.filter(kind="commitment.publish")] == [later]

    row = unschedule_commitment(row, reason="Not agreed.", by=filled.fp_dm)

    assert row.public_from is None
    assert not Event.objects.filter(kind="commitment.publish").exists()
    assert not Event.objects.filter(object_uid=row.uid, is_public=True).exists()
    with time_machine.travel(later + LATER, tick=False):
        assert not Commitment.objects.visible_to(None).filter(pk=row.pk).exists()
    with pytest.raises(WrongState):
        unschedule_commitment(row, reason="Twice.", by=filled.fp_dm)


def test_once_it_has_come_it_is_published_as_if_by_hand(filled, scheduled, moment):
    with time_machine.travel(moment, tick=False):
        for step in (
            lambda: unschedule_commitment(scheduled, reason="Too late.", by=filled.fp_dm),
            lambda: schedule_commitment(scheduled, at=moment + LATER, reason="Later.", by=filled.fp_dm),
        ):
            with pytest.raises(WrongState):
                step()
        with pytest.raises(ValidationError):
            show_to(scheduled, rung=Rung.PUBLIC, reason="Again.", is_confirmed=True, by=filled.fp_dm)
        begun = begin_commitment(scheduled, by=filled.fp_dm)
        assert (begun.state, begun.rung) == ("in_progress", Rung.PUBLIC)
        narrowed = show_to(begun, rung=Rung.MINISTRY, reason="A mistake.", by=filled.fp_dm)
        assert (narrowed.rung, narrowed.public_from) == (Rung.MINISTRY, None)
        assert not Commitment.objects.visible_to(None).filter(pk=scheduled.pk).exists()


def test_shown_wider_meanwhile_it_keeps_its_moment_and_shown_to_everybody_it_ends(filled, scheduled, moment):
    row = show_to(scheduled, rung=Rung.MEMBERS, reason="Agreed.", is_confirmed=True, by=filled.fp_dm)
    assert (row.rung, row.public_from) == (Rung.MEMBERS, moment)
    assert Event.objects.filter(kind="commitment.publish").count() == 1

    row = show_to(row, rung=Rung.PUBLIC, reason="Agreed.", is_confirmed=True, by=filled.fp_dm)
    assert (row.rung, row.public_from) == (Rung.PUBLIC, None)
    assert not Event.objects.filter(kind="commitment.publish").exists()


def test_withdrawn_before_its_moment_it_is_not_published(filled, scheduled, moment):
    row = withdraw_commitment(scheduled, reason="Overtaken.", by=filled.fp_dm)

    assert row.public_from is None
    with time_machine.travel(moment + LATER, tick=False):
        assert CANARY not in body(filled.client().get("/cbms/dm/timeline/"))
        assert not Commitment.objects.visible_to(None).filter(pk=row.pk).exists()


def test_never_wider_than_its_source(filled, scheduled, moment):
    inside = filled.commitments["ministry"]
    Commitment.objects.filter(pk=inside.pk).update(paragraph=None, outcome=filled.meetings["held"].outcomes.first())
    with pytest.raises(ValidationError):
        schedule_commitment(inside, at=moment, by=filled.rev)


@pytest.mark.parametrize("key", ["del_pk", "fp_ct", "adm"])
def test_nobody_else_fixes_or_withdraws_a_moment(filled, scheduled, moment, key):
    with pytest.raises(Refused):
        schedule_commitment(scheduled, at=moment + LATER, reason="Later.", by=filled.people[key])
    with pytest.raises(Refused):
        unschedule_commitment(scheduled, reason="No.", by=filled.people[key])


@pytest.mark.parametrize("key", ["draft", "registered", "completed", "withdrawn"])
def test_a_draft_what_is_public_and_what_is_closed_have_no_moment(filled, moment, key):
    with pytest.raises(WrongState):
        schedule_commitment(filled.commitments[key], at=moment, by=filled.rev)


def test_a_stale_page_and_a_moment_that_is_over_are_refused(filled, scheduled, moment):
    with pytest.raises(Stale):
        unschedule_commitment(scheduled, reason="No.", version=scheduled.version - 1, by=filled.fp_dm)
    with pytest.raises(ValidationError) as found:
        schedule_commitment(scheduled, at=timezone.now() - LATER, reason="Sooner.", by=filled.fp_dm)
    assert set(found.value.error_dict) == {"day"}


def test_the_database_gives_a_draft_no_moment(filled, moment):
    with pytest.raises(IntegrityError, match="conferences_commitment_public_from"), transaction.atomic():
        Commitment.objects.filter(pk=filled.commitments["draft"].pk).update(public_from=moment)


def fields(page):
    return {name: page.context[name] for name in ("version", "idempotency_key")}


def test_the_form_says_when_in_kabul_asks_once_more_and_writes(filled, row):
    address = f"/commitments/{row.uid}/schedule/"
    with time_machine.travel(datetime(2026, 12, 10, tzinfo=UTC)):
        browser = filled.client("fp_dm")
        assert "Publish at a moment" in body(browser.get(f"/commitments/{row.uid}/"))
        asked = browser.post(address, {"day": "1405-12-01", "hour": "14.30", **fields(browser.get(address))})
        text = body(asked)
        assert "20 February 2027" in text
        assert "1 Hut 1405" in text
        assert "14:30 Kabul time" in text
        row.refresh_from_db()
        assert row.public_from is None
        done = browser.post(address, dict(asked.context["hidden"]) | {"confirm": "1"})
        page = body(browser.get(f"/commitments/{row.uid}/"))
        owner = body(filled.client("del_pk").get(f"/commitments/{row.uid}/"))

    row.refresh_from_db()
    assert done.headers["Location"] == f"/commitments/{row.uid}/"
    assert row.public_from == datetime(2027, 2, 20, 10, 0, tzinfo=UTC)
    assert "Not published yet. Everybody sees it from:" in page
    assert CANARY in owner
    assert "Not published yet" not in owner


def test_the_form_withdraws_with_a_reason(filled, scheduled):
    browser, address = filled.client("fp_dm"), f"/commitments/{scheduled.uid}/unschedule/"
    page = browser.get(address)

    refused = browser.post(address, {"reason": "", **fields(page)})
    done = browser.post(address, {"reason": "Not agreed.", **fields(page)})

    scheduled.refresh_from_db()
    assert (refused.status_code, done.status_code, scheduled.public_from) == (422, 302, None)
    assert browser.get(address).status_code == 409


def test_only_what_its_owners_confirmed_where_the_rule_says_so(filled, scheduled, moment):
    CommitmentRule.objects.update_or_create(defaults={"is_confirmed_only": True})

    with time_machine.travel(moment, tick=False):
        assert CANARY not in body(filled.client().get("/commitments/"))
