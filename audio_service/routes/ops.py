"""Operations: is it alive, is it ready, are listeners served."""

import json
import time
from collections.abc import Callable
from importlib.metadata import version
from statistics import quantiles
from typing import Any

import redis
from flask import Blueprint, Response, current_app
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

from audio_service.desk import Desk, desk
from audio_service.openapi import Media, describes, write_openapi
from audio_service.problems import problem
from audio_service.routes.status_page import show_status, wants_page
from audio_service.schemas import Health, Status
from audio_service.security import open_to_all
from cache.connection import REDIS_DOWN
from cache.errors import ListenError
from cache.plays import TOTAL, PlayEvent
from cache.urls import rfc3339
from worker.queue import Lane

ops = Blueprint("ops", __name__)

JSON = "application/json"
SLOW_FIRST_S = 10.0
"""A press that waited this long for a worker means that none serves it."""


_IMPLAUSIBLE = ("clip-implausible", "track-implausible")
"""Codes of narrations that failed because their sound was not fit to be published."""

PROBE_PATH = "probe"
"""An empty object, written to see whether storage takes any."""

_NO_FIGURES: dict[str, Any] = {
    "workers": [],
    "queues": {},
    "unfinished": 0,
    "presses": {"hits": 0, "misses": 0, "hit_ratio": None},
    "plays": dict.fromkeys(PlayEvent, 0),
    "first_clip": {"count": 0, "p50_s": None, "p95_s": None},
    "speech": {"utterances": 0, "synthesis_s": 0.0, "audio_s": 0.0, "rtf": None},
    "verification": {"tracks": 0, "failures": 0, "clips_spoken_again": 0, "latest": []},
    "narrations_ready": 0,
    "narrations_failed": 0,
    "failures": [],
    "sources": [],
}
"""What is shown while Redis cannot be read."""

_WITHOUT = {
    "first": "no worker serves the queue 'first': new articles stay silent",
    "rest": "no worker serves the queue 'play': new articles stop early",
    "scheduler": "no scheduler: failed jobs are not tried again",
}


@ops.get("/healthz")
@describes("Liveness", answers={200: Health})
@open_to_all
def healthz() -> Response:
    """Answer that this process answers."""
    return Response('{"status": "ok"}', content_type=JSON)


@ops.get("/readyz")
@describes("Readiness", answers={200: Health}, problems=["not-ready"])
@open_to_all
def readyz() -> Response:
    """Answer whether a press would be served: Redis, storage, articles, and somebody to speak."""
    missing = find_problems(desk())
    if missing:
        return problem(503, "not-ready", "; ".join(missing))
    return Response('{"status": "ready"}', content_type=JSON)


@ops.get("/status")
@describes("Status", query=["format", "since"], answers={200: Status})
@open_to_all
def status() -> Response:
    """Answer whether listeners are being served, and what everybody is doing.

    To a browser as a page, to everybody else and with `format=json` as JSON.
    """
    found = gather_status(desk())
    if wants_page():
        return show_status(found)
    answer = Response(json.dumps(found, ensure_ascii=False), content_type=JSON)
    answer.vary.add("Accept")
    return answer


@ops.get("/metrics")
@describes("Metrics", answers={200: Media("text/plain")})
@open_to_all
def metrics() -> Response:
    """Answer the same figures for Prometheus."""
    registry = CollectorRegistry()
    try:
        counters = desk().counters.read()
    except redis.RedisError:
        counters = {}
    registry.register(_Figures(gather_status(desk()), counters))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


@ops.get("/openapi.json")
@open_to_all
def openapi_json() -> Response:
    """Answer what can be asked here, as OpenAPI 3.1."""
    return Response(json.dumps(write_openapi(current_app), ensure_ascii=False), content_type=JSON)


def find_problems(desk: Desk) -> list[str]:
    """Return what keeps listeners from being served now, in words for an operator."""
    try:
        problems = _find_missing(desk)
    except REDIS_DOWN:
        problems = ["Redis does not answer; see REDIS_URL"]
    except redis.ResponseError as error:
        problems = [f"Redis refuses to write: {error}"]
    checks: dict[str, Callable[[], object]] = {
        "storage": lambda: desk.storage.write(PROBE_PATH, b""),
        "article store": lambda: desk.store.edition("none"),
    }
    for name, check in checks.items():
        try:
            check()
        except ListenError as error:
            problems.append(f"{name}: {error}")
    return problems


def _find_missing(desk: Desk) -> list[str]:
    desk.leases.try_lock("probe", seconds=1)  # or Redis cannot write
    roles = {says["role"] for says in desk.leases.living().values()}
    problems = [message for role, message in _WITHOUT.items() if role not in roles]
    if not desk.voices.all():
        problems.append("no voice can be used; see the workers' log")
    waited = desk.queues.depths(time.time())["first"].oldest_s
    if waited is not None and waited > SLOW_FIRST_S:
        problems.append(f"a press has waited {waited:.0f} s for a worker")
    return problems


def gather_status(desk: Desk) -> dict[str, Any]:
    """Return what /status shows."""
    problems = find_problems(desk)
    try:
        figures = _figures(desk)
        problems += _find_unfetched(desk, figures["workers"])
    except redis.RedisError:
        figures = _NO_FIGURES
    return {
        "status": "degraded" if problems else "ok",
        "problems": problems,
        "version": version("listen-to-article"),
        **figures,
    }


