"""What bad input gets, on every form and every list: a sentence or a refusal, nothing written, never a 500."""

import json
import re
from urllib.parse import quote, unquote_to_bytes, urlencode

import pytest
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cbms.models import ConsultationRule, FocalPoint, RoleAssignment
from cbms.silence.asked import fingerprint, parties_of
from hoaip import grants, routes
from hoaip.models import AuditEntry, Person, Stakeholder
from tests.cast import build
from tests.expectation import UNKNOWN
from tests.expectation.commitment_forms import register_forms
from tests.expectation.search import own_filter
from tests.files import pdf
from tests.umbrella_forms import BUTTONS, UMBRELLA
from tests.umbrella_forms import LISTS as UMBRELLA_LISTS
from tests.world import TOKEN, fill

REASON = "The floods."
EVIDENCE = {"text": REASON, "document": "", "title": "Photo", "dated_on": "2026-05-05", "language": "en"}
# Already encoded as they go over the line.
BYTES = {"NUL": "a%00b", "lone surrogate": "Road%ED%A0%80Map", "wrong UTF-8": "a%FF%FE"}
WORDS = {
    "overlong": "x" * 160_001,
    "long": "y" * 321,
    "huge number": "9" * 400,
    "beyond bigint": "9223372036854775808",
    "negative": "-1",
    "thirteenth month": "2016-13-45",
    "an early day": "2011-01-02",
    "other digits": "٢٠٢٦-٠٩-٠٦",
    "superscript": "²",
    "foreign id": UNKNOWN,
    "markup": "<img src=x onerror=alert(1)>",
}
TONGUES = ("en", "fa", "ps")
BAD = BYTES | {name: quote(text) for name, text in WORDS.items()}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        world = fill(build())
        Stakeholder.objects.create(kind="country", code="GE", slug="georgia", name_en="Georgia")
        Stakeholder.objects.create(kind="organization", code="ESCAP", slug="escap", name_en="ESCAP")
        world.browsers = {
            key: world.client(key)
            for key in ("fp_dm", "fp_two", "rev", "dir", "adm", "del_pk", "del_au", "del_in", "del_undp")
        }
        world.browsers[None] = Client()
        for browser in world.browsers.values():
            browser.raise_request_exception = False
        yield world
        transaction.set_rollback(True)


def twin_of(person):
    """Somebody who was entered twice."""
    return Person.objects.get_or_create(name_latin="Twice", stakeholder=person.stakeholder)[0]


def with_factor(world):
    """A person who has a second factor."""
    Authenticator.objects.get_or_create(user=world.del_au, type="totp", defaults={"data": {"secret": "x"}})
    return {"uid": world.del_au.uid}


def asked_of_ri(world):
    """The cleared plan, of a CBM in which somebody is to be asked."""
    RoleAssignment.objects.get_or_create(
        cbm=world.cbms["ri"],
        stakeholder=world.stakeholders["CN"],
        stakeholder_kind="country",
        role="lead",
        defaults={"from_on": "2020-01-01"},
    )
    return {"uid": world.plans["cleared"].uid}


def on_behalf_of_undp(world):
    """The consultation of the world, once its CBM has a focal point."""
    FocalPoint.objects.get_or_create(
        cbm=world.cbms["ce"], user=world.fp_two, kind="primary", defaults={"from_on": "2020-01-01"}
    )
    grants.sync(world.cbms["ce"])
    return {"uid": world.consultation.uid, "slug": "undp"}


def objected(world):
    """The consultation of the world, once India objects."""
    asked = world.consultation.asked.get(may_object=True)
    if not asked.positions.exists():
        asked.positions.create(answer="objection", text="Sample.", at=world.consultation.opened_at, by=world.del_in)
    return {"uid": world.consultation.uid}


