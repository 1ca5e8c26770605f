"""Processes that died, as their supervisors saw it."""

import json
from typing import NamedTuple

import redis
from redis.client import Pipeline

from cache.redis import keys
from cache.redis.transactions import send_once

KEPT = 100
KEPT_S = 86_400

COUNTED = "died:"
"""Before the role, in the name of a counter."""


class Death(NamedTuple):
    """The end of a process that should have gone on.

    Attributes:
        role: What it was there for, as in its signs of life.
        name: Of the process.
        host: Where it ran.
        exit_code: As the system tells it; the number of a signal is negative.
        at: When, in seconds since the epoch.
    """

    role: str
    name: str
    host: str
    exit_code: int | None
    at: float


class Deaths:
    """The latest deaths, in Redis; those that it could not be told are told later."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client
        self._untold: list[Death] = []

    def note(self, death: Death) -> None:
        """Note a death, if Redis answers, or with the next `tell`."""
        self._untold = [*self._untold, death][-KEPT:]
        self.tell()

    def tell(self) -> None:
        """Tell Redis what it does not know yet."""
        if not self._untold:
            return
        try:
            send_once(self._redis, self._add)
        except redis.RedisError:
            return
        self._untold = []

    def _add(self, pipe: Pipeline) -> None:
        for death in self._untold:
            pipe.lpush(keys.DEATHS, json.dumps(death._asdict()))
            pipe.hincrby(keys.COUNTERS, f"{COUNTED}{death.role}", 1)
        pipe.ltrim(keys.DEATHS, 0, KEPT - 1)
        pipe.expire(keys.DEATHS, KEPT_S)

    def latest(self) -> list[Death]:
        """Return the latest deaths, newest first."""
        return [Death(**json.loads(line)) for line in self._redis.lrange(keys.DEATHS, 0, -1)]
