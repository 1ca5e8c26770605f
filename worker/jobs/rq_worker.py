"""The RQ worker of all background processes."""

import inspect
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import redis
from redis.client import Pipeline
from rq import Queue, SimpleWorker
from rq.exceptions import (
    AbandonedJobError,
    DequeueTimeout,
    DeserializationError,
    StopRequested,
)
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.utils import import_attribute, now, utcformat

from cache.narrations.name import NarrationName
from cache.narrations.narration_store import Narrations
from cache.narrations.record import Narration, Priority
from cache.operations.flags import OperatorFlags
from cache.operations.heartbeats import WorkerActivity
from cache.redis.client import connect
from cache.redis.outages import is_outage, tolerating_outage, wait_for_redis
from cache.settings import SharedSettings
from worker.jobs.failures.watchdog import TimeLimit
from worker.jobs.job_ids import SPEAK
from worker.jobs.queue_names import IN_ADVANCE, PLAY

_JOBS_OF = {
    "worker.jobs.fetch_jobs": (
        "fetch", "refresh", "recheck", "poll", "settle", "retry", "count", "sweep", "expire",
        "take_down", "complete_removal", "follow", "air", "air_all", "purge", "purge_closed",
        "remind", "apply_lexicon",
    ),
    "worker.jobs.speech_jobs": ("narrate", "speak", "stitch", "preview"),
    "worker.jobs.sample_jobs": ("sample",),
}  # fmt: skip

OWN_JOBS = frozenset(f"{module}.{name}" for module, names in _JOBS_OF.items() for name in names)
"""Full names of all job functions; a worker imports and calls no other function."""

LOOKS_EVERY_S = 1
"""Interval at which an idle worker checks the operator flags, in seconds."""


@dataclass(frozen=True, slots=True)
class WorkerAssignment:
    """Assignment of a worker: its queues, the flags it obeys, and its reports.

    Attributes:
        name: Name of its process.
        queues: Names of its queues, the most urgent first.
        narrations: Store of narration records.
        operator_flags: Operator flags.
        activity: Activity of the process, for its heartbeat.
        context: First argument of every job, built once for the process.
        gives_way: Function that puts a job back into its queue if a job with a listener waits, and
            then returns True; called with the job's id, the narration and the current time.
        closed_queues: Function that returns the queues that no worker may serve now.
    """

    name: str
    queues: Sequence[str]
    narrations: Narrations
    operator_flags: OperatorFlags
    activity: WorkerActivity
    context: object
    gives_way: Callable[[str, NarrationName, float], bool]
    closed_queues: Callable[[], Sequence[str]] = tuple


log = logging.getLogger(__name__)


class OwnJob(Job):
    """A job that may only call job functions of this service, even if Redis is tampered with."""

    context: object = None
    """First argument of the function, set by the worker that runs the job."""

    @property
    def func(self) -> Callable[..., Any]:
        """Function of the job.

        Raises:
            ImportError: The function is not a job function of this service.
        """
        if self.func_name not in OWN_JOBS:
            raise ImportError(f"{self.func_name!r} is not a job of this service")
        return partial(import_attribute(self.func_name), self.context)

    @property
    def success_callback(self) -> None:
        """None: jobs of this service have no callbacks, and RQ would import any that is named."""

    @property
    def failure_callback(self) -> None:
        """None, for the same reason."""

    @property
    def stopped_callback(self) -> None:
        """None, for the same reason."""


class PunctualQueue(Queue):
    """RQ queue that returns None if no job comes in time.

    RQ's own queue raises an error instead. Then RQ waits again until the worker was idle for long
    enough, by the wall clock. If the clock were set back by an hour, the worker would ignore the
    operator flags for an hour.
    """

    @classmethod
    def dequeue_any(cls, *args: Any, **kwargs: Any) -> tuple[Job, Queue] | None:
        """Return the next job of several queues; None if none comes in time."""
        try:
            return super().dequeue_any(*args, **kwargs)
        except DequeueTimeout:
            return None


