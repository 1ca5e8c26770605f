"""Sights of a service that is well, but for what a test says."""

from typing import Any

from audio_service.operations.probes import Room, Seen
from audio_service.operations.snapshot import Sight
from worker.articles.database import Health
from worker.jobs.queues import QUEUES, Depth

NOW = 1_800_000_000.0


def process(role: str, **says: Any) -> dict[str, Any]:
    return {"role": role, "pid": 1, "host": "a", "since": NOW - 60, "version": "1", **says}


def well(**otherwise: Any) -> Sight:
    sight = {
        "at": NOW,
        "storage": Seen(Room(1_000, 10**12)),
        "database": Seen(Health(1_000)),
        "latency_s": 0.0001,
        "living": {role: process(role) for role in ("first", "rest", "fetch", "scheduler", "web")},
        "depths": dict.fromkeys(QUEUES, Depth(0, None)),
        "has_voices": True,
    }
    return Sight(**{**sight, **otherwise})
