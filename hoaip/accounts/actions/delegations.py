"""What a delegation does with its own accounts: whoever manages them invites its delegates and ends their access.

Nobody learns here whether an address has an account elsewhere. An invitation to such an address is written and answered
like any other; no link goes out, an administrator gets a letter, all find it on their home, and one of them decides.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from hoaip import post
from hoaip.accounts.actions.checks import lock_house, open_to, plain_address, same_version
from hoaip.accounts.actions.holdings import finish_delegation, lock_delegation
from hoaip.accounts.actions.invitations import ALREADY_OPEN, TOKEN_BYTES, arm, lock_open, send_link
from hoaip.accounts.actions.people import close_account, end_sessions, lock_account
from hoaip.accounts.roles import administrators
from hoaip.action import action, authorise, need_reason
from hoaip.audit import record, snapshot
from hoaip.calendar import today_in_kabul, whole
from hoaip.errors import Refused, WrongState
from hoaip.grants import can, delegate_rows, held_by
from hoaip.language import page_language
from hoaip.models import Delegate, DelegationManager, Invitation, Stakeholder, User
from hoaip.permissions import Permission

DAY = timedelta(days=1)


@action
def invite_delegate(email, *, stakeholder, full_name, language, now, by):
    """Invite a delegate of the stakeholder; returns the Invitation.

    - its managers one after the other: of two with one address at once the second is told that it is open;
    - ValidationError at email for who speaks for it already and for what is open already, both of which the manager
      sees, and without a field when too many are open or went out within a day (settings.DELEGATION_INVITATIONS…);
    - whatever else the address is known for, the answer is the same: see `_go_out`.
    """
    authorise(by, Permission.MANAGE_DELEGATION, stakeholder)
    Stakeholder.objects.select_for_update(no_key=True).get(pk=stakeholder.pk)
    email = plain_address(email)
    speaking = Delegate.objects.filter(stakeholder=stakeholder, user__email__iexact=email, user__is_active=True)
    if _not_over(speaking, today_in_kabul(now)).exists():
        raise ValidationError({"email": _("This person has an account for this delegation already.")})
    if open_to(email).filter(stakeholder=stakeholder).exists():
        raise ValidationError({"email": ALREADY_OPEN})
    _need_room(stakeholder, now)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation = Invitation(
        email=email,
        full_name=full_name,
        role=Invitation.Kind.DELEGATE,
        stakeholder=stakeholder,
        language=language,
        invited_by=by,
    )
    arm(invitation, token, now)
    invitation.full_clean()
    invitation.save()
    _go_out(invitation, token, now)
    record("invitation.send", invitation, by=by, acting_for=stakeholder.slug)
    return invitation


@action
def renew_own(invitation, *, version=None, now, by):
    """A fresh link for another 72 hours in the name of `by`, when the last one opens nothing any more.

    WrongState once it was used or withdrawn, and while its link still works.
    """
    row = _lock_own(invitation, version, by)
    if row.is_open(now) and may_give(row.invited_by, row.stakeholder):
        raise WrongState(
            _("The link of this invitation still works. Withdraw it first when it went to a wrong address.")
        )
    before = snapshot(row)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    arm(row, token, now)
    row.invited_by = by
    row.version += 1
    row.save()
    _go_out(row, token, now)
    record("invitation.renew", row, by=by, before=before, acting_for=row.stakeholder.slug)
    return row


@action
def withdraw_own(invitation, *, version=None, now, by):
    """The link opens nothing any more. WrongState once it was used or withdrawn."""
    row = _lock_own(invitation, version, by)
    before = snapshot(row)
    row.withdrawn_at = now
    row.version += 1
    row.save()
    record("invitation.withdraw", row, by=by, before=before, acting_for=row.stakeholder.slug)
    return row


@action
def end_access(delegation, *, reason, version=None, today, now, by):
    """The person speaks for the delegation no more and is signed out everywhere; returns the Delegate.

    - the delegation ends on the day before, or at the end of its first day when that is today or ahead;
    - where the account is for nothing else, it is deactivated too: that counts at once;
    - where it is for more (`holds_more`), that stays, and no day nor word tells the one case from the other.
    Refused for oneself and for whoever manages accounts here, which only an administrator ends; WrongState when it is
    over already.
    """
    authorise(by, Permission.MANAGE_DELEGATION, delegation.stakeholder)
    reason = need_reason(reason)
    lock_house()
    row = lock_delegation(delegation)
    same_version(row, version)
    if by.pk == row.user_id:
        raise Refused(_("Your own access is ended by an administrator of the portal."))
    if manages(row.user, row.stakeholder, today):
        raise Refused(_("This person manages accounts too: an administrator of the portal ends that access."))
    user = lock_account(row.user)
    if not user.is_active or (row.until_on is not None and row.until_on < today):
        raise WrongState(_("This person has no access for this delegation any more."))
    acting_for = row.stakeholder.slug
    stays = holds_more(user, row, today=today)
    finish_delegation(row, until_on=max(today - DAY, row.from_on), reason=reason, by=by, acting_for=acting_for)
    if stays:
        end_sessions(user)
    else:
        close_account(user, reason=reason, today=today, now=now, by=by, acting_for=acting_for)
    return row


def holds_more(user, delegation, *, today):
    """Whether an account is for more than this one delegation, today or later: only the administrator ends all that."""
    own = set(delegate_rows(delegation.stakeholder_id, today))
    held = {tuple(row) for _user, *row in held_by([user.pk], today)}
    if user.is_staff or user.is_superuser or held - own:
        return True
    others = (
        user.appointments.all(),
        user.delegations.exclude(pk=delegation.pk),
        DelegationManager.objects.filter(user=user, ended_at__isnull=True),
    )
    if any(_not_over(rows, today).exists() for rows in others):
        return True
    return any(import_string(path)(user, today=today) for path in settings.HELD_BEYOND_DELEGATIONS)


def manages(user, stakeholder, today):
    """Whether the person manages the delegation's accounts, today or later."""
    rows = DelegationManager.objects.filter(user=user, stakeholder=stakeholder, ended_at__isnull=True)
    return _not_over(rows, today).exists()


