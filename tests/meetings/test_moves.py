"""A meeting that is still ahead moves by its form: the old date stays, and the move is told."""

import re
from datetime import date

import pytest
import time_machine

from conferences.models import Conference
from hoaip.models import AuditEntry, Event
from meetings import actions
from meetings.models import DateChange, Meeting
from tests.meetings.test_calendar_page import make

DAY = date(2027, 3, 8)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel("2026-11-23T08:00:00Z", tick=False):
        yield


@pytest.fixture
def ahead(cast):
    """Build a DM meeting on 8 March 2027 hosted by Pakistan; announced unless said otherwise."""

    def build(state="planned", **columns):
        meeting = make(cast, DAY, state=state, host=cast.stakeholders["PK"], city="Islamabad", **columns)
        meeting.refresh_from_db()
        return meeting

    return build


def body(meeting, **changes):
    return {
        "version": meeting.version,
        "cbm": "dm",
        "type": "rtgm",
        "date_precision": meeting.date_precision,
        "starts_on": meeting.starts_on.isoformat(),
        "host": "pakistan",
        "city": "Islamabad",
        "mode": "in_person",
        "save": "planned",
    } | changes


def edit(cast, meeting, who="fp_dm", **changes):
    return cast.client(who).post(f"/meetings/{meeting.uid}/edit/", body(meeting, **changes))


@pytest.mark.parametrize("state", ["planned", "invited"])
def test_one_that_others_know_of_moves_with_a_reason_and_keeps_its_date(cast, ahead, state):
    meeting = ahead(state)

    answer = edit(cast, meeting, starts_on="2027-04-19", reason=" The pass is closed. ")

    meeting.refresh_from_db()
    assert (answer.status_code, meeting.state, meeting.starts_on) == (302, state, date(2027, 4, 19))
    kept = DateChange.objects.get()
    assert (kept.date_precision, kept.starts_on, kept.ends_on) == ("day", DAY, DAY)
    assert (kept.reason, kept.by, kept.was_public) == ("The pass is closed.", cast.fp_dm, True)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.reason) == ("meeting.edit", "The pass is closed.")
    page = cast.client().get(f"/meetings/{meeting.uid}/").content.decode()
    assert "Moved: Disaster Management, 4th RTGM, Islamabad" in page
    assert "From 8 March 2027 to 19 April 2027." in page
    assert "The pass is closed." not in page
    assert "The pass is closed." in cast.client("rev").get(f"/meetings/{meeting.uid}/").content.decode()


@pytest.mark.parametrize("reason", ["", "   "])
def test_without_a_reason_it_stays_and_nothing_typed_is_lost(cast, ahead, reason):
    meeting = ahead("invited")

    answer = edit(cast, meeting, starts_on="2027-04-19", city="Lahore", record="A first word.", reason=reason)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Others know of the date that it had. Say why it moves." in html
    assert all(typed in html for typed in ('value="2027-04-19"', 'value="Lahore"', "A first word."))
    meeting.refresh_from_db()
    assert (meeting.starts_on, meeting.city, meeting.version) == (DAY, "Islamabad", 1)
    assert not DateChange.objects.exists()
    assert not Event.objects.exists()


def test_one_that_nobody_was_told_of_moves_freely_and_the_public_never_reads_its_old_day(cast, ahead):
    meeting = ahead(announced_at=None)
    assert "Why it moves" not in cast.client("fp_dm").get(f"/meetings/{meeting.uid}/edit/").content.decode()

    answer = edit(cast, meeting, starts_on="2027-04-19")

    assert answer.status_code == 302
    assert (DateChange.objects.get().starts_on, DateChange.objects.get().was_public) == (DAY, False)
    assert Event.objects.get(kind="meeting.move").is_public is False
    cast.client("fp_dm").post(f"/meetings/{meeting.uid}/announce/")
    seen = {
        who: "Planned before for" in cast.client(who).get(f"/meetings/{meeting.uid}/").content.decode()
        for who in (None, "del_au", "del_pk", "fp_dm", "adm")
    }
    assert seen == {None: False, "del_au": False, "del_pk": True, "fp_dm": True, "adm": True}
    assert "8 March 2027" not in cast.client().get(f"/meetings/{meeting.uid}/").content.decode()


def test_the_day_is_fixed_within_the_announced_month_without_a_reason(cast, ahead):
    meeting = ahead()
    Meeting.objects.filter(pk=meeting.pk).update(
        date_precision="month", starts_on=date(2027, 3, 1), ends_on=date(2027, 3, 31)
    )

    answer = edit(cast, meeting, starts_on="2027-03-08")

    assert answer.status_code == 302
    assert DateChange.objects.get().date_precision == "month"
    assert "From Mar 2027 to 8 March 2027." in cast.client().get(f"/meetings/{meeting.uid}/").content.decode()


def test_one_that_stays_where_it_is_keeps_no_date(cast, ahead):
    meeting = ahead("invited")

    answer = edit(cast, meeting, city="Lahore", reason="Not needed.")

    assert answer.status_code == 302
    assert not DateChange.objects.exists()
    assert not Event.objects.filter(kind="meeting.move").exists()
    assert AuditEntry.objects.get().reason == ""


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"date_precision": "month", "starts_on": "2027-04"}, "“Postpone” on its page is the way."),
        ({"host": ""}, "names the host, or says that the meeting is held online"),
    ],
)
def test_an_invited_one_keeps_what_its_invitation_names(cast, ahead, changes, sentence):
    meeting = ahead("invited")

    answer = edit(cast, meeting, reason="The pass is closed.", **changes)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "The pass is closed." in answer.content.decode()
    meeting.refresh_from_db()
    assert (meeting.starts_on, meeting.host, meeting.date_precision) == (DAY, cast.stakeholders["PK"], "day")


