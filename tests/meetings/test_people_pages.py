"""Pages of persons, contacts and interests cost the same statements, however many rows there are."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cbms.models import TechnicalContact
from hoaip import grants
from hoaip.models import Person, Stakeholder
from meetings.models import Attendance, Interest
from tests.world import fill

# Session, account and holdings are three of each; a form asks in one what was typed before.
STATEMENTS = {
    ("fp_dm", "/"): 20,
    # Two of them ask whether jobs and mail stand still.
    ("adm", "/"): 12,
    ("del_pk", "/"): 13,
    ("del_pk", "/persons/new/"): 5,
    ("del_pk", "/persons/{person}/"): 7,
    ("adm", "/persons/{person}/edit/"): 7,
    ("del_pk", "/contacts/new/"): 6,
    ("del_pk", "/interests/new/?cbm=tci"): 8,
    ("adm", "/interests/{interest}/decline/"): 8,
    ("fp_dm", "/interests/{interest}/bring/"): 11,
    ("fp_dm", "/meetings/{meeting}/heads/"): 10,
    ("fp_dm", "/meetings/{meeting}/hours/"): 8,
    ("adm", "/manage/holidays/new/"): 5,
}


def more(cast, number):
    """That many more of everything that these pages list."""
    today = grants.today()
    for each in range(number):
        other = Stakeholder.objects.create(kind="organization", code=f"O{each}", slug=f"o{each}", name_en=f"O {each}")
        person = Person.objects.create(name_latin=f"Sample {each}", stakeholder=cast.stakeholders["PK"])
        TechnicalContact.objects.create(
            cbm=cast.cbms["dm"], person=person, stakeholder=person.stakeholder, from_on=date(2020, 1, 1)
        )
        Interest.objects.create(
            cbm=cast.cbms["dm"],
            stakeholder=other,
            stakeholder_kind="organization",
            role="supporting",
            why="Sample.",
            proposed_by=cast.del_undp,
            proposed_on=today,
        )
        Attendance.objects.create(meeting=cast.meetings["held"], stakeholder=other, answer="present")


@pytest.mark.parametrize("number", [0, 3, 9])
def test_statements_do_not_grow_with_the_rows(cast, number):
    fill(cast)
    more(cast, number)
    names = {
        "person": cast.persons["pk"].uid,
        "interest": cast.interests["proposed"].uid,
        "meeting": cast.meetings["held"].uid,
    }

    found = {}
    for who, pattern in STATEMENTS:
        browser = cast.client(who)
        browser.get("/persons/")
        with CaptureQueriesContext(connection) as asked:
            response = browser.get(pattern.format(**names))
        assert response.status_code == 200, pattern
        found[who, pattern] = len(asked)

    assert found == STATEMENTS
