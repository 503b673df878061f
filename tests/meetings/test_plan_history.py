"""The real history of the plan of Disaster Management, entered through the pages, and what stands on past days."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cbms.actions.plans import ActivityDetails, ObjectiveDetails, PlanDetails, start_plan, submit_plan, write_plan
from cbms.models import Plan, PlanEvent, RoleAssignment
from hoaip import workflow
from hoaip.models import AuditEntry, Document
from meetings.models import Meeting, MeetingCbm, PlanDecision
from tests.files import pdf

TODAY = date(2026, 11, 23)
RTG1, SOM, MC, RTG4 = date(2012, 9, 20), date(2013, 4, 25), date(2013, 4, 26), date(2015, 9, 8)
FIRST = "http://hoadm.org/index.php/1st-regional-technical-group-meeting/"
THIRD = "http://hoadm.org/index.php/rtg/3rd-regional-technical-group-meeting/"
ALMATY = "https://astanatimes.com/?p=823"
FOURTH = "http://hoadm.org/index.php/rtg/4th-regional-technical-group-meeting/"


def held(cast, type_, day, city, *, ordinal=None):
    meeting = Meeting.objects.create(
        process=cast.process,
        type=type_,
        state="held",
        ordinal=ordinal if type_ == "mc" else None,
        starts_on=day,
        ends_on=day,
        city=city,
        created_by=cast.rev,
        has_cbm=type_ == "rtgm",
    )
    if type_ == "rtgm":
        MeetingCbm.objects.create(meeting=meeting, cbm=cast.cbms["dm"], ordinal=ordinal)
    return meeting


@pytest.fixture
def register(cast):
    """The meetings as the reference data has them."""
    RoleAssignment.objects.get(cbm__code="dm", stakeholder__code="KZ")
    return {
        "rtg1": held(cast, "rtgm", RTG1, "Islamabad", ordinal=1),
        "som": held(cast, "som", SOM, "Almaty"),
        "mc": held(cast, "mc", MC, "Almaty", ordinal=3),
        "rtg4": held(cast, "rtgm", RTG4, "Islamabad", ordinal=4),
    }


def text(cast, title, first, last):
    activity = ActivityDetails(
        title="Early warning",
        lead=cast.stakeholders["PK"],
        partners=(cast.stakeholders["KZ"],),
        starts_on=first,
        ends_on=last,
        indicator="Stations connected",
    )
    return PlanDetails(
        title_en=title,
        summary="What the region does together before disasters.",
        starts_on=first,
        ends_on=last,
        is_shared=True,
        objectives=(ObjectiveDetails(title="Be prepared", activities=(activity,)),),
    )


def drafted(cast, title, first, last, **more):
    plan = start_plan(cast.cbms["dm"], title=title, by=cast.fp_dm, **more)
    return write_plan(plan, details=text(cast, title, first, last), by=cast.fp_dm, version=plan.version)


def clear(plan, cast):
    submit_plan(plan, by=cast.fp_dm, today=TODAY)
    return workflow.move(Plan.objects.get(pk=plan.pk), "clear")


def send(browser, address, **fields):
    """The form as its page gives it, filled in and sent."""
    page = browser.get(address)
    assert page.status_code == 200, page.content.decode()[-2000:]
    hidden = dict(re.findall(r'name="(idempotency_key|version)" value="([^"]+)"', page.content.decode()))
    return browser.post(address, hidden | {"confidence": "high"} | fields)


LEADS = ["pakistan", "kazakhstan"]
DISPUTE = "The record of RTG3 says senior officials on 25 April 2013, that of RTG2 ministers on 26 April 2013."


@pytest.fixture
def history(cast, register):
    """Everything that is known, through the pages, in the order in which it happened."""
    focal, director = cast.client("fp_dm"), cast.client("dir")
    first = drafted(cast, "Implementation Plan of Disaster Management", date(2013, 5, 1), date(2015, 12, 31))
    discussed = send(
        focal,
        f"/plans/{first.uid}/decisions/new/",
        kind="discussed",
        meeting=str(register["rtg1"].uid),
        agreed=LEADS,
        source=FIRST,
        is_disputed="on",
        dispute_note="The page of the record prints the year as 2112.",
    )
    clear(first, cast)
    adopted = send(
        director,
        f"/plans/{first.uid}/adopt/",
        meeting=str(register["som"].uid),
        agreed=LEADS,
        file=SimpleUploadedFile("plan.pdf", pdf(), "application/pdf"),
        document_language="en",
        source=THIRD,
        is_disputed="on",
        dispute_note=DISPUTE,
    )
    again = send(
        director,
        f"/plans/{first.uid}/adopt/",
        meeting=str(register["mc"].uid),
        agreed=LEADS,
        source=ALMATY,
        source_note="No signed text of the ministers is known.",
        confidence="medium",
        is_disputed="on",
        dispute_note=DISPUTE,
    )
    following = drafted(cast, "Road Map for disaster risk reduction", date(2015, 10, 1), date(2020, 12, 31))
    endorsed = send(
        focal,
        f"/plans/{following.uid}/decisions/new/",
        kind="endorsed",
        meeting=str(register["rtg4"].uid),
        agreed=LEADS,
        source=FOURTH,
    )
    assert [each.status_code for each in (discussed, adopted, again, endorsed)] == [302] * 4
    return Plan.objects.get(pk=first.pk), Plan.objects.get(pk=following.pk)


def test_the_history_stands_with_its_sources(cast, register, history):
    first, following = history

    told = [(event.kind, event.body, event.on, event.is_disputed) for event in PlanEvent.objects.order_by("on")]
    assert told == [
        ("discussed", "rtg", RTG1, True),
        ("adopted", "som", SOM, True),
        ("adopted", "mc", MC, True),
        ("endorsed", "rtg", RTG4, False),
    ]
    assert (first.state, first.adopted_on, following.state) == ("adopted", SOM, "draft")
    assert PlanDecision.objects.count() == 4
    page = cast.client().get(f"/plans/{first.uid}/").content.decode()
    assert "25 April 2013" in page
    assert "26 April 2013" in page
    assert DISPUTE in page
    assert "hoadm.org" in page
    assert Document.objects.get().reference in page
    assert first.events.get(body="som").seal in page


@pytest.mark.parametrize(("day", "who"), [("2013-05-01", None), ("2015-10-01", None), ("2015-10-01", "fp_dm")])
def test_the_plan_in_force_on_a_past_day(cast, history, day, who):
    first, following = history

    page = cast.client(who).get(f"/cbms/dm/plan/?as_of={day}")

    said = page.content.decode()
    assert page.status_code == 200
    assert said.index("In force on that day") < said.index(f"/plans/{first.uid}/")
    assert (f"/plans/{following.uid}/" in said) == (who is not None)
    # The road map was endorsed by then, and nobody is known to have adopted it.
    assert ("Regional Technical Group, endorsed" in said) == (who is not None)
    assert "No plan was in force" in cast.client().get("/cbms/dm/plan/?as_of=2013-04-24").content.decode()


def test_the_road_map_adopted_later_takes_its_place(cast, history):
    """What the sources do not say: should a body have adopted it in October 2015, the answer moves with it."""
    first, following = history
    clear(following, cast)

    send(
        cast.client("dir"),
        f"/plans/{following.uid}/adopt/",
        body="som",
        on="2015-10-01",
        agreed=LEADS,
        source_note="Only for this test.",
    )

    assert list(Plan.objects.in_force(date(2013, 5, 1))) == [first]
    assert list(Plan.objects.in_force(date(2015, 9, 30))) == [first]
    assert list(Plan.objects.in_force(date(2015, 10, 1))) == [following]
    said = cast.client().get("/cbms/dm/plan/?as_of=2015-10-01").content.decode()
    assert said.index(f"/plans/{following.uid}/") < said.index(f"/plans/{first.uid}/")


def test_the_timelines_tell_it_to_everybody_from_the_adoption_on(cast, register, history):
    def told(address, who=None):
        return cast.client(who).get(address).content.decode()

    everybody = told("/cbms/dm/timeline/")
    assert "Senior Officials’ Meeting adopted the plan" in everybody
    assert "Regional Technical Group discussed the plan" in everybody
    assert "endorsed the plan" not in everybody
    assert "endorsed the plan" in told("/cbms/dm/timeline/", "fp_dm")
    assert "adopted the plan" in told(f"/meetings/{register['som'].uid}/timeline/")
    assert "Plans decided here" in told(f"/meetings/{register['som'].uid}/")
    assert "Plans decided here" not in told(f"/meetings/{register['rtg4'].uid}/")


def test_one_command_is_one_group_of_the_history(history):
    for action in ("plan.discussed", "plan.adopted"):
        entries = AuditEntry.objects.filter(action__in=[action, "plan.adopt", "plan.cite"])
        assert entries.exists()
    adoption = AuditEntry.objects.filter(action="plan.adopt").first()
    assert AuditEntry.objects.filter(group=adoption.group, action="plan.cite").exists()


WRONG = {
    "not a meeting of this body": {"meeting": "rtg1", "body": "som", "on": "2012-09-20"},
    "not in session": {"meeting": "som", "on": "2013-05-01"},
    "does not do that": {"meeting": "rtg1"},
    "Choose the meeting or the body": {"on": "2013-04-25"},
    "Name the day": {"body": "som"},
    "still ahead": {"body": "som", "on": "2099-01-01"},
    "There is no such meeting": {"meeting": "00000000-0000-4000-8000-000000000000"},
    "Say what differs": {"body": "som", "on": "2013-04-25", "is_disputed": "on"},
    "names the leads": {"body": "som", "on": "2013-04-25", "agreed": []},
    "no signed text": {"body": "som", "on": "2013-04-25", "source_note": ""},
}


@pytest.mark.parametrize("said", WRONG)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(cast, register, said):
    plan = drafted(cast, "Implementation Plan", date(2013, 5, 1), date(2015, 12, 31))
    clear(plan, cast)
    fields = {"agreed": LEADS, "source": "A letter.", "source_note": "Lost."} | WRONG[said]
    if fields.get("meeting") in register:
        fields["meeting"] = str(register[fields["meeting"]].uid)

    page = send(cast.client("dir"), f"/plans/{plan.uid}/adopt/", **fields)

    assert page.status_code == 422
    assert said in page.content.decode()
    assert "A letter." in page.content.decode()
    assert not PlanEvent.objects.exists()


def test_the_same_form_twice_is_one_adoption(cast, register):
    plan = drafted(cast, "Implementation Plan", date(2013, 5, 1), date(2015, 12, 31))
    clear(plan, cast)
    browser, address = cast.client("dir"), f"/plans/{plan.uid}/adopt/"
    hidden = dict(
        re.findall(r'name="(idempotency_key|version)" value="([^"]+)"', browser.get(address).content.decode())
    )
    fields = hidden | {"meeting": str(register["som"].uid), "agreed": LEADS, "source_note": "x", "confidence": "high"}

    first = browser.post(address, fields)
    version = str(Plan.objects.get(pk=plan.pk).version)
    second, stale = browser.post(address, fields | {"version": version}), browser.post(address, fields)

    assert (first.status_code, second.status_code, stale.status_code) == (302, 422, 409)
    assert PlanEvent.objects.count() == 1
