"""Soak test: an article is deleted, or a process dies, at every single point of a run."""

import argparse
import os
import tempfile
from pathlib import Path
from unittest import mock

from benchmarks.figures import Figure
from benchmarks.runner import Run
from tests.points import Stage, disturb
from tests.stand import ValkeyServer


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this test."""
    parser.add_argument(
        "--point-rounds", type=int, default=3, help="times that all points are tried"
    )


def measure(options: argparse.Namespace, run: Run) -> list[Figure]:
    """Run the test, and return its figures."""
    with tempfile.TemporaryDirectory() as directory:
        server = ValkeyServer(Path(directory))
        server.start()
        env = {
            "REDIS_URL": server.url, "LISTEN_DATA_DIR": f"{directory}/data",
            "LISTEN_VOICES": "tone:220",
        }  # fmt: skip
        try:
            with mock.patch.dict(os.environ, env):
                return _try_all(options, run)
        finally:
            server.stop()


def _try_all(options: argparse.Namespace, run: Run) -> list[Figure]:
    stage, figures, wrong = Stage.open(), list[Figure](), list[str]()
    for number in range(options.point_rounds):
        run.tell(f"round {number + 1} of {options.point_rounds}")
        done, found = disturb(stage, options.seed + number)
        figures += [Figure(f"{what}, round {number + 1}", n, "", None) for what, n in done.items()]
        wrong += found
    for line in wrong:
        print(f"WRONG {line}")  # noqa: T201
    return [*figures, Figure("came back, were lost or left files", len(wrong), "", 0)]
