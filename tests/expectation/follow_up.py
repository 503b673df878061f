"""Rows of actions, the trail and what has nothing behind it."""

ROUTES = {}
