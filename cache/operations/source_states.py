"""State of each article source at its last poll."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

import redis

from cache.redis import keys
from cache.redis.client import as_text

KEPT_S = 90 * 86_400


@dataclass(frozen=True, slots=True)
class SourceState:
    """State of an article source.

    Attributes:
        looked_at: Time of the last successful poll, in seconds since the epoch; 0 if never.
        problem: Error of the last poll; empty if it succeeded.
        notes: Data that the source needs for its next poll.
    """

    looked_at: float
    problem: str
    notes: Mapping[str, str]


_NOTE = "note:"


class SourceStates:
    """Store of the sources' states, in Redis; without a state, a poll reads old entries again."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    def read(self, source: str) -> SourceState:
        """Return the state of a source."""
        found = self._redis.hgetall(keys.source(source))
        fields = {as_text(name): as_text(value) for name, value in found.items()}
        notes = {n.removeprefix(_NOTE): v for n, v in fields.items() if n.startswith(_NOTE)}
        return SourceState(float(fields.get("looked_at", 0)), fields.get("problem", ""), notes)

    def looked(self, source: str, since: float, notes: Mapping[str, str]) -> None:
        """Record a successful poll that began at `since`, in seconds since the epoch."""
        with self._redis.pipeline() as pipe:
            pipe.delete(keys.source(source))
            pipe.hset(keys.source(source), "looked_at", str(since))
            for name, value in notes.items():
                pipe.hset(keys.source(source), f"{_NOTE}{name}", value)
            pipe.expire(keys.source(source), KEPT_S)
            pipe.execute()

    def failed(self, source: str, problem: str) -> None:
        """Record the error of a failed poll."""
        with self._redis.pipeline() as pipe:
            pipe.hset(
                keys.source(source), mapping={"problem": problem, "failed_at": str(time.time())}
            )
            pipe.expire(keys.source(source), KEPT_S)
            pipe.execute()
