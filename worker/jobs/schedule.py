"""Schedule of periodic jobs: polls of sources, and maintenance.

RQ's cron scheduler keeps the times. Its own job format is not used by the workers, so this module
enqueues the jobs. A lock for the length of the interval prevents a second scheduler, on another
machine or after a restart, from enqueueing the same job again.
"""

import time
from contextlib import suppress
from datetime import datetime

import redis
from redis.client import Pipeline
from rq.cron import CronJob, CronScheduler
from rq.exceptions import SchedulerNotFound
from rq.job import Job
from rq.scheduler import RQScheduler
from rq.serializers import JSONSerializer

from cache.messages.tasks import ALL, Task
from cache.narrations.leases import Leases
from cache.redis import keys
from cache.redis.client import as_text
from worker.jobs.queue_names import CHORES, QUEUES
from worker.jobs.queues import Queues
from worker.publication.publication import Publication

EVERY_S = {
    "remind": 10,
    "settle": 15,
    "retry": 300,
    "count": 300,
    "air_all": 86_400,
    "sweep": 21_600,
    "expire": 86_400,
}
"""Periodic jobs other than polls, and their intervals in seconds."""

SCHEDULER_NAME = "listen"
"""Name of all schedulers, so that a new one takes over the locks of a killed one."""

NOTED_FROM_S = 3600
"""Interval, in seconds, from which a periodic job is also a task. If the process of a task dies,
the task is repeated at once, and not only at its next time."""

DELAYED_EVERY_S = 0.5
"""Interval between two checks of delayed jobs, in seconds."""

LOCKED_FOR = 0.9
"""Lifetime of the lock as a share of the interval; with 1, a slow clock would skip jobs."""


class PeriodicJob(CronJob):
    """A periodic job.

    Args:
        kind: Name of a function in `worker.jobs.fetch_jobs`.
        args: Arguments of the function.
        interval_s: Interval, in seconds.
        queues: Job queues.
        leases: Store of locks.
    """

    def __init__(
        self, kind: str, args: tuple[str, ...], interval_s: int, queues: Queues, leases: Leases
    ) -> None:
        super().__init__(
            CHORES, func_name=f"worker.jobs.fetch_jobs.{kind}", args=args, interval=interval_s,
            name=" ".join((kind, *args)),
        )  # fmt: skip
        self._kind = kind
        self._queues = queues
        self._leases = leases
        self._due_at = 0.0

    def should_run(self) -> bool:
        """Return True if the job is due, even if the clock was changed meanwhile."""
        return time.monotonic() >= self._due_at

    def set_enqueue_time(self, at: datetime) -> None:
        """Compute the next due time."""
        assert self.interval  # noqa: S101  # it always has one
        super().set_enqueue_time(at)
        self._due_at = time.monotonic() + self.interval

    def enqueue(self, connection: redis.Redis) -> Job | None:  # type: ignore[override]  # noqa: ARG002
        """Enqueue the job unless another scheduler has done so, and return it."""
        assert self.interval  # noqa: S101  # it always has one
        jobs: list[Job] = []

        def add(pipe: Pipeline) -> None:
            job = self._queues.enqueue_periodic_job(
                pipe, self._kind, *self.args, within_s=interval_s
            )
            jobs.append(job)
            if interval_s >= NOTED_FROM_S:
                about = self.args[0] if self.args else ALL
                self._queues.tasks.note(Task(self._kind, about), job.id, pipe)

        interval_s = int(self.interval)
        is_done = self._leases.do_once(f"timed:{self.name}", interval_s * LOCKED_FOR, add)
        return jobs[-1] if is_done else None


def delayed_jobs_scheduler(client: redis.Redis) -> RQScheduler:
    """Return RQ's scheduler, which puts delayed jobs on their queues when they are due."""
    return RQScheduler(
        list(QUEUES),
        connection=client,
        name=SCHEDULER_NAME,
        serializer=JSONSerializer,
        logging_level="WARNING",
    )


def queue_due_jobs(
    scheduler: RQScheduler, cron: CronScheduler, leases: Leases, queues: Queues
) -> None:
    """Enqueue the delayed and periodic jobs that are due now."""
    scheduler.acquire_locks()
    scheduler.heartbeat()
    if leases.try_lock("schedule", DELAYED_EVERY_S * 0.9):  # or another machine does it just now
        queues.pull_in(time.time())
        scheduler.enqueue_scheduled_jobs()
    cron.enqueue_jobs()
    cron.heartbeat()


def follow_rules(client: redis.Redis, publication: Publication, queues: Queues) -> None:
    """Purge closed articles from the CDN if the rules have changed since their last use."""
    known = client.get(keys.RULES)
    if publication.purge and (known is None or as_text(known) != publication.digest):
        queues.enqueue_task(Task("purge_closed", ALL))
    client.set(keys.RULES, publication.digest)


def enter_schedule(scheduler: RQScheduler, cron: CronScheduler) -> None:
    """Add a scheduler to RQ's lists."""
    scheduler.register_birth()
    cron.register_birth()


def leave_schedule(cron: CronScheduler) -> None:
    """Remove this scheduler from RQ's list; another one of the same name may have done so."""
    with suppress(SchedulerNotFound):
        cron.register_death()


def schedule_periodic_jobs(
    client: redis.Redis, publication: Publication, queues: Queues, leases: Leases
) -> CronScheduler:
    """Return a scheduler of all periodic jobs."""
    cron = CronScheduler(client, logging_level="WARNING", name="listen")
    listed = {n: source for n, source in publication.upstreams.items() if source.is_listed}
    polls = {name: source.poll_min for name, source in listed.items() if source.poll_min}
    cron.get_jobs().extend(
        [
            *(PeriodicJob(kind, (), every_s, queues, leases) for kind, every_s in EVERY_S.items()),
            *(
                PeriodicJob("poll", (name,), max(1, round(60 * every_min)), queues, leases)
                for name, every_min in polls.items()
            ),
        ]
    )
    return cron
