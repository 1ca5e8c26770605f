"""Records of processes that ended unexpectedly, written by their supervisors."""

import json
from typing import NamedTuple

import redis
from redis.client import Pipeline

from cache.redis import keys
from cache.redis.transactions import send_once

KEPT = 100
KEPT_S = 86_400

COUNTED = "died:"
"""Prefix of a counter's name; the role of the process follows."""


class Death(NamedTuple):
    """The unexpected end of a process.

    Attributes:
        role: Role of the process, as in its heartbeat.
        name: Name of the process.
        host: Name of the machine.
        exit_code: Exit code; the negative signal number if a signal ended it.
        at: Time, in seconds since the epoch.
    """

    role: str
    name: str
    host: str
    exit_code: int | None
    at: float


class Deaths:
    """Store of the latest deaths, in Redis; deaths that Redis could not take are sent later."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client
        self._pending: list[Death] = []

    def note(self, death: Death) -> None:
        """Record a death now, or with the next `tell` if Redis does not answer."""
        self._pending = [*self._pending, death][-KEPT:]
        self.tell()

    def tell(self) -> None:
        """Send the pending deaths to Redis."""
        if not self._pending:
            return
        try:
            send_once(self._redis, self._add)
        except redis.RedisError:
            return
        self._pending = []

    def _add(self, pipe: Pipeline) -> None:
        for death in self._pending:
            pipe.lpush(keys.DEATHS, json.dumps(death._asdict()))
            pipe.hincrby(keys.COUNTERS, f"{COUNTED}{death.role}", 1)
        pipe.ltrim(keys.DEATHS, 0, KEPT - 1)
        pipe.expire(keys.DEATHS, KEPT_S)

    def latest(self) -> list[Death]:
        """Return the latest deaths, newest first."""
        return [Death(**json.loads(line)) for line in self._redis.lrange(keys.DEATHS, 0, -1)]
