"""What ministers declared: a text agreed by all or a statement of the chair, in numbered paragraphs."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from conferences.models.initiatives import Pillar, Theme
from hoaip.grants import by_readers, holdings
from hoaip.ladder import Rung, is_ministry
from hoaip.models import EARLIEST, LATEST, Addressed, Document, Sourced, blank_refused, confirmed_together
from hoaip.permissions import Permission
from hoaip.workflow import Transition
from meetings.models import Meeting


class DeclarationQuerySet(models.QuerySet):
    @by_readers
    def visible_to(self, user):
        """Agreed texts and statements given: everybody. Drafts: the ministry."""
        seen = Q(state="sealed")
        if is_ministry(holdings(user)):
            seen |= Q(state="draft")
        return self.filter(seen)


class Declaration(Addressed, Sourced):
    """The text a meeting agreed on (declaration), or one for which its chair alone answers (chair's statement).

    Sealed, its words and those of its paragraphs do not change any more, whoever writes; tags and links may.
    """

    class Kind(models.TextChoices):
        DECLARATION = "declaration", _("Declaration")
        COMMUNIQUE = "communique", _("Communiqué")
        CHAIR_STATEMENT = "chair_statement", _("Chair’s statement")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SEALED = "sealed", _("sealed")

    # Where it belongs: the meeting that agreed on it, or whose chair gave it.
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="declarations")
    # Repeats the meeting's, so that rights and lists need no join.
    process = models.ForeignKey("hoaip.Process", models.PROTECT, related_name="declarations", editable=False)
    slug = models.SlugField(_("name in addresses"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=15, choices=Kind, default=Kind.DECLARATION)
    title_en = models.CharField(_("title, English"), max_length=300)
    title_fa = models.CharField(_("title, Dari"), max_length=300, blank=True)
    title_ps = models.CharField(_("title, Pashto"), max_length=300, blank=True)
    agreed_on = models.DateField(_("agreed on"))
    # Its paragraphs are short summaries in the portal's own words, the source is linked; not the text itself.
    is_summary = models.BooleanField(_("summaries in our own words"), default=False)
    # The file as it was signed or published.
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="declarations", verbose_name=_("source file")
    )
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.DRAFT, editable=False)
    # Sealed by its title and day alone, without a paragraph and without a file: its words may come once, later.
    is_titled = models.BooleanField(default=False, editable=False)
    # A draft of the words of another entry, which is known by its title: sealed, it becomes part of that one.
    completes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="words_draft", editable=False
    )
    # SHA-256 over its words in every language and the digests of its file; empty while it is a draft.
    seal = models.CharField(max_length=64, blank=True, editable=False)
    sealed_at = models.DateTimeField(null=True, blank=True, editable=False)
    sealed_by = models.ForeignKey("hoaip.User", models.PROTECT, null=True, blank=True, related_name="+")

    objects = DeclarationQuerySet.as_manager()

    TRANSITIONS = (Transition("seal", (State.DRAFT,), State.SEALED, Permission.SEAL_DECLARATION, _("Seal")),)

    class Meta:
        constraints = [
            blank_refused("conferences_declaration_titled", "title_en", _("A declaration has an English title.")),
            models.CheckConstraint(
                name="conferences_declaration_words",
                condition=Q(kind__in=["declaration", "communique", "chair_statement"], agreed_on__gte=EARLIEST)
                & Q(agreed_on__lte=LATEST),
                violation_error_message=_("A text is agreed or given between 2011 and 2100."),
            ),
            models.CheckConstraint(
                name="conferences_declaration_sealed",
                condition=Q(state="draft", seal="", sealed_at__isnull=True, sealed_by__isnull=True)
                | Q(state="sealed", seal__regex=r"^[0-9a-f]{64}$", sealed_at__isnull=False, sealed_by__isnull=False),
                violation_error_message=_("A sealed text has its seal, and names who sealed it and when."),
            ),
            models.CheckConstraint(
                name="conferences_declaration_titled_alone",
                condition=(Q(is_titled=False) | Q(state="sealed", document__isnull=True))
                & (Q(completes__isnull=True) | Q(state="draft") & ~Q(completes=F("id"))),
                violation_error_message=_(
                    "A text is known by its title alone while it has no file; the words of one are a draft."
                ),
            ),
            confirmed_together("conferences_declaration_confirmed"),
        ]

    def __str__(self):
        return self.title_en

    def permission_anchors(self):
        return [self.process]

    def rungs(self):
        """[(what, Rung)]: who can see it and its paragraphs, as `visible_to` has it."""
        return [(_("This text and its paragraphs"), Rung.PUBLIC if self.state == "sealed" else Rung.MINISTRY)]


class ParagraphQuerySet(models.QuerySet):
    @by_readers
    def visible_to(self, user):
        return self.filter(declaration__in=Declaration.objects.visible_to(user))


class Paragraph(Addressed):
    """A numbered paragraph of a declaration, in up to three languages; its address survives every edit."""

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="paragraphs")
    # As the text counts: 1, 2, 3 ...
    number = models.PositiveSmallIntegerField(_("number"))
    text_en = models.TextField(_("text, English"), blank=True)
    text_fa = models.TextField(_("text, Dari"), blank=True)
    text_ps = models.TextField(_("text, Pashto"), blank=True)
    # Tags, which may change after the text is sealed.
    pillar = models.CharField(_("pillar"), max_length=12, choices=Pillar, blank=True)
    theme = models.CharField(_("theme"), max_length=10, choices=Theme, blank=True)
    cbms = models.ManyToManyField("cbms.Cbm", related_name="paragraphs", blank=True)
    # It asks somebody to do something: a commitment is expected to stand behind it.
    is_actionable = models.BooleanField(_("asks for action"), default=False)

    objects = ParagraphQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["declaration", "number"],
                name="conferences_paragraph_number",
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message=_("A declaration has one paragraph of each number."),
            ),
            models.CheckConstraint(
                name="conferences_paragraph_text",
                condition=Q(number__gte=1)
                & (Q(text_en__regex=r"\S") | Q(text_fa__regex=r"\S") | Q(text_ps__regex=r"\S")),
                violation_error_message=_("A paragraph says something, in one language at least."),
            ),
            models.CheckConstraint(
                name="conferences_paragraph_tags",
                condition=Q(pillar__in=["", *Pillar.values], theme__in=["", *Theme.values]),
                violation_error_message=_("A paragraph is about one of the pillars and themes, or none."),
            ),
        ]

    def __str__(self):
        return f"{self.declaration.slug} {self.number}"

    def permission_anchors(self):
        return self.declaration.permission_anchors()
