"""How a plan is carried out, as one reader may see it: the ministry everything, everybody else what was accepted."""

from functools import cached_property

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from cbms.models import Milestone, ProgressReport
from cbms.models.plans import PUBLIC
from cbms.plans.progress import activities_in, evidence_of, latest_accepted, proposed, rollup
from hoaip.grants import can, roles_on
from hoaip.ladder import anchor_key
from hoaip.models import Document
from hoaip.permissions import MEMBERS, Permission

Status = ProgressReport.Status
# The public reads no verdict: what is late is under way.
NEUTRAL = {
    Status.NOT_STARTED: _("ahead"),
    Status.UNDER_WAY: _("under way"),
    Status.DELAYED: _("under way"),
    Status.DONE: _("done"),
    Status.DROPPED: _("not pursued"),
}
DOCUMENTS_OFFERED = 100


def documents_of(cbm, user):
    """Documents of a CBM that this reader may know of, the newest first: what shows that something was done."""
    rows = Document.objects.visible_to(user).filter(anchors__contains=[anchor_key(cbm)], deleted_at__isnull=True)
    return list(rows.order_by("-dated_on", "-pk")[:DOCUMENTS_OFFERED])


class Outlook:
    """A plan with its adopted version and CBM, to one reader, on a day. Each part is read when it is asked for."""

    def __init__(self, plan, user, today):
        self.plan, self.user, self.today = plan, user, today
        self.is_internal = can(user, Permission.COMMENT_ON_PLAN, plan)
        self.is_in_force = plan.state in PUBLIC
        # What a report says in words is read by members too; the public reads its neutral status.
        self.reads_words = self.is_internal or bool(roles_on(user, plan.permission_anchors()) & MEMBERS)
        self.is_live = plan.state not in ("withdrawn", "superseded")
        self.may_report = self.is_live and can(user, Permission.REPORT_PROGRESS, plan)
        self.may_accept = can(user, Permission.ACCEPT_PROGRESS, plan)
        self.may_propose = self.is_live and can(user, Permission.PROPOSE_MILESTONE, plan)
        self.may_accept_milestones = self.is_live and can(user, Permission.ACCEPT_MILESTONE, plan)

    @cached_property
    def is_submitted(self):
        """Progress belongs to a plan that was submitted once."""
        return self.plan.state not in ("draft", "withdrawn") or self.plan.versions.exists()

    @cached_property
    def periods(self):
        """The periods, newest first, each with the number of its reports `submitted` and `accepted`."""
        if not (self.is_internal or self.is_in_force):
            return []
        rows = self.plan.periods.annotate(
            submitted=Count("reports", filter=Q(reports__state="submitted")),
            accepted=Count("reports", filter=Q(reports__state="accepted")),
            returned=Count("reports", filter=Q(reports__state="returned")),
        )
        return list(rows.order_by("-starts_on"))

    @cached_property
    def proposals(self):
        """Half-years that can become a period; for who reports alone."""
        return proposed(self.plan, self.periods, self.today) if self.may_report and self.is_submitted else []

    @cached_property
    def _texts(self):
        return activities_in(self.plan)

    @cached_property
    def _latest(self):
        return latest_accepted(self.plan, self._texts)

    @cached_property
    def rollup(self):
        return rollup(self._texts, self._latest)

    @cached_property
    def has_reports(self):
        return any(period.accepted for period in self.periods) or (
            self.plan.amends_id is not None and bool(self._latest)
        )

    def activities(self):
        """[(activity, its latest accepted report or None, status in this reader's words, [Document])]."""
        latest = self._latest
        shown = evidence_of(latest.values(), self.user)
        rows = []
        for activity in self._texts:
            report = latest.get(activity["key"])
            rows.append((activity, report, self.words_of(report), shown.get(report.pk, []) if report else []))
        return rows

    def words_of(self, report):
        if report is None:
            return ""
        return report.get_status_display() if self.is_internal else NEUTRAL[report.status]

    @cached_property
    def milestones(self):
        """By day; each with `moves` (its earlier days) and `is_late`, which the ministry alone is told."""
        if not (self.is_internal or self.is_in_force):
            return []
        rows = Milestone.objects.filter(plan=self.plan).select_related("document", "new_due_by", "proposed_by")
        if not self.is_internal:
            rows = rows.filter(accepted_at__isnull=False)
        found = list(rows.prefetch_related("earlier_dates").order_by("due_on", "pk"))
        readable = set()
        if documents := [each.document_id for each in found if each.document_id]:
            seen = Document.objects.visible_to(self.user).filter(pk__in=documents, deleted_at__isnull=True)
            readable = set(seen.values_list("pk", flat=True))
        for milestone in found:
            milestone.is_late = self.is_internal and milestone.is_missed(self.today)
            milestone.shown_document = milestone.document if milestone.document_id in readable else None
        return found
