"""The one thing done to what stands twice."""

from hoaip.merging.actions.merge import merge, rehearse

__all__ = ["merge", "rehearse"]
