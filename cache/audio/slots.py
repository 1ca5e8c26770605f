"""Which slots lie in storage, of runs that have no track yet, and of what many articles have.

Only a shortcut: what is not known here is found beside the last track, or made from its clip.
"""

from collections.abc import Sequence

import redis

from cache.redis import keys
from cache.redis.client import as_text

KNOWN_S = 86_400
"""How long a slot is known here, in seconds; one that is beside a track is known from there."""

COMMON_KNOWN_S = 30 * 86_400
"""How long one is that many articles have, as an intro."""


class Slots:
    """What is recorded of slots, by their keys, in Redis."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    def find(self, slot_keys: Sequence[str]) -> list[str | None]:
        """Return what is recorded of each slot, or None where nothing is."""
        found = self._redis.mget([keys.slot(slot_key) for slot_key in slot_keys])
        return [None if value is None else as_text(value) for value in found]

    def remember(self, slot_key: str, slot: str, *, is_common: bool) -> None:
        """Record a slot that lies in storage, longer if it is in many articles."""
        seconds = COMMON_KNOWN_S if is_common else KNOWN_S
        self._redis.set(keys.slot(slot_key), slot, ex=seconds)

    def forget(self, slot_keys: Sequence[str]) -> None:
        """Forget slots that storage no longer holds."""
        if slot_keys:
            self._redis.delete(*[keys.slot(slot_key) for slot_key in slot_keys])
