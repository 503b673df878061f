"""What the administrator wrote in place of a text that the portal came with."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hoaip.models.bases import Addressed

LONGEST_TEXT = 2000
# Characters that are not seen and change what is read: controls, line separators, and all that turns a line round.
UNSEEN = r"[\u0001-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]"
COLUMNS = ("text_en", "text_fa", "text_ps")


class PublicTextQuerySet(models.QuerySet):
    def edited(self):
        """Those that stand in place of the delivered text: written in some language. One put back is empty in all."""
        return self.exclude(text_en="", text_fa="", text_ps="")


class PublicText(Addressed):
    """One of the texts of hoaip/texts, as edited; empty in every language where the delivered text was put back."""

    key = models.CharField(max_length=60)
    text_en = models.CharField(_("text in English"), max_length=LONGEST_TEXT, blank=True)
    text_fa = models.CharField(_("text in Dari"), max_length=LONGEST_TEXT, blank=True)
    text_ps = models.CharField(_("text in Pashto"), max_length=LONGEST_TEXT, blank=True)

    objects = PublicTextQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                name="hoaip_publictext_once",
                violation_error_message=_("This text was edited already. Open it again."),
            ),
            models.CheckConstraint(
                name="hoaip_publictext_key",
                condition=Q(key__regex="^[a-z]+(-[a-z]+)*$"),
                violation_error_message=_("The key of a text is made of small letters and hyphens."),
            ),
            models.CheckConstraint(
                name="hoaip_publictext_seen",
                condition=~Q(text_en__regex=UNSEEN) & ~Q(text_fa__regex=UNSEEN) & ~Q(text_ps__regex=UNSEEN),
                violation_error_message=_(
                    "The text holds characters that nobody sees and that turn the line round. Type it without them."
                ),
            ),
            models.CheckConstraint(
                name="hoaip_publictext_written",
                condition=Q(text_en__regex=r"^$|\S") & Q(text_fa__regex=r"^$|\S") & Q(text_ps__regex=r"^$|\S"),
                violation_error_message=_("A text is written or left empty; spaces alone are no text."),
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def is_edited(self):
        """Whether it stands in place of the delivered text."""
        return any(getattr(self, column) for column in COLUMNS)
