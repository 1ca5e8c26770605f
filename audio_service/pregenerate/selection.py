"""The selection of articles to pre-generate: by ID, by source, or everything in the store.

Only lists are read here. If a list does not name an article's section or date, they are checked
once the article itself was fetched.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from audio_service.context import WebContext
from cache.articles.edition import Standing
from worker.articles.fields import read_time
from worker.errors import UnreadableSourceError
from worker.fetch.client import Fetcher
from worker.fetch.urls import show
from worker.model.article import Article
from worker.publication.sources import STORE, FeedSource, UpstreamSource
from worker.sources.feed import feed_of
from worker.sources.source_readers import FetchedArticle, ListedArticle, Upstream, open_upstream

_ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Criteria:
    """Criteria that articles must meet. An article without a date meets all dates.

    Attributes:
        sections: Section names in lower case; empty for any section.
        since: Earliest time of publication.
        before: Latest time of publication.
    """

    sections: frozenset[str] = frozenset()
    since: datetime | None = None
    before: datetime | None = None

    def fit(self, section: str, published_at: datetime | None) -> bool:
        """Return whether a section and a time of publication meet the criteria."""
        if self.sections and section.casefold() not in self.sections:
            return False
        if published_at is None:
            return True
        is_old = self.since is not None and published_at < self.since
        return not is_old and (self.before is None or published_at < self.before)

    def may_fit(self, section: str, published_at: datetime | None) -> bool:
        """Return whether an article may meet the criteria; an unknown section is empty."""
        known = self if section else replace(self, sections=frozenset())
        return known.fit(section, published_at)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that may have to be narrated.

    Attributes:
        article_id: ID of the article.
        source: Name of its source.
        entry: Its entry in the source's list; None if it was not found in a list.
        upstream: Its source, if it may have to be fetched.
        is_chosen: True if it is known to meet the criteria; otherwise its text is checked.
        asked_at: Time of the request for the list, if the list holds the text.
    """

    article_id: str
    source: str = STORE
    entry: ListedArticle | None = None
    upstream: Upstream | None = None
    is_chosen: bool = True
    asked_at: datetime | None = None


class Selection:
    """Articles to be narrated: the named ones, those that a source lists, or all in the store.

    Args:
        web: Dependencies of the web process.
        fetcher: Outgoing HTTP requests.
        criteria: Criteria that the articles must meet.
        ids: IDs of single articles.
        source: The source whose list is read.
        only: Name of the source whose stored articles are selected; None for all.

    Attributes:
        criteria: Criteria that the articles must meet.
        name: Name of the list.
    """

    def __init__(
        self,
        web: WebContext,
        fetcher: Fetcher,
        criteria: Criteria,
        *,
        ids: Sequence[str] | None = None,
        source: UpstreamSource | None = None,
        only: str | None = None,
    ) -> None:
        self.criteria = criteria
        self.name = _name_of(source)
        self._web = web
        self._fetcher = fetcher
        self._ids = ids
        self._source = source
        self._only = only
        self._opened: dict[str, Upstream] = {}

    def candidates(self) -> Iterator[Candidate]:
        """Yield the articles as they are found; some may come twice.

        Raises:
            ListenError: The list cannot be read, or not to its end.
        """
        if self._ids is not None:
            return self._named(self._ids)
        return self._listed(self._source) if self._source else self._stored()

    def read(self, candidate: Candidate) -> FetchedArticle | None:
        """Return an article from its source; None if there is nothing to store.

        Raises:
            UnreadableSourceError: The entry of the list is not valid.
            ListenError: The article cannot be fetched, or its source does not answer.
        """
        entry = candidate.entry
        if entry and entry.problem:
            raise UnreadableSourceError(entry.problem)
        if entry and entry.article:
            return FetchedArticle(entry.article, entry.changed_at)
        if candidate.upstream is None or self.is_known(candidate):
            return None
        before = self._web.articles.store.validators(candidate.article_id)
        return candidate.upstream.fetch(candidate.article_id, before)

    def is_known(self, candidate: Candidate) -> bool:
        """Return whether the store holds the version of an article that its source lists."""
        article_id, entry = candidate.article_id, candidate.entry
        if entry is None:
            edition = self._web.articles.lookup.edition(article_id)
            return edition is not None and edition.standing is not Standing.UNREAD
        stored = self._web.articles.store.changed_at([article_id]).get(article_id)
        return bool(stored and entry.changed_at and stored >= entry.changed_at)

    def is_wanted(self, candidate: Candidate, article: Article) -> bool:
        """Return whether a fetched article meets the criteria."""
        listed = candidate.entry.changed_at if candidate.entry else None
        return self.criteria.fit(article.section, listed or read_time(article.published_at))

    def _named(self, ids: Sequence[str]) -> Iterator[Candidate]:
        publication = self._web.publication
        for article_id in ids:
            settings = publication.upstream_of(article_id)
            upstream = self._open(settings) if settings else None
            source = publication.source_of(article_id).name
            is_chosen = self.criteria == Criteria()
            yield Candidate(article_id, source, upstream=upstream, is_chosen=is_chosen)

    def _listed(self, source: UpstreamSource) -> Iterator[Candidate]:
        upstream = self._open(source)
        asked_at = datetime.now(UTC)  # before the list, which may take long to read
        for entry in upstream.entries(self.criteria.since):
            article = entry.article
            published_at = (article and read_time(article.published_at)) or entry.changed_at
            section = (article and article.section) or entry.section
            if entry.problem or self.criteria.may_fit(section, published_at):
                is_chosen = self._is_certain(section, published_at)
                yield Candidate(
                    article_id=entry.article_id,
                    source=source.name,
                    entry=entry,
                    upstream=upstream,
                    is_chosen=is_chosen,
                    asked_at=asked_at if article else None,
                )

    def _stored(self) -> Iterator[Candidate]:
        after = ""
        while rows := self._web.articles.store.outlines(after, _ROWS_AT_ONCE):
            after = rows[-1].article_id
            for row in rows:
                published_at = read_time(row.published_at) or row.changed_at
                is_theirs = self._only in (None, row.source)
                if is_theirs and self.criteria.fit(row.section, published_at):
                    yield Candidate(row.article_id, row.source)

    def _is_certain(self, section: str, published_at: datetime | None) -> bool:
        """Return whether a list entry is enough to know that an article meets the criteria."""
        is_told = published_at is not None or (self.criteria.since or self.criteria.before) is None
        return is_told and self.criteria.fit(section, published_at)

    def _open(self, source: UpstreamSource) -> Upstream:
        if source.name not in self._opened:
            self._opened[source.name] = open_upstream(source, self._fetcher)
        return self._opened[source.name]


def _name_of(source: UpstreamSource | None) -> str:
    """Return the name of a list in error messages."""
    if source is None:
        return "the article store"
    return show(source.url) if isinstance(source, FeedSource) else source.name


def find_feed(web: WebContext, url: str) -> UpstreamSource:
    """Return the source whose feed is at a URL, or one made for it if there is none."""
    feeds = (s for s in web.publication.upstreams.values() if isinstance(s, FeedSource))
    return next((feed for feed in feeds if feed.url == url), None) or feed_of(url)
