"""Nothing typed is lost, nothing is done twice: one component each, used by every form of the portal."""

from hoaip.saving.answers import conflict, done, refused, sent_again, version_of
from hoaip.saving.once import KeyReused, new_key, once, page_key
from hoaip.saving.typed import fill, typed

__all__ = [
    "KeyReused",
    "conflict",
    "done",
    "fill",
    "new_key",
    "once",
    "page_key",
    "refused",
    "sent_again",
    "typed",
    "version_of",
]
