"""Benchmark of presses on ready narrations, against an empty Flask route in the same gunicorn."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.figures import Figure, p50
from benchmarks.load import requests_per_s
from benchmarks.runner import Run
from benchmarks.service import SHORT, running_service
from tests.stand import PYTHON, free_port, http, wait_for

REQUESTS = 6_000
ROUNDS = 5
ROUNDS_S = 30.0
LIMIT = 0.6
SINGLES = 200


def measure(run: Run) -> Iterator[Figure]:
    """Yield the ratio of the two throughputs, measured in turns, and the time of a single press."""
    ratios, ours, theirs = [], [], []
    with running_service() as service, _empty_route() as port:
        service.press(SHORT.id)
        service.until(SHORT.id, "ready")
        path = f"/v1/articles/{SHORT.id}/audio"
        for _ in run.rounds("throughput", ROUNDS, ROUNDS_S):
            theirs.append(requests_per_s(port, "/empty", REQUESTS))
            ours.append(requests_per_s(service.port, path, REQUESTS))
            ratios.append(ours[-1] / theirs[-1])
        singles = [_one_press_ms(service.url + path) for _ in range(SINGLES)]
    note = f"{p50(ours):.0f}/s, empty {p50(theirs):.0f}/s"
    yield Figure(
        "cached presses, of an empty route",
        p50(ratios),
        "x",
        LIMIT,
        at_least=True,
        samples=ratios,
        note=note,
    )
    yield Figure("cached press, server, p50", p50(singles), "ms", 3.0, samples=singles)


def _one_press_ms(url: str) -> float:
    began = time.perf_counter()
    assert http("POST", url).status == 200  # noqa: S101
    return (time.perf_counter() - began) * 1000


@contextmanager
def _empty_route() -> Iterator[int]:
    port = free_port()
    command = [PYTHON, "-m", "gunicorn", "-c", "python:audio_service.wsgi"]
    process = subprocess.Popen(
        [*command, "benchmarks.empty:create_app()"], env={**os.environ, "PORT": str(port)}
    )

    def answers() -> bool:
        try:
            return http("POST", f"http://127.0.0.1:{port}/empty").status == 200
        except OSError:
            return False

    try:
        wait_for(answers)
        yield port
    finally:
        process.terminate()
        process.wait(10)
