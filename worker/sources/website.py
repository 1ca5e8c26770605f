"""Articles on the pages of any web site, whose addresses are derived from their IDs.

The part of the address that `{id}` stands for is the article's ID, a colon in place of each slash:
with `https://news.example/{id}`, the page https://news.example/2026/11/a-story.html is
`page:2026:11:a-story.html`. Characters that no ID can have are written as two colons and two
hexadecimal digits for each of their bytes, as `%C3%A9` is in addresses: `caf::C3::A9`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from cache.errors import ListenError
from worker.articles.fields import complete, has_zone, is_article_id, latest, read_time, time_text
from worker.errors import ArticleGoneError, ArticleNotFoundError, UnreadableSourceError
from worker.fetch.client import Fetched, Fetcher
from worker.fetch.urls import show
from worker.html.selectors import NO_SELECTORS, Selectors
from worker.model.article import Article
from worker.model.fetched_article import NONE, FetchedArticle, ListedArticle, Validators
from worker.publication.sources import PageSource
from worker.sources.listing import State, known, note, unlisted_by_time
from worker.sources.page import MEDIA_TYPES, find_doubt, read_notices, read_page
from worker.sources.sitemap import fetch_sitemap
from worker.sources.subscribers_only import admit

_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")
_ESCAPED = re.compile(r"::([0-9A-Fa-f]{2})")


class Pages:
    """The article pages of a site.

    Args:
        source: Settings of the source.
        fetcher: HTTP client.
    """

    def __init__(self, source: PageSource, fetcher: Fetcher) -> None:
        self._source = source
        self._fetcher = fetcher

    def fetch(self, article_id: str, validators: Validators = NONE) -> FetchedArticle | None:
        """Return a page's article; None if it has not changed since the last fetch; see `Upstream`.

        Raises:
            ArticleGoneError: The page leads to the front page, or asks not to be listed.
            UnreadableSourceError: The page leads to another site.
        """
        path = _path_of(article_id.removeprefix(self._source.prefix))
        url = self._source.url.replace("{id}", path)
        fetched = self._fetcher.get(url, accept=MEDIA_TYPES, validators=validators)
        if fetched.status == 304:
            return None
        if _site_of(fetched.url) != _site_of(url):
            raise UnreadableSourceError(f"{show(url)} leads to another site: {show(fetched.url)}")
        if _is_home(fetched.url) and not _is_home(url):
            raise ArticleGoneError(f"{show(url)} leads to the front page")
        page = fetched.text()
        notices = read_notices(page)
        if not notices.is_listed or "noindex" in fetched.headers.get("x-robots-tag", "").lower():
            raise ArticleGoneError(f"{show(url)} asks not to be listed: noindex")
        article = article_of_page(page, fetched, article_id, self._source.selectors)
        changed_at = latest(read_time(notices.modified_at), read_time(article.published_at))
        article = complete(article, self._source.language)
        article = admit(article, self._source, is_paid=bool(article.access))
        own_id = self._own_id(article.url or fetched.url, url)
        if own_id in ("", article_id):  # its address may be written in another way
            own_id = self._plainest_id(article)
        is_alias = own_id not in ("", article_id)
        # a page that a site with a list does not list may be no article
        doubt = find_doubt(page, article.html) if self._source.is_listed else ""
        return FetchedArticle(article, changed_at, fetched.validators, own_id * is_alias, doubt)

    def entries(
        self, since: datetime | None = None, state: State | None = None
    ) -> Iterator[ListedArticle]:
        """Yield the pages that the sitemap names, without their text; see `Upstream`.

        Raises:
            UnreadableSourceError: The settings name no sitemap.
        """
        url = self._source.sitemap
        if url is None:
            raise UnreadableSourceError(f"sources.{self._source.name} has no sitemap")
        found = fetch_sitemap(self._fetcher, url, since, known(state, url))
        if found is None:
            return
        pages, validators = found
        seen: set[str] = set()
        for page in pages:
            path = self._path_in(page.url)
            is_old = since and page.changed_at and page.changed_at < since
            if path and path not in seen and not is_old:
                seen.add(path)
                yield self._enter(path, page.url, page.changed_at)
        note(state, url, validators)

    def unlisted(self, stored: Mapping[str, datetime | None]) -> list[str]:
        """Return those of the stored articles that its list should have; see `Upstream`."""
        return unlisted_by_time(self.entries(), stored) if self._source.is_listed else []

    def _path_in(self, url: str) -> str:
        """Return the part of an address at `{id}`; empty if it is not an article's address."""
        before, after = self._source.url.split("{id}")
        is_one = url.startswith(before) and url.endswith(after)
        return url[len(before) : len(url) - len(after)] if is_one else ""

    def _own_id(self, address: str, asked: str) -> str:
        """Return the ID of the address that a page names as its own; empty if it is none.

        Args:
            address: The page's canonical address, or its final one after redirects.
            asked: Requested address.
        """
        before, _ = self._source.url.split("{id}")
        if _site_of(address) != _site_of(asked) or "?" in before:
            return ""
        site = before.removesuffix(urlsplit(before).path)
        path = self._path_in(f"{site}{urlsplit(address).path}")
        return f"{self._source.prefix}{_id_of(path)}" if path else ""

    def _plainest_id(self, article: Article) -> str:
        """Return the ID of the simplest address at which the site shows the same article.

        Many servers send the same page for `/A-Story.html`, `/a-story.html/` and `/a-story.html?x`,
        and not every page names its own address.
        """
        plain_id = _plainest(article.id.removeprefix(self._source.prefix))
        if not plain_id or f"{self._source.prefix}{plain_id}" == article.id:
            return article.id
        url = self._source.url.replace("{id}", _path_of(plain_id))
        try:
            fetched = self._fetcher.get(url, accept=MEDIA_TYPES)
            plain = article_of_page(fetched.text(), fetched, article.id, self._source.selectors)
            plain = complete(plain, self._source.language)
        except ListenError:  # the site has no such page
            return article.id
        is_same = (plain.title, plain.html) == (article.title, article.html)
        return f"{self._source.prefix}{plain_id}" if is_same else article.id

    def _enter(self, path: str, url: str, changed_at: datetime | None) -> ListedArticle:
        entry = ListedArticle(f"{self._source.prefix}{_id_of(path)}", changed_at, url=url)
        if is_article_id(entry.article_id) and _leads_to(_id_of(path), path):
            return entry
        return entry._replace(problem=f"{path!r} cannot be written as the ID of an article")


