"""Figures of voices, and of the speech servers on the network, for `/status` and `/metrics`."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from audio_service.operations.service_levels import median_and_p95
from cache.messages.published_voices import VoiceRecord
from cache.operations.counters import FirstClip
from cache.operations.voice_figures import CHARACTERS, FAILED, READY, read_counters
from cache.upstreams.circuit_breaker import BreakerReading, BreakerState

AUDIO_S, SYNTHESIS_S, UTTERANCES = "audio_s", "synthesis_s", "utterances_spoken"
LOADS, LOADING_S = "model_loads", "loading_s"

_SUMS = {
    READY: ("narrations", "Narrations that were finished, by voice"),
    UTTERANCES: ("utterances", "Utterances spoken, by voice"),
    CHARACTERS: ("characters", "Characters spoken, by voice"),
    SYNTHESIS_S: ("synthesis_seconds", "Synthesis time, by voice"),
    LOADS: ("loads", "Loads of a voice into the memory of a process, by voice"),
    LOADING_S: ("loading_seconds", "Time of these loads, by voice"),
    AUDIO_S: ("audio_seconds", "Length of the synthesized audio, by voice"),
}
"""Names and help texts of the counters of a voice."""

COUNTED = "upstream:"
"""Prefix of the counters of requests; the server and the outcome follow."""


def list_voices(
    voices: Sequence[VoiceRecord],
    counters: Mapping[str, float],
    articles: Mapping[str, int],
    clips: Sequence[FirstClip],
    prices: Mapping[str, float],
    breakers: Sequence[BreakerReading] = (),
) -> list[dict[str, Any]]:
    """Return the figures of each voice that is available or has spoken.

    Args:
        voices: Available voices, in order of preference.
        counters: All counters.
        articles: Number of articles with a track in each voice.
        clips: Timings of the latest first clips.
        prices: Price of a million characters in each voice that has one.
        breakers: Circuit breakers of the engines on the network.
    """
    counted = _of_voices(counters)
    kinds = {voice.name: voice.kind.value for voice in voices}
    preferred = [voice.name for voice in voices if not voice.on_request]
    names = dict.fromkeys([*preferred, *sorted(counted), *sorted(articles)])
    states = breaker_states(names, breakers, counters)
    return [
        {
            "name": name,
            "kind": kinds.get(name),
            "articles": articles.get(name, 0),
            **_figures(counted.get(name, {}), prices.get(name)),
            "first_clip": _first_clip(clips, name, is_cold=False),
            "first_clip_cold": _first_clip(clips, name, is_cold=True),
            "breaker": states.get(name),
        }
        for name in names
    ]


def _figures(counted: Mapping[str, float], price: float | None) -> dict[str, Any]:
    audio_s, worked_s = counted.get(AUDIO_S, 0.0), counted.get(SYNTHESIS_S, 0.0)
    failures = {
        what.removeprefix(FAILED): int(count)
        for what, count in counted.items()
        if what.startswith(FAILED)
    }
    return {
        "narrations_ready": int(counted.get(READY, 0)),
        "failures": failures,
        "utterances": int(counted.get(UTTERANCES, 0)),
        "characters": int(counted.get(CHARACTERS, 0)),
        "cost": round(counted.get(CHARACTERS, 0) * price / 1e6, 4) if price else None,
        "loads": int(counted.get(LOADS, 0)),
        "loading_s": round(counted.get(LOADING_S, 0.0), 2),
        "synthesis_s": round(worked_s, 2),
        "audio_s": round(audio_s, 2),
        "rtf": round(worked_s / audio_s, 4) if audio_s else None,
    }


def _first_clip(clips: Sequence[FirstClip], voice: str, *, is_cold: bool) -> dict[str, Any]:
    """Return the figures of a voice's first clips, of those for which it was loaded or not."""
    waits_s = [
        clip.announced_at - clip.asked_at
        for clip in clips
        if clip.voice == voice and (clip.loading_s > 0) is is_cold
    ]
    p50_s, p95_s = median_and_p95(waits_s)
    return {"count": len(waits_s), "p50_s": p50_s, "p95_s": p95_s}


