"""Cities of meetings in the language of the page; a city without a word of its own stays as its record writes it."""

from django.utils.translation import pgettext_lazy

CITIES = {
    "Almaty": pgettext_lazy("city", "Almaty"),
    "Amritsar": pgettext_lazy("city", "Amritsar"),
    "Ankara": pgettext_lazy("city", "Ankara"),
    "Ashgabat": pgettext_lazy("city", "Ashgabat"),
    "Astana": pgettext_lazy("city", "Astana"),
    "Baku": pgettext_lazy("city", "Baku"),
    "Beijing": pgettext_lazy("city", "Beijing"),
    "Dushanbe": pgettext_lazy("city", "Dushanbe"),
    "Islamabad": pgettext_lazy("city", "Islamabad"),
    "Istanbul": pgettext_lazy("city", "Istanbul"),
    "Kabul": pgettext_lazy("city", "Kabul"),
    "New Delhi": pgettext_lazy("city", "New Delhi"),
    "New York": pgettext_lazy("city", "New York"),
    "Tehran": pgettext_lazy("city", "Tehran"),
}
# Where the clock of a city is known, so that nobody looks it up.
ZONES = {
    "Almaty": "Asia/Almaty",
    "Amritsar": "Asia/Kolkata",
    "Ankara": "Europe/Istanbul",
    "Ashgabat": "Asia/Ashgabat",
    "Astana": "Asia/Almaty",
    "Baku": "Asia/Baku",
    "Beijing": "Asia/Shanghai",
    "Dushanbe": "Asia/Dushanbe",
    "Islamabad": "Asia/Karachi",
    "Istanbul": "Europe/Istanbul",
    "Kabul": "Asia/Kabul",
    "New Delhi": "Asia/Kolkata",
    "New York": "America/New_York",
    "Tehran": "Asia/Tehran",
}


def city_name(city):
    """ "Istanbul" as the page's language writes it."""
    return str(CITIES.get(city, city))
