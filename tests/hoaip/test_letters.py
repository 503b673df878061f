"""Letters to a person: of which kind each is, what was chosen for it, and the list in which all of them stand."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings as portal
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from cbms.models import Flag
from hoaip.accounts.actions.addressee import Addressee
from hoaip.errors import Refused, Stale
from hoaip.models import SILENCEABLE, AuditEntry, LetterGroup, OutboxMessage, Preference, User, Wish
from hoaip.post import queue
from hoaip.post.actions import choose_mail
from hoaip.post.kinds import letters, templates_of
from hoaip.post.relay import send_due

TEMPLATES = {path.name.split(".")[0] for path in Path(portal.BASE_DIR, "templates/mail").glob("*.body.txt")}
CONTEXT = {"day": date(2026, 9, 6), "rows": 7, "head": "a" * 64}


def choose(person, **wishes):
    return choose_mail(person, wishes=wishes, by=person)


def flag_of(cast):
    return Flag.objects.create(cbm=cast.cbms["dm"], year=2026, level="missed", opened_on=date(2027, 1, 1))


def warn(cast, to, *, key="flag:1", flag=None):
    """A letter that is news, and about something: that a CBM missed its meetings."""
    flag = flag or flag_of(cast)
    context = {"flag": flag, "cbm": flag.cbm, "year": flag.year, "latest_invitation_on": None}
    with transaction.atomic():
        return queue("flag_missed", to=to, key=key, context=context, about=flag)


def letter_to(person):
    return OutboxMessage.objects.get(recipient=person)


# The kinds


def test_every_letter_has_a_kind_and_every_kind_a_letter():
    assert set(letters()) == TEMPLATES
    assert {letter.group for letter in letters().values()} == set(LetterGroup)
    # A person chooses on one page, which is read to its end.
    assert len(SILENCEABLE) <= 6


def test_what_is_asked_of_a_state_and_what_guards_an_account_cannot_be_off():
    needed = {name for group in (LetterGroup.ASKED, LetterGroup.ACCOUNT) for name in templates_of(group)}

    assert not {LetterGroup.ASKED, LetterGroup.ACCOUNT, LetterGroup.WEEKLY} & set(SILENCEABLE)
    assert {
        "meeting_invite",
        "meeting_moved",
        "meeting_recall",
        "consultation_open",
        "consultation_extend",
        "consultation_remind",
        "consultation_behalf",
        "record_circulated",
        "commitment_confirm",
        "action_assigned",
        "handover_confirmed",
        "review_asked",
        "invitation",
        "password_changed",
        "password_reset",
        "email_changed",
        "second_factor_reset",
    } <= needed


def test_every_letter_that_leads_somewhere_leads_to_a_page():
    uid = "00000000-0000-4000-8000-000000000000"

    found = {name: letter.address(uid) for name, letter in letters().items()}

    assert {name for name, address in found.items() if not address} == {
        "invitation",
        "password_reset",
        "password_unknown",
    }
    assert found["meeting_invite"] == f"/meetings/{uid}/"
    assert found["audit_head"] == "/audit/head/"


# The choice


def test_a_choice_is_a_row_only_where_it_differs(cast):
    me = choose(cast.fp_dm, reminders=Wish.OFF, work=Wish.WEEKLY, answers=Wish.AT_ONCE)

    assert dict(Preference.objects.filter(user=me).values_list("group", "choice")) == {
        "reminders": "off",
        "work": "weekly",
    }
    entry = AuditEntry.objects.get(action="account.letters")
    assert entry.changes == {"reminders": ["at_once", "off"], "work": ["at_once", "weekly"]}

    choose(cast.fp_dm, reminders=Wish.AT_ONCE)

    assert list(Preference.objects.values_list("group", flat=True)) == ["work"]


def test_a_choice_that_changes_nothing_writes_nothing(cast):
    before = cast.fp_dm.version

    me = choose(cast.fp_dm, reminders=Wish.AT_ONCE)

    assert me.version == before
    assert not AuditEntry.objects.filter(action="account.letters").exists()


def test_nobody_chooses_for_somebody_else_nor_what_cannot_be_off(cast):
    with pytest.raises(Refused):
        choose_mail(cast.fp_dm, wishes={"reminders": Wish.OFF}, by=cast.adm)
    with pytest.raises(ValueError, match="asked"):
        choose(cast.fp_dm, asked=Wish.OFF)

    assert not Preference.objects.exists()


def test_two_browsers_do_not_undo_each_other(cast):
    choose_mail(cast.fp_dm, wishes={"reminders": Wish.OFF}, version=1, by=cast.fp_dm)

    with pytest.raises(Stale):
        choose_mail(cast.fp_dm, wishes={"reminders": Wish.WEEKLY}, version=1, by=cast.fp_dm)


@pytest.mark.parametrize(
    ("columns", "rule"),
    [
        ({"group": "reminders", "choice": "at_once"}, "hoaip_preference_differs"),
        ({"group": "reminders", "choice": "never"}, "hoaip_preference_differs"),
        ({"group": "asked", "choice": "off"}, "hoaip_preference_silenceable"),
        ({"group": "account", "choice": "weekly"}, "hoaip_preference_silenceable"),
        ({"group": "work", "choice": "off"}, "hoaip_preference_once"),
    ],
)
def test_the_database_keeps_what_can_be_chosen(cast, columns, rule):
    Preference.objects.create(user=cast.fp_dm, group="work", choice="weekly")

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Preference.objects.create(user=cast.fp_dm, **columns)


@pytest.mark.parametrize(
    ("columns", "rule"),
    [
        ({"wish": "off"}, "hoaip_outboxmessage_wish"),
        ({"counted_at": timezone.now()}, "hoaip_outboxmessage_counted"),
    ],
)
def test_the_database_keeps_what_was_chosen_of_a_letter(cast, columns, rule):
    warn(cast, [cast.fp_dm])

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        OutboxMessage.objects.update(**columns)


# The door


def test_what_was_chosen_when_it_is_written_decides(cast):
    choose(cast.fp_dm, reminders=Wish.OFF)
    choose(cast.fp_dm_deputy, reminders=Wish.WEEKLY)

    told = warn(cast, [cast.fp_dm, cast.fp_dm_deputy, cast.rev])

    assert told == 3
    assert send_due(timezone.now()) == {"sent": 1, "retried": 0, "failed": 0, "suppressed": 0}
    assert [message.to for message in mail.outbox] == [["rev@example.org"]]
    rows = {row.recipient: (row.state, row.wish, row.read_at is None) for row in OutboxMessage.objects.all()}
    assert rows == {
        cast.fp_dm: ("suppressed", "off", False),
        cast.fp_dm_deputy: ("suppressed", "weekly", True),
        cast.rev: ("sent", "at_once", True),
    }


def test_another_choice_later_sends_nothing_that_is_old(cast):
    flag = flag_of(cast)
    choose(cast.fp_dm, reminders=Wish.OFF)
    warn(cast, [cast.fp_dm], flag=flag)
    choose(cast.fp_dm, reminders=Wish.AT_ONCE)

    again = warn(cast, [cast.fp_dm], flag=flag)
    new = warn(cast, [cast.fp_dm], key="flag:2", flag=flag)

    assert (again, new, send_due(timezone.now())["sent"]) == (0, 1, 1)


def test_a_choice_of_one_kind_leaves_the_others(cast):
    choose(cast.fp_dm, history=Wish.OFF, work=Wish.OFF)

    warn(cast, [cast.fp_dm])

    assert letter_to(cast.fp_dm).state == "queued"


def test_many_recipients_cost_what_one_costs(cast, django_assert_num_queries):
    people = [User.objects.create(email=f"{n}@example.org", full_name=f"Sample {n}") for n in range(40)]
    for person in people[::2]:
        Preference.objects.create(user=person, group="reminders", choice="weekly")
    flag = flag_of(cast)

    with django_assert_num_queries(7):
        warn(cast, people[:1], key="a", flag=flag)
    with django_assert_num_queries(7):
        warn(cast, people, key="b", flag=flag)

    assert OutboxMessage.objects.filter(wish="weekly").count() == 21


# The foot


@pytest.mark.parametrize(
    ("language", "words", "address"),
    [
        ("en", "This letter is of the kind “Something is due or missing”.", "http://testserver/letters/choices/"),
        ("fa-af", "از نوع", "http://testserver/fa-af/letters/choices/"),
        ("ps", "ډول", "http://testserver/ps/letters/choices/"),
    ],
)
def test_its_foot_says_of_which_kind_it_is_and_where_that_is_chosen(cast, language, words, address):
    User.objects.filter(pk=cast.fp_dm.pk).update(language=language)
    cast.fp_dm.refresh_from_db()

    warn(cast, [cast.fp_dm])

    body = letter_to(cast.fp_dm).body
    assert words in body
    assert body.endswith(f"{address}\n")
    assert ("This letter" in body) is (language == "en")


def test_the_administrator_reads_why_a_letter_was_not_sent(cast):
    choose(cast.fp_dm, reminders=Wish.OFF)
    choose(cast.fp_dm_deputy, reminders=Wish.WEEKLY)
    warn(cast, [cast.fp_dm, cast.fp_dm_deputy])

    page = cast.client("adm").get("/manage/mail/?state=suppressed").content.decode()

    assert "The recipient chose no mail for letters of its kind." in page
    assert "The recipient gets letters of its kind once a week, counted." in page


def test_somebody_without_an_account_is_led_nowhere_and_gets_every_kind(cast):
    contact = Addressee(email="contact@example.org", language="en", full_name="Sample contact")

    warn(cast, [contact])

    letter = OutboxMessage.objects.get(address="contact@example.org")
    assert letter.state == "queued"
    assert letter.body.endswith("“Something is due or missing” and comes to everybody it concerns.\n")
