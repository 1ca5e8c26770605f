"""What is current of an article, kept where a press finds it at once.

The article store is the truth. An entry expires, so that a writer that died between the two is
wrong for a minute at the most.
"""

import redis

from cache.narrations.edition import Edition
from cache.redis import keys
from cache.redis.client import as_text

LIFETIME_S = 60


class Revisions:
    """Current editions of articles, in Redis."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    def read(self, article_id: str) -> Edition | None:
        """Return what was noted last, or None if nothing was for a minute."""
        found = self._redis.get(keys.revision(article_id))
        return None if found is None else Edition.parse(as_text(found))

    def remember(self, article_id: str, edition: Edition) -> None:
        """Note what has just been written to the article store."""
        self._redis.set(keys.revision(article_id), str(edition), ex=LIFETIME_S)

    def suggest(self, article_id: str, edition: Edition) -> None:
        """Note what was read there, unless somebody has noted what was written meanwhile."""
        self._redis.set(keys.revision(article_id), str(edition), ex=LIFETIME_S, nx=True)

    def forget(self, article_id: str) -> None:
        """Have the next press ask the article store; called before and after it changes."""
        self._redis.delete(keys.revision(article_id))