class ContextWorker(SimpleWorker):
    """RQ worker that does not fork, and passes the context of its process to every job.

    Args:
        context: First argument of every job.
    """

    job_class = OwnJob
    queue_class = PunctualQueue

    def __init__(self, *args: Any, context: object, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._context = context

    def procline(self, message: str) -> None:
        """Do nothing, so that the title of the process stays its command line."""

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Run a job."""
        cast("OwnJob", job).context = self._context
        super().execute_job(job, queue)


class Worker(ContextWorker):
    """RQ worker that tolerates failures of Redis and obeys operator flags.

    Args:
        assignment: Assignment of the worker.
    """

    max_connection_wait_time = 1.0
    death_penalty_class = TimeLimit

    def __init__(self, *args: Any, assignment: WorkerAssignment, **kwargs: Any) -> None:
        super().__init__(*args, context=assignment.context, **kwargs)
        self._assignment = assignment

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Run a job; if its end cannot be written to Redis, recovery queues it again."""
        with (
            self._assignment.activity.busy(job.description or job.id),
            tolerating_outage(f"the end of job {job.id} is not recorded"),
        ):
            super().execute_job(job, queue)

    def bootstrap(self, *args: Any, **kwargs: Any) -> None:
        """Register the worker, as soon as Redis answers."""
        begin = super().bootstrap
        wait_for_redis(lambda: begin(*args, **kwargs), f"worker {self.name}")

    def register_birth(self) -> None:
        """Register the worker; replace an entry of an earlier attempt, made before an outage.

        The entry is not deleted before: another worker would remove this one from RQ's list.
        """
        if self.connection.exists(self.key):
            self.connection.hset(self.key, "death", utcformat(now()))
        super().register_birth()  # type: ignore[no-untyped-call]  # RQ has no types

    def set_state(self, state: str, pipeline: Pipeline | None = None) -> None:
        """Record the state of the worker, if Redis answers."""
        with tolerating_outage("the state of the worker is not recorded"):
            super().set_state(state, pipeline)

    def set_shutdown_requested_date(self) -> None:
        """Record the request to stop, if Redis answers: a signal handler must not break a job."""
        with tolerating_outage("the request to stop is not recorded"):
            super().set_shutdown_requested_date()  # type: ignore[no-untyped-call]  # as before

    def teardown(self) -> None:
        """Remove the worker from RQ's lists, if Redis answers; otherwise its entries expire."""
        with tolerating_outage("the end of the worker is not recorded"):
            super().teardown()  # type: ignore[no-untyped-call]  # as before

    def unsubscribe(self) -> None:
        """End the thread that waits for commands; RQ by itself would wait a second for it."""
        thread: Any = self.pubsub_thread
        if thread:
            thread.stop()  # first: it ends at the answer to the next command
        super().unsubscribe()  # type: ignore[no-untyped-call]  # as before

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:
        """Send RQ's heartbeat, if Redis answers."""
        with tolerating_outage("RQ gets no heartbeat"):
            super().heartbeat(timeout, pipeline)

    def check_for_suspension(self, burst: bool) -> None:
        """Wait while RQ is suspended, if Redis answers."""
        with tolerating_outage("a suspension is not seen"):
            super().check_for_suspension(burst)

    def run_maintenance_tasks(self) -> None:
        """Run RQ's maintenance, if Redis answers."""
        with tolerating_outage("registries are cleaned later"):
            super().run_maintenance_tasks()  # type: ignore[no-untyped-call]  # RQ has no types

    def dequeue_job_and_maintain_ttl(
        self,
        timeout: int | None,  # noqa: ARG002  # RQ's signature
        max_idle_time: int | None = None,  # noqa: ARG002  # as before
    ) -> tuple[Job, Queue]:
        """Return the next job that may begin; put other jobs back into their queue.

        Raises:
            StopRequested: The worker must end.
            redis.RedisError: Redis rejects a command.
        """
        while True:
            self._heed()
            try:
                found = super().dequeue_job_and_maintain_ttl(LOOKS_EVERY_S)
                if found and self._may_begin(*found):
                    return found
            except redis.RedisError as error:
                if not is_outage(error):
                    raise
                log.warning("no job can be taken: Redis does not answer: %s", error)
                time.sleep(LOOKS_EVERY_S)

    def _heed(self) -> None:
        """Check the operator flags, and choose the queues to serve.

        Raises:
            StopRequested: The worker must end.
            redis.RedisError: Redis rejects a command.
        """
        try:
            if self._assignment.operator_flags.is_draining(self.name):
                raise StopRequested
            closed = self._closed_queues()
        except redis.RedisError as error:
            if not is_outage(error):
                raise
            return  # RQ waits for Redis
        served = [queue for queue in self.queues if queue.name not in closed]
        # with a single queue, RQ would move jobs to another list first
        self._ordered_queues = served * 2 if closed and len(served) == 1 else served

    def _closed_queues(self) -> Sequence[str]:
        """Return the queues that this worker must not serve now.

        Raises:
            redis.RedisError: Redis rejects a command.
        """
        names = self.queue_names()
        if not set(names) & set(IN_ADVANCE):
            return ()
        if self._assignment.operator_flags.paused():
            return IN_ADVANCE
        return self._assignment.closed_queues()

    def _may_begin(self, job: Job, queue: Queue) -> bool:
        """Return True if a job may begin; otherwise put it back at the front of its queue.

        If the listeners of its narration have left, a job of a narration with listeners goes first.
        A job of a pre-generation may not begin if pre-generation was paused while the worker waited
        for the job. If a listener presses at the same time, the job begins.
        """
        if queue.name not in (PLAY, *IN_ADVANCE):
            return True
        try:
            article_id, voice, *_ = job.args
        except (DeserializationError, ValueError):  # from another version; it fails and is replaced
            return True
        name = NarrationName(article_id, voice)
        if queue.name == PLAY and job.id.startswith(SPEAK):
            return not self._assignment.gives_way(job.id, name, time.time())
        if queue.name == PLAY or not self._assignment.operator_flags.paused():
            return True

        def put_back(pipe: Pipeline, narration: Narration) -> bool:
            if narration.priority is Priority.PLAY:
                return False
            pipe.multi()
            queue.push_job_id(job.id, pipeline=pipe, at_front=True)
            return True

        return not self._assignment.narrations.change(name, put_back).happened


def serve(settings: SharedSettings, assignment: WorkerAssignment, jobs: int) -> None:
    """Serve queues until a signal to stop, or until a number of jobs are done.

    Args:
        settings: Settings with the Redis URL.
        assignment: Assignment of the worker.
        jobs: Number of jobs after which the process ends and is restarted.
    """

    def join() -> Worker:
        return Worker(
            assignment.queues,
            name=assignment.name,
            connection=connect(settings),
            serializer=JSONSerializer,
            assignment=assignment,
            exception_handlers=[_stop_vain_retries],
        )

    worker = wait_for_redis(join, f"worker {assignment.name}")
    worker.work(logging_level="WARNING", max_jobs=jobs)


def _stop_vain_retries(job: Job, kind: type[BaseException], *_: Any) -> None:
    """Prevent useless retries by RQ.

    `worker.jobs.failures.recovery` replaces jobs of dead processes within seconds, and also jobs of
    another version whose function does not exist here.
    """
    if kind is AbandonedJobError:
        job.retries_left = 0
        return
    try:
        inspect.signature(job.func).bind(*job.args, **job.kwargs)
    except Exception:  # any error of importing or unpacking a job of another version
        log.exception("job %s is from another version of this service; it is replaced", job.id)
        job.retries_left = 0
