"""What is answered to an invitation: by delegates once per state, on its behalf, and who reads it."""

import csv
import io
import re
from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conferences.models import Conference
from hoaip.models import AuditEntry, Delegate, OutboxMessage, User
from meetings import actions
from meetings.models import Call, CallReminder, Invitee, Meeting, Rsvp
from tests.meetings.test_calendar_page import make

DAY = date(2027, 3, 8)
INVITED = ("PK", "KZ", "IN", "PL", "AU")


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel("2026-11-23T08:00:00Z", tick=False):
        yield


@pytest.fixture
def meeting(cast):
    """A DM meeting on 8 March 2027: four members are invited, and Australia as an observer."""
    row = make(cast, DAY, host=cast.stakeholders["PK"], city="Islamabad")
    row.refresh_from_db()
    return actions.invite(row, chosen=[cast.stakeholders[code] for code in INVITED], by=cast.fp_dm)


def answer(cast, meeting, who, slug="", version=1, **fields):
    address = f"/meetings/{meeting.uid}/invited/{slug}/answer/" if slug else f"/meetings/{meeting.uid}/answer/"
    return cast.client(who).post(address, {"version": version, **fields})


def section(cast, meeting, who):
    html = cast.client(who).get(f"/meetings/{meeting.uid}/").content.decode()
    found = re.search(r'<section class="stack section" id="invited">.*?</section>', html, re.S)
    return found[0] if found else ""


def tally(html):
    found = re.findall(r"<dt>([^<]*)</dt>\s*<dd>([0-9]+)</dd>", html)
    return {words: int(number) for words, number in found}


def version_in(html):
    return re.search(r'name="version" value="([0-9]+)"', html)[1]


def row_of(slug):
    return Invitee.objects.get(stakeholder__slug=slug)


def test_a_delegate_answers_and_the_focal_point_sees_who_has_not(cast, meeting):
    given = answer(cast, meeting, "del_kz", answer="attending", level="minister", size="4", note="By car.")

    assert given.status_code == 302
    rsvp = Rsvp.objects.get()
    assert (rsvp.invitee.stakeholder.slug, rsvp.answer, rsvp.level, rsvp.size, rsvp.note, rsvp.by, rsvp.on_behalf) == (
        "kazakhstan",
        "attending",
        "minister",
        4,
        "By car.",
        cast.del_kz,
        False,
    )
    entry = AuditEntry.objects.order_by("sequence").last()
    assert (entry.action, entry.acting_for) == ("rsvp.give", "kazakhstan")
    html = section(cast, meeting, "fp_dm")
    assert tally(html) == {"Attending": 1, "Attending remotely": 0, "Regrets": 0, "No answer": 4}
    silent = html[html.index("Not answered yet") :]
    assert all(name in silent for name in ("Pakistan", "India", "Poland", "Australia"))
    assert "Kazakhstan" not in silent
    assert "By car." in html
    assert "4 persons" in html


def test_the_newest_answer_counts_and_the_earlier_ones_stay(cast, meeting):
    answer(cast, meeting, "del_kz", answer="attending", level="minister", size="4")
    answer(cast, meeting, "del_kz", version=2, answer="regrets", level="minister", size="4", note="Elections.")

    first, second = Rsvp.objects.order_by("pk")
    assert (first.answer, first.size) == ("attending", 4)
    # Who sends regrets sends no delegation.
    assert (second.answer, second.level, second.size) == ("regrets", "", None)
    html = section(cast, meeting, "rev")
    assert tally(html)["Regrets"] == 1
    assert tally(html)["Attending"] == 0
    assert "1 earlier answer" in html
    own = section(cast, meeting, "del_kz")
    assert "The answer of Kazakhstan:" in own
    assert "Change the answer" in own


