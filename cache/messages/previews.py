"""Previews: single spoken sentences, passed from a worker to the waiting web process."""

import json
import time
from dataclasses import asdict
from typing import cast

import redis

from cache.narrations.record import Failure
from cache.redis import keys

KEPT_S = 60
"""Lifetime of a finished preview, in seconds."""

ASKED_EVERY_S = 1
"""Time-out of one blocking read, in seconds; shorter than the connection's own time-out."""


class Previews:
    """All previews, in Redis."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    def deliver(self, token: str, answer: bytes | Failure) -> None:
        """Deliver the MP3 of a preview, or the reason why there is none."""
        value = json.dumps(asdict(answer)) if isinstance(answer, Failure) else answer
        with self._redis.pipeline() as pipe:
            pipe.rpush(keys.preview(token), value)
            pipe.expire(keys.preview(token), KEPT_S)
            pipe.execute()

    def wait(self, token: str, within_s: float) -> bytes | Failure | None:
        """Wait for a preview, and return it; None if it does not come in time."""
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            found = self._redis.blpop([keys.preview(token)], timeout=ASKED_EVERY_S)
            if found:
                value = cast("bytes", found[1])
                return Failure(**json.loads(value)) if value.startswith(b"{") else value
        return None
