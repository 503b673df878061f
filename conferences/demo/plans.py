"""Sample plans for a portal that is tried out, plainly made up: one in each of four CBMs, one in consultation."""

from datetime import date, timedelta

from cbms.actions.consultations import answer_consultation, answer_on_behalf, open_consultation
from cbms.models import Asked, Consultation, Plan
from hoaip.action import action, authorise
from hoaip.imports import address
from hoaip.models import User
from hoaip.permissions import Permission
from hoaip.seeds import sample_email

DAY = timedelta(days=1)
ASKED = "cn_cleared"
ASKED_BY = "fp_cn"
DAYS_TO_ANSWER = 21


def sample_plans(today):
    """[(key, CBM, state, key of its focal point, text)] on a day; Disaster Management is left to its real history."""
    first = today.year

    def activity(title, lead, start, end, **more):
        return {
            "title": title,
            "lead": lead,
            "starts_on": date(first, start, 1),
            "ends_on": date(first + 1, end + 1, 1).replace(day=1) - DAY,
            **more,
        }

    def text(title, summary, objectives):
        return {
            "title": f"Sample: Implementation Plan, {title}",
            "summary": f"Sample: {summary}",
            "starts_on": date(first, 1, 1),
            "ends_on": date(first + 1, 12, 31),
            "objectives": objectives,
        }

    return [
        (
            "ct_under_review",
            "ct",
            "under_review",
            "fp_ct",
            text(
                "Counter-Terrorism",
                "the states share what they learn, train together, and meet twice a year.",
                [
                    (
                        "Officers of the region know each other’s work",
                        [
                            activity(
                                "Yearly training of investigators",
                                "TR",
                                3,
                                6,
                                partners=["AF", "AE"],
                                place="Ankara",
                                funding="The host",
                                indicator="Sixty officers trained a year",
                                expected_result="Requests between the states are answered within a week.",
                            ),
                            activity(
                                "Directory of contact points",
                                "AF",
                                1,
                                3,
                                place="Kabul",
                                indicator="A contact point named by each state",
                            ),
                        ],
                    ),
                    (
                        "What is learnt is shared",
                        [
                            activity(
                                "Seminar on the financing of terrorism",
                                "AE",
                                9,
                                11,
                                partners=["TR"],
                                place="Abu Dhabi",
                                funding="The host; travel by the participants",
                                indicator="A report adopted by the seminar",
                            ),
                        ],
                    ),
                ],
            ),
        ),
        (
            "tci_returned",
            "tci",
            "changes_requested",
            "fp_two",
            text(
                "Trade, Commerce and Investment",
                "goods cross the borders of the region faster, and its chambers know each other.",
                [
                    (
                        "Borders are crossed faster",
                        [
                            activity(
                                "Study of waiting times at six crossings",
                                "IN",
                                2,
                                5,
                                place="Six border crossings",
                                indicator="Hours waited, by crossing",
                            ),
                            activity(
                                "Common form for transit",
                                "IN",
                                6,
                                10,
                                partners=["AF"],
                                indicator="States that accept the form",
                            ),
                        ],
                    ),
                ],
            ),
        ),
        (
            "ri_draft",
            "ri",
            "draft",
            "fp_two",
            text(
                "Regional Infrastructure",
                "lines of transport and energy that join the region are planned together.",
                [
                    (
                        "One map of what is planned",
                        [activity("Register of projects of roads, railways and lines", "TM", 4, 8)],
                    ),
                    ("Money is found for what joins the region", []),
                ],
            ),
        ),
        (
            ASKED,
            "cn",
            "cleared",
            ASKED_BY,
            text(
                "Counter-Narcotics",
                "what is known of the routes is shared, and those who guard the borders train together.",
                [
                    (
                        "What is known is shared",
                        [
                            activity(
                                "Yearly report on routes and seizures",
                                "RU",
                                2,
                                5,
                                partners=["AZ", "IN"],
                                place="Moscow",
                                funding="The leads",
                                indicator="A report a year, agreed by the states",
                            ),
                        ],
                    ),
                    (
                        "Those who guard the borders train together",
                        [
                            activity(
                                "Course for customs officers",
                                "AZ",
                                6,
                                9,
                                partners=["UNODC"],
                                place="Baku",
                                funding="The host; travel by the participants",
                                indicator="Forty officers trained a year",
                            ),
                        ],
                    ),
                ],
            ),
        ),
    ]


@action
def seed_demo_consultation(*, today, by):
    """Ask the capitals about the cleared sample plan, unless they were asked. Run again it changes nothing.

    One has answered, for one the focal point entered what came by letter, the others are silent. By the real actions,
    in the name of the sample people: called after `seed_demo`, who hold their rights once it has ended. `today` is
    today's day: what opens now cannot end before it.
    """
    authorise(by, Permission.IMPORT_FACT)
    plan = Plan.objects.filter(uid=address("sample plan", ASKED), state=Plan.State.CLEARED).first()
    if plan is None or Consultation.objects.filter(plan=plan).exists():
        return
    focal_point, delegate = (User.objects.get(email=sample_email(key)) for key in (ASKED_BY, "del_az"))
    consultation = open_consultation(
        plan,
        expires_on=today + timedelta(days=DAYS_TO_ANSWER),
        note="Sample: made up, to try the portal out.",
        by=focal_point,
    )
    asked = {row.stakeholder.code: row for row in _asked(consultation)}
    answer_consultation(asked["AZ"], answer="support", text="Sample: we offer to host the first course.", by=delegate)
    answer_on_behalf(
        asked["RU"],
        answer="no_objection",
        text="Sample: no objection, by a note verbale of its embassy.",
        by=focal_point,
    )


def _asked(consultation):
    return Asked.objects.filter(consultation=consultation).select_related("stakeholder", "consultation")
