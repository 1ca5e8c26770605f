"""A lock in Redis that lasts as long as its holder works, and expires soon after it dies."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import redis
from redis.exceptions import LockError

from cache.redis import keys

LASTS_S = 30.0
"""Time after which the lock of a dead process expires, in seconds."""

log = logging.getLogger(__name__)


@contextmanager
def renewed_lock(client: redis.Redis, what: str) -> Iterator[bool]:
    """Hold a lock in the block, unless another process holds it.

    Args:
        client: Connection to Redis.
        what: Name of the lock.

    Yields:
        True if the lock is held; False if another process holds it.
    """
    lock = client.lock(keys.lock(what), timeout=LASTS_S, thread_local=False)
    if not lock.acquire(blocking=False):
        yield False
        return
    ended = threading.Event()

    def renew() -> None:
        while not ended.wait(LASTS_S / 3):
            try:
                lock.reacquire()
            except redis.RedisError as error:
                log.warning("the lock %s could not be renewed: %s", what, error)

    threading.Thread(target=renew, name=f"lock {what}", daemon=True).start()
    try:
        yield True
    finally:
        ended.set()
        with suppress(LockError):  # it has expired meanwhile
            lock.release()
