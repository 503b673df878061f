"""Watching a process: settings.WATCHED."""

from hoaip.watching.things import Thing

PROCESS = Thing("hoaip.process", key="slug", page="conferences:process_timeline")
