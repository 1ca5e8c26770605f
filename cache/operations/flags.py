"""What operators have told the processes, in Redis, so that a restart forgets nothing of it."""

import json
import time
from typing import NamedTuple

import redis

from cache.redis import keys

DRAINED_WITHIN_S = 3_600
"""How long a process is told to end, in seconds: longer than any job takes."""


class Pause(NamedTuple):
    """That nothing is pre-generated.

    Attributes:
        since: In seconds since the epoch.
        by: Who has said so.
    """

    since: float
    by: str


class OperatorFlags:
    """What processes are told to do, and heed before they take up another job."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    def pause(self, by: str) -> bool:
        """Have nothing pre-generated, and return whether it was before."""
        said = json.dumps({"since": time.time(), "by": by})
        return bool(self._redis.set(keys.PAUSED, said, nx=True))

    def resume(self) -> bool:
        """Have pre-generation go on, and return whether it was paused."""
        return bool(self._redis.delete(keys.PAUSED))

    def paused(self) -> Pause | None:
        """Return since when nothing is pre-generated, and who has said so; None if it goes on."""
        said = self._redis.get(keys.PAUSED)
        return Pause(**json.loads(said)) if said else None

    def drain(self, worker: str) -> bool:
        """Tell a process to end after its job, and return whether it was not told before."""
        return bool(self._redis.set(keys.drain(worker), "1", nx=True, ex=DRAINED_WITHIN_S))

    def is_draining(self, worker: str) -> bool:
        """Return whether a process was told to end after its job."""
        return bool(self._redis.exists(keys.drain(worker)))
