"""Expressions of interest: who proposes what, who sees it, the way to a role, and that no right moves before it."""

import re
from datetime import date, datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from cbms.models import RoleAssignment
from hoaip import grants
from hoaip.calendar import KABUL
from hoaip.errors import Refused, WrongState
from hoaip.models import AuditEntry, OutboxMessage
from hoaip.permissions import Permission, Role
from hoaip.post.relay import send_due
from meetings.actions.interests import bring_interest, decline_interest, propose_role, withdraw_interest
from meetings.actions.roles import change_role_by_decision
from meetings.models import Interest, Meeting, MeetingCbm, RoleDecision

TODAY = date(2026, 6, 10)
NEW = "/interests/new/"
ASKED = {"cbm": "dm", "role": "supporting", "why": "We know floods.", "idempotency_key": "k" * 20}


@pytest.fixture(autouse=True)
def _on_that_day(cast):
    with time_machine.travel(datetime(2026, 6, 10, 9, tzinfo=KABUL), tick=False):
        grants.sync_all()
        yield


def rtgm(cast, code="dm", *, state="held", day=date(2026, 6, 2), **more):
    meeting = Meeting.objects.create(
        process=cast.process,
        type="rtgm",
        state=state,
        starts_on=day,
        ends_on=day,
        city="Astana",
        created_by=cast.rev,
        has_cbm=True,
        **more,
    )
    MeetingCbm.objects.create(meeting=meeting, cbm=cast.cbms[code])
    return meeting


def propose(cast, who="del_au", code="dm", stakeholder="AU", role="supporting"):
    return propose_role(
        cast.cbms[code],
        stakeholder=cast.stakeholders[stakeholder],
        role=role,
        why="We know floods.",
        today=TODAY,
        by=cast.people[who],
    )


def mailed(template):
    return sorted(OutboxMessage.objects.filter(template=template).values_list("address", flat=True))


def holds(cast, who, code="dm"):
    grants.forget(cast.people[who])
    return {str(role) for role in grants.holdings(cast.people[who]).on(cast.cbms[code])}


def test_a_delegate_proposes_once_and_the_focal_points_are_mailed_once(cast):
    browser = cast.client("del_au")

    first, second = browser.post(NEW, ASKED), browser.post(NEW, ASKED)

    interest = Interest.objects.get()
    assert (first.status_code, second["Location"]) == (302, first["Location"])
    assert (interest.stakeholder.code, interest.role, interest.state, interest.proposed_on) == (
        "AU",
        "supporting",
        "proposed",
        TODAY,
    )
    assert mailed("interest_proposed") == ["fp_dm@example.org", "fp_dm_deputy@example.org"]
    assert "We know floods" not in OutboxMessage.objects.first().body
    assert holds(cast, "del_au") == set()


@pytest.mark.parametrize(
    ("who", "role", "words"),
    [
        ("del_undp", "lead", "is an organization"),
        ("del_undp", "participating", "is an organization"),
        ("del_tr", "supporting", "a country of the region"),
        ("del_au", "participating", "from outside the region"),
        ("del_pk", "lead", "holds this role"),
    ],
)
def test_a_role_it_cannot_hold_is_refused(cast, who, role, words):
    code = {"del_undp": "UNDP", "del_tr": "TR", "del_au": "AU", "del_pk": "PK"}[who]

    with pytest.raises(ValidationError, match=words):
        propose(cast, who, stakeholder=code, role=role)
    page = cast.client(who).post(NEW, ASKED | {"role": role})

    assert page.status_code == 422
    assert "We know floods." in page.content.decode()
    assert not Interest.objects.exists()


def test_a_second_open_one_is_refused_and_another_after_withdrawal_is_not(cast):
    interest = propose(cast)

    page = cast.client("del_au").post(NEW, ASKED)
    assert page.status_code == 422
    assert "is open already" in page.content.decode()

    withdraw_interest(interest, today=TODAY, by=cast.del_au)
    assert cast.client("del_au").post(NEW, ASKED | {"idempotency_key": "m" * 20}).status_code == 302
    assert sorted(Interest.objects.values_list("state", flat=True)) == ["proposed", "withdrawn"]


@pytest.mark.parametrize("who", ["fp_dm", "rev", "dir", "adm", "del_tr"])
def test_nobody_proposes_for_another(cast, who):
    with pytest.raises(Refused):
        propose(cast, who)
    assert not Interest.objects.exists()


