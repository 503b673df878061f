"""Timelines: what is told, what is said of it, and that nobody reads of what they may not see."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.apps import apps
from django.test import Client

from cbms import actions as cbm_actions
from cbms.actions import name_contact
from cbms.models import FocalInstitution, FocalPoint, TechnicalContact
from hoaip import grants
from hoaip.accounts.actions.holdings import appoint, end_appointment
from hoaip.documents.actions import describe_document
from hoaip.embargo import Moment
from hoaip.events import tell, told
from hoaip.models import Event, EventAnchor, Person, Stakeholder
from hoaip.public_cache import facts
from hoaip.register import actions as register
from hoaip.timeline.kinds import all_kinds
from hoaip.timeline.reading import composed, events_of, seen_by
from meetings import actions as meeting_actions
from meetings.actions import MeetingDetails
from meetings.actions.interests import propose_role
from meetings.events import tell_held, tell_step
from meetings.models import Interest, Meeting
from tests.cast import PEOPLE
from tests.world import MEETINGS

DAY = date(2020, 7, 1)
PUBLIC = "public"


@pytest.fixture
def world(filled):
    return filled


def text_of(response):
    words = unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))
    return re.sub(r"\s+", " ", words)


def lines(response):
    return [
        unescape(re.sub(r"<[^>]+>", "", each))
        for each in re.findall(r"<h3 class=.item.*?</h3>", response.content.decode())
    ]


def anchors(kind):
    return {event.on: set(event.anchors.values_list("name", flat=True)) for event in Event.objects.filter(kind=kind)}


# Every action that changes something tells it


def test_roles_and_memberships_are_told_on_their_day_to_all_they_concern(cast):
    role = cbm_actions.assign_role(
        cast.cbms["dm"], stakeholder=cast.stakeholders["TR"], role="lead", from_on=DAY, reason="Decided.", by=cast.adm
    )
    cbm_actions.end_role(role, until_on=date(2021, 1, 1), reason="Left.", by=cast.adm)
    cbm_actions.end_role(role, until_on=date(2021, 2, 1), reason="Later.", by=cast.adm)
    cast.stakeholders["GE"] = Stakeholder.objects.create(kind="country", code="GE", slug="georgia", name_en="Georgia")
    membership = register.add_membership(
        cast.process,
        stakeholder=cast.stakeholders["GE"],
        category="supporting",
        from_on=DAY,
        reason="Decided.",
        by=cast.adm,
    )
    register.end_membership(membership, until_on=date(2022, 1, 1), reason="Left.", by=cast.adm)

    of_role = {"cbm:dm", "stakeholder:turkey", "process:hoa-ip"}
    assert anchors("role.start") == {DAY: of_role}
    assert anchors("role.end") == {date(2021, 2, 1): of_role}
    assert anchors("membership.start") == {DAY: {"process:hoa-ip", "stakeholder:georgia"}}
    assert anchors("membership.end") == {date(2022, 1, 1): {"process:hoa-ip", "stakeholder:georgia"}}


def test_offices_institutions_standing_and_targets_are_told(cast):
    dm = cast.cbms["dm"]
    cbm_actions.name_focal_point(dm, user=cast.rev, from_on=date(2026, 12, 1), reason="x", by=cast.adm)
    row = cbm_actions.name_institution(
        dm, names={"name_en": "Authority", "name_fa": "", "name_ps": ""}, from_on=DAY, reason="x", by=cast.adm
    )
    cbm_actions.change_institution(
        row, names={"name_en": "New Authority", "name_fa": "", "name_ps": ""}, version=1, reason="x", by=cast.adm
    )
    cbm_actions.end_institution(row, until_on=date(2021, 1, 1), reason="x", by=cast.adm)
    cbm_actions.change_standing(dm, state="suspended", from_on=date(2026, 7, 1), reason="x", by=cast.dir)
    cbm_actions.set_target(dm, year=2027, target=1, reason="x", by=cast.rev, today=date(2026, 11, 25))
    office = appoint(
        cast.fp_dm, process=cast.process, role="reviewer", from_on=date(2026, 12, 1), reason="x", by=cast.adm
    )
    end_appointment(office, until_on=date(2026, 12, 31), reason="x", by=cast.adm)

    kinds = set(Event.objects.values_list("kind", flat=True))
    assert kinds == {
        "focal_point.start",
        "focal_point.end",
        "institution.start",
        "institution.end",
        "cbm.standing",
        "target.change",
        "appointment.start",
        "appointment.end",
    }
    assert Event.objects.get(kind="institution.start").params["name_en"] == "New Authority"
    assert set(anchors("cbm.standing")[date(2026, 7, 1)]) == {"cbm:dm", "process:hoa-ip"}


def test_every_step_of_a_meeting_is_told(cast):
    today = grants.today()
    day = today + timedelta(days=60)
    planned = MeetingDetails(
        cbms=(cast.cbms["dm"],), type="rtgm", starts_on=day, ends_on=day, host=cast.stakeholders["PK"], city="Lahore"
    )
    meeting = meeting_actions.log_meeting(cast.process, details=planned, by=cast.fp_dm, today=today)
    meeting_actions.announce(meeting, by=cast.fp_dm)
    meeting_actions.invite(meeting, by=cast.fp_dm)
    later = day + timedelta(days=30)
    meeting_actions.postpone(meeting, by=cast.fp_dm, reason="The floods.")
    meeting_actions.replan(meeting, by=cast.fp_dm, period=(later, later, "day"))
    meeting_actions.cancel(meeting, by=cast.fp_dm, reason="The floods.")
    meeting_actions.reopen(meeting, by=cast.rev, reason="They receded.")

    names = ["plan", "announce", "invite", "postpone", "replan", "cancel", "reopen"]
    told_of = Event.objects.filter(object_uid=meeting.uid).order_by("pk")
    assert [event.kind for event in told_of] == [f"meeting.{name}" for name in names]
    assert {event.on for event in told_of} == {today}
    assert [event.is_public for event in told_of] == [False, *[True] * 6]
    expected = {"cbm:dm", "process:hoa-ip", f"meeting:{meeting.uid}"}
    assert {frozenset(event.anchors.values_list("name", flat=True)) for event in told_of} == {frozenset(expected)}


def test_a_held_meeting_stands_with_its_host_and_those_who_came_and_follows_an_edit(cast):
    day = date(2026, 6, 1)
    came = {cast.stakeholders["PK"]: "present", cast.stakeholders["IN"]: "remote", cast.stakeholders["PL"]: "absent"}
    details = MeetingDetails(
        cbms=(cast.cbms["dm"],),
        type="rtgm",
        starts_on=day,
        ends_on=day,
        host=cast.stakeholders["KZ"],
        city="Almaty",
        attendance=came,
    )
    meeting = meeting_actions.log_meeting(
        cast.process, details=details, by=cast.fp_dm, today=date(2026, 11, 25), held=True
    )
    with_it = {"cbm:dm", "process:hoa-ip", f"meeting:{meeting.uid}"}
    assert anchors("meeting.held") == {
        day: with_it | {"stakeholder:kazakhstan", "stakeholder:pakistan", "stakeholder:india"}
    }

    moved = date(2026, 6, 2)
    changed = MeetingDetails(
        **details.__dict__
        | {
            "starts_on": moved,
            "ends_on": moved,
            "city": "Astana",
            "attendance": came | {cast.stakeholders["IN"]: "absent"},
        }
    )
    meeting_actions.edit_meeting(meeting, details=changed, by=cast.fp_dm, today=date(2026, 11, 25), version=1)

    assert anchors("meeting.held") == {moved: with_it | {"stakeholder:kazakhstan", "stakeholder:pakistan"}}
    assert "Held: 1st RTGM, Astana" in lines(Client().get("/cbms/dm/timeline/"))


def test_a_meeting_that_goes_to_another_cbm_takes_its_timeline_along(cast):
    day = grants.today() + timedelta(days=60)
    details = MeetingDetails(cbms=(cast.cbms["dm"],), type="rtgm", starts_on=day, ends_on=day, city="Lahore")
    meeting = meeting_actions.log_meeting(cast.process, details=details, by=cast.rev, today=grants.today())
    moved = MeetingDetails(**details.__dict__ | {"cbms": (cast.cbms["ri"], cast.cbms["tci"])})

    meeting_actions.edit_meeting(meeting, details=moved, by=cast.rev, today=grants.today(), version=1)

    names = {name for found in anchors("meeting.plan").values() for name in found}
    assert names == {"cbm:ri", "cbm:tci", "process:hoa-ip", f"meeting:{meeting.uid}"}
    assert lines(cast.client("rev").get("/cbms/dm/timeline/")) == []
    out_of_all = MeetingDetails(**details.__dict__ | {"cbms": ()})
    meeting_actions.edit_meeting(meeting, details=out_of_all, by=cast.rev, today=grants.today(), version=2)
    names = {name for found in anchors("meeting.plan").values() for name in found}
    assert names == {"process:hoa-ip", f"meeting:{meeting.uid}"}


def test_what_nobody_can_say_is_not_told(cast):
    with pytest.raises(KeyError):
        tell("moon.rise", cast.process, on=DAY, anchors=[cast.process])
    with pytest.raises(ValueError, match="is about"):
        tell("role.start", cast.process, on=DAY, anchors=[cast.process])


def test_only_what_named_roles_read_may_be_about_rows_without_a_question_of_their_own(cast):
    for name, kind in all_kinds().items():
        asks = hasattr(apps.get_model(kind.of).objects.all(), "visible_to")
        assert asks or kind.readers, name


# Nobody reads of what they may not see


def tell_the_world(world):
    for key, meeting in world.meetings.items():
        pairs = list(meeting.pairs.select_related("cbm"))
        state, _codes, _days, was_known = MEETINGS[key]
        if state in ("held", "reported", "closed", "annulled"):
            tell_held(meeting, pairs)
        else:
            tell_step(meeting, "plan", at=meeting.created_at, pairs=pairs, is_public=False)
            if was_known:
                tell_step(meeting, "announce", at=meeting.created_at, pairs=pairs, is_public=True)


@pytest.mark.parametrize("person", [*PEOPLE, PUBLIC])
def test_the_timelines_show_exactly_the_meetings_that_answer_200(world, person):
    tell_the_world(world)
    browser = Client() if person == PUBLIC else world.client(person)

    shown = set()
    for address in (
        "/cbms/dm/timeline/",
        "/cbms/ct/timeline/",
        "/processes/hoa-ip/timeline/",
        "/stakeholders/pakistan/timeline/",
    ):
        page = browser.get(address).content.decode()
        assert "Secret" not in page
        shown |= set(re.findall(r"/meetings/([0-9a-f-]{36})/", page))

    open_to = {
        str(meeting.uid)
        for meeting in world.meetings.values()
        if browser.get(f"/meetings/{meeting.uid}/").status_code == 200
    }
    assert shown == open_to
    for meeting in world.meetings.values():
        answer = browser.get(f"/meetings/{meeting.uid}/timeline/").status_code
        assert (answer == 200) == (str(meeting.uid) in open_to)


def test_a_plan_that_was_not_public_then_is_not_told_to_the_public(world):
    tell_the_world(world)

    public = lines(Client().get("/cbms/dm/timeline/"))
    member = lines(world.client("del_in").get("/cbms/dm/timeline/"))

    assert not [each for each in public if each.startswith("Planned")]
    assert "Planned: Sample announced" in member
    assert "Announced: Sample announced" in public


def test_what_happened_to_an_annulled_meeting_vanishes_for_the_public(world):
    meeting = world.meetings["held"]
    tell_held(meeting, list(meeting.pairs.select_related("cbm")))
    assert "Held: Sample held" in lines(Client().get("/cbms/dm/timeline/"))

    meeting_actions.annul(meeting, by=world.rev, reason="Logged twice.")

    assert not [each for each in lines(Client().get("/cbms/dm/timeline/")) if "Sample held" in each]
    assert not [each for each in lines(world.client("del_pk").get("/cbms/dm/timeline/")) if "Sample held" in each]
    ministry = world.client("fp_dm").get("/cbms/dm/timeline/")
    assert {"Held: Sample held", "Annulled: Sample held"} <= set(lines(ministry))
    assert "Logged twice." in text_of(ministry)


def test_a_reason_is_read_in_the_ministry_alone(world):
    meeting_actions.postpone(world.meetings["invited"], by=world.fp_dm, reason="A quarrel.")

    assert "A quarrel." in text_of(world.client("dir").get("/cbms/dm/timeline/"))
    for person in ("del_pk", "del_au"):
        assert "A quarrel." not in text_of(world.client(person).get("/cbms/dm/timeline/"))
    page = text_of(Client().get("/cbms/dm/timeline/"))
    assert "Postponed: Sample invited" in page
    assert "A quarrel." not in page


def test_persons_are_named_to_members_and_the_ministry_alone(cast):
    cbm_actions.name_focal_point(cast.cbms["ct"], user=cast.rev, from_on=date(2026, 12, 1), reason="x", by=cast.adm)

    assert "Focal point: Sample rev, Regional Cooperation Directorate" in lines(
        cast.client("del_tr").get("/cbms/ct/timeline/")
    )
    assert "Sample rev" in text_of(cast.client("fp_dm").get("/cbms/ct/timeline/"))
    for browser in (Client(), cast.client("del_in"), cast.client("del_au")):
        for address in ("/cbms/ct/timeline/", "/processes/hoa-ip/timeline/", "/cbms/ct/"):
            page = text_of(browser.get(address))
            assert "Regional Cooperation Directorate" in page
            assert "Sample rev" not in page


@pytest.mark.parametrize("person", [*PEOPLE, PUBLIC])
def test_the_timelines_show_exactly_the_documents_that_answer_200(world, person):
    for document in world.documents.values():
        tell(
            "document.add", document, on=document.dated_on, anchors=[world.process], is_public=True, type=document.type
        )
    browser = Client() if person == PUBLIC else world.client(person)

    page = browser.get("/processes/hoa-ip/timeline/?kind=documents").content.decode()

    shown = set(re.findall(r"/documents/([0-9a-f-]{36})/", page))
    uids = {str(document.uid) for document in world.documents.values()}
    # What is deleted answers 410 with its tombstone to those who could see it.
    assert shown == {uid for uid in uids if browser.get(f"/documents/{uid}/").status_code in (200, 410)}


def test_a_document_that_is_described_anew_is_called_and_dated_so(world):
    document = world.documents["open"]
    tell(
        "document.add", document, on=DAY, anchors=[world.cbms["dm"]], is_public=True, type=document.type, title_en="Old"
    )

    titles = {"title_en": "New", "title_fa": "", "title_ps": ""}
    describe_document(
        document, titles=titles, dated_on=date(2021, 3, 4), language="en", version=document.version, by=world.fp_dm
    )

    page = Client().get("/cbms/dm/timeline/?kind=documents")
    assert lines(page) == ["Other document: New"]
    assert "4 March 2021" in text_of(page)


@pytest.mark.parametrize("person", [*PEOPLE, PUBLIC])
def test_interests_and_contacts_are_told_to_those_who_may_know_of_them(cast, person):
    today = grants.today()
    interest = propose_role(
        cast.cbms["dm"], stakeholder=cast.stakeholders["AU"], role="supporting", why="x", today=today, by=cast.del_au
    )
    name_contact(
        cast.cbms["dm"],
        person=Person.objects.create(name_latin="Sample contact", stakeholder=cast.stakeholders["PK"]),
        from_on=today,
        today=today,
        by=cast.adm,
    )
    browser = Client() if person == PUBLIC else cast.client(person)

    page = browser.get("/cbms/dm/timeline/").content.decode()

    user = None if person == PUBLIC else cast.people[person]
    assert (f"/interests/{interest.uid}/" in page) == Interest.objects.visible_to(user).exists()
    assert ("technical focal point" in page) == TechnicalContact.objects.visible_to(user).exists()
    if not TechnicalContact.objects.visible_to(user).exists():
        assert "Sample contact" not in page


def test_accounts_are_told_to_the_administrator_and_targets_to_who_sees_the_board(cast):
    appoint(cast.fp_dm, process=cast.process, role="reviewer", from_on=date(2026, 12, 1), reason="x", by=cast.adm)
    cbm_actions.set_target(cast.cbms["dm"], year=2027, target=1, reason="x", by=cast.rev, today=date(2026, 11, 25))

    seen = {}
    for person in [*PEOPLE, None]:
        page = text_of(cast.client(person).get("/processes/hoa-ip/timeline/"))
        seen[person] = ("Sample fp_dm" in page.replace("Sample fp_dm_", ""), "was set to 1" in page)
    board = {"fp_dm", "fp_dm_deputy", "fp_ct", "fp_two", "rev", "rev_two", "dir", "adm"}
    # Their own name stands in the letterhead of the page.
    assert {person for person, (account, _target) in seen.items() if account} == {"adm", "fp_dm"}
    assert {person for person, (_account, target) in seen.items() if target} == board


# The page


def test_the_groups_narrow_in_the_address(world):
    tell_the_world(world)
    cbm_actions.assign_role(
        world.cbms["dm"], stakeholder=world.stakeholders["TR"], role="lead", from_on=DAY, reason="x", by=world.adm
    )

    assert lines(Client().get("/cbms/dm/timeline/?kind=roles")) == ["Turkey (Türkiye): lead"]
    meetings = lines(Client().get("/cbms/dm/timeline/?kind=meetings"))
    assert "Held: Sample held" in meetings
    assert "Turkey (Türkiye): lead" not in meetings
    assert "Nothing stands here yet" in text_of(Client().get("/cbms/dm/timeline/?kind=plans"))


@pytest.mark.parametrize(
    "query",
    [
        "kind=weather",
        "after=x",
        "after=2020-01-01",
        "after=2020-13-01_5",
        "after=2020-01-01_" + "9" * 40,
        "after=2020-01-01_²",
    ],
)
def test_a_question_that_cannot_be_read_is_a_400_without_rows(world, query):
    tell_the_world(world)

    response = Client().get("/cbms/dm/timeline/?" + query)

    assert response.status_code == 400
    assert lines(response) == []
    assert f'id="id_{query.split("=")[0]}_error"' in response.content.decode()


def test_all_of_it_is_shown_in_parts_each_event_once(cast):
    for number in range(150):
        day = DAY + timedelta(days=number // 3)
        tell(
            "cbm.standing",
            cast.cbms["dm"],
            on=day,
            anchors=[cast.cbms["dm"]],
            is_public=True,
            cbm="dm",
            state="active",
            reason=f"R{number}",
        )

    address, seen = "/cbms/dm/timeline/", []
    for _part in range(5):
        page = cast.client("rev").get(address).content.decode()
        seen += re.findall(r"<bdi>R(\d+)</bdi>", page)
        following = re.search(r'href="([^"]+)" rel="next"', page)
        if following is None:
            break
        address = "/cbms/dm/timeline/" + unescape(following[1])
    assert sorted(map(int, seen)) == list(range(150))
    assert list(map(int, seen)) == sorted(range(150), key=lambda number: (-(number // 3), -number))


def test_the_same_said_of_several_is_one_line_in_protocol_order(cast):
    for code in ("TR", "IR", "CN"):
        cbm_actions.assign_role(
            cast.cbms["dm"],
            stakeholder=cast.stakeholders[code],
            role="participating",
            from_on=DAY,
            from_basis="unknown",
            reason="x",
            by=cast.adm,
        )

    page = Client().get("/cbms/dm/timeline/")
    assert lines(page) == ["China, Iran and Turkey (Türkiye): participating"]
    assert "The start is not known" in text_of(page)


def test_names_are_those_of_today_in_the_language_of_the_page(cast):
    cbm_actions.assign_role(
        cast.cbms["dm"], stakeholder=cast.stakeholders["TR"], role="lead", from_on=DAY, reason="x", by=cast.adm
    )
    Stakeholder.objects.filter(code="TR").update(name_en="Türkiye", name_fa="ترکیه")
    facts.forget()

    assert lines(Client().get("/cbms/dm/timeline/")) == ["Türkiye: lead"]
    assert lines(Client().get("/fa-af/cbms/dm/timeline/"))[0].startswith("ترکیه")


def test_what_was_told_in_english_is_shown_as_it_was_written(cast):
    event = Event.objects.create(
        on=DAY,
        kind="role.start",
        topic="roles",
        object_type="cbms.roleassignment",
        object_uid=cast.cbms["dm"].roles.first().uid,
        is_public=True,
        params={"said": "Pakistan: lead in Disaster Management from this day."},
    )
    EventAnchor.objects.create(event=event, name="cbm:dm", on=DAY, topic="roles")

    page = Client().get("/fa-af/cbms/dm/timeline/")

    assert lines(page) == ["Pakistan: lead in Disaster Management from this day."]
    assert '<h3 class="item" lang="en"' in page.content.decode()
    assert told("role.start") == set()


def test_the_page_of_a_day_tells_nothing_of_later_days(cast):
    cbm_actions.assign_role(
        cast.cbms["dm"], stakeholder=cast.stakeholders["TR"], role="lead", from_on=DAY, reason="x", by=cast.adm
    )

    assert "Turkey (Türkiye): lead" in lines(Client().get("/cbms/dm/"))
    assert "Turkey (Türkiye): lead" not in lines(Client().get("/cbms/dm/?as_of=2020-06-30"))


def test_what_is_ahead_says_so(cast):
    cbm_actions.change_standing(
        cast.cbms["dm"], state="suspended", from_on=grants.today() + timedelta(days=9), reason="x", by=cast.dir
    )

    assert "Disaster Management: work suspended ahead" in text_of(Client().get("/cbms/dm/timeline/"))


@pytest.mark.parametrize("number", [1, 3, 40])
@pytest.mark.parametrize(
    "address", ["/cbms/dm/timeline/", "/stakeholders/pakistan/timeline/", "/processes/hoa-ip/timeline/"]
)
def test_statements(cast, number, address, django_assert_num_queries):
    for place in range(number):
        meeting = Meeting.objects.create(
            process=cast.process,
            type="som",
            state="held",
            starts_on=DAY + timedelta(days=place),
            ends_on=DAY + timedelta(days=place),
            host=cast.stakeholders["PK"],
            created_by=cast.rev,
        )
        meeting.pairs.create(cbm=cast.cbms["dm"])
        tell_held(meeting, list(meeting.pairs.select_related("cbm")))

    # The version, the thing itself, its events, the names.
    with django_assert_num_queries(4):
        assert len(lines(Client().get(address))) == number
    browser = cast.client("del_pk")
    browser.get("/cbms/")
    # The session, the person, what they hold, the thing itself, its events, whether they watch it; the names are kept.
    with django_assert_num_queries(7):
        browser.get(address)


def test_the_newest_are_read_from_one_index(cast, db):
    plan = events_of("cbm:dm", None)[:60].explain()

    assert "hoaip_eventanchor" in plan
    assert FocalPoint.objects.visible_to(None).count() == FocalPoint.objects.count()
    assert not FocalInstitution.objects.visible_to(None).exists()


# Conditions that are kept (hoaip/conditions.py)


@pytest.mark.parametrize("person", [*PEOPLE, None])
def test_a_kept_condition_finds_the_rows_of_the_composed_one(world, person, django_assert_num_queries):
    user = world.people[person] if person else None
    labels = sorted({kind.of for kind in all_kinds().values()})
    grants.holdings(user)

    # Nothing but the rights goes into it: composing asks the database nothing.
    with django_assert_num_queries(0):
        first, kept = seen_by(user), seen_by(user)
        composed_now = composed(labels, user)

    rows = EventAnchor.objects.filter(event__kind__in=all_kinds())
    found = set(rows.filter(composed_now).values_list("pk", flat=True))
    assert set(rows.filter(first).values_list("pk", flat=True)) == found
    assert set(rows.filter(kept).values_list("pk", flat=True)) == found
    # What is asked of the present instant is asked anew each time.
    held = [[each for each in of.params if not isinstance(each, Moment)] for of in (first, kept)]
    assert (first.sql, held[0]) == (kept.sql, held[1])


def test_other_rights_are_another_condition(world):
    before = seen_by(world.fp_dm)

    cbm_actions.name_focal_point(
        world.cbms["ri"], user=world.fp_dm, from_on=grants.today(), reason="Rotation.", by=world.adm
    )
    grants.forget(world.fp_dm)

    assert seen_by(world.fp_dm).params != before.params
    assert seen_by(world.fp_ct).params != before.params
