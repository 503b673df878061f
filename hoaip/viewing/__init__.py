"""Viewing pages as a stakeholder or the public would: read-only, with a banner, and logged."""
