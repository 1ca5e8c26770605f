"""Recovery of jobs that were lost with a dead process.

The narration records and the stored slots are authoritative, not RQ's registries. An unfinished
narration must have a waiting job or a running job. A narration that has neither in several checks
in a row gets a new job. Several checks are needed, because a job is invisible for a moment between
queue and worker. Checks are counted instead of timed, because a clock may be changed. `attempts`
ends a narration whose jobs keep dying.
"""

import logging
import time
from collections import Counter
from collections.abc import Set as AbstractSet
from functools import partial

import redis

from cache.narrations.leases import Lease, Leases, is_at_work
from cache.narrations.name import NarrationName
from cache.narrations.narration_store import Narrations
from cache.narrations.record import Narration, State
from cache.redis import keys
from cache.redis.client import as_text
from worker.jobs.job_ids import FETCH, NARRATE, STITCH, parse_job_id
from worker.jobs.queues import Queues

EVERY_S = 1.0
MOST_LOAD = 0.02
"""Share of a core that checks may take; if one takes long, the next one is later."""

LOST_AFTER = 2
"""Number of checks in a row at which a job may be missing; at the next one, it counts as lost."""

log = logging.getLogger(__name__)


class Recovery:
    """Recovery of all unfinished narrations; several processes may run it.

    Args:
        client: Connection to the records.
        narrations: Store of narration records.
        leases: Store of heartbeats and leases.
        queues: Job queues.
    """

    def __init__(
        self, client: redis.Redis, narrations: Narrations, leases: Leases, queues: Queues
    ) -> None:
        self._redis = client
        self._narrations = narrations
        self._leases = leases
        self._queues = queues
        self._backlog = Backlog()
        self._took_s = 0.0

    def tick(self) -> list[str]:
        """Check once, unless another process does; return the requeued jobs for the log."""
        pause_s = max(EVERY_S * 0.9, self._took_s / MOST_LOAD)
        if not self._leases.try_lock("reconcile", pause_s):
            return []
        began = time.thread_time()
        try:
            return self._check()
        finally:
            self._took_s = time.thread_time() - began

    def _check(self) -> list[str]:
        """Check all unfinished narrations, and return the requeued jobs."""
        unfinished = self._narrations.unfinished_members()
        if not unfinished:
            self._redis.delete(keys.MISSED)
            return []
        quiet = self._backlog.without_job(unfinished, self._queues.waiting_ids())
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
        """Return the tokens of the missing jobs of a narration without waiting jobs."""
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
        """Return the jobs that were missing before; record the others for the next check."""
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
        enqueue = {
            NARRATE: self._queues.enqueue_lost_narrate,
            STITCH: self._queues.enqueue_stitch,
        }.get(token, partial(self._queues.enqueue_tokens, tokens=[token]))
        return self._narrations.requeue(narration.name, narration.run, enqueue)


class Backlog:
    """The unfinished narrations and the waiting jobs at the last check.

    Most narrations and jobs that wait are the same as at the last check, a second ago. So the names
    and ids are compared as sets, and only new ones and removed ones are parsed.
    """

    def __init__(self) -> None:
        self._members: AbstractSet[bytes] = frozenset()
        self._job_ids: AbstractSet[bytes] = frozenset()
        self._names: dict[str, NarrationName] = {}
        self._jobs: Counter[str] = Counter()

    def without_job(
        self, members: AbstractSet[bytes], job_ids: AbstractSet[bytes]
    ) -> list[NarrationName]:
        """Return the unfinished narrations for which no job waits.

        Args:
            members: Names of all unfinished narrations, as Redis has them.
            job_ids: Ids of all waiting jobs, as Redis has them.
        """
        for member in self._members - members:
            del self._names[NarrationName.parse(as_text(member)).tag]
        for member in members - self._members:
            name = NarrationName.parse(as_text(member))
            self._names[name.tag] = name
        self._count(self._job_ids - job_ids, -1)
        self._count(job_ids - self._job_ids, 1)
        self._members, self._job_ids = members, job_ids
        return [self._names[tag] for tag in sorted(self._names.keys() - self._jobs.keys())]

    def _count(self, job_ids: AbstractSet[bytes], change: int) -> None:
        """Count the jobs of each narration; one without jobs has no count."""
        for job_id in job_ids:
            waiting = parse_job_id(as_text(job_id))
            if waiting is None:
                continue
            self._jobs[waiting.tag] += change
            if not self._jobs[waiting.tag]:
                del self._jobs[waiting.tag]
