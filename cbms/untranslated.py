"""What of the CBMs the public reads in several languages: settings.UNTRANSLATED."""

from django.urls import reverse
from django.utils.translation import gettext as _

from cbms.models import Cbm, FocalInstitution, Plan
from hoaip.untranslated import Kind, named, titled


def kinds():
    return [
        Kind(
            _("CBMs"),
            Cbm.objects.order_by("position"),
            {"name": _("name"), "objectives": _("objectives")},
            lambda row: reverse("measures:cbm_edit", kwargs={"code": row.code}),
            named,
        ),
        Kind(
            _("National focal institutions"),
            FocalInstitution.objects.order_by("name_en", "pk"),
            {"name": _("name")},
            lambda row: reverse("measures:institution_edit", kwargs={"uid": row.uid}),
            named,
        ),
        Kind(
            _("Implementation Plans"),
            Plan.objects.filter(adopted_on__isnull=False).order_by("-adopted_on", "pk"),
            {"title": _("title")},
            lambda row: reverse("plans:plan_detail", kwargs={"uid": row.uid}),
            titled,
        ),
    ]
