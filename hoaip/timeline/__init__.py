"""Timelines: what happened around a CBM, a stakeholder, a meeting or a process, as far as its reader may know of it."""
