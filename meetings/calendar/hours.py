"""The hours of a meeting: what the clock at its venue says, as instants, and as its page tells them.

A row is a Meeting, or whatever has its columns HOURS and the days `starts_on` and `ends_on`.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

HOURS = ("opens_at", "closes_at", "venue_time_zone")


def instants_of(row):
    """(opening, closing) as aware datetimes in UTC; None where the hours or the days are not known."""
    if row.opens_at is None or row.date_precision != "day":
        return None
    zone = ZoneInfo(row.venue_time_zone)
    opening = datetime.combine(row.starts_on, row.opens_at, zone).astimezone(UTC)
    closing = datetime.combine(row.ends_on, row.closes_at, zone).astimezone(UTC)
    # Two days that became one: the closing hour was of a day that is no more.
    return opening, max(opening, closing)
