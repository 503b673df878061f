"""The weekly letter: how much waits for a person, once a week, in the own language, and never to who has nothing."""

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cbms.models import Flag
from hoaip import jobs
from hoaip.accounts.actions import choose_settings, deactivate
from hoaip.models import AuditEntry, JobRun, OutboxMessage, User
from hoaip.post import queue
from hoaip.post.actions import choose_mail
from meetings.actions import circulate
from meetings.models import RecordParagraph
from tests.meetings.test_compliance import meeting
from tests.world import fill

# A Saturday.
WEEK = date(2026, 11, 28)


def run(on):
    return jobs.run("send_digests", datetime(on.year, on.month, on.day, 2, 30, tzinfo=UTC))["changed"]["digests"]


def unreported(cast, **columns):
    return meeting(cast, "dm", starts=date(2026, 11, 2), state="held", city="Almaty", **columns)


def letters():
    return {each.recipient: each for each in OutboxMessage.objects.filter(template="digest")}


def test_a_letter_counts_what_the_first_page_shows(cast):
    fill(cast)
    unreported(cast)

    run(WEEK)

    for key in ("fp_dm", "rev", "dir", "del_pk", "adm"):
        page = cast.client(key).get("/").content.decode()
        waiting = "".join(re.findall(r'<ul class="tasks">.*?</ul>', page, re.S))
        kinds = Counter(re.findall(r'<p class="overline">(.*?)</p>', waiting))
        letter = letters().get(getattr(cast, key))
        told = Counter()
        for kind, number in re.findall(r"^(.+?)(?:: (?:Due|Waiting)[^(\n]*)?(?: \((\d+)\))?$", letter.body, re.M):
            told[kind] += int(number or 1)
        assert kinds
        assert {kind: told[kind] for kind in kinds} == kinds, key


def test_it_names_nothing_of_what_waits(cast):
    fill(cast)
    unreported(cast, title_en="Secret meeting on roads")

    run(WEEK)

    bodies = "".join(letter.body for letter in letters().values())
    assert len(letters()) > 5
    assert not re.search(r"Secret|Sample|Disaster|Pakistan|Kazakhstan|Almaty", bodies)


def test_it_comes_once_a_week_however_often_the_job_runs(cast):
    unreported(cast)

    sent = [run(WEEK + timedelta(days=days)) for days in (0, 0, 1, 6, 7)]

    assert sent[0] >= 2
    assert sent[1:4] == [0, 0, 0]
    assert sent[4] == sent[0]


def test_a_skipped_saturday_is_made_up_for(cast):
    unreported(cast)
    run(WEEK - timedelta(days=7))

    assert run(WEEK + timedelta(days=3)) >= 2
    assert run(WEEK + timedelta(days=4)) == 0


def test_a_night_that_broke_off_is_finished_without_a_second_letter(cast):
    unreported(cast)
    whole = run(WEEK)
    OutboxMessage.objects.filter(recipient=cast.rev).delete()
    JobRun.objects.update(finished_at=None)

    assert run(WEEK) == 1
    assert len(letters()) == whole


def test_nothing_waits_nothing_comes(cast):
    row = unreported(cast)
    assert run(WEEK) >= 1
    OutboxMessage.objects.all().delete()
    JobRun.objects.all().delete()
    RecordParagraph.objects.create(meeting=row, number=1, text="Said.")
    row.attendance.create(stakeholder=cast.stakeholders["PK"], answer="present", capacity="lead")
    circulate(row, by=cast.rev)

    run(WEEK)

    assert cast.fp_ct not in letters()
    assert cast.del_au not in letters()


@pytest.mark.parametrize(("language", "words", "day"), [("fa-af", "نشست", "۲۰۲۶"), ("ps", "غونډه", "۲۰۲۶")])
def test_it_is_written_in_the_persons_language_and_direction(cast, language, words, day):
    unreported(cast)
    User.objects.filter(pk=cast.fp_dm.pk).update(language=language)

    run(WEEK)

    letter = letters()[cast.fp_dm]
    assert words in letter.body
    assert day in letter.subject
    assert all(line.startswith("\u200f") for line in letter.body.split("\n") if words in line)
    assert f"/{language}/" in letter.body


def test_it_carries_neither_tags_nor_buttons(cast):
    fill(cast)
    unreported(cast)

    run(WEEK)

    body = letters()[cast.fp_dm].body
    assert "Meeting: Due 16 November 2026 · 25 Aqrab 1405" in body
    assert "Write the record" not in body
    assert not re.search(r"<|&\w+;|csrf|\n\n\n", body)


