"""Articles of any CMS with a JSON API, with settings for the paths of the fields.

The article 4711 of the source `cms` is `cms:4711`; `{id}` in its address stands for `4711`.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

from cache.errors import ListenError
from worker.articles.fields import (
    complete,
    is_article_id,
    latest,
    plain_text,
    publication_text,
    read_time,
)
from worker.errors import (
    ArticleGoneError,
    ArticleNotFoundError,
    SourceUnavailableError,
    UnreadableSourceError,
)
from worker.fetch.client import Fetcher
from worker.fetch.urls import join_address
from worker.model.article import Article
from worker.model.fetched_article import NONE, FetchedArticle, ListedArticle, Validators
from worker.publication.sources import JsonSource
from worker.sources.api_answers import ApiAnswer, ask, find, objects
from worker.sources.listing import MAX_LISTING_BYTES, State, known, note, unlisted_by_time
from worker.sources.subscribers_only import admit, is_paid

_MOST_PAGES = 10_000
"""Maximum number of pages of a list, so that reading an endless list stops."""


class JsonCms:
    """Reader of a CMS's articles.

    Args:
        source: Settings of the source.
        fetcher: HTTP client.
    """

    def __init__(self, source: JsonSource, fetcher: Fetcher) -> None:
        self._source = source
        self._fetcher = fetcher
        self._headers = {k: v.get_secret_value() for k, v in source.headers.items()}

    def fetch(self, article_id: str, validators: Validators = NONE) -> FetchedArticle | None:
        """Return an article, or None if it has not changed since the last fetch; see `Upstream`.

        Raises:
            ArticleGoneError: There is no such article, or it is not public.
            ArticleNotFoundError: The ID cannot belong to an article.
            UnreadableSourceError: There is no article at the configured path.
        """
        own_id = article_id.removeprefix(self._source.prefix)
        if not own_id.strip("."):  # the address would be another one
            raise ArticleNotFoundError(f"{article_id!r}: {own_id!r} is not an ID of an article")
        url = self._source.url.replace("{id}", quote(own_id, safe=""))
        answer = self._ask(url, validators)
        if answer.status == 304:
            return None
        is_closed = answer.status in (401, 403) and not self._headers
        if answer.status in (404, 410) or is_closed:
            raise ArticleGoneError(f"{answer.where} answers {answer.status}")
        found = find(_data(answer), self._source.item)
        if not isinstance(found, dict):
            where = f" at {self._source.item!r}" if self._source.item else ""
            raise UnreadableSourceError(f"{answer.where} does not answer with a JSON object{where}")
        article = complete(self._read(found, article_id), self._source.language)
        article = admit(article, self._source, is_paid=is_paid(find(found, self._path("access"))))
        named = self._own_id(found, own_id)
        validators = answer.fetched.validators
        return FetchedArticle(article, self._changed_at(found), validators, named)

    def _own_id(self, found: Mapping[str, Any], asked: str) -> str:
        """Return the ID that the CMS gives an article, if a request for that ID returns it, too.

        If that request fails, the ID is not one that can be used in addresses. The result is empty
        if the ID cannot be used, or equals the requested one.
        """
        try:
            said = self._text(found, "id")
            article_id = f"{self._source.prefix}{said}"
            if said in ("", asked) or not (said.strip(".") and is_article_id(article_id)):
                return ""
            answer = self._ask(self._source.url.replace("{id}", quote(said, safe="")), NONE)
            item = find(_data(answer), self._source.item) if answer.status == 200 else None
            is_same = isinstance(item, dict) and self._text(item, "id") == said
        except ListenError:
            return ""
        return article_id if is_same else ""

    def entries(
        self, since: datetime | None = None, state: State | None = None
    ) -> Iterator[ListedArticle]:
        """Yield the entries of the list, without texts; see `Upstream`.

        Raises:
            UnreadableSourceError: There is no list at the configured path.
        """
        if self._source.list_url is None:
            raise UnreadableSourceError(f"sources.{self._source.name} has no list_url")
        url = self._source.list_url.replace("{page}", "1")
        first = self._ask(url, known(state, url), MAX_LISTING_BYTES)
        if first.status == 304:
            return
        seen: set[str] = set()
        for items in self._pages(first):
            entries = [
                entry
                for entry in map(self._enter, items)
                if (entry.problem or entry.article_id) not in seen
            ]
            seen.update(entry.problem or entry.article_id for entry in entries)
            yield from (entry for entry in entries if not _is_before(entry, since))
            is_known = since and not any(e.changed_at and e.changed_at >= since for e in entries)
            if is_known or not entries:  # some lists without more pages return the same page again
                break
        note(state, url, first.fetched.validators)

    def unlisted(self, stored: Mapping[str, datetime | None]) -> list[str]:
        """Return the stored articles that should be in the list but are not; see `Upstream`."""
        return unlisted_by_time(self.entries(), stored) if self._source.is_listed else []

    def _pages(self, answer: ApiAnswer) -> Iterator[list[Mapping[str, Any]]]:
        """Yield the items of each page of the list.

        Raises:
            UnreadableSourceError: There is no list where it should be.
        """
        visited = set()
        for number in range(2, _MOST_PAGES):
            visited.add(answer.fetched.url)
            data = _data(answer)
            items = find(data, self._source.items)
            if not isinstance(items, list):
                where = f" at {self._source.items!r}" if self._source.items else ""
                raise UnreadableSourceError(f"{answer.where} does not answer with a list{where}")
            yield objects(items)
            url = self._next(data, answer, number)
            if not url or not items or url in visited:
                return
            visited.add(url)
            answer = self._ask(url, NONE, MAX_LISTING_BYTES)

    def _next(self, data: Any, answer: ApiAnswer, number: int) -> str:
        """Return the address of the next page, if there is one.

        Raises:
            UnreadableSourceError: The page is on another host, which must not see the headers.
        """
        listed = self._source.list_url or ""
        if self._source.next:
            said = find(data, self._source.next)
            url = join_address(answer.fetched.url, said) if isinstance(said, str) and said else ""
            if url and urlsplit(url).netloc != urlsplit(answer.fetched.url).netloc:
                raise UnreadableSourceError(f"{answer.where} has its next page on another host")
            return url
        return listed.replace("{page}", str(number)) if "{page}" in listed else ""

    def _ask(self, url: str, validators: Validators, max_bytes: int | None = None) -> ApiAnswer:
        return ask(
            self._fetcher, url, headers=self._headers, validators=validators, max_bytes=max_bytes
        )

    def _enter(self, item: Mapping[str, Any]) -> ListedArticle:
        try:
            own_id, section, url = (self._text(item, name) for name in ("id", "section", "url"))
        except UnreadableSourceError as error:
            return ListedArticle(self._source.prefix, problem=f"an article on the list: {error}")
        article_id = f"{self._source.prefix}{own_id}"
        entry = ListedArticle(article_id, self._changed_at(item), plain_text(section), url)
        if not own_id:
            return entry._replace(problem=f"an article on the list has no {self._path('id')!r}")
        if not is_article_id(entry.article_id):
            return entry._replace(problem=f"{own_id!r} cannot be the ID of an article")
        return entry

    def _read(self, found: Mapping[str, Any], article_id: str) -> Article:
        """Return the article in a JSON object.

        Raises:
            UnreadableSourceError: The article has no title, or no body.
        """
        title = plain_text(self._text(found, "title"))
        body, text = self._text(found, "html", "\n"), self._text(found, "text", "\n\n")
        if not title or not (body or text):
            name = "html" if title else "title"
            raise UnreadableSourceError(
                f"article {article_id} has no {name} at {self._path(name)!r}; "
                f"there are {', '.join(found)}"
            )
        return Article(
            id=article_id,
            title=title,
            dek=plain_text(self._text(found, "dek")),
            byline=plain_text(self._text(found, "byline")),
            section=plain_text(self._text(found, "section")),
            language=self._text(found, "language"),
            published_at=publication_text(find(found, self._path("published_at"))),
            url=self._text(found, "url"),
            html=body,
            text="" if body else text,
            tags=tuple(plain_text(tag) for tag in self._text(found, "tags").split(",")),
            image_url=self._text(found, "image_url"),
        )

    def _changed_at(self, found: Mapping[str, Any]) -> datetime | None:
        names = ("updated_at", "published_at")
        return latest(*(read_time(find(found, self._path(name))) for name in names))

    def _text(self, found: Mapping[str, Any], name: str, between: str = ", ") -> str:
        """Return the value of a field as text.

        Raises:
            UnreadableSourceError: The value is a JSON object.
        """
        value = find(found, self._path(name))
        parts = value if isinstance(value, list) else [value]
        if any(isinstance(part, dict | list) for part in parts):
            raise UnreadableSourceError(f"the value at {self._path(name)!r} is not text")
        said = (part for part in parts if isinstance(part, str | int | float))
        return between.join(str(part) for part in said if part != "" and part is not False)

    def _path(self, name: str) -> str:
        """Return the path of a field."""
        return self._source.fields.get(name, name)


def _is_before(entry: ListedArticle, since: datetime | None) -> bool:
    return bool(since and entry.changed_at and entry.changed_at < since)


def _data(answer: ApiAnswer) -> Any:
    """Return the JSON of a response.

    Raises:
        SourceUnavailableError: The API refuses to answer.
    """
    if answer.status != 200:
        raise SourceUnavailableError(f"{answer.where} answers {answer.status}")
    return answer.data
