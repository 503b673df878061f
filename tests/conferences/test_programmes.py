"""Programmes of regional organizations: who keeps them, the list, the table beside our plans, the database."""

import re
from datetime import date
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from cbms.models import Plan
from cbms.plans.content import activities_of
from conferences.actions.programmes import add_programme, change_programme, end_programme
from conferences.models import Programme
from conferences.umbrella.cooperation import Ground, draw
from hoaip.errors import Refused, Stale, WrongState
from hoaip.grants import today
from hoaip.models import AuditEntry

GIVEN = {
    "organization": "adpc",
    "title_en": "Early warning",
    "about": "Flood warnings across borders.",
    "cbms": ["dm"],
    "states": ["kazakhstan", "pakistan"],
    "status": "running",
    "starts_on": "2024-01-01",
    "source": "https://example.org/ew",
}


@pytest.fixture
def world(filled):
    return filled


def text_of(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def test_a_focal_point_enters_a_programme(world):
    answer = world.client("fp_dm").post("/programmes/new/", GIVEN | {"idempotency_key": "a" * 16})

    row = Programme.objects.get(title_en="Early warning")
    assert (answer.status_code, answer["Location"]) == (302, f"/programmes/{row.uid}/")
    assert (row.process, row.starts_on) == (world.process, date(2024, 1, 1))
    entry = AuditEntry.objects.get(action="programme.add")
    assert (entry.changes["cbms"], entry.changes["states"]) == ([[], ["dm"]], [[], ["KZ", "PK"]])
    page = text_of(Client().get(f"/programmes/{row.uid}/"))
    for words in ("Early warning", "Flood warnings across borders.", "Kazakhstan, Pakistan", "Disaster Management"):
        assert words in page
    assert "Early warning" in text_of(Client().get("/stakeholders/adpc/"))


@pytest.mark.parametrize(
    ("field", "value"),
    [("cbms", []), ("cbms", ["ct"]), ("organization", "pakistan"), ("ends_on", "2020-01-01"), ("url", "javascript:x")],
)
def test_a_wrong_field_is_refused(world, field, value):
    answer = world.client("fp_dm").post("/programmes/new/", GIVEN | {field: value, "idempotency_key": "b" * 16})

    assert answer.status_code == 422
    assert Programme.objects.count() == 1


def test_it_needs_the_right_in_every_cbm(world):
    both = [world.cbms["dm"], world.cbms["ct"]]
    with pytest.raises(Refused):
        add_programme(world.stakeholders["ADPC"], cbms=both, by=world.fp_dm, title_en="Two fields")
    row = add_programme(world.stakeholders["ADPC"], cbms=both, by=world.rev, title_en="Two fields")

    assert world.client("fp_dm").get(f"/programmes/{row.uid}/edit/").status_code == 403
    with pytest.raises(Refused):
        end_programme(row, ends_on=today(), reason="Over.", version=1, by=world.fp_ct)
    # Nor does one take a programme into a CBM of others.
    with pytest.raises(Refused):
        change_programme(
            world.programme,
            organization=world.stakeholders["UNDP"],
            cbms=both,
            version=1,
            reason="Wider.",
            by=world.fp_dm,
        )


def test_it_ends_once(world):
    row = end_programme(world.programme, ends_on=date(2025, 6, 30), reason="Over.", version=1, by=world.fp_dm)

    assert (row.status, row.ends_on, row.version) == ("ended", date(2025, 6, 30), 2)
    with pytest.raises(WrongState):
        end_programme(row, ends_on=date(2025, 6, 30), reason="Over.", version=2, by=world.fp_dm)
    with pytest.raises(Stale):
        end_programme(row, ends_on=date(2025, 6, 30), reason="Over.", version=1, by=world.fp_dm)
    assert world.client("fp_dm").get(f"/programmes/{row.uid}/end/").status_code == 409
    with pytest.raises(ValidationError):
        add_programme(world.stakeholders["PK"], cbms=[world.cbms["dm"]], by=world.rev, title_en="Of a state")


def test_the_list_is_narrowed(world):
    add_programme(
        world.stakeholders["ADPC"],
        cbms=[world.cbms["ri"]],
        states=[world.stakeholders["IN"]],
        by=world.rev,
        title_en="Bridges",
        status="planned",
    )
    for query, shown in (
        ("organization=adpc", "Bridges"),
        ("cbm=dm", "Sample programme"),
        ("state=india", "Bridges"),
        ("status=planned", "Bridges"),
    ):
        page = text_of(Client().get(f"/programmes/?{query}"))
        assert shown in page
        assert "1 programme" in page
    assert Client().get("/programmes/?state=atlantis").status_code == 400


def test_the_table_tells_where_both_work_and_where_neither_does(world):
    plan = Plan.objects.in_force(today()).select_related("adopted_version", "cbm").get()
    activities = activities_of(plan.adopted_version.content)
    first = next(each["lead"] for each in activities if each["lead"])
    state = next(row for row in world.stakeholders.values() if row.slug == first)
    add_programme(
        world.stakeholders["ADPC"], cbms=[plan.cbm], states=[state], by=world.rev, title_en="In the same field"
    )

    found = draw(today())

    place = [cbm.pk for cbm in found.cbms].index(plan.cbm_id)
    cells = {slug: row[place] for _name, slug, row in found.lines}
    led = sum(first in (each["lead"], *each["partners"]) for each in activities)
    assert cells[first].programmes == 1
    assert cells[first].activities >= led > 0
    _cbm, both, neither = found.told[place]
    assert state.name_en in both
    assert state.name_en not in neither
    # A programme that has ended is on no map.
    dm = [cbm.code for cbm in found.cbms].index("dm")
    assert next(row[dm] for _name, slug, row in found.lines if slug == "kazakhstan").programmes == 1
    end_programme(world.programme, ends_on=today(), reason="Over.", version=1, by=world.rev)
    lines = draw(today()).lines
    assert next(row[dm] for _name, slug, row in lines if slug == "kazakhstan") in (Ground(0, 0), Ground(0, 1))
    assert "Both work in" in text_of(Client().get("/programmes/map/"))


@pytest.mark.parametrize(
    "columns",
    [
        {"title_en": " "},
        {"organization_kind": "country"},
        {"status": "asleep"},
        {"starts_on": date(2010, 1, 1)},
        {"starts_on": date(2024, 1, 2), "ends_on": date(2024, 1, 1)},
    ],
)
def test_the_database_keeps_its_promises(world, columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        Programme.objects.filter(pk=world.programme.pk).update(**columns)
    with pytest.raises(IntegrityError), transaction.atomic():
        Programme.objects.filter(pk=world.programme.pk).update(confirmed_by=world.rev)


def test_organizations_and_countries_without_a_programme_are_no_choice(world):
    world.client("fp_dm").post("/programmes/new/", GIVEN | {"idempotency_key": "a" * 16})
    Programme.objects.exclude(title_en="Early warning").delete()

    page = Client().get("/programmes/?status=running").content.decode()
    named = Client().get("/programmes/?organization=undp&state=india").content.decode()

    assert re.findall(
        r'<option value="([a-z]+)"', page[page.index('name="organization"') : page.index('name="cbm"')]
    ) == ["adpc"]
    assert '<option value="kazakhstan">' in page
    assert 'value="india"' not in page
    assert '<option value="undp" selected>' in named
    assert '<option value="india" selected>' in named
