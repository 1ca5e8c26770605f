"""Sampling of the service's figures for the history at `/status`."""

import time
from statistics import quantiles

import redis

from cache.narrations.leases import Leases
from cache.narrations.narration_store import Narrations
from cache.operations.counters import Counters
from cache.operations.history import EVERY_S, History, Sample
from worker.jobs.queues import Queues

LATE_S = 600
"""Period of the first clips in a sample, in seconds."""


class HistorySampler:
    """Sampler that takes a sample when it is due, unless another scheduler has taken it.

    Args:
        client: Connection to Redis.
        leases: Store of heartbeats.
        narrations: Store of narration records.
        queues: Job queues.
    """

    def __init__(
        self, client: redis.Redis, leases: Leases, narrations: Narrations, queues: Queues
    ) -> None:
        self._redis = client
        self._leases = leases
        self._narrations = narrations
        self._queues = queues
        self._counters = Counters(client)
        self._history = History(client)

    def tick(self) -> None:
        """Take a sample if the last one is old enough."""
        if self._leases.try_lock("history", EVERY_S - 0.5):
            self._history.add(self._sample(time.time()))

    def _sample(self, now: float) -> Sample:
        values: dict[str, float | None] = dict(self._counters.read())
        for name, depth in self._queues.depths(now).items():
            values[f"jobs_{name}"] = depth.jobs
            values[f"oldest_{name}_s"] = depth.oldest_s or 0.0
        clips = [c for c in self._counters.first_clips() if now - c.announced_at < LATE_S]
        waits_s = [clip.announced_at - clip.asked_at for clip in clips]
        cuts = quantiles(waits_s * 2, n=20, method="inclusive") if waits_s else [None] * 19
        said = self._leases.living().values()
        values |= {
            "unfinished": len(self._narrations.unfinished()),
            "first_clip_p50_s": cuts[9],
            "first_clip_p95_s": cuts[18],
            "listeners": sum(says.get("streams", 0) for says in said),
            "memory_bytes": sum(says.get("memory_bytes") or 0 for says in said),
            "redis_bytes": self._redis.info("memory")["used_memory"],
        }
        return Sample(now, values)
