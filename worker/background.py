"""RQ's worker, as every background process of this service runs it."""

import inspect
import logging
from collections.abc import Sequence
from typing import Any

from rq import Queue, SimpleWorker
from rq.exceptions import AbandonedJobError
from rq.job import Job
from rq.serializers import JSONSerializer

from cache.connection import connect
from cache.settings import SharedSettings
from cache.signs import Occupation
from worker.limits import TimeLimit

log = logging.getLogger(__name__)


class Worker(SimpleWorker):
    """RQ's worker that does not fork, is back soon after Redis is, and tells what it does.

    Args:
        occupation: Where it is told.
    """

    max_connection_wait_time = 1.0
    death_penalty_class = TimeLimit

    def __init__(self, *args: Any, occupation: Occupation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._occupation = occupation

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Run a job."""
        with self._occupation.busy(job.description or job.id):
            super().execute_job(job, queue)


def serve(
    settings: SharedSettings, queues: Sequence[str], name: str, jobs: int, occupation: Occupation
) -> None:
    """Serve queues until told to stop, or until so many jobs are done.

    Args:
        settings: Where Redis is.
        queues: Their names, the most urgent first.
        name: Of this process.
        jobs: After how many the process ends, to be started afresh.
        occupation: Where it is told what the process does.
    """
    worker = Worker(
        queues,
        name=name,
        connection=connect(settings),
        serializer=JSONSerializer,
        occupation=occupation,
        exception_handlers=[_stop_vain_retries],
    )
    worker.work(logging_level="WARNING", max_jobs=jobs)


def _stop_vain_retries(job: Job, kind: type[BaseException], *_: Any) -> None:
    """Keep RQ from trying again what would fail again, or what was queued anew long since.

    Jobs of processes that died are found by `worker.reconcile`, within seconds and not minutes; so
    are narrations whose job is of another version, which calls what is not here.
    """
    if kind is AbandonedJobError:
        job.retries_left = 0
        return
    try:
        inspect.signature(job.func).bind(*job.args, **job.kwargs)
    except Exception:  # whatever comes of finding and unpacking what somebody else has packed
        log.exception("job %s is of another version of this service; it gets a successor", job.id)
        job.retries_left = 0