def test_who_is_invited_again_after_a_withdrawal_is_asked_anew(cast, meeting):
    answer(cast, meeting, "del_kz", answer="attending")
    actions.withdraw_invitation(row_of("kazakhstan"), reason="The hall is small.", by=cast.fp_dm)

    with time_machine.travel("2026-11-24T08:00:00Z", tick=False):
        actions.invite_more(meeting, chosen=[cast.stakeholders["KZ"]], by=cast.fp_dm)
        asked = cast.client("del_kz").get("/").content.decode()
        html = section(cast, meeting, "rev")
        asks = cast.client("del_kz").get(f"/meetings/{meeting.uid}/answer/").content.decode()
        again = answer(cast, meeting, "del_kz", version=version_in(asks), answer="regrets")

    assert f"/meetings/{meeting.uid}/answer/" in asked
    assert tally(html) == {"Attending": 0, "Attending remotely": 0, "Regrets": 0, "No answer": 5}
    assert again.status_code == 302
    # What it had answered is history.
    assert [rsvp.answer for rsvp in Rsvp.objects.order_by("pk")] == ["attending", "regrets"]


def test_what_was_typed_for_one_date_is_not_taken_for_another(cast, meeting):
    opened = version_in(cast.client("del_kz").get(f"/meetings/{meeting.uid}/answer/").content.decode())
    actions.postpone(meeting, reason="Floods.", by=cast.fp_dm)
    actions.replan(meeting, period=(date(2027, 4, 19), date(2027, 4, 19), "day"), by=cast.fp_dm)
    meeting.refresh_from_db()
    actions.invite(meeting, chosen=[cast.stakeholders["KZ"]], by=cast.fp_dm)

    late = answer(cast, meeting, "del_kz", version=opened, answer="attending", note="For March.")

    assert late.status_code == 409
    html = late.content.decode()
    assert "What was changed is not in this form. Look at the page it is about, then decide." in html
    assert "For March." in html
    assert not Rsvp.objects.exists()
    assert answer(cast, meeting, "del_kz", version=version_in(html), answer="regrets").status_code == 302


def test_asked_anew_the_version_of_an_answer_does_not_begin_again(cast, meeting):
    answer(cast, meeting, "del_kz", answer="attending")
    opened = version_in(cast.client("del_kz").get(f"/meetings/{meeting.uid}/answer/").content.decode())
    actions.withdraw_invitation(row_of("kazakhstan"), reason="The hall is small.", by=cast.fp_dm)
    with time_machine.travel("2026-11-24T08:00:00Z", tick=False):
        actions.invite_more(meeting, chosen=[cast.stakeholders["KZ"]], by=cast.fp_dm)
        html = cast.client("del_kz").get(f"/meetings/{meeting.uid}/answer/").content.decode()
        answer(cast, meeting, "del_kz", version=version_in(html), answer="regrets", note="Elections.")

        late = answer(cast, meeting, "del_kz", version=opened, answer="remote")

    assert late.status_code == 409
    assert "Elections." in late.content.decode()


def test_of_two_delegates_of_one_state_the_second_is_told(cast, meeting):
    other = User.objects.create(email="del_kz_two@example.org", full_name="Sample two")
    Delegate.objects.create(stakeholder=cast.stakeholders["KZ"], user=other, from_on=date(2020, 1, 1))
    answer(cast, meeting, "del_kz", answer="attending", note="By car.")

    late = answer(cast, meeting, "del_kz", version=1, answer="regrets", note="Elections.")

    assert late.status_code == 409
    html = late.content.decode()
    assert "By car." in html
    assert "Elections." in html
    assert Rsvp.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"answer": ""}, "answer"),
        ({"answer": "perhaps"}, "answer"),
        ({"answer": "attending", "level": "emperor"}, "level"),
        ({"answer": "attending", "size": "0"}, "size"),
        ({"answer": "attending", "size": "1000"}, "size"),
        ({"answer": "attending", "size": "many"}, "size"),
        ({"answer": "attending", "note": "x" * 2001}, "note"),
    ],
)
def test_a_wrong_answer_is_refused_at_its_field(cast, meeting, fields, name):
    given = answer(cast, meeting, "del_kz", **fields)

    assert given.status_code == 422
    assert f'id="id_{name}_error"' in given.content.decode()
    assert not Rsvp.objects.exists()


