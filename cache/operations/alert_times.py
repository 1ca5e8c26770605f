"""Since when something is wrong: all processes know, and each for itself while Redis is away."""

import time
from collections.abc import Collection, Mapping

import redis

from cache.redis import keys
from cache.redis.client import as_text


class AlertTimes:
    """When each alert began, in Redis."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client
        self._seen: dict[str, float] = {}

    def of(
        self, names: Collection[str], *, now: float | None = None, is_told: bool = True
    ) -> dict[str, float]:
        """Return since when each of `names` lasts; all others have ended.

        Args:
            names: What is wrong now.
            now: In seconds since the epoch; the clock's time if not given.
            is_told: Whether other processes are told.
        """
        now = time.time() if now is None else now
        seen = {name: self._seen.get(name, now) for name in names}
        self._seen = seen  # others may look, and see something else, while Redis answers
        known = self._shared(seen, is_told=is_told)
        return {name: min(since, known.get(name, since)) for name, since in seen.items()}

    def _shared(self, seen: Mapping[str, float], *, is_told: bool) -> dict[str, float]:
        """Return what all processes know; nothing if Redis takes nothing."""
        try:
            stored = self._redis.hgetall(keys.ALERTS)
            known = {as_text(name): float(since) for name, since in stored.items()}
            if not is_told:
                return known
            ended = known.keys() - seen.keys()
            if ended:
                self._redis.hdel(keys.ALERTS, *ended)
            for name in seen.keys() - known.keys():
                self._redis.hsetnx(keys.ALERTS, name, str(seen[name]))
        except redis.RedisError:
            return {}
        return known