def may_give(person, stakeholder):
    """Whether a link that this person sent for the delegation opens anything."""
    if person.is_system or can(person, Permission.MANAGE_ACCOUNTS):
        return True
    return can(person, Permission.MANAGE_DELEGATION, stakeholder)


def _not_over(rows, today):
    return rows.filter(Q(until_on__isnull=True) | Q(until_on__gte=today))


def _lock_own(invitation, version, by):
    authorise(by, Permission.MANAGE_DELEGATION, invitation.stakeholder)
    return lock_open(invitation, version)


def _need_room(stakeholder, now):
    """A delegation has so many people, and no more mails go to strangers in its name."""
    rows = Invitation.objects.filter(stakeholder=stakeholder)
    waiting = rows.filter(accepted_at__isnull=True, withdrawn_at__isnull=True).count()
    if waiting >= settings.DELEGATION_INVITATIONS_OPEN:
        raise ValidationError(
            _("%(count)s invitations of this delegation are open. Withdraw one that nobody will use, then invite.")
            % {"count": whole(waiting, page_language())}
        )
    if rows.filter(created_at__gt=now - DAY).count() >= settings.DELEGATION_INVITATIONS_A_DAY:
        raise ValidationError(
            _("%(count)s invitations a day are enough for a delegation. Wait a day, or ask an administrator.")
            % {"count": whole(settings.DELEGATION_INVITATIONS_A_DAY, page_language())}
        )


def _go_out(invitation, token, now):
    """The link; or, where the address has an account, a word to an administrator, of which nobody else learns.

    Both read the same and write one letter, so that neither the answer nor its time tells the one from the other: a
    letter to each administrator took so much longer that one invitation told. It waits on the home of all of them.
    """
    first = list(administrators(today_in_kabul(now)).order_by("pk")[:1])
    if not User.objects.filter(email__iexact=invitation.email).exists():
        send_link(invitation, token)
        return
    key = f"delegate-wanted:{invitation.uid}:{invitation.version}"
    post.queue("delegate_wanted", to=first, key=key, context={"invitation": invitation})
