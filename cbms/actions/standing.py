"""A CBM is suspended, concluded or resumed from a day on."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cbms.models import Cbm, Standing
from hoaip.action import action, authorise
from hoaip.audit import record
from hoaip.events import tell
from hoaip.permissions import Permission


@action
def change_standing(cbm, *, state, from_on, reason, by):
    """From the day `from_on` on the CBM is active, suspended or concluded, which its page says publicly.

    ValidationError when it is so already on that day, or when that day has a change of its own.
    """
    authorise(by, Permission.CHANGE_STANDING, cbm)
    cbm = Cbm.objects.select_for_update(no_key=True, of=("self",)).select_related("process").get(pk=cbm.pk)
    change = Standing(cbm=cbm, state=state, from_on=from_on, reason=reason.strip())
    change.full_clean()
    if standing_on(cbm, from_on) == state:
        raise ValidationError(
            {
                "state": _("On that day the CBM is %(state)s already. Choose another day or another standing.")
                % {"state": change.get_state_display()}
            }
        )
    change.save()
    record("standing.change", change, by=by, reason=change.reason)
    tell(
        "cbm.standing",
        cbm,
        on=from_on,
        anchors=[cbm, cbm.process],
        is_public=True,
        cbm=cbm.code,
        state=str(state),
        reason=change.reason,
    )
    return change


def standing_on(cbm, day):
    """The state in force on a day; active before the first change."""
    row = cbm.standings.filter(from_on__lte=day).order_by("-from_on").values_list("state", flat=True).first()
    return row or Standing.State.ACTIVE.value
