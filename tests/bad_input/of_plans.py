"""Forms of plans, their review, consultation, adoption and progress, as they should be filled in."""

from cbms.models import ConsultationRule, FocalPoint, RoleAssignment
from cbms.silence.asked import fingerprint, parties_of
from hoaip import grants
from tests.bad_input.values import REASON
from tests.files import pdf


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
    """{route: (person, kwargs of the world, fields of a form that is written)}."""
    next_year = f"{grants.today().year + 1}"
    day = f"{next_year}-01-15"

    def of(name):
        return lambda world: {"uid": getattr(world, name).uid}

    def dm(world):
        return {"code": "dm"}

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
    return {
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
        "reviews:comment_reopen": (
            "rev",
            lambda world: {"uid": world.comments["settled"].uid},
            {"reason": REASON},
        ),
        "reviews:comment_answer": (
            "rev",
            lambda world: {"uid": world.comments["ct"].uid},
            {"text": REASON},
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
    }
