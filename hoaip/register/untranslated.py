"""The page of what is left to translate, and what of it belongs to the register."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hoaip.decorators import requires
from hoaip.models import Document, Stakeholder
from hoaip.permissions import Permission
from hoaip.untranslated import Kind, left_to_write, named, titled


@require_safe
@requires(Permission.MANAGE_STAKEHOLDERS)
def untranslated(request):
    """Public texts that one of the languages lacks, by kind, each with the way to where it is written."""
    return render(request, "hoaip/untranslated.html", {"kinds": left_to_write()})


def kinds():
    return [
        Kind(
            _("Countries and organizations"),
            Stakeholder.objects.order_by("name_en", "pk"),
            {"name": _("name"), "official_name": _("official name")},
            lambda row: reverse("manage:stakeholder_edit", kwargs={"slug": row.slug}),
            named,
        ),
        Kind(
            _("Documents"),
            Document.objects.public().filter(deleted_at__isnull=True).order_by("-pk"),
            {"title": _("title")},
            lambda row: reverse("documents:document_detail", kwargs={"uid": row.uid}),
            titled,
        ),
    ]
