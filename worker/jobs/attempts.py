"""What every job does around its work: takes a narration in hand, and answers for what goes wrong.

An error that may pass is tried again by RQ; one that will not, or that has been tried often enough,
makes the narration `failed`. Whatever dies instead of failing is found by `worker.jobs.recovery`.
"""

import logging
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import redis
import rq
from rq.timeouts import JobTimeoutException

from cache.errors import ListenError
from cache.logs import bound
from cache.narrations.leases import Leases
from cache.narrations.name import NarrationName
from cache.narrations.record import Failure
from cache.narrations.transitions import Narrations
from cache.operations.counters import Counters
from cache.redis.client import REDIS_DOWN
from cache.tracing import note
from worker.errors import DeadlyJobError, TimedOutError, UnexpectedError

MOST_ATTEMPTS = 3
"""How many processes may die over one utterance before its article fails."""

log = logging.getLogger(__name__)


class JobContext(Protocol):
    """What is used of the process that runs a job."""

    @property
    def worker(self) -> str:
        """Its name; leases are in this name."""

    @property
    def narrations(self) -> Narrations:
        """The records."""

    @property
    def leases(self) -> Leases:
        """Who has what in hand."""

    @property
    def counters(self) -> Counters:
        """What `/status` counts."""


def hold(desk: JobContext, name: NarrationName, run: int, token: str) -> bool:
    """Take the whole narration in hand, and return whether nobody else has, and the run goes on.

    Raises:
        DeadlyJobError: Others have died over it.
    """
    attempts_before = desk.leases.hold(name, run, token, desk.worker)
    if attempts_before is None:
        return False
    if attempts_before >= MOST_ATTEMPTS:
        raise DeadlyJobError(f"{attempts_before} processes died over {token!r}")
    return True


@contextmanager
def answering(
    desk: JobContext, name: NarrationName, run: int, token: str, index: int | None = None
) -> Iterator[None]:
    """Turn what goes wrong inside into another try, or into a failed narration.

    What the job has in hand is given back. The error goes on to RQ, which tries the job again if
    that may help, and else keeps it among the failed ones.
    """
    about = {"article": name.article_id, "voice": name.voice, "run": run}
    trace = desk.narrations.trace(name)
    with (
        bound(**about, trace=trace),
        _noting(token, about, index),
        _handing_back(desk, name, run, token, index),
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
    desk: JobContext, name: NarrationName, run: int, token: str, index: int | None
) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        try:
            desk.leases.hand_back(name, run, token, index)
            _retry_or_fail(desk, name, run, understood(error))
        except (*REDIS_DOWN, redis.ResponseError):
            log.exception("Redis took nothing back from a job that failed; this worker ends")
            _end_process()
        raise


def _end_process() -> None:
    """End this worker after its job: what it could not give back is free once it is dead."""
    os.kill(os.getpid(), signal.SIGTERM)


def understood(error: Exception) -> ListenError:
    """Return an error in this service's terms; a defect may well pass with the next version."""
    if isinstance(error, ListenError):
        return error
    if isinstance(error, JobTimeoutException):
        return TimedOutError(str(error))
    return UnexpectedError(f"{type(error).__name__}: {error}")


def _retry_or_fail(desk: JobContext, name: NarrationName, run: int, error: ListenError) -> None:
    job = rq.get_current_job()
    if job and job.should_retry and error.retryable:
        log.warning("%s: %s: %s; trying again", name, error.code, error)
        return
    if job:
        job.retries_left = 0
    log.error("%s: %s: %s", name, error.code, error)
    if desk.narrations.fail(name, run, Failure(error.code, str(error), error.retryable)):
        desk.counters.add("narrations_failed")
        desk.counters.add(f"failed:{error.code}")
