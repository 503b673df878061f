"""Post: written in the transaction of the action that causes it, sent by a relay afterwards."""

from hoaip.post.outbox import queue

__all__ = ["queue"]
