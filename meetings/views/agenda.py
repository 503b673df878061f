"""The agenda of a meeting: its page, and an item added, changed, moved or taken off."""

import re

from django import forms
from django.core.exceptions import BadRequest
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hoaip.decorators import load, requires, signed_in
from hoaip.errors import Refused, WrongState
from hoaip.grants import can
from hoaip.permissions import Permission
from hoaip.saving.once import new_key
from hoaip.saving.save import save_form
from meetings.actions.agenda import (
    add_item,
    edit_item,
    move_item,
    refuse_decided,
    refuse_with_outcomes,
    remove_item,
    writable,
)
from meetings.agenda import (
    REMOVED,
    WRITTEN,
    is_decided_now,
    is_overlong,
    may_read_agenda,
    next_meeting,
    read_agenda,
    waiting_for,
)
from meetings.forms.agenda import ItemForm, stored_of
from meetings.models import AHEAD, AgendaItem, Meeting
from meetings.names import headline
from meetings.views.pages import in_full

FORM = ["GET", "HEAD", "POST"]


@require_safe
@signed_in(own=False)
def agenda_detail(request, uid):
    """The agenda in its order, for members of the CBM and the ministry; who keeps it writes it here."""
    meeting = load(request, Meeting, uid, reads=in_full)
    user = request.user
    if not may_read_agenda(user, meeting):
        raise Refused(_("The agenda of a meeting is read by the ministry and by members of its CBM."))
    may_edit = meeting.state in WRITTEN and can(user, Permission.EDIT_MEETING, meeting)
    agenda = read_agenda(meeting, user)
    decides = may_edit and is_decided_now(meeting)
    page = {
        "meeting": meeting,
        "title": headline(meeting),
        "agenda": agenda,
        "overlong": is_overlong(meeting, agenda.minutes),
        "may_edit": may_edit,
        "may_remove": may_edit and meeting.state in REMOVED,
        "decides": decides,
        "logs": decides and not meeting.outcomes_are_published,
        "waiting": waiting_for(meeting, user) if meeting.state in AHEAD else [],
    }
    if may_edit:
        page |= {"form": ItemForm(meeting=meeting, user=user, short=True), "idempotency_key": new_key()}
    if decides and agenda.undecided:
        page["next"] = next_meeting(meeting, user)
    return render(request, "meetings/agenda_detail.html", page)


@require_http_methods(FORM)
@requires(Permission.EDIT_MEETING, on=Meeting)
def item_new(request, meeting):
    """Add an item at the end; 409 once the agenda is not written any more."""
    writable(meeting)
    return save_form(
        request,
        lambda data: ItemForm(data, meeting=meeting, user=request.user),
        write=lambda form: add_item(meeting, by=request.user, **form.cleaned_data),
        to=place_of,
        template="meetings/agenda_item.html",
        said=_("The item is on the agenda."),
        form_key=f"agenda:item_new:{meeting.uid}",
        context={
            "meeting": meeting,
            "title": headline(meeting),
            "heading": _("Add an item"),
            "words": _("Add it to the agenda"),
            "back": agenda_address(meeting),
        },
        grave=False,
    )


@require_http_methods(FORM)
@requires(Permission.EDIT_MEETING, on=AgendaItem)
def item_edit(request, item):
    """Change what an item says. Of two at once the second sees both texts."""
    writable(item.meeting)
    refuse_decided(item)
    return save_form(
        request,
        lambda data: ItemForm(data, meeting=item.meeting, user=request.user, item=item),
        write=lambda form: edit_item(item, version=form.version, by=request.user, **form.cleaned_data),
        to=place_of,
        template="meetings/agenda_item.html",
        said=_("The item is saved."),
        form_key=f"agenda:item_edit:{item.uid}",
        context={
            "meeting": item.meeting,
            "title": headline(item.meeting),
            "heading": _("Edit an item"),
            "words": _("Save the item"),
            "back": place_of(item),
        },
        current=item,
        stored=stored_of,
        grave=False,
    )


@require_http_methods(FORM)
@requires(Permission.EDIT_MEETING, on=AgendaItem)
def item_remove(request, item):
    """Take an item off the agenda, asked once more."""
    if item.meeting.state not in REMOVED:
        raise WrongState(
            _("This meeting was held: an item of its agenda is not removed any more. Drop it with a reason instead.")
        )
    refuse_decided(item)
    refuse_with_outcomes(item)
    return step_form(
        request,
        item,
        forms.Form,
        lambda form: remove_item(item, version=form.version, by=request.user),
        to=lambda meeting: agenda_address(meeting),
        heading=_("Remove an item"),
        words=_("Remove the item"),
        sentence=_("It leaves the agenda with its notes; the history keeps it.")
        if item.carried_from_id is None
        else _("It leaves the agenda; what was carried over to it waits for the next meeting again."),
        said=_("The item was removed."),
    )


@require_POST
@requires(Permission.EDIT_MEETING, on=AgendaItem)
def item_move(request, item):
    """One place `to` "up" or "down", or to a place by its number; the answer leads back to the item."""
    move_item(item, to=goal_of(request), by=request.user)
    return HttpResponseRedirect(place_of(item))


def step_form(request, item, make, write, *, to, said, **context):
    """A step of an item: its form, asked with the version it was opened in."""
    return save_form(
        request,
        make,
        write=write,
        to=to,
        template="meetings/agenda_step.html",
        said=said,
        form_key=f"agenda:{request.resolver_match.url_name}:{item.uid}",
        context={
            "item": item,
            "meeting": item.meeting,
            "title": headline(item.meeting),
            "back": place_of(item),
            **context,
        },
        current=item,
        stored=lambda row: {},
        grave=False,
    )


def goal_of(request):
    """Where an item goes: "up", "down" or a place from 1; BadRequest for anything else."""
    to = request.POST.get("to", "")
    if to in ("up", "down"):
        return to
    if re.fullmatch(r"[1-9][0-9]?", to):
        return int(to)
    raise BadRequest(_("An item moves up or down. Use the buttons of its page."))


def agenda_address(meeting):
    return reverse("agenda:agenda_detail", kwargs={"uid": meeting.uid})


def place_of(item):
    """The address of an item on the page of its agenda."""
    return f"{agenda_address(item.meeting)}#item-{item.uid}"
