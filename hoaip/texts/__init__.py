"""Texts of public pages that the administrator edits: which there are, how they are read, and where they are written.

- registry.py: the texts that the portal comes with; each app names its own in a list of `settings.PUBLIC_TEXTS`;
- reading.py: the text that stands on a page, for nothing;
- actions.py, forms.py, views.py: the administrator's screen.
"""

from hoaip.texts.registry import Delivered, Room, delivered, delivered_in, registered

__all__ = ["Delivered", "Room", "delivered", "delivered_in", "registered"]
