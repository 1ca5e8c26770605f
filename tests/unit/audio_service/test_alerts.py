"""Alerts for given snapshots."""

from typing import Any

import pytest

from audio_service.operations.alert_types import Severity
from audio_service.operations.alerts import CHECKS, find_alerts
from audio_service.operations.probes import FreeSpace, ProbeResult
from cache.narrations.name import NarrationName
from cache.operations.counters import FirstClip
from cache.operations.deaths import Death
from cache.operations.flags import Pause
from cache.operations.source_states import SourceState
from cache.upstreams.circuit_breaker import BreakerReading, BreakerState
from tests.unit.audio_service.sights import NOW, process, well
from worker.jobs.queues import Depth


def told(**otherwise: Any) -> list[str]:
    return [alert.name for alert in find_alerts(well(**otherwise))]


def without(role: str) -> dict[str, Any]:
    return {name: says for name, says in well().living.items() if name != role}


def depths(**queues: float) -> dict[str, Depth]:
    return {**well().depths, **{name: Depth(1, age_s) for name, age_s in queues.items()}}


def deaths(*ages_s: float, role: str = "rest") -> list[Death]:
    return [Death(role, "w", "a", -9, NOW - age_s) for age_s in ages_s]


def clips(*waits_s: float, ago_s: float = 10.0) -> list[FirstClip]:
    at = NOW - ago_s
    return [FirstClip("a", at - wait_s, at, at, 0.1, at) for wait_s in waits_s]


def ended(*codes: str | None) -> list[dict[str, Any]]:
    return [{"ended_at": NOW - 1, "error": code and {"code": code}} for code in codes]


def test_nothing_is_told_of_a_service_that_is_well() -> None:
    assert told() == []


FAULTS: list[tuple[str, dict[str, Any]]] = [
    ("redis-refuses-writes", {"redis_refusal": "OOM"}),
    ("redis-evicts", {"redis_info": {"maxmemory": 10**8, "maxmemory_policy": "allkeys-lru"}}),
    ("redis-slow", {"latency_s": 0.3}),
    ("database-down", {"database": ProbeResult(error="locked")}),
    ("storage-down", {"storage": ProbeResult(error="has not answered for 6 s")}),
    ("storage-down", {"storage": ProbeResult(FreeSpace(1, 10**12, "refused"))}),
    ("storage-full", {"storage": ProbeResult(FreeSpace(10**12, 0, "no room", is_full=True))}),
    ("storage-low", {"storage": ProbeResult(FreeSpace(10**12, 10**8))}),
    ("no-first-worker", {"living": without("first")}),
    ("no-play-worker", {"living": without("rest")}),
    ("no-scheduler", {"living": without("scheduler")}),
    ("no-fetcher", {"living": without("fetch"), "upstreams": {"wp": "wordpress"}}),
    ("process-restarts", {"deaths": deaths(1, 20, 40)}),
    ("no-voice", {"has_voices": False}),
    ("press-waits", {"depths": depths(first=11.0)}),
    ("first-sound-slow", {"clips": clips(1.2, 3.0, 0.2)}),
    ("queue-old", {"depths": depths(play=61.0)}),
    ("narrations-fail", {"ended": ended("engine-unavailable", None, *["timed-out"] * 2)}),
    (
        "speech-server-down",
        {"breakers": [BreakerReading("gtts", BreakerState.OPEN, 20, 17, 4.0)]},
    ),
    ("poisoned-article", {"poisoned": [NarrationName("a", "v")]}),
    (
        "source-failing",
        {"upstreams": {"wp": "wordpress"}, "sources": {"wp": SourceState(0, "503", {})}},
    ),
    ("clock-off", {"living": {**well().living, "x": process("rest", host="b", ahead_s=-30.0)}}),
    ("versions-differ", {"living": {**well().living, "x": process("rest", version="2")}}),
    ("budget-spent", {"is_budget_spent": True}),
    ("admission-closed", {"is_closed": True}),
    ("pregenerate-paused", {"paused": Pause(NOW - 5, "night-desk")}),
    ("worker-draining", {"living": {**well().living, "x": process("rest", draining=True)}}),
]


@pytest.mark.parametrize(("name", "fault"), FAULTS, ids=[name for name, _ in FAULTS])
def test_each_fault_is_told_by_its_name_and_no_other(name: str, fault: dict[str, Any]) -> None:
    assert told(**fault) == [name]


def test_all_checks_but_that_of_redis_itself_are_tried_here() -> None:
    assert {check.name for check in CHECKS} - {"redis-down"} <= {name for name, _ in FAULTS}


def test_while_redis_is_down_nothing_is_told_of_what_it_would_know() -> None:
    assert told(redis_down="refused", living={}, depths={}, has_voices=False) == ["redis-down"]


def test_the_worst_comes_first() -> None:
    found = find_alerts(well(latency_s=1.0, has_voices=False))
    assert [alert.severity for alert in found] == [Severity.CRITICAL, Severity.WARNING]


@pytest.mark.parametrize(
    "fault",
    [
        {"deaths": deaths(1, 20)},
        {"breakers": [BreakerReading("gtts", BreakerState.CLOSED, 20, 15, 0.0)]},
        {"deaths": deaths(21, 30, 40)},
        {"deaths": deaths(1, 2) + deaths(3, role="first")},
        {"clips": clips(3.0, 3.0)},
        {"clips": clips(0.2, 0.2, 0.2, 9.0, 9.0)},
        {"clips": clips(3.0, 3.0, 3.0, ago_s=400)},
        {"depths": depths(pregenerate=90_000.0)},
        {"ended": ended(*["nothing-to-read"] * 9)},
        {"ended": [line | {"is_wanted": False} for line in ended(*["timed-out"] * 9)]},
        {"clips": clips(0.4, 3.0, 3.0, 3.0)},
        {"ended": ended(None, None, *["timed-out"] * 8)},
        {"redis_info": {"maxmemory": 0, "maxmemory_policy": "allkeys-lru"}},
        {"redis_info": {"maxmemory": 10**8, "maxmemory_policy": "noeviction"}},
        {"living": without("fetch")},
        {"living": {**well().living, "x": process("rest", ahead_s=0.5)}},
    ],
)
def test_what_is_over_or_as_it_should_be_is_not_told(fault: dict[str, Any]) -> None:
    assert told(**fault) == []
