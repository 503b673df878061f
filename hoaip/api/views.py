"""The lists as JSON, and the page that describes them."""

import json

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hoaip.api.resources import errors_of, part_of, resources
from hoaip.decorators import public
from hoaip.public_cache import shared

# No sign stands in an answer that a browser could take for markup, whatever it takes the answer for.
NO_MARKUP = str.maketrans({"<": "\\u003c", ">": "\\u003e"})


@require_safe
@shared
@public
def api_index(request):
    """Which lists there are, by what each is narrowed, and what its columns are called."""
    lists = {name: page(request) for name, page in resources().items()}
    for page in lists.values():
        # Some columns are of the day that a filter names: it is read before them.
        page.filters.is_valid()
    return render(request, "hoaip/api_index.html", {"lists": lists})


@require_safe
@shared
@public
def api_list(request, name):
    """A part of a list as this reader finds it on its page; a query that is not understood is a 400 with sentences."""
    if name not in resources():
        raise Http404
    page = resources()[name](request)
    if page.is_refused:
        return _answer({"errors": errors_of(page)}, status=400)
    return _answer(part_of(page))


def _answer(told, *, status=200):
    text = json.dumps(told, ensure_ascii=False).translate(NO_MARKUP)
    return HttpResponse(text, content_type="application/json", status=status)