def test_an_observer_answers_for_itself_and_reads_nothing_else(cast, meeting):
    answer(cast, meeting, "del_kz", answer="attending", note="By car.")
    before = section(cast, meeting, "del_au")

    given = answer(cast, meeting, "del_au", answer="remote")

    assert given.status_code == 302
    assert "whether Australia comes" in before
    own = section(cast, meeting, "del_au")
    assert "The answer of Australia:" in own
    for html in (before, own):
        assert not any(word in html for word in ("Kazakhstan", "Pakistan", "Not answered", "By car", "tally"))


def test_members_read_the_list_and_not_the_notes_and_nobody_else_reads_anything(cast, meeting):
    answer(cast, meeting, "del_kz", answer="attending", level="minister", note="Secret canary.")

    seen = {
        who: section(cast, meeting, who)
        for who in ("fp_dm", "rev", "dir", "del_kz", "del_pl", "del_undp", "fp_ct", "adm", "del_tr", None)
    }

    assert {who for who, html in seen.items() if html} == {"fp_dm", "rev", "dir", "del_kz", "del_pl", "del_undp"}
    assert {who for who, html in seen.items() if "canary" in html} == {"fp_dm", "rev", "dir", "del_kz"}
    assert {who for who, html in seen.items() if "Enter on its behalf" in html} == {"fp_dm", "rev"}
    assert {who for who, html in seen.items() if "Remind who has not answered" in html} == {"fp_dm", "rev"}
    for who in ("fp_ct", "adm", "del_tr", "del_au", None):
        browser = cast.client(who)
        for address in ("/", "/meetings/", f"/meetings/{meeting.uid}/", f"/meetings/{meeting.uid}/timeline/"):
            assert "canary" not in browser.get(address).content.decode()


def test_the_page_of_a_conference_asks_those_invited_to_it(cast):
    row = make(cast, DAY, codes=(), type="mc", host=cast.stakeholders["PK"], city="Islamabad")
    Conference.objects.create(process=cast.process, ordinal=9, meeting=row)
    row.refresh_from_db()
    actions.invite(row, chosen=[cast.stakeholders["KZ"]], by=cast.rev)

    seen = {who: cast.client(who).get("/conferences/9/").content.decode() for who in ("del_kz", "del_pk", "rev", None)}

    assert {who for who, html in seen.items() if 'id="invited"' in html} == {"del_kz", "rev"}
    assert "whether Kazakhstan comes" in seen["del_kz"]
    assert "Not answered yet" in seen["rev"]


def test_who_views_as_a_delegate_answers_nothing(cast, meeting):
    browser = cast.client("rev")
    browser.post("/view-as/", {"whom": "kazakhstan", "next": "/"})

    html = browser.get(f"/meetings/{meeting.uid}/").content.decode()
    given = browser.post(f"/meetings/{meeting.uid}/answer/", {"version": 1, "answer": "attending"})

    assert "Give the answer" not in html
    assert given.status_code == 403
    assert not Rsvp.objects.exists()


def test_one_that_is_not_invited_is_refused_with_a_sentence(cast, meeting):
    given = answer(cast, meeting, "del_tr", answer="attending")

    assert given.status_code == 403
    assert "is not invited to this meeting" in given.content.decode()
    assert cast.client("del_undp").get(f"/meetings/{meeting.uid}/answer/").status_code == 403
    assert not Rsvp.objects.exists()


def test_once_it_is_held_no_answer_is_taken_and_what_was_typed_comes_back(cast, meeting):
    Meeting.objects.filter(pk=meeting.pk).update(state="cancelled")

    given = answer(cast, meeting, "del_kz", answer="attending", note="By car.")

    assert given.status_code == 409
    assert "This meeting is cancelled" in given.content.decode()
    assert "By car." in given.content.decode()
    assert cast.client("del_kz").get(f"/meetings/{meeting.uid}/answer/").status_code == 409
    assert not Rsvp.objects.exists()


