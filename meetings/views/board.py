"""The ministry's board of the two-a-year rule, and what can be decided on it."""

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cbms import actions
from cbms.models import Cbm, Flag, TargetOverride
from hoaip.action import refusal
from hoaip.calendar import YearError, parse_year, year_of, year_range
from hoaip.decorators import requires
from hoaip.errors import Refused, Stale
from hoaip.grants import can
from hoaip.permissions import Permission
from hoaip.public_cache import facts, shared
from hoaip.reader import calendar_of_reader
from hoaip.saving import conflict, done, new_key, once, page_key, refused, version_of
from hoaip.saving.save import place_errors, save_form
from meetings.board import SORTS, board_rows, earlier_years, neighbours, standings, years_until
from meetings.compliance import watch_rule
from meetings.forms.board import AcknowledgeForm, LiftForm, StandingForm, TargetForm, WaiveForm


@require_safe
@shared
@requires(Permission.VIEW_BOARD)
def compliance_board(request):
    """Every CBM in `?year=` (this year unless told), sorted by `?sort=`; anything else is a 400 with a sentence."""
    today = request.today
    rule = facts.get(request, "watch rule", watch_rule)
    this_year = year_of(today, rule.calendar)
    year = asked_year(request, this_year)
    sort = request.GET.get("sort", "cbm")
    if sort not in SORTS:
        raise BadRequest(_("The board is not sorted by that. Open the board and use the heads of its columns."))
    known = facts.get(request, ("standings", year), lambda: standings(year, as_of=today, rule=rule))
    rows = sorted(board_rows(year, as_of=today, known=known, reader=request.user), key=SORTS[sort])
    last = min(this_year, year.year) if year.calendar == rule.calendar else year.year
    years, history = facts.get(request, ("years before", last), lambda: past_years(last, year.calendar, today))
    before, after = neighbours(year.year)
    context = {
        "year": year,
        "this_year": this_year,
        "before": before,
        "after": after,
        "rows": rows,
        "any_flag": any(each.flag for each in rows),
        "any_override": any(each.override for each in rows),
        "may_change": can(request.user, Permission.CHANGE_TARGET),
        "sort": sort,
        "as_of": request.today,
        "history": [(each.cbm, history.get(each.cbm.pk, ())) for each in rows],
        "history_years": years,
        "calendar": calendar_of_reader(request),
        "idempotency_key": page_key(request),
        "forms": flag_forms(),
    }
    return render(request, "meetings/compliance_board.html", context)


def past_years(last, calendar, today):
    """(years, {CBM: what was held in each}) of the years until `last` that are over."""
    years = [each for each in years_until(last, calendar) if each.last < today]
    return years, earlier_years(years, as_of=today)


@require_safe
@requires(Permission.VIEW_BOARD, on=Flag, anywhere=True)
def flag_detail(request, flag):
    """One flag: what it says, its history, and what this reader may decide. Who reads the board reads every flag."""
    return render(request, "meetings/flag_detail.html", flag_context(request, flag))


@require_POST
@requires(Permission.ACKNOWLEDGE_FLAG, on=Flag)
def flag_acknowledge(request, flag):
    return decide(
        request,
        flag,
        "acknowledge",
        lambda fields, version: actions.acknowledge_flag(flag, by=request.user, version=version, **fields),
        said=_("Flag acknowledged."),
    )


@require_POST
@requires(Permission.WAIVE_FLAG, on=Flag)
def flag_waive(request, flag):
    return decide(
        request,
        flag,
        "waive",
        lambda fields, version: actions.waive_flag(flag, by=request.user, version=version, **fields),
        said=_("Flag waived. It rests until the waiver is lifted."),
    )


