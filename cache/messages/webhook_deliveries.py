"""Publish hooks that were heeded: none is heeded twice, unless the first time failed."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import redis

from cache.errors import ListenError
from cache.redis import keys

KEPT_S = 86_400
"""How long a hook is remembered, in seconds; far longer than its signature is good for."""

IN_HAND_S = 60
"""After how long, in seconds, somebody who was heeding it is taken for dead."""

WAIT_S = 5.0
"""How long one waits for somebody who heeds the same hook, in seconds."""

ASKED_EVERY_S = 0.05

_IN_HAND, _DONE = b"in-hand", b"done"


class WebhookInProgressError(ListenError):
    """Somebody else is heeding the same hook just now, and takes long."""

    code = "hook-in-hand"
    retryable = True


class WebhookDeliveries:
    """All hooks of the last day, in Redis."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    @contextmanager
    def once(self, source: str, delivery: str) -> Iterator[bool]:
        """Enter a block that heeds a hook, and remember it unless the block fails.

        Args:
            source: Name of the source that sent it.
            delivery: What tells it from its other hooks.

        Yields:
            Whether it is still to be heeded.

        Raises:
            WebhookInProgressError: Somebody else does that just now.
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
        """Return whether the hook is ours to heed, after waiting for whoever has it in hand.

        Raises:
            WebhookInProgressError: That takes too long.
        """
        until = time.monotonic() + WAIT_S
        while not self._redis.set(key, _IN_HAND, nx=True, ex=IN_HAND_S):
            if self._redis.get(key) == _DONE:
                return False
            if time.monotonic() > until:
                raise WebhookInProgressError(
                    "the same hook is being heeded; send it again in a moment"
                )
            time.sleep(ASKED_EVERY_S)
        return True
