"""The agenda of a meeting: who reads it, who writes it, its order, and that the meeting itself stays untouched."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from hoaip.errors import Refused, Stale, WrongState
from hoaip.models import AuditEntry, Document
from meetings.actions.agenda import MOST_ITEMS, add_item, edit_item, move_item, remove_item
from meetings.models import AgendaItem, Meeting, MeetingCbm, MeetingDocument

DAY = date(2027, 3, 1)


def a_meeting(cast, *codes, state="planned", day=DAY, type="rtgm", **columns):
    """A meeting of these CBMs in a state, written directly."""
    meeting = Meeting.objects.create(
        process=cast.process,
        type=type,
        state=state,
        starts_on=day,
        ends_on=columns.pop("last", day),
        host=cast.stakeholders["PK"],
        city="Islamabad",
        created_by=cast.rev,
        has_cbm=bool(codes),
        **columns,
    )
    MeetingCbm.objects.bulk_create(MeetingCbm(meeting=meeting, cbm=cast.cbms[code]) for code in codes)
    meeting.refresh_from_db()
    return meeting


def an_item(meeting, title="Early warning", **columns):
    """An item at the end of an agenda, written directly."""
    return AgendaItem.objects.create(meeting=meeting, position=meeting.agenda.count() + 1, title=title, **columns)


def titles(meeting):
    return list(AgendaItem.objects.filter(meeting=meeting).order_by("position").values_list("title", flat=True))


def page_of(meeting):
    return f"/meetings/{meeting.uid}/agenda/"


@pytest.fixture
def planned(cast):
    return a_meeting(cast, "dm")


@pytest.fixture
def three(planned):
    return [an_item(planned, title) for title in ("One", "Two", "Three")]


def test_an_item_is_added_from_the_page_without_a_script(cast, planned):
    browser = cast.client("fp_dm")

    answer = browser.post(
        f"{page_of(planned)}new/",
        {"title": "Early warning", "minutes": "45", "lead": "pakistan", "idempotency_key": "a" * 20},
    )

    item = AgendaItem.objects.get()
    assert (item.title, item.minutes, item.lead.code, item.position, item.state) == (
        "Early warning",
        45,
        "PK",
        1,
        "open",
    )
    assert answer["Location"] == f"{page_of(planned)}#item-{item.uid}"
    assert AuditEntry.objects.get().action == "agenda.add"
    html = browser.get(page_of(planned)).content.decode()
    assert f'id="item-{item.uid}"' in html
    assert "45 minutes in all" in html


def test_sent_twice_it_is_one_item(cast, planned):
    body = {"title": "Early warning", "idempotency_key": "b" * 20}

    first, second = (cast.client("fp_dm").post(f"{page_of(planned)}new/", body) for _ in range(2))

    assert first["Location"] == second["Location"]
    assert titles(planned) == ["Early warning"]


def test_what_is_refused_keeps_what_was_typed(cast, planned):
    answer = cast.client("fp_dm").post(
        f"{page_of(planned)}new/", {"title": "Early warning", "minutes": "1000", "lead": "atlantis"}
    )

    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Early warning"' in html
    assert "is not among the choices" in html
    assert not AgendaItem.objects.exists()


def test_writing_the_agenda_leaves_the_meeting_as_it_is(cast, planned):
    stored = Meeting.objects.filter(pk=planned.pk).values()
    before = stored.get()

    one = add_item(planned, title="One", by=cast.fp_dm)
    two = add_item(planned, title="Two", by=cast.fp_dm)
    edit_item(one, title="First", minutes=5, version=1, by=cast.fp_dm)
    move_item(two, to="up", by=cast.fp_dm)
    remove_item(two, version=1, by=cast.fp_dm)

    assert stored.get() == before
    assert titles(planned) == ["First"]


def test_items_move_up_and_down_with_buttons_alone(cast, planned, three):
    browser = cast.client("fp_dm")
    _one, two, three_ = three

    answer = browser.post(f"/agenda/{three_.uid}/move/", {"to": "up"})

    assert titles(planned) == ["One", "Three", "Two"]
    assert answer["Location"] == f"{page_of(planned)}#item-{three_.uid}"
    browser.post(f"/agenda/{two.uid}/move/", {"to": "down"})
    assert titles(planned) == ["One", "Three", "Two"]
    browser.post(f"/agenda/{two.uid}/move/", {"to": "up"})
    assert titles(planned) == ["One", "Two", "Three"]
    assert browser.post(f"/agenda/{two.uid}/move/", {"to": "aside"}).status_code == 400
    assert titles(planned) == ["One", "Two", "Three"]


@pytest.mark.parametrize(
    ("item", "to", "expected"),
    [
        (0, "3", ["Two", "Three", "One"]),
        (2, "1", ["Three", "One", "Two"]),
        (1, "2", ["One", "Two", "Three"]),
        (0, "60", ["Two", "Three", "One"]),
        (0, "up", ["One", "Two", "Three"]),
    ],
)
def test_an_item_moves_to_a_place(cast, planned, three, item, to, expected):
    cast.client("fp_dm").post(f"/agenda/{three[item].uid}/move/", {"to": to})

    assert titles(planned) == expected
    assert sorted(AgendaItem.objects.values_list("position", flat=True)) == [1, 2, 3]


@pytest.mark.parametrize("to", ["0", "-1", "100", "1.5", "۱", ""])
def test_a_place_that_is_none_moves_nothing(cast, planned, three, to):
    assert cast.client("fp_dm").post(f"/agenda/{three[0].uid}/move/", {"to": to}).status_code == 400
    assert titles(planned) == ["One", "Two", "Three"]


def test_the_page_offers_only_the_ways_there_are(cast, planned, three):
    html = cast.client("fp_dm").get(page_of(planned)).content.decode()

    first, second, third = (html.split(f'id="item-{item.uid}"')[1].split("</li>")[0] for item in three)
    assert ("Up: One" in first, "Down: One" in first) == (False, True)
    assert ("Up: Two" in second, "Down: Two" in second) == (True, True)
    assert ("Up: Three" in third, "Down: Three" in third) == (True, False)


def test_an_item_is_removed_after_a_question_and_the_rest_close_up(cast, planned, three):
    browser = cast.client("fp_dm")
    asked = browser.get(f"/agenda/{three[0].uid}/remove/").content.decode()

    browser.post(f"/agenda/{three[0].uid}/remove/", {"version": "1"})

    assert "One" in asked
    assert titles(planned) == ["Two", "Three"]
    assert list(planned.agenda.order_by("position").values_list("position", flat=True)) == [1, 2]
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.changes["title"]) == ("agenda.remove", ["One", None])


def test_of_two_editors_the_second_sees_both_texts(cast, planned, three):
    item = three[0]
    edit_item(item, title="Said first", version=1, by=cast.fp_dm_deputy)

    answer = cast.client("fp_dm").post(f"/agenda/{item.uid}/edit/", {"title": "Said second", "version": "1"})

    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Said first" in html.replace("<del>", "").replace("</del>", "")
    assert "Said second" in html
    assert AgendaItem.objects.get(pk=item.pk).title == "Said first"
    with pytest.raises(Stale):
        remove_item(item, version=1, by=cast.fp_dm)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("fp_dm", 200),
        ("fp_ct", 200),
        ("rev", 200),
        ("dir", 200),
        ("del_pk", 200),
        ("del_undp", 200),
        ("adm", 403),
        ("del_au", 403),
        ("del_tr", 403),
        (None, 302),
    ],
)
def test_the_ministry_and_members_read_it_and_nobody_else(cast, who, status):
    meeting = a_meeting(cast, "dm", state="invited", announced_at="2026-01-01T00:00Z")
    item = an_item(meeting, "Canary item", text="Canary notes", lead=cast.stakeholders["PK"])
    browser = cast.client(who)

    answer = browser.get(page_of(meeting))

    assert answer.status_code == status
    on_the_meeting = browser.get(f"/meetings/{meeting.uid}/").content.decode()
    found = ["Canary" in text for text in (answer.content.decode(), on_the_meeting)]
    assert found == [status == 200, status == 200]
    edit = browser.get(f"/agenda/{item.uid}/edit/").status_code
    expected = {"fp_dm": 200, "rev": 200, None: 302} | dict.fromkeys(("adm", "del_au", "del_tr"), 404)
    assert edit == expected.get(who, 403)


@pytest.mark.parametrize("state", ["held", "reported", "closed"])
def test_once_held_the_public_reads_who_came_and_no_agenda(cast, state):
    meeting = a_meeting(cast, "dm", state="held", day=date(2026, 3, 1))
    an_item(meeting, "Canary item")
    Meeting.objects.filter(pk=meeting.pk).update(state=state)

    addresses = [
        f"/meetings/{meeting.uid}/",
        f"/meetings/{meeting.uid}/timeline/",
        "/meetings/",
        "/search/?q=Canary",
        "/cbms/dm/",
        "/open-data/",
        "/",
    ]
    for address in addresses:
        assert "Canary item" not in cast.client().get(address).content.decode(), address
        assert "Canary item" not in cast.client("del_au").get(address).content.decode(), address
    assert "Canary item" in cast.client("del_kz").get(f"/meetings/{meeting.uid}/").content.decode()


def test_the_agenda_of_senior_officials_is_read_by_every_delegation(cast):
    meeting = a_meeting(cast, type="som")
    an_item(meeting, "The region")

    seen = {who: cast.client(who).get(page_of(meeting)).status_code for who in ("del_au", "del_tr", "rev", "adm")}

    assert seen == {"del_au": 200, "del_tr": 200, "rev": 200, "adm": 403}


def test_the_agenda_of_an_annulled_meeting_is_the_ministrys(cast):
    meeting = a_meeting(cast, "dm", state="held", day=date(2026, 3, 1))
    an_item(meeting)
    Meeting.objects.filter(pk=meeting.pk).update(state="annulled")

    assert cast.client("rev").get(page_of(meeting)).status_code == 200
    assert cast.client("del_pk").get(page_of(meeting)).status_code == 404
    assert AgendaItem.objects.visible_to(cast.rev).count() == 1
    assert AgendaItem.objects.visible_to(cast.del_pk).count() == 0


@pytest.mark.parametrize("state", ["closed", "cancelled", "annulled"])
def test_an_agenda_is_not_written_any_more(cast, state):
    meeting = a_meeting(cast, "dm", state="held", day=date(2026, 3, 1))
    item = an_item(meeting)
    Meeting.objects.filter(pk=meeting.pk).update(state=state)

    for act in (
        lambda: add_item(meeting, title="Late", by=cast.fp_dm),
        lambda: edit_item(item, title="Late", version=1, by=cast.fp_dm),
        lambda: move_item(item, to="up", by=cast.fp_dm),
        lambda: remove_item(item, version=1, by=cast.fp_dm),
    ):
        with pytest.raises(WrongState):
            act()
    assert cast.client("fp_dm").get(f"{page_of(meeting)}new/").status_code == 409
    assert cast.client("fp_dm").post(f"{page_of(meeting)}new/", {"title": "Late"}).status_code == 409
    assert titles(meeting) == ["Early warning"]


def test_after_the_meeting_an_item_is_added_and_none_removed(cast):
    meeting = a_meeting(cast, "dm", state="held", day=date(2026, 3, 1))
    item = an_item(meeting)

    add_item(meeting, title="Any other business", by=cast.fp_dm)

    with pytest.raises(WrongState, match="Drop it with a reason"):
        remove_item(item, version=1, by=cast.fp_dm)
    assert cast.client("fp_dm").get(f"/agenda/{item.uid}/remove/").status_code == 409
    assert titles(meeting) == ["Early warning", "Any other business"]


def test_a_focal_point_of_another_cbm_writes_nothing(cast, planned, three):
    with pytest.raises(Refused):
        add_item(planned, title="Mine", by=cast.fp_ct)
    with pytest.raises(Refused):
        move_item(three[1], to="up", by=cast.fp_ct)

    assert titles(planned) == ["One", "Two", "Three"]


def test_an_agenda_holds_so_many_items(cast, planned):
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=planned, position=number, title=f"Item {number}") for number in range(1, MOST_ITEMS + 1)
    )

    with pytest.raises(ValidationError, match="at most 60 items"):
        add_item(planned, title="One more", by=cast.fp_dm)
    html = cast.client("fp_dm").post(f"{page_of(planned)}new/", {"title": "One more"}).content.decode()
    assert "at most 60 items" in html


def a_paper(cast, meeting, title="Concept"):
    paper = Document.objects.create(
        process=cast.process,
        anchors=[f"cbms.cbm:{cast.cbms['dm'].pk}"],
        type="concept",
        stem=f"HOAIP/{title}",
        number=1,
        reference=f"HOAIP/{title}/1",
        title_en=title,
        dated_on=meeting.starts_on,
        language="en",
        created_by=cast.fp_dm,
        ceiling=3,
    )
    MeetingDocument.objects.create(meeting=meeting, document=paper)
    return paper


def test_an_item_names_a_document_of_its_meeting_alone(cast, planned):
    own, other = a_paper(cast, planned), a_paper(cast, a_meeting(cast, "dm", day=date(2027, 5, 1)), "Other")
    address = f"{page_of(planned)}new/"

    refused = cast.client("fp_dm").post(address, {"title": "Early warning", "document": str(other.uid)})
    cast.client("fp_dm").post(address, {"title": "Early warning", "document": str(own.uid)})

    assert refused.status_code == 422
    assert AgendaItem.objects.get().document == own
    assert f"/documents/{own.uid}/" in cast.client("del_pk").get(page_of(planned)).content.decode()
    with pytest.raises(IntegrityError, match="meetings_agendaitem_document"), transaction.atomic():
        AgendaItem.objects.update(document=other)


@pytest.mark.parametrize(
    ("constraint", "columns"),
    [
        ("meetings_agendaitem_title", {"title": "  "}),
        ("meetings_agendaitem_minutes", {"minutes": 0}),
        ("meetings_agendaitem_minutes", {"minutes": 1000}),
        ("meetings_agendaitem_state", {"state": "forgotten"}),
        ("meetings_agendaitem_dropped", {"state": "dropped", "state_reason": " "}),
    ],
)
def test_what_the_database_refuses(cast, planned, constraint, columns):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        an_item(planned, **{"title": "Early warning", **columns})


def test_no_two_items_stand_in_one_place(cast, planned, three):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(IntegrityError, match="meetings_agendaitem_position"), transaction.atomic():
        AgendaItem.objects.filter(pk=three[1].pk).update(position=1)


def test_no_item_carries_on_itself_and_one_is_carried_on_once(cast, planned, three):
    with pytest.raises(IntegrityError, match="meetings_agendaitem_carried"), transaction.atomic():
        AgendaItem.objects.filter(pk=three[0].pk).update(carried_from=three[0])
    AgendaItem.objects.filter(pk=three[1].pk).update(carried_from=three[0])
    with pytest.raises(IntegrityError, match="carried_from_id"), transaction.atomic():
        AgendaItem.objects.filter(pk=three[2].pk).update(carried_from=three[0])


def test_the_agenda_of_a_closed_meeting_is_frozen(cast):
    meeting = a_meeting(cast, "dm", state="held", day=date(2026, 3, 1))
    an_item(meeting, state="discussed")
    Meeting.objects.filter(pk=meeting.pk).update(state="closed")

    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        AgendaItem.objects.update(title="Otherwise")
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        AgendaItem.objects.all().delete()
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        an_item(meeting, "Late")


def test_more_minutes_than_the_days_have_are_said(cast, planned):
    for number in range(5):
        an_item(planned, f"Item {number}", minutes=100)

    html = cast.client("del_pk").get(page_of(planned)).content.decode()

    assert "500 minutes in all" in html
    assert "more than eight hours for each day" in html
    Meeting.objects.filter(pk=planned.pk).update(ends_on=date(2027, 3, 2))
    assert "more than eight hours" not in cast.client("del_pk").get(page_of(planned)).content.decode()


def test_the_empty_agenda_says_so_and_offers_one_way(cast, planned):
    editor = cast.client("fp_dm").get(f"/meetings/{planned.uid}/").content.decode()
    member = cast.client("del_pk").get(f"/meetings/{planned.uid}/").content.decode()

    assert "Nothing is on the agenda yet." in editor
    assert page_of(planned) in editor
    assert "Nothing is on the agenda yet." in member
    assert page_of(planned) not in member
    held = a_meeting(cast, "dm", state="held", day=date(2026, 3, 1))
    assert 'id="agenda"' not in cast.client("del_pk").get(f"/meetings/{held.uid}/").content.decode()


def test_what_is_typed_into_an_agenda_runs_nowhere(cast, planned):
    an_item(planned, '<b>"Bold"</b>', text="<script>alert(1)</script>")

    html = cast.client("fp_dm").get(page_of(planned)).content.decode()

    assert "<b>" not in html.split('id="items"')[1].split("</section>")[0]
    assert "<script>alert" not in html


# Who, and which page: statements for any number of items.
STATEMENTS = {("fp_dm", "agenda/"): 8, ("del_pk", "agenda/"): 7, ("del_pk", ""): 14, (None, ""): 8}


@pytest.mark.parametrize("many", [1, 30])
def test_pages_ask_the_same_number_of_questions(cast, many):
    meeting = a_meeting(cast, "dm", state="invited", announced_at="2026-01-01T00:00Z")
    for number in range(many):
        an_item(meeting, f"Item {number}", lead=cast.stakeholders["PK"])
    found = {}

    for who, part in STATEMENTS:
        browser = cast.client(who)
        browser.get("/meetings/")
        with CaptureQueriesContext(connection) as asked:
            browser.get(f"/meetings/{meeting.uid}/{part}")
        found[who, part] = len(asked)

    assert found == STATEMENTS
