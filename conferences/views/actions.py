"""Pages of actions: the list, one of them, a new one, and what is changed of it."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from conferences.actions.carrying import add_evidence
from conferences.actions.follow_up import (
    add_action,
    change_action,
    need_open,
    reassign_action,
    widest_rung,
)
from conferences.follow_up.page import page_of
from conferences.follow_up.sources import activities_for, cbms_for, documents_for, source_address, source_of
from conferences.forms.follow_up import ActionForm, EvidenceForm, NewActionForm, ReassignForm
from conferences.lists.actions import ActionList
from conferences.models import Action, Commitment
from hoaip.decorators import public, requires
from hoaip.ladder import Rung
from hoaip.permissions import Permission
from hoaip.public_cache import shared
from hoaip.saving.save import save_form
from meetings.forms.outcomes import due_text

FORM = ["GET", "HEAD", "POST"]
TEMPLATE = "conferences/action_form.html"


@require_safe
@shared
@public
def action_list(request):
    """Actions the reader may see, newest first; filters in the address, an unknown value is a 400."""
    return ActionList(request).answer("conferences/action_list.html")


@require_safe
@shared
@public
def action_export(request, kind):
    """The list of actions, narrowed as its page, as CSV or spreadsheet."""
    return ActionList(request).export(kind)


def in_full(actions):
    """With each action what its page says and what asks for rights on it."""
    return actions.select_related("process", "cbm__process", "owner", "claimed_by", "verified_by", "plan__cbm")


@require_safe
@shared
@public(on=Action, reads=in_full)
def action_detail(request, action):
    """One action: what is to be done, by whom and when, what shows it, where it comes from, what became of it."""
    return render(request, "conferences/action_detail.html", page_of(request, action))


@require_http_methods(FORM)
@requires(Permission.KEEP_ACTIONS)
def action_new(request):
    """Add an action to the commitment or the outcome that the address names (`?commitment=` or `?outcome=`)."""
    source = source_of(request)
    cbms, needs_cbm = cbms_for(source, request.user)
    is_commitment = isinstance(source, Commitment)
    widest, owners = widest_rung(source), list(source.owners.all())
    initial = {
        "title": "" if is_commitment else source.text[:300],
        "owner": owners[0].slug if len(owners) == 1 else "",
        "cbm": cbms[0].code if len(cbms) == 1 else "",
        "due": due_text(source),
        "rung": min(widest, Rung(source.rung) if is_commitment else Rung.PARTICIPANTS),
    }
    activities = activities_for(cbms)
    return save_form(
        request,
        lambda data: NewActionForm(
            data, initial=initial, widest=widest, activities=activities, cbms=cbms, needs_cbm=needs_cbm
        ),
        write=lambda form: add_action(
            **{"commitment" if is_commitment else "outcome": source},
            cbm=form.cleaned_data["cbm"],
            owner=form.cleaned_data["owner"],
            details=form.details(),
            today=request.today,
            by=request.user,
        ),
        to=address,
        template=TEMPLATE,
        said=_("The action is added; its owner is told by mail."),
        form_key=f"actions:new:{source.uid}",
        context={
            "source": source,
            "heading": _("Add an action"),
            "sentence": _("The delegates of whoever does it have a link by mail, and are reminded before it is due."),
            "back": source_address(source),
        },
        grave=False,
    )


@require_http_methods(FORM)
@requires(Permission.KEEP_ACTIONS, on=Action)
def action_edit(request, action):
    """Correct what an open action says, when it is due, and who can see it."""
    need_open(action)
    initial = {
        "title": action.title,
        "due": due_text(action),
        "rung": action.rung,
        "activity": f"{action.plan.uid}:{action.activity_key}" if action.plan_id else "",
    }
    activities = activities_for([action.cbm_id] if action.cbm_id else [], action)
    widest = widest_rung(action.commitment or action.outcome)
    return _edit(
        request,
        action,
        lambda data: ActionForm(data, initial=initial, widest=widest, activities=activities),
        lambda form: change_action(
            action, details=form.details(), today=request.today, by=request.user, version=form.version
        ),
        heading=_("Change the action"),
        sentence=_("Another due day begins the reminders anew."),
        said=_("The action is changed."),
        stored=lambda row: {"title": row.title, "due": due_text(row)},
    )


@require_http_methods(FORM)
@requires(Permission.KEEP_ACTIONS, on=Action)
def action_reassign(request, action):
    """Give an open action to another state or organization, with a reason."""
    need_open(action)
    return _edit(
        request,
        action,
        lambda data: ReassignForm(data, initial={"owner": action.owner.slug}),
        lambda form: reassign_action(
            action, today=request.today, by=request.user, version=form.version, **form.cleaned_data
        ),
        heading=_("Give it to another owner"),
        sentence=_("The delegates of the new owner are told by mail; the present one stays in the history."),
        said=_("The action has another owner, who is told by mail."),
        stored=lambda row: {},
    )


@require_http_methods(FORM)
@requires(Permission.WORK_ON_ACTION, on=Action)
def action_evidence(request, action):
    """Add words, a document or a file that show what was done."""
    need_open(action)
    return save_form(
        request,
        evidence_form(request, action),
        write=lambda form: add_evidence(action, by=request.user, **form.given()),
        to=address(action),
        template=TEMPLATE,
        said=_("It is added and stays as it is."),
        form_key=f"actions:evidence:{action.uid}",
        context={
            "action": action,
            "heading": _("Add what shows it"),
            "sentence": _("It stays with the action and is not changed later; the action itself stays open."),
            "back": address(action),
        },
        grave=False,
    )


def evidence_form(request, action):
    """What makes the form of evidence out of what was sent, files included."""
    documents = documents_for(action, request.user)

    def make(data):
        files = None if data is None else request.FILES
        return EvidenceForm(data, files, action=action, documents=documents, today=request.today)

    return make


def _edit(request, action, make, write, *, heading, sentence, said, stored):
    return save_form(
        request,
        make,
        write=write,
        to=address(action),
        template=TEMPLATE,
        said=said,
        form_key=f"actions:{request.resolver_match.url_name}:{action.uid}",
        context={"action": action, "heading": heading, "sentence": sentence, "back": address(action)},
        current=action,
        stored=stored,
        grave=False,
    )


def address(action):
    return reverse("follow_up:action_detail", kwargs={"uid": action.uid})
