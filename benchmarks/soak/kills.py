"""Soak test: processes are killed at random moments while articles are pressed at a steady pace."""

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure
from benchmarks.runner import Run
from tests.kills import ROLES, Storm, lateness, narrate, weather
from tests.stand import Service

LATE_LIMIT_S = 10.0
PIECE = 25
"""Kills in one data directory; the next ones use a new one."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this test."""
    parser.add_argument(
        "--kills", type=int, default=100, help="number of kills; each affects two narrations"
    )
    parser.add_argument("--every-s", type=float, default=3.0, help="seconds between two presses")
    parser.add_argument(
        "--roles", nargs="*", default=ROLES, help="roles of the processes to kill at random"
    )


def measure(options: argparse.Namespace, run: Run) -> Iterator[Figure]:
    """Yield the figures of the test, which runs in pieces."""
    late_s: list[float] = []
    whole = Storm()
    for first in range(0, options.kills, PIECE):
        kills = min(PIECE, options.kills - first)
        quiet, stormy = _piece(options, options.seed + first, kills)
        late_s += lateness(quiet, stormy)
        whole.took_s += stormy.took_s
        whole.kills += stormy.kills
        whole.wrong += quiet.wrong + stormy.wrong
        run.tell(f"{len(whole.kills)} kills, at most {max(late_s):.1f} s late")
    yield Figure("processes killed", len(whole.kills), "", 0.95 * options.kills, at_least=True)
    yield Figure("narrations under them", len(late_s), "", None)
    wrong = "; ".join(whole.wrong)
    yield Figure("lost, repeated, damaged, worked on twice", len(whole.wrong), "", 0, note=wrong)
    yield Figure("delay of one, median", median(late_s), "s", None)
    yield Figure("delay of one, the longest", max(late_s), "s", LATE_LIMIT_S, samples=late_s)


def _piece(options: argparse.Namespace, seed: int, kills: int) -> tuple[Storm, Storm]:
    """Return the results for the same articles without kills, and with kills."""
    with tempfile.TemporaryDirectory() as directory:
        service = Service(Path(directory), {"LISTEN_VOICES": options.voice}, module="tests.witness")
        service.start()
        try:
            quiet = narrate(service, "quiet", 2 * kills, options.every_s, seed)
            stormy = weather(
                service, "storm", 2 * kills, options.every_s, seed,
                kills=kills, roles=options.roles,
            )  # fmt: skip
        finally:
            service.stop()
    return quiet, stormy