def test_an_answer_on_behalf_is_marked_and_told_until_the_state_answers(cast, meeting):
    without = answer(cast, meeting, "fp_dm", "poland", answer="attending", level="expert")
    given = answer(cast, meeting, "fp_dm", "poland", answer="attending", level="expert", note="Note verbale 12.")

    assert (without.status_code, given.status_code) == (422, 302)
    assert "Say how" in without.content.decode() or 'id="id_note_error"' in without.content.decode()
    assert Rsvp.objects.get().on_behalf
    letter = OutboxMessage.objects.get(template="meeting_behalf")
    assert letter.address == "del_pl@example.org"
    assert "verbale" not in letter.body
    assert "entered on its behalf" in section(cast, meeting, "del_pl")
    assert AuditEntry.objects.order_by("sequence").last().action == "rsvp.enter"

    answer(cast, meeting, "del_pl", version=2, answer="regrets")

    late = answer(cast, meeting, "rev", "poland", version=3, answer="attending", note="By phone.")
    assert late.status_code == 409
    assert "has answered by its own delegates" in late.content.decode()
    assert cast.client("rev").get(f"/meetings/{meeting.uid}/invited/poland/answer/").status_code == 409
    assert Rsvp.objects.order_by("pk").last().answer == "regrets"


@pytest.mark.parametrize(
    ("who", "status"), [("fp_ct", 403), ("dir", 403), ("adm", 403), ("del_pk", 403), ("del_pl", 403)]
)
def test_who_may_not_enter_an_answer_is_refused(cast, meeting, who, status):
    assert answer(cast, meeting, who, "poland", answer="attending", note="By phone.").status_code == status
    assert not Rsvp.objects.exists()


def test_an_unknown_or_uninvited_state_is_a_404(cast, meeting):
    for slug in ("atlantis", "turkey"):
        assert answer(cast, meeting, "fp_dm", slug, answer="attending", note="By phone.").status_code == 404


@pytest.mark.parametrize(("who", "waits"), [("del_kz", True), ("del_au", True), ("del_tr", False), ("fp_dm", False)])
def test_the_first_page_asks_whoever_has_not_answered(cast, meeting, who, waits):
    html = cast.client(who).get("/").content.decode()

    assert ("Answer the invitation: Disaster Management, 4th RTGM, Islamabad" in html) is waits
    assert ("22 February 2027" in html) is waits


def test_who_has_answered_is_asked_no_more(cast, meeting):
    answer(cast, meeting, "del_kz", answer="regrets")

    assert "Answer the invitation" not in cast.client("del_kz").get("/").content.decode()


