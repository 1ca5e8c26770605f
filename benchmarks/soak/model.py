"""Soak test with the model of the service: random operations, kills and Redis outages."""

import argparse
import tempfile
import time
from collections import Counter
from functools import partial
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.runner import Run
from tests.model.outcome import Outcome
from tests.model.run import run_model, shrink
from tests.redis_storm import sea


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this test."""
    parser.add_argument("--model-minutes", type=float, default=120.0, help="of the model")
    parser.add_argument(
        "--seed-s",
        type=float,
        default=120.0,
        help="duration of one seed, in seconds; the next one starts in a new data directory",
    )
    parser.add_argument("--clients", type=int, default=4, help="of the model")


def measure(options: argparse.Namespace, run: Run) -> list[Figure]:
    """Run one seed after the other, and return the figures."""
    until = time.monotonic() + options.model_minutes * 60
    outcomes: list[Outcome] = []
    while time.monotonic() < until:
        seed = options.seed + len(outcomes)
        outcome = _run_once(seed, options.clients, options.seed_s)
        outcomes.append(outcome)
        print(outcome.line(), flush=True)  # noqa: T201
        for line in outcome.wrong:
            print(f"WRONG {line}", flush=True)  # noqa: T201
        wrong = sum(len(outcome.wrong) for outcome in outcomes)
        run.tell(f"{len(outcomes)} seeds, {wrong} violations")
        if outcome.wrong:
            shorter = shrink(partial(_run_once, seed), outcome, options.clients, options.seed_s)
            print(f"SHORTEST {shorter.line()}: {shorter.wrong}", flush=True)  # noqa: T201
    done: Counter[str] = sum((outcome.done for outcome in outcomes), Counter())
    return [
        Figure("seeds of the model", len(outcomes), "", None),
        *(Figure(f"of them: {what}", count, "", None) for what, count in sorted(done.items())),
        Figure("violations of the model", sum(len(o.wrong) for o in outcomes), "", 0),
    ]


def _run_once(seed: int, clients: int, lasts_s: float) -> Outcome:
    """Run the model with a new service, in a new data directory."""
    with (
        tempfile.TemporaryDirectory() as directory,
        sea(Path(directory), 0.05, has_moving_clock=True) as at,
    ):
        return run_model(at, seed, clients=clients, lasts_s=lasts_s)
