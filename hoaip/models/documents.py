"""Documents: what they are called and who may read them, and the list of a restricted one."""

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, Exists, ExpressionWrapper, F, OuterRef, Q, Value, When
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from hoaip.embargo import has_come, is_past
from hoaip.grants import by_readers, holdings, readers
from hoaip.ladder import Rung, anchor_of, standing
from hoaip.models.bases import EARLIEST, LATEST, Addressed
from hoaip.permissions import Role

# Who knows of every document that it is.
FRAMED = frozenset({Role.ADMINISTRATOR, Role.DIRECTOR})


class Tongue(models.TextChoices):
    """The language a file is written in: those of the portal, then those of the region."""

    ENGLISH = "en", _("English")
    DARI = "fa-af", _("Dari")
    PASHTO = "ps", _("Pashto")
    ARABIC = "ar", _("Arabic")
    AZERBAIJANI = "az", _("Azerbaijani")
    CHINESE = "zh", _("Chinese")
    HINDI = "hi", _("Hindi")
    KAZAKH = "kk", _("Kazakh")
    KYRGYZ = "ky", _("Kyrgyz")
    PERSIAN = "fa", _("Persian")
    RUSSIAN = "ru", _("Russian")
    TAJIK = "tg", _("Tajik")
    TURKISH = "tr", _("Turkish")
    TURKMEN = "tk", _("Turkmen")
    URDU = "ur", _("Urdu")
    UZBEK = "uz", _("Uzbek")


class DocumentQuerySet(models.QuerySet):
    @by_readers
    def readable_by(self, user):
        """Documents whose current files this reader may have: the one queryset of downloads, exports and feeds."""
        return self.filter(_readable(holdings(user), user))

    def public(self):
        """Documents that everybody reads by now."""
        return self.filter(everybodys())

    @by_readers
    def visible_to(self, user):
        """Documents this reader may know of: those readable, and to administrator and director the frame of all."""
        held = holdings(user)
        return self.filter(_readable(held, user) | _framed(held))

    def with_rights_of(self, user):
        """Those visible, each with `may_read`: whether this reader may have its files."""
        readable = Value(True)
        for each in readers(user):
            held = holdings(each)
            # Who sees no frame sees what is readable, and nothing else.
            if _sees_frames(held):
                readable = _readable(held, each)
        return self.annotate(may_read=ExpressionWrapper(readable, output_field=models.BooleanField()))


def everybodys():
    """Documents that everybody reads by now, as a Q."""
    return Q(reach=Rung.PUBLIC) | _has_come("opens_at")


def _has_come(column):
    """Those whose moment in `column` has come, and which were not deleted before it: no tombstone is published."""
    return has_come(column) & (Q(deleted_at__isnull=True) | Q(deleted_at__gte=F(column)))


def _readable(held, user):
    seen = standing(held, "reach") | _has_come("opens_at")
    if not held:
        return seen
    # What its parent allows since a moment on is repeated beside what it allowed before.
    seen |= _has_come("ceiling_from") & Q(rung__gt=F("ceiling")) & standing(held, "rung")
    listed = Exists(DocumentReader.objects.filter(document=OuterRef("pk"), user=user.pk))
    # A list names some of those who could see the parent; it lets nobody in who could not.
    restricted = Q(listed) & (standing(held, "ceiling") | _has_come("ceiling_from"))
    restricted |= Q(process__in=held.ids("hoaip.process", {Role.DIRECTOR}))
    return seen | (Q(reach=Rung.RESTRICTED) & restricted)


def _framed(held):
    return Q(process__in=held.ids("hoaip.process", FRAMED))


def _sees_frames(held):
    return held.any(FRAMED)


