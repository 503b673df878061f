"""What conferences and terms of chairs are called."""

from django.utils.translation import gettext as _

from hoaip.calendar import digits
from hoaip.language import page_language
from meetings.calendar.cities import city_name
from meetings.names import ordinal_words


def conference_words(ordinal, city):
    """ "9th Ministerial Conference, Dushanbe"."""
    words = {"number": ordinal_words(ordinal), "city": city_name(city)}
    return (
        _("%(number)s Ministerial Conference, %(city)s") if city else _("%(number)s Ministerial Conference")
    ) % words


def place_and_year(conference):
    """ "Islamabad 2015"."""
    year = digits(str(conference.meeting.starts_on.year), page_language())
    return _("%(city)s %(year)s") % {"city": city_name(conference.meeting.city), "year": year}


def term_words(chair):
    """ "co-chair from the conference in Islamabad 2015 to the one in Amritsar 2016"; "" without a conference."""
    first, last = chair.from_conference, chair.until_conference
    words = {
        "standing": chair.get_standing_display(),
        "first": place_and_year(first) if first else "",
        "last": place_and_year(last) if last else "",
    }
    if first and last:
        return _("%(standing)s from the conference in %(first)s to the one in %(last)s") % words
    if first:
        return _("%(standing)s from the conference in %(first)s on") % words
    if last:
        return _("%(standing)s to the conference in %(last)s") % words
    return words["standing"]
