"""The administrator's screens for CBMs: focal points, institutions, names and objectives."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cbms.actions.focal_points import end_focal_point, name_focal_point
from cbms.actions.institutions import change_cbm, change_institution, end_institution, name_institution
from cbms.forms import CbmForm, FocalPointForm, InstitutionForm, NewInstitutionForm
from cbms.models import Cbm, FocalInstitution, FocalPoint
from hoaip.decorators import requires
from hoaip.permissions import Permission
from hoaip.register.manage_forms import EndForm
from hoaip.saving.save import save_form

FORM = ["GET", "HEAD", "POST"]


@require_safe
@requires(Permission.MANAGE_ROLES)
def focal_point_list(request):
    """The focal points of the six, those in office or named, then those who were."""
    rows = FocalPoint.objects.select_related("user", "cbm").order_by("cbm__position", "-kind", "from_on", "pk")
    return render(request, "cbms/manage_focal_point_list.html", by_cbm(rows, request.today))


@require_http_methods(FORM)
@requires(Permission.MANAGE_ROLES)
def focal_point_new(request):
    """A person becomes focal point or deputy; a new focal point ends the old one on the day before."""
    initial = {name: request.GET[name] for name in ("cbm", "kind") if name in request.GET}

    def write(form):
        given = dict(form.cleaned_data)
        return name_focal_point(given.pop("cbm"), by=request.user, **given)

    return save_form(
        request,
        lambda data: FocalPointForm(data, initial=initial),
        write=write,
        to=lambda _row: reverse("measures:focal_point_list"),
        template="cbms/manage_focal_point_new.html",
        said=_("The focal point is named."),
        form_key="measures:focal_point_new",
    )


@require_http_methods(FORM)
@requires(Permission.MANAGE_ROLES, on=FocalPoint)
def focal_point_end(request, focal_point):
    """The last day of a focal point; the row stays."""
    return save_form(
        request,
        lambda data: EndForm(data, initial={"until_on": focal_point.until_on}),
        write=lambda form: end_focal_point(focal_point, version=form.version, by=request.user, **form.cleaned_data),
        to=lambda _row: reverse("measures:focal_point_list"),
        template="cbms/manage_focal_point_end.html",
        said=_("The last day of the focal point is written."),
        form_key=f"measures:focal_point_end:{focal_point.uid}",
        context={"row": focal_point},
        current=focal_point,
    )


@require_safe
@requires(Permission.MANAGE_ROLES)
def institution_list(request):
    """The national focal institutions of the six."""
    rows = FocalInstitution.objects.select_related("cbm").order_by("cbm__position", "from_on", "pk")
    return render(request, "cbms/manage_institution_list.html", by_cbm(rows, request.today))


@require_http_methods(FORM)
@requires(Permission.MANAGE_ROLES)
def institution_new(request):
    """An institution stands behind a CBM from a day on."""
    initial = {"cbm": request.GET["cbm"]} if "cbm" in request.GET else {}

    def write(form):
        given = form.cleaned_data
        days = {name: given[name] for name in ("from_on", "until_on", "source", "reason")}
        return name_institution(given["cbm"], names=form.names(), by=request.user, **days)

    return save_form(
        request,
        lambda data: NewInstitutionForm(data, initial=initial),
        write=write,
        to=lambda _row: reverse("measures:institution_list"),
        template="cbms/manage_institution_form.html",
        said=_("The institution is written."),
        form_key="measures:institution_new",
    )


@require_http_methods(FORM)
@requires(Permission.MANAGE_ROLES, on=FocalInstitution)
def institution_edit(request, institution):
    """Correct the names of an institution."""
    names = {name: getattr(institution, name) for name in ("name_en", "name_fa", "name_ps")}
    return save_form(
        request,
        lambda data: InstitutionForm(data, initial=names),
        write=lambda form: change_institution(
            institution,
            names=form.names(),
            version=form.version,
            reason=form.cleaned_data["reason"],
            by=request.user,
        ),
        to=lambda _row: reverse("measures:institution_list"),
        template="cbms/manage_institution_form.html",
        said=_("Names of the institution saved."),
        form_key=f"measures:institution_edit:{institution.uid}",
        context={"row": institution},
        current=institution,
    )


@require_http_methods(FORM)
@requires(Permission.MANAGE_ROLES, on=FocalInstitution)
def institution_end(request, institution):
    """The last day of an institution behind its CBM; the row stays."""
    return save_form(
        request,
        lambda data: EndForm(data, initial={"until_on": institution.until_on}),
        write=lambda form: end_institution(institution, version=form.version, by=request.user, **form.cleaned_data),
        to=lambda _row: reverse("measures:institution_list"),
        template="cbms/manage_institution_end.html",
        said=_("The last day of the institution is written."),
        form_key=f"measures:institution_end:{institution.uid}",
        context={"row": institution},
        current=institution,
    )


@require_http_methods(FORM)
@requires(Permission.MANAGE_SETTINGS, on=Cbm, key="code")
def cbm_edit(request, cbm):
    """Names and objectives of a CBM in three languages."""
    return save_form(
        request,
        lambda data: CbmForm(data, instance=cbm),
        write=lambda form: change_cbm(
            cbm, texts=form.texts(), version=form.version, reason=form.cleaned_data["reason"], by=request.user
        ),
        to=lambda _row: reverse("manage:index"),
        template="cbms/manage_cbm_edit.html",
        said=_("Names and objectives saved."),
        form_key=f"measures:cbm_edit:{cbm.code}",
        context={"cbm": cbm},
        current=cbm,
        grave=False,
    )


def by_cbm(rows, today):
    """{"groups": [(cbm, rows in force or to come, rows that ended)]} in the order of the six."""
    found = {cbm: ([], []) for cbm in Cbm.objects.order_by("position")}
    for row in rows:
        row.is_ahead = row.from_on > today
        has_ended = row.until_on is not None and row.until_on < today
        found[row.cbm][int(has_ended)].append(row)
    return {"groups": [(cbm, running, ended) for cbm, (running, ended) in found.items()]}
