"""What the platform tells, in words: memberships of a process; to the administrator, who holds which office."""

from django.urls import reverse
from django.utils.translation import gettext as _

from hoaip.models import Appointment, Membership
from hoaip.permissions import Role
from hoaip.timeline.kinds import Kinds, Line, Topic

KINDS = Kinds()

# Accounts belong to the administrator: product section 11, "who sees what".
ACCOUNTS = frozenset({Role.ADMINISTRATOR})


def start_words(told):
    """What is known of the day from which something holds, where it is not the day itself."""
    return {
        "unknown": _("The start is not known; it is counted from this day."),
        "attested": _("In force at the latest from this day."),
    }.get(told.get("basis"), "")


def stakeholder_address(told):
    """The page of the one the line is about; of several, the list as of that day."""
    if len(told.events) == 1:
        return reverse("register:stakeholder_detail", kwargs={"slug": told.get("stakeholder")})
    return f"{reverse('register:stakeholder_list')}?as_of={told.on.isoformat()}"


@KINDS.of("hoaip.membership", Topic.ROLES, "membership.start", bundle="stakeholder")
def membership_started(told):
    words = {
        "who": told.who(),
        "category": Membership.Category(told.get("category")).label.lower(),
        "process": told.called("process"),
    }
    return Line(_("%(who)s: %(category)s of %(process)s") % words, stakeholder_address(told), start_words(told))


@KINDS.of("hoaip.membership", Topic.ROLES, "membership.end", bundle="stakeholder")
def membership_ended(told):
    words = {
        "who": told.who(),
        "category": Membership.Category(told.get("category")).label.lower(),
        "process": told.called("process"),
    }
    return Line(_("%(who)s: last day as %(category)s of %(process)s") % words, stakeholder_address(told))


@KINDS.of("hoaip.appointment", Topic.ROLES, "appointment.start", "appointment.end", readers=ACCOUNTS)
def appointment_changed(told):
    words = {"person": told.get("person"), "office": Appointment.Kind(told.get("role")).label.lower()}
    if told.kind == "appointment.end":
        return Line(_("%(person)s: last day as %(office)s") % words, reverse("accounts:people_list"))
    return Line(_("%(person)s: %(office)s") % words, reverse("accounts:people_list"))


@KINDS.of("hoaip.delegate", Topic.ROLES, "delegation.start", "delegation.end", readers=ACCOUNTS)
def delegation_changed(told):
    words = {"person": told.get("person"), "stakeholder": told.called("stakeholder")}
    if told.kind == "delegation.end":
        return Line(_("%(person)s: last day as a delegate of %(stakeholder)s") % words, reverse("accounts:people_list"))
    return Line(_("%(person)s speaks for %(stakeholder)s") % words, reverse("accounts:people_list"))


@KINDS.of("hoaip.delegationmanager", Topic.ROLES, "manager.start", "manager.end", readers=ACCOUNTS)
def manager_changed(told):
    words = {"person": told.get("person"), "stakeholder": told.called("stakeholder")}
    address = reverse("accounts:team_detail", kwargs={"slug": told.get("stakeholder")})
    if told.kind == "manager.end":
        return Line(_("%(person)s: last day as manager of the accounts of %(stakeholder)s") % words, address)
    return Line(_("%(person)s manages the accounts of %(stakeholder)s") % words, address)
