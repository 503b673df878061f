"""Cities on pages."""

from django import template

from meetings.calendar.cities import city_name

register = template.Library()


@register.filter
def in_words(city):
    """{{ meeting.city|in_words }}: a city as the page's language writes it."""
    return city_name(city)
