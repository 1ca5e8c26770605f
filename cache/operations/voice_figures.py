"""Figures of each voice: counters of its work, and the number of articles that it has read."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

import redis

from cache.narrations.name import NarrationName
from cache.redis import keys
from cache.redis.client import as_text
from cache.redis.outages import tolerating_outage
from cache.settings import SharedSettings

COUNTED = "voice:"
"""Prefix of the counters of voices; the kind of the count and the voice follow."""

FAILED = "failed/"
"""Prefix of the kind of the count for failures; the error code follows."""

READY = "narrations_ready"
CHARACTERS = "characters"

COSTS_KEPT_S = 62 * 86_400
"""Lifetime of a month's costs, in seconds."""


def voice_counter(voice: str, what: str) -> str:
    """Return the name of a counter of a voice."""
    return f"{COUNTED}{what}:{voice}"


def read_counters(counters: Mapping[str, float]) -> Iterator[tuple[str, str, float]]:
    """Yield the voice, the kind of the count and the value of each counter of a voice."""
    for name, value in sorted(counters.items()):
        if name.startswith(COUNTED):
            _, what, voice = name.split(":", 2)
            yield voice, what, value


class VoiceCosts:
    """Estimated costs of the voices with a price, for all processes together.

    Args:
        client: Connection to Redis.
        settings: Settings with the prices and the budget.
    """

    def __init__(self, client: redis.Redis, settings: SharedSettings) -> None:
        self._redis = client
        self._settings = settings

    def charge(self, voice: str, characters: float) -> None:
        """Add spoken characters to the costs of this month; without Redis, they are not counted."""
        cost = characters * self._settings.price_of(voice) / 1e6
        if not cost:
            return
        key = _month_key(time.time())
        with (
            tolerating_outage("the costs of a voice are not counted"),
            self._redis.pipeline() as pipe,
        ):
            pipe.incrbyfloat(key, cost)
            pipe.expire(key, COSTS_KEPT_S)
            pipe.execute()

    def spent(self, now: float) -> float:
        """Return the costs of a month.

        Args:
            now: Time within the month, in seconds since the epoch.
        """
        return float(self._redis.get(_month_key(now)) or 0)

    def is_spent(self, voices: Iterable[str], now: float) -> bool:
        """Return True if the month's budget is spent and a voice has a price.

        Args:
            voices: Names of the voices.
            now: Time in seconds since the epoch.
        """
        budget = self._settings.monthly_budget
        has_price = budget and any(map(self._settings.price_of, voices))
        return bool(has_price) and self.spent(now) >= budget


def _month_key(now: float) -> str:
    return keys.costs(datetime.fromtimestamp(now, UTC).strftime("%Y-%m"))


class ArticlesByVoice:
    """Number of articles with a live track in each voice, as last counted in the audio store."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    def count(self, names: Iterable[NarrationName]) -> None:
        """Replace the numbers: count the given narrations, which have a live track, by voice."""
        counts = Counter(name.voice for name in names)
        with self._redis.pipeline() as pipe:
            pipe.delete(keys.ARTICLES_BY_VOICE)
            for voice, count in counts.items():
                pipe.hset(keys.ARTICLES_BY_VOICE, voice, str(count))
            pipe.execute()

    def read(self) -> dict[str, int]:
        """Return the number of articles by the name of the voice."""
        found = self._redis.hgetall(keys.ARTICLES_BY_VOICE)
        return {as_text(voice): int(count) for voice, count in found.items()}
