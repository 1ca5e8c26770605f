"""Current editions of articles, cached in Redis for fast presses.

The article store is authoritative. Entries expire, so that the death of a writer between the two
writes leaves a wrong entry for a minute at most. Each entry names the rules by which it was made:
after a change of the rules, an entry made by the former ones immediately counts as missing.
"""

from collections.abc import Mapping

import redis

from cache.articles.edition import Edition
from cache.redis import keys
from cache.redis.client import as_text

LIFETIME_S = 60


_FIELDS = 8
"""Number of fields of an edition; the fingerprint of the rules follows them."""

_SUGGEST = """
-- KEYS: the entry. ARGV: new entry, end of entries by the present rules, lifetime in seconds.
local known = redis.call('GET', KEYS[1])
if not known or string.sub(known, -string.len(ARGV[2])) ~= ARGV[2] then
  redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[3])
end
"""


def write_entry(edition: Edition, rules: str) -> str:
    """Return the entry of an edition that was made by the rules with this fingerprint."""
    text = str(edition)
    return f"{text}{' ' * (_FIELDS - 1 - text.count(' '))} {rules}"


def read_entry(entry: bytes | str | None, rules: str) -> Edition | None:
    """Return the edition in an entry; None if there is none, or if other rules made it."""
    if entry is None:
        return None
    text, _, made_by = as_text(entry).rpartition(" ")
    return Edition.parse(text) if made_by == rules and text.count(" ") == _FIELDS - 1 else None


class CachedEditions:
    """Cache of the current editions of articles, in Redis.

    Args:
        client: Connection to Redis.
        rules: Fingerprint of the publisher's rules.
    """

    def __init__(self, client: redis.Redis, rules: str = "") -> None:
        self._redis = client
        self._rules = rules
        self._suggest = client.register_script(_SUGGEST)

    def read(self, article_id: str) -> Edition | None:
        """Return the cached edition, or None if there is none."""
        return read_entry(self._redis.get(keys.revision(article_id)), self._rules)

    def suggest_many(self, editions: Mapping[str, Edition]) -> None:
        """Cache the editions of several articles, as `suggest` does."""
        with self._redis.pipeline(transaction=False) as pipe:
            for article_id, edition in editions.items():
                self._send(article_id, edition, pipe)
            pipe.execute()

    def remember(self, article_id: str, edition: Edition) -> None:
        """Cache the edition that was just written to the article store."""
        entry = write_entry(edition, self._rules)
        self._redis.set(keys.revision(article_id), entry, ex=LIFETIME_S)

    def suggest(self, article_id: str, edition: Edition) -> None:
        """Cache the edition that was read from the article store, unless a newer one is cached."""
        self._send(article_id, edition, self._redis)

    def _send(self, article_id: str, edition: Edition, to: redis.Redis) -> None:
        end = f" {self._rules}"
        entry = write_entry(edition, self._rules)
        self._suggest(keys=[keys.revision(article_id)], args=[entry, end, LIFETIME_S], client=to)

    def forget(self, article_id: str) -> None:
        """Delete the cached edition, before and after a change of the article store."""
        self._redis.delete(keys.revision(article_id))
