"""The part of the job queues that transitions need."""

from typing import Protocol

from redis.client import Pipeline

from cache.narrations.name import NarrationName
from cache.narrations.record import Priority


class Queueing(Protocol):
    """The part of the job queues that transitions need; `worker.jobs.queues` implements it."""

    def enqueue_narrate(
        self, pipe: Pipeline, name: NarrationName, run: int, priority: Priority
    ) -> None:
        """Add the job that reads the article to the transaction."""

    def enqueue_speak(
        self, pipe: Pipeline, name: NarrationName, run: int, priority: Priority
    ) -> None:
        """Add the jobs that speak the utterances to the transaction."""

    def enqueue_stitch(
        self, pipe: Pipeline, name: NarrationName, run: int, priority: Priority
    ) -> None:
        """Add the job that joins the slots to the transaction."""

    def hasten(self, pipe: Pipeline, name: NarrationName, now: float) -> None:
        """Move waiting jobs of `name` to a listener's queues, as part of the transaction."""
