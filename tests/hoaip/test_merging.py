"""What stands twice becomes one: every link moves, what is frozen stays, and the old address leads on."""

import re
from datetime import date
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from cbms.models import RoleAssignment, TechnicalContact
from conferences.models import Action, Commitment, CommitmentOwner
from hoaip import grants
from hoaip.errors import Refused
from hoaip.events import tell
from hoaip.ladder import anchor_key
from hoaip.merging.actions import merge, rehearse
from hoaip.merging.actions.links import relations_of
from hoaip.models import (
    AuditEntry,
    Delegate,
    DelegationManager,
    Event,
    EventAnchor,
    Membership,
    Person,
    Stakeholder,
    Watch,
)
from hoaip.register.actions.entries import telling_of
from meetings.models import Attendance, Outcome

REASON = "Entered twice."


@pytest.fixture
def world(filled):
    return filled


@pytest.fixture
def twin(world):
    """UNDP a second time, as somebody entered it by mistake."""
    return Stakeholder.objects.create(kind="organization", code="UNDPX", slug="undp-twice", name_en="UN Development")


def text_of(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def given(survivor, duplicate, **more):
    return {"survivor": survivor, "duplicate": duplicate, "reason": REASON, **more}


def attendance(world, key, stakeholder):
    return Attendance.objects.create(
        meeting=world.meetings[key], stakeholder=stakeholder, answer="remote", capacity="supporting"
    )


def test_every_key_of_any_app_is_known():
    of_stakeholder = {(column.model._meta.label, column.name) for column in relations_of(Stakeholder)}

    assert ("meetings.Attendance", "stakeholder") in of_stakeholder
    assert ("meetings.Outcome_owners", "stakeholder") in of_stakeholder
    assert ("hoaip.Person", "stakeholder") in of_stakeholder
    assert not {name for _label, name in of_stakeholder if name == "merged_into"}
    assert "hoaip.StakeholderGrant" not in {label for label, _name in of_stakeholder}
    assert {column.model for column in relations_of(Person)} == {TechnicalContact, Attendance}


def test_links_move_and_the_old_address_leads_on(world, twin, client):
    undp = world.stakeholders["UNDP"]
    seat = attendance(world, "planned", twin)
    outcome = world.meetings["held"].outcomes.create(number=9, kind="action", text="Sample.")
    outcome.owners.add(twin)
    person = Person.objects.create(name_latin="Sample of the twin", stakeholder=twin)
    RoleAssignment.objects.create(
        cbm=world.cbms["ce"], stakeholder=twin, stakeholder_kind="organization", role="supporting", from_on="2020-01-01"
    )
    action = Action.objects.filter(cbm=world.cbms["dm"]).first()
    Action.objects.filter(pk=action.pk).update(owner=twin, anchors=[anchor_key(twin)])
    grants.sync_all()

    merge(undp, duplicate=twin, reason=REASON, by=world.adm)

    for row in (seat, person, action):
        row.refresh_from_db()
    twin.refresh_from_db()
    assert (seat.stakeholder, person.stakeholder, action.owner) == (undp, undp, undp)
    assert action.anchors == [anchor_key(undp)]
    assert list(outcome.owners.all()) == [undp]
    assert twin.merged_into == undp
    assert grants.can(world.del_undp, "read_circulated", world.cbms["ce"])
    led = client.get("/stakeholders/undp-twice/")
    assert (led.status_code, led["Location"]) == (301, "/stakeholders/undp/")
    assert client.get("/stakeholders/undp-twice/timeline/")["Location"] == "/stakeholders/undp/timeline/"
    row = AuditEntry.objects.get(action="stakeholder.merge")
    assert row.changes["merged_into_id"] == [None, undp.pk]
    assert row.changes["moved"][1]["attendances"] == 1
    assert row.reason == REASON


def test_what_is_frozen_keeps_the_name_it_was_written_with(world, twin):
    undp, meeting = world.stakeholders["UNDP"], world.meetings["closed"]
    type(meeting).objects.filter(pk=meeting.pk).update(state="held")
    frozen = Attendance.objects.create(meeting=meeting, stakeholder=twin, answer="present", capacity="supporting")
    outcome = Outcome.objects.filter(meeting=meeting).first()
    type(meeting).objects.filter(pk=meeting.pk).update(state="closed")

    moves = rehearse(undp, twin)
    merge(undp, duplicate=twin, reason=REASON, by=world.adm)

    frozen.refresh_from_db()
    assert outcome is not None
    assert sum(moves.frozen.values()) == 1
    assert frozen.stakeholder == twin
    assert AuditEntry.objects.get(action="stakeholder.merge").changes["frozen"][1] == dict(moves.frozen)


def test_of_two_alike_the_survivors_stays(world, twin):
    undp = world.stakeholders["UNDP"]
    attendance(world, "planned", undp)
    seat = attendance(world, "planned", twin)

    moves = rehearse(undp, twin)
    merge(undp, duplicate=twin, reason=REASON, by=world.adm)

    seat.refresh_from_db()
    assert seat.stakeholder == twin
    assert sum(moves.twice.values()) == 1


def member(world, stakeholder, from_on, until_on=None, **more):
    return Membership.objects.create(
        process=world.process,
        stakeholder=stakeholder,
        stakeholder_kind="organization",
        category="organization",
        from_on=from_on,
        until_on=until_on,
        **more,
    )


@pytest.mark.parametrize(
    ("own", "others", "days"),
    [
        ([("2012-01-01", "2013-12-31")], [("2013-01-01", "2014-06-30")], [("2012-01-01", "2014-06-30")]),
        ([("2013-01-01", None)], [("2012-06-14", "2013-05-01")], [("2012-06-14", None)]),
        ([("2012-01-01", "2018-12-31")], [("2013-01-01", "2014-01-01")], [("2012-01-01", "2018-12-31")]),
        ([("2012-01-01", "2013-01-01"), ("2015-01-01", None)], [("2012-06-01", "2016-01-01")], [("2012-01-01", None)]),
        ([("2012-01-01", None)], [("2013-01-01", "2014-01-01"), ("2015-01-01", None)], [("2012-01-01", None)]),
        (
            [("2012-01-01", "2013-12-31")],
            [("2014-01-01", None)],
            [("2012-01-01", "2013-12-31"), ("2014-01-01", None)],
        ),
    ],
)
def test_memberships_that_say_the_same_become_one_over_the_days_of_both(world, twin, own, others, days):
    # Arrange
    undp = world.stakeholders["UNDP"]
    Membership.objects.filter(stakeholder=undp).delete()
    for on, until in own:
        member(world, undp, on, until)
    for on, until in others:
        member(world, twin, on, until)

    # Act
    shown = text_of(world.client("adm").post("/manage/merge/organizations/", given("undp", "undp-twice")))
    merge(undp, duplicate=twin, reason=REASON, by=world.adm)

    # Assert
    found = Membership.objects.filter(stakeholder__in=(undp, twin)).order_by("from_on")
    assert [(row.stakeholder, row.from_on.isoformat(), row.until_on and row.until_on.isoformat()) for row in found] == [
        (undp, *each) for each in days
    ]
    is_united = len(days) < len(own) + len(others)
    assert ("it becomes one, over the days of both" in shown) is is_united
    entries = AuditEntry.objects.filter(action="membership.unite")
    assert entries.exists() is is_united
    assert not entries.exclude(reason=REASON, group=AuditEntry.objects.get(action="stakeholder.merge").group).exists()


def test_what_became_part_of_another_stays_in_the_history_and_leaves_the_timeline(world, twin):
    undp = world.stakeholders["UNDP"]
    Membership.objects.filter(stakeholder=undp).delete()
    kept = member(world, undp, "2013-01-01", from_basis="year")
    gone = member(world, twin, "2012-06-14", basis="At the second conference.", from_basis="exact")
    for row in (kept, gone):
        tell("membership.start", row, **telling_of(Membership.objects.get(pk=row.pk)))

    merge(undp, duplicate=twin, reason=REASON, by=world.adm)

    kept.refresh_from_db()
    assert (kept.from_on, kept.from_basis) == (date(2012, 6, 14), "exact")
    entry = AuditEntry.objects.get(action="membership.unite")
    assert "At the second conference." in str(entry.changes["united"])
    assert entry.changes["from_on"] == ["2013-01-01", "2012-06-14"]
    told = Event.objects.filter(kind="membership.start", object_uid__in=(kept.uid, gone.uid))
    assert [(each.object_uid, each.on) for each in told] == [(kept.uid, date(2012, 6, 14))]


def test_dated_rows_of_both_that_contradict_stop_everything(world, twin):
    undp = world.stakeholders["UNDP"]
    RoleAssignment.objects.filter(stakeholder=undp, cbm=world.cbms["dm"]).delete()
    for stakeholder, from_on in ((undp, "2013-01-01"), (twin, "2014-01-01")):
        RoleAssignment.objects.create(
            cbm=world.cbms["dm"],
            stakeholder=stakeholder,
            role="supporting",
            from_on=from_on,
            stakeholder_kind="organization",
        )
    seat = attendance(world, "planned", twin)
    member(world, twin, "2015-01-01")

    with pytest.raises(ValidationError, match="Both hold these in the same days"):
        merge(undp, duplicate=twin, reason=REASON, by=world.adm)
    page = world.client("adm").post("/manage/merge/organizations/", given("undp", "undp-twice"))

    seat.refresh_from_db()
    assert seat.stakeholder == twin
    assert "cannot be merged" in text_of(page)
    assert "Merge them" not in text_of(page)
    assert len(rehearse(undp, twin).in_the_way) == 1
    assert Membership.objects.filter(stakeholder=twin).exists()
    assert not AuditEntry.objects.filter(action="stakeholder.merge").exists()


def test_a_country_is_never_merged(world):
    with pytest.raises(ValidationError, match="A country is never merged"):
        merge(world.stakeholders["PK"], duplicate=world.stakeholders["UNDP"], reason=REASON, by=world.adm)
    page = world.client("adm").get("/manage/merge/organizations/").content.decode()
    assert "undp" in page
    assert "pakistan" not in page


def test_the_page_shows_both_and_writes_once_confirmed(world, twin):
    attendance(world, "planned", twin)
    browser = world.client("adm")
    form = browser.get("/manage/merge/organizations/?survivor=undp&duplicate=undp-twice").content.decode()
    assert re.search(r'value="undp-twice" selected', form)

    preview = browser.post("/manage/merge/organizations/", given("undp", "undp-twice"))

    twin.refresh_from_db()
    assert twin.merged_into is None
    assert "Nothing is written yet" in text_of(preview)
    assert "UN Development" in text_of(preview)
    assert "1 moves" in text_of(preview)

    written = browser.post("/manage/merge/organizations/", given("undp", "undp-twice", confirm="1"))

    twin.refresh_from_db()
    assert written["Location"] == "/stakeholders/undp/"
    assert twin.merged_into == world.stakeholders["UNDP"]
    assert "undp-twice" not in browser.get("/manage/merge/organizations/").content.decode()
    assert "undp-twice" not in browser.get("/persons/new/").content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (given("undp", "undp"), "Choose two different entries."),
        (given("undp", "pakistan"), "is not among the choices"),
        (given("undp", "adpc") | {"reason": " "}, "field is required"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(world, fields, sentence):
    response = world.client("adm").post("/manage/merge/organizations/", fields)

    assert response.status_code == 422
    assert sentence in text_of(response)


def test_only_the_administrator_merges(world, twin):
    with pytest.raises(Refused):
        merge(world.stakeholders["UNDP"], duplicate=twin, reason=REASON, by=world.rev)


def test_persons_are_merged_with_their_account(world):
    kept = world.persons["pk"]
    twice = Person.objects.create(
        name_latin="S. Contact", stakeholder=kept.stakeholder, user=world.del_pk, email="other@example.org"
    )
    contact = TechnicalContact.objects.create(
        cbm=world.cbms["ct"], person=twice, stakeholder=twice.stakeholder, from_on=date(2020, 1, 1)
    )
    browser = world.client("adm")

    answer = browser.post("/manage/merge/persons/", given(str(kept.uid), str(twice.uid), confirm="1"))

    for row in (kept, twice, contact):
        row.refresh_from_db()
    assert answer["Location"] == f"/persons/{kept.uid}/"
    assert (contact.person, kept.user, twice.user, twice.merged_into) == (kept, world.del_pk, None, kept)
    led = browser.get(f"/persons/{twice.uid}/")
    assert (led.status_code, led["Location"]) == (301, f"/persons/{kept.uid}/")
    assert browser.get(f"/persons/{twice.uid}/edit/").status_code == 409
    assert "S. Contact" not in text_of(browser.get("/persons/"))
    assert {row.action for row in AuditEntry.objects.filter(action__startswith="person.")} == {
        "person.merge",
        "person.change",
    }


def test_persons_of_two_states_or_with_two_accounts_stay_two(world):
    kept, other = world.persons["pk"], world.persons["tr"]
    with pytest.raises(ValidationError, match="speak for different"):
        merge(kept, duplicate=other, reason=REASON, by=world.adm)
    twice = Person.objects.create(name_latin="Twice", stakeholder=kept.stakeholder, user=world.del_pk)
    Person.objects.filter(pk=kept.pk).update(user=world.del_kz)
    with pytest.raises(ValidationError, match="an account of their own"):
        merge(kept, duplicate=twice, reason=REASON, by=world.adm)


def test_what_was_merged_is_not_merged_again(world, twin):
    merge(world.stakeholders["UNDP"], duplicate=twin, reason=REASON, by=world.adm)
    with pytest.raises(ValidationError, match="merged into another one already"):
        merge(world.stakeholders["ADPC"], duplicate=twin, reason=REASON, by=world.adm)


def test_owners_and_timelines_follow(world, twin):
    undp, commitment = world.stakeholders["UNDP"], Commitment.objects.first()
    CommitmentOwner.objects.filter(commitment=commitment, stakeholder=undp).delete()
    CommitmentOwner.objects.create(commitment=commitment, stakeholder=twin)
    anchor = EventAnchor.objects.first()
    if anchor is not None:
        EventAnchor.objects.filter(pk=anchor.pk).update(name="stakeholder:undp-twice")

    merge(undp, duplicate=twin, reason=REASON, by=world.adm)

    assert commitment.ownership.filter(stakeholder=undp).exists()
    assert not EventAnchor.objects.filter(name="stakeholder:undp-twice").exists()


def test_whoever_watched_the_duplicate_watches_the_survivor_once(world, twin):
    undp = world.stakeholders["UNDP"]
    for user, slug in ((world.rev, twin.slug), (world.rev, undp.slug), (world.del_pk, twin.slug)):
        Watch.objects.create(user=user, name=f"stakeholder:{slug}", told_at=timezone.now())

    merge(undp, duplicate=twin, reason=REASON, by=world.adm)

    watches = Watch.objects.order_by("user__pk").values_list("user", "name")
    assert sorted(watches) == sorted((user.pk, f"stakeholder:{undp.slug}") for user in (world.rev, world.del_pk))


def test_a_delegate_of_the_duplicate_speaks_for_the_survivor_and_manages_its_accounts(world, twin):
    person = world.rev_two
    Delegate.objects.create(stakeholder=twin, user=person, from_on=date(2020, 1, 1))
    DelegationManager.objects.create(stakeholder=twin, user=person, from_on=date(2020, 1, 1))
    grants.sync_all()

    merge(world.stakeholders["UNDP"], duplicate=twin, reason=REASON, by=world.adm)

    grants.forget(person)
    assert grants.holdings(person).on(world.stakeholders["UNDP"]) == {"delegate", "delegation_manager"}
    assert grants.holdings(person).on(twin) == frozenset()
    assert grants.check() == {"missing": 0, "extra": 0}


@pytest.mark.parametrize("name", ["hoaip_person_merged", "hoaip_stakeholder_merged"])
def test_the_database_keeps_the_rules(world, name):
    row = world.persons["pk"] if "person" in name else world.stakeholders["UNDP"]
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(merged_into=row)
