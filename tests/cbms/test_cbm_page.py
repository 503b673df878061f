"""The page of a CBM: as it stood on a day, in at most thirteen queries, without a word that is not for the public."""

import re
from datetime import date

import brotli
import pytest

from cbms.models import FocalInstitution, RoleAssignment
from meetings.events import tell_held
from meetings.models import Meeting, MeetingCbm, RegisterNote, RoleDecision
from tests.seeded import enter_reference

# Words of the ministry's register: neither as text nor as a class or an identifier.
INTERNAL = re.compile(r"verdict|\bflag|at[ _-]risk|missed|on[ _-]track|missing|target of|complian|invitation by", re.I)


def meeting(cast, code, ordinal, on, state="held", **more):
    found = Meeting.objects.create(
        process=cast.process,
        type="rtgm",
        starts_on=on,
        ends_on=on,
        state=state,
        city=more.pop("city", "Islamabad"),
        created_by=cast.rev,
        **more,
    )
    MeetingCbm.objects.create(meeting=found, cbm=cast.cbms[code], ordinal=ordinal)
    return found


def text_of(response):
    """What is read on a page; the dot between two calendars is drawn by the stylesheet."""
    words = re.sub(r"<[^>]+>", " ", response.content.decode()).replace("&nbsp;", " ")
    return re.sub(r" ([.,])", r"\1", re.sub(r"\s+", " ", words))


def test_leads_are_named_with_their_day(cast, client):
    page = text_of(client.get("/cbms/dm/"))

    assert "Led by Kazakhstan and Pakistan since 14 June 2012 25 Jawza 1391." in page


def test_three_equal_leads_are_one_sentence(cast, client):
    RoleAssignment.objects.create(
        cbm=cast.cbms["ct"],
        stakeholder=cast.stakeholders["IR"],
        stakeholder_kind="country",
        role="lead",
        from_on=date(2013, 1, 1),
        from_basis="year",
    )

    page = text_of(client.get("/cbms/ct/"))

    assert "Led by Afghanistan, Turkey (Türkiye) and Iran." in page
    assert "Since 2013 1391–1392." in page


def test_roles_stand_in_groups_with_their_beginning_and_decision(cast, client):
    poland = cast.stakeholders["PL"].cbm_roles.get()
    RoleAssignment.objects.filter(pk=poland.pk).update(from_on=date(2012, 9, 20), basis="Agreed unanimously.")
    RoleDecision.objects.create(role=poland, meeting=meeting(cast, "dm", 1, date(2012, 9, 20)))
    cast.stakeholders["UNDP"].cbm_roles.update(
        from_on=date(2013, 9, 4), from_basis="attested", is_disputed=True, dispute_note="Two lists differ."
    )

    page = text_of(client.get("/cbms/dm/"))

    assert "Supporting countries 1 Poland Since 20 September 2012 30 Sunbula 1391. Agreed unanimously." in page
    assert "Decided by 1st RTGM, Islamabad." in page
    assert "UNDP At the latest from 4 September 2013 13 Sunbula 1392. Sources differ Two lists differ." in page


def test_a_meeting_not_public_yet_decides_nothing_in_public(cast, client):
    poland = cast.stakeholders["PL"].cbm_roles.get()
    hidden = meeting(cast, "dm", 9, date(2027, 1, 5), state="planned", city="Canary")
    RoleDecision.objects.create(role=poland, meeting=hidden)

    public = client.get("/cbms/dm/").content.decode()
    member = cast.client("del_in").get("/cbms/dm/").content.decode()

    assert "Canary" not in public
    assert member.count("Canary") == 2


@pytest.mark.parametrize(
    ("on", "shown"), [("2012-06-13", False), ("2012-06-14", True), ("2014-12-31", True), ("2015-01-01", False)]
)
def test_the_page_is_the_page_of_that_day(cast, client, on, shown):
    RoleAssignment.objects.filter(stakeholder=cast.stakeholders["IN"], cbm=cast.cbms["dm"]).update(
        until_on=date(2014, 12, 31)
    )

    page = text_of(client.get(f"/cbms/dm/?as_of={on}"))

    assert "You are looking at" in page
    assert ("India" in page) is shown


def test_latest_and_next_are_those_around_the_day(cast, client):
    meeting(cast, "dm", 3, date(2014, 5, 14), city="Lahore")
    meeting(cast, "dm", 4, date(2015, 9, 8), city="Islamabad")
    meeting(cast, "dm", 5, date(2016, 9, 8), city="Astana")

    page = text_of(client.get("/cbms/dm/?as_of=2015-10-20"))

    assert "Latest meeting 4th RTGM, Islamabad" in page
    assert "Next meeting 5th RTGM, Astana" in page
    assert "Lahore" not in page


def test_a_meeting_that_decided_a_role_is_neither_latest_nor_next_by_that(cast, client):
    poland = cast.stakeholders["PL"].cbm_roles.get()
    meeting(cast, "dm", 1, date(2013, 3, 1), city="Lahore")
    meeting(cast, "dm", 4, date(2015, 9, 8), city="Islamabad")
    RoleDecision.objects.create(role=poland, meeting=meeting(cast, "dm", 2, date(2014, 3, 1), city="Almaty"))
    # Of another CBM, one after the latest and one before the next.
    RoleDecision.objects.create(role=poland, meeting=meeting(cast, "ri", 1, date(2015, 10, 1), city="Baku"))
    RoleDecision.objects.create(role=poland, meeting=meeting(cast, "ri", 2, date(2015, 11, 1), city="Ashgabat"))
    meeting(cast, "dm", 5, date(2016, 9, 8), city="Astana")

    page = text_of(client.get("/cbms/dm/?as_of=2015-10-20"))

    assert "Latest meeting 4th RTGM, Islamabad" in page
    assert "Next meeting 5th RTGM, Astana" in page
    assert "Lahore" not in page


