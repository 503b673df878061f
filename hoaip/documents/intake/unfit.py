"""The one answer to a file that is not taken."""

from django.core.exceptions import ValidationError


class Unfit(ValidationError):
    """A file that is not taken in; its sentence says why and what to do."""
