"""A sentence for a publisher who waits: from the worker that speaks to the face that asked."""

import json
import time
from dataclasses import asdict
from typing import cast

import redis

from cache.narrations.record import Failure
from cache.redis import keys

KEPT_S = 60
"""Nobody fetches a preview later, in seconds."""

ASKED_EVERY_S = 1
"""How long one question to Redis waits; shorter than a connection stays silent."""


class Previews:
    """All previews, in Redis."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    def deliver(self, token: str, answer: bytes | Failure) -> None:
        """Give the one who waits an MP3, or say why there is none."""
        value = json.dumps(asdict(answer)) if isinstance(answer, Failure) else answer
        with self._redis.pipeline() as pipe:
            pipe.rpush(keys.preview(token), value)
            pipe.expire(keys.preview(token), KEPT_S)
            pipe.execute()

    def wait(self, token: str, within_s: float) -> bytes | Failure | None:
        """Return what is delivered; None if nothing is in time."""
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            found = self._redis.blpop([keys.preview(token)], timeout=ASKED_EVERY_S)
            if found:
                value = cast("bytes", found[1])
                return Failure(**json.loads(value)) if value.startswith(b"{") else value
        return None
