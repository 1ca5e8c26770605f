"""RQ's worker, as every background process of this service runs it."""

import inspect
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from redis.client import Pipeline
from rq import Queue, SimpleWorker
from rq.exceptions import AbandonedJobError, DeserializationError, StopRequested
from rq.job import Job
from rq.serializers import JSONSerializer

from cache.narrations.name import NarrationName
from cache.narrations.record import Narration, Priority
from cache.narrations.transitions import Narrations
from cache.operations.flags import OperatorFlags
from cache.operations.heartbeats import WorkerActivity
from cache.redis.client import REDIS_DOWN, connect
from cache.settings import SharedSettings
from worker.jobs.queues import PREGENERATE
from worker.jobs.watchdog import TimeLimit

OWN_JOBS = frozenset({"worker.jobs.fetch_jobs", "worker.jobs.speech_jobs"})
"""Modules whose functions are jobs."""

LOOKS_EVERY_S = 1
"""How long a worker without a job waits before it looks again at what it is told, in seconds."""


@dataclass(frozen=True, slots=True)
class WorkerAssignment:
    """Where a worker stands: what it is told, and where it tells.

    Attributes:
        name: Of its process.
        queues: Names of those it serves, the most urgent first.
        narrations: The records.
        orders: What operators say.
        occupation: Where it tells what it does.
        context: First argument of every job, built once for the process.
    """

    name: str
    queues: Sequence[str]
    narrations: Narrations
    orders: OperatorFlags
    occupation: WorkerActivity
    context: object


log = logging.getLogger(__name__)


class OwnJob(Job):
    """A job of this service: who can write into Redis has no other function called."""

    context: object = None
    """First argument of the function, set by the worker that runs the job."""

    @property
    def func(self) -> Callable[..., Any]:
        """The function that it calls.

        Raises:
            ImportError: It is none of ours.
        """
        module = (self.func_name or "").rpartition(".")[0]
        if module not in OWN_JOBS:
            raise ImportError(f"{self.func_name!r} is no job of this service")
        return partial(super().func, self.context)


class ContextWorker(SimpleWorker):
    """RQ's worker that does not fork, and hands the context of its process to every job.

    Args:
        context: First argument of every job.
    """

    job_class = OwnJob

    def __init__(self, *args: Any, context: object, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._context = context

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Run a job."""
        cast("OwnJob", job).context = self._context
        super().execute_job(job, queue)


class Worker(ContextWorker):
    """RQ's worker that is back soon after Redis is, and heeds what it is told.

    Args:
        post: Where it stands.
    """

    max_connection_wait_time = 1.0
    death_penalty_class = TimeLimit

    def __init__(self, *args: Any, post: WorkerAssignment, **kwargs: Any) -> None:
        super().__init__(*args, context=post.context, **kwargs)
        self._post = post

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Run a job; where Redis is not told of its end, the job is found and queued again."""
        with self._post.occupation.busy(job.description or job.id):
            try:
                super().execute_job(job, queue)
            except REDIS_DOWN as error:
                log.warning("job %s: Redis does not answer: %s", job.id, error)

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:
        """Tell RQ that this worker lives, if Redis answers."""
        with suppress(*REDIS_DOWN):
            super().heartbeat(timeout, pipeline)

    def check_for_suspension(self, burst: bool) -> None:
        """Wait as long as RQ is suspended, if Redis answers."""
        with suppress(*REDIS_DOWN):
            super().check_for_suspension(burst)

    def run_maintenance_tasks(self) -> None:
        """Have RQ keep order, if Redis answers."""
        with suppress(*REDIS_DOWN):
            super().run_maintenance_tasks()  # type: ignore[no-untyped-call]  # RQ has no types

    def dequeue_job_and_maintain_ttl(
        self,
        timeout: int | None,  # noqa: ARG002  # RQ's signature
        max_idle_time: int | None = None,  # noqa: ARG002  # as before
    ) -> tuple[Job, Queue]:
        """Return the next job; what may not begin now goes back to where it was.

        Raises:
            StopRequested: It was told to end.
        """
        while True:
            self._heed()
            try:
                found = super().dequeue_job_and_maintain_ttl(LOOKS_EVERY_S, LOOKS_EVERY_S)
                if found and self._may_begin(*found):
                    return found
            except REDIS_DOWN as error:
                log.warning("no job can be taken: Redis does not answer: %s", error)
                time.sleep(LOOKS_EVERY_S)

    def _heed(self) -> None:
        """Choose the queues to look at.

        Raises:
            StopRequested: It was told to end.
        """
        try:
            if self._post.orders.is_draining(self.name):
                raise StopRequested
            is_paused = PREGENERATE in self.queue_names() and self._post.orders.paused()
        except REDIS_DOWN:
            return  # RQ waits until it is back
        others = [queue for queue in self.queues if queue.name != PREGENERATE]
        # RQ moves jobs of a single queue to another list, from which it takes them some other time
        self._ordered_queues = others * 2 if is_paused else list(self.queues)

    def _may_begin(self, job: Job, queue: Queue) -> bool:
        """Return whether a job may begin; if not, it waits again, the first in its queue.

        Pre-generation may have been paused while it was awaited. A listener who presses in this
        very moment is not kept waiting.
        """
        if queue.name != PREGENERATE or not self._post.orders.paused():
            return True

        def put_back(pipe: Pipeline, narration: Narration) -> bool:
            if narration.priority is Priority.PLAY:
                return False
            pipe.multi()
            queue.push_job_id(job.id, pipeline=pipe, at_front=True)
            return True

        try:
            article_id, voice, *_ = job.args
        except (DeserializationError, ValueError):  # of another version; it fails and is replaced
            return True
        return not self._post.narrations.change(NarrationName(article_id, voice), put_back).happened


def serve(settings: SharedSettings, post: WorkerAssignment, jobs: int) -> None:
    """Serve queues until told to stop, or until so many jobs are done.

    Args:
        settings: Where Redis is.
        post: Which queues, and what else there is to know.
        jobs: After how many the process ends, to be started afresh.
    """
    worker = Worker(
        post.queues,
        name=post.name,
        connection=connect(settings),
        serializer=JSONSerializer,
        post=post,
        exception_handlers=[_stop_vain_retries],
    )
    worker.work(logging_level="WARNING", max_jobs=jobs)


def _stop_vain_retries(job: Job, kind: type[BaseException], *_: Any) -> None:
    """Keep RQ from trying again what would fail again, or what was queued anew long since.

    Jobs of processes that died are found by `worker.jobs.recovery`, within seconds and not
    minutes; so are narrations whose job is of another version, which calls what is not here.
    """
    if kind is AbandonedJobError:
        job.retries_left = 0
        return
    try:
        inspect.signature(job.func).bind(*job.args, **job.kwargs)
    except Exception:  # whatever comes of finding and unpacking what somebody else has packed
        log.exception("job %s is of another version of this service; it gets a successor", job.id)
        job.retries_left = 0
