"""Open data of conferences, of what they declared and what became of it, and beside the process."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from conferences.addresses import commitment_address, initiative_address, paragraph_address, programme_address
from conferences.lists.commitments import commitments_seen
from conferences.models import Commitment, Conference, Initiative, Paragraph, Programme
from hoaip.language import path_in
from hoaip.search.open_data import (
    ADDRESS,
    CODE,
    CODES,
    DAY,
    NOBODY,
    NUMBER,
    SOURCED,
    TEXT,
    TRUTH,
    UID,
    DataFile,
    Field,
    address,
    plain,
    several,
    tongues,
)

PROCESS = plain("process", CODE, _("The process"), "hoa-ip", "process.slug")
PILLAR = plain("pillar", CODE, _("consultation, cbms or cooperation"), "cbms")
THEME = plain("theme", CODE, _("peace or security"), "")
CBMS = several("cbms", _("The CBMs it is about"), "dm; ct", "cbms", "code")
# What the public is not told: that somebody says so and nobody has judged it yet.
STATES = {"completion_claimed": "in_progress"}


def _english(address_of):
    return lambda row: path_in(address_of(row), "en")


def _commitments():
    """Those that the public list shows, and what was merged into one of them: its key leads on there."""
    shown = commitments_seen(NOBODY)
    merged = Commitment.objects.visible_to(NOBODY).filter(merged_into__in=shown.values("pk"))
    return (
        Commitment.objects.filter(Q(pk__in=shown.values("pk")) | Q(pk__in=merged.values("pk")))
        .select_related("process", "paragraph__declaration")
        .prefetch_related("owners", "cbms")
        .order_by("process__slug", "number", "pk")
    )


def _declared(field, kind, meaning, example, path=None):
    return plain(field, kind, meaning, example, f"declaration.{path or field}")


FILES = (
    DataFile(
        name="conferences",
        title=_("Ministerial conferences"),
        about=_("The conferences of ministers and their days."),
        rows=lambda: (
            Conference.objects.visible_to(NOBODY)
            .select_related("process", "meeting__host")
            .prefetch_related("co_chairs")
            .order_by("process__slug", "ordinal")
        ),
        fields=(
            PROCESS,
            plain("number", NUMBER, _("Its number in the process"), "5", "ordinal"),
            plain("meeting", TEXT, _("Its key in the file of meetings"), "0b6f…", "meeting.uid"),
            plain("starts_on", DAY, _("The first day"), "2015-12-09", "meeting.starts_on"),
            plain("ends_on", DAY, _("The last day"), "2015-12-09", "meeting.ends_on"),
            plain("host", CODE, _("Who hosted it, as in the file of stakeholders"), "PK", "meeting.host.code"),
            plain("city", TEXT, _("City, in English"), "Islamabad", "meeting.city"),
            several("co_chairs", _("Who co-chaired it, as in the file of stakeholders"), "PK", "co_chairs", "code"),
            plain("theme", TEXT, _("Theme"), "Enhanced cooperation"),
            plain("declaration", TEXT, _("What it declared, by name"), "Islamabad Declaration"),
            *SOURCED,
        ),
    ),
    DataFile(
        name="declarations",
        title=_("Declarations, by paragraph"),
        about=_("The paragraphs of texts that were agreed, or given by the chair."),
        rows=lambda: (
            Paragraph.objects.visible_to(NOBODY)
            .select_related("declaration__process", "declaration__meeting")
            .prefetch_related("cbms")
            .order_by("declaration__agreed_on", "declaration__slug", "number")
        ),
        fields=(
            _declared("process", CODE, _("The process"), "hoa-ip", "process.slug"),
            _declared("declaration", CODE, _("The key of the text"), "amritsar-2016", "slug"),
            _declared("kind", CODE, _("declaration, communique or chair_statement"), "declaration"),
            _declared("title", TEXT, _("Title of the text, in English"), "Amritsar Declaration", "title_en"),
            _declared("agreed_on", DAY, _("The day it was agreed on"), "2016-12-04"),
            _declared("meeting", TEXT, _("Its meeting, as in the file of meetings"), "0b6f…", "meeting.uid"),
            _declared("is_summary", TRUTH, _("Whether the paragraphs are summaries in the portal’s words"), "false"),
            plain("number", NUMBER, _("The number of the paragraph"), "17"),
            *tongues("text", _("The paragraph in English, Dari (fa) or Pashto (ps)"), "We reaffirm …"),
            PILLAR,
            THEME,
            CBMS,
            plain("is_actionable", TRUTH, _("Whether it asks for action"), "true"),
            address(_english(paragraph_address)),
            *(_declared(each.name, each.kind, each.meaning, each.example) for each in SOURCED),
        ),
    ),
    DataFile(
        name="commitments",
        title=_("Commitments"),
        about=_("What was undertaken, by whom and by when, as far as it is open to everybody."),
        rows=_commitments,
        fields=(
            UID,
            PROCESS,
            plain("number", NUMBER, _("Its number in the register"), "12"),
            *tongues("title", _("What was undertaken, in English, Dari (fa) or Pashto (ps)"), "…"),
            Field(
                "state",
                CODE,
                _("registered, confirmed, in_progress, completed, withdrawn or merged"),
                "registered",
                lambda row: STATES.get(row.state, row.state),
            ),
            plain("is_goal", TRUTH, _("Whether it is a goal that nobody has taken on yet"), "false"),
            several("owners", _("Who undertook it, as in the file of stakeholders"), "KZ; PK", "owners", "code"),
            plain("collective", CODE, _("Undertaken together by: participating, supporting, organizations or all"), ""),
            CBMS,
            PILLAR,
            THEME,
            plain("declaration", CODE, _("The text in which it stands"), "amritsar-2016", "paragraph.declaration.slug"),
            plain("paragraph", NUMBER, _("The paragraph in which it stands"), "17", "paragraph.number"),
            plain("due_on", DAY, _("The last day of the period it is due in; empty when it is ongoing"), "2026-12-31"),
            plain("due_precision", CODE, _("day, month or ongoing"), "month"),
            address(_english(commitment_address)),
            *SOURCED,
        ),
    ),
    DataFile(
        name="initiatives",
        title=_("Initiatives"),
        about=_("Processes, forums and formats of states that feed into the umbrella, or work beside it."),
        rows=lambda: (
            Initiative.objects.visible_to(NOBODY)
            .select_related("process", "organiser")
            .prefetch_related("members", "cbms")
            .order_by("slug")
        ),
        fields=(
            plain("slug", CODE, _("Its key"), "rats"),
            plain("acronym", TEXT, _("Short name"), "RATS"),
            *tongues("name", _("Name in English, Dari (fa) or Pashto (ps)"), "…"),
            *tongues("about", _("What it is, in English, Dari (fa) or Pashto (ps)"), "…"),
            PROCESS,
            plain("organiser", CODE, _("Who organizes it, as in the file of stakeholders"), "UNDP", "organiser.code"),
            several("members", _("Who takes part in it, as in the file of stakeholders"), "KZ; PK", "members", "code"),
            CBMS,
            Field("themes", CODES, _("peace, security"), "security", lambda row: list(row.themes)),
            Field("pillars", CODES, _("consultation, cbms, cooperation"), "cbms", lambda row: list(row.pillars)),
            plain("status", CODE, _("active, dormant, concluded or unknown"), "active"),
            plain("url", ADDRESS, _("Its own address on the web"), "https://example.org/"),
            address(_english(initiative_address)),
            *SOURCED,
        ),
    ),
    DataFile(
        name="programmes",
        title=_("Programmes of organizations"),
        about=_("What regional and international organizations run in the fields of the CBMs."),
        rows=lambda: (
            Programme.objects.visible_to(NOBODY)
            .select_related("process", "organization")
            .prefetch_related("cbms", "states")
            .order_by("organization__code", "title_en", "pk")
        ),
        fields=(
            UID,
            plain(
                "organization", CODE, _("The organization, as in the file of stakeholders"), "UNDP", "organization.code"
            ),
            PROCESS,
            *tongues("title", _("Title in English, Dari (fa) or Pashto (ps)"), "…"),
            plain("about", TEXT, _("What it does"), "…"),
            CBMS,
            several("states", _("Where it runs, as in the file of stakeholders"), "KZ; PK", "states", "code"),
            plain("starts_on", DAY, _("The first day"), "2024-01-01"),
            plain("ends_on", DAY, _("The last day"), "2027-12-31"),
            plain("status", CODE, _("planned, running, ended or unknown"), "running"),
            plain("url", ADDRESS, _("Its own address on the web"), "https://example.org/"),
            address(_english(programme_address)),
            *SOURCED,
        ),
    ),
)
