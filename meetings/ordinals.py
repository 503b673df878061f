"""The number of an RTGM in its CBM: "DM RTG4". What is proposed follows product rules, section 10."""

from django.db import connection
from django.utils.translation import gettext as _

# One statement of short looks into indexes: it is asked while the CBM is locked.
PROPOSED = """
WITH others AS NOT MATERIALIZED (
  SELECT ordinal, counts, starts_on FROM meetings_meetingcbm
  WHERE cbm_id = %(cbm)s AND (%(apart_from)s::bigint IS NULL OR meeting_id <> %(apart_from)s::bigint)
), highest AS MATERIALIZED (
  SELECT (
    SELECT ordinal FROM others WHERE counts = 'held' AND starts_on < %(day)s AND ordinal IS NOT NULL
    ORDER BY ordinal DESC LIMIT 1
  ) AS ordinal
)
SELECT coalesce(ordinal, 0) + 1, ordinal IS NULL,
  EXISTS (SELECT FROM others WHERE counts = 'held' AND starts_on < %(day)s),
  EXISTS (SELECT FROM others WHERE others.ordinal = coalesce(highest.ordinal, 0) + 1)
    OR EXISTS (
      SELECT FROM meetings_registernote
      WHERE cbm_id = %(cbm)s AND reserved_ordinal = coalesce(highest.ordinal, 0) + 1
    )
FROM highest
"""


def proposed_ordinal(cbm, day, *, apart_from=None):
    """(number, sentence): one more than the highest number of the CBM's RTGMs held before that day, if free.

    1 when none was held before; (None, why) when none of the earlier ones has a number or the next one is taken.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            PROPOSED, {"cbm": cbm.pk, "day": day, "apart_from": apart_from.pk if apart_from is not None else None}
        )
        number, is_first, has_earlier, is_taken = cursor.fetchone()
    if is_first and has_earlier:
        return None, _("No number is proposed: none of the earlier meetings has one.")
    if is_taken:
        return None, _("No number is proposed: %(number)s is taken. Ministry staff can correct it.") % {
            "number": number
        }
    return number, _("Number %(number)s is proposed.") % {"number": number}
