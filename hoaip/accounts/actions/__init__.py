"""Everything that changes an account, who is appointed or speaks for whom, and the invitations that lead there."""

from hoaip.accounts.actions.delegations import end_access, invite_delegate, renew_own, withdraw_own
from hoaip.accounts.actions.factors import change_factors, reset_factors
from hoaip.accounts.actions.holdings import (
    appoint,
    end_appointment,
    end_delegation,
    end_manager,
    name_delegate,
    name_manager,
)
from hoaip.accounts.actions.invitations import (
    InvitationGone,
    InviterGone,
    accept,
    invite,
    invite_first,
    renew,
    withdraw,
)
from hoaip.accounts.actions.passwords import send_reset_link, set_password
from hoaip.accounts.actions.people import change_account, choose_settings, deactivate, end_session, reactivate

__all__ = [
    "InvitationGone",
    "InviterGone",
    "accept",
    "appoint",
    "change_account",
    "change_factors",
    "choose_settings",
    "deactivate",
    "end_access",
    "end_appointment",
    "end_delegation",
    "end_manager",
    "end_session",
    "invite",
    "invite_delegate",
    "invite_first",
    "name_delegate",
    "name_manager",
    "reactivate",
    "renew",
    "renew_own",
    "reset_factors",
    "send_reset_link",
    "set_password",
    "withdraw",
    "withdraw_own",
]
