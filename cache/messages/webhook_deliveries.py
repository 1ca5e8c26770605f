"""Processed webhook deliveries: each is processed once, unless the first attempt failed."""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager

import redis

from cache.errors import ListenError
from cache.redis import keys

KEPT_S = 86_400
"""Lifetime of a processed delivery's entry, in seconds; far longer than its signature is valid."""

IN_HAND_S = 60
"""Lock time-out, in seconds: after it, a process that was processing a delivery counts as dead."""

WAIT_S = 5.0
"""Longest wait for another process that handles the same delivery, in seconds."""

ASKED_EVERY_S = 0.05
"""Interval between two reads of the lock, in seconds."""

_IN_HAND, _DONE = "in-hand", b"done"


class WebhookInProgressError(ListenError):
    """Error for a delivery that another process is still handling."""

    code = "hook-in-hand"
    status = 503
    retryable = True


class WebhookDeliveries:
    """Store of the webhook deliveries of the last day, in Redis."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    @contextmanager
    def once(self, source: str, delivery: str) -> Iterator[bool]:
        """Enter a block that processes a delivery, and record the delivery unless the block fails.

        Args:
            source: Name of the source that sent it.
            delivery: Identifier of the delivery, unique within its source.

        Yields:
            True if the delivery is new and must be processed.

        Raises:
            WebhookInProgressError: Another process handles the same delivery now.
        """
        key = keys.hook(source, delivery)
        is_new = self._claim(key)
        try:
            yield is_new
        except BaseException:
            if is_new:
                self._redis.delete(key)
            raise
        if is_new:
            self._redis.set(key, _DONE, ex=KEPT_S)

    def _claim(self, key: str) -> bool:
        """Wait for other processes that handle the delivery; return True if it is still to be done.

        Raises:
            WebhookInProgressError: The other process takes too long.
        """
        until = time.monotonic() + WAIT_S
        own = f"{_IN_HAND} {secrets.token_hex(8)}".encode()
        while not self._redis.set(key, own, nx=True, ex=IN_HAND_S):
            found = self._redis.get(key)
            if found == own:
                return True  # the answer was lost, and the command sent again
            if found == _DONE:
                return False
            if time.monotonic() > until:
                raise WebhookInProgressError(
                    "the same webhook is being processed; send it again in a moment"
                )
            time.sleep(ASKED_EVERY_S)
        return True
