"""One change to many commitments: what it would do to each, and why it is refused to some. Nothing is written here."""

from dataclasses import dataclass, field, replace
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from conferences.actions.commitments import check_details, check_owned, check_rung, stored_details
from conferences.commitments.sources import source_of
from conferences.models.commitments import CLOSED_COMMITMENTS
from conferences.models.initiatives import Theme
from hoaip.action import refusal
from hoaip.grants import can_on_all
from hoaip.ladder import Rung
from hoaip.permissions import Permission
from meetings.forms.outcomes import due_text


@dataclass(frozen=True)
class Change:
    """What is to become of the chosen commitments; None leaves a thing as it is."""

    due: tuple[date | None, str] | None = None
    theme: str | None = None
    cbm_added: object = None
    cbm_removed: object = None
    rung: int | None = None

    @property
    def is_empty(self):
        return all(value is None for value in vars(self).values())

    def details(self, stored):
        """The details of one commitment after the change."""
        cbms = [each for each in stored.cbms if each != self.cbm_removed]
        if self.cbm_added is not None and self.cbm_added not in cbms:
            cbms.append(self.cbm_added)
        found = replace(stored, cbms=tuple(cbms))
        if self.due is not None:
            found = replace(found, due_on=self.due[0], due_precision=self.due[1])
        return found if self.theme is None else replace(found, theme=self.theme)


@dataclass
class Planned:
    """One commitment: what would change as (what, before, after), or why it may not."""

    row: object
    changes: list = field(default_factory=list)
    refusal: str = ""


def plan_many(rows, change, *, versions, user):
    """[Planned] in the order of the rows; asks only what the rows were read with (owners, CBMs, sources).

    `versions`: {uid: version} as the person saw them; another one is refused, for somebody changed it in between.
    """
    return [_planned(row, change, versions.get(str(row.uid)), user) for row in rows]


def _planned(row, change, version, user):
    found, stored = Planned(row), stored_details(row)
    after = change.details(stored)
    found.refusal = _refused(row, change, after, version, user)
    if not found.refusal:
        found.changes = changes_of(row, stored, after, change.rung)
    return found


def _refused(row, change, after, version, user):
    for cbms in (tuple(row.cbms.all()), after.cbms):
        if not can_on_all(user, Permission.KEEP_COMMITMENTS, cbms or [row.process]):
            return refusal(Permission.KEEP_COMMITMENTS)
    if version is not None and version != row.version:
        return _("Somebody changed it in the meantime. Look at it, then choose it again.")
    if row.state in CLOSED_COMMITMENTS:
        return _("This commitment is %(state)s: it stands as it is.") % {"state": row.get_state_display()}
    try:
        check_details(after)
        if row.state != "draft":
            check_owned(after)
        if change.rung is not None and change.rung != row.rung:
            check_rung(source_of(row)[1], change.rung)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def changes_of(row, stored, after, rung):
    """[(what, before, after)] in words of what differs."""
    found = []
    if (stored.due_on, stored.due_precision) != (after.due_on, after.due_precision):
        found.append((_("Due"), due_text(stored) or _("ongoing"), due_text(after) or _("ongoing")))
    if stored.theme != after.theme:
        words = dict(Theme.choices) | {"": "–"}
        found.append((_("Theme"), words[stored.theme], words[after.theme]))
    if set(stored.cbms) != set(after.cbms):
        found.append((_("CBMs"), _codes(stored.cbms), _codes(after.cbms)))
    if rung is not None and rung != row.rung:
        found.append((_("Who can see it"), Rung(row.rung).label, Rung(rung).label))
    return found


def _codes(cbms):
    return ", ".join(sorted(each.code.upper() for each in cbms)) or "–"
