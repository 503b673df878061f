"""How the house is kept: outgoing mail, job runs, heartbeats, and what people typed."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hoaip.models.bases import Addressed
from hoaip.models.letters import Wish


class OutboxMessage(Addressed):
    """One mail to one recipient, written in the transaction of the action that caused it."""

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        SUPPRESSED = "suppressed", _("suppressed")

    dedupe_key = models.CharField(max_length=200, unique=True)
    recipient = models.ForeignKey("hoaip.User", models.PROTECT, null=True, blank=True, related_name="+")
    address = models.EmailField()
    language = models.CharField(max_length=5, default="en")
    template = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    object_type = models.CharField(max_length=60, blank=True)
    object_uid = models.UUIDField(null=True, blank=True)
    message_id = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)
    # What the recipient had chosen for its kind when it was written: anything but at once is not sent.
    wish = models.CharField(max_length=7, choices=Wish, default=Wish.AT_ONCE)
    # When the weekly letter counted it.
    counted_at = models.DateTimeField(null=True, blank=True)
    # When its recipient opened it from the list of letters, or marked it so.
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state="queued"), name="hoaip_outbox_due"),
            # Every page of a signed-in person counts these.
            models.Index(fields=["recipient"], condition=Q(read_at__isnull=True), name="hoaip_outbox_unread"),
        ]
        constraints = [
            models.CheckConstraint(
                name="hoaip_outboxmessage_sent_together",
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
                violation_error_message=_("A sent message carries the instant at which it was sent."),
            ),
            models.CheckConstraint(
                name="hoaip_outboxmessage_wish",
                condition=Q(wish="at_once") | Q(state="suppressed"),
                violation_error_message=_("What somebody chose not to get at once is not sent."),
            ),
            models.CheckConstraint(
                name="hoaip_outboxmessage_counted",
                condition=Q(counted_at__isnull=True) | Q(wish="weekly"),
                violation_error_message=_("The weekly letter counts what was chosen for it."),
            ),
        ]

    def __str__(self):
        return f"{self.template} to {self.address}"


class JobRun(models.Model):
    """One run of a periodic job, computed as if at `as_of`."""

    name = models.CharField(max_length=60)
    as_of = models.DateTimeField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["name", "as_of"], name="hoaip_jobrun_name_as_of")]

    def __str__(self):
        return f"{self.name} {self.as_of:%Y-%m-%d}"


class Heartbeat(models.Model):
    """A process that is expected to report: beat through worker."""

    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()

    def __str__(self):
        return self.name


class IdempotencyKey(models.Model):
    """A creating form or call that succeeded, so that its repetition gives the same answer and no second object."""

    user = models.ForeignKey("hoaip.User", models.CASCADE, related_name="+")
    route = models.CharField(max_length=100)
    key = models.CharField(max_length=64)
    body_hash = models.CharField(max_length=64)
    location = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "route", "key"], name="hoaip_idempotencykey_once"),
        ]

    def __str__(self):
        return f"{self.route} {self.key}"


class KeptForm(models.Model):
    """A form posted without a valid session, kept 24 hours for the person who signs in from the same browser."""

    HOURS = 24
    MAX_BYTES = 200 * 1024

    token_hash = models.CharField(max_length=64, unique=True)
    path = models.CharField(max_length=500)
    fields = models.JSONField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self):
        return self.path


class Draft(models.Model):
    """What one person has typed into one form and not saved: private, not listed, not counted."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    author = models.ForeignKey("hoaip.User", models.CASCADE, related_name="+")
    form = models.CharField(max_length=160)
    fields = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["author", "form"], name="hoaip_draft_one_a_form")]

    def __str__(self):
        return self.form
