"""The settings of the two-a-year rule: its year, its days, and the days on which no invitation goes out."""

from django.utils.translation import gettext as _

from hoaip.action import action, authorise, need_reason
from hoaip.audit import record, snapshot
from hoaip.errors import Stale
from hoaip.permissions import Permission
from meetings.models import Blackout, WatchRule


@action
def set_watch_rule(*, by, reason, version, calendar, lead_days, gap_days, warn_days):
    """Change the rule's settings from now on: gauges and verdicts move at once, flags with the next night.

    Raises Stale when somebody changed them since `version`. A changed calendar closes the other calendar's open flags.
    """
    authorise(by, Permission.MANAGE_SETTINGS)
    need_reason(reason)
    rule, _created = WatchRule.objects.select_for_update(no_key=True).get_or_create(pk=1)
    if rule.version != version:
        raise Stale(_("Somebody changed the rule while you were typing."), current=rule)
    before = snapshot(rule)
    rule.calendar, rule.lead_days, rule.gap_days, rule.warn_days = calendar, lead_days, gap_days, warn_days
    rule.version += 1
    rule.full_clean()
    rule.save()
    record("rule.change", rule, by=by, before=before, reason=reason)
    return rule


@action
def add_blackout(*, by, from_on, until_on, reason):
    """Add days on which no invitation goes out: the latest day to invite moves back to before them."""
    authorise(by, Permission.MANAGE_SETTINGS)
    blackout = Blackout(from_on=from_on, until_on=until_on, reason=reason)
    blackout.full_clean()
    blackout.save()
    record("blackout.add", blackout, by=by, reason=reason)
    return blackout


@action
def remove_blackout(blackout, *, reason, by):
    """Take a blackout away; what it was, and why it is none any more, stays in the history."""
    authorise(by, Permission.MANAGE_SETTINGS)
    reason = need_reason(reason)
    record("blackout.remove", blackout, by=by, before={}, extra={"removed": [snapshot(blackout), None]}, reason=reason)
    blackout.delete()