@pytest.mark.parametrize("state", ["postponed", "cancelled", "held"])
def test_one_that_is_off_or_held_asks_nobody(cast, meeting, state):
    Meeting.objects.filter(pk=meeting.pk).update(state=state)

    assert "Answer the invitation" not in cast.client("del_kz").get("/").content.decode()
    assert "Give the answer" not in section(cast, meeting, "del_kz")


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"answer": "perhaps"}, "meetings_rsvp_words"),
        ({"level": "emperor"}, "meetings_rsvp_words"),
        ({"size": 0}, "meetings_rsvp_size"),
        ({"size": 1000}, "meetings_rsvp_size"),
        ({"answer": "regrets"}, "meetings_rsvp_regrets"),
        ({"on_behalf": True, "note": " "}, "meetings_rsvp_on_behalf"),
    ],
)
def test_the_database_keeps_answers_true(cast, meeting, change, name):
    answer(cast, meeting, "del_kz", answer="attending", level="expert", size="2")

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Rsvp.objects.update(**change)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"capacity": "guest"}, "meetings_invitee_words"),
        ({"round": 0}, "meetings_invitee_words"),
        ({"mail_key": ""}, "meetings_invitee_mailed"),
        ({"withdrawn_reason": "The hall is small."}, "meetings_invitee_withdrawn"),
        ({"withdrawn_at": "2026-11-23T08:00Z"}, "meetings_invitee_withdrawn"),
    ],
)
def test_the_database_keeps_invitations_true(cast, meeting, change, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Invitee.objects.filter(stakeholder__slug="kazakhstan").update(**change)


def test_a_state_is_invited_once(cast, meeting):
    row = row_of("kazakhstan")
    row.pk, row.uid = None, "00000000-0000-4000-8000-000000000001"

    with pytest.raises(IntegrityError, match="meetings_invitee_once"), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize("change", [{"answer_by": date(2010, 1, 1)}, {"answer_by": date(2101, 1, 1)}, {"round": 0}])
def test_an_answer_is_asked_by_a_day_of_the_calendar(cast, meeting, change):
    with pytest.raises(IntegrityError, match="meetings_call_days"), transaction.atomic():
        Call.objects.update(**change)


def test_reminders_are_kept_once(cast, meeting):
    call = Call.objects.get()
    given = {"call": call, "round": 1, "at": timezone.now()}
    CallReminder.objects.create(on=date(2027, 2, 15), is_automatic=True, **given)

    for on, automatic, name in (
        (date(2027, 2, 15), False, "meetings_callreminder_once_a_day"),
        (date(2027, 2, 16), True, "meetings_callreminder_once"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            CallReminder.objects.create(on=on, is_automatic=automatic, **given)


@pytest.mark.parametrize("count", [1, 5])
def test_the_page_of_a_meeting_asks_the_same_number_of_questions(cast, meeting, count):
    Invitee.objects.exclude(stakeholder__code__in=["KZ", *INVITED[:count]]).update(round=2)
    for row in Invitee.objects.filter(round=1):
        Rsvp.objects.create(invitee=row, round=1, answer="attending", at=timezone.now(), by=cast.fp_dm)
    asked = {}
    for who in ("del_kz", "fp_dm", "del_tr", None):
        browser = cast.client(who)
        browser.get("/")
        with CaptureQueriesContext(connection) as statements:
            browser.get(f"/meetings/{meeting.uid}/")
        asked[who] = len(statements)

    assert asked == {"del_kz": 18, "fp_dm": 21, "del_tr": 13, None: 8}


@pytest.mark.parametrize("count", [1, 3])
def test_the_first_page_asks_once_for_all_invitations(cast, meeting, count):
    for number in range(count - 1):
        other = make(cast, date(2027, 4, 5 + number), host=cast.stakeholders["PK"])
        actions.invite(other, chosen=[cast.stakeholders["KZ"]], by=cast.rev)
    browser = cast.client("del_kz")
    browser.get("/meetings/")
    with CaptureQueriesContext(connection) as statements:
        html = browser.get("/").content.decode()

    assert html.count("Answer the invitation") == count
    assert sum("meetings_invitee" in each["sql"] for each in statements) == 1


def rows_of(browser, meeting, query=""):
    text = browser.get(f"/meetings/{meeting.uid}/invited/table.csv{query}").getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_list_as_a_file_has_every_answer_and_notes_for_the_ministry_alone(cast, meeting):
    answer(cast, meeting, "del_kz", answer="attending", level="minister", size="4", note="By car.")

    ministry, member = (rows_of(cast.client(who), meeting) for who in ("fp_dm", "del_pl"))

    assert [(row["code"], row["role"], row["answer"]) for row in ministry] == [
        ("KZ", "lead", "attending"),
        ("PK", "lead", "none"),
        ("IN", "participating", "none"),
        ("PL", "supporting", "none"),
        ("AU", "observer", "none"),
    ]
    assert (ministry[0]["level"], ministry[0]["size"], ministry[0]["note"]) == ("minister", "4", "By car.")
    assert "note" not in member[0]
    assert [row["code"] for row in rows_of(cast.client("rev"), meeting, "?answer=none")] == ["PK", "IN", "PL", "AU"]
    html = cast.client("del_pl").get(f"/meetings/{meeting.uid}/invited/").content.decode()
    assert "By car." not in html
    assert "5 are invited" in html


@pytest.mark.parametrize("count", [1, 5])
def test_the_list_asks_the_same_number_of_questions(cast, meeting, django_assert_num_queries, count):
    Invitee.objects.exclude(stakeholder__code__in=INVITED[:count]).update(round=2)
    browser = cast.client("fp_dm")
    browser.get("/")

    with django_assert_num_queries(15):
        browser.get(f"/meetings/{meeting.uid}/invited/")
