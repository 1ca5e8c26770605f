"""Which revision of an article is current, kept where a press finds it in one read.

The article store is the truth. An entry expires, so that a writer that died between the two is
wrong for a minute at the most.
"""

import redis

from cache import keys

LIFETIME_S = 60


class Revisions:
    """Current revisions of articles, in Redis."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    def remember(self, article_id: str, revision: str) -> None:
        """Note what has just been written to the article store."""
        self._redis.set(keys.revision(article_id), revision, ex=LIFETIME_S)

    def suggest(self, article_id: str, revision: str) -> None:
        """Note what was read there, unless somebody has noted what was written meanwhile."""
        self._redis.set(keys.revision(article_id), revision, ex=LIFETIME_S, nx=True)

    def forget(self, article_id: str) -> None:
        """Have the next press ask the article store; called before and after it changes."""
        self._redis.delete(keys.revision(article_id))