def test_who_ended_it_or_left_gets_none(cast):
    unreported(cast)
    cast.rev.refresh_from_db()
    choose_settings(cast.rev, language="en", calendar="gregorian", time_zone="UTC", weekly_digest=False, by=cast.rev)
    deactivate(cast.fp_dm_deputy, reason="Left.", today=date(2026, 11, 20), now=timezone.now(), by=cast.adm)

    run(WEEK)

    assert {cast.rev, cast.fp_dm_deputy}.isdisjoint(letters())
    assert cast.fp_dm in letters()


def test_it_is_ended_on_the_page_of_the_account(cast):
    browser = cast.client("rev")
    page = browser.get("/accounts/me/").content.decode()
    assert re.search(r'name="weekly_digest"[^>]*checked', page)

    browser.post(
        "/accounts/me/",
        {"language": "en", "calendar": "gregorian", "time_zone": "Asia/Kabul", "version": cast.rev.version},
    )

    cast.rev.refresh_from_db()
    assert cast.rev.weekly_digest is False
    assert AuditEntry.objects.get(action="account.settings").changes["weekly_digest"] == [True, False]


def chosen(person, **wishes):
    choose_mail(person, wishes=wishes, by=person)


def keep(cast, person, number, *, cbm="dm"):
    """So many letters about what a CBM lacks, which the person chose to get once a week."""
    for year in range(2020, 2020 + number):
        flag = Flag.objects.create(cbm=cast.cbms[cbm], year=year, level="missed", opened_on=date(2026, 11, 1))
        context = {"flag": flag, "cbm": flag.cbm, "year": year, "latest_invitation_on": None}
        with transaction.atomic():
            queue("flag_missed", to=[person], key=f"flag:{flag.uid}", context=context, about=flag)


def test_it_counts_the_letters_that_were_kept_for_it_and_names_none(cast):
    chosen(cast.fp_dm, reminders="weekly")
    keep(cast, cast.fp_dm, 3)

    run(WEEK)

    body = letters()[cast.fp_dm].body
    assert "Letters that you chose to get once a week:\nSomething is due or missing (3)\n" in body
    assert "http://testserver/letters/\n" in body
    assert "Disaster" not in body
    assert OutboxMessage.objects.filter(template="flag_missed", counted_at=None).count() == 0


def test_a_letter_is_counted_once(cast):
    chosen(cast.fp_dm, reminders="weekly")
    keep(cast, cast.fp_dm, 2)
    run(WEEK)
    first = OutboxMessage.objects.filter(template="flag_missed").values_list("counted_at", flat=True)[0]
    OutboxMessage.objects.filter(template="digest").delete()

    run(WEEK + timedelta(days=7))

    assert "you chose to get once a week" not in "".join(letter.body for letter in letters().values())
    assert set(OutboxMessage.objects.filter(template="flag_missed").values_list("counted_at", flat=True)) == {first}


def test_kept_letters_come_to_who_ended_the_letter_about_what_waits(cast):
    unreported(cast)
    User.objects.filter(pk=cast.fp_dm.pk).update(weekly_digest=False)
    chosen(cast.fp_dm, reminders="weekly")
    keep(cast, cast.fp_dm, 1)

    run(WEEK)

    letter = letters()[cast.fp_dm]
    body = letter.body
    assert letter.subject.startswith("Letters of the week to ")
    assert body.startswith("Letters that you chose to get once a week:")
    assert "Each with its button" not in body
    assert "You can end it" not in body


def test_a_kept_letter_that_the_house_writes_no_more_stops_no_weekly_letter(cast):
    chosen(cast.fp_dm, reminders="weekly")
    keep(cast, cast.fp_dm, 2)
    OutboxMessage.objects.filter(pk=OutboxMessage.objects.earliest("pk").pk).update(template="of_old")

    run(WEEK)

    assert "Something is due or missing (1)" in letters()[cast.fp_dm].body


def test_what_may_not_be_seen_any_more_is_not_counted(cast):
    """Flags are the ministry's: who is told of one and is no focal point by Saturday reads of no letter."""
    chosen(cast.del_au, reminders="weekly")
    keep(cast, cast.del_au, 2)

    run(WEEK)

    assert cast.del_au not in letters()
    assert OutboxMessage.objects.filter(template="flag_missed", counted_at=None).count() == 2


def test_a_week_costs_as_many_statements_for_many_kept_letters_as_for_one(cast):
    chosen(cast.fp_dm, reminders="weekly")
    User.objects.exclude(pk=cast.fp_dm.pk).update(is_active=False)
    keep(cast, cast.fp_dm, 1)
    with CaptureQueriesContext(connection) as one:
        run(WEEK)
    keep(cast, cast.fp_dm, 9, cbm="ct")

    with CaptureQueriesContext(connection) as many:
        run(WEEK + timedelta(days=7))

    assert len(many) <= len(one)
