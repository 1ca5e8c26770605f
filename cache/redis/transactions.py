"""Redis transactions that take effect once.

When an answer is lost, the client sends the transaction again, although the first one may have
taken effect. So each transaction writes a mark that expires, and is skipped if its mark exists.
"""

import secrets
from collections.abc import Callable

import redis
from redis.client import Pipeline

from cache.redis import keys

MARKED_S = 60
"""Lifetime of a mark, in seconds; longer than a transaction is retried."""


def new_mark() -> str:
    """Return the key of a transaction's mark."""
    return keys.sent(secrets.token_hex(8))


def send_once(client: redis.Redis, add: Callable[[Pipeline], object]) -> None:
    """Send a transaction that takes effect once, even if its answer is lost.

    Args:
        client: Connection to Redis.
        add: Function that adds the commands to the transaction.
    """
    mark = new_mark()
    with client.pipeline() as pipe:
        while True:
            try:
                pipe.watch(mark)  # type: ignore[no-untyped-call]  # redis-py has no types here
                if pipe.exists(mark):
                    return
                pipe.multi()
                add(pipe)
                pipe.set(mark, 1, ex=MARKED_S)
                pipe.execute()
            except redis.WatchError:
                continue
            return
