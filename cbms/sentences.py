"""What the CBMs tell, in words: roles, focal points, institutions, technical contacts and standing."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from cbms.models import Consultation, FocalPoint, PlanEvent, RoleAssignment, Standing
from hoaip.calendar import day_text
from hoaip.language import page_language
from hoaip.permissions import MATRIX, Permission
from hoaip.timeline.kinds import Kinds, Line, Topic
from hoaip.timeline.sentences import stakeholder_address, start_words

KINDS = Kinds()


def on_page_of_cbm(told):
    return told.of == ("cbm", told.get("cbm"))


def cbm_address(told):
    return reverse("cbms:cbm_detail", kwargs={"code": told.get("cbm")})


def role_address(told):
    """From a CBM's timeline to the stakeholder, from everywhere else to the CBM."""
    if not on_page_of_cbm(told):
        return cbm_address(told)
    if len(told.events) == 1:
        return stakeholder_address(told)
    return reverse("cbms:cbm_history", kwargs={"code": told.get("cbm")})


@KINDS.of("cbms.roleassignment", Topic.ROLES, "role.start", bundle="stakeholder")
def role_started(told):
    words = {
        "who": told.who(),
        "role": RoleAssignment.CbmRole(told.get("role")).label.lower(),
        "cbm": told.called("cbm"),
    }
    title = _("%(who)s: %(role)s") if on_page_of_cbm(told) else _("%(who)s: %(role)s in %(cbm)s")
    return Line(title % words, role_address(told), start_words(told))


@KINDS.of("cbms.roleassignment", Topic.ROLES, "role.end", bundle="stakeholder")
def role_ended(told):
    words = {
        "who": told.who(),
        "role": RoleAssignment.CbmRole(told.get("role")).label.lower(),
        "cbm": told.called("cbm"),
    }
    title = (
        _("%(who)s: last day as %(role)s") if on_page_of_cbm(told) else _("%(who)s: last day as %(role)s in %(cbm)s")
    )
    return Line(title % words, role_address(told))


@KINDS.of("cbms.focalpoint", Topic.ROLES, "focal_point.start", "focal_point.end")
def focal_point_changed(told):
    """Persons are for members of the CBM and the ministry; the public reads the unit."""
    words = {
        "kind": FocalPoint.Kind(told.get("role")).label,
        "person": told.get("person") if told.sees_persons else "",
        "unit": told.get("unit"),
        "cbm": told.called("cbm"),
    }
    who = _("%(person)s, %(unit)s") % words if words["person"] else words["unit"]
    words |= {"who": who, "office": words["kind"].lower()}
    here = on_page_of_cbm(told)
    if told.kind == "focal_point.end":
        title = _("Last day as %(office)s: %(who)s") if here else _("Last day as %(office)s of %(cbm)s: %(who)s")
    else:
        title = _("%(kind)s: %(who)s") if here else _("%(kind)s of %(cbm)s: %(who)s")
    return Line(title % words, cbm_address(told))


@KINDS.of("cbms.focalinstitution", Topic.ROLES, "institution.start", "institution.end")
def institution_changed(told):
    words = {"name": told.written("name"), "cbm": told.called("cbm")}
    here = on_page_of_cbm(told)
    if told.kind == "institution.end":
        title = _("Last day as national focal institution: %(name)s")
        title = title if here else _("Last day as national focal institution of %(cbm)s: %(name)s")
        return Line(title % words, cbm_address(told))
    title = _("National focal institution: %(name)s")
    title = title if here else _("National focal institution of %(cbm)s: %(name)s")
    return Line(title % words, cbm_address(told), start_words(told))


@KINDS.of("cbms.cbm", Topic.PLANS, "cbm.standing")
def standing_changed(told):
    cbm = told.called("cbm")
    title = {
        Standing.State.ACTIVE.value: _("%(cbm)s: work resumed"),
        Standing.State.SUSPENDED.value: _("%(cbm)s: work suspended"),
        Standing.State.CONCLUDED.value: _("%(cbm)s: work concluded"),
    }[told.get("state")] % {"cbm": cbm}
    return Line(title, cbm_address(told), told.get("reason") if told.internal else "")


@KINDS.of("cbms.plan", Topic.PLANS, "plan.submit")
def plan_submitted(told):
    """To who may see the plan: the public only once it is adopted."""
    words = {"cbm": told.called("cbm"), "number": told.params.get("number", 1)}
    here = on_page_of_cbm(told)
    title = (
        _("Version %(number)s of the plan submitted")
        if here
        else _("%(cbm)s: version %(number)s of the plan submitted")
    )
    return Line(title % words, reverse("plans:plan_detail", kwargs={"uid": told.uid}))


@KINDS.of("cbms.technicalcontact", Topic.ROLES, "contact.start", "contact.end")
def contact_changed(told):
    """Persons are for members of the CBM and the ministry, who alone may see the row it is about."""
    words = {"person": told.get("person"), "who": told.who(), "cbm": told.called("cbm")}
    if told.kind == "contact.end":
        title = _("%(person)s, %(who)s: last day as technical focal point in %(cbm)s")
    else:
        title = _("%(person)s, %(who)s: technical focal point in %(cbm)s")
    return Line(title % words, cbm_address(told))


