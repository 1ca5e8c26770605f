"""External sources, from which articles are fetched.

All kinds of sources have the same interface. The publication file configures them;
`docs/sources.md` describes their article IDs and the content that is read.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Protocol

from worker.fetch.client import Fetcher
from worker.model.fetched_article import NONE, FetchedArticle, ListedArticle, Validators
from worker.publication.publication import Publication
from worker.publication.sources import (
    FeedSource,
    GhostSource,
    JsonSource,
    PageSource,
    UpstreamSource,
    WordPressSource,
)
from worker.sources.feed import FeedReader
from worker.sources.ghost import Ghost
from worker.sources.json_cms import JsonCms
from worker.sources.listing import State
from worker.sources.website import Pages
from worker.sources.wordpress import WordPress

__all__ = [
    "FetchedArticle",
    "ListedArticle",
    "State",
    "Upstream",
    "Upstreams",
    "Validators",
    "open_upstream",
]


class Upstream(Protocol):
    """An external source of articles.

    All methods send requests, and may raise these errors in addition to their own:

    - SourceUnavailableError: The source does not answer, or refuses all requests.
    - UnreadableSourceError: The response has a wrong media type, size, encoding or structure.
    - AddressNotAllowedError: The source leads to a forbidden address.
    """

    def fetch(self, article_id: str, validators: Validators = NONE) -> FetchedArticle | None:
        """Return an article, or None if it has not changed since the last fetch.

        Args:
            article_id: ID of the article, with the source's prefix.
            validators: Validators of the last response.

        Raises:
            ArticleGoneError: The source has removed or restricted the article.
            ArticleNotFoundError: The source has never had an article of that ID.
            NothingToReadError: The article has no text.
        """

    def entries(
        self, since: datetime | None = None, state: State | None = None
    ) -> Iterator[ListedArticle]:
        """Yield the source's list of articles, the newest first if the list has this order.

        Requests are sent during the iteration, so the caller can stop early. Each article is
        yielded once.

        Args:
            since: Articles that changed earlier are left out, with a tolerance of an hour.
            state: State kept by the caller between two polls. If the list has not changed since the
                last complete poll, nothing is yielded. A caller that lost articles passes an empty
                state or None.

        Raises:
            UnreadableSourceError: The settings name no list (`is_listed`).
        """

    def unlisted(self, stored: Mapping[str, datetime | None]) -> list[str]:
        """Return the stored articles that the source seems to have removed.

        Only a fetch shows it with certainty. If a source cannot tell, the list is empty.

        Args:
            stored: IDs of stored articles, and the times of their last changes.
        """


def open_upstream(source: UpstreamSource, fetcher: Fetcher) -> Upstream:
    """Return the external source for its settings."""
    match source:
        case WordPressSource():
            return WordPress(source, fetcher)
        case GhostSource():
            return Ghost(source, fetcher)
        case JsonSource():
            return JsonCms(source, fetcher)
        case PageSource():
            return Pages(source, fetcher)
        case FeedSource():
            return FeedReader(source, fetcher)


class Upstreams:
    """All external sources of a publication.

    Args:
        publication: The publication file.
        fetcher: HTTP client.
    """

    def __init__(self, publication: Publication, fetcher: Fetcher) -> None:
        self._publication = publication
        self._opened = {
            name: open_upstream(source, fetcher) for name, source in publication.upstreams.items()
        }

    def of(self, article_id: str) -> Upstream | None:
        """Return the source of an article ID, if any."""
        source = self._publication.upstream_of(article_id)
        return self._opened[source.name] if source else None

    def named(self, name: str) -> Upstream | None:
        """Return the source with a name, if there is one."""
        return self._opened.get(name)
