"""Request budgets of upstream servers, shared by all workers through Redis.

A budget limits the number of requests at the same time, and the number of requests in a minute.
The library `limits` counts the latter.
"""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from random import uniform

import redis
from limits import RateLimitItem, RateLimitItemPerSecond
from limits.storage import RedisStorage
from limits.strategies import MovingWindowRateLimiter

from cache.redis import keys
from cache.upstreams.budget import Budget

WINDOW_S = 10
"""Length of the window in which requests are counted, in seconds: short, so that no request waits
for a whole minute."""

LOOKS_EVERY_S = (0.02, 0.06)
"""Time between two tries of a waiting request, in seconds. It is random, so that no request comes
after the others each time."""

OCCUPY = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', tostring(now))
if redis.call('ZCARD', KEYS[1]) >= ARGV[1] + 0 then return 0 end
redis.call('ZADD', KEYS[1], tostring(now + ARGV[3]), ARGV[2])
redis.call('EXPIRE', KEYS[1], 3600)
return 1
"""
"""Script that begins a request if fewer than the limit are under way."""


class BudgetSpentError(Exception):
    """Error for a request that the budget did not allow in time."""


def rate_of(budget: Budget) -> RateLimitItem | None:
    """Return the rate, counted in a window of about `WINDOW_S`; None for no limit."""
    if budget.per_min == 0:
        return None
    amount = max(1, budget.per_min * WINDOW_S // 60)
    return RateLimitItemPerSecond(amount, -(-60 * amount // budget.per_min))


class RequestBudget:
    """Budget of one upstream server.

    Args:
        client: Connection to Redis.
        upstream: Name of the server.
        budget: Its limits.
    """

    def __init__(self, client: redis.Redis, upstream: str, budget: Budget) -> None:
        self._redis = client
        self._upstream = upstream
        self._concurrent, self._rate = budget.concurrent, rate_of(budget)
        self._key = keys.upstream_requests(upstream)
        self._occupy = client.register_script(OCCUPY)
        storage = RedisStorage(
            "redis://", connection_pool=client.connection_pool, key_prefix=keys.RATES
        )
        self._limiter = MovingWindowRateLimiter(storage)

    @contextmanager
    def spend(self, patience_s: float, request_s: float) -> Iterator[None]:
        """Wait until the budget allows a request, and count it as under way in the block.

        Args:
            patience_s: Longest wait, in seconds.
            request_s: Longest time of the request, in seconds; then it no longer counts, because
                its process may have died.

        Yields:
            Nothing; the request is sent meanwhile.

        Raises:
            BudgetSpentError: The budget did not allow the request in time.
        """
        token, ends_at = secrets.token_hex(8), time.monotonic() + patience_s
        try:
            while not self._may_begin(token, patience_s + request_s):
                self._wait(ends_at)
            while self._rate and not self._limiter.hit(self._rate, "upstream", self._upstream):
                self._wait(ends_at)
            yield
        finally:
            if self._concurrent:
                self._redis.zrem(self._key, token)

    def _may_begin(self, token: str, holds_s: float) -> bool:
        if not self._concurrent:
            return True
        return bool(self._occupy(keys=[self._key], args=[self._concurrent, token, holds_s]))

    def _wait(self, ends_at: float) -> None:
        pause_s = uniform(*LOOKS_EVERY_S)  # noqa: S311  # a pause, not a secret
        if time.monotonic() + pause_s > ends_at:
            raise BudgetSpentError(f"the request budget of {self._upstream} is spent")
        time.sleep(pause_s)
