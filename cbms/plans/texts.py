"""Which texts of a plan a person has: the live draft, a frozen version, or the plan in force that it amends."""

from dataclasses import dataclass

from cbms.actions.plans import may_write
from cbms.models import UNDER_WAY, PlanVersion
from cbms.plans.content import content_of
from hoaip.grants import can
from hoaip.permissions import Permission

# In an address, beside the numbers of versions.
DRAFT, BASE = "draft", "base"


@dataclass(frozen=True)
class Text:
    """One text of a plan: `name` as in addresses, its version unless it is the draft, and its content when read."""

    name: str
    version: PlanVersion | None = None
    content: dict | None = None

    @property
    def is_draft(self):
        return self.version is None


def has_draft(plan, person):
    """Whether this person reads the text as it is being written: its drafters, while it is written or put away."""
    if plan.is_writable:
        return may_write(person, plan)
    return plan.state == plan.State.WITHDRAWN and can(person, Permission.DRAFT_PLAN, plan)


def knows_versions(plan, person):
    """Whether this person reads every version: the ministry, and the leads while it is shared with them."""
    if can(person, Permission.COMMENT_ON_PLAN, plan):
        return True
    return plan.is_shared and plan.state in UNDER_WAY and can(person, Permission.DRAFT_SHARED_PLAN, plan)


def text_for(plan, person):
    """The Text that stands on the plan's page for somebody who may read it.

    Adopted, the version that was; written on, the draft for its drafters; else the newest version.
    """
    if plan.adopted_version_id:
        return _frozen(plan.adopted_version)
    if not has_draft(plan, person):
        newest = plan.versions.order_by("-number").first()
        if newest is not None:
            return _frozen(newest)
    return Text(DRAFT, content=content_of(plan))


def texts_for(plan, person):
    """{name: Text} of all that this person may compare, oldest first, their contents not read yet. One query.

    The plan in force that it amends, then the versions, then the draft; of those that know no versions, what they have.
    """
    found = {}
    frames = PlanVersion.objects.defer("content").select_related("submitted_by")
    if plan.amends_id and plan.amends.adopted_version_id:
        found[BASE] = Text(BASE, plan.amends.adopted_version)
    if knows_versions(plan, person):
        rows = frames.filter(plan=plan).order_by("number")
    elif plan.adopted_version_id:
        rows = frames.filter(pk=plan.adopted_version_id)
    else:
        rows = frames.filter(plan=plan).order_by("-number")[:1]
    found |= {str(row.number): Text(str(row.number), row) for row in rows}
    if has_draft(plan, person):
        found[DRAFT] = Text(DRAFT)
    return found


def read(plan, text):
    """The content of one of `texts_for`."""
    return content_of(plan) if text.is_draft else text.version.content


def _frozen(version):
    return Text(str(version.number), version, version.content)
