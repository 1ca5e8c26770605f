"""Previews: single spoken sentences, passed from a worker to the waiting web process."""

import json
import time
from dataclasses import asdict
from typing import cast

import redis

from cache.narrations.record import Failure
from cache.redis import keys
from cache.redis.transactions import send_once

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
        key = keys.preview(token)
        send_once(self._redis, lambda pipe: [pipe.rpush(key, value), pipe.expire(key, KEPT_S)])

    def wait(self, token: str, within_s: float) -> bytes | Failure | None:
        """Wait for a preview, and return it; None if it does not come in time.

        It stays in Redis until it expires, so that a lost answer loses no preview.
        """
        deadline, key = time.monotonic() + within_s, keys.preview(token)
        while time.monotonic() < deadline:
            found = self._redis.blmove(key, key, ASKED_EVERY_S)
            if found:
                value = cast("bytes", found)
                return Failure(**json.loads(value)) if value.startswith(b"{") else value
        return None
