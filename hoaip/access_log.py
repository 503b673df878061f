"""Refusals and drafts that were read: append-only, outside the chain, bounded per person and minute."""


def note(request, kind):
    """Placeholder until the log is laid."""
