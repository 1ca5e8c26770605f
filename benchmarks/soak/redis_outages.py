"""Soak test: connections to Redis are cut again and again while answers arrive."""

import argparse
import tempfile
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.runner import Run
from tests.redis_storm import Outcome, blow, cut_briefly, delay, sea

RECOVERS_S = 60.0


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this test."""
    parser.add_argument("--outages", type=int, default=60, help="of Redis, of 4 to 5 s each")


def measure(options: argparse.Namespace, run: Run) -> list[Figure]:
    """Run the test, and return its figures."""
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory() as directory, sea(Path(directory)) as at:
        for number in range(max(1, options.outages // 12)):
            outcomes.append(blow(at, options.seed + number))
            outcomes.append(cut_briefly(at, options.seed + number))
            run.tell(f"{sum(outcome.outages for outcome in outcomes)} cuts")
        outcomes.append(delay(at, options.seed))
    for line in (line for outcome in outcomes for line in outcome.wrong):
        print(f"WRONG {line}")  # noqa: T201
    late_s = [late for outcome in outcomes for late in outcome.late_s]
    return [
        Figure("times that Redis was cut off", sum(o.outages for o in outcomes), "", None),
        Figure("narrations under them", len(late_s), "", None),
        Figure("lost, repeated, hanging", sum(len(o.wrong) for o in outcomes), "", 0),
        Figure("ready after the last one, at the latest", max(late_s), "s", RECOVERS_S),
    ]
