"""Pages of proposed measures: the list, each of them with its way, its words, and one page a step."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from conferences.actions.measures import (
    OPEN,
    add_measure,
    adopt_measure,
    change_measure,
    decline_measure,
    discuss_measure,
    propose_measure,
    reopen_measure,
)
from conferences.forms.measures import (
    AdoptionForm,
    ChangedMeasureForm,
    MeetingForm,
    NewMeasureForm,
    NothingForm,
    WhyForm,
    of_measure,
)
from conferences.lists.measures import MeasureList
from conferences.models import MeasureProposal
from hoaip.decorators import public, reader, requires
from hoaip.errors import WrongState
from hoaip.grants import can, holdings
from hoaip.ladder import is_ministry
from hoaip.models import AuditEntry
from hoaip.permissions import Permission
from hoaip.public_cache import shared
from hoaip.saving.save import save_form
from hoaip.workflow import available, begins, transition
from meetings.models import Meeting
from meetings.names import headline

FORM = ["GET", "HEAD", "POST"]
FORM_PAGE = "conferences/umbrella_form.html"
# A step: its form, its action, whether the action asks the day, and what will happen.
STEPS = {
    "propose": (
        NothingForm,
        propose_measure,
        True,
        gettext_lazy("The delegates of its process see it from now on, and may speak to it."),
    ),
    "discuss": (
        MeetingForm,
        discuss_measure,
        False,
        gettext_lazy("A meeting that was held discussed it. Name that meeting."),
    ),
    "adopt": (
        AdoptionForm,
        adopt_measure,
        False,
        gettext_lazy("A meeting adopted it. Everybody reads it from now on, on the page of its CBM too."),
    ),
    "decline": (
        WhyForm,
        decline_measure,
        True,
        gettext_lazy("It is not pursued. Your reason stands beside it for those who see it."),
    ),
    "reopen": (
        WhyForm,
        reopen_measure,
        False,
        gettext_lazy("It becomes an idea once more, and only the ministry and the administrator see it."),
    ),
}
# The states on the way from the idea to the adopted measure.
WAY = (*OPEN, MeasureProposal.State.ADOPTED)
TOLD = {f"measure.{name}": transition(MeasureProposal, name).label for name in STEPS}


@require_safe
@shared
@public
def measure_list(request):
    """Proposed measures: adopted ones for everybody, others for the ministry and the delegates of the process."""
    return MeasureList(request).answer("conferences/measure_list.html")


@require_safe
@shared
@public
def measure_export(request, kind):
    """The list of measures as CSV or spreadsheet."""
    return MeasureList(request).export(kind)


@require_safe
@shared
@public(
    on=MeasureProposal,
    reads=lambda rows: rows.select_related("process", "cbm__process", "proposed_by", "initiative", "meeting"),
)
def measure_detail(request, measure):
    """One measure: what it would do, and its way from the idea to where it stands."""
    user = reader(request)
    meeting = None
    if measure.meeting_id and Meeting.objects.visible_to(user).filter(pk=measure.meeting_id).exists():
        meeting = (measure.meeting, headline(measure.meeting))
    context = {
        "measure": measure,
        "meeting": meeting,
        "way": [(state, state == measure.state) for state in WAY],
        "steps": available(measure, user),
        "may_edit": measure.state in OPEN and can(user, Permission.CARRY_MEASURE, measure),
        "history": history_of(measure) if is_ministry(holdings(user)) else [],
    }
    return render(request, "conferences/measure_detail.html", context)


def history_of(measure):
    """[(instant, step, person, reason)] of the steps taken, oldest first: the ministry's to read. One statement."""
    rows = AuditEntry.objects.filter(object_uid=str(measure.uid), action__in=TOLD).order_by("sequence")
    return [(row.at, TOLD[row.action], row.actor_name, row.reason) for row in rows]


def address_of(measure):
    return reverse("umbrella:measure_detail", kwargs={"uid": measure.uid})


@require_http_methods(FORM)
@requires(Permission.CARRY_MEASURE)
def measure_new(request):
    """An idea for a specific measure; `?cbm=` fills it in."""
    initial = {"cbm": request.GET.get("cbm", ""), "process": request.GET.get("process", "")}

    def write(form):
        given = dict(form.cleaned_data)
        return add_measure(given.pop("cbm"), by=request.user, **given)

    back = reverse("umbrella:measure_list")
    return save_form(
        request,
        lambda data: NewMeasureForm(data, person=request.user, initial=initial),
        write=write,
        to=address_of,
        template=FORM_PAGE,
        said=_("The idea is written down. Only the ministry and the administrator see it until it is proposed."),
        form_key="umbrella:measure_new",
        context={
            "heading": _("New idea for a measure"),
            "sentence": _("A specific confidence building measure, from the idea to its adoption by a meeting."),
            "up": (back, _("Proposed measures")),
            "back": back,
        },
        grave=False,
    )


@require_http_methods(FORM)
@requires(Permission.CARRY_MEASURE, on=MeasureProposal)
def measure_edit(request, measure):
    """The words of a measure that is not settled yet."""
    if request.method != "POST" and measure.state not in OPEN:
        raise WrongState(
            _("This measure is %(state)s: its words stay as they are.") % {"state": measure.get_state_display()}
        )
    return save_form(
        request,
        lambda data: ChangedMeasureForm(data, measure=measure),
        write=lambda form: change_measure(measure, version=form.version, by=request.user, **form.cleaned_data),
        to=address_of(measure),
        template=FORM_PAGE,
        said=_("The measure is saved."),
        form_key=f"umbrella:measure_edit:{measure.uid}",
        context=around(measure, _("Edit the measure")),
        current=measure,
        stored=of_measure,
        grave=False,
    )


def step_view(name):
    """The view of one step: GET explains and asks, POST takes it. 409 when the measure is in another state."""
    step = transition(MeasureProposal, name)
    form_class, act, asks_day, sentence = STEPS[name]

    @require_http_methods(FORM)
    @requires(step.permission, on=MeasureProposal)
    def view(request, measure):
        begins(measure, name)
        day = {"today": request.today} if asks_day else {}
        return save_form(
            request,
            lambda data: form_class(data, person=request.user),
            write=lambda form: act(measure, version=form.version, by=request.user, **day, **form.cleaned_data),
            to=address_of(measure),
            template=FORM_PAGE,
            said=_("%(step)s: done.") % {"step": step.label},
            form_key=f"umbrella:measure_{name}:{measure.uid}",
            context=around(measure, step.label, sentence) | {"words": step.label},
            current=measure,
            stored=lambda _row: {},
            grave=False,
        )

    view.__name__ = view.__qualname__ = f"measure_{name}"
    view.__doc__ = str(step.label)
    return view


def around(measure, heading, sentence=""):
    """What a form about a measure says around it."""
    back = address_of(measure)
    return {
        "heading": heading,
        "sentence": sentence,
        "up": (back, measure.title),
        "back": back,
    }
