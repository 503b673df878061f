"""Watching a CBM: settings.WATCHED."""

from hoaip.watching.things import Thing

CBM = Thing("cbms.cbm", key="code", page="cbms:cbm_timeline")
