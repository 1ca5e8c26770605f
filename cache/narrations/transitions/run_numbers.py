"""Run numbers: each is higher than all before, whatever the clocks of the machines say.

The take-down of an article, which another process may have to complete, takes one of them too: so
it is known which runs began before it.
"""

import redis

from cache.redis import keys

NEXT = """
-- KEYS: the last number.  ARGV: a number that must be exceeded
-- It follows the clock in milliseconds, so that it goes on growing after Redis was emptied.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local last = tonumber(redis.call('GET', KEYS[1]) or 0)
local number = math.max(now, last + 1, tonumber(ARGV[1]) + 1)
redis.call('SET', KEYS[1], string.format('%.0f', number))
return number
"""


class RunNumbers:
    """Source of run numbers, in Redis."""

    def __init__(self, client: redis.Redis) -> None:
        self._next = client.register_script(NEXT)

    def next(self, after: int = 0) -> int:
        """Return a new number, which is higher than `after` and than all before."""
        return int(self._next(keys=[keys.LAST_RUN], args=[after]))
