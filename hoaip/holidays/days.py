"""Whether a country works on a day: a question to the table, and its answer in words."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject

from hoaip.models import Holiday

# A meeting of a month has every weekend in it: nobody is told so.
LONGEST = 31


@dataclass(frozen=True, slots=True)
class RestDay:
    """A day on which a country rests: by a holiday of that name, or, without one, by its weekend."""

    country: object
    day: date
    holiday: str = ""


def are_known(day):
    """Whether the seed has been here for the last of its years, the second after that of `day`. One query."""
    return Holiday.objects.filter(source=Holiday.Source.SEEDED, from_on__gte=date(day.year + 2, 1, 1)).exists()


def rest_days(countries, first, last):
    """[RestDay] of these countries (a queryset) from `first` to `last`, both inclusive, by day. One query.

    A day that is both is told as the holiday; a period of more than 31 days gives nothing.
    """
    if not 0 <= (last - first).days < LONGEST:
        return []
    told = Holiday.objects.kept().between(first, last).filter(country=OuterRef("pk")).order_by("from_on", "pk")
    found = []
    rows = countries.annotate(
        weekend=F("working_week__weekend"),
        told=ArraySubquery(told.values(told=JSONObject(name="name", first="from_on", last="until_on"))),
    )
    for country in rows:
        for number in range((last - first).days + 1):
            day = first + timedelta(number)
            names = [each["name"] for each in country.told if each["first"] <= day.isoformat() <= each["last"]]
            if names or day.weekday() in (country.weekend or ()):
                found.append(RestDay(country, day, "; ".join(names)))
    return sorted(found, key=lambda each: each.day)
