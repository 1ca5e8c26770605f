"""Outages of Redis: recognized, waited for, or tolerated.

Workers wait; a web process answers with an error immediately.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import redis

from cache.redis.client import REDIS_DOWN, is_refusal

FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 2.0

Answer = TypeVar("Answer")

log = logging.getLogger(__name__)


def is_outage(error: BaseException) -> bool:
    """Return True if Redis cannot be reached, or cannot write now.

    A `WatchError` counts as one: redis-py raises it if the connection breaks in a transaction.
    """
    if isinstance(error, redis.ResponseError):
        return is_refusal(error)
    return isinstance(error, (*REDIS_DOWN, redis.WatchError))


def wait_for_redis(call: Callable[[], Answer], what: str) -> Answer:
    """Return the result of `call`, which is repeated with growing pauses while Redis is away.

    Args:
        call: Function that may be called several times.
        what: The action, for the log.

    Raises:
        redis.RedisError: Redis rejects a command.
    """
    pause_s = FIRST_PAUSE_S
    while True:
        try:
            return call()
        except redis.RedisError as error:
            if not is_outage(error):
                raise
            log.warning("%s waits for Redis: %s", what, error)
        time.sleep(pause_s)
        pause_s = min(2 * pause_s, LONGEST_PAUSE_S)


@contextmanager
def suppress_refusal() -> Iterator[None]:
    """Continue after the block if Redis refuses its writes, such as with a full disk.

    Yields:
        Nothing.

    Raises:
        redis.ResponseError: Redis rejects a command for another reason.
    """
    try:
        yield
    except redis.ResponseError as error:
        if not is_refusal(error):
            raise


@contextmanager
def tolerating_outage(what: str) -> Iterator[None]:
    """Log an outage of Redis in the block, and continue after the block.

    Args:
        what: The consequence, for the log.

    Yields:
        Nothing.

    Raises:
        redis.RedisError: Redis rejects a command.
    """
    try:
        yield
    except redis.RedisError as error:
        if not is_outage(error):
            raise
        log.warning("%s: Redis does not answer: %s", what, error)
