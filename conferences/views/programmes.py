"""Pages of programmes of regional organizations: the list, each of them, the table beside our plans, and the forms."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cbms.circle import called
from conferences.actions.programmes import add_programme, change_programme, end_programme
from conferences.forms.programmes import ChangedProgrammeForm, EndForm, ProgrammeForm, of_programme
from conferences.lists.programmes import ProgrammeList, states_words
from conferences.models import Programme
from conferences.umbrella.cooperation import draw
from hoaip.action import refusal
from hoaip.decorators import public, reader, requires
from hoaip.errors import Refused, WrongState
from hoaip.grants import can_on_all
from hoaip.language import localized, page_language
from hoaip.permissions import Permission
from hoaip.public_cache import shared
from hoaip.saving.save import save_form

FORM = ["GET", "HEAD", "POST"]
FORM_PAGE = "conferences/umbrella_form.html"


@require_safe
@shared
@public
def programme_list(request):
    """Programmes of regional and international organizations in the field of the CBMs."""
    return ProgrammeList(request).answer("conferences/programme_list.html")


@require_safe
@shared
@public
def programme_export(request, kind):
    """The list of programmes as CSV or spreadsheet."""
    return ProgrammeList(request).export(kind)


@require_safe
@shared
@public
def programme_map(request):
    """CBM × state: programmes beside the activities of the plans in force today; where both, and where neither."""
    return render(request, "conferences/programme_map.html", {"map": draw(request.today)})


@require_safe
@shared
@public(on=Programme, reads=lambda rows: rows.select_related("organization", "process"))
def programme_detail(request, programme):
    """One programme."""
    cbms = list(programme.cbms.select_related("process").order_by("position"))
    context = {
        "programme": programme,
        "organization": called(programme.organization),
        "cbms": cbms,
        "states": states_words(programme, page_language()),
        "may_keep": can_on_all(reader(request), Permission.KEEP_PROGRAMMES, cbms),
    }
    return render(request, "conferences/programme_detail.html", context)


def address_of(programme):
    return reverse("umbrella:programme_detail", kwargs={"uid": programme.uid})


@require_http_methods(FORM)
@requires(Permission.KEEP_PROGRAMMES)
def programme_new(request):
    """A programme enters the register; `?organization=` and `?cbm=` fill it in."""
    initial = {"organization": request.GET.get("organization", ""), "cbms": request.GET.getlist("cbm")}

    def write(form):
        given = dict(form.cleaned_data)
        return add_programme(given.pop("organization"), by=request.user, **given)

    back = reverse("umbrella:programme_list")
    return save_form(
        request,
        lambda data: ProgrammeForm(data, person=request.user, initial=initial),
        write=write,
        to=address_of,
        template=FORM_PAGE,
        said=_("The programme is in the register. Everybody sees it."),
        form_key="umbrella:programme_new",
        context={
            "heading": _("New programme"),
            "sentence": _("It is the organization’s own; the portal keeps it to see where both work."),
            "up": (back, _("Programmes of regional organizations")),
            "back": back,
        },
        grave=False,
    )


@require_http_methods(FORM)
@requires(Permission.KEEP_PROGRAMMES, on=Programme)
def programme_edit(request, programme):
    """What is known of a programme."""
    needs_every_cbm(request, programme)
    return save_form(
        request,
        lambda data: ChangedProgrammeForm(data, person=request.user, programme=programme),
        write=lambda form: change_programme(programme, version=form.version, by=request.user, **form.cleaned_data),
        to=address_of(programme),
        template=FORM_PAGE,
        said=_("The programme is saved."),
        form_key=f"umbrella:programme_edit:{programme.uid}",
        context=around(programme, _("Edit the programme")),
        current=programme,
        stored=of_programme,
        grave=False,
    )


@require_http_methods(FORM)
@requires(Permission.KEEP_PROGRAMMES, on=Programme)
def programme_end(request, programme):
    """A programme ended."""
    needs_every_cbm(request, programme)
    if request.method != "POST" and programme.status == Programme.Status.ENDED:
        raise WrongState(_("This programme has ended already. Correct its days in place of a second end."))
    return save_form(
        request,
        EndForm,
        write=lambda form: end_programme(programme, version=form.version, by=request.user, **form.cleaned_data),
        to=address_of(programme),
        template=FORM_PAGE,
        said=_("The programme is recorded as ended."),
        form_key=f"umbrella:programme_end:{programme.uid}",
        context=around(programme, _("It ended")),
        current=programme,
        stored=lambda row: {"ends_on": row.ends_on},
        grave=False,
    )


def needs_every_cbm(request, programme):
    """Refused unless the reader keeps programmes of each of its CBMs."""
    if not can_on_all(request.user, Permission.KEEP_PROGRAMMES, list(programme.cbms.select_related("process"))):
        raise Refused(refusal(Permission.KEEP_PROGRAMMES))


def around(programme, heading):
    """What a form about a programme says around it."""
    back, title = address_of(programme), localized(programme, "title")[0]
    return {"heading": heading, "up": (back, title), "back": back}
