"""Attempts of jobs: leases around their work, and handling of their errors.

RQ retries a job after a retryable error. After a permanent error, or too many retries, the
narration is `failed`. An unreachable Redis never makes a narration fail. Jobs whose process died,
or whose end was not recorded in Redis, are found by `worker.jobs.failures.recovery`.
"""

import json
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import redis
import rq
from rq.timeouts import JobTimeoutException

from cache.errors import ListenError
from cache.logs import bound
from cache.messages.tasks import Task
from cache.narrations.name import NarrationName
from cache.narrations.record import Failure, Priority
from cache.operations.counters import Counters
from cache.operations.voice_figures import FAILED, voice_counter
from cache.redis.outages import is_outage
from cache.tracing import note
from worker.articles.lookup import DemoArticles
from worker.errors import (
    ArticleStoreError,
    DeadlyJobError,
    EngineBudgetError,
    TimedOutError,
    UnexpectedError,
)
from worker.jobs.contexts.shared import ArticleStores, NarrationStores
from worker.jobs.failures.fallbacks import Fallbacks, is_useless_to_retry
from worker.jobs.queues import RETRY_AFTER_S, Queues

MOST_ATTEMPTS = 3
"""Number of processes that may die while speaking an utterance before its narration fails."""

log = logging.getLogger(__name__)


class JobContext(Protocol):
    """The part of a process's context that attempts need."""

    @property
    def worker(self) -> str:
        """Holder name under which the running job takes leases."""

    @property
    def stores(self) -> NarrationStores:
        """Stores of the narrations' state."""

    @property
    def articles(self) -> ArticleStores:
        """Articles, and everything that is kept about them."""

    @property
    def counters(self) -> Counters:
        """Counters for `/status`."""

    @property
    def fallbacks(self) -> Fallbacks:
        """Choice of the voice that takes over from a failed one."""


class TaskContext(JobContext, Protocol):
    """The part of a process's context that attempts at tasks need."""

    @property
    def queues(self) -> Queues:
        """Job queues."""


def hold(context: JobContext, name: NarrationName, run: int, token: str) -> bool:
    """Take the lease on a whole narration; return False if another job has it or the run is over.

    Raises:
        DeadlyJobError: Too many processes have died in this job.
    """
    deaths = context.stores.leases.hold(name, run, token, context.worker)
    if deaths is None:
        return False
    if deaths >= MOST_ATTEMPTS:
        raise DeadlyJobError(f"{deaths} processes died in the job {token!r}")
    return True


@contextmanager
def answering(
    context: JobContext,
    name: NarrationName,
    run: int,
    token: str,
    index: int | None = None,
    *,
    trace: str = "",
) -> Iterator[None]:
    """Turn an error of the block into a retry or a failed narration.

    The job's lease is released; if Redis does not answer, the lease ends together with the job. The
    error is raised again for RQ, which retries the job if the error is retryable, and otherwise
    keeps it as a failed job.

    Args:
        context: Context of the process.
        name: Name of the narration.
        run: Number of the run.
        token: Token of the job.
        index: Index of the utterance; None for a lease on the whole narration.
        trace: Trace id of the request that started the run.
    """
    about = {"article": name.article_id, "voice": name.voice, "run": run}
    with (
        bound(**about, trace=trace),
        _noting(token, about, index),
        _handing_back(context, name, run, token, index),
    ):
        yield


@contextmanager
def _noting(token: str, about: dict[str, Any], index: int | None) -> Iterator[None]:
    began, error = time.perf_counter(), ""
    try:
        yield
    except Exception as problem:
        error = f"{type(problem).__name__}: {problem}"
        raise
    finally:
        took_s = time.perf_counter() - began
        if index is None:
            note(token, took_s, error=error, **about)
        else:
            note("speak", took_s, error=error, utterance=index + 1, **about)


