"""Watching: a letter on a day after something happened, of what its reader may see and of nothing else."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from cbms.actions import assign_role
from hoaip import jobs
from hoaip.accounts.actions import deactivate, reactivate
from hoaip.errors import Refused, WrongState
from hoaip.models import AuditEntry, JobRun, OutboxMessage, Stakeholder, User, Watch
from hoaip.post.actions import choose_mail
from hoaip.watching import actions
from hoaip.watching.things import things
from meetings.events import tell_held, tell_step
from meetings.models import Meeting
from tests.meetings.test_compliance import meeting

LIST = "/watching/"


def watches(cast, key, name="cbm:dm"):
    actions.watch(getattr(cast, key), name=name, now=timezone.now(), by=getattr(cast, key))


def run(later=timedelta(hours=1)):
    return jobs.run("tell_watchers", timezone.now() + later)["changed"]["letters"]


def letters(cast, key):
    found = OutboxMessage.objects.filter(template="watch_news", recipient=getattr(cast, key))
    return [row.body for row in found.order_by("pk")]


def a_role(cast, code="TR"):
    """Something that the public is told of."""
    return assign_role(
        cast.cbms["dm"],
        stakeholder=cast.stakeholders[code],
        role="participating",
        from_on=date(2020, 7, 1),
        reason="Agreed.",
        by=cast.adm,
    )


def an_internal_meeting(cast):
    """Something that the ministry alone is told of."""
    row = meeting(cast, "dm", starts=date(2026, 3, 1), state="annulled", title_en="Secret meeting")
    pairs = list(row.pairs.select_related("cbm"))
    tell_step(row, "annul", at=timezone.now(), pairs=pairs, is_public=False, by="ministry")
    return row


def test_a_letter_counts_what_happened_and_names_nothing_of_it(cast):
    watches(cast, "rev")
    a_role(cast)
    an_internal_meeting(cast)

    assert run() == 1

    [body] = letters(cast, "rev")
    assert "Disaster Management\nRoles and members (1)\nMeetings (1)\n" in body
    assert "/cbms/dm/timeline/" in body
    assert "/watching/" in body
    assert "Secret" not in body
    assert "Turkey" not in body


def test_it_counts_what_its_reader_may_see(cast):
    for key in ("rev", "del_in", "del_pk"):
        watches(cast, key)
    watches(cast, "del_in", "stakeholder:pakistan")
    an_internal_meeting(cast)
    a_role(cast)

    assert run() == 3

    assert ["Meetings (1)" in letters(cast, key)[0] for key in ("rev", "del_in", "del_pk")] == [True, False, False]
    assert all("Roles and members (1)" in letters(cast, key)[0] for key in ("rev", "del_in", "del_pk"))
    assert "Pakistan" not in letters(cast, "del_in")[0]


def test_where_there_is_nothing_to_tell_no_letter_comes(cast):
    watches(cast, "del_in")
    an_internal_meeting(cast)

    assert run() == 0
    assert letters(cast, "del_in") == []


def test_nothing_is_told_twice_nor_from_before_the_watch(cast):
    a_role(cast)
    watches(cast, "rev")

    assert run() == 0
    an_internal_meeting(cast)
    assert [run(timedelta(hours=hours)) for hours in (1, 1, 2, 26)] == [1, 0, 0, 0]


def test_what_is_not_settled_waits_for_the_next_letter(cast):
    watches(cast, "rev")
    a_role(cast)

    assert run(timedelta(minutes=9)) == 0
    assert run(timedelta(minutes=11)) == 1


def test_one_letter_holds_all_that_is_watched(cast):
    for name in ("cbm:dm", "process:hoa-ip", "stakeholder:turkey", "stakeholder:pakistan"):
        watches(cast, "rev", name)
    a_role(cast)
    an_internal_meeting(cast)

    assert run() == 1

    [body] = letters(cast, "rev")
    assert [line for line in body.splitlines() if "/timeline/" in line] == [
        f"http://testserver{address}timeline/"
        for address in ("/cbms/dm/", "/processes/hoa-ip/", "/stakeholders/turkey/")
    ]


def test_one_letter_that_cannot_be_written_holds_up_no_other(cast, caplog):
    for key in ("fp_dm", "rev", "del_pk"):
        watches(cast, key)
    a_role(cast)
    first, *others = User.objects.filter(watches__isnull=False).order_by("pk")
    refuse = """
        CREATE FUNCTION pg_temp.refuse() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'not this one'; END $$;
        CREATE TRIGGER refuse BEFORE INSERT ON hoaip_outboxmessage FOR EACH ROW
            WHEN (NEW.recipient_id = {}) EXECUTE FUNCTION pg_temp.refuse()"""
    with connection.cursor() as cursor:
        cursor.execute(refuse.format(first.pk))

    with pytest.raises(IntegrityError, match="not this one") as raised:
        run()

    assert raised.value.__notes__ == ["1 of them failed; the others are done."]
    written = OutboxMessage.objects.filter(template="watch_news").values_list("recipient", flat=True)
    assert set(written) == {person.pk for person in others}
    assert f"a job went on without {first}" in caplog.text
    assert "not this one" in JobRun.objects.get(name="tell_watchers").error
    # The next night comes to it again, and to nobody else.
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER refuse ON hoaip_outboxmessage")
    assert run() == 1


def test_a_letter_is_in_the_language_of_its_reader(cast):
    User.objects.filter(pk=cast.rev.pk).update(language="fa-af")
    cast.rev.refresh_from_db()
    Stakeholder.objects.filter(code="TR").update(name_fa="ترکیه")
    watches(cast, "rev", "stakeholder:turkey")
    a_role(cast)

    run()

    [body] = letters(cast, "rev")
    assert "ترکیه" in body
    assert "/fa-af/stakeholders/turkey/timeline/" in body


def test_it_comes_as_its_reader_chose(cast):
    for key, wish in (("rev", "weekly"), ("dir", "off")):
        choose_mail(getattr(cast, key), wishes={"watched": wish}, by=getattr(cast, key))
        watches(cast, key)
    a_role(cast)

    run()

    found = OutboxMessage.objects.filter(template="watch_news")
    assert set(found.values_list("recipient", "state", "wish")) == {
        (cast.rev.pk, "suppressed", "weekly"),
        (cast.dir.pk, "suppressed", "off"),
    }


def test_what_is_not_seen_any_more_is_watched_no_more(cast):
    row = meeting(cast, "dm", starts=date(2026, 3, 1), title_en="Secret meeting")
    watches(cast, "del_pk", f"meeting:{row.uid}")
    watches(cast, "del_pk")
    browser = cast.client("del_pk")
    assert "Secret meeting" in browser.get(LIST).content.decode()
    tell_held(row, list(row.pairs.select_related("cbm")))
    Meeting.objects.update(state="annulled")

    assert "Secret meeting" not in browser.get(LIST).content.decode()
    run()

    assert list(Watch.objects.values_list("name", flat=True)) == ["cbm:dm"]
    assert letters(cast, "del_pk") == []
    assert AuditEntry.objects.filter(action="watch.stop").count() == 1


def test_the_button_stands_on_every_timeline_and_turns_round(cast):
    row = meeting(cast, "dm", starts=date(2026, 3, 1), title_en="Open meeting", is_public=True)
    browser = cast.client("del_in")
    for address in ("/cbms/dm/", "/stakeholders/pakistan/", "/processes/hoa-ip/", f"/meetings/{row.uid}/"):
        page = browser.get(f"{address}timeline/").content.decode()
        assert "Watch this" in page
        assert f'<a class="screen-only" href="{address}timeline/">' in browser.get(address).content.decode()
        name = page.split('name="name" value="')[1].split('"')[0]

        answer = browser.post("/watching/start/", {"name": name})

        assert answer["Location"] == f"{address}timeline/"
        assert "Stop watching" in browser.get(f"{address}timeline/").content.decode()
        assert "Watch this" not in browser.get(f"{address}timeline/").content.decode()
    assert set(Watch.objects.values_list("name", flat=True)) == {
        *("cbm:dm", "stakeholder:pakistan", "process:hoa-ip", f"meeting:{row.uid}"),
    }
    assert {name.partition(":")[0] for name in Watch.objects.values_list("name", flat=True)} == set(things())

    browser.post("/watching/stop/", {"name": "cbm:dm"})

    assert "Disaster Management" not in browser.get(LIST).content.decode().split("<main")[1]


def test_the_public_and_whoever_views_as_another_have_no_button(cast):
    assert "Watch this" not in cast.client().get("/cbms/dm/timeline/").content.decode()
    assert ">Watch<" not in cast.client().get("/cbms/dm/").content.decode()
    browser = cast.client("rev")
    browser.post("/view-as/", {"whom": "pakistan"})

    assert "Watch this" not in browser.get("/cbms/dm/timeline/").content.decode()


@pytest.mark.parametrize("name", ["", "cbm", "cbm:", "cbm:xx", "meeting:nothing", "user:1", "cbm:dm:dm", "cbm:" * 99])
def test_what_is_not_there_is_not_watched(cast, name):
    answer = cast.client("rev").post("/watching/start/", {"name": name})

    assert answer.status_code == 400
    assert "nothing here that could be watched" in answer.content.decode()
    assert not Watch.objects.exists()


@pytest.mark.parametrize("way", ["start", "stop"])
@pytest.mark.parametrize("name", ["\x00", "cbm:dm\x00", "cbm:dm\n", "cbm:" + "x" * 5000])
def test_what_no_anchor_is_called_is_refused(cast, way, name):
    watches(cast, "rev")

    answer = cast.client("rev").post(f"/watching/{way}/", {"name": name})

    assert answer.status_code == 400
    assert "nothing here that could be watched" in answer.content.decode()
    assert Watch.objects.get().name == "cbm:dm"


def test_a_meeting_out_of_sight_answers_like_one_that_is_not_there(cast):
    row = an_internal_meeting(cast)

    for name in (f"meeting:{row.uid}", f"meeting:{cast.rev.uid}"):
        assert cast.client("del_in").post("/watching/start/", {"name": name}).status_code == 400
    assert not Watch.objects.exists()


def test_a_button_pressed_twice_watches_once(cast):
    browser = cast.client("rev")

    for _time in range(2):
        assert browser.post("/watching/start/", {"name": "cbm:dm"}).status_code == 302
    assert Watch.objects.count() == 1
    for _time in range(2):
        assert browser.post("/watching/stop/", {"name": "cbm:dm"}).status_code == 302
    assert not Watch.objects.exists()


def test_nobody_chooses_for_somebody_else(cast):
    watches(cast, "rev")

    with pytest.raises(Refused):
        actions.watch(cast.rev, name="cbm:ct", now=timezone.now(), by=cast.adm)
    with pytest.raises(Refused):
        actions.stop(cast.rev, name="cbm:dm", by=cast.adm)
    assert Watch.objects.get().name == "cbm:dm"


def test_one_person_watches_so_much(cast):
    Watch.objects.bulk_create(
        Watch(user=cast.rev, name=f"cbm:{number}", told_at=timezone.now()) for number in range(actions.MOST)
    )

    with pytest.raises(WrongState, match="Stop watching something else"):
        watches(cast, "rev")


def test_one_watch_a_person_and_thing(cast):
    watches(cast, "rev")

    with pytest.raises(IntegrityError, match="hoaip_watch_once"), transaction.atomic():
        Watch.objects.create(user=cast.rev, name="cbm:dm", told_at=timezone.now())


def test_it_ends_with_the_account_and_does_not_come_back(cast):
    watches(cast, "del_pk")

    deactivate(cast.del_pk, reason="Left.", today=date(2026, 3, 1), now=timezone.now(), by=cast.adm)
    reactivate(User.objects.get(pk=cast.del_pk.pk), reason="Came back.", by=cast.adm)

    assert not Watch.objects.exists()


@pytest.mark.parametrize("number", [1, 12])
def test_statements(cast, number, django_assert_num_queries):
    for place in range(number):
        row = meeting(cast, "dm", starts=date(2026, 3, 1) + timedelta(days=place))
        watches(cast, "rev", f"meeting:{row.uid}")
    watches(cast, "rev")
    browser = cast.client("rev")
    browser.get(LIST)

    # The session, the person, what is watched, what the person holds, CBMs, meetings with their pairs and CBMs.
    with django_assert_num_queries(8):
        page = browser.get(LIST).content.decode()
    assert page.count("Stop watching:") == number + 1
