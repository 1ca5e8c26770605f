"""Reading a source's list of articles, page by page."""

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
"""Of one page of a list, which may hold a hundred whole articles, or of a sitemap, unpacked."""

_MOST_LISTED = 2_000
"""So many entries of a list are looked through for those that are missing."""

Item = TypeVar("Item")

State = MutableMapping[str, str]
"""What is kept of a listing between two looks at it."""


class Page(NamedTuple, Generic[Item]):
    """One page of a list.

    Attributes:
        items: What is on it.
        is_last: Whether no page follows.
        total: How many items there are on all pages, if the list says so.
    """

    items: Sequence[Item]
    is_last: bool = True
    total: int | None = None


def look(
    fetcher: Fetcher, url: str, accept: Sequence[str], validators: Validators = NONE
) -> Fetched:
    """Return a list that is a document of its own, or that it has not changed.

    Raises:
        SourceUnavailableError: It is not there, which says nothing of the articles.
        UnreadableSourceError: It is something else, or too large.
    """
    try:
        return fetcher.get(url, accept=accept, validators=validators, max_bytes=MAX_LISTING_BYTES)
    except ArticleGoneError as error:
        raise SourceUnavailableError(f"there is no list of articles: {error}") from error


def walk(first: Page[Item], read: Callable[[int], Page[Item]]) -> Iterator[Sequence[Item]]:
    """Yield the items of one page after the other.

    What is taken away while a list is read moves the rest up, over the edge of a page. Then the
    page before is read again, so that items may come twice.

    Args:
        first: The first page.
        read: Returns the page of a number, from 1.
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

    One that is not public has none, so that whoever fetches it learns that it is gone; one that
    cannot be read has a problem.

    Args:
        entry: What the list says of an article.
        read: Returns what the list says in it.
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
    """Return those of the stored articles that a list should have by their times, and has not.

    A list that is not whole, such as that of the newest, tells nothing of older ones; a list
    without times tells nothing at all.

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
    """Return what a conditional request for a listing sends, if it was read before."""
    if not state or state.get("listing") != fingerprint_of(url):
        return NONE
    return Validators(state.get("etag", ""), state.get("last_modified", ""))


def note(state: State | None, url: str, validators: Validators) -> None:
    """Note that a listing was read to its end."""
    if state is not None:
        state["listing"] = fingerprint_of(url)  # it may hold a key
        state["etag"], state["last_modified"] = validators
