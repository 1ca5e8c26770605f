"""Which slots lie in storage, of runs that have no track yet, and of what many articles have.

Only a shortcut: what is not known here is found beside the last track, or made from its clip.
"""

from collections.abc import Sequence

import redis

from cache.narrations.name import NarrationName
from cache.narrations.progress import KnownSlot
from cache.redis import keys
from cache.redis.client import as_text

KNOWN_S = 86_400
"""How long a slot is known here, in seconds; one that is beside a track is known from there."""

COMMON_KNOWN_S = 30 * 86_400
"""How long one is that many articles have, as an intro."""


def own_key(name: NarrationName, slot_key: str) -> str:
    """Return the Redis key of a slot that one narration has."""
    return keys.slot(f"{name.tag}:{slot_key}")


class Slots:
    """What is recorded of slots, by their keys, in Redis."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    def find(self, name: NarrationName, slot_keys: Sequence[str]) -> list[str | None]:
        """Return what is recorded of each slot of a narration, or None where nothing is."""
        own = [own_key(name, slot_key) for slot_key in slot_keys]
        found = self._redis.mget([*own, *map(keys.slot, slot_keys)])
        either = zip(found, found[len(own) :], strict=False)
        values = [common if value is None else value for value, common in either]
        return [None if value is None else as_text(value) for value in values]

    @staticmethod
    def known(name: NarrationName, slot_key: str, slot: str, *, is_common: bool) -> KnownSlot:
        """Return what later runs are told of a slot, longer if it is in many articles."""
        if is_common:
            return KnownSlot(keys.slot(slot_key), slot, COMMON_KNOWN_S)
        return KnownSlot(own_key(name, slot_key), slot, KNOWN_S)

    def remember_common(self, slot_key: str, slot: str) -> None:
        """Record a slot that lies in storage, and is in many articles."""
        self._redis.set(keys.slot(slot_key), slot, ex=COMMON_KNOWN_S)

    def forget(self, name: NarrationName, slot_keys: Sequence[str]) -> None:
        """Forget slots of a narration that storage no longer holds."""
        if slot_keys:
            self._redis.delete(*[own_key(name, slot_key) for slot_key in slot_keys])

    def forget_common(self, slot_keys: Sequence[str]) -> None:
        """Forget slots that many articles have, and storage no longer holds."""
        if slot_keys:
            self._redis.delete(*map(keys.slot, slot_keys))
