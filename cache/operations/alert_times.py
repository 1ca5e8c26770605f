"""Start and end of alerts, shared through Redis; kept in the process while Redis is away."""

import time
from collections.abc import Collection, Mapping

import redis

from cache.redis import keys
from cache.redis.client import as_text


class AlertTimes:
    """Start times of the active alerts, in Redis."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client
        self._seen: dict[str, float] = {}

    def of(
        self, names: Collection[str], *, now: float | None = None, is_told: bool = True
    ) -> dict[str, float]:
        """Return the start time of each active alert; all other alerts have ended.

        Args:
            names: Names of the active alerts.
            now: Current time, in seconds since the epoch; by default, the clock's.
            is_told: True to write changes to Redis for other processes.
        """
        now = time.time() if now is None else now
        seen = {name: self._seen.get(name, now) for name in names}
        self._seen = seen  # other threads may call this while Redis answers
        known = self._shared(seen, is_told=is_told)
        return {name: min(since, known.get(name, since), now) for name, since in seen.items()}

    def _shared(self, seen: Mapping[str, float], *, is_told: bool) -> dict[str, float]:
        """Write changes to Redis, and return the start times there; empty if Redis is away."""
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