@contextmanager
def _handing_back(
    context: JobContext, name: NarrationName, run: int, token: str, index: int | None
) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        try:
            context.stores.leases.hand_back(name, run, token, context.worker, index)
            if not is_outage(error):
                _retry_or_fail(context, name, run, understood(error), index)
        except redis.RedisError as away:
            if not is_outage(away):
                raise
            log.warning(
                "%s: the lease of %s could not be released; it ends with the job", name, token
            )
        raise


@contextmanager
def attempting(
    context: TaskContext, task: Task, told: Callable[..., None] = lambda *_, **__: None
) -> Iterator[None]:
    """Hold the lease on a task in the block; record a permanent error, and do not raise it.

    Args:
        context: Context of the process.
        task: The task.
        told: Called with each failure, and with `is_final=False` if RQ retries the job.

    Yields:
        Nothing.
    """
    context.queues.tasks.take(task, context.worker)
    try:
        yield
    except Exception as error:
        known, job = understood(error), rq.get_current_job()
        failure = Failure(known.code, str(known), known.retryable)
        if job and job.should_retry and known.retryable:
            log.warning("%s: %s: %s; trying again", task, known.code, known)
            context.queues.tasks.note(task, job.id)
            told(failure, is_final=False)
            raise
        context.counters.add(f"failed:{known.code}")
        context.stores.narrations.note_failure(NarrationName(task.about, ""), failure)
        told(failure, is_final=True)
        log.exception("%s: %s", task, known.code)


def understood(error: Exception) -> ListenError:
    """Return an error as one of this service's errors; an unknown one is an `UnexpectedError`."""
    if isinstance(error, ListenError):
        return error
    if isinstance(error, JobTimeoutException):
        return TimedOutError(str(error))
    return UnexpectedError(f"{type(error).__name__}: {error}")


def _is_wanted(context: JobContext, name: NarrationName) -> bool:
    """Return whether the publisher lists an article, or a caller with a key wants its narration."""
    entitled = context.articles.entitled
    if entitled.is_in_advance(context.stores.narrations.read(name)):
        return True
    if entitled.of(name.article_id).may_read or DemoArticles().get(name.article_id):
        return True
    try:
        return context.articles.store.is_listed(name.article_id)
    except ArticleStoreError:  # if this is unknown, the failure counts for the alert
        return True


def _is_pressed(context: JobContext, name: NarrationName) -> bool:
    return context.stores.narrations.read(name).priority is Priority.PLAY


def _other_voice(context: JobContext, name: NarrationName, index: int | None) -> str:
    """Return the other voice of a dialogue that speaks an utterance; empty if there is none."""
    line = None if index is None else context.stores.progress.utterance(name, index)
    return str(json.loads(line)["utterance"].get("voice", "")) if line else ""


def _retry_or_fail(
    context: JobContext, name: NarrationName, run: int, error: ListenError, index: int | None
) -> None:
    job, other = rq.get_current_job(), _other_voice(context, name, index)
    following = context.fallbacks.after(name, run, error, other)
    if job and isinstance(error, EngineBudgetError) and not _is_pressed(context, name):
        job.retries_left = (job.retries_left or 0) + 1  # a wait for the budget is not a failure
    retries = len(RETRY_AFTER_S) - (job.retries_left or 0) if job else 0
    is_useless = is_useless_to_retry(error, following, retries)
    if job and job.should_retry and error.retryable and not is_useless:
        log.warning("%s: %s: %s; trying again", name, error.code, error)
        return
    if job:
        job.retries_left = 0
    log.error("%s: %s: %s", name, error.code, error)
    failure = Failure(error.code, str(error), error.retryable)
    if following:
        has_failed = context.fallbacks.take_over(name, run, failure, following)
        what = "narrations_taken_over"
    else:
        is_wanted = _is_wanted(context, name)
        has_failed = context.stores.narrations.fail(name, run, failure, is_wanted=is_wanted)
        what = "narrations_failed"
    if has_failed:
        context.counters.add(what)
        context.counters.add(f"failed:{error.code}")
        context.counters.add(voice_counter(other or name.voice, FAILED + error.code))
