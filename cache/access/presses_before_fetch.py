"""Requests for articles that are not fetched yet, by callers who show a key or a signature.

A run that was requested only by callers without a key or signature ends if the fetched article
is closed to them. The order of the requests does not matter: a press removes no right.
"""

import redis

from cache.access.listening_rights import NOBODY, Rights, Shown, decide
from cache.articles.edition import Edition
from cache.narrations.record import Narration, Priority
from cache.redis import keys
from cache.redis.client import as_text

KEPT_S = 600
"""Lifetime of a right, in seconds; longer than an article takes to be fetched."""

IN_ADVANCE_FOR_S = 86_400
"""Lifetime of a request in advance, in seconds; longer than its narration waits."""

_KEY, _SIGNATURE = "key", "signature"


class EntitledPresses:
    """Highest rights of callers by article, for articles that are not fetched yet, in Redis."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    def note(self, article_id: str, rights: Rights) -> None:
        """Record the right of the caller of a press, if any; a key ranks above a signature."""
        if rights.may_read:
            self._redis.set(keys.entitled(article_id), _KEY, ex=KEPT_S)
        elif rights.signature is Shown.GOOD:
            self._redis.set(keys.entitled(article_id), _SIGNATURE, ex=KEPT_S, nx=True)

    def note_in_advance(self, article_id: str) -> None:
        """Record that the publisher has requested a narration in advance."""
        self._redis.set(keys.in_advance(article_id), 1, ex=IN_ADVANCE_FOR_S)

    def is_in_advance(self, narration: Narration) -> bool:
        """Return whether the publisher has requested a narration in advance.

        A listener's press, before or after that request, may have raised its priority.
        """
        is_ahead = narration.priority is Priority.PREGENERATE
        return is_ahead or bool(self._redis.exists(keys.in_advance(narration.name.article_id)))

    def of(self, article_id: str) -> Rights:
        """Return the best right that was shown for an article."""
        found = self._redis.get(keys.entitled(article_id))
        if found is None:
            return NOBODY
        return Rights(may_read=as_text(found) == _KEY, signature=Shown.GOOD)

    def may_go_on(self, narration: Narration, edition: Edition | None, now: float) -> bool:
        """Return whether a run that began before its article was fetched may continue.

        Pre-generation may run before the article opens.

        Args:
            narration: The current record.
            edition: Edition of the fetched article.
            now: Seconds since the epoch.
        """
        if narration.basis.revision:
            return True
        is_ahead = self.is_in_advance(narration)
        rights = Rights(may_read=True) if is_ahead else self.of(narration.name.article_id)
        return decide(edition, rights, now).is_open
