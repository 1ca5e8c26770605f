"""Rate limits, counted in Redis for all web processes and machines together.

Windows slide, by Redis's own clock, and each count is one round trip. While Redis does not answer,
each process counts by itself, so that guessing keys does not become free; what needs counting to
protect the workers cannot happen then anyway.
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

from audio_service.http.errors import RequestError
from audio_service.settings import WebSettings
from cache.redis import keys
from cache.redis.transactions import ScriptOnce

log = logging.getLogger(__name__)


class CountedRate(StrEnum):
    """Kinds of requests that are counted for each caller."""

    NARRATIONS = "narrations"
    """Begun by presses from an address within a minute."""

    NARRATIONS_A_DAY = "narrations-a-day"
    """Begun by presses from an address within a day."""

    KEYED = "keyed"
    """Narrations begun with a key."""

    PREVIEWS = "previews"
    """Sentences spoken for a key."""

    WRONG = "wrong"
    """Wrong keys, and hooks that are badly signed, from an address."""


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
        client: Where it is counted.
        settings: How much is allowed; 0 for as much as anybody wants.
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
            CountedRate.KEYED: RateLimitItemPerMinute(settings.rate_per_key_per_min),
            CountedRate.PREVIEWS: RateLimitItemPerMinute(settings.previews_per_key_per_min),
            CountedRate.WRONG: RateLimitItemPerMinute(settings.wrong_keys_per_address_per_min),
        }
        self._limits = {what: limit for what, limit in limits.items() if limit.amount > 0}

    def count(self, what: CountedRate, who: str, amount: int = 1) -> None:
        """Count something that somebody is about to do.

        Args:
            what: It.
            who: Address or name of the key.
            amount: How often; if not all of it is allowed, nothing is counted.

        Raises:
            RequestError: That is more often than is allowed.
            redis.RedisError: It cannot be counted.
        """
        limit = self._limits.get(what)
        if limit and amount and not self._limiter.hit(limit, what, who, cost=amount):
            raise self._refusal(self._limiter, limit, what, who)

    def count_wrong(self, who: str) -> None:
        """Count that an address has shown a wrong key, or a bad signature.

        Raises:
            RequestError: That was too often.
        """
        self._guess(who, "hit")

    def refuse_guessing(self, who: str) -> None:
        """Refuse an address that has guessed too often, before it is told whether it guessed right.

        Raises:
            RequestError: It has.
        """
        self._guess(who, "test")

    def _guess(self, who: str, verb: str) -> None:
        limit = self._limits.get(CountedRate.WRONG)
        if limit is None:
            return
        limiter = self._limiter
        try:
            is_allowed = getattr(limiter, verb)(limit, CountedRate.WRONG, who)
        except redis.RedisError as error:
            log.warning("wrong keys are counted in this process alone: %s", error)
            limiter = self._own
            is_allowed = getattr(limiter, verb)(limit, CountedRate.WRONG, who)
        if not is_allowed:
            raise self._refusal(limiter, limit, CountedRate.WRONG, who)

    @staticmethod
    def _refusal(
        limiter: SlidingWindowCounterRateLimiter, limit: RateLimitItem, what: CountedRate, who: str
    ) -> RequestError:
        """Return what is answered, with the time after which it may be asked again.

        Source: draft-ietf-httpapi-ratelimit-headers, version 10.
        """
        window_s = limit.get_expiry()
        stats = limiter.get_window_stats(limit, what, who)
        wait_s = min(window_s, max(1, math.ceil(stats.reset_time - time.time())))
        return RequestError(
            "too-many-requests",
            f"{what}: at most {limit.amount} within {window_s} s; try again in {wait_s} s",
            headers={
                "Retry-After": str(wait_s),
                "RateLimit": f'"{what}";r={stats.remaining};t={wait_s}',
                "RateLimit-Policy": f'"{what}";q={limit.amount};w={window_s}',
            },
        )
