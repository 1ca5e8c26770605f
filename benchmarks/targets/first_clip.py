"""Benchmark of the time from a press to the first clip, idle and beside two long narrations."""

import time
from collections.abc import Iterator
from itertools import product

from benchmarks.figures import Figure, p50, p95
from benchmarks.runner import Run
from benchmarks.service import STANDARD, clear, first_clip_s, keep_busy, running_service, store
from tests.stand import Service

PRESSES = 12
PRESSES_S = 45.0
LIMIT_S = 0.350
PAIRS = list(product(("River", "Harbor", "Border", "Water", "Fishing", "Railway"), (
    "Wary", "Quiet", "Stubborn", "Hopeful", "Weary", "Proud",
)))  # fmt: skip
"""Words that make titles of one length, each spoken for the first time."""
SETTLE_S = 2.0


def measure(run: Run) -> Iterator[Figure]:
    """Yield p50 and p95: idle, busy, and busy with the title before still being spoken."""
    with running_service() as service:
        titles = (
            f"As a {a} Pact Nears Its End, Two {b} Neighbors Weigh the Cost" for a, b in PAIRS
        )
        idle = []
        for _ in run.rounds("idle", PRESSES, PRESSES_S):
            time.sleep(SETTLE_S)  # until the speech for the press before has ended
            idle.append(_press(service, next(titles)))
        yield from _figures("idle", idle)
        busy, at_once = [], []
        for _ in run.rounds("two long ones", PRESSES, PRESSES_S):
            time.sleep(SETTLE_S)
            keep_busy(service)
            busy.append(_press(service, next(titles)))
        yield from _figures("two long ones", busy)
        for _ in run.rounds("two long ones, one press after the other", PRESSES, PRESSES_S):
            keep_busy(service)
            at_once.append(_press(service, next(titles)))
    yield from _figures("two long ones, one press after the other", at_once)


def _figures(name: str, seconds: list[float]) -> Iterator[Figure]:
    yield Figure(f"press to first clip, {name}, p50", p50(seconds), "s", LIMIT_S, samples=seconds)
    yield Figure(f"press to first clip, {name}, p95", p95(seconds), "s", LIMIT_S, samples=seconds)


def _press(service: Service, title: str) -> float:
    """Return the seconds to the first clip of an article whose title was never spoken before."""
    store(service, "new", title, STANDARD.html)
    seconds = first_clip_s(service, "new")
    clear(service, "new")
    return seconds
