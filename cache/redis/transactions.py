"""Redis transactions that take effect once.

When an answer is lost, the client sends a transaction again, though the first may have taken
effect. So each leaves a mark, which expires, and is not repeated where its own mark is there.
"""

import secrets
from collections.abc import Callable

import redis
from redis.client import Pipeline

from cache.redis import keys

MARKED_S = 60
"""How long a mark stays, in seconds; longer than any transaction is sent again."""


def new_mark() -> str:
    """Return the key of a transaction's mark."""
    return keys.sent(secrets.token_hex(8))


def send_once(client: redis.Redis, add: Callable[[Pipeline], object]) -> None:
    """Send a transaction that takes effect once, however often its answer is lost.

    Args:
        client: Connection to Redis.
        add: Adds the commands.
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
