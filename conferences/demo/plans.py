"""Sample plans for a portal that is tried out: plainly made up, one on its way in each of three CBMs."""

from datetime import date, timedelta

DAY = timedelta(days=1)


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
    ]
