"""What of processes, declarations, commitments and the umbrella the public reads in several languages."""

from django.urls import reverse
from django.utils.translation import gettext as _

from conferences.models import Commitment, Declaration, Initiative, Paragraph, Programme
from hoaip.models import Process
from hoaip.untranslated import Kind, named, titled


def kinds():
    return [
        Kind(
            _("Processes"),
            Process.objects.order_by("pk"),
            {"name": _("name"), "description": _("what it is"), "themes": _("themes")},
            lambda row: reverse("managed_conferences:process_edit", kwargs={"slug": row.slug}),
            named,
        ),
        Kind(
            _("Declarations"),
            Declaration.objects.filter(state="sealed").order_by("-agreed_on", "pk"),
            {"title": _("title")},
            lambda row: reverse("declarations:declaration_detail", kwargs={"slug": row.slug}),
            titled,
        ),
        Kind(
            _("Paragraphs of declarations"),
            Paragraph.objects.filter(declaration__state="sealed")
            .select_related("declaration")
            .order_by("-declaration__agreed_on", "declaration", "number"),
            {"text": _("text")},
            lambda row: reverse(
                "declarations:paragraph_detail", kwargs={"slug": row.declaration.slug, "number": row.number}
            ),
            lambda row: (
                _("%(declaration)s, paragraph %(number)s")
                % {"declaration": titled(row.declaration), "number": row.number}
            ),
        ),
        Kind(
            _("Commitments"),
            Commitment.objects.public().exclude(state="draft").order_by("-number"),
            {"title": _("title")},
            lambda row: reverse("commitments:commitment_detail", kwargs={"uid": row.uid}),
            titled,
        ),
        Kind(
            _("Initiatives"),
            Initiative.objects.order_by("name_en", "pk"),
            {"name": _("name"), "about": _("what it is")},
            lambda row: reverse("umbrella:initiative_detail", kwargs={"slug": row.slug}),
            named,
        ),
        Kind(
            _("Training programmes"),
            Programme.objects.order_by("title_en", "pk"),
            {"title": _("title")},
            lambda row: reverse("umbrella:programme_detail", kwargs={"uid": row.uid}),
            titled,
        ),
    ]
