"""Facts about processes, conferences, chairs and declarations: what waits for somebody, and what settles it."""

from django.utils.translation import gettext as _

from cbms.circle import called
from cbms.facts import OPEN, Fact, Room, may_confirm
from cbms.views.facts import steps_of
from conferences.models import Chair, Conference, Declaration
from conferences.names import conference_words, term_words
from hoaip.language import localized, page_language
from hoaip.models import Process

CONFERENCES = "conferences"
DECLARATIONS = "declarations"
NAMESPACE = "managed_conferences"


def rooms(user):
    """Processes, terms and conferences, then declarations, of the processes of which this person may confirm facts."""
    processes = [process for process in Process.objects.order_by("launched_on", "pk") if may_confirm(user, process)]
    if not processes:
        return []
    return [
        Room(CONFERENCES, _("Processes, conferences and chairs"), lambda: open_facts(user, processes)),
        Room(DECLARATIONS, _("Declarations"), lambda: open_declarations(user, processes)),
    ]


def open_facts(user, processes):
    """The processes themselves, terms by process and day, then conferences that wait for somebody."""
    language = page_language()
    own = [row for row in processes if row.is_disputed or not row.is_confirmed]
    terms = (
        Chair.objects.filter(OPEN, process__in=processes)
        .select_related("process", "stakeholder", "from_conference__meeting", "until_conference__meeting")
        .order_by("process__launched_on", "from_on", "pk")
    )
    conferences = (
        Conference.objects.visible_to(user)
        .filter(OPEN, process__in=processes)
        .select_related("process", "meeting")
        .order_by("meeting__starts_on", "pk")
    )
    found = [fact_of_process(row) for row in own] + [fact_of_term(row, language) for row in terms]
    return found + [fact_of_conference(row) for row in conferences]


def open_declarations(user, processes):
    """Declarations and statements that wait for somebody, by their day."""
    rows = Declaration.objects.visible_to(user).filter(OPEN, process__in=processes).select_related("process")
    return [fact_of_declaration(row) for row in rows.order_by("agreed_on", "pk")]


def fact_of_process(process):
    name = localized(process, "name")[0]
    return Fact("process", process, process.short_name, name, process.launched_on, namespace=NAMESPACE)


def fact_of_term(chair, language):
    words = _("%(process)s, %(term)s") % {"process": chair.process.short_name, "term": term_words(chair)}
    return Fact("chair", chair, called(chair.stakeholder, language), words, chair.from_on, namespace=NAMESPACE)


def fact_of_conference(conference):
    meeting = conference.meeting
    name, declared = conference_words(conference.ordinal, meeting.city), conference.declaration
    return Fact(
        "conference", conference, name, conference.process.short_name, meeting.starts_on, declared, namespace=NAMESPACE
    )


def fact_of_declaration(declaration):
    words = _("%(process)s, %(kind)s") % {
        "process": declaration.process.short_name,
        "kind": declaration.get_kind_display(),
    }
    name = localized(declaration, "title")[0]
    return Fact("declaration", declaration, name, words, declaration.agreed_on, namespace=NAMESPACE)


# By kind: the pages of a fact. A person vouches for what is known of it and what that rests on, or sources differ.
STEPS = {
    "process": steps_of(Process, room=lambda _process: CONFERENCES, day=lambda process: process.launched_on),
    "conference": steps_of(
        Conference, room=lambda _conference: CONFERENCES, day=lambda conference: conference.meeting.starts_on
    ),
    "chair": steps_of(Chair, room=lambda _chair: CONFERENCES),
    "declaration": steps_of(
        Declaration, room=lambda _declaration: DECLARATIONS, day=lambda declaration: declaration.agreed_on
    ),
}
