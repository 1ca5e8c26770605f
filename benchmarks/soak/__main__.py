"""Entry point of the soak tests, `make soak`; writes a row for each figure to `out/`."""

import argparse
import sys
from functools import partial

from benchmarks.__main__ import OUT, run_all
from benchmarks.runner import Benchmark
from benchmarks.soak import (
    deletions,
    failing_speech,
    halts,
    kills,
    load,
    model,
    points,
    redis_outages,
)
from tests.stand import PIPER

STORMS = {
    "kills": kills,
    "halts": halts,
    "redis": redis_outages,
    "deletions": deletions,
    "speech": failing_speech,
    "points": points,
    "model": model,
    "load": load,
}
LIMIT_S = 48 * 3600.0
"""Time limit of one soak test, in seconds; with usual options it takes much less."""


def command_line() -> argparse.ArgumentParser:
    """Return the parser of the command line, with the options of all soak tests."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument(
        "names", nargs="*", choices=[*STORMS, []], help="names of soak tests; all if left out"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--voice", default=PIPER, help="name of the voice; tone:220 is fastest")
    for storm in STORMS.values():
        storm.add_options(parser)
    return parser


def main() -> int:
    """Run the named soak tests, or all, and return 1 if a figure misses its limit."""
    options = command_line().parse_args()
    storms = [
        Benchmark(name, partial(STORMS[name].measure, options), LIMIT_S, LIMIT_S)
        for name in options.names or STORMS
    ]
    return run_all(storms, OUT / "soak", vars(options))


if __name__ == "__main__":
    sys.exit(main())
