"""Facts are confirmed or disputed by those who look after them, and by nobody else."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from cbms.models import RoleAssignment
from hoaip.errors import Refused
from hoaip.models import AuditEntry, Membership
from hoaip.register.actions import confirm_fact, dispute_fact
from tests.plans import plan


@pytest.fixture
def role(cast):
    """An imported role in DM that nobody has confirmed."""
    RoleAssignment.objects.filter(cbm__code="dm", stakeholder__slug="poland").update(is_imported=True)
    return RoleAssignment.objects.get(cbm__code="dm", stakeholder__slug="poland")


def test_confirming_names_the_person_and_settles_a_dispute(cast, role):
    dispute_fact(role, note="RTG1 or RTG2", by=cast.rev)

    confirm_fact(role, at=timezone.now(), by=cast.fp_dm)

    role.refresh_from_db()
    assert (role.confirmed_by, role.is_confirmed, role.is_disputed) == (cast.fp_dm, True, False)
    assert list(AuditEntry.objects.order_by("sequence").values_list("action", flat=True)) == [
        "fact.dispute",
        "fact.confirm",
    ]


def test_disputing_takes_a_confirmation_back(cast, role):
    confirm_fact(role, at=timezone.now(), by=cast.rev)

    dispute_fact(role, note="The record says RTG2", by=cast.dir)

    role.refresh_from_db()
    assert (role.confirmed_at, role.is_disputed, role.dispute_note) == (None, True, "The record says RTG2")


def test_a_dispute_says_what_differs(cast, role):
    with pytest.raises(ValidationError, match="Say what differs"):
        dispute_fact(role, note=" ", by=cast.rev)


@pytest.mark.parametrize("key", ["fp_ct", "adm", "del_pl"])
def test_others_are_refused(cast, role, key):
    with pytest.raises(Refused):
        confirm_fact(role, at=timezone.now(), by=cast.people[key])

    assert cast.client(key).post(f"/manage/facts/role/{role.uid}/confirm/").status_code == 403
    role.refresh_from_db()
    assert not role.is_confirmed


def test_a_focal_point_works_off_the_list_of_the_own_cbm(cast, role):
    browser = cast.client("fp_dm")
    listed = browser.get("/manage/facts/").content.decode()

    answer = browser.post(f"/manage/facts/role/{role.uid}/confirm/")

    assert "Poland" in listed
    assert answer["Location"] == "/manage/facts/?of=dm"
    assert "Every fact is confirmed" in browser.get("/manage/facts/").content.decode()
    assert browser.get("/manage/facts/?of=ct").status_code == 400
    assert browser.get("/manage/facts/?of=memberships").status_code == 400


def test_staff_dispute_a_membership(cast):
    row = Membership.objects.get(stakeholder__slug="poland")
    browser = cast.client("rev")
    address = f"/manage/facts/membership/{row.uid}/dispute/"

    assert browser.post(address, {"note": " "}).status_code == 422
    assert browser.post(address, {"note": "Joined in 2012 or 2013"}).status_code == 302

    assert "Joined in 2012 or 2013" in browser.get("/manage/facts/?of=memberships").content.decode()


@pytest.mark.parametrize(("key", "status"), [("rev", 200), ("dir", 200), ("fp_dm", 200), ("adm", 403), ("del_pk", 403)])
def test_the_list_is_for_those_who_may_confirm(cast, key, status):
    assert cast.client(key).get("/manage/facts/").status_code == status


def test_an_adoption_on_a_doubtful_day_is_disputed_from_the_page_of_its_plan(cast):
    adopted = plan(cast, "dm", state="adopted")
    event = adopted.events.get()
    browser = cast.client("fp_dm")
    address = f"/manage/facts/plan_event/{event.uid}/dispute/"

    offered = browser.get(f"/plans/{adopted.uid}/").content.decode()
    answer = browser.post(address, {"note": "Ministers, a day later"})

    assert address in offered
    assert address not in cast.client("del_pk").get(f"/plans/{adopted.uid}/").content.decode()
    assert answer["Location"] == "/manage/facts/?of=dm"
    assert "Ministers, a day later" in browser.get("/manage/facts/").content.decode()
    assert "Ministers, a day later" in Client().get(f"/plans/{adopted.uid}/").content.decode()
    assert browser.post(f"/manage/facts/plan_event/{event.uid}/confirm/").status_code == 302
    event.refresh_from_db()
    assert (event.is_disputed, event.confirmed_by) == (False, cast.fp_dm)
