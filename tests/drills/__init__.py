"""Drills that break things on purpose: `python -m tests.drills [NAME ...] [--small]`, one JSON line each."""
