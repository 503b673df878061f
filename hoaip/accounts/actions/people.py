"""Accounts: their name, address and settings, their end, and their return."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from hoaip import post
from hoaip.accounts.actions.addressee import Addressee
from hoaip.accounts.actions.checks import lock_house, plain_address, same_version, still_administered
from hoaip.accounts.actions.holdings import end_appointment, end_delegation, finish_manager, open_managers
from hoaip.action import action, authorise, need_reason, touched
from hoaip.audit import record, snapshot
from hoaip.errors import Refused, WrongState
from hoaip.grants import anchors_held_by
from hoaip.models import Appointment, User
from hoaip.permissions import Permission

SETTINGS = ("language", "calendar", "time_zone", "weekly_digest")


def lock_account(user):
    """The stored account, locked; the portal's own is nobody's to change."""
    return User.objects.select_for_update(no_key=True).get(pk=user.pk, is_system=False)


@action
def change_account(user, *, full_name, email, language, reason="", version=None, by):
    """The administrator corrects a name, a language or an e-mail address; returns the stored account.

    A new address needs a reason, counts as confirmed (an administrator vouches for it), and both addresses are told.
    """
    authorise(by, Permission.MANAGE_ACCOUNTS)
    row = lock_account(user)
    same_version(row, version)
    before, old_email = snapshot(row), row.email
    row.full_name, row.email, row.language = full_name, plain_address(email), language
    moved = row.email != old_email.lower()
    if moved:
        need_reason(reason)
    row.version += 1
    row.full_clean(exclude=["password"])
    row.save()
    if moved:
        settle_address(row)
        told = [row, Addressee(email=old_email, language=row.language, full_name=row.full_name)]
        post.queue("email_changed", to=told, key=f"email-changed:{row.uid}:{row.version}", context={})
    record("account.change", row, by=by, before=before, reason=reason)
    return row


@action
def choose_settings(user, *, language, calendar, time_zone, weekly_digest, version=None, by):
    """A person's own language of mail, calendar that stands first, time zone, and whether a letter comes weekly."""
    row = lock_account(user)
    if by.pk != row.pk:
        authorise(by, Permission.MANAGE_ACCOUNTS)
    same_version(row, version)
    before = snapshot(row)
    row.language, row.calendar, row.time_zone, row.weekly_digest = language, calendar, time_zone, weekly_digest
    row.version += 1
    row.full_clean(exclude=["password"])
    row.save(update_fields=[*SETTINGS, "version", "changed_at"])
    record("account.settings", row, by=by, before=before)
    return row


@action
def deactivate(user, *, reason, version=None, today, now, by):
    """The account ends: nobody signs in with it, and the name stays on every record.

    - counts on the next request of its sessions, which are ended;
    - appointments and delegations end today (one that has not begun, on its first day), and so does managing accounts;
    - what higher floors hold of the person ends too, by `settings.ON_DEACTIVATION`;
    - rights on every anchor go at once; an open invitation to the address is no longer good for anything.
    WrongState when it is deactivated already; ValidationError for the last administrator.
    """
    authorise(by, Permission.MANAGE_ACCOUNTS)
    need_reason(reason)
    lock_house()
    row = lock_account(user)
    same_version(row, version)
    if not row.is_active:
        raise WrongState(_("This account is deactivated already."))
    offices = list(row.appointments.filter(Q(until_on__isnull=True) | Q(until_on__gt=today)))
    if any(office.role == Appointment.Kind.ADMINISTRATOR for office in offices):
        still_administered(on=today, without=Appointment.objects.filter(user=row))
    for office in offices:
        end_appointment(office, until_on=max(today, office.from_on), reason=reason, by=by)
    for manager in open_managers(row, beyond=today - timedelta(days=1)):
        finish_manager(manager, until_on=max(today, manager.from_on), ended_at=now, reason=reason, by=by)
    for delegation in row.delegations.filter(Q(until_on__isnull=True) | Q(until_on__gt=today)):
        end_delegation(delegation, until_on=max(today, delegation.from_on), reason=reason, by=by)
    close_account(row, reason=reason, today=today, now=now, by=by)
    return row


def close_account(row, *, reason, today, now, by, acting_for=""):
    """The end of a locked account that holds nothing dated any more but what higher floors know of."""
    for path in settings.ON_DEACTIVATION:
        import_string(path)(row, today=today, reason=reason, by=by)
    before = snapshot(row)
    row.is_active, row.deactivated_at = False, now
    row.version += 1
    row.save()
    for anchor in anchors_held_by(row):
        touched(anchor)
    end_sessions(row)
    record("account.deactivate", row, by=by, before=before, reason=reason, acting_for=acting_for)


@action
def reactivate(user, *, reason, version=None, by):
    """The account can sign in again, with no role: those are given anew. WrongState when it is active."""
    authorise(by, Permission.MANAGE_ACCOUNTS)
    need_reason(reason)
    row = lock_account(user)
    same_version(row, version)
    if row.is_active:
        raise WrongState(_("This account is active already."))
    before = snapshot(row)
    row.is_active, row.deactivated_at = True, None
    row.version += 1
    row.save()
    record("account.reactivate", row, by=by, before=before, reason=reason)
    return row


@action
def end_session(session, *, by):
    """One of the person's own sign-ins ends; its browser is signed out with its next request."""
    if session.user_id != by.pk:
        raise Refused(_("Only your own sign-ins are yours to end."))
    session.end()
    record("account.session_end", by, by=by, before=snapshot(by))


def settle_address(user):
    """The account's e-mail as its one confirmed address, which second factors ask for."""
    taken = EmailAddress.objects.filter(email__iexact=user.email).exclude(user=user).exists()
    if taken:
        raise ValidationError({"email": _("Another account has this address.")})
    EmailAddress.objects.filter(user=user).delete()
    return EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


def end_sessions(user):
    for session in UserSession.objects.filter(user=user):
        session.end()