SEE = {"del_au", "fp_dm", "fp_dm_deputy", "rev", "rev_two", "dir", "adm"}


def test_who_sees_it_on_every_surface(cast):
    interest = propose(cast)
    seen = {"list": set(), "page": set(), "cbm": set(), "policy": set()}

    for key, person in cast.people.items():
        browser = cast.client(key)
        address = f"/interests/{interest.uid}/"
        for place, path in (("list", "/interests/"), ("page", address), ("cbm", "/cbms/dm/")):
            answer = browser.get(path)
            if answer.status_code == 200 and address in answer.content.decode():
                seen[place].add(key)
        if browser.get(address).status_code == 200:
            seen["page"].add(key)
        if Interest.objects.visible_to(person).exists():
            seen["policy"].add(key)
    assert seen == {"list": SEE, "page": SEE, "cbm": SEE, "policy": SEE}
    assert str(interest.uid) not in cast.client().get("/cbms/dm/").content.decode()


def test_home_asks_the_focal_point_then_the_administrator(cast):
    interest = propose(cast)

    def asked():
        return {
            key
            for key in ("fp_dm", "fp_ct", "rev", "dir", "adm", "del_au", "del_pk")
            if str(interest.uid) in cast.client(key).get("/").content.decode()
        }

    assert asked() == {"fp_dm", "rev"}
    planned = rtgm(cast, state="planned", day=date(2026, 9, 1))
    bring_interest(interest, meeting=planned, by=cast.fp_dm)
    assert asked() == set()
    bring_interest(interest, meeting=rtgm(cast), by=cast.fp_dm)
    assert asked() == {"adm"}


def test_only_an_rtgm_of_the_cbm_that_one_may_know_of(cast):
    interest = propose(cast)
    meetings = {
        "other cbm": rtgm(cast, "ct"),
        "cancelled": rtgm(cast, state="cancelled", day=date(2026, 8, 1)),
        "annulled": rtgm(cast, state="annulled", day=date(2026, 5, 1)),
    }

    for name, meeting in meetings.items():
        with pytest.raises(ValidationError):
            bring_interest(interest, meeting=meeting, by=cast.fp_dm)
        answer = cast.client("fp_dm").post(
            f"/interests/{interest.uid}/bring/", {"meeting": str(meeting.uid), "version": "1"}
        )
        assert answer.status_code == 422, name
    interest.refresh_from_db()
    assert interest.state == "proposed"


def test_the_delegation_does_not_learn_of_a_meeting_it_may_not_know_of(cast):
    interest = propose(cast)
    planned = rtgm(cast, state="planned", day=date(2026, 9, 1))
    bring_interest(interest, meeting=planned, by=cast.fp_dm)

    page = cast.client("del_au").get(f"/interests/{interest.uid}/").content.decode()

    assert "not announced yet" in page
    assert str(planned.uid) not in page
    assert "Astana" not in page
    assert str(planned.uid) in cast.client("fp_dm").get(f"/interests/{interest.uid}/").content.decode()


def key_of(page):
    return re.search(r'name="idempotency_key" value="([^"]+)"', page.content.decode())[1]


def hidden_of(page):
    return dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page.content.decode()))


def test_the_whole_way_to_a_role_through_the_role_form(cast):
    interest = propose(cast)
    held = rtgm(cast)
    cast.client("fp_dm").post(f"/interests/{interest.uid}/bring/", {"meeting": str(held.uid), "version": "1"})
    adm = cast.client("adm")
    page = adm.get(f"/interests/{interest.uid}/").content.decode()
    address = re.search(r'href="(/manage/roles/new/\?[^"]+)"', page)[1].replace("&amp;", "&")

    form = adm.get(address)
    text = form.content.decode()
    assert "turns an expression of interest of Australia into a role" in text
    assert f'<option value="{held.uid}" selected' in text
    fields = {
        "cbm": "dm",
        "stakeholder": "australia",
        "role": "supporting",
        "from_on": "2026-07-01",
        "until_on": "",
        "deciding_meeting": str(held.uid),
        "interest": str(interest.uid),
        "basis": "By unanimous agreement.",
        "reason": "The RTGM decided.",
    }
    preview = adm.post("/manage/roles/new/", fields)
    interest.refresh_from_db()
    assert (preview.status_code, interest.state) == (200, "brought")
    assert hidden_of(preview)["interest"] == str(interest.uid)
    confirmed = fields | {"confirm": "1", "idempotency_key": key_of(preview)}
    answers = [adm.post("/manage/roles/new/", confirmed) for _twice in range(2)]

    interest.refresh_from_db()
    role = RoleAssignment.objects.get(stakeholder=cast.stakeholders["AU"])
    assert [answer.status_code for answer in answers] == [302, 302]
    assert (interest.state, interest.assignment, interest.settled_on) == ("decided", role, TODAY)
    assert RoleDecision.objects.get().meeting == held
    assert AuditEntry.objects.get(action="interest.decide").group == AuditEntry.objects.get(action="role.assign").group
    assert mailed("interest_decided") == ["del_au@example.org"]
    assert holds(cast, "del_au") == set()
    with time_machine.travel(datetime(2026, 7, 1, tzinfo=KABUL), tick=False):
        assert holds(cast, "del_au") == {Role.SUPPORTING}


