"""Rows of the register of commitments."""

ROUTES = {}
