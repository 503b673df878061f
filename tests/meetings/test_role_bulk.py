"""One stakeholder joins or leaves several CBMs at once: shown first, all of it or nothing, one group of the history."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.core.exceptions import ValidationError

from cbms.models import RoleAssignment
from hoaip import grants
from hoaip.errors import Refused
from hoaip.models import AuditEntry
from meetings.actions.role_bulk import RoleChange, change_roles, standing_of
from meetings.models import RoleDecision

PAGE = "/manage/roles/bulk/"
DAY = date(2021, 1, 1)


@pytest.fixture
def world(filled):
    return filled


def text_of(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def given(**more):
    return {
        "stakeholder": "india",
        "reason": "Decided together.",
        "role-ce": "supporting",
        "from-ce": "2021-01-01",
        "role-dm": "end",
        "until-dm": "2021-06-30",
        **more,
    }


def hidden_of(response):
    """The fields of the preview, as its browser sends them again."""
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', response.content.decode())
    return {name: unescape(value) for name, value in pairs if name != "csrfmiddlewaretoken"}


def roles_of(world, code):
    rows = RoleAssignment.objects.filter(stakeholder=world.stakeholders["IN"], cbm__code=code).order_by("from_on")
    return [(row.role, row.from_on, row.until_on) for row in rows]


def test_it_is_shown_first_and_then_written_in_one_group(world):
    browser, meeting = world.client("adm"), world.meetings["held"]
    fields = given(deciding_meeting=str(meeting.uid))

    preview = browser.post(PAGE, fields)

    assert roles_of(world, "ce") == []
    assert "Nothing is written yet" in text_of(preview)
    assert "Sample del_in" in text_of(preview)
    assert re.search(r"[1-9]\d* rights change hands, of 1 person", text_of(preview))

    written = browser.post(PAGE, hidden_of(preview) | {"confirm": "1"})

    assert written["Location"] == "/manage/roles/"
    assert roles_of(world, "ce") == [("supporting", DAY, None)]
    assert roles_of(world, "dm")[0][2] == date(2021, 6, 30)
    assert grants.can(world.del_in, "read_circulated", world.cbms["ce"])
    assert not grants.can(world.del_in, "read_circulated", world.cbms["dm"])
    group = AuditEntry.objects.get(action="role.assign").group
    assert {row.action for row in AuditEntry.objects.filter(group=group)} == {"role.assign", "role.end", "role.cite"}
    assert RoleDecision.objects.filter(meeting=meeting).count() == 2


def test_another_role_ends_the_one_before_it(world):
    fields = {"stakeholder": "india", "reason": "x", "role-dm": "lead", "from-dm": "2021-01-01", "basis-dm": "RTG5"}
    browser = world.client("adm")
    preview = browser.post(PAGE, fields)

    browser.post(PAGE, hidden_of(preview) | {"confirm": "1"})

    assert roles_of(world, "dm") == [
        ("participating", date(2012, 6, 14), date(2020, 12, 31)),
        ("lead", DAY, None),
    ]


def test_of_two_changes_one_that_cannot_be_stops_both(world):
    india, dm, ce = world.stakeholders["IN"], world.cbms["dm"], world.cbms["ce"]
    good = RoleChange(ce, "supporting", DAY)
    bad = RoleChange(dm, "", None, date(2011, 1, 2))

    with pytest.raises(ValidationError, match="holds no role"):
        change_roles(india, changes=[good, bad], standing=standing_of([]), reason="x", by=world.adm)

    assert roles_of(world, "ce") == []


def test_what_changed_after_the_preview_is_shown_again(world):
    browser = world.client("adm")
    preview = browser.post(PAGE, given())
    RoleAssignment.objects.filter(stakeholder=world.stakeholders["IN"], cbm__code="dm").update(version=7)

    refused = browser.post(PAGE, hidden_of(preview) | {"confirm": "1"})

    assert refused.status_code == 422
    assert "Somebody changed these roles in the meantime" in text_of(refused)
    assert roles_of(world, "ce") == []


def test_going_back_keeps_what_was_typed(world):
    browser = world.client("adm")
    preview = browser.post(PAGE, given())

    back = browser.post(PAGE, hidden_of(preview) | {"change": "1"})

    assert back.status_code == 200
    assert 'value="2021-06-30"' in back.content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"role-ce": "", "role-dm": "", "from-ce": "", "until-dm": ""}, "Nothing changes"),
        ({"role-ce": ""}, "Choose what it becomes here, or empty the row."),
        ({"from-ce": ""}, "Give the first day."),
        ({"until-dm": ""}, "Give the last day."),
        ({"role-ct": "end", "until-ct": "2021-01-01"}, "holds no role in"),
        ({"role-ce": "chair"}, "Select a valid choice"),
        ({"stakeholder": "undp", "role-ce": "lead", "role-dm": "", "until-dm": ""}, "is an organization"),
        ({"from-ce": "2021-02-30"}, ""),
        ({"reason": ""}, "field is required"),
    ],
)
def test_a_wrong_row_is_refused_at_its_field(world, fields, sentence):
    response = world.client("adm").post(PAGE, given(**fields))

    assert response.status_code == 422
    assert sentence in text_of(response)
    assert roles_of(world, "ce") == []


def test_only_the_administrator_changes_roles(world):
    change = RoleChange(world.cbms["ce"], "supporting", DAY)
    with pytest.raises(Refused):
        change_roles(world.stakeholders["IN"], changes=[change], standing=standing_of([]), reason="x", by=world.rev)


def test_a_role_in_the_future_moves_no_right_today(world):
    day = grants.today() + timedelta(days=10)
    browser = world.client("adm")
    fields = given(**{"from-ce": day.isoformat(), "role-dm": "", "until-dm": ""})
    preview = browser.post(PAGE, fields)
    assert "From midnight in Kabul" in text_of(preview)

    browser.post(PAGE, hidden_of(preview) | {"confirm": "1"})

    assert not grants.can(world.del_in, "read_circulated", world.cbms["ce"])


def test_the_form_costs_the_same_whatever_is_held(world, django_assert_max_num_queries):
    browser, counts = world.client("adm"), []
    browser.get(PAGE)
    for stakeholder in ("india", "china"):
        with django_assert_max_num_queries(60) as asked:
            browser.get(f"{PAGE}?stakeholder={stakeholder}")
        counts.append(len(asked))
    assert counts[0] == counts[1]
