"""Metrics in Prometheus's text format, read from Redis, so that every process returns the same.

Source: https://prometheus.io/docs/practices/naming/
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from audio_service.operations.alert_types import Severity
from audio_service.operations.alerts import CHECKS, find_alerts
from audio_service.operations.snapshot import Snapshot
from audio_service.operations.speech_figures import COUNTED, speech_server_metrics, voice_metrics
from cache.operations.counters import BOUNDS_S, CACHED_PRESS_S, FIRST_CLIP_S, REFUSED, Times
from cache.operations.deaths import COUNTED as DIED
from cache.operations.heartbeats import WEB
from cache.operations.plays import TOTAL
from cache.operations.voice_figures import COUNTED as OF_VOICE
from worker.jobs.queue_names import Lane

ROLES = (*(lane.value for lane in Lane), "scheduler", WEB)


class _Total(NamedTuple):
    """A counter in Prometheus's terms.

    Attributes:
        name: Name without the final `_total`.
        about: Help text.
        label: Name and value of its label; None if it has none.
    """

    name: str
    about: str
    label: tuple[str, str] | None = None


_PRESSES, _NARRATIONS = "Presses of the play button", "Narrations that ended"

TOTALS = {
    "presses_hit": _Total("listen_presses", _PRESSES, ("result", "hit")),
    "presses_missed": _Total("listen_presses", _PRESSES, ("result", "miss")),
    "narrations_ready": _Total("listen_narrations", _NARRATIONS, ("result", "ready")),
    "narrations_failed": _Total("listen_narrations", _NARRATIONS, ("result", "failed")),
    "narrations_taken_over": _Total("listen_narrations", _NARRATIONS, ("result", "taken-over")),
    "utterances_spoken": _Total("listen_utterances", "Utterances spoken"),
    "characters": _Total("listen_characters", "Characters spoken"),
    "synthesis_s": _Total("listen_synthesis_seconds", "Synthesis time of engines"),
    "audio_s": _Total("listen_audio_seconds", "Length of the synthesized audio"),
    "tracks_verified": _Total("listen_tracks_verified", "Tracks that passed verification"),
    "clips_spoken_again": _Total(
        "listen_clips_spoken_again", "Clips whose first synthesis failed the check"
    ),
    "entries_unusable": _Total(
        "listen_entries_unusable", "Entries of sources that could not be read as articles"
    ),
}
"""Prometheus names of counters; other names are derived from the counter's own."""

LABELLED = {
    "failed:": ("listen_failures", "Failures", "code"),
    REFUSED: ("listen_presses_refused", "Refused presses on new narrations", "code"),
    TOTAL: ("listen_plays", "Play events of listeners", "event"),
    DIED: ("listen_process_deaths", "Processes that died", "role"),
}
"""Counters whose name ends in the value of a label."""

TIMES = {
    FIRST_CLIP_S: (
        "listen_first_sound_seconds",
        "Time from a press on a new article to its first clip",
    ),
    CACHED_PRESS_S: (
        "listen_cached_press_seconds",
        "Response time of presses that the cache answers",
    ),
}


def write_metrics(snapshot: Snapshot) -> bytes:
    """Return all metrics in Prometheus's text format."""
    registry = CollectorRegistry()
    registry.register(_Figures(snapshot))
    return generate_latest(registry)


class _Figures(Collector):
    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def collect(self) -> Iterator[Metric]:
        """Yield all metrics.

        Yields:
            One metric family at a time.
        """
        yield from _alerts(self._snapshot)
        yield from _queues(self._snapshot)
        yield from _processes(self._snapshot)
        yield from _stores(self._snapshot)
        yield from speech_server_metrics(self._snapshot.breakers, self._snapshot.counters)
        if self._snapshot.prices:
            yield from _gauge(
                "listen_month_costs", "Estimated costs of voices", self._snapshot.month_costs
            )
        yield from voice_metrics(
            self._snapshot.counters, self._snapshot.articles_by_voice, self._snapshot.breakers
        )
        yield from _totals(self._snapshot.counters)
        yield from _histograms(self._snapshot.counters)


def _gauge(name: str, about: str, value: float | None) -> Iterator[Metric]:
    if value is not None:
        yield GaugeMetricFamily(name, about, value=value)


def _alerts(snapshot: Snapshot) -> Iterator[Metric]:
    alerts = find_alerts(snapshot)
    wrong = {alert.name for alert in alerts}
    is_bad = any(alert.severity is Severity.CRITICAL for alert in alerts)
    yield from _gauge("listen_ok", "1 if listeners are being served", not is_bad)
    family = GaugeMetricFamily(
        "listen_alert", "1 while the alert is active", labels=["name", "severity"]
    )
    for check in CHECKS:
        family.add_metric([check.name, check.severity], check.name in wrong)
    yield family