def test_an_invited_one_without_a_host_is_online(cast, ahead):
    meeting = ahead("invited")

    assert edit(cast, meeting, host="", mode="online").status_code == 302


def test_a_postponed_one_is_planned_again_and_not_moved_by_its_form(cast, ahead):
    meeting = ahead("postponed")

    answer = edit(cast, meeting, starts_on="2027-04-19", save="postponed")
    same_day = edit(cast, meeting, city="Lahore", save="postponed")

    assert answer.status_code == 422
    assert "“Plan again” on its page" in answer.content.decode()
    assert same_day.status_code == 302
    meeting.refresh_from_db()
    assert (meeting.starts_on, meeting.city) == (DAY, "Lahore")


def test_one_held_on_another_day_than_announced_says_why(cast, ahead):
    meeting = ahead("invited")
    held = {"starts_on": "2026-11-20", "save": "held", "attendance-pakistan": "present"}

    silent = edit(cast, meeting, **held)
    answer = edit(cast, meeting, **held, reason="It was brought forward.")

    assert (silent.status_code, answer.status_code) == (422, 302)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.starts_on) == ("held", date(2026, 11, 20))
    assert DateChange.objects.get().starts_on == DAY


def test_a_held_one_is_corrected_not_moved(cast, ahead):
    meeting = ahead("held")
    Meeting.objects.filter(pk=meeting.pk).update(starts_on=date(2026, 3, 8), ends_on=date(2026, 3, 8))

    answer = edit(cast, meeting, starts_on="2026-03-09", save="held", **{"attendance-pakistan": "present"})

    assert answer.status_code == 302
    assert not DateChange.objects.exists()


def test_who_saves_late_keeps_the_reason_typed(cast, ahead):
    meeting = ahead("invited")
    edit(cast, meeting, city="Lahore")

    answer = edit(cast, meeting, starts_on="2027-04-19", reason="The pass is closed.")

    html = answer.content.decode()
    assert answer.status_code == 409
    assert html.count("The pass is closed.") == 1  # in its field, and not among what differs


# ---------------------------------------------------------------- the head of its page

MONTH = (date(2027, 6, 1), date(2027, 6, 30), "month")
WORDS = {
    "": ("Planned before for", "New date:", "8 March 2027", "Jun 2027 (date to be fixed)"),
    "/fa-af": ("پیش از این پلان شده برای", "تاریخ جدید:", "۱۷ حوت ۱۴۰۵", "جون ۲۰۲۷"),
}


def head_of(response):
    """(what is struck through, what is not, where a screen reader hears which) in the head of the page, as text."""
    html = response.content.decode()
    head = re.search(r"</h1>.*?</p>", html, re.S)[0]
    struck = [re.sub(r"<[^>]+>", "", each) for each in re.findall(r"<s>(.*?)</s>", head, re.S)]
    plain = re.sub(r"<[^>]+>", "", re.sub(r"<s>.*?</s>", "", head, flags=re.S))
    return struck, re.sub(r"\s+", " ", plain), re.findall(r'<span class="hidden-text">([^<]+)</span>\s*<s>', head)


@pytest.mark.parametrize("way", ["", "/fa-af"])
@pytest.mark.parametrize("is_conference", [False, True])
def test_the_date_that_was_left_is_struck_and_the_new_one_is_plain(cast, ahead, way, is_conference):
    before, new, old_day, new_month = WORDS[way]
    meeting, address = ahead("invited"), None
    if is_conference:
        Meeting.objects.filter(pk=meeting.pk).update(type="mc")
        Conference.objects.create(process=cast.process, ordinal=9, meeting=meeting)
        address = "/conferences/9/"
    meeting.refresh_from_db()
    actions.postpone(meeting, by=cast.rev, reason="Floods.", period=MONTH)

    struck, plain, said = head_of(cast.client().get(way + (address or f"/meetings/{meeting.uid}/")))

    assert len(struck) == 1
    assert old_day in struck[0]
    assert old_day not in plain
    assert re.search(rf"{new}.*{re.escape(new_month)}", plain)
    assert said == [before]


@pytest.mark.parametrize("step", ["postpone", "cancel"])
def test_the_only_date_is_struck_where_there_is_no_new_one(cast, ahead, step):
    meeting = ahead("invited")
    getattr(actions, step)(meeting, by=cast.rev, reason="Floods.")

    struck, plain, said = head_of(cast.client().get(f"/meetings/{meeting.uid}/"))

    assert ["8 March 2027" in each for each in struck] == [True]
    assert "2027" not in plain
    assert "New date" not in plain
    assert said == ["Planned before for"]


def test_the_date_of_one_that_stands_is_not_struck(ahead, cast):
    struck, plain, said = head_of(cast.client().get(f"/meetings/{ahead().uid}/"))

    assert (struck, said) == ([], [])
    assert "8 March 2027" in plain
