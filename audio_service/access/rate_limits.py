"""Rate limits, counted in Redis for all web processes and machines together.

The limits use sliding windows and the clock of Redis; each count costs one round trip. While Redis
does not answer, each process counts wrong keys by itself, so that guessing keys stays limited. All
other limits protect the workers, which no request can reach without Redis.
"""

import logging
import math
import time
from enum import StrEnum
from typing import Any, cast

import redis
from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerMinute
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from audio_service.http.request_errors import RequestError, TooManyRequestsError
from audio_service.settings import WebSettings
from cache.redis import keys
from cache.redis.transactions import ScriptOnce

log = logging.getLogger(__name__)


class CountedRate(StrEnum):
    """Kinds of requests that are counted for each caller."""

    NARRATIONS = "narrations"
    """Narrations that presses from one address start within a minute."""

    NARRATIONS_A_DAY = "narrations-a-day"
    """Narrations that presses from one address start within a day."""

    LOOKUPS = "lookups"
    """Articles that an address has looked up elsewhere than in Redis, within a minute."""

    PLAYS = "plays"
    """Play events of one kind for an article, from an address within a day."""

    KEYED = "keyed"
    """Narrations started with one key."""

    PREVIEWS = "previews"
    """Sentences spoken for one key."""

    WORK = "work"
    """Estimated processor time for requests from one address within a minute, in ms."""

    WRONG = "wrong"
    """Wrong keys, and webhooks with wrong signatures, from one address."""


class CountedOnce(RedisStorage):
    """Storage in Redis whose sliding windows count a request once, even if the answer is lost."""

    def __init__(self, uri: str, **options: Any) -> None:
        super().__init__(uri, **options)
        connection = cast("redis.Redis", self.get_connection())
        self._acquire = ScriptOnce(connection, self.SCRIPT_ACQUIRE_SLIDING_WINDOW.decode())

    def acquire_sliding_window_entry(
        self, key: str, limit: int, expiry: int, amount: int = 1
    ) -> bool:
        """Count `amount` in the current window, and return True if the limit allows it."""
        windows = (self._previous_window_key(key), self._current_window_key(key))
        names = [self.prefixed_key(window) for window in windows]
        return bool(self._acquire(names, [limit, expiry, amount]))


class RateLimits:
    """All limits.

    Args:
        client: Connection to Redis, where requests are counted.
        settings: Settings with the limits; 0 means no limit.
    """

    def __init__(self, client: redis.Redis, settings: WebSettings) -> None:
        storage = CountedOnce(
            "redis://", connection_pool=client.connection_pool, key_prefix=keys.RATES
        )
        self._limiter = SlidingWindowCounterRateLimiter(storage)
        self._own = SlidingWindowCounterRateLimiter(MemoryStorage())
        limits: dict[CountedRate, RateLimitItem] = {
            CountedRate.NARRATIONS: RateLimitItemPerMinute(settings.rate_per_address_per_min),
            CountedRate.NARRATIONS_A_DAY: RateLimitItemPerDay(settings.rate_per_address_per_day),
            CountedRate.LOOKUPS: RateLimitItemPerMinute(settings.rate_lookups_per_address_per_min),
            CountedRate.PLAYS: RateLimitItemPerDay(settings.rate_plays_per_address_per_day),
            CountedRate.KEYED: RateLimitItemPerMinute(settings.rate_per_key_per_min),
            CountedRate.PREVIEWS: RateLimitItemPerMinute(settings.previews_per_key_per_min),
            CountedRate.WORK: RateLimitItemPerMinute(settings.rate_work_per_address_ms_per_min),
            CountedRate.WRONG: RateLimitItemPerMinute(settings.wrong_keys_per_address_per_min),
        }
        self._limits = {what: limit for what, limit in limits.items() if limit.amount > 0}

    def count(self, what: CountedRate, who: str, amount: int = 1) -> None:
        """Count requests before they are executed.

        Args:
            what: Kind of the requests.
            who: Address of the caller, or name of its key.
            amount: Number of requests; if not all of them are allowed, none is counted.

        Raises:
            RequestError: The limit is exceeded.
            redis.RedisError: Redis does not answer.
        """
        limit = self._limits.get(what)
        if limit and amount and not self._limiter.hit(limit, what, who, cost=amount):
            raise self._refusal(self._limiter, limit, what, who)

    def count_here(self, what: CountedRate, who: str, amount: int) -> None:
        """Count requests only in this process, as `count` does for all processes.

        Raises:
            RequestError: The limit is exceeded.
        """
        limit = self._limits.get(what)
        if limit and not self._own.hit(limit, what, who, cost=amount):
            raise self._refusal(self._own, limit, what, who)

    def count_wrong(self, who: str) -> None:
        """Count a wrong key or a wrong signature from an address.

        Raises:
            RequestError: The limit is exceeded.
        """
        limit = self._limits.get(CountedRate.WRONG)
        if limit is None:
            return
        limiter = self._limiter
        try:
            is_allowed = limiter.hit(limit, CountedRate.WRONG, who)
        except redis.RedisError as error:
            log.warning("wrong keys are counted in this process alone: %s", error)
            limiter = self._own
            is_allowed = limiter.hit(limit, CountedRate.WRONG, who)
        if not is_allowed:
            raise self._refusal(limiter, limit, CountedRate.WRONG, who)

    @staticmethod
    def _refusal(
        limiter: SlidingWindowCounterRateLimiter, limit: RateLimitItem, what: CountedRate, who: str
    ) -> RequestError:
        """Return the error of a caller over a limit, with the time after which it may try again.

        Source: draft-ietf-httpapi-ratelimit-headers, version 10.
        """
        window_s = limit.get_expiry()
        stats = limiter.get_window_stats(limit, what, who)
        wait_s = min(window_s, max(1, math.ceil(stats.reset_time - time.time())))
        return TooManyRequestsError(
            f"{what}: at most {limit.amount} within {window_s} s; try again in {wait_s} s",
            headers={
                "Retry-After": str(wait_s),
                "RateLimit": f'"{what}";r={stats.remaining};t={wait_s}',
                "RateLimit-Policy": f'"{what}";q={limit.amount};w={window_s}',
            },
        )
