"""Rows of the texts of public pages."""

from hoaip.models import PublicText
from tests.expectation.rows import ADM, by_role


def as_delivered(world):
    return {"key": "home-chair"}


def edited(world):
    """A text that somebody edited: there alone is something to put back."""
    row, _is_new = PublicText.objects.get_or_create(key="foot-keepers", defaults={"text_en": "Sample text"})
    return {"key": row.key}


ROUTES = {
    "texts:text_list": by_role("GET", ADM),
    "texts:text_edit": by_role("GET POST", ADM, kwargs=as_delivered),
    "texts:text_restore": by_role("GET POST", ADM, kwargs=edited),
}
