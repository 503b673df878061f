"""By when something is due, in words: a day or a month in both calendars, or ongoing."""

from django.utils.html import format_html
from django.utils.translation import gettext as _

from hoaip.calendar import dual_period_text
from hoaip.language import page_language


def due_html(row, calendar):
    """The due date of what has `due_on` and `due_precision`, the reader's calendar first."""
    if row.due_on is None:
        return format_html('<span class="note">{}</span>', _("ongoing"))
    first_day = row.due_on.replace(day=1) if row.due_precision == "month" else row.due_on
    words = dual_period_text(
        first_day, row.due_on, str(row.due_precision), page_language(), calendar=calendar, fixed=True
    )
    machine = f"{row.due_on:%Y-%m}" if row.due_precision == "month" else row.due_on.isoformat()
    return format_html('<time class="date" datetime="{}"><bdi>{}</bdi> <bdi>{}</bdi></time>', machine, *words)
