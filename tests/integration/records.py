"""Shared functions of the tests of records."""

from typing import Protocol

import redis

from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.record import Failure, Narration, Priority, TrackRecord, Work
from cache.redis.client import as_text

NAME = NarrationName("pier", "tone:220")
BASIS = Basis("r1", "s1")
TRACK = TrackRecord("f" * 32, 12.5, "fp", BASIS, 3)
GONE = Failure("nothing-to-read", "no words", retryable=False)
DOWN = Failure("engine-unavailable", "later", retryable=True)


def jobs(client: redis.Redis, queue: str) -> list[str]:
    return [as_text(job) for job in client.lrange(f"rq:queue:{queue}", 0, -1)]


def work(count: int = 3, slots: dict[int, str] | None = None) -> Work:
    return Work(BASIS, "fp", "{}", [f"u{n}" for n in range(count)], slots or {})


class Begin(Protocol):
    def __call__(self, count: int = 3, priority: Priority = Priority.PLAY) -> Narration: ...
