"""Rows of declarations, their paragraphs and the delegations to a conference."""

ROUTES = {}
