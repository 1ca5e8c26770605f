"""The data of `/status`: service levels, alerts, processes, queues and narrations."""

from collections import Counter
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import redis

from audio_service.operations.alert_types import Alert, Severity
from audio_service.operations.alerts import HELP, find_alerts
from audio_service.operations.service_levels import median_and_p95, service_levels, write_history
from audio_service.operations.snapshot import ENDED_SEEN, Snapshot, SnapshotTaker
from audio_service.operations.speech_figures import list_speech_servers, list_voices
from cache.narrations.prepared_answers import rfc3339
from cache.narrations.record import time_line
from cache.operations.counters import REFUSED
from cache.operations.history import EVERY_S, KEPT
from cache.operations.plays import TOTAL, PlayEvent
from worker.errors import ImplausibleClipError, ImplausibleTrackError
from worker.jobs.queue_names import IN_ADVANCE, QUEUES

HISTORY_S = 3600
"""Default length of the history, in seconds."""

MOST_HISTORY_S = KEPT * EVERY_S

_IMPLAUSIBLE = (ImplausibleClipError, ImplausibleTrackError)
"""Errors of narrations whose audio failed its checks."""


def gather_status(
    snapshots: SnapshotTaker, history_s: int = HISTORY_S, *, is_passing_by: bool = False
) -> dict[str, Any]:
    """Return the fields of `/status`.

    Args:
        snapshots: Snapshots of the service.
        history_s: Length of the history, in seconds; 0 for none.
        is_passing_by: True for a command line process, whose settings may differ from the
            service's: it does not write the start of alerts to Redis.
    """
    snapshot = snapshots.look()
    alerts = find_alerts(snapshot)
    names = [alert.name for alert in alerts]
    since = snapshots.alert_times.of(names, now=snapshot.at, is_told=not is_passing_by)
    critical = [alert.sentence for alert in alerts if alert.severity is Severity.CRITICAL]
    return {
        "status": "degraded" if critical else "ok",
        "problems": critical,
        "alerts": [_alert(alert, since[alert.name]) for alert in alerts],
        "version": version("listen-to-article"),
        "service_levels": service_levels(snapshot),
        **_processes(snapshot),
        **_work(snapshot),
        **_figures(snapshot),
        **_stores(snapshot),
        "history": write_history(_samples(snapshots, snapshot, history_s)),
    }


def _samples(snapshots: SnapshotTaker, snapshot: Snapshot, history_s: int) -> Any:
    wanted = min(history_s, MOST_HISTORY_S) // EVERY_S
    if snapshot.redis_down or not wanted:
        return []
    try:
        return snapshots.history.read(wanted + 1)
    except redis.RedisError:
        return []


def _alert(alert: Alert, since: float) -> dict[str, Any]:
    return {**alert._asdict(), "since": rfc3339(since), "help": HELP + alert.name}


def _processes(snapshot: Snapshot) -> dict[str, Any]:
    restarts = Counter((death.role, death.host) for death in snapshot.deaths)
    return {
        "workers": [
            _process(name, says, snapshot.at, restarts[says["role"], says["host"]])
            for name, says in sorted(snapshot.living.items())
        ]
    }


def _process(name: str, says: Mapping[str, Any], now: float, restarts: int) -> dict[str, Any]:
    since = says.get("busy_since")
    return {
        "name": name,
        "role": says["role"],
        "pid": says["pid"],
        "host": says["host"],
        "up_s": round(now - says["since"], 1),
        "busy_with": says.get("busy_with"),
        "busy_s": round(max(0.0, now - since), 1) if since else None,
        "voice_loaded": says.get("voice_loaded"),
        "voices_loaded": says.get("voices_loaded", []),
        "voices_bytes": says.get("voices_bytes"),
        "rtf": says.get("rtf"),
        "memory_bytes": says.get("memory_bytes"),
        "cpu": says.get("cpu"),
        "restarts": restarts,
        "version": says.get("version"),
        "draining": bool(says.get("draining")),
    }


def _work(snapshot: Snapshot) -> dict[str, Any]:
    under_way = [time_line(n) for n in sorted(snapshot.under_way, key=lambda n: -n.queued_at)]
    return {
        "queues": {
            name: {
                **snapshot.depths[name]._asdict(),
                "paused": bool(snapshot.paused and name in IN_ADVANCE),
            }
            for name in QUEUES
            if name in snapshot.depths
        },
        "unfinished": snapshot.unfinished,
        "narrations": [_timed(line) for line in (*under_way, *snapshot.ended)][:ENDED_SEEN],
        "failures": [_failure(each) for each in snapshot.failures[:20]],
        "articles_hidden": False,
        "sources": [
            {
                "name": name,
                "kind": snapshot.upstreams[name],
                "looked_at": rfc3339(state.looked_at) if state.looked_at else None,
                "problem": state.problem or None,
            }
            for name, state in snapshot.sources.items()
        ],
        "listeners": {
            "streams": sum(says.get("streams", 0) for says in snapshot.living.values()),
            "plays_today": snapshot.plays_today,
        },
    }