def forms():
    """{route: (person, kwargs of the world, fields of a form that is written)}: every form that writes."""
    held = grants.today().replace(day=1).isoformat()
    next_year = f"{grants.today().year + 1}"
    day = f"{next_year}-01-15"

    def meeting(key):
        return lambda world: {"uid": world.meetings[key].uid}

    def step(key, **more):
        return "rev", meeting(key), {"version": "1", **more}

    def of(name):
        return lambda world: {"uid": getattr(world, name).uid}

    def flag(key):
        return lambda world: {"uid": world.flags[key].uid}

    def au(world):
        return {"uid": world.del_au.uid}

    def dm(world):
        return {"code": "dm"}

    def follows(key):
        return lambda world: {"uid": world.actions[key].uid}

    logged = {
        "cbm": "dm",
        "type": "rtgm",
        "title": "",
        "date_precision": "day",
        "starts_on": held,
        "ends_on": "",
        "host": "pakistan",
        "city": "Islamabad",
        "mode": "in_person",
        "attendance-pakistan": "present",
        "attendance-australia": "remote",
        "outcomes-0-kind": "action",
        "outcomes-0-text": "Share the road map.",
        "outcomes-0-owner": "pakistan",
        "outcomes-0-due": f"{next_year}-12",
        "record": "The meeting was opened.\n\nIt was closed.",
        "another_meeting": "on",
        "save": "held",
    }

    def document(key):
        return lambda world: {"uid": world.documents[key].uid}

    def plan(key):
        return lambda world: {"uid": world.plans[key].uid}

    written = {
        "title_en": "Sample plan",
        "title_fa": "",
        "title_ps": "",
        "language": "en",
        "summary": "What the region does together.",
        "first_month": "2026-01",
        "last_month": "1406-09",
        "is_shared": "on",
        "parts-0-objective": "",
        "parts-0-title": "Be prepared",
        "parts-0-text": "",
        "parts-1-activity": "",
        "parts-1-title": "Exercise",
        "parts-1-lead": "PK",
        "parts-1-partners": "UNDP; Poland",
        "parts-1-first_month": "2026-03",
        "parts-1-last_month": "2026-05",
        "save": "yes",
        "version": "1",
    }
    paper = {
        "file": pdf(),
        "type": "concept",
        "title_en": "Early warning",
        "title_fa": "",
        "title_ps": "",
        "dated_on": day,
        "language": "en",
        "rung": "2",
    }
    # What a body did with a plan, the day after the plan of the world was adopted.
    decided = {
        "meeting": "",
        "on": "2024-04-26",
        "agreed": "pakistan",
        "source": "https://example.org/record",
        "source_note": "Read on paper.",
        "confidence": "medium",
        "is_disputed": "on",
        "dispute_note": "Two records differ.",
    }
    about_conference = {
        "co_chairs": "pakistan",
        "co_chair_persons": "Sartaj Aziz (Pakistan)",
        "theme": "Prosperity",
        "declaration": "A declaration",
        "hoa": "14",
        "supporting": "17",
        "organizations": "12",
        "source": "https://example.org/a",
        "source_note": "",
        "reason": REASON,
    }
    about_term = {
        "from_conference": "hoa-ip-5",
        "until_conference": "",
        "from_on": "",
        "until_on": day,
        "source": "",
        "source_note": "",
        "reason": REASON,
    }
    declared = {
        "title_en": "Islamabad Declaration",
        "title_fa": "",
        "title_ps": "",
        "kind": "declaration",
        "agreed_on": "2016-12-04",
        "is_summary": "on",
        "source": "https://example.org/a",
        "source_note": "",
        "para-0-uid": "",
        "para-0-en": "We agree.",
        "para-0-fa": "",
        "para-0-ps": "",
        "save": "yes",
    }
    delegated = {"level": "minister", "head": "Sample head", "function": "Minister", "size": "4"}
    names = {"name_en": "Armenia", "name_fa": "", "name_ps": "", "official_name_en": "", "sort_key": ""}
    return {
        "meetings:meeting_new": ("fp_dm", None, logged),
        "meetings:meeting_edit": ("fp_dm", meeting("held"), logged | {"version": "1"}),
        "meetings:meeting_ordinal": ("rev", meeting("held"), {"cbm": "dm", "ordinal": "7", "reason": REASON}),
        "meetings:meeting_announce": step("planned"),
        "meetings:meeting_invite": step("planned"),
        "meetings:meeting_postpone": step("planned", reason=REASON, date_precision="day", starts_on=day, ends_on=day),
        "meetings:meeting_replan": step("postponed", date_precision="month", starts_on=day[:7], ends_on=""),
        "meetings:meeting_cancel": step("planned", reason=REASON),
        "meetings:meeting_circulate": step("held"),
        "meetings:meeting_close": step("reported", reason=REASON),
        "meetings:meeting_annul": step("held", reason=REASON),
        "meetings:meeting_reopen": step("closed", reason=REASON),
        "meetings:flag_acknowledge": ("fp_dm", flag("open"), {"version": "1", "explanation": REASON}),
        "meetings:flag_waive": ("dir", flag("open"), {"version": "1", "reason": REASON}),
        "meetings:flag_lift": ("dir", flag("waived"), {"version": "1", "reason": REASON}),
        "meetings:target_edit": ("dir", dm, {"target": "3", "reason": REASON, "version": "0"}),
        "meetings:standing_edit": ("dir", dm, {"state": "suspended", "from_on": day, "reason": REASON}),
        "cbms:document_new": ("fp_dm", dm, paper),
        "meetings:document_new": ("fp_dm", meeting("held"), paper | {"rung": ""}),
        "documents:document_edit": (
            "fp_dm",
            document("open"),
            {"title_en": "Another", "title_fa": "", "title_ps": "", "dated_on": day, "language": "en", "version": "1"},
        ),
        "documents:document_replace": (
            "fp_dm",
            document("open"),
            {"file": pdf(), "language": "ps", "version": "1"},
        ),
        "documents:document_visibility": (
            "fp_dm",
            document("paper"),
            {"rung": "5", "readers": lambda world: str(world.del_pk.uid), "version": "1", "confirm": "1"},
        ),
        "documents:document_delete": ("fp_dm", document("open"), {"reason": REASON, "version": "1"}),
        "documents:document_restore": ("fp_dm", document("deleted"), {"reason": REASON, "version": "1"}),
        "documents:document_order": ("dir", document("deleted"), {"reason": REASON, "version": "1"}),
        "documents:document_destroy": ("adm", document("ordered"), {"sure": "on", "version": "1"}),
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
        "managed_conferences:conference_new": (
            "adm",
            None,
            about_conference | {"meeting": lambda world: str(world.ministers.uid), "ordinal": "6"},
        ),
        "managed_conferences:conference_edit": (
            "adm",
            of("conference"),
            about_conference | {"ordinal": "5", "version": "1"},
        ),
        "managed_conferences:chair_new": (
            "adm",
            None,
            about_term | {"process": "hoa-ip", "stakeholder": "georgia", "standing": "co_chair"},
        ),
        "managed_conferences:conference_dispute": ("rev", of("conference"), {"note": "Another source."}),
        "managed_conferences:process_dispute": ("rev", of("process"), {"note": "Another source."}),
        "managed_conferences:commitment_dispute": (
            "fp_dm",
            lambda world: {"uid": world.commitments["registered"].uid},
            {"note": "Another source."},
        ),
        "managed_conferences:chair_dispute": ("rev", of("chair"), {"note": "Another source."}),
        "managed_conferences:declaration_dispute": (
            "rev",
            lambda world: {"uid": world.declarations["sealed"].uid},
            {"note": "Another source."},
        ),
        "declarations:declaration_new": (
            "rev",
            None,
            declared | {"meeting": lambda world: str(world.ministers.uid), "slug": "islamabad-2016"},
        ),
        "declarations:declaration_edit": (
            "rev",
            lambda world: {"slug": "sample-draft"},
            declared | {"slug": "sample-draft", "document": "", "version": "1"},
        ),
        "declarations:declaration_seal": (
            "dir",
            lambda world: {"slug": "sample-draft"},
            {"reason": REASON, "version": "1"},
        ),
        "declarations:paragraph_tag": (
            "rev",
            lambda world: {"slug": "sample-sealed", "number": 1},
            {"is_actionable": "on", "pillar": "cbms", "theme": "security", "cbms": "dm", "version": "1"},
        ),
        "declarations:delegation_new": (
            "rev",
            lambda world: {"ordinal": 5},
            delegated | {"stakeholder": "india"},
        ),
        "declarations:delegation_edit": (
            "rev",
            of("delegation_sent"),
            delegated | {"reason": REASON, "version": "1"},
        ),
        "declarations:delegation_remove": ("rev", of("delegation_sent"), {"reason": REASON, "version": "1"}),
        "managed_conferences:process_edit": (
            "adm",
            lambda world: {"slug": "hoa-ip"},
            {
                **{f"{text}_{tongue}": "Text" for text in ("name", "description", "themes") for tongue in TONGUES},
                "reason": REASON,
                "version": "1",
            },
        ),
        "managed_conferences:chair_edit": ("adm", of("chair"), about_term | {"standing": "chair", "version": "1"}),
        "meetings:meeting_heads": (
            "fp_dm",
            meeting("held"),
            {
                "text-pakistan": "Sample head",
                "person-pakistan": lambda world: str(world.persons["pk"].uid),
                "version": "1",
            },
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
        "reviews:review_return": ("rev", plan("under_review"), {"reason": REASON, "number": "1"}),
        "reviews:review_clear": ("rev", plan("under_review"), {"reason": REASON, "number": "1"}),
        "reviews:review_assign": (
            "rev",
            plan("under_review"),
            {"reviewer": lambda world: str(world.rev_two.uid), "due_on": day},
        ),
        "reviews:comment_new": (
            "rev",
            plan("under_review"),
            {
                "about": lambda world: str(world.plans["under_review"].activities.first().key),
                "text": REASON,
                "must_fix": "on",
            },
        ),
        "reviews:comment_answer": (
            "rev",
            lambda world: {"uid": world.comments["ct"].uid},
            {"text": REASON},
        ),
        "reviews:comment_reopen": (
            "rev",
            lambda world: {"uid": world.comments["settled"].uid},
            {"reason": REASON},
        ),
        "progress:period_new": ("fp_dm", plan("adopted"), {"starts_on": "2027-07-01"}),
        "progress:period_lock": ("rev", lambda world: {"uid": world.periods["draft"].uid}, {"reason": REASON}),
        "progress:period_unlock": ("rev", lambda world: {"uid": world.periods["locked"].uid}, {"reason": REASON}),
        "progress:report_return": ("rev", lambda world: {"uid": world.reports["submitted"].uid}, {"reason": REASON}),
        "progress:report_evidence": (
            "fp_dm",
            lambda world: {"uid": world.reports["draft"].uid},
            {"document": "", "file": pdf(), "title": "Photo", "dated_on": day, "language": "en"},
        ),
        "progress:milestone_new": ("fp_dm", plan("adopted"), {"title": "Centre opened", "due_on": day}),
        "progress:milestone_day": (
            "fp_dm",
            lambda world: {"uid": world.milestones["active"].uid},
            {"due_on": day, "reason": REASON},
        ),
        "progress:milestone_achieve": (
            "rev",
            lambda world: {"uid": world.milestones["active"].uid},
            {"resolution": REASON, "document": ""},
        ),
        "progress:milestone_drop": (
            "rev",
            lambda world: {"uid": world.milestones["active"].uid},
            {"reason": REASON},
        ),
        "holidays:holiday_new": (
            "adm",
            None,
            {"country": "pakistan", "name": "Sample day", "from_on": day, "until_on": ""},
        ),
        "holidays:holiday_edit": (
            "adm",
            of("holiday"),
            {"name": "Sample day", "from_on": day, "until_on": day, "version": "1"},
        ),
        "holidays:weekend_edit": ("adm", lambda world: {"slug": "pakistan"}, {"weekend": "4", "version": "0"}),
        "rule:rule_edit": (
            "adm",
            None,
            {
                "calendar": "gregorian",
                "lead_days": "40",
                "gap_days": "120",
                "warn_days": "30",
                "reason": REASON,
                "version": "1",
            },
        ),
        "rule:blackout_new": ("adm", None, {"from_on": day, "until_on": day, "reason": REASON}),
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
        "decisions:decision_new": (
            "fp_dm",
            lambda world: {"uid": world.plans["draft"].uid},
            decided | {"kind": "endorsed", "body": "rtg", "plan_version": ""},
        ),
        "decisions:adoption_new": (
            "dir",
            lambda world: {"uid": world.plans["adopted"].uid},
            decided | {"body": "mc", "document": "", "file": pdf(), "document_language": "en", "version": "1"},
        ),
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
        "accounts:people_me": (
            "del_pk",
            None,
            {"language": "ps", "calendar": "solar", "time_zone": "Asia/Tashkent", "version": "1"},
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
        # Implementation plans: written, taken over from a table, submitted, revised, withdrawn
        "plans:plan_edit": ("fp_dm", plan("draft"), written),
        "plans:plan_import": (
            "fp_dm",
            plan("draft"),
            {"table": "objective,activity,lead\nBe prepared,Exercise,PK\n", "confirm": "1", "version": "1"},
        ),
        "plans:plan_submit": ("fp_dm", plan("draft"), {"note": "The first version.", "version": "1"}),
        "plans:plan_revise": ("fp_two", plan("cleared"), {"reason": REASON, "version": "1"}),
        "plans:plan_withdraw": ("dir", plan("draft"), {"reason": REASON, "version": "1"}),
        # Consultations: that of the world is open, on a CBM without a focal point, and nobody has answered.
        "consultations:consultation_open": (
            "fp_two",
            asked_of_ri,
            {
                "expires_on": day,
                "note": "Is it right?",
                "confirm": "1",
                "previewed": lambda world: fingerprint(
                    parties_of(world.cbms["ri"], grants.today(), ConsultationRule())
                ),
                "version": "1",
            },
        ),
        "consultations:consultation_answer": (
            "del_undp",
            of("consultation"),
            {"answer": "comment", "text": "One remark.", "version": "1"},
        ),
        "consultations:consultation_behalf": (
            "fp_two",
            on_behalf_of_undp,
            {"answer": "support", "text": "Note verbale 12.", "version": "1"},
        ),
        "consultations:consultation_extend": (
            "rev",
            of("consultation"),
            {"expires_on": day, "reason": REASON, "version": "1"},
        ),
        "consultations:consultation_withdraw": ("rev", of("consultation"), {"reason": REASON, "version": "1"}),
        "consultations:consultation_judge": ("rev", objected, {"note": "Talk to Delhi.", "version": "1"}),
        "consultations:rule_edit": (
            "adm",
            dm,
            {"entitled": "leads", "least_days": "20", "reason": REASON, "version": "1"},
        ),
        "plans:plan_reopen": ("dir", plan("withdrawn"), {"reason": REASON, "version": "1"}),
        # Actions; a new one names what it is for in its address: tests/conferences/test_actions.py sweeps it.
        "follow_up:action_edit": (
            "rev",
            follows("open"),
            {"title": "Another", "due": "2027-03", "activity": "", "rung": "5", "version": "1"},
        ),
        "follow_up:action_reassign": ("rev", follows("open"), {"owner": "india", "reason": REASON, "version": "1"}),
        "follow_up:action_evidence": ("del_pk", follows("in_progress"), EVIDENCE),
        "follow_up:action_claim": ("del_pk", follows("in_progress"), EVIDENCE | {"version": "1"}),
        "follow_up:action_return": ("rev", follows("claimed"), {"reason": REASON, "version": "1"}),
        "follow_up:action_cancel": ("rev", follows("open"), {"reason": REASON, "version": "1"}),
    }


FORMS = forms() | register_forms() | UMBRELLA
# Forms without a field of their own, those of the sign-in (which write no business row), and drafts.
WITHOUT_FIELDS = BUTTONS | {
    "meetings:meeting_hold": "its fields are those of the other steps",
    "manage:stakeholder_delete": "one button",
    "measures:role_confirm": "one button",
    "measures:plan_event_confirm": "one button",
    "measures:institution_confirm": "one button",
    "measures:membership_confirm": "one button",
    "managed_conferences:conference_confirm": "one button",
    "declarations:declaration_words": "one button",
    "managed_conferences:process_confirm": "one button",
    "managed_conferences:commitment_confirm": "one button",
    "managed_conferences:chair_confirm": "one button",
    "managed_conferences:declaration_confirm": "one button",
    "rule:blackout_remove": "one button",
    "holidays:holiday_remove": "one button",
    "holidays:holiday_restore": "one button",
    "contacts:contact_confirm": "one button",
    "consultations:consultation_confirm": "one button",
    "commitments:commitment_answer_confirm": "one button",
    "consultations:consultation_remind": "one button",
    "reviews:review_claim": "one button",
    "reviews:comment_resolve": "one button",
    "reviews:comment_withdraw": "one button",
    "progress:period_accept": "one button",
    "progress:report_accept": "one button",
    "progress:milestone_accept": "one button",
    "progress:milestone_keep_day": "one button",
    "progress:period_edit": "its fields are named by the activities: tests/cbms/test_progress.py sweeps them",
    "search:filter_delete": "one button",
    "hoaip:outbox_retry": "one button",
    "hoaip:job_run": "one button",
    "accounts:invitation_renew": "one button",
    "accounts:invitation_withdraw": "one button",
    "accounts:session_end": "one button",
    "plans:plan_recall": "one button",
    "follow_up:action_begin": "one button",
    "follow_up:action_verify": "one button",
    "follow_up:action_new": "it names what it is for in its address: tests/conferences/test_actions.py",
    "viewing:stop": "one button",
    "handover:handover_withdraw": "one button",
    "handover:item_take": "one button",
    "plans:plan_new": "a plan is under way in each CBM of the world: tests/cbms/test_plan_pages.py",
}
ENTRANCE = {
    "account_login": {"login": "fp_dm@example.org", "password": "a long enough password"},
    "account_reset_password": {"email": "fp_dm@example.org"},
    "account_reauthenticate": {"password": "a long enough password"},
    "account_change_password": {"oldpassword": "a", "password1": "seventeen quiet rivers", "password2": "b"},
    "mfa_authenticate": {"code": "123456"},
    "saving:draft_save": {"title": "Typed"},
    "saving:draft_discard": {"back": "/"},
}


def send(world, person, address, fields, *, bad=None):
    """POST the fields; `bad` is (name, encoded value) in place of one. Returns (answer, the audit rows it wrote)."""
    plain = {
        name: value(world) if callable(value) else value
        for name, value in fields.items()
        if bad is None or name != bad[0]
    }
    kind = "application/x-www-form-urlencoded"
    if any(isinstance(value, bytes) for value in fields.values()):
        body, kind = multipart(plain, bad)
    else:
        body = urlencode(plain)
        if bad is not None:
            body += f"&{bad[0]}={bad[1]}"
    browser = world.browsers[person]
    cookies = browser.cookies.output(header="", sep=";")
    with transaction.atomic():
        before = AuditEntry.objects.count()
        response = browser.post(address, body, content_type=kind)
        written = list(AuditEntry.objects.order_by("sequence")[before:])
        transaction.set_rollback(True)
    if cookies != browser.cookies.output(header="", sep=";"):
        browser.cookies.load(cookies)
    return response, written


def multipart(plain, bad):
    """The fields as a form with a file sends them; bytes are a file. Returns (body, content type)."""
    parts = []
    for name, value in plain.items():
        more = b'; filename="record.pdf"' if isinstance(value, bytes) else b""
        parts.append((name, more, value if isinstance(value, bytes) else str(value).encode()))
    if bad is not None:
        parts.append((bad[0], b"", unquote_to_bytes(bad[1])))
    body = b"".join(
        b'--edge\r\nContent-Disposition: form-data; name="%b"%b\r\n\r\n%b\r\n' % (name.encode(), more, value)
        for name, more, value in parts
    )
    return body + b"--edge--\r\n", "multipart/form-data; boundary=edge"


def address_of(world, name, kwargs):
    return reverse(name, kwargs=kwargs(world) if kwargs else None)


@pytest.mark.django_db
@pytest.mark.parametrize("name", FORMS)
def test_the_form_as_it_should_be_is_written(world, name):
    person, kwargs, fields = FORMS[name]

    response, written = send(world, person, address_of(world, name, kwargs), fields)

    assert response.status_code == 302, re.sub(r"<[^>]+>|\s+", " ", response.content.decode())[-3000:]
    assert written


@pytest.mark.django_db
@pytest.mark.parametrize("name", FORMS)
def test_bad_input_is_refused_and_writes_nothing(world, name):
    person, kwargs, fields = FORMS[name]
    address, wrong = address_of(world, name, kwargs), []
    for field in [*fields, "idempotency_key"]:
        for kind, value in BAD.items():
            response, written = send(world, person, address, fields, bad=(field, value))
            said = f"{field} = {kind}: {response.status_code}"
            if response.status_code not in (200, 302, 400, 403, 404, 409, 422):
                wrong.append(said)
            elif response.status_code != 302 and written:
                wrong.append(f"{said}, and wrote {written}")
            stored = json.dumps([[row.changes, row.reason] for row in written], ensure_ascii=False)
            if kind in BYTES and ("\ufffd" in stored or "\x00" in stored or "\\u0000" in stored):
                wrong.append(f"{said}, and stored a broken text")
            if kind in BYTES and response.status_code == 302 and field not in HARMLESS:
                wrong.append(f"{said}, taken in silence")
    assert not wrong, "\n".join(wrong)


# A box is ticked or not, whatever it carries; an unknown button is the plain one; a key that is no key is none.
HARMLESS = {
    "another_meeting",
    "save",
    "idempotency_key",
    "confirm",
    "sure",
    "must_fix",
    "is_shared",
    "is_disputed",
    "is_summary",
    "is_actionable",
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ENTRANCE)
def test_the_entrance_bears_bad_input(world, name):
    fields, wrong = ENTRANCE[name], []
    kwargs = {"form_key": "meeting-new"} if name.startswith("saving:") else None
    person = "del_pk" if name not in ("account_login", "account_reset_password", "mfa_authenticate") else None
    for field in fields:
        for kind, value in BAD.items():
            response, written = send(world, person, reverse(name, kwargs=kwargs), fields, bad=(field, value))
            if response.status_code not in (200, 302, 400, 422, 429) or written:
                wrong.append(f"{field} = {kind}: {response.status_code} {written}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_every_form_is_swept(world):
    posting = {route["name"] for route in routes.all_routes() if "POST" in route["methods"]}
    third_party = {name for name in posting if name.startswith(("account_", "mfa_"))}

    assert posting - third_party - set(FORMS) - set(WITHOUT_FIELDS) - set(ENTRANCE) == set()


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
    "/manage/holidays/": ("adm", ["country", "year"]),
    "/manage/holidays/new/": ("adm", ["country"]),
    "/persons/": ("adm", ["of", "page"]),
    "/persons/new/": ("del_pk", ["stakeholder"]),
    "/contacts/": ("adm", ["show", "page"]),
    "/contacts/new/": ("del_pk", ["cbm", "person"]),
    "/interests/": ("del_pk", ["show", "page"]),
    "/interests/new/": ("del_pk", ["cbm"]),
    "/accounts/login/": (None, ["next"]),
    "/search/": (None, ["q", "kind", "page"]),
    "/filters/new/": ("del_pk", ["list", "query"]),
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


@pytest.mark.django_db
@pytest.mark.parametrize("address", LISTS)
def test_a_broken_query_is_a_400_or_a_page_and_never_a_500(world, address):
    person, names = LISTS[address]
    wrong = []
    for name in [*names, "unknown", "%00", "%ED%A0%80"]:
        for kind, value in BAD.items():
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
    ("/persons/?of=atlantis", "adm"),
    ("/persons/?page=0", "adm"),
    ("/contacts/?show=secret", "adm"),
    ("/interests/?show=secret", "rev"),
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