def test_the_public_sees_the_unit_and_members_the_person(cast, client):
    public = text_of(client.get("/cbms/dm/"))
    delegate = text_of(cast.client("del_pk").get("/cbms/dm/"))
    stranger = text_of(cast.client("del_au").get("/cbms/dm/"))

    assert "Regional Cooperation Directorate, Ministry of Foreign Affairs" in public
    assert "Sample fp_dm" not in public
    assert "Sample fp_dm, Regional Cooperation Directorate" in delegate
    assert "Sample fp_dm" not in stranger


def test_the_institution_of_the_day_and_its_doubt_are_shown_in_words(cast, client):
    FocalInstitution.objects.create(
        cbm=cast.cbms["dm"],
        name_en="Disaster Authority",
        from_on=date(2013, 1, 1),
        source="http://example.org/a (page 2) ; background knowledge",
        confidence="medium",
        is_imported=True,
    )

    response = client.get("/cbms/dm/")

    assert "Disaster Authority Unconfirmed confidence: medium" in text_of(response)
    assert '<a href="http://example.org/a" rel="noreferrer">example.org</a> (page 2)' in response.content.decode()
    assert "background knowledge" in response.content.decode()


@pytest.mark.parametrize(
    "path", ["/", "/cbms/", "/cbms/dm/", "/cbms/dm/?as_of=2015-10-20", "/cbms/dm/history/", "/cbms/table/"]
)
def test_no_internal_word_reaches_the_public(cast, client, path):
    meeting(cast, "dm", 4, date(2015, 9, 8))
    cast.cbms["dm"].flags.create(year=2026, level="missed", opened_on=date(2026, 1, 1))

    page = client.get(path).content.decode()

    assert not INTERNAL.findall(page)
    assert not INTERNAL.findall(cast.client("del_pk").get(path).content.decode())


def test_unknown_codes_and_days(cast, client):
    assert client.get("/cbms/xx/").status_code == 404
    refused = client.get("/cbms/dm/?as_of=2016-13-45")
    assert refused.status_code == 400
    assert 'id="id_as_of_error"' in refused.content.decode()
    assert "Roles" not in text_of(refused)


@pytest.mark.parametrize("meetings", [0, 30])
def test_fifteen_queries_however_much_there_is(cast, client, django_assert_max_num_queries, meetings):
    for number in range(meetings):
        found = meeting(cast, "dm", number + 1, date(2013, 1, 1 + number))
        RoleDecision.objects.create(role=cast.stakeholders["PL"].cbm_roles.get(), meeting=found)
        tell_held(found, list(found.pairs.select_related("cbm")))

    focal_point = cast.client("fp_dm")
    focal_point.get("/stakeholders/")

    with django_assert_max_num_queries(15) as public:
        client.get("/cbms/dm/")
    with django_assert_max_num_queries(15) as signed_in:
        focal_point.get("/cbms/dm/")

    # With meetings there is one more: the names of the timeline; documents, commitments, actions and specific measures
    # have one each. What both are told was read for the first of the two; who may see persons and expressions of
    # interest asks for each.
    assert (len(public), len(signed_in)) == ((15, 14) if meetings else (14, 14))


def test_history_holds_roles_that_ended(cast, client):
    RoleAssignment.objects.filter(stakeholder=cast.stakeholders["PL"]).update(
        from_on=date(2012, 9, 20), until_on=date(2014, 5, 13), basis="First RTGM."
    )

    page = text_of(client.get("/cbms/dm/history/"))

    assert "Poland supporting since 20 September 2012 30 Sunbula 1391 13 May 2014 23 Sawr 1393 First RTGM." in page


def test_the_seeded_pages_are_light_and_say_no_internal_word(db, client):
    enter_reference()

    for path in ("/", "/cbms/table/", "/cbms/dm/", "/fa-af/", "/fa-af/cbms/table/", "/ps/cbms/ri/"):
        response = client.get(path)
        assert response.status_code == 200
        assert len(brotli.compress(response.content, quality=5)) <= 12 * 1024, path
        assert not INTERNAL.findall(response.content.decode()), path


def test_the_list_names_leads_of_the_day(cast, client):
    RoleAssignment.objects.filter(stakeholder=cast.stakeholders["TR"]).update(from_on=date(2020, 1, 1))

    before, after = (text_of(client.get(f"/cbms/?as_of={on}")) for on in ("2019-12-31", "2020-01-01"))

    assert "Counter-Terrorism Afghanistan 1 role known" in before
    assert "Counter-Terrorism Afghanistan Turkey (Türkiye) 2 roles known" in after


def test_what_is_known_without_a_year_is_told_as_no_meeting(cast, client):
    RegisterNote.objects.create(
        cbm=cast.cbms["dm"], text="The fifth is known from no source.", reserved_ordinal=5, source="Sample source"
    )

    page = text_of(client.get("/cbms/dm/history/"))

    assert "The fifth is known from no source. Number 5 stays reserved." in page
    assert "Sample source" in page
    assert "not in the register" not in text_of(client.get("/cbms/ct/history/"))
