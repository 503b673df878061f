"""What a broken query or a broken path gets, on every list: a sentence or a refusal, never a 500."""

import re

import pytest

from tests.bad_input.values import BAD
from tests.bad_input.world import entered
from tests.expectation import UNKNOWN
from tests.share import third_of
from tests.umbrella_forms import LISTS as UMBRELLA_LISTS

# What stands in the query of each list: who asks, and the names that it knows.
LISTS = UMBRELLA_LISTS | {
    "/": (None, ["sign-in"]),
    "/cbms/": (None, ["as_of"]),
    "/cbms/dm/": (None, ["as_of"]),
    "/cbms/dm/plan/": (None, ["as_of"]),
    "/cbms/dm/history/": (None, ["as_of", "kind", "type", "page"]),
    "/cbms/table/": (None, ["as_of"]),
    "/cbms/table.csv": (None, ["as_of"]),
    "/stakeholders/": (None, ["as_of", "kind", "category", "page", "page_size", "after", "q"]),
    "/stakeholders/pakistan/": (None, ["as_of"]),
    "/meetings/": (None, ["cbm", "type", "state", "host", "year", "page", "page_size", "after"]),
    "/documents/": (None, ["q", "cbm", "type", "language", "page", "page_size", "after"]),
    "/documents/table.csv": ("rev", ["q", "cbm", "type", "language"]),
    "/processes/hoa-ip/": (None, ["as_of"]),
    "/processes/hoa-ip/timeline/": (None, ["kind", "after"]),
    "/cbms/dm/timeline/": ("rev", ["kind", "after"]),
    "/stakeholders/pakistan/timeline/": (None, ["kind", "after"]),
    "/manage/conferences/": ("adm", ["page"]),
    "/manage/chairs/new/": ("adm", ["process", "stakeholder"]),
    "/meetings/table.csv": (None, ["cbm", "type", "state", "host", "year", "page", "after"]),
    "/meetings/table.xlsx": (None, ["cbm", "year", "page_size"]),
    "/meetings/calendar/": (None, ["cbm", "type", "host", "month"]),
    "/meetings/calendar.ics": (None, ["cbm", "type", "host"]),
    "/cbms/dm/calendar.ics": (None, ["cbm"]),
    "/stakeholders/table.csv": (None, ["as_of", "kind", "category"]),
    "/audit/head/": (None, ["format"]),
    "/conferences/": (None, ["host", "year", "page", "page_size", "after"]),
    "/conferences/table.csv": (None, ["host", "year"]),
    "/declarations/": (None, ["process", "kind", "year", "language", "page", "page_size", "after"]),
    "/declarations/table.csv": (None, ["process", "kind", "year", "language"]),
    "/declarations/sample-sealed/": (None, ["with"]),
    "/declarations/new/": ("rev", ["meeting"]),
    "/conferences/5/delegations/": ("rev", ["level", "page"]),
    "/compliance/": ("rev", ["year", "sort"]),
    "/compliance/cbms/dm/target/": ("dir", ["year"]),
    "/meetings/new/": ("fp_dm", ["cbm", "starts_on", "ends_on"]),
    "/meetings/new/attendance/": ("fp_dm", ["cbm", "starts_on"]),
    "/manage/stakeholders/": ("adm", ["q", "kind", "page", "page_size", "after"]),
    "/manage/roles/": ("adm", ["cbm", "role", "stakeholder", "state", "page", "page_size", "after"]),
    "/manage/roles/table.csv": ("adm", ["cbm", "role", "stakeholder", "state"]),
    "/manage/facts/": ("rev", ["of", "state", "page", "page_size", "after"]),
    "/manage/roles/new/": (
        "adm",
        ["cbm", "stakeholder", "role", "from_on", "until_on", "deciding_meeting", "interest", "replaces_own"],
    ),
    "/manage/memberships/new/": ("adm", ["stakeholder", "process"]),
    "/manage/focal-points/new/": ("adm", ["cbm", "kind"]),
    "/manage/institutions/new/": ("adm", ["cbm"]),
    "/manage/people/": ("adm", ["q", "role", "state", "page", "page_size", "after"]),
    "/manage/people/invitations/": ("adm", ["q", "page", "page_size", "after"]),
    "/manage/mail/": ("adm", ["state", "q", "page", "page_size", "after"]),
    "/letters/": ("del_pk", ["group", "unread", "page", "page_size", "after"]),
    "/manage/holidays/": ("adm", ["country", "year"]),
    "/manage/holidays/new/": ("adm", ["country"]),
    "/persons/": ("adm", ["of", "page", "page_size", "after"]),
    "/persons/table.csv": ("adm", ["of"]),
    "/persons/new/": ("del_pk", ["stakeholder"]),
    "/contacts/": ("adm", ["show", "cbm", "page", "page_size", "after"]),
    "/contacts/table.csv": ("adm", ["show", "cbm"]),
    "/contacts/new/": ("del_pk", ["cbm", "person"]),
    "/interests/": ("del_pk", ["show", "cbm", "page", "page_size", "after"]),
    "/interests/table.csv": ("del_pk", ["show", "cbm"]),
    "/interests/new/": ("del_pk", ["cbm"]),
    "/accounts/login/": (None, ["next"]),
    "/search/": (None, ["q", "kind", "page"]),
    "/filters/new/": ("del_pk", ["list", "query"]),
    "/api/v1/meetings/": ("rev", ["cbm", "type", "state", "host", "year", "page", "page_size", "after"]),
    "/api/v1/cbms/": (None, ["as_of", "page", "page_size", "after"]),
    "/plans/": (None, ["cbm", "state", "page", "page_size", "after"]),
    "/plans/table.csv": ("rev", ["cbm", "state"]),
    "/commitments/": (None, ["q", "owner", "source", "cbm", "theme", "pillar", "state", "due", "page", "after"]),
    "/commitments/table.csv": ("rev", ["owner", "waits", "rung", "state", "due"]),
    "/commitments/new/": ("fp_dm", ["source"]),
    "/actions/": ("rev", ["cbm", "owner", "state", "due", "source", "mine", "page", "page_size", "after"]),
    "/actions/table.csv": (None, ["cbm", "owner", "state", "due", "source", "mine"]),
    "/actions/new/": ("rev", ["commitment", "outcome"]),
    "/processes/hoa-ip/consultation/": (None, ["year"]),
}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with entered(django_db_blocker) as world:
        yield world


