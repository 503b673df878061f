"""A CBM is handed over: who proposes and confirms, what the pack holds, and that nothing is left without an owner."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from cbms.models import FocalPoint
from conferences.actions.handover import confirm_handover, propose_handover, take_over, withdraw_handover
from conferences.models import Action, Handover, HandoverItem
from conferences.pack import pack_of
from hoaip import grants
from hoaip.errors import Refused, WrongState
from hoaip.models import AuditEntry, OutboxMessage
from tests.handovers import handover

GIVEN = {"cbm": "dm", "note": "Call the authority first.", "idempotency_key": "h" * 16}


@pytest.fixture
def world(filled):
    """The world without its handovers, so that each test makes its own."""
    world = filled
    HandoverItem.objects.all().delete()
    Handover.objects.all().delete()
    return world


def given(world, *, days=14, successor="rev_two"):
    day = grants.today() + timedelta(days=days)
    return GIVEN | {"successor": str(world.people[successor].uid), "effective_on": day.isoformat()}


def text_of(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def propose(world, *, by="fp_dm", days=14, successor="rev_two"):
    today = grants.today()
    return propose_handover(
        world.cbms["dm"],
        successor=world.people[successor],
        effective_on=today + timedelta(days=days),
        note="Call the authority first.",
        today=today,
        by=world.people[by],
    )


def test_a_focal_point_proposes_and_the_administrator_confirms(world):
    answer = world.client("fp_dm").post("/handover/new/", given(world))

    row = Handover.objects.get()
    assert answer["Location"] == f"/handover/{row.uid}/"
    assert (row.is_proposed, row.outgoing, row.successor) == (True, world.fp_dm, world.rev_two)
    assert not FocalPoint.objects.filter(user=world.rev_two).exists()
    assert OutboxMessage.objects.filter(template="handover_proposed", recipient=world.adm).exists()
    assert "waits for the administrator" in text_of(world.client("adm").get("/"))

    confirmed = world.client("adm").post(f"/handover/{row.uid}/confirm/", {"version": "1"})

    row.refresh_from_db()
    named = FocalPoint.objects.get(user=world.rev_two, cbm=world.cbms["dm"])
    assert confirmed.status_code == 302
    assert (named.kind, named.from_on) == ("primary", row.effective_on)
    assert FocalPoint.objects.get(user=world.fp_dm).until_on == row.effective_on - timedelta(days=1)
    assert row.confirmed_by == world.adm
    assert row.items.exists()
    assert OutboxMessage.objects.filter(template="handover_confirmed", recipient=world.rev_two).exists()
    group = AuditEntry.objects.get(action="handover.confirm").group
    assert AuditEntry.objects.filter(group=group, action="focal_point.name").exists()


def test_the_administrator_does_both_at_once(world):
    world.client("adm").post("/handover/new/", given(world, days=0))

    row = Handover.objects.get()
    assert row.confirmed_by == world.adm
    assert grants.can(world.rev_two, "draft_plan", world.cbms["dm"])
    assert not grants.can(FocalPoint.objects.get(user=world.fp_dm).user, "draft_plan", world.cbms["dm"])


def test_the_pack_holds_what_is_open_and_no_text(world):
    row = propose(world, by="adm", days=60)

    kinds = list(row.items.order_by("number").values_list("kind", flat=True))
    answer = world.client("adm").get(f"/handover/{row.uid}/")
    shown, shown_page = text_of(answer), answer.content.decode()

    assert {"flag", "plan", "record", "meeting", "contact"} <= set(kinds)
    assert kinds.count("record") == 3
    assert "Secret" not in " ".join(row.items.values_list("title_en", flat=True))
    hidden = Action.objects.exclude(pk__in=Action.objects.visible_to(world.adm).values("pk"))
    assert hidden.filter(uid__in=row.items.values("about")).exists()
    assert not [each.title for each in hidden if each.title in shown]
    taker = world.client("rev_two").get(f"/handover/{row.uid}/")
    assert "Secret action" in text_of(taker)
    # Whoever may see an action is led to its own page; the administrator is shown its frame and led nowhere.
    led = re.findall(r'href="/actions/([0-9a-f-]{36})/"', taker.content.decode())
    assert {str(uid) for uid in row.items.exclude(about=None).values_list("about", flat=True)} == set(led)
    assert not [uid for uid in hidden.values_list("uid", flat=True) if str(uid) in shown_page]
    assert "Sample contact PK" in shown
    assert "never confirmed" in shown
    assert "Nobody has taken it over yet" in shown
    for item in row.items.all():
        assert world.client("fp_dm").get(item.address).status_code == 200


def test_a_pack_does_not_change_any_more(world):
    row = propose(world, by="adm")
    before = list(row.items.values_list("title_en", "state", "number"))

    world.flags["open"].delete()

    assert list(row.items.values_list("title_en", "state", "number")) == before
    live = pack_of(world.cbms["dm"], today=grants.today(), effective_on=row.effective_on)
    assert len(live) == len(before) - 1


def test_the_pack_costs_the_same_for_one_and_many(world, django_assert_num_queries):
    today = grants.today()
    with django_assert_num_queries(11):
        pack_of(world.cbms["dm"], today=today, effective_on=today)


def test_the_successor_takes_over_one_by_one(world):
    row = propose(world, by="adm", days=3)
    item, browser = row.items.first(), world.client("rev_two")
    assert "Taken over" in text_of(browser.get(f"/handover/{row.uid}/"))
    assert "is handed over" in text_of(browser.get("/"))

    answer = browser.post(f"/handover/items/{item.uid}/take/")
    again = browser.post(f"/handover/items/{item.uid}/take/")

    item.refresh_from_db()
    assert (answer.status_code, again.status_code) == (302, 302)
    assert item.taken_by == world.rev_two
    assert AuditEntry.objects.filter(action="handover.take").count() == 1
    with pytest.raises(Refused, match="Only the successor"):
        take_over(row.items.last(), by=world.fp_dm)


def test_what_nobody_took_over_is_shown_to_the_administrator_and_the_successor(world):
    row = propose(world, by="adm", days=0)
    Handover.objects.filter(pk=row.pk).update(effective_on=grants.today() - timedelta(days=1))

    for key in ("adm", "rev_two"):
        assert "nobody has taken over" in text_of(world.client(key).get("/"))
    assert "not everything has an owner yet" in text_of(world.client("adm").get(f"/handover/{row.uid}/"))
    assert "nobody has taken over" not in text_of(world.client("dir").get("/"))

    row.items.update(taken_at=timezone.now(), taken_by=world.rev_two)

    assert "nobody has taken over" not in text_of(world.client("adm").get("/"))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"successor": "fp_dm"}, "Somebody else than the focal point takes over."),
        ({"days": -1}, "handed over from today or from a later day"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(world, change, sentence):
    response = world.client("fp_dm").post("/handover/new/", given(world, **change))

    assert response.status_code == 422
    assert sentence in text_of(response)
    assert "Call the authority first." in text_of(response)
    assert not Handover.objects.exists()


def test_a_cbm_without_a_focal_point_is_not_handed_over(world):
    with pytest.raises(ValidationError, match="no focal point today"):
        propose_handover(
            world.cbms["cn"],
            successor=world.rev_two,
            effective_on=grants.today(),
            note="x",
            today=grants.today(),
            by=world.adm,
        )


def test_a_focal_point_hands_over_the_own_cbm_alone(world):
    response = world.client("fp_ct").post("/handover/new/", given(world))

    assert response.status_code == 422
    assert not Handover.objects.exists()


def test_a_delegate_is_no_successor(world):
    assert world.client("fp_dm").post("/handover/new/", given(world, successor="del_pk")).status_code == 422


def test_it_is_confirmed_once_and_not_after_its_day(world):
    row = propose(world)
    Handover.objects.filter(pk=row.pk).update(effective_on=grants.today() - timedelta(days=1))
    with pytest.raises(WrongState, match="is over"):
        confirm_handover(row, today=grants.today(), by=world.adm)

    withdraw_handover(row, by=world.fp_dm)

    with pytest.raises(WrongState, match="already"):
        confirm_handover(row, today=grants.today(), by=world.adm)
    assert AuditEntry.objects.filter(action="handover.withdraw").exists()


def test_somebody_else_named_meanwhile_stops_it(world):
    row = propose(world)
    FocalPoint.objects.filter(user=world.fp_dm).update(until_on=grants.today() - timedelta(days=1))

    with pytest.raises(WrongState, match="Somebody else is focal point"):
        confirm_handover(row, today=grants.today(), by=world.adm)


def test_an_old_page_is_a_conflict(world):
    row = propose(world)
    Handover.objects.filter(pk=row.pk).update(version=2)

    assert world.client("adm").post(f"/handover/{row.uid}/confirm/", {"version": "1"}).status_code == 409


def test_the_list_costs_the_same_for_many(world, django_assert_max_num_queries):
    browser = world.client("adm")
    propose(world)
    browser.get("/handover/")
    with django_assert_max_num_queries(30) as few:
        browser.get("/handover/")
    for _number in range(3):
        handover(world, confirmed_at=timezone.now(), confirmed_by=world.adm)
    with django_assert_max_num_queries(30) as many:
        browser.get("/handover/")

    assert len(few) == len(many)


@pytest.mark.parametrize(
    ("rule", "columns"),
    [
        ("conferences_handover_note", {"note": " "}),
        ("conferences_handover_two", {"successor": "outgoing"}),
        ("conferences_handover_day", {"effective_on": "2005-01-01"}),
        ("conferences_handover_settled", {"confirmed_at": timezone.now()}),
        ("conferences_handover_settled", {"withdrawn_at": timezone.now()}),
    ],
)
def test_the_database_keeps_the_rules_of_a_handover(world, rule, columns):
    row = propose(world)
    if "successor" in columns:
        columns = {"successor": world.fp_dm}
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Handover.objects.filter(pk=row.pk).update(**columns)


def test_the_database_keeps_one_proposal_of_a_cbm(world):
    propose(world)
    with pytest.raises(IntegrityError, match="conferences_handover_one_open"), transaction.atomic():
        handover(world)


@pytest.mark.parametrize(
    ("rule", "columns"),
    [
        ("conferences_handoveritem_titled", {"title_en": ""}),
        ("conferences_handoveritem_taken", {"taken_at": timezone.now()}),
        ("conferences_handoveritem_number", {"number": 2}),
    ],
)
def test_the_database_keeps_the_rules_of_an_item(world, rule, columns):
    row = propose(world, by="adm")
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        HandoverItem.objects.filter(handover=row, number=1).update(**columns)


def test_a_proposal_that_is_over_opens_nothing_to_who_would_have_taken_over(world):
    row = handover(world, successor="rev_two")
    open_now = text_of(world.client("rev_two").get(f"/handover/{row.uid}/"))

    withdraw_handover(row, by=world.fp_dm)
    withdrawn = text_of(world.client("rev_two").get(f"/handover/{row.uid}/"))
    late = handover(world, successor="rev_two", days=-1)
    over = text_of(world.client("rev_two").get(f"/handover/{late.uid}/"))

    assert "What would be handed over today" in open_now
    for text in (withdrawn, over):
        assert "What would be handed over today" not in text
        assert "Nothing is open" not in text
    assert "What would be handed over today" in text_of(world.client("fp_dm").get(f"/handover/{late.uid}/"))
