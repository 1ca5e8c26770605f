"""Redis transactions and scripts that take effect once.

When an answer is lost, the client sends the command again, although the first one may have taken
effect. So each transaction writes a mark that expires, and is skipped if its mark exists. The mark
of a script holds its answer.
"""

import secrets
from collections.abc import Callable, Sequence
from typing import Any

import redis
from redis.client import Pipeline

from cache.redis import keys

MARKED_S = 60
"""Lifetime of a mark, in seconds; longer than a transaction is retried."""

ONCE = """
local mark = KEYS[#KEYS]
local before = redis.call('GET', mark)
if before then return cjson.decode(before)[1] end
local function effect() %s end
local answer = effect()
if answer and answer ~= 0 then
  redis.call('SET', mark, cjson.encode({answer}), 'EX', %d)
end
return answer
"""


class ScriptOnce:
    """A Lua script that takes effect once, even if its answer is lost.

    Args:
        client: Connection to Redis.
        script: Text of the script; its answer is a number, a text or a boolean. It is 0, false or
            nothing if the script changed nothing; then it leaves no mark.
    """

    def __init__(self, client: redis.Redis, script: str) -> None:
        self._script = client.register_script(ONCE % (script, MARKED_S))

    def __call__(self, keys: Sequence[str], args: Sequence[Any]) -> Any:
        """Run the script, and return its answer."""
        return self._script(keys=[*keys, new_mark()], args=args)


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
