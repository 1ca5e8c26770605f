"""Articles read ahead at their sources, a few at a time, while others are narrated.

However long a list is, little of it is held: who lists waits for those who read, and these wait
until what they have read is taken.
"""

import queue
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple, Self, TypeVar

from audio_service.pregenerate.selection import Candidate, Selection
from cache.errors import ListenError
from worker.sources.upstream import FetchedArticle

READERS = 8
LISTED_AHEAD = 500
READ_AHEAD = 16
RETRY_AFTER_S = (1.0, 4.0)
"""Pauses before an error that may pass is met again, in seconds."""

_NOTICED_S = 0.2

T = TypeVar("T")


class PrefetchedArticle(NamedTuple):
    """What came of reading an article, or of listing them.

    Attributes:
        candidate: Which article; None if the list could not be read to its end.
        found: What is to be taken in; None if nothing is.
        error: What went wrong.
        asked_at: When its source was asked: what came in since then is newer.
    """

    candidate: Candidate | None
    found: FetchedArticle | None = None
    error: ListenError | None = None
    asked_at: datetime | None = None


class Prefetch:
    """Reads what is selected, in threads of its own between `with` and its end.

    Args:
        selection: Which articles.

    Attributes:
        listed: How many were found so far.
        is_all_listed: Whether no more will be.
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
        """Begin."""
        for work in (self._list, *[self._read_some] * READERS):
            threading.Thread(target=self._run, args=[work], daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """End soon; nobody waits for servers that do not answer."""
        self._stopping.set()

    @property
    def is_over(self) -> bool:
        """Whether all were taken."""
        return self.is_all_listed and self._taken == self.listed and self._read.empty()

    def take(self, within_s: float) -> PrefetchedArticle | None:
        """Return the next that was read; None if none was in time."""
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
        except BaseException as defect:  # noqa: BLE001  # raised again by who waits for what is read
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
        """Yield what is listed, from the start after errors that may pass, and one that stays."""
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
        """Read an article, again after errors that may pass."""
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
