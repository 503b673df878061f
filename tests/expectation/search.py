"""Rows of search, saved filters and open data."""

ROUTES = {}
