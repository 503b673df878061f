"""What a password must be, beyond Django's own rules."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class MaximumLengthValidator:
    """Refuses a password longer than `max_length` characters: hashing it would cost the server, not the guesser."""

    def __init__(self, max_length=128):
        self.max_length = max_length

    def validate(self, password, user=None):
        if len(password) > self.max_length:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self):
        return _("A password has at most %(max_length)d characters.") % {"max_length": self.max_length}
