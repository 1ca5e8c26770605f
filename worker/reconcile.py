"""Finds what a dead process left, and queues it again.

The truth is the record and the stored slots, not RQ's registries. An unfinished narration should
have a job waiting, or in the hands of a living worker; one that has neither, twice in a row, gets a
fresh job. Twice, since a job is in nobody's hands for a moment between queue and worker.
"""

import logging
import time

import redis

from cache import keys
from cache.connection import as_text
from cache.leases import Lease, Leases
from cache.narrations import Narrations
from cache.records import Narration, Priority, State
from worker.queue import FETCH, NARRATE, STITCH, Queues

EVERY_S = 1.0
MISSING_FOR_S = 1.5
"""How long a job may be nowhere before it counts as lost, in seconds."""

log = logging.getLogger(__name__)


class Reconciler:
    """Looks after all unfinished narrations; any number of processes may run one.

    Args:
        client: Connection to the records.
        narrations: The records.
        leases: Who has what in hand.
        queues: Where jobs wait.
    """

    def __init__(
        self, client: redis.Redis, narrations: Narrations, leases: Leases, queues: Queues
    ) -> None:
        self._redis = client
        self._narrations = narrations
        self._leases = leases
        self._queues = queues

    def tick(self, now: float | None = None) -> list[str]:
        """Look once, if nobody else does, and return what was queued again, for the log.

        Args:
            now: In seconds since the epoch; the clock's time if not given.
        """
        if not self._leases.try_lock("reconcile", EVERY_S * 0.9):
            return []
        now = time.time() if now is None else now
        unfinished = self._narrations.unfinished()
        if not unfinished:
            self._redis.delete(keys.MISSING)
            return []
        waiting = self._queues.waiting()
        tags = {job.tag for job in waiting}
        quiet = [name for name in unfinished if name.tag not in tags]
        living = self._leases.living().keys()
        requeued, missing = [], {}
        for narration in self._narrations.read_many(quiet):
            leases = [x for x in self._leases.held(narration.name) if x.worker in living]
            for token in self._lost(narration, leases):
                missing[f"{narration.name.tag}-{narration.run}-{token}"] = (narration, token)
        for job, (narration, token) in self._overdue(missing, now).items():
            if self._requeue(narration, token):
                requeued.append(job)
                log.warning("%s: %s was lost; queued again", narration.name, token)
        return requeued

    def _lost(self, narration: Narration, leases: list[Lease]) -> list[str]:
        """Return which jobs a narration without waiting jobs should have, and has not."""
        held = {lease.token for lease in leases}
        if narration.state is State.QUEUED:
            return [] if held & {NARRATE, FETCH} else [NARRATE]
        if narration.state is State.STITCHING:
            return [] if STITCH in held else [STITCH]
        if narration.state is not State.SPEAKING:
            return []
        in_hand = sum(lease.index is not None for lease in leases)
        unclaimed = narration.clips_total - narration.clips_done - in_hand
        free = [token for token in self._queues.tokens if token not in held]
        return free[: max(0, unclaimed)]

    def _overdue(
        self, missing: dict[str, tuple[Narration, str]], now: float
    ) -> dict[str, tuple[Narration, str]]:
        """Return those that were missing before, too, and note the others for the next time."""
        before = {as_text(k): float(v) for k, v in self._redis.hgetall(keys.MISSING).items()}
        overdue = {
            job: found
            for job, found in missing.items()
            if now - before.get(job, now) >= MISSING_FOR_S
        }
        still = [(job, before.get(job, now)) for job in missing if job not in overdue]
        with self._redis.pipeline() as pipe:
            pipe.delete(keys.MISSING)
            for job, since in still:
                pipe.hset(keys.MISSING, job, str(since))
            pipe.execute()
        return overdue

    def _requeue(self, narration: Narration, token: str) -> bool:
        name, run = narration.name, narration.run

        def enqueue(pipe: redis.client.Pipeline, priority: Priority) -> None:
            if token == NARRATE:
                self._queues.enqueue_narrate(pipe, name, run, priority)
            elif token == STITCH:
                self._queues.enqueue_stitch(pipe, name, run, priority)
            else:
                self._queues.enqueue_tokens(pipe, name, run, priority, [token])

        return self._narrations.requeue(name, run, enqueue)
