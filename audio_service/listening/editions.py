"""Editions of articles, cached in Redis."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cache.articles.cached_editions import CachedEditions
from cache.articles.edition import Edition
from worker.articles.lookup import Sources


@dataclass(frozen=True)
class Editions:
    """Editions of articles, from Redis or from their sources.

    Attributes:
        cached_editions: The editions in Redis.
        articles: Every place where articles are looked up.
    """

    cached_editions: CachedEditions
    articles: Sources

    def known(self, article_id: str) -> Edition | None:
        """Return an article's edition, from Redis if possible; None if no source has the article.

        For an article that is not fetched yet, the sources are asked each time.
        """
        return self.noted(article_id) or self.current(article_id)

    def noted(self, article_id: str) -> Edition | None:
        """Return the cached edition of an article that was fetched; None if there is none."""
        noted = self.cached_editions.read(article_id)
        return None if noted is None or noted.estimated_s is None else noted

    def many(
        self, article_ids: Sequence[str], admit: Callable[[int], object]
    ) -> dict[str, Edition]:
        """Return the editions of the articles that a source has, in two round trips.

        Args:
            article_ids: IDs of the articles.
            admit: Function called with the number of articles that are not in the cache, before
                these are looked up.
        """
        found = self.cached_editions.read_many(article_ids)
        missing = [i for i in article_ids if i not in found or found[i].estimated_s is None]
        if missing:
            admit(len(missing))
            asked = self.articles.editions(missing)
            self.cached_editions.suggest_many(asked)
            found = {**found, **asked}
        return found

    def current(self, article_id: str) -> Edition | None:
        """Return an article's edition from its source, and cache it in Redis."""
        found = self.articles.edition(article_id)
        if found is not None:
            self.cached_editions.suggest(article_id, found)
        return found
