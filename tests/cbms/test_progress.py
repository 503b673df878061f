"""Progress of a plan: periods, a whole plan on one page, acceptance, locks, evidence, the roll-up, who reads what."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, connections, transaction

from cbms.actions.progress import (
    Entry,
    accept_reports,
    add_evidence,
    lock_period,
    open_period,
    return_report,
    unlock_period,
    write_reports,
)
from cbms.models import Activity, ProgressReport, ReportEvidence
from cbms.plans.progress import Rollup, half_years, latest_accepted, rollup, text_of
from hoaip.errors import Refused, Stale, WrongState
from hoaip.models import Document, EventAnchor, OutboxMessage
from tests.carried import period as make_period
from tests.carried import report as make_report
from tests.cbms.test_plans import TODAY
from tests.files import pdf
from tests.papers import paper
from tests.plans import PLANS, freeze
from tests.plans import plan as make_plan

KEY = "k" * 20


@pytest.fixture
def plan(cast):
    """The adopted plan of Disaster Management, of two years and two activities."""
    return make_plan(cast, "dm", state="adopted")


@pytest.fixture
def period(cast, plan):
    return open_period(plan, starts_on=date(2026, 1, 1), by=cast.fp_dm)


def keys_of(plan):
    return [str(key) for key in plan.activities.order_by("position").values_list("key", flat=True)]


def write(cast, period, statuses, *, submit=True, narrative="As planned."):
    entries = {key: Entry(status, narrative) for key, status in zip(keys_of(period.plan), statuses, strict=False)}
    return write_reports(period, entries=entries, submit=submit, today=TODAY, by=cast.fp_dm, version=period.version)


# Periods


@pytest.mark.parametrize(
    ("first", "last", "halves"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), ["2026-01-01 2026-06-30", "2026-07-01 2026-12-31"]),
        (
            date(2026, 5, 1),
            date(2027, 2, 28),
            ["2026-05-01 2026-06-30", "2026-07-01 2026-12-31", "2027-01-01 2027-02-28"],
        ),
        (date(2026, 8, 1), date(2026, 8, 31), ["2026-08-01 2026-08-31"]),
        (None, None, []),
    ],
)
def test_half_years_are_cut_to_the_months_of_the_plan(plan, first, last, halves):
    plan.starts_on, plan.ends_on = first, last

    assert [f"{start} {end}" for start, end in half_years(plan)] == halves


def test_a_half_year_becomes_a_period_once(cast, plan):
    browser = cast.client("fp_dm")
    fields = {"starts_on": "2026-01-01", "idempotency_key": KEY}

    first = browser.post(f"/plans/{plan.uid}/progress/period/", fields)
    second = browser.post(f"/plans/{plan.uid}/progress/period/", fields)

    made = plan.periods.get()
    assert first["Location"] == second["Location"] == f"/progress/{made.uid}/edit/"
    with pytest.raises(ValidationError):
        open_period(plan, starts_on=date(2026, 1, 1), by=cast.fp_dm)
    with pytest.raises(ValidationError):
        open_period(plan, starts_on=date(2026, 2, 1), by=cast.fp_dm)
    assert browser.post(f"/plans/{plan.uid}/progress/period/", {"starts_on": "x"}).status_code == 400


def test_nothing_is_reported_on_a_plan_that_was_never_submitted(cast):
    draft = make_plan(cast, "ri", submitted=False, by=cast.fp_two)

    with pytest.raises(WrongState):
        open_period(draft, starts_on=date(2026, 1, 1), by=cast.fp_two)


# Writing


def test_a_whole_plan_on_one_page_begins_with_what_was_said_last(cast, plan, period):
    write(cast, period, ["under_way", "not_started"], narrative="Hotel found.")
    accept_reports(period, today=TODAY, by=cast.rev)
    later = open_period(plan, starts_on=date(2026, 7, 1), by=cast.fp_dm)

    html = cast.client("fp_dm").get(f"/progress/{later.uid}/edit/").content.decode()

    assert html.count("Hotel found.") == 2
    assert '<option value="under_way" selected>' in html


def test_saved_reports_are_with_the_drafters_and_submitted_ones_with_the_ministry(cast, plan, period):
    browser, address = cast.client("fp_dm"), f"/progress/{period.uid}/edit/"
    first, second = keys_of(plan)
    fields = {f"status-{first}": "under_way", f"status-{second}": "not_started", f"narrative-{first}": "Begun."}

    saved = browser.post(address, fields | {"version": period.version, "save": "draft"})
    assert (saved.status_code, saved["Location"]) == (302, address)
    assert set(ProgressReport.objects.values_list("state", flat=True)) == {"draft"}
    assert not OutboxMessage.objects.filter(template="progress_submitted").exists()

    period.refresh_from_db()
    sent = browser.post(address, fields | {"version": period.version, "save": "submit"})
    assert (sent.status_code, sent["Location"]) == (302, f"/progress/{period.uid}/")
    assert set(ProgressReport.objects.values_list("state", flat=True)) == {"submitted"}
    told = OutboxMessage.objects.filter(template="progress_submitted")
    assert sorted(told.values_list("address", flat=True)) == ["rev@example.org", "rev_two@example.org"]
    assert f"/progress/{period.uid}/" in told.first().body
    assert "Begun" not in told.first().body


def test_a_delay_and_a_dropped_activity_are_explained_before_they_are_submitted(cast, plan, period):
    first, second = keys_of(plan)
    fields = {f"status-{first}": "delayed", f"status-{second}": "done", f"narrative-{second}": "Kept words"}

    page = cast.client("fp_dm").post(
        f"/progress/{period.uid}/edit/", fields | {"version": period.version, "save": "submit"}
    )

    html = page.content.decode()
    assert page.status_code == 422
    assert f'id="id_narrative-{first}_error"' in html
    assert "Kept words" in html
    assert not ProgressReport.objects.exists()
    write(cast, period, ["delayed", "done"], submit=False, narrative="")


def test_a_second_writer_is_shown_both_texts(cast, plan, period):
    write(cast, period, ["under_way", "done"], submit=False, narrative="Theirs")
    first, second = keys_of(plan)
    fields = {f"status-{first}": "done", f"status-{second}": "done", f"narrative-{first}": "Mine"}

    page = cast.client("fp_dm_deputy").post(f"/progress/{period.uid}/edit/", fields | {"version": 1, "save": "draft"})

    assert page.status_code == 409
    assert "Mine" in page.content.decode()
    assert "Theirs" in page.content.decode()
    with pytest.raises(Stale):
        write_reports(period, entries={}, today=TODAY, by=cast.fp_dm, version=1)


def test_an_activity_of_another_plan_is_refused(cast, period):
    other = make_plan(cast, "ri", by=cast.fp_two)
    with pytest.raises(ValidationError):
        write_reports(
            period, entries={keys_of(other)[0]: Entry("done")}, today=TODAY, by=cast.fp_dm, version=period.version
        )


@pytest.mark.parametrize("value", ["a\x00b", "x" * 160_001, "superb", "", "<img src=x onerror=alert(1)>"])
@pytest.mark.parametrize("name", ["status", "narrative", "version", "idempotency_key"])
def test_bad_input_on_the_page_of_a_whole_plan_is_refused_or_taken_as_text(cast, plan, period, name, value):
    first, second = keys_of(plan)
    fields = {f"status-{first}": "done", f"status-{second}": "done", "version": "1", "save": "draft"}
    fields[name if name in ("version", "idempotency_key") else f"{name}-{first}"] = value

    answer = cast.client("fp_dm").post(f"/progress/{period.uid}/edit/", fields)

    assert answer.status_code in (302, 400, 422)
    if answer.status_code == 302:
        assert "\x00" not in "".join(ProgressReport.objects.values_list("narrative", flat=True))
    else:
        assert not ProgressReport.objects.exists()
    assert b"<img src=x" not in cast.client("fp_dm").get(f"/progress/{period.uid}/edit/").content


# The ministry


def test_one_is_returned_with_a_reason_and_the_rest_is_accepted(cast, plan, period):
    write(cast, period, ["done", "under_way"])
    one, two = ProgressReport.objects.order_by("pk")
    rev = cast.client("rev")

    assert rev.post(f"/progress/reports/{two.uid}/return/", {"reason": " "}).status_code == 422
    assert rev.post(f"/progress/reports/{two.uid}/return/", {"reason": "How many came?"}).status_code == 302
    assert rev.post(f"/progress/{period.uid}/accept/").status_code == 302

    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.state, one.settled_by, two.state, two.return_reason) == (
        "accepted",
        cast.rev,
        "returned",
        "How many came?",
    )
    mail = OutboxMessage.objects.get(template="progress_returned")
    assert (mail.address, "How many came?" in mail.body) == ("fp_dm@example.org", True)
    assert "Mend it" in cast.client("fp_dm").get("/").content.decode()
    period.refresh_from_db()
    write_reports(
        period,
        entries={str(two.activity_key): Entry("done", "Forty.")},
        submit=True,
        today=TODAY,
        by=cast.fp_dm,
        version=period.version,
    )
    assert rev.post(f"/progress/reports/{two.uid}/accept/").status_code == 302
    assert rev.post(f"/progress/reports/{two.uid}/accept/").status_code == 409
    two.refresh_from_db()
    assert (two.state, two.return_reason) == ("accepted", "")


def test_nobody_accepts_what_one_wrote(cast, plan, period):
    make_report(cast, period, state="submitted", by=cast.rev)

    with pytest.raises(Refused):
        accept_reports(period, today=TODAY, by=cast.rev)
    assert accept_reports(period, today=TODAY, by=cast.rev_two) == 1


def test_a_locked_period_does_not_change_and_says_why(cast, plan, period):
    write(cast, period, ["done", "done"])
    with pytest.raises(WrongState, match="2 reports wait"):
        lock_period(period, reason="Over.", by=cast.rev)
    accept_reports(period, today=TODAY, by=cast.rev)
    locked = lock_period(period, reason="The year is over.", by=cast.rev)

    with pytest.raises(WrongState, match="locked"):
        write_reports(period, entries={}, today=TODAY, by=cast.fp_dm, version=locked.version)
    with pytest.raises(Exception, match="does not change"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE cbms_progressreport SET narrative = 'x'")
    assert cast.client("fp_dm").get(f"/progress/{period.uid}/edit/").status_code == 409
    assert "The year is over." in cast.client("fp_dm").get(f"/progress/{period.uid}/").content.decode()
    with pytest.raises(ValidationError):
        unlock_period(period, reason=" ", by=cast.rev)
    assert unlock_period(period, reason="A report was forgotten.", by=cast.rev).locked_at is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cbms_progressreport SET status = 'late'",
        "UPDATE cbms_progressreport SET state = 'returned'",
        "UPDATE cbms_progressreport SET state = 'accepted'",
        "UPDATE cbms_reportperiod SET locked_at = now()",
        "UPDATE cbms_reportperiod SET ends_on = '2010-01-01'",
        "INSERT INTO cbms_progressreport (uid, version, created_at, changed_at, period_id, activity_key, state, status,"
        " narrative, return_reason, reported_by_id) SELECT gen_random_uuid(), 1, now(), now(), period_id, activity_key,"
        " 'draft', 'done', '', '', reported_by_id FROM cbms_progressreport LIMIT 1",
    ],
)
def test_the_database_keeps_the_rules_of_reports(cast, period, statement):
    write(cast, period, ["under_way", "done"])

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_of_two_who_accept_at_once_each_report_is_accepted_once(transactional_cast):
    cast = transactional_cast
    plan = make_plan(cast, "dm", state="adopted")
    period = make_period(plan)
    report = make_report(cast, period, state="submitted")
    browsers = [cast.client("rev"), cast.client("rev_two")]

    def accept(browser):
        try:
            return browser.post(f"/progress/reports/{report.uid}/accept/").status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(accept, browsers)) == [302, 409]
    report.refresh_from_db()
    assert (report.state, report.version) == ("accepted", 2)


# The roll-up


def test_the_rollup_counts_accepted_and_done_out_of_all_that_is_pursued(cast, plan, period):
    write(cast, period, ["done", "dropped"])
    texts = text_of(plan)["objectives"][0]["activities"]
    assert rollup(texts, latest_accepted(plan, texts)) == Rollup(0, 2, 0)

    accept_reports(period, today=TODAY, by=cast.rev)

    assert rollup(texts, latest_accepted(plan, texts)) == Rollup(1, 1, 1)
    html = cast.client().get(f"/plans/{plan.uid}/progress/").content.decode()
    assert "1 of 1 activity is done (100 %)." in html
    assert "1 is not pursued any more and is not counted." in html


@pytest.mark.parametrize(
    ("counted", "percent"), [(Rollup(0, 0, 2), None), (Rollup(2, 3, 0), 66), (Rollup(299, 300, 0), 99)]
)
def test_not_everything_is_done_before_it_is(counted, percent):
    assert counted.percent == percent


def test_the_latest_accepted_report_counts_whatever_is_submitted_since(cast, plan, period):
    write(cast, period, ["done", "under_way"])
    accept_reports(period, today=TODAY, by=cast.rev)
    later = open_period(plan, starts_on=date(2026, 7, 1), by=cast.fp_dm)
    write(cast, later, ["delayed", "done"], narrative="The exercise is repeated.")
    texts = text_of(plan)["objectives"][0]["activities"]

    assert rollup(texts, latest_accepted(plan, texts)).done == 1
    accept_reports(later, today=TODAY, by=cast.rev)
    assert {key: each.status for key, each in latest_accepted(plan, texts).items()} == dict(
        zip(keys_of(plan), ["delayed", "done"], strict=True)
    )


# Who reads what


def test_the_public_reads_accepted_reports_of_a_plan_in_force_in_neutral_words(cast, plan, period):
    write(cast, period, ["delayed", "done"], narrative="The minister of X refused.")
    address = f"/plans/{plan.uid}/progress/"
    assert "no report yet" in cast.client().get(address).content.decode()

    accept_reports(period, today=TODAY, by=cast.rev)

    public, member, ministry = (cast.client(who).get(address).content.decode() for who in (None, "del_pk", "rev"))
    assert "delayed" not in public
    assert "under way" in public
    assert "refused" not in public
    assert "delayed" not in member
    assert "refused" in member
    assert "delayed" in ministry
    assert "Lock" not in public
    assert cast.client().get(f"/progress/{period.uid}/").status_code == 302
    assert cast.client("del_pk").get(f"/progress/{period.uid}/").status_code == 403
    assert EventAnchor.objects.filter(event__kind="progress.accept", event__is_public=True).exists()
    assert "Progress of the plan, 2026-01 to 2026-06" in cast.client().get("/cbms/dm/timeline/").content.decode()


def test_of_a_plan_that_is_not_adopted_the_ministry_alone_reads_and_it_is_marked_so(cast):
    plan = make_plan(cast, "dm", state="under_review")
    period = open_period(plan, starts_on=date(2026, 1, 1), by=cast.fp_dm)
    write(cast, period, ["done", "done"])
    accept_reports(period, today=TODAY, by=cast.rev)

    assert "reported before the plan is adopted" in cast.client("rev").get(f"/progress/{period.uid}/").content.decode()
    assert cast.client("rev").get(f"/plans/{plan.uid}/progress/").status_code == 200
    assert cast.client("adm").get(f"/plans/{plan.uid}/progress/").status_code == 403
    for who in ("del_pk", "fp_ct", "del_au"):
        assert cast.client(who).get(f"/progress/{period.uid}/").status_code == 404
        assert cast.client(who).get(f"/plans/{plan.uid}/progress/").status_code == 404
    assert not EventAnchor.objects.filter(event__kind="progress.accept", event__is_public=True).exists()


# Evidence


def test_evidence_is_a_document_of_the_cbm(cast, plan, period):
    write(cast, period, ["done", "done"], submit=False)
    report = ProgressReport.objects.first()
    browser, address = cast.client("fp_dm"), f"/progress/reports/{report.uid}/evidence/"
    assert browser.get(address).status_code == 200

    empty = browser.post(address, {"dated_on": "2026-05-05", "language": "en"})
    assert empty.status_code == 422
    fields = {
        "dated_on": "2026-05-05",
        "language": "en",
        "title": "Photo",
        "file": SimpleUploadedFile("photo.pdf", pdf()),
        "idempotency_key": KEY,
    }
    assert browser.post(address, fields).status_code == 302

    document = Document.objects.get()
    assert (document.type, document.dated_on, ReportEvidence.objects.get().document) == (
        "evidence",
        date(2026, 5, 5),
        document,
    )
    assert "Photo" in browser.get(f"/progress/{period.uid}/edit/").content.decode()
    other = paper(cast.cbms["dm"], by=cast.rev)
    assert (
        browser.post(address, fields | {"document": other.uid, "file": "", "idempotency_key": "m" * 20}).status_code
        == 302
    )
    with pytest.raises(ValidationError):
        add_evidence(report, document=other, by=cast.fp_dm)
    assert ReportEvidence.objects.count() == 2


def test_evidence_of_a_plan_that_is_not_adopted_stays_within_the_ministry(cast):
    plan = make_plan(cast, "dm", state="under_review")
    report = make_report(cast, make_period(plan))

    fields = {
        "dated_on": "2026-05-05",
        "language": "en",
        "title": "Photo",
        "file": SimpleUploadedFile("photo.pdf", pdf()),
    }
    assert cast.client("fp_dm").post(f"/progress/reports/{report.uid}/evidence/", fields).status_code == 302

    document = Document.objects.get()
    assert cast.client("rev").get(f"/documents/{document.uid}/").status_code == 200
    assert cast.client("del_pk").get(f"/documents/{document.uid}/").status_code == 404


# Statements


@pytest.mark.parametrize("many", [1, 3, 30])
def test_pages_of_progress_ask_the_same_number_of_questions(cast, many, django_assert_num_queries):
    plan = make_plan(cast, "dm", submitted=False)
    objective = plan.objectives.get()
    plan.activities.filter(position=2).first().partners.clear()
    Activity.objects.filter(plan=plan, position=2).delete()
    Activity.objects.bulk_create(
        Activity(plan=plan, objective=objective, position=place, title=f"Activity {place}")
        for place in range(2, many + 1)
    )
    freeze(plan, by=cast.fp_dm)
    type(plan).objects.filter(pk=plan.pk).update(state="under_review")
    period = make_period(plan)
    document = paper(cast.cbms["dm"], by=cast.rev)
    for key in keys_of(plan):
        made = make_report(cast, period, key=key, state="accepted")
        ReportEvidence.objects.create(report=made, document=document)
    later = make_period(plan, starts_on=date(2026, 7, 1), ends_on=date(2026, 12, 31))
    rev, fp = cast.client("rev"), cast.client("fp_dm")
    rev.get("/")
    fp.get("/")

    counts = []
    for browser, address in (
        (rev, f"/plans/{plan.uid}/progress/"),
        (rev, f"/progress/{period.uid}/"),
        (fp, f"/progress/{later.uid}/edit/"),
    ):
        with django_assert_num_queries(50, exact=False) as asked:
            assert browser.get(address).status_code == 200
        counts.append(len(asked))
    fields = {f"status-{key}": "done" for key in keys_of(plan)} | {"version": later.version, "save": "draft"}
    with django_assert_num_queries(60, exact=False) as asked:
        assert fp.post(f"/progress/{later.uid}/edit/", fields).status_code == 302
    counts.append(len(asked))
    with django_assert_num_queries(60, exact=False) as asked:
        later.refresh_from_db()
        fields |= {"version": later.version, "save": "submit"}
        assert fp.post(f"/progress/{later.uid}/edit/", fields).status_code == 302
    counts.append(len(asked))
    with django_assert_num_queries(60, exact=False) as asked:
        assert rev.post(f"/progress/{later.uid}/accept/").status_code == 302
    counts.append(len(asked))

    # The page of the plan, of a period, its form; saved, submitted, accepted.
    assert counts == [13, 15, 14, 27, 37, 18]


# Role x state x action: by hand from product 7.7 and 11.
WRITERS = {
    "dm": {"fp_dm", "fp_dm_deputy"},
    "ct": {"fp_ct"},
    "tci": {"fp_two"},
    "ri": {"fp_two"},
    "cn": set(),
    "ce": set(),
}
STAFF = {"rev", "rev_two"}


@pytest.mark.parametrize("name", ["open", "write", "accept", "return", "lock"])
def test_role_by_state_by_action(cast, name):
    authors = {"dm": cast.fp_dm, "ct": cast.fp_ct}
    wrong = []
    for state, (code, number) in PLANS.items():
        author = authors.get(code, cast.fp_two)
        plan = make_plan(cast, code, number=number, by=author, state=state, submitted=state != "draft")
        period = make_period(plan) if name != "open" else None
        report = make_report(cast, period, state="submitted", by=author) if period else None
        acts = {
            "open": lambda by, plan=plan: open_period(plan, starts_on=date(2026, 1, 1), by=by),
            "write": lambda by, period=period, plan=plan: write_reports(
                period, entries={keys_of(plan)[1]: Entry("done")}, today=TODAY, by=by, version=1
            ),
            "accept": lambda by, period=period: accept_reports(period, today=TODAY, by=by),
            "return": lambda by, report=report: return_report(report, reason="More.", by=by),
            "lock": lambda by, period=period: lock_period(period, reason="Over.", by=by),
        }
        may = WRITERS[code] if name in ("open", "write") else STAFF
        fits = not (name == "lock" or (name == "open" and state in ("draft", "withdrawn")))
        for who, person in cast.people.items():
            expected = Refused if who not in may else None if fits else WrongState
            try:
                with transaction.atomic():
                    acts[name](person)
                    transaction.set_rollback(True)
                got = None
            except (Refused, WrongState) as error:
                got = type(error)
            if got is not expected:
                wrong.append((state, who, got))
    assert wrong == []


def test_the_bulk_page_of_three_hundred_activities_is_light(cast):
    plan = make_plan(cast, "dm", submitted=False)
    objective = plan.objectives.get()
    Activity.objects.bulk_create(
        Activity(plan=plan, objective=objective, position=place, title=f"Activity {place}") for place in range(3, 301)
    )
    freeze(plan, by=cast.fp_dm)
    type(plan).objects.filter(pk=plan.pk).update(state="under_review")
    period = make_period(plan)
    browser = cast.client("fp_dm")

    answer = browser.get(f"/progress/{period.uid}/edit/", headers={"accept-encoding": "gzip"})

    assert answer.status_code == 200
    assert len(answer.content) < 30 * 1024 or not answer.headers.get("Content-Encoding")
    names = re.findall(
        r'name="((?:status|narrative)-[^"]+)"', browser.get(f"/progress/{period.uid}/edit/").content.decode()
    )
    assert len(names) == 600
    fields = dict.fromkeys(names, "done") | {"version": 1, "save": "submit"}
    assert browser.post(f"/progress/{period.uid}/edit/", fields).status_code == 302
    assert ProgressReport.objects.filter(state="submitted").count() == 300


@pytest.mark.parametrize(("who", "place"), [("fp_dm", ""), ("fp_dm", "progress/"), ("rev", "")])
def test_a_page_that_is_kept_gives_each_answer_keys_of_its_own(cast, who, place):
    plan = make_plan(cast, "dm", state="under_review")
    client = cast.client(who)
    # The first answer sets the cookie of the forms; from the second on the page is kept.
    client.get(f"/plans/{plan.uid}/{place}")

    answers = [
        re.findall(r'name="idempotency_key" value="(.+?)"', client.get(f"/plans/{plan.uid}/{place}").content.decode())
        for _time in range(3)
    ]

    assert all(answers)
    assert len({key for keys in answers for key in keys}) == sum(map(len, answers))
