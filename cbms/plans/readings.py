"""Who read a plan's text: a line of the access log for a draft, and the version somebody has looked at last.

The version, so that the page can say what changed since.

Why that is written on a GET, outside actions and audit: it is about the reader and about nothing else, nobody but the
reader is ever shown it, and the same request again changes nothing. As an action it would be a row of the chain and a
new version of the data for every page that somebody opens, and every kept page of everybody would be made anew.
The first look is noted by the plan's page, a later one only by the comparison with the newest version: so the mark
stays until one has seen what changed. Who has nothing to compare with has seen what changed by reading it.
"""

from django.db.models import Exists, OuterRef, Subquery

from cbms.models import PlanReading, PlanVersion
from hoaip import access_log
from hoaip.grants import readers


def note_draft(request, plan):
    """Write into the access log that the text of a plan that was never adopted is read. One statement, or none."""
    if plan.adopted_version_id is None:
        access_log.note(request, "read_draft")


def changed_for(person):
    """The condition on plans: somebody else submitted a version since this person, signed in, last looked."""
    seen = PlanReading.objects.filter(plan=OuterRef("plan"), user=person).values("plan_version__number")
    later = PlanVersion.objects.filter(plan=OuterRef("pk"), number__gt=Subquery(seen))
    return Exists(later.exclude(submitted_by=person))


def last_seen(plan, person):
    """The number of the version that this person has looked at last, or None."""
    if not person.is_authenticated:
        return None
    row = PlanReading.objects.filter(plan=plan, user=person).values_list("plan_version__number", flat=True)
    return row.first()


def note_seen(plan, version, person):
    """This person has looked at that version; who views as somebody else has not. One statement."""
    if len(readers(person)) > 1:
        return
    PlanReading.objects.bulk_create(
        [PlanReading(plan=plan, user=person, plan_version=version)],
        update_conflicts=True,
        update_fields=["plan_version"],
        unique_fields=["plan", "user"],
    )
