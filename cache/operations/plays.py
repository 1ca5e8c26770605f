"""How far listeners hear articles: bare counts, of which nothing leads to a listener."""

import time
from enum import StrEnum

import redis

from cache.narrations.edition import Standing
from cache.redis import keys
from cache.redis.client import as_text

COUNT = """
-- KEYS: what is current of the article, its plays, counters, plays begun today.
-- ARGV: event, name of its total, seconds for which today's count is kept, word for "unread"
-- Returns 1, or 0 where nothing is noted of the article: then nothing is counted.
local edition = redis.call('GET', KEYS[1])
if not edition or string.find(edition, ARGV[4], 1, true) then return 0 end
redis.call('HINCRBY', KEYS[2], ARGV[1], 1)
redis.call('HINCRBY', KEYS[3], ARGV[2], 1)
if ARGV[1] == 'started' then
  redis.call('INCR', KEYS[4])
  redis.call('EXPIRE', KEYS[4], ARGV[3])
end
return 1
"""

TOTAL = "plays:"
"""Before the event, in the name of a counter."""


DAY_KEPT_S = 2 * 86_400


class PlayEvent(StrEnum):
    """What a listener's player tells: that it began, or what share of the track it has played."""

    STARTED = "started"
    QUARTER = "25"
    HALF = "50"
    THREE_QUARTERS = "75"
    WHOLE = "100"


class Plays:
    """Counts of each article, in Redis; the totals of all stand among the counters."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client
        self._count = client.register_script(COUNT)

    def count(self, article_id: str, event: PlayEvent) -> bool:
        """Count an event, if it is noted in Redis that there is such an article.

        Returns:
            Whether it was counted. A key is made for no article that is not there, nor for one
            that is being deleted, or was never fetched from its source.
        """
        names = [
            keys.revision(article_id), keys.plays(article_id), keys.COUNTERS,
            keys.plays_begun(_today()),
        ]  # fmt: skip
        arguments = [event.value, TOTAL + event, DAY_KEPT_S, f" {Standing.UNREAD}"]
        return bool(self._count(keys=names, args=arguments))

    def begun_today(self) -> int:
        """Return how many plays began today, in UTC."""
        return int(self._redis.get(keys.plays_begun(_today())) or 0)

    def of(self, article_id: str) -> dict[str, int]:
        """Return the count of each event of an article."""
        found = self._redis.hgetall(keys.plays(article_id))
        counts = {as_text(event): int(count) for event, count in found.items()}
        return {event.value: counts.get(event, 0) for event in PlayEvent}

    def forget(self, article_id: str) -> None:
        """Delete the counts of an article; the totals stay as they are."""
        self._redis.delete(keys.plays(article_id))


def _today() -> str:
    return time.strftime("%Y-%m-%d", time.gmtime())