def article_of_page(
    page: str, fetched: Fetched, article_id: str, selectors: Selectors = NO_SELECTORS
) -> Article:
    """Return the article of a page that was fetched.

    Args:
        page: HTML.
        fetched: Response with the page.
        article_id: ID of the article.
        selectors: Selectors of the publisher.

    Raises:
        UnreadableSourceError: There is no article on the page.
    """
    article = read_page(page, article_id, fetched.url, selectors=selectors)
    published_at = read_time(article.published_at)
    if not has_zone(article.published_at):  # it is public now, so this time has passed
        published_at = latest(published_at)
    return replace(article, published_at=time_text(published_at))


def _site_of(url: str) -> str:
    """Return the host of an address, the same with and without `www.`."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _is_home(url: str) -> bool:
    return urlsplit(url).path in {"", "/"} and not urlsplit(url).query


def _id_of(path: str) -> str:
    """Return a path of an address as a part of an ID."""
    parts = path.split("/")
    return ":".join("".join(map(_escape, unquote_to_bytes(part))) for part in parts)


def _escape(byte: int) -> str:
    return chr(byte) if byte in _PLAIN else f"::{byte:02X}"


def _path_of(own_id: str) -> str:
    """Return a part of an ID as a path of an address.

    Raises:
        ArticleNotFoundError: The path leads out of the site's folder, or to no page in it.
    """
    path = _ESCAPED.sub(lambda match: f"%{match[1].upper()}", own_id).replace(":", "/")
    if not path or "//" in f"/{path}" or {".", ".."} & set(unquote(path).split("/")):
        raise ArticleNotFoundError(f"{own_id!r} is not a path of a page")
    return path


def _plainest(own_id: str) -> str:
    """Return a part of an ID in its simplest form: small letters, no query, no slash at the end."""
    path = re.split(r"%3F|%23", _path_of(own_id).lower(), flags=re.IGNORECASE)[0]
    return _id_of(re.sub(r"/index\.html?$", "", path).rstrip("/"))


def _leads_to(own_id: str, path: str) -> bool:
    """Return whether a part of an ID stands for this path."""
    try:
        return unquote_to_bytes(_path_of(own_id)) == unquote_to_bytes(path) and not {"?", "#"} & {
            *path
        }
    except ArticleNotFoundError:
        return False
