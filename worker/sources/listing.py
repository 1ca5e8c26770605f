"""Lists of articles of a source, read page by page."""

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Generic, NamedTuple, TypeVar

from worker.articles.fields import is_article_id
from worker.errors import ArticleError, ArticleGoneError, SourceUnavailableError
from worker.fetch.client import Fetched, Fetcher
from worker.model.article import Article
from worker.model.fetched_article import NONE, ListedArticle, Validators
from worker.model.fingerprint import fingerprint_of

MAX_LISTING_BYTES = 52_428_800
"""Size limit of a page of a list with a hundred full articles, or of an unpacked sitemap."""

_MOST_LISTED = 2_000
"""Number of list entries that are searched for missing articles."""

Item = TypeVar("Item")

State = MutableMapping[str, str]
"""State of a listing that is kept between two polls."""


class Page(NamedTuple, Generic[Item]):
    """One page of a list.

    Attributes:
        items: Items of the page.
        is_last: True if no page follows.
        total: Number of items on all pages, if the list gives it.
    """

    items: Sequence[Item]
    is_last: bool = True
    total: int | None = None


def look(
    fetcher: Fetcher, url: str, accept: Sequence[str], validators: Validators = NONE
) -> Fetched:
    """Fetch a list that is a single document; the response may say that it has not changed.

    Raises:
        SourceUnavailableError: The list is missing, which says nothing about its articles.
        UnreadableSourceError: The document is not a list, or too large.
    """
    try:
        return fetcher.get(url, accept=accept, validators=validators, max_bytes=MAX_LISTING_BYTES)
    except ArticleGoneError as error:
        raise SourceUnavailableError(f"there is no list of articles: {error}") from error


def walk(first: Page[Item], read: Callable[[int], Page[Item]]) -> Iterator[Sequence[Item]]:
    """Yield the items of each page.

    If an item is removed during the reading, later items move to an earlier page. Then the previous
    page is read again, so that items may be yielded twice.

    Args:
        first: The first page.
        read: Function that returns the page with a number, from 1.
    """
    number, page = 1, first
    while True:
        yield page.items
        if page.is_last:
            return
        total = page.total
        page = read(number + 1)
        if total is not None and page.total is not None and page.total < total:
            page = read(number)
        else:
            number += 1


def enter(entry: ListedArticle, read: Callable[[], Article]) -> ListedArticle:
    """Return an entry with its article.

    An article that is not public is left out, so that a fetch finds out that it is gone. For an
    unreadable article, the entry has a problem.

    Args:
        entry: Entry of the list.
        read: Function that returns the article in the list.
    """
    if not is_article_id(entry.article_id):
        return entry._replace(problem=f"{entry.article_id!r} cannot be the ID of an article")
    try:
        return entry._replace(article=read())
    except ArticleGoneError:
        return entry
    except ArticleError as error:
        return entry._replace(problem=str(error))


def unlisted_by_time(
    entries: Iterable[ListedArticle], stored: Mapping[str, datetime | None]
) -> list[str]:
    """Return the stored articles that are missing in a list whose range of times includes them.

    A list of only the newest articles, for example, says nothing about older ones; a list
    without times says nothing at all.

    Args:
        entries: The list, the newest first.
        stored: IDs of articles, and when they last changed.
    """
    listed: set[str] = set()
    oldest: datetime | None = None
    for entry in islice(entries, _MOST_LISTED):
        listed.add(entry.article_id)
        if entry.changed_at and (oldest is None or entry.changed_at < oldest):
            oldest = entry.changed_at
    if oldest is None:
        return []
    return [
        article_id
        for article_id, changed_at in stored.items()
        if article_id not in listed and changed_at and changed_at >= oldest
    ]


def known(state: State | None, url: str) -> Validators:
    """Return the validators for a conditional request for a list, if it was read before."""
    if not state or state.get("listing") != fingerprint_of(url):
        return NONE
    return Validators(state.get("etag", ""), state.get("last_modified", ""))


def note(state: State | None, url: str, validators: Validators) -> None:
    """Record that a list was read to its end."""
    if state is not None:
        state["listing"] = fingerprint_of(url)  # the URL may contain a key
        state["etag"], state["last_modified"] = validators


def is_unchanged(before: Mapping[str, str], after: Mapping[str, str]) -> bool:
    """Return True if, according to its server, a listing has not changed between two states."""
    names = ("listing", "etag", "last_modified")
    is_said = bool(after.get("etag") or after.get("last_modified"))
    return is_said and all(before.get(name) == after.get(name) for name in names)
