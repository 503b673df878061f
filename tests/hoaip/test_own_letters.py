"""The list of letters to oneself: what each is about, how it went, what is new, and that nobody sees another's."""

import re
from threading import Event, Thread
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cbms.models import Consultation, Flag, Milestone, Plan
from conferences.models import Action, Commitment
from hoaip.accounts.backend import Backend
from hoaip.models import AuditEntry, OutboxMessage, Preference, User, Wish
from hoaip.post import queue
from hoaip.post.actions import choose_mail
from hoaip.post.kinds import letters
from hoaip.post.relay import send_due, still_wanted
from meetings.models import Interest, RecordRevision
from tests.expectation import UNKNOWN
from tests.hoaip.test_letters import CONTEXT, flag_of, letter_to, warn


def text_of(browser, path="/letters/"):
    return browser.get(path).content.decode()


def number_in_letterhead(page):
    found = re.search(r'href="/letters/">Letters(?: \((\d+)<span class="hidden-text"> not read</span>\))?</a>', page)
    return int(found[1] or 0)


# What stands in it


def test_a_letter_stands_there_with_its_kind_its_way_and_how_it_went(cast):
    flag = flag_of(cast)
    warn(cast, [cast.fp_dm], flag=flag)
    send_due(timezone.now())

    page = text_of(cast.client("fp_dm"))

    assert "Something is due or missing" in page
    assert "Disaster Management held fewer meetings in 2026 than its target" in page
    assert f'href="/letters/{letter_to(cast.fp_dm).uid}/"' in page
    assert "Mailed" in page
    assert "or say on the board what happened" not in page


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({}, "On its way by mail."),
        ({"attempts": 1}, "The mail did not go out at first and is tried again."),
        ({"state": "failed"}, "It could not be mailed. The administrator of the portal sees that too."),
        ({"state": "suppressed"}, "Not mailed: what it was about was not open to you any more."),
        ({"state": "suppressed", "wish": "off"}, "Not mailed, as you chose for its kind."),
        ({"state": "suppressed", "wish": "weekly"}, "Kept for the weekly letter, as you chose for its kind."),
        (
            {"state": "suppressed", "wish": "weekly", "counted_at": timezone.now()},
            "Counted in the weekly letter",
        ),
    ],
)
def test_how_it_went_is_said_in_plain_words(cast, columns, words):
    warn(cast, [cast.fp_dm])
    OutboxMessage.objects.update(**columns)

    assert words in text_of(cast.client("fp_dm"))


def test_nobody_sees_or_touches_a_letter_to_somebody_else(cast):
    warn(cast, [cast.fp_dm])
    letter, browser = letter_to(cast.fp_dm), cast.client("rev")

    assert "No letter here" in text_of(browser)
    for answer in (
        browser.get(f"/letters/{letter.uid}/"),
        browser.post(f"/letters/{letter.uid}/read/"),
        browser.get(f"/letters/{uuid4()}/"),
    ):
        assert answer.status_code == 404
    assert browser.post("/letters/read/", {"until": letter.uid}).status_code == 400
    assert letter_to(cast.fp_dm).read_at is None


def test_whoever_lost_access_reads_neither_title_nor_way(cast):
    warn(cast, [cast.fp_dm, cast.rev])
    letter = letter_to(cast.fp_dm)
    OutboxMessage.objects.filter(pk=letter.pk).update(recipient=cast.del_au)
    browser = cast.client("del_au")

    page = text_of(browser)
    answer = browser.get(f"/letters/{letter.uid}/")

    assert "What it was about is not open to you any more." in page
    assert "Disaster Management held fewer" not in page
    assert f'href="/letters/{letter.uid}/"' not in page
    assert answer.headers["Location"] == "/letters/"
    assert "Disaster Management held fewer" in text_of(cast.client("rev"))


def test_what_the_relay_withheld_is_not_new(cast):
    warn(cast, [cast.del_au])

    send_due(timezone.now())

    assert letter_to(cast.del_au).state == "suppressed"
    assert letter_to(cast.del_au).read_at is not None


