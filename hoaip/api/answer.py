"""How an address for programs answers: JSON, its refusals too."""

import json

from django.http import HttpResponse

from hoaip.language import path_in

# No sign stands in an answer that a browser could take for markup, whatever it takes the answer for.
NO_MARKUP = str.maketrans({"<": "\\u003c", ">": "\\u003e"})
ROOT = "/api/"
# The page for people that describes the addresses.
INDEX = "/api/v1/"


def is_for_programs(request):
    """Whether JSON is expected at this address, whether or not anything stands there."""
    path = path_in(request.path, "en")
    return path.startswith(ROOT) and path != INDEX


def answer(told, *, status=200):
    text = json.dumps(told, ensure_ascii=False).translate(NO_MARKUP)
    return HttpResponse(text, content_type="application/json", status=status)


def refusal(sentence, *, status):
    """{"errors": {"": [sentence]}}: as a query that is not understood, at no name."""
    return answer({"errors": {"": [str(sentence)] if sentence else []}}, status=status)
