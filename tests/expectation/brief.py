"""Rows of briefs and of the engagement of states."""

ROUTES = {}
