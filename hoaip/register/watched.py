"""Watching a country or an organization: settings.WATCHED."""

from hoaip.watching.things import Thing

STAKEHOLDER = Thing("hoaip.stakeholder", key="slug", page="register:stakeholder_timeline")
