"""Soak test with the model of the service: random operations, kills and Redis outages."""

import argparse
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.figures import Figure
from tests.model.outcome import Outcome
from tests.model.run import run_model, shrink
from tests.redis_storm import sea

PIECE_S = 120.0
"""Duration of one seed, in seconds; the next one starts in a new data directory."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this test."""
    parser.add_argument("--model-minutes", type=float, default=120.0, help="of the model")
    parser.add_argument("--clients", type=int, default=4, help="of the model")


def measure(options: argparse.Namespace) -> list[Figure]:
    """Run one seed after the other, and return the figures."""
    until = time.monotonic() + options.model_minutes * 60
    outcomes: list[Outcome] = []
    while time.monotonic() < until:
        seed = options.seed + len(outcomes)
        with tempfile.TemporaryDirectory() as directory, sea(Path(directory), 0.05) as at:
            outcome = run_model(at, seed, clients=options.clients, lasts_s=PIECE_S)
            if outcome.wrong:
                outcome.wrong += [
                    f"shorter: {line}" for line in shrink(at, seed, options.clients, PIECE_S).wrong
                ]
        outcomes.append(outcome)
        print(outcome.line(), flush=True)  # noqa: T201
        for line in outcome.wrong:
            print(f"WRONG {line}", flush=True)  # noqa: T201
    done: Counter[str] = sum((outcome.done for outcome in outcomes), Counter())
    return [
        Figure("seeds of the model", len(outcomes), "", None),
        *(Figure(f"of them: {what}", count, "", None) for what, count in sorted(done.items())),
        Figure("violations of the model", sum(len(o.wrong) for o in outcomes), "", 0),
    ]
