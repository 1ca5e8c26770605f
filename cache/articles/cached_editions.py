"""Current editions of articles, cached in Redis for fast presses.

The article store is authoritative. Entries expire, so that the death of a writer between the two
writes leaves a wrong entry for a minute at most.
"""

from collections.abc import Mapping

import redis

from cache.articles.edition import Edition
from cache.redis import keys
from cache.redis.client import as_text

LIFETIME_S = 60


class CachedEditions:
    """Cache of the current editions of articles, in Redis."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    def read(self, article_id: str) -> Edition | None:
        """Return the cached edition, or None if there is none."""
        found = self._redis.get(keys.revision(article_id))
        return None if found is None else Edition.parse(as_text(found))

    def suggest_many(self, editions: Mapping[str, Edition]) -> None:
        """Cache the editions of several articles, as `suggest` does."""
        with self._redis.pipeline(transaction=False) as pipe:
            for article_id, edition in editions.items():
                pipe.set(keys.revision(article_id), str(edition), ex=LIFETIME_S, nx=True)
            pipe.execute()

    def remember(self, article_id: str, edition: Edition) -> None:
        """Cache the edition that was just written to the article store."""
        self._redis.set(keys.revision(article_id), str(edition), ex=LIFETIME_S)

    def suggest(self, article_id: str, edition: Edition) -> None:
        """Cache the edition that was read from the article store, unless a newer one is cached."""
        self._redis.set(keys.revision(article_id), str(edition), ex=LIFETIME_S, nx=True)

    def forget(self, article_id: str) -> None:
        """Delete the cached edition, before and after a change of the article store."""
        self._redis.delete(keys.revision(article_id))
