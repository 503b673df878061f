"""Open data of the CBMs: what they are, who has which role, and the plans that were adopted."""

from django.utils.translation import gettext_lazy as _

from cbms.models import Cbm, Plan, RoleAssignment
from hoaip.search.ground_data import DATED, STAKEHOLDER
from hoaip.search.open_data import (
    CODE,
    DAY,
    NOBODY,
    NUMBER,
    SOURCED,
    TEXT,
    UID,
    DataFile,
    address,
    plain,
    tongues,
)

CBM = plain("cbm", CODE, _("The CBM, as in the file of CBMs"), "dm", "cbm.code")

FILES = (
    DataFile(
        name="cbms",
        title=_("CBMs"),
        about=_("The Confidence Building Measures."),
        rows=lambda: Cbm.objects.visible_to(NOBODY).select_related("process").order_by("position"),
        fields=(
            plain("code", CODE, _("Its key"), "dm"),
            plain("process", CODE, _("The process"), "hoa-ip", "process.slug"),
            *tongues("name", _("Name in English, Dari (fa) or Pashto (ps)"), "Disaster Management"),
            *tongues("objectives", _("Objectives in English, Dari (fa) or Pashto (ps), one a line"), "…"),
            plain("founded_on", DAY, _("The day it was founded"), "2012-06-14"),
            address(lambda row: f"/cbms/{row.code}/"),
            *SOURCED,
        ),
    ),
    DataFile(
        name="roles",
        title=_("Roles in CBMs"),
        about=_("Who leads, participates in or supports a CBM, and since when; former roles too."),
        rows=lambda: (
            RoleAssignment.objects.visible_to(NOBODY)
            .select_related("cbm", "stakeholder")
            .order_by("cbm__position", "stakeholder__code", "from_on")
        ),
        fields=(
            UID,
            CBM,
            STAKEHOLDER,
            plain("role", CODE, _("lead, co_lead, participating or supporting"), "lead"),
            *DATED,
            *SOURCED,
        ),
    ),
    DataFile(
        name="plans",
        title=_("Implementation Plans"),
        about=_("The plans that were adopted, those superseded since among them."),
        rows=lambda: (
            Plan.objects.visible_to(NOBODY)
            .select_related("cbm", "amends", "adopted_version")
            .order_by("cbm__position", "number")
        ),
        fields=(
            UID,
            CBM,
            plain("number", NUMBER, _("Its number among the plans of its CBM"), "1"),
            plain("amends", NUMBER, _("The number of the plan that it amends"), "", "amends.number"),
            plain("state", CODE, _("adopted or superseded"), "adopted"),
            *tongues("title", _("Title in English, Dari (fa) or Pashto (ps)"), "Implementation Plan 2024–2026"),
            plain("language", CODE, _("The language of its text: en, fa-af or ps"), "en"),
            plain("starts_on", DAY, _("The first day of its first month"), "2024-01-01"),
            plain("ends_on", DAY, _("The last day of its last month"), "2026-12-31"),
            plain("adopted_on", DAY, _("The day it was adopted"), "2024-04-25"),
            plain("superseded_on", DAY, _("The day from which another is in force"), ""),
            plain("digest", TEXT, _("SHA-256 of the text that was adopted"), "9f86…", "adopted_version.digest"),
            address(lambda row: f"/plans/{row.uid}/"),
            *SOURCED,
        ),
    ),
)