def _queues(snapshot: Snapshot) -> Iterator[Metric]:
    jobs = GaugeMetricFamily("listen_queue_jobs", "Waiting jobs", labels=["queue"])
    age = GaugeMetricFamily("listen_queue_oldest_seconds", "Longest wait", labels=["queue"])
    for name, depth in snapshot.depths.items():
        jobs.add_metric([name], depth.jobs)
        age.add_metric([name], depth.oldest_s or 0)
    yield from (jobs, age)
    if snapshot.redis_down is None:
        yield from _gauge(
            "listen_unfinished_narrations", "Narrations in progress", snapshot.unfinished
        )


def _processes(snapshot: Snapshot) -> Iterator[Metric]:
    workers = GaugeMetricFamily("listen_workers", "Running processes", labels=["role"])
    busy = GaugeMetricFamily("listen_workers_busy", "Processes that do a job", labels=["role"])
    memory = GaugeMetricFamily(
        "listen_resident_memory_bytes", "Memory of the processes of a role", labels=["role", "host"]
    )
    cpu = GaugeMetricFamily("listen_cpu_cores", "Cores in use", labels=["role", "host"])
    roles, occupied = Counter(snapshot.roles), Counter[str]()
    used: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for says in snapshot.living.values():
        occupied[says["role"]] += bool(says.get("busy_with"))
        sums = used[says["role"], says["host"]]
        sums[0] += says.get("memory_bytes") or 0
        sums[1] += says.get("cpu") or 0
    for role in ROLES:
        workers.add_metric([role], roles[role])
        busy.add_metric([role], occupied[role])
    for (role, host), (memory_bytes, cores) in sorted(used.items()):
        memory.add_metric([role, host], memory_bytes)
        cpu.add_metric([role, host], cores)
    if snapshot.redis_down is None:
        yield from (workers, busy, memory, cpu)
        streams = sum(says.get("streams", 0) for says in snapshot.living.values())
        yield from _gauge("listen_streams", "Open streams of narrations in progress", streams)


def _stores(snapshot: Snapshot) -> Iterator[Metric]:
    space, health, info = snapshot.storage.what, snapshot.database.what, snapshot.redis_info
    yield from _gauge("listen_redis_up", "1 if Redis answers", snapshot.redis_down is None)
    yield from _gauge("listen_redis_latency_seconds", "Response time of Redis", snapshot.latency_s)
    used, most = info.get("used_memory"), info.get("maxmemory")
    yield from _gauge("listen_redis_memory_bytes", "Memory that Redis uses", used)
    yield from _gauge("listen_redis_max_memory_bytes", "Memory limit of Redis; 0: no limit", most)
    if space:
        is_up = snapshot.storage.error is None and space.error is None
        yield from _gauge("listen_storage_up", "1 if audio can be stored", is_up)
        yield from _gauge(
            "listen_storage_used_bytes", "Used space on the disk of audio", space.used_bytes
        )
        yield from _gauge(
            "listen_storage_free_bytes", "Free space on the disk of audio", space.free_bytes
        )
    is_up = snapshot.database.error is None
    yield from _gauge("listen_database_up", "1 if articles can be stored", is_up)
    if health:
        yield from _gauge("listen_database_bytes", "Size of the article store", health.size_bytes)


def _totals(counters: Mapping[str, float]) -> Iterator[Metric]:
    families: dict[str, CounterMetricFamily] = {}
    for what, value in sorted(counters.items()):
        if what.partition(":")[0] in TIMES or what.startswith((COUNTED, OF_VOICE)):
            continue
        total = _total(what)
        labels = [total.label[0]] if total.label else []
        family = families.setdefault(
            total.name, CounterMetricFamily(total.name, total.about, labels=labels)
        )
        family.add_metric([total.label[1]] if total.label else [], value)
    yield from families.values()


def _total(what: str) -> _Total:
    """Return a counter's Prometheus name."""
    if what in TOTALS:
        return TOTALS[what]
    for prefix, (name, about, label) in LABELLED.items():
        if what.startswith(prefix):
            return _Total(name, about, (label, what.removeprefix(prefix)))
    name = re.sub(r"[^a-z0-9_]", "_", re.sub(r"_s$", "_seconds", what.lower()))
    return _Total(f"listen_{name}", name.replace("_", " ").capitalize())


def _histograms(counters: Mapping[str, float]) -> Iterator[Metric]:
    for what, (name, about) in TIMES.items():
        times, buckets, so_far = Times(what, counters), [], 0
        bounds = [*map(str, BOUNDS_S[what]), "+Inf"]
        for bound, count in zip(bounds, times.counts, strict=True):
            so_far += count
            buckets.append((bound, float(so_far)))
        yield HistogramMetricFamily(name, about, buckets=buckets, sum_value=times.sum_s)
