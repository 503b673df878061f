"""The holidays of the participating countries, kept ready for last year, this one and the two that follow."""

from datetime import date

from hoaip.calendar import today_in_kabul
from hoaip.holidays.actions import seed_country
from hoaip.holidays.source import known_of
from hoaip.models import Country, Membership, User


def extend(as_of):
    """The periodic job: {"holidays_changed"}. Computed from the day alone: run again it changes nothing.

    Each country its own commit; the range of years follows the instant `as_of`, so that a new year brings its days.
    """
    return {"holidays_changed": seed_holidays(today_in_kabul(as_of), by=User.objects.system())}


def seed_holidays(today, *, by):
    """Seed every country that takes part in a process on that day. Returns how many holidays and weekends changed."""
    years = range(today.year - 1, today.year + 3)
    first, last = date(years[0], 1, 1), date(years[-1], 12, 31)
    taking_part = Membership.objects.as_of(today).filter(category=Membership.Category.PARTICIPATING)
    changed = 0
    for country in Country.objects.filter(pk__in=taking_part.values("stakeholder")).order_by("code"):
        known = known_of(country.code, years)
        if known is not None:
            days, weekend = known
            changed += seed_country(country, days=days, weekend=weekend, first=first, last=last, by=by)
    return changed
