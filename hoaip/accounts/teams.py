"""What is known of the accounts of delegations: who manages them, where nobody does, and what administrators decide."""

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from hoaip.accounts.roles import administrators
from hoaip.models import Delegate, DelegationManager, Invitation, Stakeholder, User


def delegations(day):
    """Stakeholders with accounts or a manager on a day: `accounts`, how many speak for it; `is_managed`."""
    managers = DelegationManager.objects.as_of(day).filter(stakeholder=OuterRef("pk"), user__is_active=True)
    speaking = Delegate.objects.as_of(day).filter(stakeholder=OuterRef("pk"), user__is_active=True).order_by()
    counted = speaking.values("stakeholder").annotate(number=Count("pk")).values("number")
    rows = Stakeholder.objects.filter(merged_into=None)
    rows = rows.annotate(accounts=Subquery(counted), is_managed=Exists(managers))
    return rows.filter(Q(accounts__isnull=False) | Q(is_managed=True))


def unmanaged(day):
    """Those that have accounts and nobody who manages them: an administrator names somebody (product A7)."""
    return delegations(day).filter(accounts__isnull=False, is_managed=False)


def managers_of(stakeholders, day):
    """{stakeholder id: [DelegationManager with its user]} of a day, by name. One query."""
    rows = DelegationManager.objects.as_of(day).filter(stakeholder__in=stakeholders, user__is_active=True)
    found = {}
    for row in rows.select_related("user").order_by("user__full_name", "pk"):
        found.setdefault(row.stakeholder_id, []).append(row)
    return found


def open_invitations():
    """Invitations that were neither used nor withdrawn; `account`: the address of the account that has theirs, or None.

    The account is the administrator's to know of, not the delegation's.
    """
    rows = Invitation.objects.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)
    account = User.objects.filter(email=OuterRef("email")).values("uid")[:1]
    return rows.annotate(account=Subquery(account)).select_related("stakeholder", "process", "invited_by")


def wanted():
    """Those of delegates to an address that has an account: an administrator decides, nobody else knows."""
    return open_invitations().filter(role=Invitation.Kind.DELEGATE, account__isnull=False)


def tell_about(rows, *, day, now):
    """Say of each invitation whether it `is_over`, and `is_unsigned`: whoever sent it may not any more. Two queries."""
    of_today = set(administrators(day).values_list("pk", flat=True))
    managing = DelegationManager.objects.as_of(day).filter(user__is_active=True)
    managing = set(managing.values_list("user", "stakeholder"))
    for row in rows:
        row.is_over = not row.is_open(now)
        signs = row.invited_by.is_system or row.invited_by_id in of_today
        row.is_unsigned = not (signs or (row.invited_by_id, row.stakeholder_id) in managing)
    return rows
