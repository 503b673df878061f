"""Invitations: the only way to an account."""

import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hoaip import post
from hoaip.accounts.actions.addressee import Addressee
from hoaip.accounts.actions.checks import lock_house, open_to, plain_address, same_version
from hoaip.accounts.actions.holdings import telling_of_delegation, telling_of_office, touch_anchors_of
from hoaip.accounts.actions.people import settle_address
from hoaip.accounts.roles import administrators
from hoaip.action import action, authorise, touched
from hoaip.audit import record, snapshot
from hoaip.calendar import today_in_kabul
from hoaip.errors import WrongState
from hoaip.events import tell
from hoaip.grants import can
from hoaip.models import Appointment, Delegate, Invitation, User
from hoaip.permissions import Permission
from hoaip.persons.actions import claim_person

TOKEN_BYTES = 32
ALREADY_OPEN = gettext_lazy("An invitation to this address is open already. Renew or withdraw it.")


class InvitationGone(Exception):
    """Used, withdrawn, too old or never there: nobody is told which."""


class InviterGone(Exception):
    """Whoever sent the invitation may not any more: an administrator of today gives an account, or who manages those
    of that delegation today."""


@action
def invite(email, *, full_name, role, process=None, stakeholder=None, language="en", now, by):
    """Invite a person to an account; returns the invitation. The link goes out by mail and is stored hashed.

    `process` for ministry staff, directors and administrators, `stakeholder` for delegates; a focal point is named on
    the CBM once the account is there. ValidationError for an address that has an account or an open invitation.
    """
    authorise(by, Permission.MANAGE_ACCOUNTS)
    email = plain_address(email)
    if User.objects.filter(email__iexact=email).exists():
        raise ValidationError({"email": _("There is an account with this address. Change its roles instead.")})
    if open_to(email).exists():
        raise ValidationError({"email": ALREADY_OPEN})
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation = Invitation(
        email=email,
        full_name=full_name,
        role=role,
        process=process if role in Appointment.Kind.values else None,
        stakeholder=stakeholder if role == Invitation.Kind.DELEGATE else None,
        language=language,
        invited_by=by,
    )
    arm(invitation, token, now)
    invitation.full_clean()
    if role in Appointment.Kind.values and process is None:
        raise ValidationError({"process": _("Choose the process of the appointment.")})
    invitation.save()
    send_link(invitation, token)
    record("invitation.send", invitation, by=by)
    return invitation


@action
def invite_first(email, *, full_name, process, now, by):
    """Invite the first administrator, when nobody administers the portal yet; returns (invitation, token).

    The portal itself invites, and whoever runs it passes the link on: mail may not go out yet. ValidationError when
    somebody administers, or for an address that has an account or an open invitation.
    """
    authorise(by, Permission.KEEP_HOUSE)
    lock_house()
    if administrators(today_in_kabul(now)).exists():
        raise ValidationError(_("Somebody administers the portal already. Ask them for an invitation."))
    email = plain_address(email)
    if User.objects.filter(email__iexact=email).exists():
        raise ValidationError({"email": _("There is an account with this address. Change its roles instead.")})
    token = secrets.token_urlsafe(TOKEN_BYTES)
    kind = Invitation.Kind.ADMINISTRATOR
    invitation = Invitation(email=email, full_name=full_name, role=kind, process=process, invited_by=by)
    arm(invitation, token, now)
    invitation.full_clean()
    invitation.save()
    send_link(invitation, token)
    record("invitation.send", invitation, by=by)
    return invitation, token


@action
def renew(invitation, *, version=None, now, by):
    """A fresh link for another 72 hours, from now on in the name of `by`; the old one opens nothing any more.

    WrongState once it was used, and when there is an account with the address by now.
    """
    authorise(by, Permission.MANAGE_ACCOUNTS)
    row = lock_open(invitation, version)
    if User.objects.filter(email__iexact=row.email).exists():
        raise WrongState(
            _("There is an account with this address. Let that person speak for the delegation, or withdraw this.")
        )
    before = snapshot(row)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    arm(row, token, now)
    row.invited_by = by
    row.version += 1
    row.save()
    send_link(row, token)
    record("invitation.renew", row, by=by, before=before)
    return row


@action
def withdraw(invitation, *, version=None, now, by):
    """The link opens nothing any more. WrongState once it was used or withdrawn."""
    authorise(by, Permission.MANAGE_ACCOUNTS)
    row = lock_open(invitation, version)
    before = snapshot(row)
    row.withdrawn_at = now
    row.version += 1
    row.save()
    record("invitation.withdraw", row, by=by, before=before)
    return row


