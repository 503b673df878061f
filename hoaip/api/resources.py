"""Which lists programs read, and a part of one as JSON: the filters of its page, the columns of its CSV file."""

from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string


@lru_cache(maxsize=1)
def resources():
    """{name in the address: ListPage} as settings.API names them, floor by floor."""
    return {name: import_string(path) for name, path in settings.API.items()}


def part_of(page):
    """What `page` was asked for, as plain values of JSON.

    - `count`: how many rows there are, or None where that is more than a thousand or not counted on this way;
    - `next`, `previous`: whole addresses of the neighbouring parts, or None. `next` leads through all rows;
    - `results`: the rows, each {column of the CSV file: text, whole number, or None where it is empty}.
    """
    part, cells = page.part, page.cells
    return {
        "count": page.count,
        "next": _address(page, _place_after(part)) if part.has_next or part.after else None,
        "previous": _address(page, {"page": part.number - 1}) if part.has_previous else None,
        "results": [{cell.name: _plain(cell.value(row)) for cell in cells} for row in page.rows],
    }


def errors_of(page):
    """{name in the query: [sentences]} of a query that cannot be understood."""
    filters = page.filters.form.errors if page.filters.is_refused else {}
    return {name: [str(each) for each in sentences] for name, sentences in (filters | page.place.errors).items()}


def _plain(value):
    return None if value == "" else value if isinstance(value, int) else str(value)


def _place_after(part):
    return {"after": part.after} if part.after else {"page": part.number + 1}


def _address(page, place):
    query, size = page.narrowed(), page.request.GET.get("page_size")
    query.update(({"page_size": size} if size else {}) | place)
    return f"{settings.PUBLIC_ORIGIN}{page.request.path}?{query.urlencode()}"