def test_it_is_narrowed_by_kind_and_by_what_is_not_read(cast):
    warn(cast, [cast.fp_dm])
    queue("audit_head", to=[cast.fp_dm], key="head", context=CONTEXT)
    browser = cast.client("fp_dm")

    assert "2 letters" in text_of(browser)
    for query, words, without in (
        ("group=history", "Head of the audit chain", "held fewer meetings"),
        ("group=reminders", "held fewer meetings", "Head of the audit chain"),
        ("unread=yes", "held fewer meetings", "Head of the audit chain"),
    ):
        page = text_of(browser, f"/letters/?{query}")
        assert words in page, query
        assert without not in page, query
    assert browser.get("/letters/?group=nothing").status_code == 400


def test_it_has_pages_and_costs_the_same_for_many_as_for_one(cast):
    flag = flag_of(cast)
    warn(cast, [cast.fp_dm], key="0", flag=flag)
    browser = cast.client("fp_dm")
    text_of(browser)
    with CaptureQueriesContext(connection) as one:
        text_of(browser)
    for number in range(1, 60):
        warn(cast, [cast.fp_dm], key=str(number), flag=flag)

    with CaptureQueriesContext(connection) as many:
        page = text_of(browser)

    # Session, account, holdings, version of the data for the filters, letters, and what of them may be seen.
    assert (len(one), len(many)) == (6, 6)
    assert page.count("Mark as read<") == 50
    assert "page=2" in page


def things_of(world):
    """{beginning of a letter's name: what letters of that name are about}."""
    return {
        "gap": world.cbms["dm"],
        "plan": Plan.objects.first(),
        "review": Plan.objects.first(),
        "progress": Plan.objects.first(),
        "meeting": world.meetings["held"],
        "record_reminder": world.meetings["held"],
        "record_circulated": RecordRevision.objects.first(),
        "flag": Flag.objects.first(),
        "interest": Interest.objects.first(),
        "milestone": Milestone.objects.first(),
        "consultation": Consultation.objects.first(),
        "commitment": Commitment.objects.first(),
        "action": Action.objects.first(),
        "handover": world.handover,
    }


def put(person, template, thing):
    """A letter of that name about that thing, as if it had been sent."""
    return OutboxMessage.objects.create(
        dedupe_key=str(uuid4()),
        recipient=person,
        address=person.email,
        template=template,
        subject="Sample letter",
        object_type=thing._meta.label_lower,
        object_uid=thing.uid,
        message_id=f"<{uuid4()}@testserver>",
        next_try_at=timezone.now(),
    )


def test_letters_about_every_kind_of_thing_cost_as_many_statements_as_those_about_one(filled):
    """Whatever they are about, what the reader may see of it is asked at once."""
    OutboxMessage.objects.all().delete()
    things = {thing._meta.label: thing for thing in things_of(filled).values()}
    rows = [put(filled.dir, "flag_missed", thing) for thing in things.values()]
    browser = filled.client("dir")
    text_of(browser)

    with CaptureQueriesContext(connection) as asked:
        page = text_of(browser)

    seen = [row for row in rows if still_wanted(row)]
    assert len(things) == 11
    assert len(asked) == 6
    assert 8 <= len(seen) < len(rows)
    assert page.count('">Sample letter</bdi></a>') == len(seen)
    assert page.count("What it was about is not open to you any more.") == len(rows) - len(seen)


def test_every_letter_leads_to_a_page_of_what_it_is_about(filled):
    things = things_of(filled)
    browsers, opened = {key: filled.client(key) for key in ("rev", "dir", "adm", "fp_dm", "fp_two", "del_pk")}, {}

    for template in sorted(name for name, letter in letters().items() if letter.of_one and letter.page):
        thing = next(each for name, each in things.items() if template.startswith(name))
        for key, browser in browsers.items():
            row = put(filled.people[key], template, thing)
            if still_wanted(row):
                opened[template] = browser.get(f"/letters/{row.uid}/", follow=True)
                if opened[template].status_code == 200:
                    break

    assert {name: answer.status_code for name, answer in opened.items() if answer.status_code != 200} == {}
    assert not [name for name, answer in opened.items() if answer.request["PATH_INFO"] == "/letters/"]
    assert len(opened) > 30


# What was read


def test_opening_it_from_the_list_leads_to_the_thing_and_marks_it(cast):
    flag = flag_of(cast)
    warn(cast, [cast.fp_dm], flag=flag)
    letter, browser = letter_to(cast.fp_dm), cast.client("fp_dm")

    browser.head(f"/letters/{letter.uid}/")
    assert letter_to(cast.fp_dm).read_at is None
    answer = browser.get(f"/letters/{letter.uid}/")
    first = letter_to(cast.fp_dm).read_at
    browser.get(f"/letters/{letter.uid}/")

    assert answer.headers["Location"] == f"/compliance/flags/{flag.uid}/"
    assert browser.get(answer.headers["Location"]).status_code == 200
    assert first is not None
    assert letter_to(cast.fp_dm).read_at == first


