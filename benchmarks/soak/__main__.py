"""Runs the long storms, prints a table, and writes it with plots to `out/`: `make soak`."""

import argparse
import json
import sys

from benchmarks.figures import Figure, draw
from benchmarks.soak import kills, load
from benchmarks.soak.load import OUT
from tests.stand import PIPER

STORMS = {"kills": kills, "load": load}


def main() -> int:
    """Run the storms named on the command line, or all, and return 1 if a limit broke."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*STORMS, []], help="all if left out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--voice", default=PIPER, help="tone:220 where the voice does not matter")
    for storm in STORMS.values():
        storm.add_options(parser)
    options = parser.parse_args()
    figures: list[Figure] = []
    for name in options.names or STORMS:
        figures += STORMS[name].measure(options)
    for figure in figures:
        print(figure.line())  # noqa: T201
    OUT.mkdir(exist_ok=True)
    rows = [figure.to_fields() for figure in figures]
    (OUT / "soak.json").write_text(json.dumps({"options": vars(options), "figures": rows}))
    draw(figures, OUT)
    return int(not all(figure.holds for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
