"""Accounts: sign-in, second factors, sessions, invitations, and the administrator's screens for people."""