def _timed(line: Mapping[str, Any]) -> dict[str, Any]:
    moments = ("queued_at", "first_clip_at", "ready_at", "ended_at")
    told = {name: rfc3339(line[name]) if line.get(name) else None for name in moments}
    shown = {name: value for name, value in line.items() if name != "is_wanted"}
    return {"trace": None, **shown, **told}


def _failure(failure: Mapping[str, Any]) -> dict[str, Any]:
    return {"retryable": False, **failure, "at": rfc3339(failure["at"])}


def _figures(snapshot: Snapshot) -> dict[str, Any]:
    counters = snapshot.counters
    hits, misses = counters.get("presses_hit", 0), counters.get("presses_missed", 0)
    spoken_s, worked_s = counters.get("audio_s", 0), counters.get("synthesis_s", 0)
    p50_s, p95_s = median_and_p95([clip.announced_at - clip.asked_at for clip in snapshot.clips])
    return {
        "presses": {
            "hits": int(hits),
            "misses": int(misses),
            "refused": int(sum(n for name, n in counters.items() if name.startswith(REFUSED))),
            "hit_ratio": round(hits / (hits + misses), 4) if hits + misses else None,
        },
        "plays": {event.value: int(counters.get(TOTAL + event, 0)) for event in PlayEvent},
        "first_clip": {"count": len(snapshot.clips), "p50_s": p50_s, "p95_s": p95_s},
        "speech": {
            "utterances": int(counters.get("utterances_spoken", 0)),
            "synthesis_s": round(worked_s, 2),
            "audio_s": round(spoken_s, 2),
            "rtf": round(worked_s / spoken_s, 4) if spoken_s else None,
        },
        "verification": {
            "tracks": int(counters.get("tracks_verified", 0)),
            "failures": int(sum(counters.get(f"failed:{error.code}", 0) for error in _IMPLAUSIBLE)),
            "clips_spoken_again": int(counters.get("clips_spoken_again", 0)),
            "latest": [{**verdict, "at": rfc3339(verdict["at"])} for verdict in snapshot.verdicts],
        },
        "narrations_ready": int(counters.get("narrations_ready", 0)),
        "narrations_failed": int(counters.get("narrations_failed", 0)),
        "narrations_taken_over": int(counters.get("narrations_taken_over", 0)),
        "voices": list_voices(
            snapshot.voices,
            counters,
            snapshot.articles_by_voice,
            snapshot.clips,
            snapshot.prices,
            snapshot.breakers,
        ),
        "month_costs": round(snapshot.month_costs, 4) if snapshot.prices else None,
        "speech_servers": list_speech_servers(snapshot.breakers, counters),
    }


def _stores(snapshot: Snapshot) -> dict[str, Any]:
    space, health, info = snapshot.storage.what, snapshot.database.what, snapshot.redis_info
    return {
        "storage": {
            "ok": snapshot.storage.error is None and space is not None and space.error is None,
            "used_bytes": space and space.used_bytes,
            "free_bytes": space and space.free_bytes,
            "latency_s": snapshot.storage.latency_s,
        },
        "redis": {
            "ok": snapshot.redis_down is None and snapshot.redis_refusal is None,
            "version": info.get("valkey_version") or info.get("redis_version"),
            "used_memory_bytes": info.get("used_memory"),
            "max_memory_bytes": info.get("maxmemory"),
            "latency_s": snapshot.latency_s,
            "keys": info.get("db0", {}).get("keys", 0) if info else None,
            "persistence": _persistence(info),
        },
        "database": {
            "ok": snapshot.database.error is None and health is not None,
            "size_bytes": health and health.size_bytes,
            "latency_s": snapshot.database.latency_s,
        },
    }


def _persistence(info: Mapping[str, Any]) -> dict[str, bool] | None:
    """Return Redis's persistence settings, and whether its last save succeeded."""
    if not info:
        return None
    append_only = bool(info.get("aof_enabled"))
    last_write = info.get("aof_last_write_status" if append_only else "rdb_last_bgsave_status")
    return {"append_only": append_only, "last_write_ok": last_write == "ok"}
