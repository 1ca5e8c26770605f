"""Benchmark of presses on ready narrations while one caller requests many unknown articles."""

import json
import subprocess
import time
from collections.abc import Iterator

from benchmarks.figures import Figure, p95
from benchmarks.runner import Run
from benchmarks.service import SHORT, running_service, store
from tests.stand import PYTHON, ROOT, Service

ROUNDS, PRESSES = 6, 100


def measure(run: Run) -> Iterator[Figure]:
    """Yield the 95th percentile of the presses, divided by the one without such a caller."""
    del run  # each round has a caller of its own
    env = {"LISTEN_VOICES": "tone:220", "LISTEN_RATE_ON_LOOPBACK": "true"}
    with running_service(**env) as service:
        store(service, "pier", SHORT.title, SHORT.html)
        service.press("pier")
        service.until("pier", "ready")
        calm_ms, beside_ms = [], []
        for number in range(ROUNDS):
            calm_ms += [press_ms(service) for _ in range(PRESSES)]
            beside_ms += presses_beside(service, f"203.0.113.{number}")[0]
    yield Figure(
        "press beside one caller of unknown articles, p95, of a press without it",
        p95(beside_ms) / p95(calm_ms),
        "x",
        3.0,
        samples=beside_ms,
        note=f"p95 {p95(beside_ms):.1f} ms; without it {p95(calm_ms):.1f} ms",
    )


def presses_beside(service: Service, address: str) -> tuple[list[float], list[int]]:
    """Return the times of presses during a caller's requests, in ms, and the caller's statuses.

    Args:
        service: The service, with a ready narration `pier`.
        address: IP address of the caller, as in `X-Forwarded-For`.
    """
    command = [PYTHON, "-m", "tests.integration.flood", str(service.port), address]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as flood:
        found_ms = []
        while flood.poll() is None:
            found_ms.append(press_ms(service))
        assert flood.stdout  # noqa: S101
        return found_ms, json.load(flood.stdout)


def press_ms(service: Service) -> float:
    """Return the time of a press on the ready narration, in ms."""
    began = time.perf_counter()
    status = service.ask("POST", "/v1/articles/pier/audio").status
    assert status == 200, status  # noqa: S101
    return (time.perf_counter() - began) * 1000
