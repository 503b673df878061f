"""What the public pages of conferences, commitments and the umbrella say of themselves: settings.PUBLIC_TEXTS."""

from django.utils.translation import gettext_lazy as _

from hoaip.texts import Delivered, Room

ABOUT = Room(
    _("Conferences, commitments, programmes"),
    [
        Delivered(
            "conferences-about",
            _("Ministerial conferences: what they are"),
            _(
                "The highest body. Afghanistan is the permanent chair; a participating country co-chairs and hosts, "
                "from one conference to the next."
            ),
            "/conferences/",
        ),
        Delivered(
            "process-counts",
            _("Page of the HoA-IP: why sources count differently"),
            _("They differ, because days differ and because the European Union is counted on either side."),
            "/processes/hoa-ip/",
        ),
        Delivered(
            "process-without-members",
            _("Page of the Kabul Process: why it has no list of members"),
            _("It has no list of members, and borrows none: who came stands with each of its meetings."),
            "/processes/kabul-process/",
        ),
        Delivered(
            "members-about",
            _("Members side by side: of the HoA-IP and of the Kabul Process"),
            _(
                "Each process has its own members. No list is borrowed from another: where a process has none, who "
                "came stands with its meetings."
            ),
            "/processes/members/",
        ),
        Delivered(
            "declarations-about",
            _("Declarations: what binds whom"),
            _(
                "What was declared at conferences and meetings. On a declaration or communiqué the participants "
                "agreed; for a chair’s statement the chair alone answers."
            ),
            "/declarations/",
        ),
        Delivered(
            "commitments-about",
            _("Commitments: what they are"),
            _("What states and organizations undertook in declarations, at meetings and in letters; newest first."),
            "/commitments/",
        ),
        Delivered(
            "actions-about",
            _("Actions: what they are"),
            _(
                "What states and organizations do so that commitments are kept and decisions of meetings are carried "
                "out."
            ),
            "/actions/",
        ),
        Delivered(
            "measures-about",
            _("Proposed measures: what they are"),
            _(
                "Specific confidence building measures, above all in counter-terrorism, from the idea to their "
                "adoption by a meeting. Everybody reads the adopted ones."
            ),
            "/measures/",
        ),
        Delivered(
            "initiatives-about",
            _("Initiatives: what they are"),
            _(
                "Processes, forums and formats of states that feed into the two processes or work beside them: what "
                "each said it would bring, and what arrived."
            ),
            "/initiatives/",
        ),
        Delivered(
            "programmes-about",
            _("Programmes: the third pillar"),
            _(
                "The third pillar: what regional and international organizations run in the field of the CBMs. The "
                "process completes it and replaces none of it."
            ),
            "/programmes/",
        ),
    ],
)
STATES = Room(
    _("Words for the state of an action, as the public reads it; choose words that judge nobody"),
    [
        Delivered("action-planned", _("Nothing was begun yet"), _("planned"), "/actions/", True),
        Delivered("action-under-way", _("It was begun"), _("under way"), "/actions/", True),
        Delivered("action-done", _("The ministry verified that it is done"), _("done"), "/actions/", True),
        Delivered("action-not-pursued", _("It was cancelled"), _("not pursued"), "/actions/", True),
    ],
)
TEXTS = [ABOUT, STATES]
