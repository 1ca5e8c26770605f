"""Prefetching of articles from their sources, a few at a time, while others are narrated.

Memory stays small even for a long list: the thread that lists waits for the threads that fetch,
and these wait until their articles are taken.
"""

import queue
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple, Self, TypeVar

from audio_service.pregenerate.selection import Candidate, Selection
from cache.errors import ListenError
from worker.sources.source_readers import FetchedArticle

READERS = 8
LISTED_AHEAD = 500
READ_AHEAD = 16
RETRY_AFTER_S = (1.0, 4.0)
"""Pauses before a retry after a retryable error, in seconds."""

_NOTICED_S = 0.2

T = TypeVar("T")


class PrefetchedArticle(NamedTuple):
    """The result of fetching an article, or an error of the list.

    Attributes:
        candidate: The article; None if the list could not be read to its end.
        found: The fetched article; None if there is nothing to store.
        error: The error, if there was one.
        asked_at: Time of the request: an article stored after it is newer.
    """

    candidate: Candidate | None
    found: FetchedArticle | None = None
    error: ListenError | None = None
    asked_at: datetime | None = None


class Prefetch:
    """Prefetcher of the selected articles, with threads that run inside a `with` block.

    Args:
        selection: The articles to fetch.

    Attributes:
        listed: Number of articles found so far.
        is_all_listed: True if all were found.
    """

    def __init__(self, selection: Selection) -> None:
        self._selection = selection
        self._listed: queue.Queue[Candidate] = queue.Queue(LISTED_AHEAD)
        self._read: queue.Queue[PrefetchedArticle] = queue.Queue(READ_AHEAD)
        self._stopping = threading.Event()
        self._defect: BaseException | None = None
        self._taken = 0
        self.listed = 0
        self.is_all_listed = False

    def __enter__(self) -> Self:
        """Start the threads."""
        for work in (self._list, *[self._read_some] * READERS):
            threading.Thread(target=self._run, args=[work], daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the threads without waiting for slow servers."""
        self._stopping.set()

    @property
    def is_over(self) -> bool:
        """True if all articles were taken."""
        return self.is_all_listed and self._taken == self.listed and self._read.empty()

    def take(self, within_s: float) -> PrefetchedArticle | None:
        """Return the next fetched article; None if there is none in time."""
        if self._defect:
            raise self._defect
        try:
            reading = self._read.get(timeout=max(within_s, 0.001))
        except queue.Empty:
            return None
        self._taken += reading.candidate is not None
        return reading

    def _run(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as defect:  # noqa: BLE001  # raised again in `take`
            self._defect = defect

    def _list(self) -> None:
        seen: set[str] = set()
        for candidate in self._candidates():
            if isinstance(candidate, ListenError):
                self._put(self._read, PrefetchedArticle(None, error=candidate))
            elif candidate.article_id not in seen:
                seen.add(candidate.article_id)
                self.listed += 1
                self._put(self._listed, candidate)
            if self._stopping.is_set():
                return
        self.is_all_listed = True

    def _candidates(self) -> Iterator[Candidate | ListenError]:
        """Yield the listed articles; a retryable error restarts the list, another one ends it."""
        pauses_s = list(RETRY_AFTER_S)
        while True:
            try:
                yield from self._selection.candidates()
            except ListenError as error:
                if error.retryable and pauses_s:
                    self._stopping.wait(pauses_s.pop(0))
                    continue
                yield error
            return

    def _read_some(self) -> None:
        while not self._stopping.is_set():
            try:
                candidate = self._listed.get(timeout=_NOTICED_S)
            except queue.Empty:
                continue
            self._put(self._read, self._read_one(candidate))

    def _read_one(self, candidate: Candidate) -> PrefetchedArticle:
        """Fetch an article; retryable errors are retried."""
        pauses_s = list(RETRY_AFTER_S)
        while True:
            asked_at = candidate.asked_at or datetime.now(UTC)
            try:
                return PrefetchedArticle(
                    candidate, self._selection.read(candidate), asked_at=asked_at
                )
            except ListenError as error:
                if not error.retryable or not pauses_s:
                    return PrefetchedArticle(candidate, error=error)
                self._stopping.wait(pauses_s.pop(0))

    def _put(self, place: queue.Queue[T], thing: T) -> None:
        while not self._stopping.is_set():
            try:
                place.put(thing, timeout=_NOTICED_S)
            except queue.Full:
                continue
            return
