"""Tasks: what must be done once, though who has it in hand may die, as fetching an article.

RQ alone loses a job whose process is killed between the queue and its first line. So each errand is
noted until it is done, with who has it in hand and which job is to do it. Doing one twice is
harmless.
"""

import time
from collections.abc import Collection
from typing import NamedTuple

import redis

from cache.redis import keys
from cache.redis.client import as_text

NOBODY = NO_JOB = "-"

GRACE_S = 5.0
"""How long an errand may be on its way from the queue into somebody's hands, in seconds."""


class Task(NamedTuple):
    """What is to be done.

    Attributes:
        kind: Which function of `worker.jobs.fetch_jobs` does it.
        about: An article's ID, or an address.
    """

    kind: str
    about: str

    def __str__(self) -> str:
        """Return the form that Redis holds."""
        return f"{self.kind} {self.about}"

    @classmethod
    def parse(cls, text: str) -> "Task":
        """Return the errand that `str` made `text` of."""
        kind, about = text.split(" ", 1)
        return cls(kind, about)


class Tasks:
    """All errands that are not done, in Redis."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    def note(self, errand: Task, job: str = NO_JOB) -> None:
        """Note that an errand waits, and the id of the job that will do it, if there is one yet."""
        self._hold(errand, NOBODY, job)

    def job(self, errand: Task) -> str:
        """Return the id of the job that an errand waits in; `NO_JOB` if there is none."""
        found = self._redis.hget(keys.ERRANDS, str(errand))
        return NO_JOB if found is None else _Note.parse(as_text(found)).job

    def take(self, errand: Task, worker: str) -> None:
        """Note who has an errand in hand."""
        self._hold(errand, worker)

    def holder(self, errand: Task) -> str:
        """Return who has an errand in hand; `NOBODY` if nobody has."""
        found = self._redis.hget(keys.ERRANDS, str(errand))
        return NOBODY if found is None else _Note.parse(as_text(found)).worker

    def done(self, errand: Task) -> None:
        """Forget an errand that is done, or is given up."""
        self._redis.hdel(keys.ERRANDS, str(errand))

    def lost(self, living: Collection[str], waiting: Collection[str]) -> list[Task]:
        """Return the errands that nobody has in hand, and that do not wait.

        Args:
            living: Names of living workers.
            waiting: Ids of the jobs that wait on a queue, or for the time of their next try.
        """
        lost = []
        for field, value in self._redis.hgetall(keys.ERRANDS).items():
            note = _Note.parse(as_text(value))
            is_fresh = 0 <= time.time() - note.since < GRACE_S  # or the clock was put back
            if not is_fresh and note.worker not in living and note.job not in waiting:
                lost.append(Task.parse(as_text(field)))
        return lost

    def _hold(self, errand: Task, worker: str, job: str = NO_JOB) -> None:
        self._redis.hset(keys.ERRANDS, str(errand), str(_Note(worker, time.time(), job)))


class _Note(NamedTuple):
    """Who has an errand in hand since when, in seconds since the epoch, or which job waits."""

    worker: str
    since: float
    job: str

    def __str__(self) -> str:
        return f"{self.worker} {self.since:.3f} {self.job}"

    @classmethod
    def parse(cls, text: str) -> "_Note":
        worker, since, *job = text.split(" ")  # older versions noted no job
        return cls(worker, float(since), job[0] if job else NO_JOB)
