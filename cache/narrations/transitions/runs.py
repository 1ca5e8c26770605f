"""Transitions of a run under way: from queued to speaking, and repairs of lost slots."""

import time
from collections.abc import Callable, Iterable
from typing import cast

from redis.client import Pipeline

from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.record import UNFINISHED_STATES, Narration, Priority, State, Work
from cache.narrations.transitions.commands import announce, delete_record, work_keys
from cache.narrations.transitions.requests import Requests
from cache.redis import keys
from cache.redis.client import as_text

REPAIRS = "repairs"
"""Field that counts how often lost slots of a run were spoken again."""


class Runs(Requests):
    """Store of narration records, with the transitions of a run under way."""

    def speak(
        self, queued: Narration, work: Work, token: str, holder: str, *, goes_on: bool = True
    ) -> bool:
        """Change a queued narration to speaking, and queue its `speak` jobs.

        If listeners have heard an opening that differs from the work's, because the article was
        edited between two attempts of the job, a new run begins instead.

        Args:
            queued: The narration, as read at the start of its job.
            work: Utterances to speak, and slots that exist already.
            token: Token of the calling job, for its lease on the first missing utterance.
            holder: Holder of the lease.
            goes_on: True if the calling job speaks the first missing utterance.

        Returns:
            False if another run has started meanwhile, or begins now.
        """
        name = queued.name
        missing = [i for i in range(len(work.utterances)) if i not in work.slots]

        def transition(pipe: Pipeline, narration: Narration) -> bool:
            if (narration.run, narration.state) != (queued.run, State.QUEUED):
                return False
            if not _is_heard_within(pipe, work, name):
                self._begin(pipe, narration, work.basis, narration.priority)
                return True
            state, now = State.SPEAKING if missing else State.STITCHING, time.time()
            pipe.multi()
            pipe.hset(
                keys.narration(str(name)),
                mapping={
                    "state": state,
                    "basis": str(work.basis),
                    "fingerprint": work.fingerprint,
                    "about": work.about,
                    "longest_s": work.longest_s,
                    "clips_total": len(work.utterances),
                    "next": missing[0] + goes_on if missing else len(work.utterances),
                    "updated_at": now,
                },
            )
            if 0 in work.slots:
                pipe.hsetnx(keys.narration(str(name)), "first_clip_at", str(now))
            pipe.delete(*work_keys(name))
            pipe.rpush(keys.utterances(str(name)), *work.utterances)
            if work.slots:
                pipe.hset(
                    keys.slots(str(name)), mapping={str(i): slot for i, slot in work.slots.items()}
                )
            if missing and goes_on:
                pipe.hset(keys.leases(str(name)), token, f"{holder} {missing[0]}")
                begun_by, _, _ = holder.partition("#")
                pipe.hset(keys.attempts(str(name)), str(missing[0]), begun_by)
            if missing:
                self._queueing.enqueue_speak(pipe, name, queued.run, narration.priority)
            else:
                self._queueing.enqueue_stitch(pipe, name, queued.run, narration.priority)
            announce(pipe, name, state)
            return True

        change = self.change(name, transition)
        return change.happened and change.narration.run == queued.run

    def hand_over(self, queued: Narration, basis: Basis, voice: str) -> None:
        """Request the article in another voice, and delete the queued narration.

        Args:
            queued: The narration, as read at the start of its job; its voice was chosen before the
                article's language was known.
            basis: Basis of the new narration.
            voice: Name of the other voice.
        """
        self.request(NarrationName(queued.name.article_id, voice), basis, queued.priority)

        def transition(pipe: Pipeline, narration: Narration) -> bool:
            if narration.run != queued.run:
                return False
            pipe.multi()
            delete_record(pipe, queued.name)
            return True

        self.change(queued.name, transition)

    def requeue(
        self,
        name: NarrationName,
        run: int,
        enqueue: Callable[[Pipeline, NarrationName, int, Priority], None],
    ) -> bool:
        """Queue a job of an unfinished run, with the narration's current priority.

        Args:
            name: Name of the narration.
            run: Number of the run.
            enqueue: Function that adds the job to the transaction.

        Returns:
            True if the run is unfinished and the job was queued.
        """

        def transition(pipe: Pipeline, narration: Narration) -> bool:
            if narration.run != run or narration.state not in UNFINISHED_STATES:
                return False
            pipe.multi()
            enqueue(pipe, name, run, narration.priority)
            return True

        return self.change(name, transition).happened

    def drop_slots(self, name: NarrationName, run: int, indexes: Iterable[int]) -> None:
        """Delete slots that are no longer stored, and queue jobs that speak them again."""
        lost = [str(index) for index in indexes]

        def transition(pipe: Pipeline, narration: Narration) -> bool:
            if narration.run != run or narration.state not in (State.SPEAKING, State.STITCHING):
                return False
            pipe.multi()
            pipe.hdel(keys.slots(str(name)), *lost)
            pipe.hset(
                keys.narration(str(name)),
                mapping={"state": State.SPEAKING, "updated_at": time.time()},
            )
            pipe.hincrby(keys.attempts(str(name)), REPAIRS, 1)
            self._queueing.enqueue_speak(pipe, name, run, narration.priority)
            announce(pipe, name, State.SPEAKING)
            return True

        self.change(name, transition)

    def repairs(self, name: NarrationName) -> int:
        """Return the number of times that lost slots of the current run were spoken again."""
        return int(self._redis.hget(keys.attempts(str(name)), REPAIRS) or 0)


def _is_heard_within(pipe: Pipeline, work: Work, name: NarrationName) -> bool:
    """Return True if every slot announced so far is one of the work's, at the same place."""
    slots = keys.slots(str(name))
    pipe.watch(slots)  # type: ignore[no-untyped-call]  # redis-py has no types here
    heard = cast("dict[bytes, bytes]", pipe.hgetall(slots))
    return all(work.slots.get(int(index)) == as_text(slot) for index, slot in heard.items())
