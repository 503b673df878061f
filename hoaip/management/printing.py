"""How a command prints one JSON document on stdout and nothing else."""

import json

from django.core.serializers.json import DjangoJSONEncoder


def as_json(document):
    """The document as JSON text, letters of every script as they are."""
    return json.dumps(document, ensure_ascii=False, cls=DjangoJSONEncoder)
