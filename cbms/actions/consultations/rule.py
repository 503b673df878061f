"""Who of a CBM may object, and how long its capitals have: a setting, for consultations opened from then on."""

from cbms.actions.roles import check_version, lock, need_reason
from cbms.models import ConsultationRule
from hoaip.action import action, authorise
from hoaip.audit import record, snapshot
from hoaip.permissions import Permission


@action
def set_consultation_rule(cbm, *, entitled, least_days, reason, by, version=None):
    """Change the rule of a CBM. Open consultations go on as they were opened: who may object is frozen there."""
    authorise(by, Permission.MANAGE_SETTINGS, cbm)
    need_reason(reason)
    cbm = lock(cbm)
    rule, is_new = ConsultationRule.objects.get_or_create(cbm=cbm)
    check_version(rule, version)
    before = None if is_new else snapshot(rule)
    rule.entitled, rule.least_days = entitled, least_days
    rule.version += 1
    rule.full_clean()
    rule.save()
    record("consultation.rule", rule, by=by, before=before, reason=reason)
    return rule