@pytest.mark.django_db
@pytest.mark.parametrize("address", LISTS)
def test_a_broken_query_is_a_400_or_a_page_and_never_a_500(world, address):
    person, names = LISTS[address]
    wrong = []
    for name in [*names, "unknown", "%00", "%ED%A0%80"]:
        for kind, value in third_of(BAD, address, name):
            if kind == "overlong":
                value = value[:8000]
            response = world.browsers[person].get(f"{address}?{name}={value}")
            if response.status_code not in (200, 302, 400, 403, 404):
                wrong.append(f"{name} = {kind}: {response.status_code}")
            said = b"".join(response) if response.streaming else response.content
            if "spreadsheet" not in response["Content-Type"] and (b"\x00" in said or b"<img src=x" in said):
                wrong.append(f"{name} = {kind}: comes back as it is")
    assert not wrong, "\n".join(wrong)


STRICT = [
    ("/cbms/table/?as_of=2016-13-45", None),
    ("/cbms/table/?as_of=2016-12-04&as_of=abc", None),
    ("/cbms/table.csv?as_of=abc", None),
    ("/cbms/dm/?as_of=2016-13-45", None),
    ("/cbms/dm/plan/?as_of=2016-13-45", None),
    ("/stakeholders/?as_of=2016-13-45", None),
    ("/stakeholders/?as_of=%ED%A0%80", None),
    ("/meetings/?year=abc", None),
    ("/meetings/?year=" + "9" * 400, None),
    ("/meetings/?state=missed", None),
    ("/meetings/?type=party", None),
    ("/meetings/?cbm=zz", None),
    ("/meetings/?cbm=%00", None),
    ("/meetings/?host=nowhere", None),
    ("/meetings/?page=0", None),
    ("/meetings/?page=101", None),
    ("/meetings/?page=" + "9" * 400, None),
    ("/meetings/?page_size=201", None),
    ("/meetings/?page_size=-1", None),
    ("/meetings/?after=2016-13-45_1", None),
    ("/meetings/?after=2016-12-04_", None),
    ("/documents/?cbm=zz", None),
    ("/documents/?type=secret", None),
    ("/documents/?language=xx", None),
    ("/documents/?q=" + "x" * 81, None),
    ("/documents/?page=101", None),
    ("/documents/?page_size=201", None),
    ("/documents/?after=2016-12-04_" + "9" * 40, None),
    ("/processes/hoa-ip/?as_of=abc", None),
    ("/cbms/dm/timeline/?kind=weather", None),
    ("/cbms/dm/timeline/?after=2016-13-45_1", None),
    ("/meetings/?after=2016-12-04_" + "9" * 30, None),
    ("/meetings/?after=' OR 1=1 --_1", None),
    ("/meetings/table.csv?cbm=zz", None),
    ("/meetings/table.xlsx?year=abc", None),
    ("/meetings/calendar/?month=2026-13", None),
    ("/meetings/calendar/?month=1405-8-40", None),
    ("/meetings/calendar/?month=abc", None),
    ("/meetings/calendar/?host=nowhere", None),
    ("/meetings/calendar.ics?type=party", None),
    ("/conferences/?year=abc", None),
    ("/conferences/?host=nowhere", None),
    ("/declarations/?kind=secret", None),
    ("/declarations/?language=xx", None),
    ("/declarations/?process=atlantis", None),
    ("/declarations/?year=abc", None),
    ("/declarations/sample-sealed/?with=xx", None),
    ("/conferences/5/delegations/?level=king", "rev"),
    ("/manage/mail/?state=lost", "adm"),
    ("/manage/facts/?of=zz", "rev"),
    ("/manage/roles/?state=lost", "adm"),
    ("/manage/people/?after=x", "adm"),
    ("/manage/people/invitations/?after=soon_9", "adm"),
    ("/compliance/?year=abc", "rev"),
    ("/compliance/?year=99999", "rev"),
    ("/compliance/?sort=secret", "rev"),
    ("/meetings/new/?cbm=zz", "fp_dm"),
    ("/manage/roles/?cbm=zz", "adm"),
    ("/manage/people/?role=king", "adm"),
    ("/manage/holidays/?country=atlantis", "adm"),
    ("/manage/holidays/?year=26", "adm"),
    ("/letters/?group=secret", "del_pk"),
    ("/letters/?unread=no", "del_pk"),
    ("/persons/?of=atlantis", "adm"),
    ("/persons/?page=0", "adm"),
    ("/persons/?after=x", "adm"),
    ("/contacts/?show=secret", "adm"),
    ("/contacts/?cbm=zz", "adm"),
    ("/contacts/?page=101", "adm"),
    ("/interests/?show=secret", "rev"),
    ("/interests/?after=2016-13-45_1", "rev"),
    ("/plans/?state=draft", "rev"),
    ("/plans/?cbm=zz", None),
    ("/commitments/?state=completion_claimed", None),
    ("/commitments/?rung=9", "rev"),
    ("/commitments/new/?source=moon:1", "fp_dm"),
    ("/actions/?owner=atlantis", None),
    ("/actions/?due=overdue", None),
    ("/actions/new/", "rev"),
    ("/processes/hoa-ip/consultation/?year=26", None),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "person"), STRICT)
def test_a_wrong_value_is_a_400_with_a_sentence(world, address, person):
    response = world.browsers[person].get(address)

    assert response.status_code == 400
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    assert re.search(r"[A-Z“][^.]{10,}\.", text)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["cbms/%00/", "cbms/%ED%A0%80/", "stakeholders/%FF/", "meetings/%00/", f"meetings/{UNKNOWN}/"]
)
def test_a_broken_path_is_a_404(world, path):
    for person in world.browsers:
        assert world.browsers[person].get(f"/{path}").status_code == 404
