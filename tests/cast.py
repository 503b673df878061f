"""A named cast: one process, its six CBMs, a few states and organizations, and a person in every part.

Built directly, not through actions, so that a test of an action stands on nothing it tests.
"""

from datetime import date
from types import SimpleNamespace

import pytest
from django.test import Client

from cbms.models import Cbm, FocalPoint, RoleAssignment
from hoaip import grants
from hoaip.models import Appointment, Delegate, Membership, Process, Stakeholder, User
from tests.kept import enter

FOUNDED = date(2012, 6, 14)
LAUNCHED = date(2011, 11, 2)
CODES = [
    ("ct", "Counter-Terrorism"),
    ("cn", "Counter-Narcotics"),
    ("dm", "Disaster Management"),
    ("tci", "Trade, Commerce and Investment"),
    ("ri", "Regional Infrastructure"),
    ("ce", "Culture and Education"),
]
COUNTRIES = [
    ("AF", "afghanistan", "Afghanistan", "participating"),
    ("PK", "pakistan", "Pakistan", "participating"),
    ("KZ", "kazakhstan", "Kazakhstan", "participating"),
    ("TR", "turkey", "Turkey (Türkiye)", "participating"),
    ("IN", "india", "India", "participating"),
    ("CN", "china", "China", "participating"),
    ("IR", "iran", "Iran", "participating"),
    ("PL", "poland", "Poland", "supporting"),
    ("AU", "australia", "Australia", "supporting"),
]
ORGANIZATIONS = [("UNDP", "undp", "UNDP"), ("ADPC", "adpc", "ADPC")]
ROLES = [
    ("dm", "PK", "lead"),
    ("dm", "KZ", "lead"),
    ("dm", "AF", "participating"),
    ("dm", "IN", "participating"),
    ("dm", "PL", "supporting"),
    ("dm", "UNDP", "supporting"),
    ("ct", "AF", "lead"),
    ("ct", "TR", "lead"),
    ("tci", "IN", "lead"),
]
FOCAL = [
    ("fp_dm", "dm", "primary"),
    ("fp_dm_deputy", "dm", "deputy"),
    ("fp_ct", "ct", "primary"),
    ("fp_two", "ri", "primary"),
    ("fp_two", "tci", "primary"),
]
STAFF = [("rev", "reviewer"), ("rev_two", "reviewer"), ("dir", "director"), ("adm", "administrator")]
DELEGATES = [
    ("del_pk", "PK"),
    ("del_kz", "KZ"),
    ("del_tr", "TR"),
    ("del_in", "IN"),
    ("del_pl", "PL"),
    ("del_undp", "UNDP"),
    ("del_au", "AU"),
]
PEOPLE = sorted({key for key, *_ in FOCAL} | {key for key, _ in STAFF} | {key for key, _ in DELEGATES} | {"gone"})
PASSWORD = "a long enough password"


def build():
    """Create the cast. Returns a namespace: process, cbms[code], stakeholders[code], people[key], client(key)."""
    return with_browsers(rows())


def rows():
    """What `build` returns, without `client`."""
    process = Process.objects.create(
        slug="hoa-ip", short_name="HoA-IP", name_en="Heart of Asia – Istanbul Process", launched_on=LAUNCHED
    )
    cbms = {
        code: Cbm.objects.create(process=process, code=code, position=number, name_en=name, founded_on=FOUNDED)
        for number, (code, name) in enumerate(CODES, 1)
    }
    stakeholders = {}
    for code, slug, name, category in COUNTRIES:
        stakeholders[code] = Stakeholder.objects.create(kind="country", code=code, slug=slug, name_en=name)
        Membership.objects.create(
            process=process,
            stakeholder=stakeholders[code],
            stakeholder_kind="country",
            category=category,
            from_on=LAUNCHED,
        )
    for code, slug, name in ORGANIZATIONS:
        stakeholders[code] = Stakeholder.objects.create(kind="organization", code=code, slug=slug, name_en=name)
        Membership.objects.create(
            process=process,
            stakeholder=stakeholders[code],
            stakeholder_kind="organization",
            category="organization",
            from_on=LAUNCHED,
        )
    for code, stakeholder, role in ROLES:
        RoleAssignment.objects.create(
            cbm=cbms[code],
            stakeholder=stakeholders[stakeholder],
            stakeholder_kind=stakeholders[stakeholder].kind,
            role=role,
            from_on=FOUNDED,
        )
    people = {
        key: User.objects.create(email=f"{key}@example.org", full_name=f"Sample {key}", is_active=key != "gone")
        for key in PEOPLE
    }
    for key, code, kind in FOCAL:
        FocalPoint.objects.create(cbm=cbms[code], user=people[key], kind=kind, from_on=date(2020, 1, 1))
    FocalPoint.objects.create(cbm=cbms["dm"], user=people["gone"], kind="deputy", from_on=date(2020, 1, 1))
    for key, role in STAFF:
        Appointment.objects.create(process=process, user=people[key], role=role, from_on=date(2020, 1, 1))
    for key, code in DELEGATES:
        Delegate.objects.create(stakeholder=stakeholders[code], user=people[key], from_on=date(2020, 1, 1))
    grants.sync_all()
    return SimpleNamespace(process=process, cbms=cbms, stakeholders=stakeholders, people=people, **people)


def with_browsers(cast):
    """The cast with `client`."""

    def client(key=None):
        """A browser in which that person is signed in; nobody without a key."""
        browser = Client()
        if key is not None:
            browser.force_login(cast.people[key], backend="hoaip.accounts.backend.Backend")
        return browser

    cast.client = client
    return cast


@pytest.fixture
def cast(db):
    return with_browsers(enter(rows))


@pytest.fixture
def transactional_cast(transactional_db):
    """The cast in a test whose transactions are committed."""
    return with_browsers(enter(rows))
