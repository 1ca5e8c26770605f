"""Editions of articles, cached in Redis."""

from collections.abc import Sequence
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

        For an article that is not fetched yet, the sources are queried each time.
        """
        return self.noted(article_id) or self.current(article_id)

    def noted(self, article_id: str) -> Edition | None:
        """Return the cached edition of an article that was fetched; None if there is none."""
        noted = self.cached_editions.read(article_id)
        return None if noted is None or noted.estimated_s is None else noted

    def look_up(self, article_ids: Sequence[str]) -> dict[str, Edition]:
        """Return the editions of articles from their sources, and cache them in Redis."""
        found = self.articles.editions(article_ids)
        self.cached_editions.suggest_many(found)
        return found

    def current(self, article_id: str) -> Edition | None:
        """Return an article's edition from its source, and cache it in Redis."""
        found = self.articles.edition(article_id)
        if found is not None:
            self.cached_editions.suggest(article_id, found)
        return found
