"""What can be found of conferences, of what they declared and what became of it, and beside the process."""

from django.db.models import Value
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from cbms.circle import called
from conferences.addresses import (
    action_address,
    commitment_address,
    declaration_address,
    initiative_address,
    measure_address,
    paragraph_address,
    programme_address,
)
from conferences.lists.commitments import commitments_seen
from conferences.models import (
    Action,
    Conference,
    Declaration,
    Initiative,
    MeasureProposal,
    Paragraph,
    Programme,
)
from conferences.names import conference_words
from hoaip.language import localized
from hoaip.models import Process
from hoaip.register import main_process
from hoaip.search.ground import texts_of
from hoaip.search.matching import Holds
from hoaip.search.sources import Hit, Source
from hoaip.templatetags.ui import dual_date, number, period
from meetings.searching import in_english


def _process(row, context):
    return Hit(
        localized(row, "name")[0],
        reverse("conferences:process_detail", kwargs={"slug": row.slug}),
        row.short_name,
        texts_of(row, "description", "themes"),
    )


def _conference(row, context):
    return Hit(
        conference_words(row.ordinal, row.meeting.city),
        reverse("conferences:conference_detail", kwargs={"ordinal": row.ordinal}),
        period(context, row.meeting),
        (row.theme, row.declaration),
    )


def _declaration(row, context):
    where = dual_date(context, row.agreed_on)
    return Hit(localized(row, "title")[0], declaration_address(row), where, texts_of(row, "title"))


def _paragraph(row, context):
    title = _t("Paragraph %(number)s") % {"number": number(row.number)}
    where = localized(row.declaration, "title")[0]
    return Hit(title, paragraph_address(row), where, texts_of(row, "text"))


def _commitment(row, context):
    where = _t("Commitment %(number)s") % {"number": number(row.number)} if row.number else ""
    return Hit(localized(row, "title")[0], commitment_address(row), where, texts_of(row, "title"))


def _action(row, context):
    return Hit(row.title, action_address(row), called(row.owner))


def _initiative(row, context):
    return Hit(localized(row, "name")[0], initiative_address(row), row.acronym, texts_of(row, "name", "about"))


def _measure(row, context):
    return Hit(row.title, measure_address(row), localized(row.cbm, "name")[0], (row.summary,))


def _programme(row, context):
    return Hit(
        localized(row, "title")[0],
        programme_address(row),
        called(row.organization),
        (*texts_of(row, "title"), row.about),
    )


CONFERENCE_COLUMNS = (
    *(Value("Ministerial Conference"), "theme", "declaration"),
    *("meeting__city", "meeting__title_en", "meeting__title_fa", "meeting__title_ps"),
)


def by_place(asked):
    """The keys of conferences in a city that is asked for in another language than its record."""
    if (english := in_english(asked)) is None:
        return None
    return Conference.objects.order_by().filter(Holds(*CONFERENCE_COLUMNS, query=english.query)).values("pk")


SOURCES = (
    Source(
        kind="processes",
        title=_("Processes"),
        rows=Process.objects.visible_to,
        columns=(
            *("short_name", "name_en", "name_fa", "name_ps", "description_en", "description_fa", "description_ps"),
            *("themes_en", "themes_fa", "themes_ps"),
        ),
        order=("launched_on", "pk"),
        hit=_process,
    ),
    Source(
        kind="conferences",
        title=_("Ministerial conferences"),
        rows=lambda user: (
            Conference.objects.visible_to(user).filter(process__in=main_process()).select_related("meeting")
        ),
        columns=CONFERENCE_COLUMNS,
        others=by_place,
        order=("-ordinal", "-pk"),
        hit=_conference,
    ),
    Source(
        kind="declarations",
        title=_("Declarations"),
        rows=Declaration.objects.visible_to,
        columns=("title_en", "title_fa", "title_ps"),
        order=("-agreed_on", "-pk"),
        hit=_declaration,
        index="conferences_declaration_words",
    ),
    Source(
        kind="paragraphs",
        title=_("Paragraphs of declarations"),
        rows=lambda user: Paragraph.objects.visible_to(user).select_related("declaration"),
        columns=("text_en", "text_fa", "text_ps"),
        order=("-declaration__agreed_on", "pk"),
        hit=_paragraph,
        index="conferences_paragraph_words",
    ),
    Source(
        kind="commitments",
        title=_("Commitments"),
        rows=commitments_seen,
        columns=("title_en", "title_fa", "title_ps"),
        order=("-created_at", "-pk"),
        hit=_commitment,
        index="conferences_commitment_words",
    ),
    Source(
        kind="actions",
        title=_("Actions"),
        rows=lambda user: Action.objects.visible_to(user).select_related("owner"),
        columns=("title",),
        order=("-created_at", "-pk"),
        hit=_action,
        index="conferences_action_words",
    ),
    Source(
        kind="initiatives",
        title=_("Initiatives"),
        rows=Initiative.objects.visible_to,
        columns=("acronym", "name_en", "name_fa", "name_ps", "about_en", "about_fa", "about_ps"),
        order=("acronym", "pk"),
        hit=_initiative,
        index="conferences_initiative_words",
    ),
    Source(
        kind="measures",
        title=_("Proposed measures"),
        rows=lambda user: MeasureProposal.objects.visible_to(user).select_related("cbm"),
        columns=("title", "summary"),
        order=("-created_at", "-pk"),
        hit=_measure,
        index="conferences_measureproposal_words",
    ),
    Source(
        kind="programmes",
        title=_("Programmes of organizations"),
        rows=lambda user: Programme.objects.visible_to(user).select_related("organization"),
        columns=("title_en", "title_fa", "title_ps", "about"),
        order=("title_en", "pk"),
        hit=_programme,
        index="conferences_programme_words",
    ),
)
