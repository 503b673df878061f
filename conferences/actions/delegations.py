"""The list of delegations to a conference, kept by ministry staff: who comes, at which level, under whose lead."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from conferences.models import Conference, Delegation
from hoaip.action import action, authorise, need_reason
from hoaip.audit import record, snapshot
from hoaip.errors import same_version
from hoaip.permissions import Permission


@action
def add_delegation(conference, *, stakeholder, by, **fields):
    """A state or organization sends a delegation. `fields`: level, head, function, size.

    ValidationError, keyed by field, when its delegation is on the list already. Name and function of its head are all
    that is kept of a person: no passport, no address.
    """
    authorise(by, Permission.KEEP_DELEGATIONS, conference)
    Conference.objects.select_for_update(no_key=True).get(pk=conference.pk)
    if Delegation.objects.filter(conference=conference, stakeholder=stakeholder).exists():
        raise ValidationError({"stakeholder": _("Its delegation is on the list already. Edit that one.")})
    delegation = Delegation(conference=conference, stakeholder=stakeholder, **fields)
    delegation.full_clean()
    delegation.save()
    record("delegation.add", delegation, by=by)
    return delegation


@action
def change_delegation(delegation, *, reason, version, by, **fields):
    """Correct a delegation; the state or organization stays. Stale when somebody saved since `version`."""
    row = locked(delegation)
    authorise(by, Permission.KEEP_DELEGATIONS, row)
    reason = need_reason(reason)
    same_version(row, version)
    before = snapshot(row)
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    row.full_clean()
    row.save()
    record("delegation.change", row, by=by, before=before, reason=reason)
    return row


@action
def remove_delegation(delegation, *, reason, version, by):
    """It does not come: taken off the list; the history keeps what stood there and why."""
    row = locked(delegation)
    authorise(by, Permission.KEEP_DELEGATIONS, row)
    reason = need_reason(reason)
    same_version(row, version)
    conference = row.conference
    record("delegation.remove", row, by=by, reason=reason, extra={"deleted": [False, True]})
    row.delete()
    return conference


def locked(delegation):
    rows = Delegation.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("conference__process", "conference__meeting", "stakeholder").get(pk=delegation.pk)
