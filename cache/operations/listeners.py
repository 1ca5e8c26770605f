"""Marks of narrations in progress that have listeners now.

Workers speak these before narrations whose listeners have left. A mark is renewed while a stream is
open or a playlist is requested, and expires soon after.
"""

import redis

from cache.narrations.name import NarrationName
from cache.redis import keys

RENEWED_EVERY_S = 4.0
LISTENS_S = 15
"""Lifetime of a mark, in seconds; longer than the time between two requests of a playlist."""


class Listeners:
    """Store of the listener marks, in Redis."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    def note(self, name: NarrationName) -> None:
        """Mark a narration that has a listener."""
        self._redis.set(keys.listened(name.tag), 1, ex=LISTENS_S)
