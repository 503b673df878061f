"""People: accounts, what they are appointed to, and the invitations that make them."""

import hashlib

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hoaip.models.bases import Addressed, DatedQuerySet, InclusiveRange, Point, blank_refused, days_in_order
from hoaip.permissions import Role

SYSTEM_EMAIL = "portal@invalid.example"


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        """An account; without a password it cannot sign in until one is set by invitation."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_superuser=True, is_staff=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def system(self):
        """The account in whose name jobs and imports act. It cannot sign in."""
        user, _created = self.get_or_create(
            email=SYSTEM_EMAIL, defaults={"full_name": "The portal", "is_system": True, "password": "!"}
        )
        return user


class User(Addressed, AbstractBaseUser, PermissionsMixin):
    """A person who can sign in; what the person may do follows from dated rows, never from a flag here."""

    class Calendar(models.TextChoices):
        GREGORIAN = "gregorian", _("Gregorian first")
        SOLAR = "solar", _("Solar Hijri first")

    email = models.EmailField(_("e-mail"), unique=True)
    full_name = models.CharField(_("name"), max_length=200)
    language = models.CharField(
        _("language"),
        max_length=5,
        default="en",
        choices=[("en", "English"), ("fa-af", "دری"), ("ps", "پښتو")],
    )
    calendar = models.CharField(_("calendar"), max_length=9, choices=Calendar, default=Calendar.GREGORIAN)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Asia/Kabul")
    # Whether what waits comes as a letter once a week, too.
    weekly_digest = models.BooleanField(_("weekly letter"), default=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    is_system = models.BooleanField(default=False, editable=False)
    deactivated_at = models.DateTimeField(null=True, blank=True)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        ordering = ()
        constraints = [
            blank_refused("hoaip_user_named", "full_name", _("An account carries the person's name.")),
            models.CheckConstraint(
                name="hoaip_user_system_cannot_sign_in",
                condition=Q(is_system=False) | Q(password="!"),
                violation_error_message=_("The portal's own account has no password."),
            ),
            models.UniqueConstraint(
                fields=["is_system"], condition=Q(is_system=True), name="hoaip_user_one_system_account"
            ),
        ]

    def __str__(self):
        return self.full_name

    def get_full_name(self):
        return self.full_name

    def get_short_name(self):
        return self.full_name


class Appointment(Addressed):
    """A person is ministry staff, director or administrator of a process for a period."""

    class Kind(models.TextChoices):
        REVIEWER = Role.REVIEWER.value, Role.REVIEWER.label
        DIRECTOR = Role.DIRECTOR.value, Role.DIRECTOR.label
        ADMINISTRATOR = Role.ADMINISTRATOR.value, Role.ADMINISTRATOR.label

    process = models.ForeignKey("hoaip.Process", models.PROTECT, related_name="appointments")
    user = models.ForeignKey(User, models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=13, choices=Kind)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            days_in_order("hoaip_appointment_days"),
            models.CheckConstraint(
                name="hoaip_appointment_role",
                condition=Q(role__in=[Role.REVIEWER, Role.DIRECTOR, Role.ADMINISTRATOR]),
                violation_error_message=_("An appointment is staff, director or administrator."),
            ),
            # One appointment at a time: who reviews does not also decide.
            ExclusionConstraint(
                name="hoaip_appointment_no_overlap",
                expressions=[
                    (Point("process"), RangeOperators.OVERLAPS),
                    (Point("user"), RangeOperators.OVERLAPS),
                    (InclusiveRange("from_on", "until_on"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This person already has an appointment in the process in that period."),
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.get_role_display()}"


class Delegate(Addressed):
    """A person speaks for a country or an organization for a period."""

    stakeholder = models.ForeignKey("hoaip.Stakeholder", models.PROTECT, related_name="delegates")
    user = models.ForeignKey(User, models.PROTECT, related_name="delegations")
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            days_in_order("hoaip_delegate_days"),
            # A person speaks for one state at a time.
            ExclusionConstraint(
                name="hoaip_delegate_no_overlap",
                expressions=[
                    (Point("user"), RangeOperators.OVERLAPS),
                    (InclusiveRange("from_on", "until_on"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This person already speaks for a stakeholder in that period."),
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.stakeholder}"


class ManagerQuerySet(DatedQuerySet):
    def as_of(self, day):
        """In force on a day: what was ended at once counts no more, on that day too."""
        return super().as_of(day).filter(ended_at__isnull=True)


class DelegationManager(Addressed):
    """A person manages the accounts of a delegation for a period: invites its delegates, and ends their access.

    Beside speaking for it, or without; of several delegations, one row each. `ended_at`: ended at that instant.
    """

    stakeholder = models.ForeignKey("hoaip.Stakeholder", models.PROTECT, related_name="managers")
    user = models.ForeignKey(User, models.PROTECT, related_name="managed")
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ManagerQuerySet.as_manager()

    class Meta:
        constraints = [
            days_in_order("hoaip_delegationmanager_days"),
            models.CheckConstraint(
                name="hoaip_delegationmanager_ended",
                condition=Q(ended_at__isnull=True) | Q(until_on__isnull=False),
                violation_error_message=_("What was ended at once has a last day."),
            ),
            ExclusionConstraint(
                name="hoaip_delegationmanager_no_overlap",
                expressions=[
                    (Point("stakeholder"), RangeOperators.OVERLAPS),
                    (Point("user"), RangeOperators.OVERLAPS),
                    (InclusiveRange("from_on", "until_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(ended_at__isnull=True),
                violation_error_message=_("This person already manages the accounts of this delegation then."),
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.stakeholder}"


class Invitation(Addressed):
    """A single-use way to an account, bound to an e-mail address and to what the person will be."""

    HOURS = 72

    class Kind(models.TextChoices):
        FOCAL_POINT = Role.FOCAL_POINT.value, Role.FOCAL_POINT.label
        REVIEWER = Role.REVIEWER.value, Role.REVIEWER.label
        DIRECTOR = Role.DIRECTOR.value, Role.DIRECTOR.label
        ADMINISTRATOR = Role.ADMINISTRATOR.value, Role.ADMINISTRATOR.label
        DELEGATE = Role.DELEGATE.value, Role.DELEGATE.label

    email = models.EmailField(_("e-mail"))
    full_name = models.CharField(_("name"), max_length=200)
    role = models.CharField(_("role"), max_length=13, choices=Kind)
    process = models.ForeignKey("hoaip.Process", models.PROTECT, null=True, blank=True, related_name="+")
    stakeholder = models.ForeignKey("hoaip.Stakeholder", models.PROTECT, null=True, blank=True, related_name="+")
    language = models.CharField(_("language"), max_length=5, default="en")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField()
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="hoaip_invitation_accepted_together",
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                violation_error_message=_("An accepted invitation names the account it made."),
            ),
            models.CheckConstraint(
                name="hoaip_invitation_delegate_has_stakeholder",
                condition=Q(role="delegate", stakeholder__isnull=False) | (~Q(role="delegate") & Q(stakeholder=None)),
                violation_error_message=_("A delegate is invited for a country or an organization, nobody else is."),
            ),
            # Two delegations may invite one address, neither knowing of the other: the first that is accepted counts.
            models.UniqueConstraint(
                fields=["email", "stakeholder"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                nulls_distinct=False,
                name="hoaip_invitation_one_open",
                violation_error_message=_("An invitation to this address is open already. Renew or withdraw it."),
            ),
        ]

    def __str__(self):
        return self.email

    @staticmethod
    def digest(token):
        """What is stored of a token: SHA-256, hexadecimal."""
        return hashlib.sha256(token.encode()).hexdigest()

    def is_open(self, now=None):
        return self.accepted_at is None and self.withdrawn_at is None and self.expires_at > (now or timezone.now())