@require_POST
@requires(Permission.WAIVE_FLAG, on=Flag)
def flag_lift(request, flag):
    return decide(
        request,
        flag,
        "lift",
        lambda fields, version: actions.lift_waiver(flag, by=request.user, version=version, **fields),
        said=_("Waiver lifted. The flag stands again, and the next run of the watch judges it."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CHANGE_TARGET, on=Cbm, key="code")
def target_edit(request, cbm):
    """A CBM's target of `?year=` with its reason; a year that is over is the director's."""
    year = asked_year(request, year_of(request.today, watch_rule().calendar))
    if not can(request.user, permission := actions.target_permission(year.last, request.today), cbm):
        raise Refused(refusal(permission))
    override = TargetOverride.objects.filter(cbm=cbm, year=year.year).first()

    def write(form):
        return actions.set_target(
            cbm, year=year.year, by=request.user, today=request.today, version=form.version, **form.cleaned_data
        )

    initial = {"target": override.target, "reason": override.reason} if override else {}
    return save_form(
        request,
        lambda data: TargetForm(data, initial=initial),
        write=write,
        to=lambda saved: board_address(saved.year),
        template="meetings/target_edit.html",
        said=_("Target of %(year)s changed.") % {"year": year.year},
        form_key=f"target:{cbm.code}:{year.year}",
        context={"cbm": cbm, "year": year, "override": override},
        current=override or TargetOverride(cbm=cbm, year=year.year, version=0),
        grave=False,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CHANGE_STANDING, on=Cbm, key="code")
def standing_edit(request, cbm):
    """Suspend, conclude or resume a CBM from a day on; its page says so publicly."""
    return save_form(
        request,
        StandingForm,
        write=lambda form: actions.change_standing(cbm, by=request.user, **form.cleaned_data),
        to=lambda _saved: reverse("meetings:standing_edit", kwargs={"code": cbm.code}),
        template="meetings/standing_edit.html",
        said=_("Standing changed. The public page of the CBM says so from that day on."),
        form_key=f"standing:{cbm.code}",
        context={
            "cbm": cbm,
            "standings": cbm.standings.order_by("from_on"),
            "now": actions.standing_on(cbm, request.today),
        },
        grave=False,
    )


FORMS = {"acknowledge": AcknowledgeForm, "waive": WaiveForm, "lift": LiftForm}


def flag_forms(ids=None, **bound):
    """The three forms of a flag, unbound but for those given; `ids` names their fields apart on one page."""
    return {name: bound.get(name) or form(auto_id=ids and ids.format(name)) for name, form in FORMS.items()}


def flag_context(request, flag, **bound):
    flag = Flag.objects.select_related("cbm__process", "acknowledged_by", "waived_by").get(pk=flag.pk)
    return {
        "flag": flag,
        "year": year_range(flag.year),
        "history": flag.history.select_related("by").order_by("-pk"),
        "forms": flag_forms("id_{}_%s", **bound),
        "idempotency_key": request.POST.get("idempotency_key") or new_key(),
    }


def decide(request, flag, name, act, *, said):
    """One decision on a flag: the form, the action, and back to the board of its year."""
    form_key = f"flag:{name}:{flag.uid}"
    form = FORMS[name](request.POST, auto_id=f"id_{name}_%s")
    version = version_of(request)
    try:
        if form.is_valid():
            answer = once(request, lambda: act(form.cleaned_data, version), lambda saved: board_address(saved.year))
            done(request, form_key)
            messages.success(request, said)
            return answer
    except ValidationError as error:
        place_errors(form, error)
    except Stale as stale:
        stored = {"explanation": stale.current.explanation, "reason": stale.current.waiver_reason}
        stored = {field: text for field, text in stored.items() if field in form.fields}
        return conflict(request, form, stale.current, stale.current.cbm, stored=stored)
    return refused(request, "meetings/flag_detail.html", flag_context(request, flag, **{name: form}), form_key)


def asked_year(request, this_year):
    """The range of `?year=`, of this year without it. BadRequest with the sentence for anything else."""
    if "year" not in request.GET:
        return year_range(this_year)
    try:
        return year_range(parse_year(request.GET["year"]))
    except YearError as error:
        raise BadRequest(str(error)) from error


def board_address(year):
    return f"{reverse('meetings:compliance_board')}?year={year}"