def test_one_is_marked_by_its_button_and_nothing_is_written_to_the_history(cast):
    warn(cast, [cast.fp_dm])
    browser, rows = cast.client("fp_dm"), AuditEntry.objects.count()

    answer = browser.post(f"/letters/{letter_to(cast.fp_dm).uid}/read/")

    assert answer.headers["Location"] == "/letters/"
    assert letter_to(cast.fp_dm).read_at is not None
    assert AuditEntry.objects.count() == rows
    assert "Mark as read<" not in text_of(browser)


def test_all_are_marked_up_to_the_newest_that_was_seen(cast):
    flag = flag_of(cast)
    for key in ("a", "b"):
        warn(cast, [cast.fp_dm, cast.rev], key=key, flag=flag)
    browser = cast.client("fp_dm")
    until = re.search(r'name="until" value="([^"]+)"', text_of(browser))[1]
    warn(cast, [cast.fp_dm], key="c", flag=flag)

    browser.post("/letters/read/", {"until": until})

    assert OutboxMessage.objects.filter(recipient=cast.fp_dm, read_at=None).count() == 1
    assert OutboxMessage.objects.filter(recipient=cast.rev, read_at=None).count() == 2
    assert "2 letters are marked as read." in text_of(browser)


@pytest.mark.django_db(transaction=True)
def test_a_letter_is_opened_while_the_mail_server_is_slow_to_take_it(transactional_cast):
    cast = transactional_cast
    warn(cast, [cast.fp_dm])
    letter = letter_to(cast.fp_dm)
    browser, is_held, may_end, nobody_waited = cast.client("fp_dm"), Event(), Event(), []

    def send():
        with transaction.atomic():
            OutboxMessage.objects.select_for_update().get(pk=letter.pk)
            is_held.set()
            nobody_waited.append(may_end.wait(10))
        connection.close()

    relay = Thread(target=send)
    relay.start()
    is_held.wait(20)
    opened = browser.get(f"/letters/{letter.uid}/")
    marked = browser.post("/letters/read/", {"until": letter.uid})
    may_end.set()
    relay.join()
    browser.get(f"/letters/{letter.uid}/")

    assert nobody_waited == [True]
    assert (opened.status_code, marked.status_code) == (302, 302)
    assert opened["Location"] == f"/compliance/flags/{letter.object_uid}/"
    assert letter_to(cast.fp_dm).read_at is not None


def test_what_a_narrowed_list_did_not_show_stays_unread(cast):
    warn(cast, [cast.fp_dm], key="a")
    OutboxMessage.objects.update(template="meeting_invite")
    warn(cast, [cast.fp_dm], key="b", flag=Flag.objects.get())
    browser = cast.client("fp_dm")
    narrowed = text_of(browser, "/letters/?group=reminders")
    form = dict(re.findall(r'<input type="hidden" name="(until|group)" value="([^"]+)">', narrowed))

    browser.post("/letters/read/", form)

    assert form["group"] == "reminders"
    assert OutboxMessage.objects.get(read_at=None).template == "meeting_invite"
    assert number_in_letterhead(text_of(browser)) == 1


@pytest.mark.parametrize("group", ["nothing", "asked", "\x00"])
def test_a_newest_letter_of_another_kind_marks_nothing(cast, group):
    warn(cast, [cast.fp_dm])

    answer = cast.client("fp_dm").post("/letters/read/", {"until": letter_to(cast.fp_dm).uid, "group": group})

    assert answer.status_code == 400
    assert letter_to(cast.fp_dm).read_at is None


