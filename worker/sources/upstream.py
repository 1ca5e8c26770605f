"""The sources outside: where articles are fetched from that nobody pushes.

Each is of one kind, and looks the same from here. What they are is said in the publication file;
`docs/sources.md` says how their IDs look and what is read.
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
    """A source outside.

    All methods send requests, and raise, besides what is said at them:

    - SourceUnavailableError: It does not answer, or refuses as a whole; it may do so later.
    - UnreadableSourceError: It answers with what it should not: another media type, too much, a
      wrong encoding, another shape.
    - AddressNotAllowedError: It leads to an address that must not be asked.
    """

    def fetch(self, article_id: str, validators: Validators = NONE) -> FetchedArticle | None:
        """Return an article, or None if it has not changed since.

        Args:
            article_id: What it is called here, with the source's prefix.
            validators: As they came with it the last time.

        Raises:
            ArticleGoneError: The source has it no longer, or not for everybody.
            ArticleNotFoundError: The source has never had anything of that ID.
            NothingToReadError: It has no text.
        """

    def entries(
        self, since: datetime | None = None, state: State | None = None
    ) -> Iterator[ListedArticle]:
        """Yield what the source lists, the newest first, as far as it lists them so.

        Requests are sent as it goes on: whoever needs no more stops. Nothing is yielded twice.

        Args:
            since: What is known to have changed earlier is left out, give or take an hour.
            state: Kept by the caller from one look to the next. If nothing on the list changed
                since the last one that was read to its end, nothing is yielded. A caller to whom
                articles were lost since then begins with an empty one, or with None.

        Raises:
            UnreadableSourceError: Its settings do not say where it has a list (`is_listed`).
        """

    def unlisted(self, stored: Mapping[str, datetime | None]) -> list[str]:
        """Return those of the stored articles that the source seems not to publish any more.

        Fetching them tells for certain. Where a source cannot tell, none is returned.

        Args:
            stored: IDs of articles, and when they last changed.
        """


def open_upstream(source: UpstreamSource, fetcher: Fetcher) -> Upstream:
    """Return the source outside that settings describe."""
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
    """All sources outside of a publication.

    Args:
        publication: Which ones.
        fetcher: Sends requests.
    """

    def __init__(self, publication: Publication, fetcher: Fetcher) -> None:
        self._publication = publication
        self._opened = {
            name: open_upstream(source, fetcher) for name, source in publication.upstreams.items()
        }

    def of(self, article_id: str) -> Upstream | None:
        """Return the source that an article's ID belongs to, if any."""
        source = self._publication.upstream_of(article_id)
        return self._opened[source.name] if source else None

    def named(self, name: str) -> Upstream | None:
        """Return the source of a name, if there is one."""
        return self._opened.get(name)
