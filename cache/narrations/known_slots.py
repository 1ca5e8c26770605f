"""Cache of stored slots: slots of runs without a track yet, and slots that many articles share.

It is only a shortcut: other slots are found in the manifest of the last track, or are encoded again
from their clips.
"""

from collections.abc import Sequence

import redis

from cache.narrations.name import NarrationName
from cache.narrations.progress import KnownSlot
from cache.redis import keys
from cache.redis.client import as_text

KNOWN_S = 86_400
"""Lifetime of an entry, in seconds; slots of finished tracks are in their manifests."""

COMMON_KNOWN_S = 30 * 86_400
"""Lifetime of the entry of a slot that many articles share, such as an intro, in seconds."""


def own_key(name: NarrationName, slot_key: str) -> str:
    """Return the Redis key of a slot that belongs to one narration."""
    return keys.slot(f"{name.tag}:{slot_key}")


class Slots:
    """Cache of stored slots, in Redis, by slot key."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    def find(self, name: NarrationName, slot_keys: Sequence[str]) -> list[str | None]:
        """Return the recorded JSON of each slot of a narration; None if there is no entry."""
        own = [own_key(name, slot_key) for slot_key in slot_keys]
        found = self._redis.mget([*own, *map(keys.slot, slot_keys)])
        either = zip(found, found[len(own) :], strict=False)
        values = [common if value is None else value for value, common in either]
        return [None if value is None else as_text(value) for value in values]

    @staticmethod
    def known(name: NarrationName, slot_key: str, slot: str, *, is_common: bool) -> KnownSlot:
        """Return the entry of a slot for later runs; it lives longer if many articles share it."""
        if is_common:
            return KnownSlot(keys.slot(slot_key), slot, COMMON_KNOWN_S)
        return KnownSlot(own_key(name, slot_key), slot, KNOWN_S)

    def remember_common(self, slot_key: str, slot: str) -> None:
        """Record a stored slot that many articles share."""
        self._redis.set(keys.slot(slot_key), slot, ex=COMMON_KNOWN_S)

    def forget(self, name: NarrationName, slot_keys: Sequence[str]) -> None:
        """Delete the entries of a narration's slots that are no longer stored."""
        if slot_keys:
            self._redis.delete(*[own_key(name, slot_key) for slot_key in slot_keys])

    def forget_common(self, slot_keys: Sequence[str]) -> None:
        """Delete the entries of shared slots that are no longer stored."""
        if slot_keys:
            self._redis.delete(*map(keys.slot, slot_keys))