def test_the_meeting_may_decide_another_role_and_the_old_one_ends(cast):
    interest = propose(cast, "del_in", stakeholder="IN", role="lead")
    held = rtgm(cast)
    bring_interest(interest, meeting=held, by=cast.rev)
    own = RoleAssignment.objects.get(stakeholder=cast.stakeholders["IN"], cbm=cast.cbms["dm"])

    change_role_by_decision(
        cast.cbms["dm"],
        stakeholder=cast.stakeholders["IN"],
        role="co_lead",
        from_on=date(2026, 7, 1),
        ending=[own],
        meeting=held,
        interest=interest,
        today=TODAY,
        reason="Agreed.",
        by=cast.adm,
    )

    interest.refresh_from_db()
    assert (interest.state, interest.role, interest.assignment.role) == ("decided", "lead", "co_lead")
    assert "replaces_own=on" not in cast.client("adm").get(f"/interests/{interest.uid}/").content.decode()


@pytest.mark.parametrize("what", ["no meeting", "another meeting", "not held", "another stakeholder", "settled"])
def test_a_wrong_decision_writes_nothing(cast, what):
    interest = propose(cast)
    held, other = rtgm(cast), rtgm(cast, day=date(2026, 5, 2))
    planned = rtgm(cast, state="planned", day=date(2026, 9, 1))
    bring_interest(interest, meeting=planned if what == "not held" else held, by=cast.fp_dm)
    if what == "settled":
        decline_interest(interest, reason="No.", today=TODAY, by=cast.adm)
    before = (RoleAssignment.objects.count(), AuditEntry.objects.count())
    meeting = {"no meeting": None, "another meeting": other, "not held": planned}.get(what, held)
    fields = {
        "cbm": "dm",
        "stakeholder": "turkey" if what == "another stakeholder" else "australia",
        "role": "supporting",
        "from_on": "2026-07-01",
        "deciding_meeting": str(meeting.uid) if meeting else "",
        "interest": str(interest.uid),
        "reason": "The RTGM decided.",
        "confirm": "1",
    }

    answer = cast.client("adm").post("/manage/roles/new/", fields)
    with pytest.raises((ValidationError, WrongState)):
        change_role_by_decision(
            cast.cbms["dm"],
            stakeholder=cast.stakeholders["TR" if what == "another stakeholder" else "AU"],
            role="supporting",
            from_on=date(2026, 7, 1),
            meeting=meeting,
            interest=interest,
            today=TODAY,
            reason="The RTGM decided.",
            by=cast.adm,
        )

    assert answer.status_code == 422
    assert (RoleAssignment.objects.count(), AuditEntry.objects.count()) == before


def test_declined_with_a_reason_that_the_delegation_reads(cast):
    interest = propose(cast)
    address = f"/interests/{interest.uid}/decline/"
    adm = cast.client("adm")
    assert adm.post(address, {"reason": " ", "version": "1"}).status_code == 422

    adm.post(address, {"reason": "The plan is full.", "version": "1"})

    interest.refresh_from_db()
    assert (interest.state, interest.state_reason, interest.settled_by) == ("declined", "The plan is full.", cast.adm)
    assert mailed("interest_declined") == ["del_au@example.org"]
    assert "The plan is full." in cast.client("del_au").get(f"/interests/{interest.uid}/").content.decode()
    assert adm.get(address).status_code == 409


