"""Accounts: sign-in, invitations, people."""
