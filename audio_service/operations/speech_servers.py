"""Figures of the speech servers on the network, for `/status` and `/metrics`."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from cache.upstreams.circuit_breaker import BreakerReading, BreakerState

COUNTED = "upstream:"
"""Prefix of the counters of requests; the server and the outcome follow."""


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
