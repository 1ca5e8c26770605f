"""History of the service's figures: one sample every ten seconds, over six hours.

A sample has gauges and totals; the difference of two totals is the growth between two samples.
"""

import json
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import redis

from cache.operations.counters import BOUNDS_S, CACHED_PRESS_S
from cache.redis import keys
from cache.redis.transactions import send_once

EVERY_S = 10
"""Interval between two samples, in seconds."""

KEPT = 2160
"""Number of samples kept: six hours."""

KEPT_S = 86_400

QUEUES = ("first", "play", "pregenerate", "studio", "fetch", "chores")

GAUGES = (
    *(f"jobs_{queue}" for queue in QUEUES),
    *(f"oldest_{queue}_s" for queue in QUEUES),
    "unfinished",
    "first_clip_p50_s",
    "first_clip_p95_s",
    "listeners",
    "memory_bytes",
    "redis_bytes",
)
"""Values at the moment of a sample; `first_clip` covers the last ten minutes."""

TOTALS = (
    "presses_hit",
    "presses_missed",
    "narrations_ready",
    "narrations_failed",
    "synthesis_s",
    "audio_s",
    "plays:started",
    *(f"{CACHED_PRESS_S}:{number}" for number in range(len(BOUNDS_S[CACHED_PRESS_S]) + 1)),
)
"""Counters whose current value a sample has."""

_FIELDS = (*GAUGES, *TOTALS)


class Sample(NamedTuple):
    """A sample: the service's figures at one moment.

    Attributes:
        at: Time, in seconds since the epoch.
        values: Figures by the names of `GAUGES` and `TOTALS`; None if there was nothing to measure.
    """

    at: float
    values: Mapping[str, float | None]


class History:
    """Store of the samples, in Redis."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    def add(self, sample: Sample) -> None:
        """Add a sample, and delete the oldest one if there are too many."""
        values = [sample.values.get(name) for name in _FIELDS]
        line = json.dumps([round(sample.at, 1), *map(_short, values)], separators=(",", ":"))
        send_once(
            self._redis,
            lambda pipe: [
                pipe.lpush(keys.HISTORY, line),
                pipe.ltrim(keys.HISTORY, 0, KEPT - 1),
                pipe.expire(keys.HISTORY, KEPT_S),
            ],
        )

    def read(self, most: int = KEPT) -> list[Sample]:
        """Return the latest samples, oldest first; samples with other fields are skipped."""
        rows = [json.loads(line) for line in self._redis.lrange(keys.HISTORY, 0, most - 1)]
        return [
            Sample(at, dict(zip(_FIELDS, values, strict=True)))
            for at, *values in reversed(rows)
            if len(values) == len(_FIELDS)
        ]


def growth(samples: Sequence[Sample], name: str) -> float | None:
    """Return the growth of a total over some samples; None if there are fewer than two samples.

    A total that became smaller was reset, because Redis was emptied.
    """
    values = [sample.values[name] or 0.0 for sample in samples]
    if len(values) < 2:
        return None
    return sum(after - before if after >= before else after for before, after in pairwise(values))


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
