"""What CBMs add to the lists of a lower floor (settings.LIST_COLUMNS)."""

from collections import Counter

from django.utils.translation import gettext as _

from cbms.models import RoleAssignment
from hoaip.lists import Cell, Column
from hoaip.templatetags.ui import number


def roles_in_cbms(as_of):
    """How many roles a stakeholder holds in CBMs on a day; nothing for none. One query."""
    counts = Counter(RoleAssignment.objects.as_of(as_of).values_list("stakeholder_id", flat=True))
    label = _("Roles in CBMs")
    cells = (Cell("roles_in_cbms", label, lambda row: counts[row.pk], is_safe=True),)
    return Column(label, lambda row: number(counts[row.pk]) if counts[row.pk] else "", cells, is_number=True)
