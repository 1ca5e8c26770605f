"""Tasks that survive the death of a worker, such as fetching an article.

RQ alone loses a job whose process is killed between the queue and the job's first line. So each
task stays recorded until it is done, with the holder of its lease and the id of its job. Tasks can
be repeated without harm.
"""

import time
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import redis
from redis.client import Pipeline

from cache.narrations.leases import is_at_work
from cache.redis import keys
from cache.redis.client import as_text

NOBODY = NO_JOB = "-"

ALL = "all"
"""Subject of a task that concerns no single article or address."""

GRACE_S = 5.0
"""Longest time between a task leaving its queue and a worker recording its lease, in seconds."""


class Task(NamedTuple):
    """A task.

    Attributes:
        kind: Name of the function in `worker.jobs.fetch_jobs` that does it.
        about: Subject: an article ID or an address.
    """

    kind: str
    about: str

    def __str__(self) -> str:
        """Return the form stored in Redis."""
        return f"{self.kind} {self.about}"

    @classmethod
    def parse(cls, text: str) -> "Task":
        """Return the task whose `str` is `text`."""
        kind, about = text.split(" ", 1)
        return cls(kind, about)


class Tasks:
    """Store of unfinished tasks, in Redis."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    def note(self, task: Task, job: str = NO_JOB, pipe: Pipeline | None = None) -> None:
        """Record that a task waits.

        Args:
            task: The task.
            job: Id of the job that will do it, if there is one yet.
            pipe: The transaction to add the command to; None to send it at once.
        """
        self._hold(task, NOBODY, job, pipe)

    def job(self, task: Task) -> str:
        """Return the id of the job that will do a task; `NO_JOB` if there is none."""
        found = self._redis.hget(keys.TASKS, str(task))
        return NO_JOB if found is None else _Note.parse(as_text(found)).job

    def take(self, task: Task, holder: str) -> None:
        """Record the holder of the lease on a task."""
        self._hold(task, holder)

    def holder(self, task: Task) -> str:
        """Return the holder of the lease on a task; `NOBODY` if there is none."""
        found = self._redis.hget(keys.TASKS, str(task))
        return NOBODY if found is None else _Note.parse(as_text(found)).holder

    def done(self, task: Task) -> None:
        """Delete a task that is finished or abandoned."""
        self._redis.hdel(keys.TASKS, str(task))

    def lost(self, living: Mapping[str, Mapping[str, Any]], waiting: Collection[str]) -> list[Task]:
        """Return the lost tasks: no job is doing them, and no waiting job will.

        Args:
            living: Heartbeats of all living processes, by process name.
            waiting: Ids of the jobs that wait in a queue or for a retry.
        """
        lost = []
        for field, value in self._redis.hgetall(keys.TASKS).items():
            note = _Note.parse(as_text(value))
            # a negative age means that the clock was set back
            is_fresh = 0 <= time.time() - note.since < GRACE_S
            is_done_now = is_at_work(note.holder, living)
            if not is_fresh and not is_done_now and note.job not in waiting:
                lost.append(Task.parse(as_text(field)))
        return lost

    def _hold(
        self, task: Task, holder: str, job: str = NO_JOB, pipe: Pipeline | None = None
    ) -> None:
        note = _Note(holder, time.time(), job)
        (self._redis if pipe is None else pipe).hset(keys.TASKS, str(task), str(note))


class _Note(NamedTuple):
    """State of a task: lease holder, time of the last change (seconds since the epoch), job id."""

    holder: str
    since: float
    job: str

    def __str__(self) -> str:
        return f"{self.holder} {self.since:.3f} {self.job}"

    @classmethod
    def parse(cls, text: str) -> "_Note":
        holder, since, *job = text.split(" ")  # older versions recorded no job
        return cls(holder, float(since), job[0] if job else NO_JOB)
