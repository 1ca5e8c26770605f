"""Soak test of deletions at random moments, with readers and killed processes."""

import argparse
import tempfile
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.runner import Run
from tests.deletions import delete_at_random, shore


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this test."""
    parser.add_argument("--deletions", type=int, default=500, help="articles to delete")


def measure(options: argparse.Namespace, run: Run) -> list[Figure]:
    """Run the test, and return its figures."""
    run.tell(f"{options.deletions} articles")
    with tempfile.TemporaryDirectory() as directory, shore(Path(directory)) as on:
        outcome = delete_at_random(on, options.seed, options.deletions, tell=run.tell)
    for line in outcome.wrong:
        print(f"WRONG {line}")  # noqa: T201
    return [
        Figure("deletions at random moments", outcome.deletions, "", None),
        *(Figure(f"of them {what}", n, "", None) for what, n in sorted(outcome.moments.items())),
        Figure("processes killed meanwhile", outcome.kills, "", None),
        Figure("that came back, answered or left files", len(outcome.wrong), "", 0),
    ]
