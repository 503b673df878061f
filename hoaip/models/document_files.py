"""The files of documents, their versions by language, and the link of a document to its parent."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hoaip.grants import by_readers, holdings
from hoaip.ladder import is_ministry
from hoaip.models.bases import Addressed
from hoaip.models.documents import Document, Tongue

LARGEST = 20 * 1024 * 1024


class DocumentFileQuerySet(models.QuerySet):
    @by_readers
    def readable_by(self, user):
        """Files this reader may have: current ones of readable documents, earlier ones for the ministry alone.

        Nothing of a deleted document, and nothing whose bytes were destroyed.
        """
        held = holdings(user)
        kept = self.filter(
            document__in=Document.objects.readable_by(user).filter(deleted_at__isnull=True).values("pk"),
            purged_at__isnull=True,
        )
        return kept if is_ministry(held) else kept.filter(is_current=True)

    visible_to = readable_by


class DocumentFile(Addressed):
    """One version of a document in one language. Its bytes lie outside the web root under a random name."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", _("Word")
        XLSX = "xlsx", _("Excel")
        PNG = "png", "PNG"
        JPG = "jpg", "JPG"
        TXT = "txt", _("Text")

    document = models.ForeignKey(Document, models.PROTECT, related_name="files")
    language = models.CharField(_("language"), max_length=5, choices=Tongue)
    number = models.PositiveSmallIntegerField(editable=False)
    is_current = models.BooleanField(default=True, editable=False)
    name = models.CharField(_("file name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=4, choices=Kind)
    stored_name = models.CharField(max_length=32, unique=True, editable=False)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey("hoaip.User", models.PROTECT, related_name="+")
    purged_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DocumentFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "language", "number"],
                name="hoaip_documentfile_number",
                violation_error_message=_("Somebody else replaced this file at the same moment. Reload the page."),
            ),
            models.UniqueConstraint(
                fields=["document", "language"],
                condition=Q(is_current=True),
                name="hoaip_documentfile_one_current",
                violation_error_message=_("Of each language one version is the current one."),
            ),
            models.CheckConstraint(
                name="hoaip_documentfile_kind",
                condition=Q(kind__in=["pdf", "docx", "xlsx", "png", "jpg", "txt"]),
                violation_error_message=_("A file is PDF, Word, Excel, PNG, JPG or text."),
            ),
            models.CheckConstraint(
                name="hoaip_documentfile_size",
                condition=Q(size__gte=1, size__lte=LARGEST),
                violation_error_message=_("A file holds something and has at most 20 MB."),
            ),
            models.CheckConstraint(
                name="hoaip_documentfile_digest",
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$", stored_name__regex=r"^[0-9a-f]{32}$"),
                violation_error_message=_("A file is known by its SHA-256 and stored under a random name."),
            ),
        ]

    def __str__(self):
        return f"{self.name} ({self.language} {self.number})"


class DocumentLink(models.Model):
    """A document belongs to its parent. Each floor has its own: a foreign key down to both."""

    document = models.OneToOneField(Document, models.PROTECT, related_name="%(app_label)s_%(class)s")

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.document_id}"
