"""Plans as they are written: begun from a CBM's page, and their whole text on one page without a script."""

import re

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cbms.actions.plans import authorise_writing, start_plan, write_plan
from cbms.models import Cbm, Plan
from cbms.plans.compare import REMOVED, compare
from cbms.plans.complete import missing_in
from cbms.plans.content import content_of
from cbms.plans.forms import PlanForm, initial_of
from cbms.plans.parties import known_parties
from cbms.plans.parts import (
    ACTIVITY,
    OBJECTIVE,
    Part,
    numbered,
    parts_of_content,
    parts_of_data,
    rearranged,
)
from cbms.plans.readings import note_draft
from cbms.plans.shown import sayer, words_of
from hoaip import saving
from hoaip.decorators import requires
from hoaip.errors import Stale, WrongState
from hoaip.grants import can
from hoaip.language import localized
from hoaip.permissions import Permission
from hoaip.saving.save import place_errors, save_form
from hoaip.templatetags.ui import plain_digits

FORM = ["GET", "HEAD", "POST"]
TEMPLATE = "cbms/plan_edit.html"


class StartForm(forms.Form):
    """The title of a plan that begins, its language, and whether it begins with the text of the one in force."""

    title = forms.CharField(
        label=gettext_lazy("Title, English"), max_length=200, widget=forms.TextInput(attrs={"dir": "ltr"})
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the text"), choices=[(each.value, each.label) for each in Plan.LANGUAGES]
    )
    begins_with = forms.ChoiceField(
        label=gettext_lazy("It begins"),
        choices=[
            ("amend", gettext_lazy("with the text of the plan in force, as an amendment of it")),
            ("new", gettext_lazy("empty, as the next plan")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, in_force, **kwargs):
        super().__init__(*args, **kwargs)
        if in_force is None:
            del self.fields["begins_with"]


@require_http_methods(FORM)
@requires(Permission.DRAFT_PLAN, on=Cbm, key="code")
def plan_new(request, cbm):
    """Begin a CBM's next plan, or an amendment of the one in force (`?begins_with=amend`)."""
    if request.method != "POST" and Plan.objects.filter(cbm=cbm).under_way().exists():
        raise WrongState(_("A plan of this CBM is under way already. Go on with that one."))
    in_force = Plan.objects.filter(cbm=cbm, state=Plan.State.ADOPTED).first()
    name = localized(cbm, "name", "en")[0]
    initial = {"title": _("Implementation Plan of the %(cbm)s CBM") % {"cbm": name}, "language": "en"}
    if in_force is not None:
        asked = request.GET.get("begins_with", "amend")
        initial |= {"title": in_force.title_en, "language": in_force.language, "begins_with": asked}

    def write(form):
        amends = in_force if form.cleaned_data.get("begins_with") == "amend" else None
        given = {"title": form.cleaned_data["title"], "language": form.cleaned_data["language"]}
        return start_plan(cbm, amends=amends, by=request.user, **given)

    return save_form(
        request,
        lambda data: StartForm(data, initial=initial, in_force=in_force),
        write=write,
        to=lambda plan: reverse("plans:plan_edit", kwargs={"uid": plan.uid}),
        template="cbms/plan_new.html",
        said=_("The plan is begun. Write what you know; it is saved as a draft that only its drafters read."),
        form_key=f"plan-new-{cbm.code}",
        context={"cbm": cbm, "in_force": in_force},
        grave=False,
    )


@require_http_methods(FORM)
@requires(Permission.DRAFT_SHARED_PLAN, on=Plan)
def plan_edit(request, plan):
    """The whole text on one page: `save=yes`, `save=on` to go on writing, or a button that adds or moves a part."""
    authorise_writing(plan, by=request.user)
    if not plan.is_writable:
        raise WrongState(
            _("This plan is %(state)s: its text does not change now. Recall it, or draft an amendment.")
            % {"state": plan.get_state_display()}
        )
    page = {"plan": plan, "form_key": f"plan-{plan.uid}", "parties": known_parties(request)}
    if request.method != "POST":
        note_draft(request, plan)
        return _open(request, plan, page)
    wish, version = request.POST.get("save", "yes"), saving.version_of(request)
    parts = parts_of_data(request.POST)
    if wish not in ("yes", "on"):
        parts, looked = rearranged(parts, wish)
        form = saving.fill(_form(request, plan, parts), _without_parts(request.POST))
        return render(request, TEMPLATE, page | {"form": form, "version": version, "looked": looked})
    form = _form(request, plan, parts, request.POST)
    if form.is_valid():
        try:
            plan = write_plan(plan, details=form.details(), by=request.user, version=version)
        except Stale as stale:
            return _merge(request, stale.current, form, page)
        except ValidationError as error:
            place_errors(form, error)
        else:
            saving.done(request, page["form_key"])
            messages.info(request, _("The draft was saved."))
            return redirect("plans:plan_edit" if wish == "on" else "plans:plan_detail", uid=plan.uid)
    return saving.refused(request, TEMPLATE, page | {"form": form, "version": version}, page["form_key"])


def _form(request, plan, parts, data=None):
    may_share = can(request.user, Permission.DRAFT_PLAN, plan)
    parties = known_parties(request)
    return PlanForm(data, parts=parts, parties=parties, may_share=may_share, initial=initial_of(plan))


def _open(request, plan, page):
    """The form as it is stored, or as this person left it: a draft that began before others saved will be compared."""
    typed, version = saving.typed(request, page["form_key"]), plan.version
    content = content_of(plan)
    if typed:
        began = typed.data.get("began", "")
        version = int(began) if re.fullmatch(r"[0-9]{1,9}", began) else version
        form = saving.fill(_form(request, plan, parts_of_data(typed.data)), _without_parts(typed.data))
    else:
        parts = parts_of_content(content, page["parties"])
        form = _form(request, plan, parts or numbered([Part(OBJECTIVE), Part(ACTIVITY)]))
    lacking = {each.key for each in missing_in(content)}
    return render(request, TEMPLATE, page | {"form": form, "typed": typed, "version": version, "lacking": lacking})


def _without_parts(data):
    """What was typed about the plan itself; the parts are filled in from their rows."""
    data = data.copy()
    for name in [name for name in data if name.startswith("parts-")]:
        del data[name]
    return data


def _merge(request, stored, form, page):
    """409: somebody saved first. Both texts part by part, and the form, which holds theirs beside one's own.

    What stands stored and not in the form comes into it marked "to be taken out": whoever saves decides.
    """
    content, parties = content_of(stored), page["parties"]
    found = compare(content, form.content(), sayer(parties))
    kept = [part for part in form.parts if not part.is_out]
    gone = {part.key for each in found.objectives for part in [each, *each.activities] if part.status == REMOVED}
    theirs = parts_of_content(content, parties)
    parts = _with_theirs(kept, theirs, gone)
    again = saving.fill(_form(request, stored, parts), _without_parts(request.POST))
    context = page | {
        "plan": stored,
        "form": again,
        "version": stored.version,
        "title": localized(stored, "title")[0],
        "conflicts": list(_conflicts(found)),
    }
    return render(request, TEMPLATE, context, status=409)


def _with_theirs(parts, theirs, gone):
    """One's own parts, each followed by those of the others that stood behind it, marked to go."""
    own = {part.key for part in parts if part.key}
    found, last, behind = [], None, {}
    for part in theirs:
        if part.key in gone and part.key not in own:
            part.is_out = True
            behind.setdefault(last, []).append(part)
        elif part.key in own:
            last = part.key
    found += behind.get(None, [])
    for part in parts:
        found.append(part)
        found += behind.get(part.key, []) if part.key else []
    if found and not found[0].is_objective:
        found.insert(0, Part(OBJECTIVE))
    return numbered(found)


def _conflicts(found):
    """Each field that differs, as the page of two texts shows it."""
    for change in found.fields:
        yield {"label": words_of(change.field), "stored": change.old, "typed": change.new}
    for objective in found.objectives:
        for part in [objective, *objective.activities]:
            heading = _("Objective %(number)s") if part is objective else _("Activity %(number)s")
            heading %= {"number": plain_digits(part.part["number"])}
            for change in part.fields:
                yield {"label": f"{heading}: {words_of(change.field)}", "stored": change.old, "typed": change.new}
