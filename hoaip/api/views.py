"""The lists as JSON, and the page that describes them."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hoaip.api.answer import answer
from hoaip.api.resources import errors_of, part_of, resources
from hoaip.decorators import public
from hoaip.public_cache import shared


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
        return answer({"errors": errors_of(page)}, status=400)
    return answer(part_of(page))
