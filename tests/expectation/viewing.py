"""Rows of viewing as somebody else, handing over and merging."""

ROUTES = {}
