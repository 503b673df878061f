"""Rows of initiatives, proposed measures, programmes and who takes part in what."""

ROUTES = {}
