"""What is done when its time has come: looks at sources, and keeping order.

RQ's cron scheduler keeps the times. It makes jobs in its own format, which the workers do not read,
so they are enqueued here; and a lock that lasts for the interval keeps a second scheduler, on
another machine or started anew, from doing the same once more.
"""

import time
from datetime import datetime

import redis
from redis.client import Pipeline
from rq.cron import CronJob, CronScheduler
from rq.job import Job
from rq.scheduler import RQScheduler
from rq.serializers import JSONSerializer

from cache.messages.tasks import ALL, Task
from cache.narrations.leases import Leases
from worker.jobs.queues import CHORES, QUEUES, Queues
from worker.publication.publication import Publication

EVERY_S = {
    "remind": 10,
    "settle": 15,
    "retry": 300,
    "air_all": 86_400,
    "sweep": 21_600,
    "expire": 86_400,
}
"""Chores that have nothing to do with one source, and how many seconds lie between two of each."""

SCHEDULER_NAME = "listen"
"""One name for all schedulers: a new one takes over the locks that a killed one left."""

NOTED_FROM_S = 3600
"""What is done less often is noted as an errand: it is not put off until the next time if its
process dies. Interval, in seconds."""

DELAYED_EVERY_S = 0.5
"""How often delayed jobs are looked at, in seconds."""

LOCKED_FOR = 0.9
"""Of the interval: less than all, or a clock that is a little slow would skip every second one."""


class ScheduledChore(CronJob):
    """A chore that is due again and again.

    Args:
        kind: A function of `worker.jobs.fetch_jobs`.
        args: What it is called with.
        interval_s: How many seconds lie between two.
        queues: Where it is enqueued.
        leases: Where it is noted that it was.
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
        """Return whether its time has come, however the clock was put meanwhile."""
        return time.monotonic() >= self._due_at

    def set_enqueue_time(self, at: datetime) -> None:
        """Note that it was its turn."""
        assert self.interval  # noqa: S101  # it always has one
        super().set_enqueue_time(at)
        self._due_at = time.monotonic() + self.interval

    def enqueue(self, connection: redis.Redis) -> Job | None:  # type: ignore[override]  # noqa: ARG002
        """Enqueue it, unless another scheduler has done so; return its job then."""
        assert self.interval  # noqa: S101  # it always has one
        jobs: list[Job] = []

        def add(pipe: Pipeline) -> None:
            job = self._queues.enqueue_chore(pipe, self._kind, *self.args, within_s=interval_s)
            jobs.append(job)
            if interval_s >= NOTED_FROM_S:
                about = self.args[0] if self.args else ALL
                self._queues.errands.note(Task(self._kind, about), job.id, pipe)

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
    """Put delayed jobs and chores on their queues that are due now."""
    scheduler.acquire_locks()
    scheduler.heartbeat()
    if leases.try_lock("schedule", DELAYED_EVERY_S * 0.9):  # or another machine does it just now
        queues.pull_in(time.time())
        scheduler.enqueue_scheduled_jobs()
    cron.enqueue_jobs()
    cron.heartbeat()


def schedule_chores(
    client: redis.Redis, publication: Publication, queues: Queues, leases: Leases
) -> CronScheduler:
    """Return a scheduler that knows all chores and when they are due."""
    cron = CronScheduler(client, logging_level="WARNING", name="listen")
    listed = {n: source for n, source in publication.upstreams.items() if source.is_listed}
    polls = {name: source.poll_min for name, source in listed.items() if source.poll_min}
    cron.get_jobs().extend(
        [
            *(
                ScheduledChore(kind, (), every_s, queues, leases)
                for kind, every_s in EVERY_S.items()
            ),
            *(
                ScheduledChore("poll", (name,), max(1, round(60 * every_min)), queues, leases)
                for name, every_min in polls.items()
            ),
        ]
    )
    return cron
