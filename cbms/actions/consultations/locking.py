"""One consultation under its lock, and the instants that are read there."""

from django.utils.translation import gettext as _

from cbms.actions.plan_lock import locked as locked_plan
from cbms.actions.roles import check_version
from cbms.models import Consultation
from hoaip.calendar import KABUL, day_text, digits, today_in_kabul
from hoaip.errors import WrongState
from hoaip.grants import holders_on
from hoaip.language import page_language
from hoaip.models import Delegate, User
from hoaip.permissions import Role


def locked(consultation, version=None):
    """The consultation, locked until commit, with what is read of it. Stale when it was opened in another version.

    Answers and the expiry take turns here: the clock is read after the lock, so that whoever comes second comes later.
    """
    rows = Consultation.objects.select_for_update(no_key=True, of=("self",))
    row = rows.select_related("plan__cbm__process", "plan_version").get(pk=consultation.pk)
    check_version(row, version)
    return row


def locked_with_plan(consultation, version=None):
    """Both rows that end together, always in this order: the plan, then the consultation."""
    plan = locked_plan(consultation.plan)
    row = locked(consultation, version)
    row.plan = plan
    return row


def need_open(row):
    if row.state != Consultation.State.OPEN:
        raise WrongState(
            _("This consultation ended on %(when)s: %(state)s. Its result does not change any more.")
            % {"when": in_words(row.ended_at), "state": row.get_state_display()}
        )


def need_running(row, now):
    """WrongState unless the consultation is open and its last instant has not passed."""
    need_open(row)
    if now > row.expires_at:
        raise WrongState(
            _("This consultation expired at %(expiry)s; it is %(now)s now. What was answered by then counts.")
            % {"expiry": in_words(row.expires_at), "now": in_words(now, seconds=True)}
        )


def in_words(moment, *, seconds=False):
    """ "23:59 on 9 December 2026, Kabul time": an instant within a sentence."""
    local, language = moment.astimezone(KABUL), page_language()
    return _("%(clock)s on %(day)s, Kabul time") % {
        "clock": digits(f"{local:%H:%M:%S}" if seconds else f"{local:%H:%M}", language),
        "day": day_text(local.date(), language),
    }


def delegates_of(stakeholders, now):
    """The people with an account who speak for some stakeholders today."""
    rows = Delegate.objects.as_of(today_in_kabul(now)).filter(stakeholder__in=stakeholders, user__is_active=True)
    return [row.user for row in rows.select_related("user")]


def focal_points_of(row, now):
    return _people({row.plan.cbm}, {Role.FOCAL_POINT}, now)


def reviewers_of(row, now):
    return _people({row.plan.cbm.process}, {Role.REVIEWER}, now)


def _people(anchors, roles, now):
    found = holders_on(anchors, roles, today_in_kabul(now))
    return list(User.objects.filter(pk__in=found, is_active=True))


def letter_of(row, **more):
    """What the mails about a consultation name: nothing of the text, nothing of a position."""
    return {"consultation": row, "cbm": row.plan.cbm, "plan": row.plan, **more}
