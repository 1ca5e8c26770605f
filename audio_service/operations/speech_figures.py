"""Figures of voices, and of the speech servers on the network, for `/status` and `/metrics`."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from audio_service.operations.service_levels import median_and_p95
from cache.messages.published_voices import VoiceRecord
from cache.operations.counters import FirstClip
from cache.operations.voice_figures import CHARACTERS, FAILED, READY, read_counters
from cache.upstreams.circuit_breaker import BreakerReading, BreakerState

AUDIO_S, SYNTHESIS_S, UTTERANCES = "audio_s", "synthesis_s", "utterances_spoken"

_SUMS = {
    READY: ("narrations", "Narrations that were finished, by voice"),
    UTTERANCES: ("utterances", "Utterances spoken, by voice"),
    CHARACTERS: ("characters", "Characters spoken, by voice"),
    SYNTHESIS_S: ("synthesis_seconds", "Synthesis time, by voice"),
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
) -> list[dict[str, Any]]:
    """Return the figures of each voice that is available or has spoken.

    Args:
        voices: Available voices, in order of preference.
        counters: All counters.
        articles: Number of articles with a track in each voice.
        clips: Timings of the latest first clips.
        prices: Price of a million characters in each voice that has one.
    """
    counted = _of_voices(counters)
    kinds = {voice.name: voice.kind.value for voice in voices}
    names = dict.fromkeys([*kinds, *sorted(counted), *sorted(articles)])
    return [
        {
            "name": name,
            "kind": kinds.get(name),
            "articles": articles.get(name, 0),
            **_figures(counted.get(name, {}), prices.get(name)),
            "first_clip": _first_clip([clip for clip in clips if clip.voice == name]),
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
        "synthesis_s": round(worked_s, 2),
        "audio_s": round(audio_s, 2),
        "rtf": round(worked_s / audio_s, 4) if audio_s else None,
    }


def _first_clip(clips: Sequence[FirstClip]) -> dict[str, Any]:
    p50_s, p95_s = median_and_p95([clip.announced_at - clip.asked_at for clip in clips])
    return {"count": len(clips), "p50_s": p50_s, "p95_s": p95_s}


def _of_voices(counters: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """Return the counters of each voice."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for voice, what, value in read_counters(counters):
        found[voice][what] = value
    return found


def voice_metrics(counters: Mapping[str, float], articles: Mapping[str, int]) -> Iterator[Metric]:
    """Yield the metrics of the voices.

    Args:
        counters: All counters.
        articles: Number of articles with a track in each voice.

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
    yield from (failures, *sums.values(), there)


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
