"""Lookup of articles by ID: in the article store first, then among the demo articles."""

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Protocol

from cache.articles.edition import Edition, Standing
from worker.articles.edition import edition_of
from worker.errors import ArticleNotFoundError, ArticleWithdrawnError
from worker.model.article import Article
from worker.publication.publication import Publication


class Source(Protocol):
    """A collection of articles by ID."""

    def get(self, article_id: str) -> Article | None:
        """Return an article, or None if there is none of that ID."""

    def editions(self, article_ids: Sequence[str]) -> dict[str, Edition]:
        """Return the current editions of those articles that exist."""


class DemoArticles:
    """The articles of the demo site, which are part of this package."""

    def all(self) -> list[Article]:
        """Return all demo articles, in the order of the demo site."""
        return list(_demo_articles().values())

    def get(self, article_id: str) -> Article | None:
        """Return an article, or None if there is none of that ID."""
        return _demo_articles().get(article_id)

    def editions(self, article_ids: Sequence[str]) -> dict[str, Edition]:
        """Return the current editions of those articles that exist."""
        found = _demo_editions()
        return {i: found[i] for i in article_ids if i in found}


class Sources:
    """Several collections of articles, searched in order.

    Args:
        sources: Collections to search.
        publication: The publication file, whose sources may have articles that were not fetched
            yet.
    """

    def __init__(self, sources: Sequence[Source], publication: Publication | None = None) -> None:
        self._sources = sources
        self._publication = publication or Publication()

    def get(self, article_id: str) -> Article:
        """Return an article.

        Raises:
            ArticleNotFoundError: No source has it.
            ArticleWithdrawnError: Its publisher has withdrawn it.
        """
        for source in self._sources:
            article = source.get(article_id)
            if article is not None:
                return article
        edition = self.edition(article_id)
        if edition and edition.standing is Standing.WITHDRAWN:
            raise ArticleWithdrawnError(f"article {article_id!r} was withdrawn by its publisher")
        raise ArticleNotFoundError(
            f"no article {article_id!r}; PUT /v1/articles/{article_id} stores one"
        )

    def edition(self, article_id: str) -> Edition | None:
        """Return the current edition of an article, or None if no source has it.

        An article whose ID belongs to an external source, and that was never fetched, is unread.
        """
        return self.editions([article_id]).get(article_id)

    def editions(self, article_ids: Sequence[str]) -> dict[str, Edition]:
        """Return the current editions of those articles that a source has, as `edition` does.

        Each source is queried once, for all of them.
        """
        found: dict[str, Edition] = {}
        for source in self._sources:
            missing = [i for i in article_ids if i not in found]
            found |= source.editions(missing) if missing else {}
        for article_id in article_ids:
            upstream = self._publication.upstream_of(article_id)
            if article_id not in found and upstream:
                found[article_id] = self._publication.mark_unread(UNREAD, upstream.name)
        return found


UNREAD = Edition("", "", standing=Standing.UNREAD)


@cache
def _demo_editions() -> dict[str, Edition]:
    return {article_id: edition_of(article) for article_id, article in _demo_articles().items()}


@cache
def _demo_articles() -> dict[str, Article]:
    folder = files("worker.articles") / "demo"
    order: list[str] = json.loads((folder / "order.json").read_text("utf-8"))
    articles = {}
    for article_id in order:
        fields = json.loads((folder / f"{article_id}.json").read_text("utf-8"))
        body = (folder / f"{article_id}.html").read_text("utf-8")
        articles[article_id] = Article(**fields, id=article_id, html=body)
    return articles
