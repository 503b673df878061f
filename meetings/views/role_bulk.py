"""One stakeholder joins or leaves several CBMs: the form, every change as a difference, and then all at once."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cbms.models import RoleAssignment
from cbms.role_rules import day_after, day_before, rights_changes
from hoaip.decorators import requires
from hoaip.permissions import Permission
from hoaip.saving import new_key, sent_again
from hoaip.saving.save import save_form
from meetings.actions.role_bulk import change_roles, standing_of
from meetings.forms.role_bulk import BulkRoleForm
from meetings.forms.roles import meeting_words

FORM_PAGE = "meetings/role_bulk.html"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_ROLES)
def role_bulk(request):
    """`?stakeholder=` fills it in. The first POST shows what would be written, `confirm=1` writes once."""
    initial = {"stakeholder": request.GET["stakeholder"]} if "stakeholder" in request.GET else {}

    def ask(form, page):
        if "change" in request.POST:
            return render(request, FORM_PAGE, page)
        return render(request, "meetings/role_bulk_preview.html", page | preview_of(request, form))

    def write(form):
        given = form.cleaned_data
        return change_roles(
            given["stakeholder"],
            changes=form.changes,
            standing=given["standing"],
            meeting=given["deciding_meeting"],
            reason=given["reason"],
            by=request.user,
        )

    return save_form(
        request,
        lambda data: BulkRoleForm(data, initial=initial, user=request.user),
        write=write,
        to=reverse("roles:role_list"),
        template=FORM_PAGE,
        said=_("The changes of roles are written."),
        form_key="roles:role_bulk",
        ask=ask,
    )


def preview_of(request, form):
    """Each change as what ends and what begins, whose rights it moves, and how many in all."""
    given, changes = form.cleaned_data, form.changes
    shown = [difference(change, given["stakeholder"], request.today) for change in changes]
    rights = [each for row in shown for each in row["rights"]]
    meeting = given["deciding_meeting"]
    again = [(name, value) for name, value in sent_again(request) if name != "standing"]
    return {
        "given": given,
        "shown": shown,
        "meeting_words": meeting_words(meeting) if meeting else "",
        "people_count": len({each.user.pk for each in rights if each.gained or each.lost}),
        "rights_count": sum(len(each.gained) + len(each.lost) for each in rights),
        "hidden": [*again, ("standing", standing_of(changes))],
        "idempotency_key": new_key(),
    }


def difference(change, stakeholder, today):
    """One change as the page shows it; an end that moves to a later day goes on from the day after its present one."""
    if change.role:
        first = change.from_on
        on = max(first, today)
        still_held = change.until_on is None or change.until_on >= on
        starting, ending = ([(stakeholder, change.role)] if still_held else []), change.ending
    else:
        old = change.ending[0]
        goes_on = old.until_on is not None and old.until_on < change.until_on
        first = day_after(old.until_on if goes_on else change.until_on)
        on = max(first, today)
        starting = [(stakeholder, old.role)] if goes_on and on <= change.until_on else []
        ending = [] if goes_on else [old]
    return {
        "change": change,
        "role": RoleAssignment.CbmRole(change.role) if change.role else None,
        "ending_on": day_before(change.from_on) if change.role else change.until_on,
        "rights": rights_changes(change.cbm, on=on, starting=starting, ending=ending),
        "rights_on": on,
        "is_at_once": first <= today,
    }
