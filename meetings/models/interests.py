"""Expressions of interest: a state or an organization asks for a role in a CBM, and a meeting decides."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cbms.models import Cbm, RoleAssignment
from hoaip.grants import by_readers, holdings
from hoaip.models import Addressed, blank_refused
from hoaip.permissions import Permission, Role
from hoaip.workflow import Transition
from meetings.models.meetings import Meeting

OPEN = ("proposed", "brought")


class InterestQuerySet(models.QuerySet):
    @by_readers
    def visible_to(self, user):
        """Interests this reader may know of: the stakeholder's own delegates, the CBM's focal points, the house."""
        held = holdings(user)
        if not held:
            return self.none()
        house = {Role.REVIEWER, Role.DIRECTOR, Role.ADMINISTRATOR}
        return self.filter(
            Q(stakeholder__in=held.ids("hoaip.stakeholder", {Role.DELEGATE}))
            | Q(cbm__in=held.ids("cbms.cbm", {Role.FOCAL_POINT}))
            | Q(cbm__process__in=held.ids("hoaip.process", house))
        )

    def still_open(self):
        return self.filter(state__in=OPEN)

    def settled(self):
        return self.exclude(state__in=OPEN)


class Interest(Addressed):
    """A stakeholder asks for a role in a CBM. Nobody's rights move before the role itself is in force."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        BROUGHT = "brought", _("brought to a meeting")
        DECIDED = "decided", _("decided")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    cbm = models.ForeignKey(Cbm, models.PROTECT, related_name="interests")
    stakeholder = models.ForeignKey("hoaip.Stakeholder", models.PROTECT, related_name="interests")
    # Repeats the stakeholder's kind, held equal by a composite key in the database.
    stakeholder_kind = models.CharField(max_length=12, editable=False)
    role = models.CharField(_("role"), max_length=13, choices=RoleAssignment.CbmRole)
    why = models.TextField(_("why"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey("hoaip.User", models.PROTECT, related_name="+", editable=False)
    proposed_on = models.DateField(editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="interests")
    assignment = models.OneToOneField(
        RoleAssignment, models.PROTECT, null=True, blank=True, related_name="interest", editable=False
    )
    state_reason = models.TextField(blank=True, editable=False)
    settled_on = models.DateField(null=True, blank=True, editable=False)
    settled_by = models.ForeignKey("hoaip.User", models.PROTECT, null=True, blank=True, related_name="+")

    objects = InterestQuerySet.as_manager()

    TRANSITIONS = (
        Transition("bring", OPEN, State.BROUGHT, Permission.BRING_INTEREST, _("Bring it to a meeting")),
        Transition("decide", (State.BROUGHT,), State.DECIDED, Permission.DECIDE_INTEREST, _("Turn it into a role")),
        Transition("decline", OPEN, State.DECLINED, Permission.DECIDE_INTEREST, _("Decline"), needs_reason=True),
        Transition("withdraw", OPEN, State.WITHDRAWN, Permission.WITHDRAW_INTEREST, _("Withdraw")),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="meetings_interest_state",
                condition=Q(state__in=["proposed", "brought", "decided", "declined", "withdrawn"]),
                violation_error_message=_("An interest is proposed, brought, decided, declined or withdrawn."),
            ),
            models.CheckConstraint(
                name="meetings_interest_role",
                condition=Q(role__in=["lead", "co_lead", "participating"], stakeholder_kind="country")
                | Q(role="supporting", stakeholder_kind__in=["country", "organization"]),
                violation_error_message=_(
                    "An organization supports a CBM; it does not lead it or take part as a country."
                ),
            ),
            models.CheckConstraint(
                name="meetings_interest_meeting",
                condition=Q(state="proposed", meeting__isnull=True)
                | Q(state__in=["brought", "decided"], meeting__isnull=False)
                | Q(state__in=["declined", "withdrawn"]),
                violation_error_message=_("An interest that was brought names the meeting."),
            ),
            models.CheckConstraint(
                name="meetings_interest_assignment",
                condition=Q(state="decided", assignment__isnull=False)
                | (~Q(state="decided") & Q(assignment__isnull=True)),
                violation_error_message=_("An interest that was decided names the role it led to."),
            ),
            models.CheckConstraint(
                name="meetings_interest_settled",
                condition=Q(state__in=OPEN, settled_on__isnull=True, settled_by__isnull=True)
                | (~Q(state__in=OPEN) & Q(settled_on__isnull=False, settled_by__isnull=False)),
                violation_error_message=_("A settled interest names the day and the person who settled it."),
            ),
            models.CheckConstraint(
                name="meetings_interest_declined",
                condition=~Q(state="declined") | Q(state_reason__regex=r"\S"),
                violation_error_message=_("An interest is declined with a reason."),
            ),
            blank_refused("meetings_interest_why", "why", _("An expression of interest says why.")),
            models.UniqueConstraint(
                fields=["stakeholder", "cbm"],
                condition=Q(state__in=OPEN),
                name="meetings_interest_one_open",
                violation_error_message=_(
                    "An expression of interest of this stakeholder in this CBM is open already. Withdraw it first."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.stakeholder}, {self.get_role_display()}"

    @property
    def is_open(self):
        return self.state in OPEN

    def permission_anchors(self):
        return [*self.cbm.permission_anchors(), self.stakeholder]
