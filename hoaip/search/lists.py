"""The lists of the house whose filters may be kept, by name, and what of a query is worth keeping."""

import copy

from django.http import QueryDict
from django.urls import NoReverseMatch, resolve, reverse

from hoaip.decorators import PUBLIC, SIGNED_IN, reader
from hoaip.grants import can
from hoaip.lists import DayFilter, ListPage
from hoaip.lists.page import PLACES


def lists_by_name():
    """{name: its class} of every list that has a page of its own."""
    found, rooms = {}, [ListPage]
    while rooms:
        for each in rooms.pop().__subclasses__():
            rooms.append(each)
            if each.export_route and address_of(each):
                found[each.name] = each
    return found


def address_of(page_class):
    """The page of a list, in the language of this one: its file lies beneath it. "" where it belongs to one thing."""
    try:
        return reverse(page_class.export_route, args=["csv"]).rpartition("table.")[0]
    except NoReverseMatch:
        return ""


def list_open_to(request, name):
    """The class of that list when this reader may open its page, else None."""
    page_class = lists_by_name().get(name)
    if page_class is None:
        return None
    permission = resolve(address_of(page_class)).func.permission
    if permission in (PUBLIC, SIGNED_IN) or can(reader(request), permission):
        return page_class
    return None


def as_asked(request, page_class, query):
    """The list as its page would be with that query string, without its place in it.

    Which of the keys are filters the list knows by itself: some have others for other readers.
    """
    asked = copy.copy(request)
    asked.GET = QueryDict(mutable=True)
    for name, given in QueryDict(query).lists():
        if name not in PLACES and (values := [value for value in given if value]):
            asked.GET.setlist(name, values)
    return page_class(asked)


def worth_keeping(page):
    """The filters in force of a list as a query string; "" when there is none, or the list refuses them.

    A day that is today's is left out: a list that is kept shows the day on which it is opened.
    """
    if not page.filters.is_bound or page.filters.is_refused:
        return ""
    kept = QueryDict(mutable=True)
    for name, each in page.filters.filters.items():
        values = [value for value in page.request.GET.getlist(name) if value]
        is_today = isinstance(each, DayFilter) and page.filters.form.cleaned_data.get(name) == page.request.today
        if values and not is_today:
            kept.setlist(name, values)
    return kept.urlencode()