def test_stale_step_shows_both(cast):
    interest = propose(cast)
    bring_interest(interest, meeting=rtgm(cast), by=cast.fp_dm)

    answer = cast.client("adm").post(f"/interests/{interest.uid}/decline/", {"reason": "No.", "version": "1"})

    assert answer.status_code == 409
    assert Interest.objects.get().state == "brought"


def test_a_meeting_does_not_leave_the_cbm_of_what_was_brought_to_it(cast):
    interest = propose(cast)
    joint = rtgm(cast, state="planned", day=date(2026, 9, 1))
    MeetingCbm.objects.create(meeting=joint, cbm=cast.cbms["ct"])
    bring_interest(interest, meeting=joint, by=cast.rev)
    fields = {"type": "rtgm", "date_precision": "day", "starts_on": "2026-09-01", "save": "planned", "version": "1"}

    answer = cast.client("rev").post(f"/meetings/{joint.uid}/edit/", fields | {"cbm": "ct"})

    assert answer.status_code == 422
    assert "expression of interest in DM was brought" in answer.content.decode()


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        # The check of the meeting knows the states too, and speaks first.
        ({"state": "agreed"}, "meetings_interest_(state|meeting)"),
        ({"state": "brought"}, "meetings_interest_meeting"),
        ({"state": "withdrawn"}, "meetings_interest_settled"),
        ({"stakeholder_kind": "organization", "role": "lead"}, "meetings_interest_role"),
        ({"stakeholder_kind": "organization"}, "meetings_interest_stakeholder_kind"),
        ({"why": "  "}, "meetings_interest_why"),
        ({"state": "declined", "settled": True}, "meetings_interest_declined"),
        ({"state": "decided", "settled": True, "meeting": "dm"}, "meetings_interest_assignment"),
        ({"state": "brought", "meeting": "ct"}, "meetings_interest_meeting_of_cbm"),
    ],
)
def test_the_database_keeps_its_promises(cast, columns, constraint):
    interest = propose(cast)
    columns = dict(columns)
    if columns.pop("settled", False):
        columns |= {"settled_on": TODAY, "settled_by": cast.adm}
    if "meeting" in columns:
        columns["meeting"] = rtgm(cast, columns["meeting"])

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Interest.objects.filter(pk=interest.pk).update(**columns)


def test_one_open_interest_in_the_database(cast):
    interest = propose(cast)

    with pytest.raises(IntegrityError, match="meetings_interest_one_open"), transaction.atomic():
        Interest.objects.create(
            cbm=interest.cbm,
            stakeholder=interest.stakeholder,
            stakeholder_kind="country",
            role="lead",
            why="Again.",
            proposed_by=cast.del_au,
            proposed_on=TODAY,
        )


def test_no_mail_to_who_may_not_see_it_any_more(cast):
    propose(cast)
    cast.cbms["dm"].focal_points.filter(user=cast.fp_dm).update(until_on=date(2026, 6, 9))
    grants.sync_all()

    outcome = send_due(timezone.now())

    assert (outcome["sent"], outcome["suppressed"]) == (1, 1)


@pytest.mark.parametrize("many", [1, 3, 40])
def test_pages_ask_the_same_number_of_questions(cast, many, django_assert_num_queries):
    for number in range(many):
        other = cast.stakeholders["CN"].__class__.objects.create(
            kind="organization", code=f"O{number}", slug=f"o{number}", name_en=f"O {number}"
        )
        Interest.objects.create(
            cbm=cast.cbms["dm"],
            stakeholder=other,
            stakeholder_kind="organization",
            role="supporting",
            why="Sample.",
            proposed_by=cast.del_undp,
            proposed_on=TODAY,
        )
    rev = cast.client("rev")
    rev.get("/interests/")

    # Session, account, holdings; the names of the CBMs, the rows with how many there are, one's own filters.
    with django_assert_num_queries(6):
        rev.get("/interests/")
    # The same three; the interest with its anchors' rows; what it says of its parts.
    uid = Interest.objects.order_by("pk").first().uid
    with django_assert_num_queries(8):
        rev.get(f"/interests/{uid}/")


def test_permissions_are_asked_of_the_right_anchor(cast):
    interest = propose(cast)

    assert grants.can(cast.fp_dm, Permission.BRING_INTEREST, interest)
    assert not grants.can(cast.fp_ct, Permission.BRING_INTEREST, interest)
    assert not grants.can(cast.del_pk, Permission.WITHDRAW_INTEREST, interest)
    assert grants.can(cast.del_au, Permission.WITHDRAW_INTEREST, interest)
