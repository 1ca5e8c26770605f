"""Run numbers: each is higher than all before, even if a machine's clock is wrong.

The take-down of an article, which another process may have to complete, gets a number too, so
that it is known which runs began before the take-down.
"""

import redis
from redis.client import Pipeline

from cache.redis import keys

NEXT = """
-- KEYS: the last number, and a key for the new one if wanted
-- ARGV: a number that must be exceeded, and the seconds for which that key lives
-- It follows the clock in milliseconds, so that it still grows after Redis was emptied.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local last = tonumber(redis.call('GET', KEYS[1]) or 0)
local number = math.max(now, last + 1, tonumber(ARGV[1]) + 1)
redis.call('SET', KEYS[1], string.format('%.0f', number))
if KEYS[2] then
    redis.call('SET', KEYS[2], string.format('%.0f', number), 'EX', ARGV[2])
end
return number
"""


class RunNumbers:
    """Source of run numbers, in Redis."""

    def __init__(self, client: redis.Redis) -> None:
        self._next = client.register_script(NEXT)

    def next(self, after: int = 0) -> int:
        """Return a new number, which is higher than `after` and than all before."""
        return int(self._next(keys=[keys.LAST_RUN], args=[after]))

    def mark(self, pipe: Pipeline, key: str, lives_s: int) -> None:
        """Have a transaction write a new number to a key, which expires after `lives_s`.

        The number is higher than all that were given out before the transaction takes effect.
        """
        self._next(keys=[keys.LAST_RUN, key], args=[0, lives_s], client=pipe)
