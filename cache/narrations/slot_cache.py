"""Cache of stored slots: slots of runs without a track yet, and slots that many articles share.

It is only a shortcut: other slots are found in the manifest of the last track, or are encoded again
from their clips. A narration's own slots are in one hash, which is deleted with its record,
including the slots of runs that a newer run has replaced.
"""

from collections.abc import Sequence
from typing import cast

import redis

from cache.narrations.name import NarrationName
from cache.narrations.progress import KnownSlot
from cache.redis import keys
from cache.redis.client import as_text

KNOWN_S = 86_400
"""Lifetime of a narration's own entries, in seconds, from the first one; slots of finished tracks
are in their manifests."""

COMMON_KNOWN_S = 30 * 86_400
"""Lifetime of the entry of a slot that many articles share, such as an intro, in seconds."""


class Slots:
    """Cache of stored slots, in Redis, by slot key."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    def find(self, name: NarrationName, slot_keys: Sequence[str]) -> list[str | None]:
        """Return the recorded JSON of each slot of a narration; None if there is no entry."""
        with self._redis.pipeline(transaction=False) as pipe:
            pipe.hmget(keys.known_slots(str(name)), list(slot_keys))
            pipe.mget([keys.slot(slot_key) for slot_key in slot_keys])
            own, common = cast("tuple[list[bytes | None], list[bytes | None]]", pipe.execute())
        found = (mine if mine is not None else ours for mine, ours in zip(own, common, strict=True))
        return [None if value is None else as_text(value) for value in found]

    @staticmethod
    def known(name: NarrationName, slot_key: str, slot: str, *, is_common: bool) -> KnownSlot:
        """Return the entry of a slot for later runs; it lives longer if many articles share it."""
        if is_common:
            return KnownSlot(keys.slot(slot_key), "", slot, COMMON_KNOWN_S)
        return KnownSlot(keys.known_slots(str(name)), slot_key, slot, KNOWN_S)

    def remember_common(self, slot_key: str, slot: str) -> None:
        """Record a stored slot that many articles share."""
        self._redis.set(keys.slot(slot_key), slot, ex=COMMON_KNOWN_S)

    def forget(self, name: NarrationName, slot_keys: Sequence[str]) -> None:
        """Delete entries of a narration's slots."""
        if slot_keys:
            self._redis.hdel(keys.known_slots(str(name)), *slot_keys)

    def forget_common(self, slot_keys: Sequence[str]) -> None:
        """Delete the entries of shared slots that are no longer stored."""
        if slot_keys:
            self._redis.delete(*map(keys.slot, slot_keys))
