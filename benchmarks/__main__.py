"""Runs the benchmarks, prints a row for each figure, and writes rows and plots to `out/`."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.catalog import BENCHMARKS
from benchmarks.figures import Figure
from benchmarks.plots import draw
from benchmarks.progress import Progress
from benchmarks.results import Results, read_values
from benchmarks.runner import Benchmark, Row

OUT = Path("out")


def main() -> int:
    """Run the benchmarks named on the command line, and return 1 if one fails or misses a limit."""
    options = _read_options()
    chosen = [
        benchmark.with_patience(options.patience)
        for name, benchmark in BENCHMARKS.items()
        if name in options.names or (not options.names and (options.all or benchmark.by_default))
    ]
    before = read_values(options.against) if options.against else {}
    return run_all(chosen, options.out, {"all": options.all}, before, thorough=options.all)


def run_all(
    benchmarks: Sequence[Benchmark],
    out: Path,
    options: Mapping[str, Any],
    before: Mapping[str, float] | None = None,
    *,
    thorough: bool = False,
) -> int:
    """Run benchmarks one after the other, and return 1 if one fails or misses a limit.

    Args:
        benchmarks: The benchmarks.
        out: The folder for rows, plots and logs.
        options: Options of the command line, recorded with the results.
        before: Values of an earlier run by name, to print the change.
        thorough: True to measure every situation, with more samples.
    """
    results = Results(out / "benchmarks.jsonl", options)
    described = results.described
    print(f"{described['commit']}  {described['machine']}  load {described['load']}")  # noqa: T201
    progress, rows = Progress(), list[Row]()
    try:
        for number, benchmark in enumerate(benchmarks, 1):
            progress.begin(f"{benchmark.name} ({number} of {len(benchmarks)})")
            log = out / "logs" / f"{benchmark.name}.log"
            for row in benchmark.run(thorough=thorough, log=log, tell=progress.show):
                rows.append(row)
                results.add(benchmark.name, row)
                progress.clear()
                print(row.line((before or {}).get(row.name)), flush=True)  # noqa: T201
    except KeyboardInterrupt:
        progress.clear()
        print("Stopped; the rows so far are kept.", file=sys.stderr)  # noqa: T201
    _draw_if_possible([row for row in rows if isinstance(row, Figure)], out)
    broken = sum(not row.holds for row in rows)
    print(f"{len(rows)} rows in {out}/, {broken} of them missed or failed")  # noqa: T201
    return int(bool(broken))


def _draw_if_possible(figures: Sequence[Figure], out: Path) -> None:
    """Draw the plots, or say that the package for them is missing; the rows are kept anyway."""
    try:
        draw(figures, out)
    except ModuleNotFoundError as error:
        print(f"No plots: {error}.", file=sys.stderr)  # noqa: T201


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "names",
        nargs="*",
        choices=[*BENCHMARKS, []],
        help="names of benchmarks; by default those of a short run",
    )
    parser.add_argument("--all", action="store_true", help="every benchmark, with more samples")
    parser.add_argument("--against", type=Path, help="results of an earlier run to compare with")
    parser.add_argument(
        "--patience", type=float, default=1.0, help="factor of all time limits, on a slow machine"
    )
    parser.add_argument("--out", type=Path, default=OUT, help="the folder for the results")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