class Document(Addressed):
    """A paper of some object of the portal, its parent: title, type, date, reference number, and who may read it.

    The parent stands on a link of its own floor (`MeetingDocument`). What the parent allows is repeated here as
    `process`, `anchors` and `ceiling`, so that one statement over one table answers who reads what; the database keeps
    them when the parent changes (ADR 8).
    """

    class Type(models.TextChoices):
        AGENDA = "agenda", _("Agenda")
        RECORD = "record", _("Record of meeting")
        CONCEPT = "concept", _("Concept note")
        LETTER = "letter", _("Letter")
        DECLARATION = "declaration", _("Declaration")
        EVIDENCE = "evidence", _("Evidence")
        OTHER = "other", _("Other document")

    # The part of a reference number that says the type.
    CODES = {
        "agenda": "AGD",
        "record": "REC",
        "concept": "CN",
        "letter": "LET",
        "declaration": "DEC",
        "evidence": "EVI",
        "other": "DOC",
    }
    # Which part of its parent a document of each type follows: the record, the papers, or that the parent is.
    RECORDS = (Type.RECORD, Type.EVIDENCE)
    PAPERS = (Type.AGENDA, Type.LETTER)
    # Rungs a person may choose.
    CHOSEN = (Rung.PUBLIC, Rung.PARTICIPANTS, Rung.MEMBERS, Rung.MINISTRY, Rung.RESTRICTED)

    process = models.ForeignKey("hoaip.Process", models.PROTECT, related_name="documents")
    anchors = ArrayField(models.CharField(max_length=80), default=list, editable=False)
    type = models.CharField(_("type"), max_length=11, choices=Type)
    # Everything of the reference but the last number, which counts within it.
    stem = models.CharField(max_length=60, editable=False)
    number = models.PositiveIntegerField(editable=False)
    reference = models.CharField(_("reference number"), max_length=72, unique=True, editable=False)
    title_en = models.CharField(_("title, English"), max_length=200, blank=True)
    title_fa = models.CharField(_("title, Dari"), max_length=200, blank=True)
    title_ps = models.CharField(_("title, Pashto"), max_length=200, blank=True)
    dated_on = models.DateField(_("date on the document"))
    # Of several language versions the one that counts.
    language = models.CharField(_("language"), max_length=5, choices=Tongue, default=Tongue.ENGLISH)
    # The rung chosen; empty: as far as the parent allows.
    rung = models.PositiveSmallIntegerField(_("who can see it"), choices=Rung, null=True, blank=True)
    # What the parent allows to a document of this type today; kept by the database.
    ceiling = models.PositiveSmallIntegerField(choices=Rung, editable=False)
    # Wider than the parent by a person's word, given while the parent allowed this much.
    confirmed_ceiling = models.PositiveSmallIntegerField(choices=Rung, null=True, blank=True, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        "hoaip.User", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    # Who sees it in fact: never wider than the parent without that word, which lapses when the parent narrows further.
    reach = models.GeneratedField(
        expression=Case(
            When(rung__isnull=True, then=F("ceiling")),
            When(rung__lte=F("ceiling"), then=F("rung")),
            When(confirmed_ceiling__lte=F("ceiling"), then=F("rung")),
            default=F("ceiling"),
        ),
        output_field=models.PositiveSmallIntegerField(choices=Rung),
        db_persist=True,
    )
    # The moment from which everybody sees it, chosen by a person; until then it is seen as `reach` says.
    public_from = models.DateTimeField(null=True, blank=True, editable=False)
    # The moment from which the parent allows everybody; kept by the database.
    ceiling_from = models.DateTimeField(null=True, blank=True, editable=False)
    # The moment from which everybody sees it in fact: its own where the parent allows that or a person's word stands,
    # else the parent's, if it follows that.
    opens_at = models.GeneratedField(
        expression=Case(
            When(public_from__isnull=True, rung__isnull=True, then=F("ceiling_from")),
            When(public_from__isnull=True, rung=Rung.PUBLIC, then=F("ceiling_from")),
            When(public_from__isnull=True, then=Value(None)),
            When(ceiling=Rung.PUBLIC, then=F("public_from")),
            When(confirmed_ceiling__lte=F("ceiling"), then=F("public_from")),
            When(ceiling_from__isnull=False, then=Greatest(F("public_from"), F("ceiling_from"))),
        ),
        output_field=models.DateTimeField(),
        db_persist=True,
    )
    follows = models.GeneratedField(
        expression=Case(
            When(type__in=["record", "evidence"], then=Value("record")),
            When(type__in=["agenda", "letter"], then=Value("papers")),
            default=Value("frame"),
        ),
        output_field=models.CharField(max_length=6),
        db_persist=True,
    )
    created_by = models.ForeignKey("hoaip.User", models.PROTECT, related_name="+", editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)
    deleted_by = models.ForeignKey(
        "hoaip.User", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    deletion_reason = models.TextField(blank=True, editable=False)
    purge_ordered_at = models.DateTimeField(null=True, blank=True, editable=False)
    purge_ordered_by = models.ForeignKey(
        "hoaip.User", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    purge_reason = models.TextField(blank=True, editable=False)
    purged_at = models.DateTimeField(null=True, blank=True, editable=False)
    purged_by = models.ForeignKey("hoaip.User", models.PROTECT, null=True, blank=True, related_name="+", editable=False)

    objects = DocumentQuerySet.as_manager()

    # What hoaip/embargo.py asks of a model.
    OPENS = "opens_at"

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="hoaip_document_public_from",
                condition=Q(public_from__isnull=True) | Q(rung__isnull=True) | Q(rung__lt=Rung.PUBLIC),
                violation_error_message=_("What everybody may see already is not published at a later moment."),
            ),
            models.CheckConstraint(
                name="hoaip_document_titled",
                condition=Q(title_en__regex=r"\S") | Q(title_fa__regex=r"\S") | Q(title_ps__regex=r"\S"),
                violation_error_message=_("A document has a title in one language at least."),
            ),
            models.CheckConstraint(
                name="hoaip_document_type",
                condition=Q(type__in=["agenda", "record", "concept", "letter", "declaration", "evidence", "other"]),
                violation_error_message=_("A document has one of the seven types."),
            ),
            models.CheckConstraint(
                name="hoaip_document_dated",
                condition=Q(dated_on__gte=EARLIEST, dated_on__lte=LATEST),
                violation_error_message=_("The date on a document lies between 2011 and 2100."),
            ),
            models.CheckConstraint(
                name="hoaip_document_rungs",
                condition=Q(ceiling__gte=1, ceiling__lte=5) & (Q(rung__isnull=True) | Q(rung__in=[0, 2, 3, 4, 5])),
                violation_error_message=_(
                    "A document is seen by everybody, every delegation, members, the ministry, or a list."
                ),
            ),
            models.CheckConstraint(
                name="hoaip_document_confirmed",
                condition=Q(confirmed_ceiling__isnull=True, confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_ceiling__isnull=False, confirmed_at__isnull=False, confirmed_by__isnull=False),
                violation_error_message=_("Wider than its parent names who confirmed that, and when."),
            ),
            models.CheckConstraint(
                name="hoaip_document_deleted",
                condition=Q(deleted_at__isnull=True, deleted_by__isnull=True, deletion_reason="")
                | Q(deleted_at__isnull=False, deleted_by__isnull=False, deletion_reason__regex=r"\S"),
                violation_error_message=_("A deleted document names who deleted it, when and why."),
            ),
            models.CheckConstraint(
                name="hoaip_document_purge",
                condition=Q(
                    purge_ordered_at__isnull=True,
                    purge_ordered_by__isnull=True,
                    purge_reason="",
                    purged_at__isnull=True,
                    purged_by__isnull=True,
                )
                | Q(
                    deleted_at__isnull=False,
                    purge_ordered_at__isnull=False,
                    purge_ordered_by__isnull=False,
                    purge_reason__regex=r"\S",
                )
                & (
                    Q(purged_at__isnull=True, purged_by__isnull=True)
                    | (Q(purged_at__isnull=False, purged_by__isnull=False) & ~Q(purged_by=F("purge_ordered_by")))
                ),
                violation_error_message=_(
                    "Files of a deleted document are destroyed by one person on the order and reason of another."
                ),
            ),
            models.UniqueConstraint(
                fields=["stem", "number"],
                name="hoaip_document_number",
                violation_error_message=_("That reference number belongs to another document already."),
            ),
        ]
        indexes = [
            GinIndex(fields=["anchors"], name="hoaip_document_anchors"),
            models.Index(F("dated_on").desc(), F("id").desc(), name="hoaip_document_newest"),
            models.Index(F("dated_on").desc(), F("id").desc(), condition=Q(reach=5), name="hoaip_document_public"),
            models.Index(fields=["opens_at"], condition=Q(opens_at__isnull=False), name="hoaip_document_opens"),
        ]

    def __str__(self):
        return self.title_en or self.title_fa or self.title_ps

    def for_reader(self, files, language):
        """Its files as a reader meets them: that in the language of the page first, else the one that counts."""
        return sorted(files, key=lambda file: (file.language != language, file.language != self.language))

    def permission_anchors(self):
        """Its parent's CBMs and process: a right on any one is enough."""
        found = [anchor_of(key) for key in self.anchors]
        own = [anchor for anchor in found if anchor._meta.label_lower != "hoaip.stakeholder"]
        return [*own, apps.get_model("hoaip.process")(pk=self.process_id)]

    def rungs(self):
        """[(what, Rung)]: how far it may be seen."""
        reach = self.reach_now
        if reach == Rung.MEMBERS and self.is_to_one:
            said = _("Delegates of the state or organization to which it is addressed, and the ministry.")
            return [(_("The document and its file"), said)]
        came = reach == Rung.MEMBERS and any(key.startswith("hoaip.stakeholder:") for key in self.anchors)
        what = _("The document and its file; those who came see it too") if came else _("The document and its file")
        return [(what, reach)]

    @classmethod
    def follows_of(cls, type):
        """Which part of its parent a document of this type follows, as `follows` computes it."""
        return "record" if type in cls.RECORDS else "papers" if type in cls.PAPERS else "frame"

    @property
    def is_to_one(self):
        """Whether it is a letter to one stakeholder, whose delegates alone are its members."""
        return self.type == self.Type.LETTER and {key.partition(":")[0] for key in self.anchors} == {
            "hoaip.stakeholder"
        }

    @property
    def reach_now(self):
        """How far it is seen at this instant: as `reach` says, and as its own moment and its parent's allow since."""
        if self._has_come(self.opens_at):
            return Rung.PUBLIC
        return self.rung if self._has_come(self.ceiling_from) and self.rung is not None else self.reach

    @property
    def ceiling_now(self):
        """What the parent allows at this instant."""
        return Rung.PUBLIC if is_past(self.ceiling_from) else self.ceiling

    def _has_come(self, moment):
        """As the query asks it: a document that was deleted before a moment stays where it was."""
        return is_past(moment) and (self.deleted_at is None or self.deleted_at >= moment)

    @property
    def is_scheduled(self):
        """A moment is fixed for it, and everybody does not see it yet."""
        return self.public_from is not None and self.reach_now != Rung.PUBLIC

    @property
    def is_deleted(self):
        return self.deleted_at is not None

    @property
    def is_wider_than_parent(self):
        return self.confirmed_at is not None and self.reach_now > self.ceiling_now


class DocumentReader(models.Model):
    """Somebody on the list of a restricted document."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="readers")
    user = models.ForeignKey("hoaip.User", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "user"],
                name="hoaip_documentreader_once",
                violation_error_message=_("This person is on the list already."),
            ),
        ]

    def __str__(self):
        return f"{self.user_id} reads {self.document_id}"
