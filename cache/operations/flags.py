"""Operator flags (pause, drain), stored in Redis so that they survive a restart."""

import json
import time
from typing import NamedTuple

import redis

from cache.redis import keys

DRAINED_WITHIN_S = 3_600
"""Lifetime of a drain flag, in seconds: longer than any job takes."""


class Pause(NamedTuple):
    """A pause of pre-generation.

    Attributes:
        since: Start time, in seconds since the epoch.
        by: Name of the operator or API key.
    """

    since: float
    by: str


class OperatorFlags:
    """Store of the operator flags that processes check before each job."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    def pause(self, by: str) -> bool:
        """Pause pre-generation; return False if it was paused already."""
        said = json.dumps({"since": time.time(), "by": by})
        return bool(self._redis.set(keys.PAUSED, said, nx=True))

    def resume(self) -> bool:
        """Resume pre-generation; return True if it was paused."""
        return bool(self._redis.delete(keys.PAUSED))

    def paused(self) -> Pause | None:
        """Return the current pause of pre-generation; None if it is not paused."""
        said = self._redis.get(keys.PAUSED)
        return Pause(**json.loads(said)) if said else None

    def drain(self, worker: str) -> bool:
        """Ask a process to end after its current job; return False if the flag was set already."""
        return bool(self._redis.set(keys.drain(worker), "1", nx=True, ex=DRAINED_WITHIN_S))

    def is_draining(self, worker: str) -> bool:
        """Return True if a process must end after its current job."""
        return bool(self._redis.exists(keys.drain(worker)))
