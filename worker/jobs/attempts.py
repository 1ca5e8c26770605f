"""What every job does around its work: takes a narration in hand, and answers for what goes wrong.

An error that may pass is tried again by RQ; one that will not, or that has been tried often enough,
makes the narration `failed`. Redis being away is never a reason to fail. Whatever dies instead of
failing, or could not tell Redis of its end, is found by `worker.jobs.recovery`.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import redis
import rq
from rq.timeouts import JobTimeoutException

from cache.errors import ListenError
from cache.logs import bound
from cache.narrations.name import NarrationName
from cache.narrations.record import Failure
from cache.operations.counters import Counters
from cache.redis.client import REDIS_DOWN, is_refusal
from cache.tracing import note
from worker.errors import DeadlyJobError, TimedOutError, UnexpectedError
from worker.jobs.shared_context import NarrationStores

MOST_ATTEMPTS = 3
"""How many processes may die over one utterance before its article fails."""

log = logging.getLogger(__name__)


class JobContext(Protocol):
    """What is used of the process that runs a job."""

    @property
    def worker(self) -> str:
        """In whose name its running job takes leases."""

    @property
    def stores(self) -> NarrationStores:
        """The state of narrations."""

    @property
    def counters(self) -> Counters:
        """What `/status` counts."""


def hold(desk: JobContext, name: NarrationName, run: int, token: str) -> bool:
    """Take the whole narration in hand, and return whether nobody else has, and the run goes on.

    Raises:
        DeadlyJobError: Others have died over it.
    """
    deaths = desk.stores.leases.hold(name, run, token, desk.worker)
    if deaths is None:
        return False
    if deaths >= MOST_ATTEMPTS:
        raise DeadlyJobError(f"{deaths} processes died over {token!r}")
    return True


@contextmanager
def answering(
    desk: JobContext,
    name: NarrationName,
    run: int,
    token: str,
    index: int | None = None,
    *,
    trace: str = "",
) -> Iterator[None]:
    """Turn what goes wrong inside into another try, or into a failed narration.

    What the job holds is given back; where Redis does not answer, that happens with the job's end.
    The error goes on to RQ, which tries the job again if that may help, and else keeps it among the
    failed ones.

    Args:
        desk: What is used of the process.
        name: Which narration.
        run: Which run of it.
        token: Which of its jobs.
        index: Of the utterance that is spoken; None if the job holds the whole narration.
        trace: Id of the request that the run came from.
    """
    about = {"article": name.article_id, "voice": name.voice, "run": run}
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
            desk.stores.leases.hand_back(name, run, token, desk.worker, index)
            if not _is_redis_away(error):
                _retry_or_fail(desk, name, run, understood(error))
        except redis.RedisError as away:
            if not _is_redis_away(away):
                raise
            log.warning("%s: %s could not be given back; it is free after this job", name, token)
        raise


def _is_redis_away(error: Exception) -> bool:
    """Return whether Redis cannot be reached, or cannot write for now."""
    is_refused = isinstance(error, redis.ResponseError) and is_refusal(error)
    return is_refused or isinstance(error, REDIS_DOWN)


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
    if desk.stores.narrations.fail(name, run, Failure(error.code, str(error), error.retryable)):
        desk.counters.add("narrations_failed")
        desk.counters.add(f"failed:{error.code}")
