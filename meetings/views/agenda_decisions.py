"""What became of the items of an agenda once the meeting was held, and what waits for the next one."""

import uuid

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hoaip.decorators import load, requires
from hoaip.errors import WrongState
from hoaip.permissions import Permission
from hoaip.workflow import begins
from meetings.actions.agenda import writable
from meetings.actions.agenda_decisions import (
    carry_item,
    discuss_item,
    discuss_rest,
    drop_item,
    reconsider_item,
    take_item,
)
from meetings.agenda import is_decided_now
from meetings.forms.agenda import DropForm
from meetings.models import AgendaItem, Meeting
from meetings.views.agenda import FORM, agenda_address, place_of, step_form


@require_POST
@requires(Permission.EDIT_MEETING, on=AgendaItem)
def item_discussed(request, item):
    """It was discussed."""
    discuss_item(item, by=request.user)
    return HttpResponseRedirect(place_of(item))


@require_POST
@requires(Permission.EDIT_MEETING, on=Meeting)
def rest_discussed(request, meeting):
    """Every item of which nothing was said yet was discussed."""
    discuss_rest(meeting, by=request.user)
    messages.success(request, _("The rest is marked as discussed."))
    return HttpResponseRedirect(agenda_address(meeting))


@require_POST
@requires(Permission.EDIT_MEETING, on=AgendaItem)
def item_carry(request, item):
    """It goes to the next meeting, or waits for one."""
    there = carry_item(item, by=request.user)
    if there is None:
        messages.success(request, _("The item waits until the next meeting is planned."))
    else:
        messages.success(request, _("The item stands on the agenda of the next meeting."))
    return HttpResponseRedirect(place_of(item))


@require_http_methods(FORM)
@requires(Permission.EDIT_MEETING, on=AgendaItem)
def item_drop(request, item):
    """It is not pursued, with a reason."""
    if not is_decided_now(writable(item.meeting)):
        raise WrongState(_("What became of an item is said once the meeting is recorded as held."))
    if request.method != "POST":
        begins(item, "drop")
    return step_form(
        request,
        item,
        DropForm,
        lambda form: drop_item(item, version=form.version, by=request.user, **form.cleaned_data),
        to=place_of,
        heading=_("Drop an item"),
        words=_("Drop the item"),
        sentence=_("It stays on the agenda with your reason, which members of the CBM read."),
        said=_("The item is dropped."),
    )


@require_POST
@requires(Permission.EDIT_MEETING, on=AgendaItem)
def item_reconsider(request, item):
    """Nothing is said of it any more."""
    reconsider_item(item, by=request.user)
    return HttpResponseRedirect(place_of(item))


@require_POST
@requires(Permission.EDIT_MEETING, on=Meeting)
def item_take(request, meeting):
    """An item that waits (`item`, its uid) comes to this agenda."""
    writable(meeting)
    try:
        uid = uuid.UUID(request.POST.get("item", ""))
    except ValueError:
        raise BadRequest(_("The form names no item. Use the buttons of the page of the agenda.")) from None
    item = take_item(meeting, item=load(request, AgendaItem, uid), by=request.user)
    messages.success(request, _("The item is on the agenda."))
    return HttpResponseRedirect(place_of(item))
