"""The administrator's screens for roles in CBMs: the list, a new role, the end of one; each shown before written."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cbms.models import RoleAssignment
from cbms.role_rules import day_after, day_before, rights_changes
from hoaip.action import authorise
from hoaip.decorators import requires
from hoaip.errors import Stale
from hoaip.permissions import Permission
from hoaip.public_cache import shared
from hoaip.saving import conflict, done, fill, new_key, once, refused, sent_again, typed, version_of
from hoaip.saving.save import password_first, place_errors, valid
from meetings.actions.roles import change_role_by_decision, end_role_by_decision
from meetings.forms.roles import RoleEndForm, RoleForm, meeting_words
from meetings.lists.roles import RoleList

PREFILLED = (
    "cbm",
    "stakeholder",
    "role",
    "from_on",
    "until_on",
    "deciding_meeting",
    "ends_role_of",
    "replaces_own",
    "interest",
)


@require_safe
@shared
@requires(Permission.MANAGE_ROLES)
def role_list(request):
    """Roles in CBMs, in force or to come; narrowed by `cbm`, `role`, `stakeholder` and `state`."""
    page = RoleList(request)
    chosen = None if page.is_refused else page.filters.form.cleaned_data.get("cbm") if page.filters.is_bound else None
    return page.answer("meetings/role_list.html", cbm_code=chosen)


@require_safe
@requires(Permission.MANAGE_ROLES)
def role_export(request, kind):
    """The list of roles, narrowed as its page, as CSV or spreadsheet."""
    return RoleList(request).export(kind)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_ROLES)
def role_new(request):
    """A new role: the first POST shows what will be written, `confirm=1` with its key writes once."""
    form_key = "roles:role_new"
    if away := password_first(request, form_key):
        return away
    if request.method != "POST":
        before = typed(request, form_key)
        initial = {name: request.GET[name] for name in PREFILLED if name in request.GET}
        form = RoleForm(initial=initial, user=request.user)
        if before:
            fill(form, before.data)
        return render(request, "meetings/role_new.html", {"form": form, "typed": before, "form_key": form_key})
    form = RoleForm(request.POST, user=request.user)
    if "change" in request.POST:
        return render(request, "meetings/role_new.html", {"form": form, "form_key": form_key})
    if request.POST.get("confirm") != "1":
        if not form.is_valid():
            return refused(request, "meetings/role_new.html", {"form": form}, form_key)
        authorise(request.user, Permission.MANAGE_ROLES, form.cleaned_data["cbm"])
        return render(request, "meetings/role_new_preview.html", preview_of_new(request, form))

    def write():
        given = valid(form)
        return change_role_by_decision(
            given["cbm"],
            stakeholder=given["stakeholder"],
            role=given["role"],
            from_on=given["from_on"],
            until_on=given["until_on"],
            basis=given["basis"],
            ending=form.ending,
            meeting=given["deciding_meeting"],
            interest=given["interest"],
            today=request.today,
            reason=given["reason"],
            by=request.user,
        )

    try:
        answer = once(request, write, list_address)
    except ValidationError as error:
        place_errors(form, error)
        return refused(request, "meetings/role_new.html", {"form": form}, form_key)
    done(request, form_key)
    messages.success(request, _("The change of roles is written."))
    return answer


def preview_of_new(request, form):
    """What the change would write, whose rights it would move, and what is sent again to write it."""
    given = form.cleaned_data
    first = given["from_on"]
    on = max(first, request.today)
    still_held = given["until_on"] is None or given["until_on"] >= on
    return {
        "form": form,
        "given": given,
        "role": RoleAssignment.CbmRole(given["role"]),
        "meeting_words": meeting_words(given["deciding_meeting"]) if given["deciding_meeting"] else "",
        "ending": form.ending,
        "ending_on": day_before(first),
        "rights": rights_changes(
            given["cbm"],
            on=on,
            starting=[(given["stakeholder"], given["role"])] if still_held else [],
            ending=form.ending,
        ),
        "rights_on": on,
        "is_at_once": first <= request.today,
        "hidden": sent_again(request),
        "idempotency_key": new_key(),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_ROLES, on=RoleAssignment)
def role_end(request, role):
    """The end of a role: `until_on` and why; shown first, written with `confirm=1`. Nothing is deleted."""
    form_key = f"roles:role_end:{role.uid}"
    if away := password_first(request, form_key):
        return away
    if request.method != "POST":
        before = typed(request, form_key)
        initial = {"until_on": role.until_on} if role.until_on else {}
        form = RoleEndForm(initial=initial, user=request.user, role=role)
        if before:
            fill(form, before.data)
        context = {"form": form, "role": role, "version": role.version, "typed": before, "form_key": form_key}
        return render(request, "meetings/role_end.html", context)
    form = RoleEndForm(request.POST, user=request.user, role=role)
    version = version_of(request) if request.POST.get("version") else None
    context = {"form": form, "role": role, "version": version or role.version, "form_key": form_key}
    if "change" in request.POST:
        return render(request, "meetings/role_end.html", context)
    if request.POST.get("confirm") != "1":
        if not form.is_valid():
            return refused(request, "meetings/role_end.html", context, form_key)
        return render(request, "meetings/role_end_preview.html", preview_of_end(request, form, role))

    def write():
        given = valid(form)
        return end_role_by_decision(
            role,
            until_on=given["until_on"],
            meeting=given["deciding_meeting"],
            reason=given["reason"],
            version=version,
            by=request.user,
        )

    try:
        answer = once(request, write, list_address)
    except Stale as error:
        stored = {"until_on": error.current.until_on or _("no last day")}
        return conflict(request, form, error.current, str(role), stored=stored)
    except ValidationError as error:
        place_errors(form, error)
        return refused(request, "meetings/role_end.html", context, form_key)
    done(request, form_key)
    messages.success(request, _("The end of the role is written."))
    return answer


def preview_of_end(request, form, role):
    """What the end would write, and whose rights it would move from which day on."""
    until_on, meeting = form.cleaned_data["until_on"], form.cleaned_data["deciding_meeting"]
    # A role whose end moves to a later day goes on from the day after its present one.
    goes_on = role.until_on is not None and role.until_on < until_on
    first = day_after(role.until_on if goes_on else until_on)
    on = max(first, request.today)
    return {
        "form": form,
        "role": role,
        "given": form.cleaned_data,
        "meeting_words": meeting_words(meeting) if meeting else "",
        "goes_on": goes_on,
        "rights": rights_changes(
            role.cbm,
            on=on,
            starting=[(role.stakeholder, role.role)] if goes_on and on <= until_on else [],
            ending=[] if goes_on else [role],
        ),
        "rights_on": on,
        "is_at_once": first <= request.today,
        "hidden": sent_again(request),
        "idempotency_key": new_key(),
    }


def list_address(role):
    return f"{reverse('roles:role_list')}?cbm={role.cbm.code}"