def breaker_states(
    names: Iterable[str], readings: Sequence[BreakerReading], counters: Mapping[str, float]
) -> dict[str, BreakerState]:
    """Return the state of the circuit breaker of each voice that a speech server speaks.

    All voices of an engine share the breaker of its server.

    Args:
        names: Names of voices.
        readings: Circuit breakers of the engines.
        counters: All counters, which contain the servers that were sent a request.
    """
    servers = _outcomes(counters)
    states = {r.upstream: r.state for r in readings if r.upstream in servers}
    engines = {name: name.partition(":")[0] for name in names}
    return {name: states[engine] for name, engine in engines.items() if engine in states}


def _of_voices(counters: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """Return the counters of each voice."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for voice, what, value in read_counters(counters):
        found[voice][what] = value
    return found


def voice_metrics(
    counters: Mapping[str, float],
    articles: Mapping[str, int],
    breakers: Sequence[BreakerReading] = (),
) -> Iterator[Metric]:
    """Yield the metrics of the voices.

    Args:
        counters: All counters.
        articles: Number of articles with a track in each voice.
        breakers: Circuit breakers of the engines on the network.

    Yields:
        One metric family at a time.
    """
    failures = CounterMetricFamily(
        "listen_voice_failures", "Failures, by voice and code", labels=["voice", "code"]
    )
    sums = {
        what: CounterMetricFamily(f"listen_voice_{name}", about, labels=["voice"])
        for what, (name, about) in _SUMS.items()
    }
    for voice, what, value in read_counters(counters):
        if what in sums:
            sums[what].add_metric([voice], value)
        elif what.startswith(FAILED):
            failures.add_metric([voice, what.removeprefix(FAILED)], value)
    there = GaugeMetricFamily(
        "listen_voice_articles", "Articles with a track in a voice", labels=["voice"]
    )
    for voice, count in sorted(articles.items()):
        there.add_metric([voice], count)
    is_open = GaugeMetricFamily(
        "listen_voice_paused",
        "1 while the speech server of a voice gets no requests because it keeps failing",
        labels=["voice"],
    )
    spoke = dict.fromkeys(voice for voice, _, _ in read_counters(counters))
    for voice, state in breaker_states(spoke, breakers, counters).items():
        is_open.add_metric([voice], state is not BreakerState.CLOSED)
    yield from (failures, *sums.values(), there, is_open)


def list_speech_servers(
    readings: Sequence[BreakerReading], counters: Mapping[str, float]
) -> list[dict[str, Any]]:
    """Return the figures of each server that was sent a request: circuit breaker and outcomes.

    Args:
        readings: Circuit breakers of the engines.
        counters: All counters.
    """
    outcomes = _outcomes(counters)
    return [
        {
            **{k: v for k, v in asdict(reading).items() if k != "upstream"},
            "name": reading.upstream,
            "outcomes": outcomes[reading.upstream],
        }
        for reading in readings
        if reading.upstream in outcomes
    ]


def speech_server_metrics(
    readings: Sequence[BreakerReading], counters: Mapping[str, float]
) -> Iterator[Metric]:
    """Yield the metrics of the servers.

    Args:
        readings: Circuit breakers of the engines.
        counters: All counters.

    Yields:
        One metric family at a time.
    """
    outcomes = _outcomes(counters)
    requests = CounterMetricFamily(
        "listen_speech_server_requests",
        "Requests to speech servers on the network, by their outcome",
        labels=["server", "outcome"],
    )
    for server, counts in outcomes.items():
        for outcome, count in counts.items():
            requests.add_metric([server, outcome], count)
    is_open = GaugeMetricFamily(
        "listen_speech_server_paused",
        "1 while a speech server gets no requests because it keeps failing",
        labels=["server"],
    )
    for reading in readings:
        if reading.upstream in outcomes:
            is_open.add_metric([reading.upstream], reading.state is not BreakerState.CLOSED)
    yield from (requests, is_open)


def _outcomes(counters: Mapping[str, float]) -> dict[str, dict[str, int]]:
    """Return the number of requests by server and outcome."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for name, count in sorted(counters.items()):
        if name.startswith(COUNTED):
            _, server, outcome = name.split(":", 2)
            found[server][outcome] = int(count)
    return dict(found)