@KINDS.of("cbms.plan", Topic.PLANS, "plan.clear", "plan.request_changes", readers=MATRIX[Permission.COMMENT_ON_PLAN])
def plan_reviewed(told):
    """The ministry's review is its own: nobody else reads of a version that was returned."""
    words = {"cbm": told.called("cbm"), "number": told.params.get("number", 1)}
    here = on_page_of_cbm(told)
    if told.kind == "plan.clear":
        title = (
            _("Version %(number)s of the plan cleared")
            if here
            else _("%(cbm)s: version %(number)s of the plan cleared")
        )
    else:
        title = (
            _("Version %(number)s of the plan returned for changes")
            if here
            else _("%(cbm)s: version %(number)s of the plan returned for changes")
        )
    return Line(title % words, reverse("plans:plan_detail", kwargs={"uid": told.uid}), told.get("reason"))


def plan_address(told):
    return reverse("plans:plan_detail", kwargs={"uid": told.get("plan")})


@KINDS.of("cbms.reportperiod", Topic.PLANS, "progress.accept")
def progress_accepted(told):
    """What was accepted is public once its plan is in force."""
    words = {"cbm": told.called("cbm"), "from": told.get("first")[:7], "until": told.get("last")[:7]}
    here = on_page_of_cbm(told)
    title = (
        _("Progress of the plan, %(from)s to %(until)s")
        if here
        else _("%(cbm)s: progress of the plan, %(from)s to %(until)s")
    )
    return Line(title % words, plan_address(told))


@KINDS.of("cbms.milestone", Topic.PLANS, "milestone.accept", "milestone.move", "milestone.achieve", "milestone.drop")
def milestone_told(told):
    """Of a milestone that was never accepted nothing is told."""
    words = {"cbm": told.called("cbm"), "title": told.get("title")}
    title = {
        "milestone.accept": _("Milestone of the plan: %(title)s"),
        "milestone.move": _("Another day for a milestone of the plan: %(title)s"),
        "milestone.achieve": _("Milestone reached: %(title)s"),
        "milestone.drop": _("Milestone not pursued any more: %(title)s"),
    }[told.kind]
    said = title % words
    return Line(
        said if on_page_of_cbm(told) else _("%(cbm)s: %(said)s") % {"cbm": words["cbm"], "said": said},
        plan_address(told),
    )


@KINDS.of("cbms.plan", Topic.PLANS, "consultation.open", "consultation.extend", "consultation.end")
def consultation_moved(told):
    """Neutral for everybody: that the capitals were asked and until when; how it ended only to the ministry."""
    here, address = on_page_of_cbm(told), reverse("plans:plan_detail", kwargs={"uid": told.uid})
    words = {"cbm": told.called("cbm"), "day": day_in_words(told.get("until"))}
    title = {
        "consultation.open": _("Plan sent to the capitals, until %(day)s")
        if here
        else _("%(cbm)s: plan sent to the capitals, until %(day)s"),
        "consultation.extend": _("The capitals have until %(day)s")
        if here
        else _("%(cbm)s: the capitals have until %(day)s"),
        "consultation.end": _("Consultation with the capitals ended")
        if here
        else _("%(cbm)s: consultation with the capitals ended"),
    }[told.kind]
    outcome = Consultation.State(told.get("outcome")).label.capitalize() if told.get("outcome") else ""
    return Line(title % words, address, outcome if told.internal else "")


def day_in_words(text):
    return day_text(date.fromisoformat(text), page_language()) if text else ""


DECISIONS = {
    "plan.discussed": (lambda: _("%(body)s discussed the plan"), lambda: _("%(cbm)s: %(body)s discussed the plan")),
    "plan.endorsed": (lambda: _("%(body)s endorsed the plan"), lambda: _("%(cbm)s: %(body)s endorsed the plan")),
    "plan.adopted": (lambda: _("%(body)s adopted the plan"), lambda: _("%(cbm)s: %(body)s adopted the plan")),
}


@KINDS.of("cbms.planevent", Topic.PLANS, *DECISIONS)
def plan_decided(told):
    """What a body did with a plan: to who may know of the plan, the public from its adoption on."""
    words = {"body": PlanEvent.Body(told.get("body")).label, "cbm": told.called("cbm")}
    title = DECISIONS[told.kind][0 if on_page_of_cbm(told) else 1]()
    return Line(title % words, plan_address(told))


@KINDS.of("cbms.plan", Topic.PLANS, "plan.supersede")
def plan_superseded(told):
    title = _("Another plan is in force") if on_page_of_cbm(told) else _("%(cbm)s: another plan is in force")
    return Line(title % {"cbm": told.called("cbm")}, reverse("outputs:plan_in_force", kwargs={"code": told.get("cbm")}))
