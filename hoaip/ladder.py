"""The ladder of who may see a thing (product rules 11): its rungs, who stands on which, and their words."""

from collections import defaultdict

from django.apps import apps
from django.db.models import IntegerChoices, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hoaip.permissions import MEMBERS, Role


class Rung(IntegerChoices):
    """How far a thing may be seen; each rung includes those below it, but for a list, which is its own."""

    RESTRICTED = 0, gettext_lazy("those on a list, and the director")
    # Only the rung of a draft: nobody chooses it, a record stands on it until it is circulated.
    DRAFTERS = 1, gettext_lazy("focal points of the CBM and ministry staff")
    MINISTRY = 2, gettext_lazy("the ministry")
    MEMBERS = 3, gettext_lazy("members of the CBM")
    PARTICIPANTS = 4, gettext_lazy("every delegation of the process")
    PUBLIC = 5, gettext_lazy("everybody")


def anchor_key(anchor):
    """ "cbms.cbm:3": an anchor as a row keeps it, so that a lower floor can ask about a higher one's."""
    return f"{anchor._meta.label_lower}:{anchor.pk}"


def anchor_of(key):
    """As much of an anchor as a question of rights needs: its model and primary key, read from nowhere."""
    label, _colon, pk = key.rpartition(":")
    return apps.get_model(label)(pk=int(pk))


def standing(held, column):
    """The rows whose rung in `column` these holdings reach, as a Q.

    A row has a `process` and its `anchors` as keys: CBMs, whose members count, and stakeholders, whose delegates do.
    """
    seen = Q(**{column: Rung.PUBLIC})
    if not held:
        return seen
    focal, members, focal_ids = [], [], defaultdict(list)
    for (label, pk), roles in held.by_anchor.items():
        if Role.FOCAL_POINT in roles:
            focal.append(f"{label}:{pk}")
            focal_ids[label].append(pk)
        if roles & (MEMBERS | {Role.DELEGATE}):
            members.append(f"{label}:{pk}")
    reviewed = held.ids("hoaip.process", {Role.REVIEWER})
    of_ministry = Q(process__in=held.ids("hoaip.process", {Role.REVIEWER, Role.DIRECTOR}))
    for label, pks in focal_ids.items():
        of_ministry |= Q(process__in=apps.get_model(label).objects.filter(pk__in=pks).values("process"))

    def from_rung(rung, who):
        return Q(**{f"{column}__gte": rung}) & who

    if reviewed or focal:
        seen |= from_rung(Rung.DRAFTERS, Q(process__in=reviewed) | Q(anchors__overlap=focal))
    if is_ministry(held):
        seen |= from_rung(Rung.MINISTRY, of_ministry)
    if members:
        seen |= from_rung(Rung.MEMBERS, Q(anchors__overlap=members))
    if participates := held.ids("hoaip.process", {Role.PARTICIPANT}):
        seen |= from_rung(Rung.PARTICIPANTS, Q(process__in=participates))
    return seen


def is_ministry(held):
    return held.any({Role.FOCAL_POINT, Role.REVIEWER, Role.DIRECTOR})


def who_sees(rung, circle=""):
    """Who stands on a rung as a sentence; `circle` is the name of the CBM or CBMs it is about."""
    if rung == Rung.PUBLIC:
        return _("Everybody, also without an account.")
    if rung == Rung.PARTICIPANTS:
        return _("Delegates of every state and organization of the process, and the ministry.")
    if rung == Rung.MEMBERS and circle:
        return _("Delegates of states and organizations with a role in %(circle)s today, and the ministry.") % {
            "circle": circle
        }
    if rung == Rung.MEMBERS:
        return _("Delegates of the states and organizations that came, and the ministry.")
    if rung == Rung.MINISTRY:
        return _("The ministry alone: focal points, ministry staff and the director.")
    if rung == Rung.DRAFTERS and circle:
        return _("The focal points of %(circle)s and ministry staff.") % {"circle": circle}
    if rung == Rung.DRAFTERS:
        return _("Ministry staff alone.")
    return _("The people on its list, and the director.")
