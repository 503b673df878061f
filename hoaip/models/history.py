"""What happened: the audit chain, the access log, and the events that timelines are made of."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One action, in a chain: each row holds the hash of the one before. Written by hoaip/audit.py alone.

    No foreign keys: the row must outlive and never hold back what it names.
    """

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    group = models.UUIDField(db_index=True)
    actor_uid = models.UUIDField()
    actor_name = models.CharField(max_length=200)
    acting_for = models.CharField(max_length=120, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_uid = models.CharField(max_length=64, db_index=True)
    object_name = models.CharField(max_length=200, blank=True)
    object_version = models.PositiveIntegerField(null=True)
    changes = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name_plural = "audit entries"

    def __str__(self):
        return f"{self.sequence} {self.action} {self.object_type} {self.object_uid}"


class AccessEntry(models.Model):
    """A refusal, or a draft or file that was read. Append-only, outside the chain; its daily digest is chained."""

    class Kind(models.TextChoices):
        REFUSED = "refused", _("refused")
        NOT_FOUND = "not_found", _("not found")
        READ_DRAFT = "read_draft", _("draft read")
        EXPORT = "export", _("exported")
        READ_FILE = "read_file", _("file read")

    at = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=10, choices=Kind)
    actor_uid = models.UUIDField(null=True)
    method = models.CharField(max_length=7)
    path = models.CharField(max_length=300)
    route = models.CharField(max_length=100, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    # How many alike fell into the same minute and were not written one by one.
    minute_key = models.CharField(max_length=120, db_index=True)

    class Meta:
        verbose_name_plural = "access entries"

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind} {self.path}"


class Event(models.Model):
    """Something that happened on a day, for timelines and digests. It proves nothing: the audit does.

    It holds no sentence but what a sentence needs, in no language (`params`), and is put into words when it is read
    (hoaip/timeline). It is shown to a reader only while the object it is about is visible to that reader.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=40)
    # The group of kinds by which timelines are narrowed.
    topic = models.CharField(max_length=12)
    object_type = models.CharField(max_length=60)
    object_uid = models.UUIDField(db_index=True)
    # Whether the public may be told of it, as long as the object is public.
    is_public = models.BooleanField(default=False)
    # Said to nobody before this moment, which is its `at` then: what is published by itself at that moment.
    told_from = models.DateTimeField(null=True, blank=True)
    params = models.JSONField(default=dict)

    def __str__(self):
        return f"{self.on} {self.kind}"


class EventAnchor(models.Model):
    """An event stands in the timeline of "cbm:dm", "stakeholder:pakistan", "process:hoa-ip" or "meeting:<uid>".

    Repeats day and topic, so that a timeline of any length reads its newest rows from one index.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="anchors")
    name = models.CharField(max_length=80)
    on = models.DateField()
    topic = models.CharField(max_length=12)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "name"], name="hoaip_eventanchor_once")]
        indexes = [
            models.Index("name", models.F("on").desc(), models.F("event").desc(), name="hoaip_eventanchor_newest"),
            models.Index(
                "name", "topic", models.F("on").desc(), models.F("event").desc(), name="hoaip_eventanchor_topic"
            ),
        ]

    def __str__(self):
        return f"{self.name} {self.on}"
