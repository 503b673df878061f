"""A consultation begins, and its expiry moves to a later instant."""

from uuid import uuid4

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from cbms.actions.consultations.locking import delegates_of, letter_of, locked, need_running
from cbms.actions.plan_lock import locked as locked_plan
from cbms.actions.plans import telling_of
from cbms.actions.roles import need_reason
from cbms.models import Asked, Consultation, Extension
from cbms.silence.asked import earliest_day, end_of, fingerprint, parties_of, rule_of
from hoaip import workflow
from hoaip.action import action, authorise
from hoaip.audit import record, snapshot
from hoaip.calendar import LAST_DAY, day_text, today_in_kabul
from hoaip.events import tell
from hoaip.language import page_language
from hoaip.permissions import Permission
from hoaip.post import queue


@action
def open_consultation(plan, *, expires_on, note="", previewed=None, by, version=None):
    """The capitals are asked about the cleared version of a plan; returns the Consultation.

    - who holds a role in the CBM today is asked, frozen with that role and with whether it may object;
    - it ends at 23:59 in Kabul on `expires_on`, no sooner than the CBM's rule says: ValidationError at its field;
    - `previewed`, the fingerprint of what a person was shown: ValidationError when somebody else would be asked now;
    - the plan is in consultation, and each delegate gets one mail with a direct link.
    """
    row = locked_plan(plan)
    authorise(by, Permission.CONSULT_CAPITALS, row)
    workflow.begins(row, "circulate")
    now = timezone.now()
    today = today_in_kabul(now)
    rule = rule_of(row.cbm)
    parties = parties_of(row.cbm, today, rule)
    check_opening(expires_on, parties, earliest_day(today, rule))
    if previewed is not None and previewed != fingerprint(parties):
        raise ValidationError(
            _("Who is asked has changed since you looked: a role began or ended, or the rule is another. Look again.")
        )
    before = snapshot(row)
    row = workflow.move(row, "circulate", version=version)
    consultation = Consultation(
        uid=uuid4(),
        plan=row,
        plan_version=row.versions.order_by("-number").first(),
        opened_at=now,
        opened_by=by,
        expires_at=end_of(expires_on),
        note=note.strip(),
    )
    consultation.full_clean()
    consultation.save(force_insert=True)
    Asked.objects.bulk_create(
        Asked(
            consultation=consultation,
            stakeholder=party.stakeholder,
            capacity=party.capacity,
            may_object=party.may_object,
        )
        for party in parties
    )
    queue(
        "consultation_open",
        to=[person for party in parties for person in party.delegates],
        key=f"consultation:{consultation.uid}:open",
        context=letter_of(consultation),
        about=consultation,
    )
    tell("consultation.open", row, on=today, is_public=True, **telling_of(row, until=expires_on.isoformat()))
    record("plan.circulate", row, by=by, before=before)
    asked = [f"{each.stakeholder.slug} {each.capacity}{' may object' if each.may_object else ''}" for each in parties]
    record("consultation.open", consultation, by=by, extra={"asked": [None, asked]})
    return consultation


@action
def extend_consultation(consultation, *, expires_on, reason, by, version=None):
    """The expiry moves to 23:59 in Kabul on a later day, with a reason; every delegate asked is told by mail.

    WrongState once the present expiry has passed: what has ended by silence is not opened again.
    """
    row = locked(consultation, version)
    authorise(by, Permission.CONSULT_CAPITALS, row)
    now = timezone.now()
    need_running(row, now)
    need_reason(reason)
    check_expiry(expires_on)
    later = end_of(expires_on)
    if later <= row.expires_at:
        last = today_in_kabul(row.expires_at)
        raise ValidationError(
            {
                "expires_on": _("It ends on %(day)s already. An extension names a later day.")
                % {"day": day_text(last, page_language())}
            }
        )
    before = snapshot(row)
    Extension.objects.create(
        consultation=row, expired_at=row.expires_at, expires_at=later, reason=reason.strip(), at=now, by=by
    )
    row.expires_at = later
    row.version += 1
    row.save(update_fields=["expires_at", "version", "changed_at"])
    queue(
        "consultation_extend",
        to=delegates_of(row.asked.values("stakeholder"), now),
        key=f"consultation:{row.uid}:extend:{expires_on.isoformat()}",
        context=letter_of(row),
        about=row,
    )
    on = today_in_kabul(now)
    tell("consultation.extend", row.plan, on=on, is_public=True, **telling_of(row.plan, until=expires_on.isoformat()))
    record("consultation.extend", row, by=by, before=before, reason=reason)
    return row


def check_opening(expires_on, parties, earliest):
    """ValidationError unless the capitals can be asked: there is somebody to ask, and enough days."""
    check_expiry(expires_on, not_before=earliest)
    if not parties:
        raise ValidationError(_("Nobody holds a role in this CBM today, so there is nobody to ask."))


def check_expiry(day, not_before=None):
    """ValidationError at `expires_on` unless the day is one the capitals can be given."""
    if day > LAST_DAY:
        raise ValidationError({"expires_on": _("A consultation ends by the year 2100.")})
    if not_before is not None and day < not_before:
        raise ValidationError(
            {
                "expires_on": _("The capitals have until %(day)s at the least. Give that day or a later one.")
                % {"day": day_text(not_before, page_language())}
            }
        )
