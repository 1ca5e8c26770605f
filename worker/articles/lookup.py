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

    def edition(self, article_id: str) -> Edition | None:
        """Return the current edition of an article, or None if there is none of that ID."""


class DemoArticles:
    """The articles of the demo site, which are part of this package."""

    def all(self) -> list[Article]:
        """Return all demo articles, in the order of the demo site."""
        return list(_demo_articles().values())

    def get(self, article_id: str) -> Article | None:
        """Return an article, or None if there is none of that ID."""
        return _demo_articles().get(article_id)

    def edition(self, article_id: str) -> Edition | None:
        """Return the current edition of an article, or None if there is none of that ID."""
        article = self.get(article_id)
        return edition_of(article) if article else None


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
        found = (source.edition(article_id) for source in self._sources)
        edition = next((edition for edition in found if edition), None)
        upstream = None if edition else self._publication.upstream_of(article_id)
        return self._publication.mark_unread(UNREAD, upstream.name) if upstream else edition


UNREAD = Edition("", "", standing=Standing.UNREAD)


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
