"""Play counts: the share of each article that listeners hear, without personal data."""

import time
from enum import StrEnum

import redis

from cache.articles.edition import Standing
from cache.redis import keys
from cache.redis.client import as_text
from cache.redis.transactions import ScriptOnce

COUNT = """
-- KEYS: edition of the article, its plays, counters, plays started today.
-- ARGV: event, name of its total, lifetime of today's count in seconds, word for "unread"
-- Returns 1, or 0 if Redis has no edition of the article: then nothing is counted.
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
"""Prefix of the counters of play events; the event follows."""


DAY_KEPT_S = 2 * 86_400


class PlayEvent(StrEnum):
    """Event that a listener's player reports: the start, or a share of the track in percent."""

    STARTED = "started"
    QUARTER = "25"
    HALF = "50"
    THREE_QUARTERS = "75"
    WHOLE = "100"


class Plays:
    """Store of each article's play counts, in Redis; the totals are among the counters."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client
        self._count = ScriptOnce(client, COUNT)

    def count(self, article_id: str, event: PlayEvent) -> bool:
        """Count an event, if Redis has an edition of the article.

        Returns:
            True if it was counted. Nothing is stored for an article that does not exist, that is
            being deleted, or that was never fetched from its source.
        """
        names = [
            keys.revision(article_id), keys.plays(article_id), keys.COUNTERS,
            keys.plays_begun(_today()),
        ]  # fmt: skip
        arguments = [event.value, TOTAL + event, DAY_KEPT_S, f" {Standing.UNREAD}"]
        return bool(self._count(keys=names, args=arguments))

    def begun_today(self) -> int:
        """Return the number of plays started today, in UTC."""
        return int(self._redis.get(keys.plays_begun(_today())) or 0)

    def of(self, article_id: str) -> dict[str, int]:
        """Return the number of each event of an article."""
        found = self._redis.hgetall(keys.plays(article_id))
        counts = {as_text(event): int(count) for event, count in found.items()}
        return {event.value: counts.get(event, 0) for event in PlayEvent}

    def forget(self, article_id: str) -> None:
        """Delete the counts of an article; the totals stay as they are."""
        self._redis.delete(keys.plays(article_id))


def _today() -> str:
    return time.strftime("%Y-%m-%d", time.gmtime())