@action
def accept(token, *, full_name, password, calendar, now):
    """The invited person makes the account: the token is the right to do so. Returns the account.

    - single use: of two at once, also by two invitations to the address, the second waits and then finds it used;
    - a confirmed address, and from today in Kabul the appointment or delegation the invitation names;
    - the record of the person with that address in the stakeholder's list becomes the account's;
    - recorded in the name of the person. InviterGone when who invited may not any more, InvitationGone in every other
      case, without a reason.
    """
    row = _lock_of_token(Invitation.digest(token))
    if row is None or not row.is_open(now) or User.objects.filter(email__iexact=row.email).exists():
        raise InvitationGone
    _refuse_inviter_gone(row)
    user = User(email=row.email, full_name=full_name, language=row.language, calendar=calendar)
    user.set_password(password)
    user.full_clean()
    user.save()
    settle_address(user)
    today = today_in_kabul(now)
    record("account.create", user, by=user)
    if row.role in Appointment.Kind.values:
        office = Appointment(process=row.process, user=user, role=row.role, from_on=today)
        office.full_clean()
        office.save()
        touched(row.process)
        tell("appointment.start", office, on=today, **telling_of_office(office))
        record("appointment.start", office, by=row.invited_by, reason=_("By invitation"))
    elif row.role == Invitation.Kind.DELEGATE:
        delegation = Delegate(stakeholder=row.stakeholder, user=user, from_on=today)
        delegation.full_clean()
        delegation.save()
        touch_anchors_of(row.stakeholder)
        tell("delegation.start", delegation, on=today, **telling_of_delegation(delegation))
        record(
            "delegation.start",
            delegation,
            by=row.invited_by,
            reason=_("By invitation"),
            acting_for=in_whose_name(row),
        )
    claim_person(user, stakeholder=row.stakeholder, by=user)
    before = snapshot(row)
    row.accepted_at, row.accepted_by = now, user
    row.version += 1
    row.save()
    record("invitation.accept", row, by=user, before=before)
    return user


def _lock_of_token(digest):
    # With all others to its address, in one order: the first that is accepted counts.
    to = Invitation.objects.filter(token_hash=digest).values("email")
    rows = Invitation.objects.select_for_update(no_key=True).filter(email__in=to).order_by("pk")
    return next((row for row in rows if row.token_hash == digest), None)


def found_open(token, *, now):
    """The open invitation of a token, for the page that shows it; InvitationGone or InviterGone otherwise."""
    rows = Invitation.objects.filter(token_hash=Invitation.digest(token))
    row = rows.select_related("stakeholder", "process", "invited_by").first()
    if row is None or not row.is_open(now):
        raise InvitationGone
    _refuse_inviter_gone(row)
    return row


def _refuse_inviter_gone(row):
    # The right to give an account is judged when it is given, not when the letter was written.
    # The portal itself invites the first administrator alone.
    if row.invited_by.is_system or can(row.invited_by, Permission.MANAGE_ACCOUNTS):
        return
    if row.stakeholder is None or not can(row.invited_by, Permission.MANAGE_DELEGATION, row.stakeholder):
        raise InviterGone


def in_whose_name(invitation):
    """What the history says whoever invited acted for: the delegation, unless it was an administrator."""
    by = invitation.invited_by
    if invitation.stakeholder is None or by.is_system or can(by, Permission.MANAGE_ACCOUNTS):
        return ""
    return invitation.stakeholder.slug


def arm(invitation, token, now):
    invitation.token_hash = Invitation.digest(token)
    invitation.expires_at = now + timedelta(hours=Invitation.HOURS)


def lock_open(invitation, version):
    row = Invitation.objects.select_for_update(no_key=True, of=("self",)).get(pk=invitation.pk)
    same_version(row, version)
    if row.accepted_at is not None or row.withdrawn_at is not None:
        raise WrongState(_("This invitation was used or withdrawn in the meantime."))
    return row


def send_link(invitation, token):
    to = Addressee(email=invitation.email, language=invitation.language, full_name=invitation.full_name)
    context = {"invitation": invitation, "token": token, "hours": Invitation.HOURS}
    post.queue("invitation", to=[to], key=f"invitation:{invitation.uid}:{invitation.version}", context=context)
