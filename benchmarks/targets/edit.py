"""Benchmark of an edit of one sentence: utterances spoken again, and time until the new MP3."""

import re
import time
from collections.abc import Iterator

from benchmarks.figures import Figure, p50
from benchmarks.runner import Run
from benchmarks.service import STANDARD, ready_s, running_service, store

ROUNDS = 6
ROUNDS_S = 20.0
LIMIT = 0.15


def measure(run: Run) -> Iterator[Figure]:
    """Yield the time relative to the first narration, and the number of utterances spoken again."""
    with running_service() as service:
        store(service, "edited", STANDARD.title, STANDARD.html)
        first = ready_s(service, "edited")
        before = _spoken(service)
        again = []
        html = STANDARD.html
        for number in run.rounds("edit", ROUNDS, ROUNDS_S):
            html = re.sub(r"each morning[^,]*,", f"each morning of week {number},", html, count=1)
            store(service, "edited", STANDARD.title, html)
            again.append(ready_s(service, "edited") / first)
        spoken = (_spoken(service) - before) / len(again)
    yield Figure(
        "edit to new MP3, of the first time",
        p50(again),
        "x",
        LIMIT,
        samples=again,
        note=f"{first:.2f} s the first time",
    )
    yield Figure("utterances spoken again for one sentence", spoken, "", 1.0)


def _spoken(service: object) -> float:
    time.sleep(1.5)
    return float(service.ask("GET", "/status").json["speech"]["utterances"])  # type: ignore[attr-defined]
