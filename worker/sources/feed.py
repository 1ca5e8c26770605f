"""Articles of an RSS, Atom or JSON feed; if it has excerpts only, the articles' pages are read.

A feed's identifier of an article is its ID here, if it is valid as one. Otherwise the ID is made of
the identifier's last words and ten digits of its hash, such as `feed:a-long-story-5f3a9c01d2`.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from urllib.parse import unquote, urlencode, urlsplit

from worker.articles.fields import (
    complete,
    dek_of,
    is_article_id,
    latest,
    plain_text,
    time_text,
)
from worker.errors import (
    ArticleGoneError,
    ArticleNotFoundError,
    UnreadableSourceError,
)
from worker.fetch.client import Fetcher
from worker.model.article import Article
from worker.model.fetched_article import NONE, FetchedArticle, ListedArticle, Validators
from worker.model.fingerprint import fingerprint_of
from worker.publication.sources import FeedSource
from worker.sources.feed_items import MEDIA_TYPES, Feed, Item, read_feed
from worker.sources.listing import State, enter, known, look, note
from worker.sources.page import MEDIA_TYPES as PAGE_TYPES
from worker.sources.subscribers_only import admit
from worker.sources.website import article_of_page

AD_HOC = "feed"
"""Source name of a feed outside the publication file."""

_WHOLE_WORDS = 200
"""Number of words from which a description counts as the full text."""

_CUT_END = re.compile(
    r"(\[?(…|\.\.\.)\]?"
    r"|(Read|READ|Continue|CONTINUE) (more|MORE|on|reading|READING)( .{0,120})?)\W*$"
)
"""Endings of excerpts."""

_STAMP = re.compile(
    r"<p\b[^>]*>\s*The post (?:(?!</p>).)* (?:first appeared|appeared first) on "
    r"(?:(?!</p>).)*</p>\s*$",
    re.IGNORECASE | re.DOTALL,
)
"""Footer that a common WordPress plugin adds to each text."""

_SLUG_CHARS = 60
_HASH_CHARS = 10
_MOST_PAGES = 1_000
_PAGES_SEARCHED = 5
_MOST_REMEMBERED = 10_000


def feed_of(url: str) -> FeedSource:
    """Return the settings of a feed outside the publication file."""
    return FeedSource(kind="feed", url=url, name=AD_HOC, prefix=f"{AD_HOC}:")


class FeedReader:
    """Reader of a feed's articles.

    Args:
        source: Settings of the source.
        fetcher: HTTP client.
    """

    def __init__(self, source: FeedSource, fetcher: Fetcher) -> None:
        self._source = source
        self._fetcher = fetcher
        self._partial: dict[str, Item] = {}

    def fetch(self, article_id: str, validators: Validators = NONE) -> FetchedArticle | None:
        """Return an article, or None if it has not changed since the last fetch; see `Upstream`.

        The validators of an article in the feed are a fingerprint of its own text, so that new
        articles in the feed do not make it count as changed.

        Raises:
            ArticleNotFoundError: The feed does not have the article, or no longer has it.
        """
        item = self._partial.get(article_id) or self._find(article_id)
        if item is None:
            if validators != NONE:  # it has left the feed, as all articles do in time
                return None
            raise ArticleNotFoundError(f"{article_id!r} is not in the feed {self._source.url}")
        if not self._is_whole(item):
            return self._fetch_page(item, article_id, validators)
        own = Validators(etag=f'"{fingerprint_of(repr(item))}"')
        if own == validators:
            return None
        return FetchedArticle(self._read(item, article_id), _changed_at(item), own)

    def entries(
        self, since: datetime | None = None, state: State | None = None
    ) -> Iterator[ListedArticle]:
        """Yield the entries of the feed; see `Upstream`.

        RSS gives the time of publication, but not of changes. So an article older than `since` is
        also yielded if its full text in the feed differs from that of the last poll, according to
        `state`, or if it is new in the feed.
        """
        url = self._source.url
        first = look(self._fetcher, url, MEDIA_TYPES, known(state, url))
        if first.status == 304:
            return
        newest = read_feed(first)
        before: dict[str, str] = json.loads(state.get("texts", "{}")) if state else {}
        texts = {_key(self._id_of(item)): _key(repr(item)) for item in newest.items}
        seen: set[str] = set()
        for feed in self._pages(newest, first.url):
            is_over = True  # unless the page has a new article
            for item in feed.items:
                entry = self._enter(item)
                if entry.article_id in seen:
                    continue
                seen.add(entry.article_id)
                key = _key(entry.article_id)
                is_late = bool(before) and key in texts and key not in before
                is_edited = before.get(key, texts.get(key)) != texts.get(key)
                is_old = bool(since and entry.changed_at and entry.changed_at < since)
                is_over = is_over and since is not None and (is_old or not entry.changed_at)
                if not is_old or is_late or (is_edited and entry.article):
                    yield entry
            if is_over:
                break
        if state is not None:
            state["texts"] = json.dumps(texts)
        note(state, url, first.validators)

    def unlisted(self, _stored: Mapping[str, datetime | None]) -> list[str]:
        """Return an empty list, because all entries leave a feed in time; see `Upstream`."""
        return []

    def _pages(self, feed: Feed, url: str) -> Iterator[Feed]:
        """Yield a feed and its older pages, if it has any."""
        visited = {url}
        for number in range(1, _MOST_PAGES):
            yield feed
            is_named = bool(feed.next_url)
            if not is_named and not (feed.is_from_wordpress and feed.items):
                return
            url = feed.next_url or _wordpress_page(self._source.url, number + 1)
            if url in visited:
                return
            visited.add(url)
            if is_named:
                feed = read_feed(look(self._fetcher, url, MEDIA_TYPES))
                continue
            try:
                feed = read_feed(self._fetcher.get(url, accept=MEDIA_TYPES))
            except ArticleGoneError:
                return  # there is no page with this number

    def _find(self, article_id: str) -> Item | None:
        fetched = look(self._fetcher, self._source.url, MEDIA_TYPES)
        pages = self._pages(read_feed(fetched), fetched.url)
        for _, feed in zip(range(_PAGES_SEARCHED), pages, strict=False):
            for item in feed.items:
                if self._id_of(item) == article_id:
                    return item
        return None

    def _fetch_page(
        self, item: Item, article_id: str, validators: Validators
    ) -> FetchedArticle | None:
        fetched = self._fetcher.get(item.url, accept=PAGE_TYPES, validators=validators)
        if fetched.status == 304:
            return None
        found = article_of_page(fetched.text(), fetched, article_id, self._source.selectors)
        article = replace(
            found,
            title=found.title or item.title,
            byline=found.byline or item.byline,
            section=found.section or _section(item),
            language=found.language or item.language,
            published_at=_published_at(item) or found.published_at,
            tags=found.tags or item.tags,
            image_url=found.image_url or item.image_url,
        )
        article = complete(article, self._source.language)
        article = admit(article, self._source, is_paid=bool(article.access))
        return FetchedArticle(article, _changed_at(item), fetched.validators)

    def _enter(self, item: Item) -> ListedArticle:
        entry = ListedArticle(self._id_of(item), _changed_at(item), _section(item), item.url)
        if not (item.guid or item.url):
            return entry._replace(problem=f"{item.title!r} has neither a guid nor a link")
        if item.is_cut:
            return entry._replace(problem=f"the feed ends within the entry {item.title!r}")
        if self._is_whole(item):
            return enter(entry, lambda: self._read(item, entry.article_id))
        if is_article_id(entry.article_id):
            while len(self._partial) >= _MOST_REMEMBERED:
                del self._partial[next(iter(self._partial))]
            self._partial[entry.article_id] = item
        return entry

    def _read(self, item: Item, article_id: str) -> Article:
        """Return the article of an entry with a full text.

        Raises:
            UnreadableSourceError: The feed is cut off within the entry.
        """
        if item.is_cut:
            raise UnreadableSourceError(f"the feed ends within the entry {item.title!r}")
        html = item.html or ("" if item.text else item.summary)
        html = _STAMP.sub("", html)
        article = Article(
            id=article_id,
            title=item.title,
            dek=dek_of(item.summary, html or item.text),
            byline=item.byline,
            section=_section(item),
            language=item.language,
            published_at=_published_at(item),
            url=item.url,
            html=html,
            text=item.text,
            tags=item.tags,
            image_url=item.image_url,
        )
        return complete(article, self._source.language)

    def _is_whole(self, item: Item) -> bool:
        """Return True if an entry has the full text; an entry without a page must have it."""
        if not item.url:
            return True
        if self._source.full_text is not None:
            return self._source.full_text
        words = plain_text(_STAMP.sub("", item.html or item.text or item.summary))
        is_long = len(words.split()) >= _WHOLE_WORDS
        return bool(item.html or item.text or is_long) and not _CUT_END.search(words)

    def _id_of(self, item: Item) -> str:
        """Return the stable ID of an entry's article."""
        name = item.guid or item.url or item.title
        as_it_is = f"{self._source.prefix}{name}"
        if is_article_id(as_it_is):
            return as_it_is
        digest = hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:_HASH_CHARS]
        return f"{self._source.prefix}{'-'.join(filter(None, (_slug_of(name), digest)))}"


def _slug_of(name: str) -> str:
    """Return the last words of a URL or another identifier, in lower-case ASCII letters."""
    try:
        parts = urlsplit(name) if "://" in name else None
    except ValueError:  # it looks like a URL but is not valid
        parts = None
    path = (parts.path.strip("/") or parts.query) if parts else name.strip("/")
    last = re.sub(r"\.[a-z]{2,5}$", "", unquote(path).rsplit("/", 1)[-1])
    ascii_text = unicodedata.normalize("NFKD", last).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-")[:_SLUG_CHARS].strip("-")


def _wordpress_page(url: str, number: int) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode({'paged': number})}"


def _key(text: str) -> str:
    """Return a short fingerprint, which keeps the state small."""
    return fingerprint_of(text)[:8]


def _section(item: Item) -> str:
    return next(iter(item.tags), "")


def _published_at(item: Item) -> str:
    """Return the time of publication; the time of the last change if the feed has no other."""
    return time_text(item.published_at or item.updated_at)


def _changed_at(item: Item) -> datetime | None:
    return latest(item.updated_at, item.published_at)
