"""Snapshots of a healthy service, changed by a test."""

from typing import Any

from audio_service.operations.probes import FreeSpace, ProbeResult
from audio_service.operations.snapshot import Snapshot
from worker.articles.database_health import Health
from worker.jobs.queue_names import QUEUES
from worker.jobs.queues import Depth

NOW = 1_800_000_000.0


def process(role: str, **says: Any) -> dict[str, Any]:
    return {"role": role, "pid": 1, "host": "a", "since": NOW - 60, "version": "1", **says}


def well(**otherwise: Any) -> Snapshot:
    snapshot = {
        "at": NOW,
        "storage": ProbeResult(FreeSpace(1_000, 10**12)),
        "database": ProbeResult(Health(1_000)),
        "latency_s": 0.0001,
        "living": {role: process(role) for role in ("first", "rest", "fetch", "scheduler", "web")},
        "depths": dict.fromkeys(QUEUES, Depth(0, None)),
        "has_voices": True,
    }
    return Snapshot(**{**snapshot, **otherwise})
