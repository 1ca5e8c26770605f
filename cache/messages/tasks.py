"""Tasks: what must be done once, though who has it in hand may die, as fetching an article.

RQ alone loses a job whose process is killed between the queue and its first line. So each errand
is noted until it is done, with the holder of its lease and the job that is to do it. Doing one
twice is harmless.
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
"""What an errand is about that is about nothing in particular."""

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

    def note(self, errand: Task, job: str = NO_JOB, pipe: Pipeline | None = None) -> None:
        """Note that an errand waits.

        Args:
            errand: Which one.
            job: Id of the job that will do it, if there is one yet.
            pipe: The transaction that this belongs to, if any.
        """
        self._hold(errand, NOBODY, job, pipe)

    def job(self, errand: Task) -> str:
        """Return the id of the job that an errand waits in; `NO_JOB` if there is none."""
        found = self._redis.hget(keys.ERRANDS, str(errand))
        return NO_JOB if found is None else _Note.parse(as_text(found)).job

    def take(self, errand: Task, holder: str) -> None:
        """Note whose job does an errand now."""
        self._hold(errand, holder)

    def holder(self, errand: Task) -> str:
        """Return whose job does an errand; `NOBODY` if none does."""
        found = self._redis.hget(keys.ERRANDS, str(errand))
        return NOBODY if found is None else _Note.parse(as_text(found)).holder

    def done(self, errand: Task) -> None:
        """Forget an errand that is done, or is given up."""
        self._redis.hdel(keys.ERRANDS, str(errand))

    def lost(self, living: Mapping[str, Mapping[str, Any]], waiting: Collection[str]) -> list[Task]:
        """Return the errands that no job does, and that do not wait.

        Args:
            living: The heartbeats of all living processes.
            waiting: Ids of the jobs that wait on a queue, or for the time of their next try.
        """
        lost = []
        for field, value in self._redis.hgetall(keys.ERRANDS).items():
            note = _Note.parse(as_text(value))
            is_fresh = 0 <= time.time() - note.since < GRACE_S  # or the clock was put back
            is_done_now = is_at_work(note.holder, living)
            if not is_fresh and not is_done_now and note.job not in waiting:
                lost.append(Task.parse(as_text(field)))
        return lost

    def _hold(
        self, errand: Task, holder: str, job: str = NO_JOB, pipe: Pipeline | None = None
    ) -> None:
        note = _Note(holder, time.time(), job)
        (self._redis if pipe is None else pipe).hset(keys.ERRANDS, str(errand), str(note))


class _Note(NamedTuple):
    """Whose job does an errand, since when in seconds since the epoch, or which job waits."""

    holder: str
    since: float
    job: str

    def __str__(self) -> str:
        return f"{self.holder} {self.since:.3f} {self.job}"

    @classmethod
    def parse(cls, text: str) -> "_Note":
        holder, since, *job = text.split(" ")  # older versions noted no job
        return cls(holder, float(since), job[0] if job else NO_JOB)
