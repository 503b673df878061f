"""What can be found on the lowest floor: states and organizations, documents, persons."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hoaip.language import localized, page_language
from hoaip.models import Document, Person, Stakeholder
from hoaip.search.sources import Hit, Source
from hoaip.templatetags.ui import dual_date


def texts_of(row, *fields):
    """The texts of these fields in every language, the page's own first."""
    own = "fa" if page_language() == "fa-af" else page_language()
    tongues = [own, *(each for each in ("en", "fa", "ps") if each != own)]
    return tuple(text for field in fields for tongue in tongues if (text := getattr(row, f"{field}_{tongue}")))


def _stakeholder(row, context):
    return Hit(
        localized(row, "name")[0],
        reverse("register:stakeholder_detail", kwargs={"slug": row.slug}),
        row.get_kind_display(),
        texts_of(row, "official_name"),
    )


def _document(row, context):
    return Hit(
        localized(row, "title")[0],
        reverse("documents:document_detail", kwargs={"uid": row.uid}),
        dual_date(context, row.dated_on),
        (row.reference,),
    )


def _person(row, context):
    return Hit(
        row.called(page_language()),
        reverse("persons:person_detail", kwargs={"uid": row.uid}),
        localized(row.stakeholder, "name")[0] if row.stakeholder else "",
        (row.function,),
    )


SOURCES = (
    Source(
        kind="stakeholders",
        title=_("Countries and organizations"),
        rows=Stakeholder.objects.visible_to,
        columns=(
            *("code", "name_en", "name_fa", "name_ps"),
            *("official_name_en", "official_name_fa", "official_name_ps"),
        ),
        order=("name_en", "pk"),
        hit=_stakeholder,
        index="hoaip_stakeholder_words",
    ),
    Source(
        kind="documents",
        title=_("Documents"),
        rows=lambda user: Document.objects.visible_to(user).filter(deleted_at__isnull=True),
        columns=("title_en", "title_fa", "title_ps", "reference"),
        order=("-dated_on", "-pk"),
        hit=_document,
        index="hoaip_document_words",
    ),
    Source(
        kind="persons",
        title=_("Persons"),
        rows=lambda user: Person.objects.visible_to(user).select_related("stakeholder"),
        columns=("name_latin", "name_arabic", "function"),
        order=("name_latin", "pk"),
        hit=_person,
        index="hoaip_person_words",
    ),
)
