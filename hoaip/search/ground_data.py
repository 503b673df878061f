"""Open data of the register: states and organizations, and who belongs to what."""

from django.utils.translation import gettext_lazy as _

from hoaip.models import Membership, Stakeholder
from hoaip.search.open_data import (
    CODE,
    DAY,
    NOBODY,
    SOURCED,
    TEXT,
    UID,
    DataFile,
    address,
    plain,
    tongues,
)

STAKEHOLDER = plain(
    "stakeholder", CODE, _("The state or organization, as in the file of stakeholders"), "PK", "stakeholder.code"
)
DATED = (
    plain("from_on", DAY, _("First day in force"), "2011-11-02"),
    plain(
        "from_basis",
        CODE,
        _("How the first day is known: exact, month, year, attested (in force at the latest from it) or unknown"),
        "exact",
    ),
    plain("until_on", DAY, _("Last day in force; empty while it holds"), ""),
    plain("basis", TEXT, _("What it rests on"), "Istanbul declaration"),
)

FILES = (
    DataFile(
        name="stakeholders",
        title=_("Countries and organizations"),
        about=_("Everybody in the register."),
        rows=lambda: Stakeholder.objects.visible_to(NOBODY).order_by("code"),
        fields=(
            plain("code", CODE, _("ISO alpha-2 code or acronym; its key"), "PK"),
            plain("kind", CODE, _("country or organization"), "country"),
            plain("scope", CODE, _("Of an organization: regional or international"), "regional"),
            *tongues("name", _("Short name in English, Dari (fa) or Pashto (ps)"), "Pakistan"),
            *tongues(
                "official_name",
                _("Official name in English, Dari (fa) or Pashto (ps)"),
                "Islamic Republic of Pakistan",
            ),
            address(lambda row: f"/stakeholders/{row.slug}/"),
            *SOURCED,
        ),
    ),
    DataFile(
        name="memberships",
        title=_("Memberships"),
        about=_("Who belongs to a process, in which category and since when; former ones too."),
        rows=lambda: (
            Membership.objects.visible_to(NOBODY)
            .select_related("process", "stakeholder")
            .order_by("process__slug", "stakeholder__code", "from_on")
        ),
        fields=(
            UID,
            plain("process", CODE, _("The process"), "hoa-ip", "process.slug"),
            STAKEHOLDER,
            plain("category", CODE, _("participating, supporting or organization"), "participating"),
            *DATED,
            *SOURCED,
        ),
    ),
)
