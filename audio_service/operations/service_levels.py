"""Service levels: targets, how well they are kept, and the history of the last hours."""

from collections.abc import Mapping, Sequence
from statistics import quantiles
from typing import Any

from audio_service.operations.snapshot import Snapshot
from cache.operations.counters import BOUNDS_S, CACHED_PRESS_S, Times
from cache.operations.history import EVERY_S, GAUGES, Sample, growth
from worker.jobs.queue_names import FIRST

OVER_S = 600
POINTS = 360
"""Largest number of points in a series."""

PER_MIN = (
    "presses_hit", "presses_missed", "narrations_ready", "narrations_failed", "plays:started",
)  # fmt: skip
"""Totals that the history shows as a rate per minute."""

TARGETS = {
    "first_sound_p50": 0.35,
    "first_sound_p95": 0.5,
    "cached_press_p95": 0.01,
    "oldest_press": 1.0,
    "narrations_failed": 0.0,
}
"""Targets, each in its own unit. First sound is measured up to the clip's announcement."""


def service_levels(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Return each target with its current value."""
    waits_s = [
        c.announced_at - c.asked_at for c in snapshot.clips if snapshot.at - c.announced_at < OVER_S
    ]
    p50_s, p95_s = median_and_p95(waits_s)
    depth = snapshot.depths.get(FIRST)
    oldest_s = (depth.oldest_s or 0.0) if depth else None
    return [
        _level("first_sound_p50", p50_s, "s"),
        _level("first_sound_p95", p95_s, "s"),
        _level("cached_press_p95", _cached_press(snapshot.samples).quantile(0.95), "s"),
        _level("oldest_press", oldest_s, "s", over_s=0),
        _level("narrations_ready", growth(snapshot.samples, "narrations_ready"), "narrations"),
        _level("narrations_failed", growth(snapshot.samples, "narrations_failed"), "narrations"),
        _level("hit_ratio", _hit_ratio(snapshot.samples), "ratio"),
    ]


def _level(name: str, value: float | None, unit: str, over_s: int = OVER_S) -> dict[str, Any]:
    target = TARGETS.get(name)
    return {
        "name": name,
        "value": None if value is None else round(value, 4),
        "target": target,
        "unit": unit,
        "met": None if value is None or target is None else value <= target,
        "over_s": over_s,
    }


def median_and_p95(seconds: Sequence[float]) -> tuple[float | None, float | None]:
    """Return the median and the 95th percentile of some times; None if there are none."""
    if len(seconds) < 2:
        only = round(seconds[0], 3) if seconds else None
        return only, only
    cuts = quantiles(seconds, n=20, method="inclusive")
    return round(cuts[9], 3), round(cuts[18], 3)


def _cached_press(samples: Sequence[Sample]) -> Times:
    names = [f"{CACHED_PRESS_S}:{number}" for number in range(len(BOUNDS_S[CACHED_PRESS_S]) + 1)]
    return Times(CACHED_PRESS_S, {name: growth(samples, name) or 0.0 for name in names})


def _hit_ratio(samples: Sequence[Sample]) -> float | None:
    hits, misses = growth(samples, "presses_hit") or 0, growth(samples, "presses_missed") or 0
    return round(hits / (hits + misses), 4) if hits + misses else None


def write_history(samples: Sequence[Sample]) -> dict[str, Any]:
    """Return samples as series; totals become rates per minute.

    Returns:
        `every_s`, the moments `at` in seconds since the epoch, and `series`, all of one length.
        If there are more samples than points, each point has the highest value of several samples.
    """
    step = max(1, -(-(len(samples) - 1) // POINTS))
    groups = [samples[i - 1 : i + step] for i in range(1, len(samples), step)]
    rows = [_row(group) for group in groups]
    names = rows[0].keys() if rows else ()
    return {
        "every_s": EVERY_S * step,
        "at": [round(group[-1].at) for group in groups],
        "series": {name: [row[name] for row in rows] for name in names},
    }


def _row(group: Sequence[Sample]) -> Mapping[str, float | None]:
    """Return one point of the series; the first sample only marks its beginning."""
    spoken_s, worked_s = growth(group, "audio_s"), growth(group, "synthesis_s")
    per_min = 60 / (EVERY_S * (len(group) - 1))
    return {
        **{name: _highest(group[1:], name) for name in GAUGES if not name.endswith("_bytes")},
        **{name: (growth(group, name) or 0.0) * per_min for name in PER_MIN},
        "hit_ratio": _hit_ratio(group),
        "cached_press_p95_s": _cached_press(group).quantile(0.95),
        "rtf": round(worked_s / spoken_s, 4) if spoken_s and worked_s is not None else None,
        "memory_mb": _in_mb(_highest(group[1:], "memory_bytes")),
        "redis_mb": _in_mb(_highest(group[1:], "redis_bytes")),
    }


def _in_mb(value: float | None) -> float | None:
    return None if value is None else round(value / 1e6, 1)


def _highest(samples: Sequence[Sample], name: str) -> float | None:
    values = [sample.values[name] for sample in samples]
    return max((value for value in values if value is not None), default=None)
