"""Finds what a dead process left, and queues it again.

The truth is the record and the stored slots, not RQ's registries. An unfinished narration should
have a job waiting, or a job at work, as the heartbeats say; one that has neither, several times in
a row, gets a fresh job. Several times, since a job is in nobody's hands for a moment between queue
and worker; they are counted, since a clock may be put forward or back.
"""

import logging

import redis

from cache.narrations.leases import Lease, Leases, is_at_work
from cache.narrations.record import Narration, Priority, State
from cache.narrations.transitions import Narrations
from cache.redis import keys
from cache.redis.client import as_text
from worker.jobs.queues import FETCH, NARRATE, STITCH, Queues

EVERY_S = 1.0
LOST_AFTER = 2
"""How often in a row a job may be nowhere before it counts as lost, at the next look."""

log = logging.getLogger(__name__)


class Recovery:
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

    def tick(self) -> list[str]:
        """Look once, if nobody else does, and return what was queued again, for the log."""
        if not self._leases.try_lock("reconcile", EVERY_S * 0.9):
            return []
        unfinished = self._narrations.unfinished()
        if not unfinished:
            self._redis.delete(keys.MISSED)
            return []
        waiting = self._queues.waiting()
        tags = {job.tag for job in waiting}
        quiet = [name for name in unfinished if name.tag not in tags]
        living = self._leases.living()
        requeued, missing = [], {}
        for narration in self._narrations.read_many(quiet):
            held = self._leases.held(narration.name)
            leases = [lease for lease in held if is_at_work(lease.holder, living)]
            for token in self._lost(narration, leases):
                missing[f"{narration.name.tag}-{narration.run}-{token}"] = (narration, token)
        for job, (narration, token) in self._overdue(missing).items():
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
        self, missing: dict[str, tuple[Narration, str]]
    ) -> dict[str, tuple[Narration, str]]:
        """Return those that were missing before, too, and note the others for the next time."""
        before = {as_text(k): int(v) for k, v in self._redis.hgetall(keys.MISSED).items()}
        overdue = {job: x for job, x in missing.items() if before.get(job, 0) >= LOST_AFTER}
        still = {job: str(before.get(job, 0) + 1) for job in missing if job not in overdue}
        with self._redis.pipeline() as pipe:
            pipe.delete(keys.MISSED)
            for job, times in still.items():
                pipe.hset(keys.MISSED, job, times)
            pipe.execute()
        return overdue

    def _requeue(self, narration: Narration, token: str) -> bool:
        name, run = narration.name, narration.run

        def enqueue(pipe: redis.client.Pipeline, priority: Priority) -> None:
            if token == NARRATE:
                self._queues.enqueue_lost_narrate(pipe, name, run, priority)
            elif token == STITCH:
                self._queues.enqueue_stitch(pipe, name, run, priority)
            else:
                self._queues.enqueue_tokens(pipe, name, run, priority, [token])

        return self._narrations.requeue(name, run, enqueue)
