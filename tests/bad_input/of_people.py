"""Forms of people, roles, stakeholders, measures and what a person keeps, as they should be filled in."""

from allauth.mfa.models import Authenticator

from hoaip import grants
from hoaip.models import Person
from tests.bad_input.values import REASON
from tests.expectation.search import own_filter
from tests.world import TOKEN


def twin_of(person):
    """Somebody who was entered twice."""
    return Person.objects.get_or_create(name_latin="Twice", stakeholder=person.stakeholder)[0]


def with_factor(world):
    """A person who has a second factor."""
    Authenticator.objects.get_or_create(user=world.del_au, type="totp", defaults={"data": {"secret": "x"}})
    return {"uid": world.del_au.uid}


def forms():
    """{route: (person, kwargs of the world, fields of a form that is written)}."""
    held = grants.today().replace(day=1).isoformat()
    next_year = f"{grants.today().year + 1}"
    day = f"{next_year}-01-15"

    def of(name):
        return lambda world: {"uid": getattr(world, name).uid}

    def au(world):
        return {"uid": world.del_au.uid}

    def dm(world):
        return {"code": "dm"}

    names = {"name_en": "Armenia", "name_fa": "", "name_ps": "", "official_name_en": "", "sort_key": ""}
    return {
        "manage:stakeholder_new": (
            "adm",
            None,
            names | {"kind": "country", "code": "AM", "slug": "armenia", "scope": ""},
        ),
        "manage:stakeholder_edit": (
            "adm",
            lambda world: {"slug": "australia"},
            names | {"name_en": "Australia", "code": "AU", "version": "1", "official_name_en": "The Commonwealth"},
        ),
        "manage:membership_new": (
            "adm",
            None,
            {
                "process": "hoa-ip",
                "stakeholder": "georgia",
                "category": "supporting",
                "from_on": day,
                "until_on": "",
                "basis": "A declaration.",
                "reason": REASON,
            },
        ),
        "manage:stakeholder_delete": ("adm", lambda world: {"slug": "escap"}, {"reason": REASON}),
        "manage:membership_end": ("adm", of("membership"), {"until_on": day, "reason": REASON, "version": "1"}),
        "measures:focal_point_new": (
            "adm",
            None,
            {
                "cbm": "cn",
                "user": lambda world: str(world.rev_two.uid),
                "kind": "primary",
                "unit": "Directorate",
                "from_on": day,
                "until_on": "",
                "reason": REASON,
            },
        ),
        "measures:focal_point_end": ("adm", of("focal_point"), {"until_on": day, "reason": REASON, "version": "1"}),
        "measures:institution_new": (
            "adm",
            None,
            {
                "cbm": "cn",
                "name_en": "Interior ministry",
                "name_fa": "",
                "name_ps": "",
                "from_on": day,
                "until_on": "",
                "source": "A letter.",
                "reason": REASON,
            },
        ),
        "measures:institution_edit": (
            "adm",
            of("institution"),
            {"name_en": "Another", "name_fa": "", "name_ps": "", "reason": REASON, "version": "1"},
        ),
        "measures:institution_end": ("adm", of("institution"), {"until_on": day, "reason": REASON, "version": "1"}),
        "viewing:start": ("rev", None, {"whom": "pakistan", "next": "/cbms/dm/"}),
        "handover:handover_new": (
            "fp_two",
            None,
            {
                "cbm": "ri",
                "successor": lambda world: str(world.rev_two.uid),
                "effective_on": day,
                "note": "Call the ministry first.",
            },
        ),
        "handover:handover_confirm": ("adm", of("handover"), {"version": "1"}),
        "merging:person_merge": (
            "adm",
            None,
            {
                "survivor": lambda world: str(world.persons["pk"].uid),
                "duplicate": lambda world: str(twin_of(world.persons["pk"]).uid),
                "reason": REASON,
                "confirm": "1",
            },
        ),
        "merging:organization_merge": (
            "adm",
            None,
            {"survivor": "undp", "duplicate": "escap", "reason": REASON, "confirm": "1"},
        ),
        # What the preview shows where no role ends.
        "roles:role_bulk": (
            "adm",
            None,
            {
                "stakeholder": "china",
                "role-ce": "supporting",
                "from-ce": day,
                "until-ce": "",
                "basis-ce": "A decision.",
                "deciding_meeting": "",
                "reason": REASON,
                "standing": "e3b0c44298fc1c14",
                "confirm": "1",
            },
        ),
        "measures:cbm_edit": (
            "adm",
            dm,
            {
                "name_en": "Disaster Management",
                "name_fa": "",
                "name_ps": "",
                "objectives_en": "To be ready.",
                "objectives_fa": "",
                "objectives_ps": "",
                "reason": REASON,
                "version": "1",
            },
        ),
        "measures:role_dispute": ("rev", of("role"), {"note": "Another source says 2014."}),
        "measures:institution_dispute": ("rev", of("institution"), {"note": "Another source."}),
        "measures:membership_dispute": ("rev", of("membership"), {"note": "Another source."}),
        "measures:plan_event_dispute": (
            "rev",
            lambda world: {"uid": world.plans["adopted"].events.get().uid},
            {"note": "Another source says a day later."},
        ),
        "interests:interest_new": ("del_pk", None, {"cbm": "tci", "role": "lead", "why": "Sample: to help."}),
        "interests:interest_bring": (
            "fp_dm",
            lambda world: {"uid": world.interests["proposed"].uid},
            {"meeting": lambda world: str(world.meetings["planned"].uid), "version": "1"},
        ),
        "interests:interest_decline": (
            "adm",
            lambda world: {"uid": world.interests["proposed"].uid},
            {"reason": REASON, "version": "1"},
        ),
        "interests:interest_withdraw": (
            "del_au",
            lambda world: {"uid": world.interests["proposed"].uid},
            {"reason": REASON, "version": "1"},
        ),
        "search:filter_new": ("del_pk", None, {"name": "Sample", "list": "meetings", "query": "cbm=dm&year=2026"}),
        "search:filter_edit": ("del_pk", own_filter, {"name": "Sample other", "version": "1"}),
        "persons:person_new": (
            "del_pk",
            None,
            {
                "stakeholder": "pakistan",
                "name_latin": "Sample other",
                "name_arabic": "نمونه",
                "function": "Desk officer",
                "email": "desk@example.org",
                "phone": "+92 51 0000000",
            },
        ),
        "persons:person_edit": (
            "adm",
            lambda world: {"uid": world.persons["pk"].uid},
            {
                "name_latin": "Sample other",
                "name_arabic": "",
                "function": "Desk officer",
                "email": "desk@example.org",
                "phone": "",
                "left_on": day,
                "version": "1",
            },
        ),
        "contacts:contact_new": (
            "del_pk",
            None,
            {
                "cbm": "ce",
                "person": lambda world: str(world.persons["pk"].uid),
                "from_on": held,
                "until_on": "",
            },
        ),
        "contacts:contact_end": (
            "del_pk",
            lambda world: {"uid": world.contacts["dm"].uid},
            {"until_on": day, "version": "1"},
        ),
        "roles:role_new": (
            "adm",
            None,
            {
                "cbm": "ri",
                "stakeholder": "kazakhstan",
                "role": "lead",
                "from_on": day,
                "until_on": "",
                "basis": "By agreement.",
                "deciding_meeting": "",
                "interest": "",
                "reason": REASON,
                "confirm": "1",
            },
        ),
        "roles:role_end": (
            "adm",
            of("role"),
            {"until_on": day, "reason": REASON, "deciding_meeting": "", "version": "1", "confirm": "1"},
        ),
        "accounts:people_invite": (
            "adm",
            None,
            {
                "email": "guest@example.org",
                "full_name": "Sample guest",
                "language": "en",
                "role": "delegate",
                "stakeholder": "australia",
                "process": "",
            },
        ),
        "accounts:appointment_new": (
            "adm",
            au,
            {"process": "hoa-ip", "role": "reviewer", "from_on": day, "until_on": "", "reason": REASON},
        ),
        "accounts:appointment_end": ("adm", of("appointment"), {"until_on": day, "reason": REASON, "version": "1"}),
        "accounts:delegation_new": (
            "adm",
            lambda world: {"uid": world.rev_two.uid},
            {"stakeholder": "australia", "from_on": day, "until_on": "", "reason": REASON},
        ),
        "accounts:delegation_end": ("adm", of("delegation"), {"until_on": day, "reason": REASON, "version": "1"}),
        "accounts:people_edit": (
            "adm",
            au,
            {
                "full_name": "Sample other",
                "email": "other@example.org",
                "language": "en",
                "reason": REASON,
                "version": "1",
            },
        ),
        "accounts:people_deactivate": ("adm", au, {"reason": REASON, "version": "1"}),
        "accounts:people_reactivate": (
            "adm",
            lambda world: {"uid": world.gone.uid},
            {"reason": REASON, "version": "1"},
        ),
        "accounts:people_reset_factors": ("adm", with_factor, {"reason": REASON, "version": "1"}),
        "accounts:manager_new": (
            "adm",
            lambda world: {"slug": "adpc"},
            {"person": lambda world: str(world.managed.user.uid), "from_on": day, "until_on": "", "reason": REASON},
        ),
        "accounts:managing_new": (
            "adm",
            au,
            {"stakeholder": "australia", "from_on": day, "until_on": "", "reason": REASON},
        ),
        "accounts:manager_end": ("adm", of("manager"), {"reason": REASON, "version": "1"}),
        "delegation:invite": (
            "del_in",
            lambda world: {"slug": "adpc"},
            {"full_name": "Sample guest", "email": "colleague@example.org", "language": "en"},
        ),
        "delegation:access_end": (
            "del_in",
            lambda world: {"slug": "adpc", "uid": world.managed.uid},
            {"reason": REASON, "version": "1"},
        ),
        "accounts:people_me": (
            "del_pk",
            None,
            {"language": "ps", "calendar": "solar", "time_zone": "Asia/Tashkent", "version": "1"},
        ),
        "letters:choices": (
            "del_pk",
            None,
            {
                "meetings": "weekly",
                "reminders": "off",
                "work": "at_once",
                "answers": "weekly",
                "watched": "weekly",
                "history": "off",
                "version": "1",
            },
        ),
        "accounts:invitation_accept": (
            None,
            lambda world: {"token": TOKEN},
            {
                "full_name": "Sample new",
                "password": "seventeen quiet rivers",
                "password_again": "seventeen quiet rivers",
            },
        ),
    }
