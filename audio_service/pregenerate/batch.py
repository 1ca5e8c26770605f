"""Narration of many articles through the service, before a listener asks for them.

Few narrations are under way at a time, so that stopping the batch stops most of the work;
narrations under way still finish. The batch keeps no state of its own: the next one finds in the
narration records which articles are ready or under way.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import redis

from audio_service.context import WebContext
from audio_service.pregenerate.narration_choice import choose_narration, find_edition
from audio_service.pregenerate.prefetch import Prefetch, PrefetchedArticle
from audio_service.pregenerate.selection import Candidate, Selection
from cache.articles.edition import Edition, Standing
from cache.errors import ListenError
from cache.narrations.name import NarrationName
from cache.narrations.record import UNFINISHED_STATES, Narration, Priority, State
from cache.redis.client import REDIS_DOWN, is_refusal

PER_WORKER = 4
"""Largest number of narrations under way, for each speaking process."""

MOST_TRIES = 3
RETRY_AFTER_S = 5.0
LOOKED_EVERY_S = 0.3
PATIENCE_S = 60.0
"""Time without Redis, or without any worker, after which the batch ends; in seconds."""

_SPEAKING = "rest"
"""Role of the workers that serve the queue `pregenerate`."""


class NoWorkerError(ListenError):
    """Error for a service without a worker for the queue `pregenerate`."""

    code = "no-worker"
    status = 422


@dataclass(slots=True)
class BatchCounts:
    """Counts of the articles of a batch, by their result so far.

    Attributes:
        is_begun: True once a worker was found.
        listed: Articles found so far.
        is_whole: True if all articles were found.
        ready: Articles that were already narrated.
        narrated: Articles that this batch has narrated.
        failed: Articles that could not be narrated.
        left_out: Articles that a rule of the publisher excludes.
        unwanted: Articles that do not fit the criteria, as their text shows.
        under_way: Articles that are queued or being narrated.
    """

    is_begun: bool = False
    listed: int = 0
    is_whole: bool = False
    ready: int = 0
    narrated: int = 0
    failed: int = 0
    left_out: int = 0
    unwanted: int = 0
    under_way: int = 0

    @property
    def total(self) -> int:
        """Number of articles to narrate that are known so far."""
        return self.listed - self.left_out - self.unwanted

    @property
    def done(self) -> int:
        """Number of articles that need no more work."""
        return self.ready + self.narrated + self.failed


class _Task(NamedTuple):
    """An article under way, with the number of its earlier attempts."""

    candidate: Candidate
    reading: PrefetchedArticle
    tries: int = 0


class _Delayed(NamedTuple):
    """An article whose narration is retried at a time of the monotonic clock."""

    at: float
    task: _Task


class Batch:
    """A batch, which narrates every article of a selection.

    Args:
        web: Dependencies of the web process.
        selection: The articles.
        tell: Called with one line of text for the operator.
        voice: Name of the voice; None for the default voice of each article.
        again: True to narrate ready articles again.
        per_minute: Largest number of narrations started in a minute; None for no limit.

    Attributes:
        tally: Counts of the results so far.
        is_stopped: True after `stop` was called.
    """

    def __init__(
        self,
        web: WebContext,
        selection: Selection,
        tell: Callable[[str], None],
        *,
        voice: str | None = None,
        again: bool = False,
        per_minute: float | None = None,
    ) -> None:
        self.tally = BatchCounts()
        self.is_stopped = False
        self._web = web
        self._selection = selection
        self._tell = tell
        self._voice = voice
        self._again = again
        self._pause_s = 60 / per_minute if per_minute else 0.0
        self._begin_at = 0.0
        self._next: _Task | None = None
        self._later: list[_Delayed] = []
        self._under_way: dict[NarrationName, _Task] = {}
        self._most = 0
        self._away_since: float | None = None
        self._is_paused = False

    def run(self, show: Callable[[BatchCounts], None]) -> None:
        """Narrate all articles, or until `stop` is called.

        Args:
            show: Called with the counts, several times a second.

        Raises:
            NoWorkerError: No worker is running, or none has been for a minute.
            redis.RedisError: Redis has not answered for a minute.
        """
        self._count_workers()
        self.tally.is_begun = True
        with Prefetch(self._selection) as ahead:
            while not (self.is_stopped or self._is_over(ahead)):
                looked_at = time.monotonic()
                self._step(ahead, looked_at + LOOKED_EVERY_S)
                self.tally.listed, self.tally.is_whole = ahead.listed, ahead.is_all_listed
                self.tally.under_way = len(self._under_way)
                show(self.tally)
                time.sleep(max(0.0, looked_at + LOOKED_EVERY_S - time.monotonic()))

    def stop(self) -> None:
        """End the batch within a second; narrations under way still finish."""
        self.is_stopped = True

    def _is_over(self, ahead: Prefetch) -> bool:
        return ahead.is_over and not (self._next or self._later or self._under_way)

    def _step(self, ahead: Prefetch, until: float) -> None:
        """Follow narrations under way and start more, until a time of the monotonic clock.

        Raises:
            NoWorkerError: No worker has been running for a minute.
            redis.ResponseError: Redis rejects a command.
        """
        try:
            self._count_workers()
            self._mind_pause()
            for narration in self._web.stores.narrations.read_many(list(self._under_way)):
                self._follow(narration)
            self._hand_over(ahead, until)
        except REDIS_DOWN as error:
            self._outlast(error, "Redis does not answer")
        except redis.ResponseError as error:
            if not is_refusal(error):
                raise
            self._outlast(error, "Redis refuses writes")

    def _count_workers(self) -> None:
        """Set the maximum number of narrations in progress from the number of running workers.

        Raises:
            NoWorkerError: No worker is running, or none has been for a minute.
        """
        living = self._web.stores.leases.living().values()
        workers = sum(says["role"] == _SPEAKING for says in living)
        if workers:
            self._most, self._away_since = PER_WORKER * workers, None
            return
        error = NoWorkerError("no worker serves the queue 'pregenerate'; is `listen up` running?")
        if not self._most:
            raise error
        self._outlast(error, "there is no worker")

    def _mind_pause(self) -> None:
        """Report when an operator pauses or resumes pre-generation."""
        pause = self._web.actions.operator_flags.paused()
        if pause and not self._is_paused:
            self._tell(f"pre-generation was paused by {pause.by}; `listen resume` continues it")
        elif self._is_paused and not pause:
            self._tell("pre-generation continues")
        self._is_paused = pause is not None

    def _outlast(self, error: Exception, what: str) -> None:
        """Wait for Redis or a worker to come back; raise `error` after too long."""
        now = time.monotonic()
        if self._away_since is None:
            self._away_since = now
            self._tell(f"{what}; waiting")
        elif now - self._away_since > PATIENCE_S:
            raise error

    def _hand_over(self, ahead: Prefetch, until: float) -> None:
        """Start articles until enough narrations are under way, or until the time `until`."""
        while len(self._under_way) < self._most and time.monotonic() >= self._begin_at:
            if self._next is None:
                self._next = self._take(ahead, until - time.monotonic())
            if self._next is None:
                return
            self._begin(self._next)
            self._next = None  # last, since Redis may fail before this line
            if time.monotonic() > until:
                return

    def _take(self, ahead: Prefetch, within_s: float) -> _Task | None:
        """Return the next article to start, or None if there is none in time."""
        for delayed in self._later:
            if delayed.at <= time.monotonic():
                self._later.remove(delayed)
                return delayed.task
        reading = None if ahead.is_over else ahead.take(within_s)
        if reading and reading.candidate:
            return _Task(reading.candidate, reading)
        if reading and reading.error:
            self._fail(self._selection.name, reading.error.code, str(reading.error))
        return None

    def _begin(self, task: _Task) -> None:
        """Have an article narrated; an error is retried later or reported."""
        try:
            if task.reading.error:
                raise task.reading.error
            self._take_in(task)
        except ListenError as error:
            if error.retryable and not task.reading.error and task.tries + 1 < MOST_TRIES:
                self._delay(task)
                return
            self._fail(label_of(task.candidate), error.code, str(error))

    def _take_in(self, task: _Task) -> None:
        """Store an article that was fetched, and have it narrated if the rules say so."""
        candidate, found = task.candidate, task.reading.found
        if not self._is_wanted(candidate, task.reading):
            self.tally.unwanted += 1
            return
        if found:
            self._web.articles.intake.take_in(
                found.article,
                source=candidate.source,
                changed_at=found.changed_at,
                validators=found.validators,
                asked_at=task.reading.asked_at,
            )
        edition = find_edition(self._web, candidate.article_id)
        if edition.standing is Standing.NEVER:
            self.tally.left_out += 1
        else:
            self._narrate(task._replace(reading=PrefetchedArticle(candidate)), edition)

    def _is_wanted(self, candidate: Candidate, reading: PrefetchedArticle) -> bool:
        if candidate.is_chosen:
            return True
        article = (
            reading.found.article
            if reading.found
            else self._web.articles.lookup.get(candidate.article_id)
        )
        return self._selection.is_wanted(candidate, article)

    def _narrate(self, task: _Task, edition: Edition) -> None:
        """Have an article narrated, unless it is ready already."""
        name, basis = choose_narration(self._web, task.candidate.article_id, edition, self._voice)
        before = self._web.stores.repository.recall(name)
        if before.is_current(basis) and (task.tries or not self._again):
            self.tally.ready += 1
            return
        again = self._again and before.state not in UNFINISHED_STATES
        narration = self._web.stores.repository.ask_for(
            name, basis, Priority.PREGENERATE, again=again
        )
        self._begin_at = time.monotonic() + self._pause_s
        self._under_way[name] = task
        self._follow(narration)

    def _follow(self, narration: Narration) -> None:
        """Count a narration that has finished, or retry it."""
        name, failure = narration.name, narration.failure
        if narration.state in UNFINISHED_STATES:
            return
        is_absent = narration.state is State.ABSENT
        is_removed = is_absent and self._web.stores.narrations.was_removed(name)
        task = self._under_way.pop(name)
        if narration.state is State.READY:
            self.tally.narrated += 1
        elif is_removed:
            self._fail(name.article_id, "taken-down", "its audio was taken down meanwhile")
        elif failure and not (failure.retryable and task.tries + 1 < MOST_TRIES):
            self._fail(name.article_id, failure.code, failure.detail)
        else:  # a retryable error, or Redis was emptied
            self._delay(task)

    def _delay(self, task: _Task) -> None:
        later = task._replace(tries=task.tries + 1)
        self._later.append(_Delayed(time.monotonic() + RETRY_AFTER_S, later))

    def _fail(self, label: str, code: str, detail: str) -> None:
        self.tally.failed += 1
        self._tell(failure_line(label, code, detail))


def failure_line(label: str, code: str, detail: str) -> str:
    """Return one line that says why an article cannot be narrated."""
    return f"{label}: {code}: {' '.join(detail.split())}"


def label_of(candidate: Candidate) -> str:
    """Return the label of an article in messages."""
    entry = candidate.entry
    return entry.url if entry and entry.problem and entry.url else candidate.article_id
