"""What became of the items of an agenda: decided one by one, carried to the next meeting or waiting for it."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hoaip.errors import WrongState
from hoaip.models import AuditEntry
from meetings.actions import annul, cancel, close, reopen
from meetings.actions.agenda import MOST_ITEMS, remove_item
from meetings.actions.agenda_decisions import carry_item, discuss_item, drop_item, reconsider_item, take_item
from meetings.models import AgendaItem, Meeting
from tests.meetings.test_agenda import a_meeting, an_item, page_of, titles

HELD = date(2026, 10, 1)
NEXT = date(2027, 3, 1)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel("2026-11-23T08:00:00Z", tick=False):
        yield


@pytest.fixture
def held(cast):
    return a_meeting(cast, "dm", state="held", day=HELD)


@pytest.fixture
def item(held, cast):
    return an_item(held, "Early warning", text="Rivers", minutes=30, lead=cast.stakeholders["PK"])


def state_of(item):
    return AgendaItem.objects.get(pk=item.pk).state


def test_one_click_says_that_it_was_discussed(cast, held, item):
    answer = cast.client("fp_dm").post(f"/agenda/{item.uid}/discussed/")

    assert answer["Location"] == f"{page_of(held)}#item-{item.uid}"
    assert state_of(item) == "discussed"
    assert "discussed" in cast.client("del_pk").get(page_of(held)).content.decode()
    assert AuditEntry.objects.get().action == "agenda.discuss"


def test_the_rest_was_discussed_in_one_click(cast, held, item):
    other = an_item(held, "Floods")
    drop_item(other, reason="No time.", version=1, by=cast.fp_dm)

    cast.client("fp_dm").post(f"{page_of(held)}discussed/")

    assert (state_of(item), state_of(other)) == ("discussed", "dropped")


def test_nothing_is_decided_before_the_meeting_or_twice(cast, item):
    ahead = an_item(a_meeting(cast, "dm", day=NEXT), "Ahead")

    with pytest.raises(WrongState, match="recorded as held"):
        discuss_item(ahead, by=cast.fp_dm)
    with pytest.raises(WrongState, match="recorded as held"):
        carry_item(ahead, by=cast.fp_dm)
    assert cast.client("fp_dm").get(f"/agenda/{ahead.uid}/drop/").status_code == 409
    discuss_item(item, by=cast.fp_dm)
    with pytest.raises(WrongState):
        discuss_item(item, by=cast.fp_dm)
    with pytest.raises(WrongState):
        carry_item(item, by=cast.fp_dm)
    assert titles(ahead.meeting) == ["Ahead"]
    assert state_of(ahead) == "open"


def test_it_is_dropped_with_a_reason_that_members_read(cast, held, item):
    browser = cast.client("fp_dm")

    empty = browser.post(f"/agenda/{item.uid}/drop/", {"reason": " ", "version": "1"})
    browser.post(f"/agenda/{item.uid}/drop/", {"reason": "It is done elsewhere.", "version": "1"})

    assert empty.status_code == 422
    assert state_of(item) == "dropped"
    assert "It is done elsewhere." in cast.client("del_pk").get(page_of(held)).content.decode()


def test_it_is_carried_to_the_next_meeting_of_its_cbm(cast, held, item):
    after_next = a_meeting(cast, "dm", day=date(2027, 9, 1))
    following = a_meeting(cast, "dm", state="invited", day=NEXT)
    a_meeting(cast, "ct", day=date(2026, 12, 1))
    a_meeting(cast, "dm", day=date(2026, 12, 1), type="expert")
    an_item(following, "Opening")
    before = Meeting.objects.filter(pk=following.pk).values().get()

    page = cast.client("fp_dm").get(page_of(held)).content.decode()
    cast.client("fp_dm").post(f"/agenda/{item.uid}/carry/")

    assert page_of(following) in page
    assert (state_of(item), titles(following), titles(after_next)) == ("carried", ["Opening", "Early warning"], [])
    there = AgendaItem.objects.get(carried_from=item)
    assert (there.text, there.minutes, there.lead.code, there.state) == ("Rivers", 30, "PK", "open")
    assert Meeting.objects.filter(pk=following.pk).values().get() == before
    assert "Carried over from" in cast.client("del_pk").get(page_of(following)).content.decode()
    assert "Carried over to" in cast.client("del_pk").get(page_of(held)).content.decode()
    assert sorted(AuditEntry.objects.values_list("action", flat=True)) == ["agenda.carried", "agenda.carry"]


def test_without_a_next_meeting_it_waits_and_is_taken_once(cast, held, item):
    page = cast.client("fp_dm").get(page_of(held)).content.decode()
    assert carry_item(item, by=cast.fp_dm) is None
    following, other = a_meeting(cast, "dm", day=NEXT), a_meeting(cast, "dm", day=date(2027, 9, 1))

    assert "No next meeting is planned" in page
    seen = {who: cast.client(who).get(page_of(following)).content.decode() for who in ("fp_dm", "del_pk")}
    assert all("Early warning" in html for html in seen.values())
    assert [f"{page_of(following)}take/" in html for html in seen.values()] == [True, False]
    answer = cast.client("fp_dm").post(f"{page_of(following)}take/", {"item": str(item.uid)})
    again = cast.client("fp_dm").post(f"{page_of(other)}take/", {"item": str(item.uid)})

    there = AgendaItem.objects.get(carried_from=item)
    assert answer["Location"] == f"{page_of(following)}#item-{there.uid}"
    assert again.status_code == 409
    assert (titles(following), titles(other)) == (["Early warning"], [])
    assert "Waiting from" not in cast.client("fp_dm").get(page_of(other)).content.decode()


def test_what_is_taken_off_the_next_agenda_waits_again(cast, item):
    following = a_meeting(cast, "dm", day=NEXT)
    there = carry_item(item, by=cast.fp_dm)

    remove_item(there, version=1, by=cast.fp_dm)

    assert titles(following) == []
    assert "Early warning" in cast.client("fp_dm").get(page_of(following)).content.decode()
    assert take_item(following, item=item, by=cast.fp_dm).carried_from == item


def test_what_a_cancelled_meeting_had_on_its_agenda_waits(cast, item):
    following = a_meeting(cast, "dm", day=NEXT)
    there = carry_item(item, by=cast.fp_dm)
    cancel(Meeting.objects.get(pk=following.pk), by=cast.fp_dm, reason="The floods.")
    later = a_meeting(cast, "dm", day=date(2027, 9, 1))

    page = cast.client("fp_dm").get(page_of(later)).content.decode()
    taken = take_item(later, item=there, by=cast.fp_dm)

    assert "Early warning" in page.split('id="waiting"')[1]
    assert (state_of(there), taken.carried_from, titles(later)) == ("carried", there, ["Early warning"])


def test_what_was_carried_to_a_meeting_that_is_annulled_waits_again(cast, item):
    following = a_meeting(cast, "dm", state="planned", day=NEXT)
    there = carry_item(item, by=cast.fp_dm)
    own = an_item(following, "Logged by mistake")
    Meeting.objects.filter(pk=following.pk).update(state="held")
    annul(Meeting.objects.get(pk=following.pk), by=cast.rev, reason="Logged by mistake.")
    later = a_meeting(cast, "dm", state="planned", day=date(2027, 9, 1))

    seen = cast.client("fp_dm").get(page_of(later)).content.decode()
    taken = cast.client("fp_dm").post(f"{page_of(later)}take/", {"item": str(there.uid)})

    assert f'value="{there.uid}"' in seen
    assert f'value="{own.uid}"' not in seen
    assert taken.status_code == 302
    assert titles(later) == ["Early warning"]
    assert AgendaItem.objects.get(meeting=later).carried_from == there
    reopen(Meeting.objects.get(pk=following.pk), by=cast.rev, reason="It was held.")
    assert carry_item(there, by=cast.fp_dm).meeting == later
    assert (state_of(there), titles(later)) == ("carried", ["Early warning"])


def test_what_waits_is_shown_to_nobody_of_another_cbm(cast, item):
    carry_item(item, by=cast.fp_dm)
    elsewhere = a_meeting(cast, "ct", day=NEXT)

    for who in ("fp_ct", "rev", "del_tr"):
        assert "Early warning" not in cast.client(who).get(page_of(elsewhere)).content.decode()
    assert cast.client("fp_ct").post(f"{page_of(elsewhere)}take/", {"item": str(item.uid)}).status_code == 409
    assert cast.client("fp_ct").post(f"{page_of(elsewhere)}take/", {"item": "atlantis"}).status_code == 400
    assert titles(elsewhere) == []


def test_of_a_joint_meeting_it_goes_where_the_focal_point_keeps_the_agenda(cast):
    joint = a_meeting(cast, "dm", "ct", state="held", day=HELD)
    item = an_item(joint)
    a_meeting(cast, "ct", day=date(2026, 12, 20))
    of_dm = a_meeting(cast, "dm", day=NEXT)

    carry_item(item, by=cast.fp_dm)

    assert titles(of_dm) == ["Early warning"]


def test_where_an_item_went_is_told_to_who_may_know_of_that_meeting(cast):
    joint = a_meeting(cast, "dm", "ct", state="held", day=HELD)
    item = an_item(joint)
    unseen = a_meeting(cast, "ct", day=date(2026, 12, 20))

    carry_item(item, by=cast.fp_ct)

    seen = {who: cast.client(who).get(page_of(joint)).content.decode() for who in ("del_tr", "del_pk")}
    assert [page_of(unseen) in html for html in seen.values()] == [True, False]
    assert ["December 2026" in html for html in seen.values()] == [True, False]
    assert "It stands on the agenda of a later meeting." in seen["del_pk"]


def test_senior_officials_carry_over_to_their_own_next_meeting(cast):
    item = an_item(a_meeting(cast, type="som", state="held", day=HELD))
    a_meeting(cast, type="am", day=date(2026, 12, 20))
    following = a_meeting(cast, type="som", day=NEXT)

    carry_item(item, by=cast.rev)

    assert titles(following) == ["Early warning"]


def test_a_full_agenda_takes_no_more_and_says_so(cast, item):
    following = a_meeting(cast, "dm", day=NEXT)
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=following, position=number, title=f"Item {number}") for number in range(1, MOST_ITEMS + 1)
    )

    with pytest.raises(WrongState, match="at most 60 items"):
        carry_item(item, by=cast.fp_dm)

    assert state_of(item) == "open"


def test_a_decision_is_taken_back_while_it_stands_nowhere_else(cast, item):
    discuss_item(item, by=cast.fp_dm)
    reconsider_item(item, by=cast.fp_dm)
    drop_item(item, reason="No time.", version=AgendaItem.objects.get(pk=item.pk).version, by=cast.fp_dm)
    reconsider_item(item, by=cast.fp_dm)
    assert AgendaItem.objects.get(pk=item.pk).state_reason == ""
    a_meeting(cast, "dm", day=NEXT)
    carry_item(item, by=cast.fp_dm)

    with pytest.raises(WrongState, match="Remove it there first"):
        reconsider_item(item, by=cast.fp_dm)
    assert cast.client("fp_dm").post(f"/agenda/{item.uid}/reconsider/").status_code == 409


def test_a_meeting_is_closed_once_every_item_is_decided(cast, held, item):
    Meeting.objects.filter(pk=held.pk).update(state="reported")
    address = f"/meetings/{held.uid}/close/"

    refused = cast.client("rev").post(address, {"reason": "It was agreed by mail."})
    focal = cast.client("fp_dm").post(address, {"reason": "It was agreed by mail."})
    discuss_item(item, by=cast.fp_dm)
    done = cast.client("rev").post(address, {"reason": "It was agreed by mail."})

    assert (refused.status_code, focal.status_code, done.status_code) == (422, 409, 302)
    assert "1 item of the agenda is undecided" in refused.content.decode()
    held.refresh_from_db()
    assert held.state == "closed"


def test_a_meeting_in_another_state_is_told_its_state_first(cast, held, item):
    with pytest.raises(WrongState):
        close(held, by=cast.rev, reason="Agreed.")


def test_after_closing_what_waits_is_still_taken(cast, held, item):
    carry_item(item, by=cast.fp_dm)
    Meeting.objects.filter(pk=held.pk).update(state="closed")
    following = a_meeting(cast, "dm", day=NEXT)

    take_item(following, item=item, by=cast.fp_dm)

    assert titles(following) == ["Early warning"]


@pytest.mark.parametrize("many", [1, 20])
def test_what_waits_asks_the_same_number_of_questions(cast, many):
    for number in range(many):
        source = a_meeting(cast, "dm", state="held", day=date(2026, 1, 1 + number))
        an_item(source, f"Item {number}", state="carried", lead=cast.stakeholders["PK"])
    following = a_meeting(cast, "dm", day=NEXT)
    browser = cast.client("fp_dm")
    browser.get("/meetings/")

    with CaptureQueriesContext(connection) as asked:
        html = browser.get(page_of(following)).content.decode()

    assert (html.count("Take it to this agenda:"), len(asked)) == (many, 9)