@pytest.mark.parametrize("until", ["", "x", "%00", "%ED%A0%80", UNKNOWN, "9" * 9000])
def test_a_list_that_does_not_say_its_newest_marks_nothing(cast, until):
    warn(cast, [cast.fp_dm])

    answer = cast.client("fp_dm").post(
        "/letters/read/", f"until={until}", content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code == 400
    assert letter_to(cast.fp_dm).read_at is None


# The number in the letterhead


def test_every_page_counts_what_is_new_without_a_statement_of_its_own(cast, django_assert_num_queries):
    browser = cast.client("fp_dm")
    assert number_in_letterhead(text_of(browser, "/stakeholders/")) == 0
    warn(cast, [cast.fp_dm, cast.rev])

    with django_assert_num_queries(1):
        user = Backend().get_user(cast.fp_dm.pk)

    assert user.unread_letters == 1
    for path in ("/stakeholders/", "/", "/accounts/me/", "/letters/"):
        assert number_in_letterhead(text_of(browser, path)) == 1, path


def test_a_kept_page_counts_anew_when_a_letter_was_read(cast):
    """Reading writes no audit row, so that the page would be answered as it was kept."""
    warn(cast, [cast.fp_dm])
    browser = cast.client("fp_dm")
    for _again in range(2):
        assert number_in_letterhead(text_of(browser, "/cbms/")) == 1

    browser.get(f"/letters/{letter_to(cast.fp_dm).uid}/")

    assert number_in_letterhead(text_of(browser, "/cbms/")) == 0


def test_what_is_only_kept_and_what_was_not_wanted_is_not_new(cast):
    choose_mail(cast.fp_dm, wishes={"reminders": Wish.OFF}, by=cast.fp_dm)

    warn(cast, [cast.fp_dm])
    queue("audit_head", to=[cast.fp_dm], key="head", context=CONTEXT)

    assert Backend().get_user(cast.fp_dm.pk).unread_letters == 0


def test_who_is_deactivated_or_gone_is_nobody(cast):
    assert Backend().get_user(cast.gone.pk) is None
    assert Backend().get_user(0) is None


def test_the_public_reads_of_no_letters(client, cast):
    assert "/letters/" not in text_of(client, "/")


# The choice


def sent(person, **wishes):
    every = dict.fromkeys(("meetings", "reminders", "work", "answers", "watched", "history"), "at_once")
    return {**every, **wishes, "version": User.objects.get(pk=person.pk).version}


def test_the_page_says_of_each_kind_what_it_holds_and_what_cannot_be_off(cast, django_assert_num_queries):
    browser = cast.client("fp_dm")
    text_of(browser, "/letters/choices/")
    # Session, account, holdings, what was typed before, what was chosen.
    with django_assert_num_queries(5):
        page = text_of(browser, "/letters/choices/")

    assert page.count('type="radio"') == 18
    assert len(re.findall(r'value="at_once"[^>]*checked', page)) == 6
    fixed = page.partition("These come at once and cannot be off")[2]
    assert "Something is asked of me, or said in my name" in fixed
    assert "My account and my sign-in" in fixed
    assert 'name="asked"' not in page


def test_a_choice_is_saved_and_shown(cast):
    browser = cast.client("fp_dm")

    answer = browser.post("/letters/choices/", sent(cast.fp_dm, reminders="off", work="weekly"))

    assert answer.headers["Location"] == "/letters/choices/"
    page = text_of(browser, "/letters/choices/")
    assert "Your choice is saved." in page
    assert re.search(r'name="reminders" value="off"[^>]*checked', page)
    assert re.search(r'name="work" value="weekly"[^>]*checked', page)
    assert Preference.objects.filter(user=cast.fp_dm).count() == 2


@pytest.mark.parametrize(
    "wrong", [{"reminders": "never"}, {"reminders": ""}, {"work": "off\x00"}, {"work": "x" * 5000}]
)
def test_a_choice_that_is_none_is_refused_and_loses_nothing(cast, wrong):
    answer = cast.client("fp_dm").post("/letters/choices/", sent(cast.fp_dm, answers="off", **wrong))

    assert answer.status_code == 422
    assert re.search(r'name="answers" value="off"[^>]*checked', answer.content.decode())
    assert not Preference.objects.exists()


def test_what_cannot_be_off_stays_on_whatever_is_sent(cast):
    cast.client("fp_dm").post("/letters/choices/", sent(cast.fp_dm) | {"asked": "off", "account": "off"})

    assert not Preference.objects.exists()


def test_an_old_page_shows_both_choices(cast):
    browser, old = cast.client("fp_dm"), sent(cast.fp_dm, work="off")
    browser.post("/letters/choices/", sent(cast.fp_dm, work="weekly"))

    answer = browser.post("/letters/choices/", old)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Something waits for a decision" in page
    assert "Once a week, counted in one letter" in re.sub("<[^>]+>", "", page)
    assert Preference.objects.get(user=cast.fp_dm).choice == "weekly"