def _figures(desk: Desk) -> dict[str, Any]:
    now = time.time()
    counters = desk.counters.read()
    hits, misses = counters.get("presses_hit", 0), counters.get("presses_missed", 0)
    spoken_s, worked_s = counters.get("audio_s", 0), counters.get("synthesis_s", 0)
    return {
        "workers": [
            {
                "name": name,
                "role": says["role"],
                "pid": says["pid"],
                "host": says["host"],
                "up_s": round(now - says["since"], 1),
            }
            for name, says in sorted(desk.leases.living().items())
        ],
        "queues": {name: depth._asdict() for name, depth in desk.queues.depths(now).items()},
        "unfinished": len(desk.narrations.unfinished()),
        "presses": {
            "hits": int(hits),
            "misses": int(misses),
            "hit_ratio": round(hits / (hits + misses), 4) if hits + misses else None,
        },
        "plays": {event.value: int(counters.get(TOTAL + event, 0)) for event in PlayEvent},
        "first_clip": _waits(
            [clip.announced_at - clip.asked_at for clip in desk.counters.first_clips()]
        ),
        "speech": {
            "utterances": int(counters.get("utterances_spoken", 0)),
            "synthesis_s": round(worked_s, 2),
            "audio_s": round(spoken_s, 2),
            "rtf": round(worked_s / spoken_s, 4) if spoken_s else None,
        },
        "verification": {
            "tracks": int(counters.get("tracks_verified", 0)),
            "failures": int(sum(counters.get(f"failed:{code}", 0) for code in _IMPLAUSIBLE)),
            "clips_spoken_again": int(counters.get("clips_spoken_again", 0)),
            "latest": [{**v, "at": rfc3339(v["at"])} for v in desk.counters.verdicts()],
        },
        "narrations_ready": int(counters.get("narrations_ready", 0)),
        "narrations_failed": int(counters.get("narrations_failed", 0)),
        "sources": [_source(desk, name) for name in desk.publication.upstreams],
        "failures": [{**f, "at": rfc3339(f["at"])} for f in desk.narrations.failures()[:20]],
    }


def _find_unfetched(desk: Desk, workers: list[dict[str, Any]]) -> list[str]:
    """Return what keeps new articles from coming in; what is here already is heard all the same."""
    if not desk.publication.upstreams or any(says["role"] == Lane.FETCH for says in workers):
        return []
    return ["no process serves the queue 'fetch': sources are not looked at"]


def _source(desk: Desk, name: str) -> dict[str, Any]:
    state = desk.states.read(name)
    return {
        "name": name,
        "kind": desk.publication.upstreams[name].kind,
        "looked_at": rfc3339(state.looked_at) if state.looked_at else None,
        "problem": state.problem or None,
    }


def _waits(seconds: list[float]) -> dict[str, Any]:
    if len(seconds) < 2:
        only = seconds[0] if seconds else None
        return {"count": len(seconds), "p50_s": only, "p95_s": only}
    cuts = quantiles(seconds, n=20, method="inclusive")
    return {"count": len(seconds), "p50_s": round(cuts[9], 3), "p95_s": round(cuts[18], 3)}


class _Figures:
    """What Prometheus collects, from figures that were read already."""

    def __init__(self, status: dict[str, Any], counters: dict[str, float]) -> None:
        self._status = status
        self._counters = counters

    def collect(self) -> list[CounterMetricFamily | GaugeMetricFamily]:
        """Return all figures."""
        depth = GaugeMetricFamily("listen_queue_jobs", "Jobs waiting", labels=["queue"])
        age = GaugeMetricFamily("listen_queue_oldest_seconds", "Oldest wait", labels=["queue"])
        for name, queue in self._status["queues"].items():
            depth.add_metric([name], queue["jobs"])
            age.add_metric([name], queue["oldest_s"] or 0)
        workers = GaugeMetricFamily("listen_workers", "Living processes", labels=["role"])
        roles = [worker["role"] for worker in self._status["workers"]]
        for role in (*Lane, "scheduler"):
            workers.add_metric([role], roles.count(role))
        up = GaugeMetricFamily("listen_ok", "1 if nothing keeps listeners from being served")
        up.add_metric([], int(self._status["status"] == "ok"))
        unfinished = GaugeMetricFamily("listen_unfinished_narrations", "Narrations under way")
        unfinished.add_metric([], self._status["unfinished"])
        failed = CounterMetricFamily("listen_failures", "Failed narrations", labels=["code"])
        played = CounterMetricFamily("listen_plays", "How far articles are heard", labels=["event"])
        totals = []
        for what, value in sorted(self._counters.items()):
            if what.startswith("failed:"):
                failed.add_metric([what.removeprefix("failed:")], value)
            elif what.startswith(TOTAL):
                played.add_metric([what.removeprefix(TOTAL)], value)
            else:
                total = CounterMetricFamily(f"listen_{what}", what.replace("_", " ").capitalize())
                total.add_metric([], value)
                totals.append(total)
        return [depth, age, workers, up, unfinished, failed, played, *totals]
