"""Runs every benchmark, prints a table, and writes it with plots to `out/`."""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import article, cached_press, edit, first_clip, first_sound, listening, stitch, text
from benchmarks.figures import Figure, draw

BENCHMARKS: dict[str, Callable[[], list[Figure]]] = {
    "first_clip": first_clip.measure,
    "first_sound": first_sound.measure,
    "listening": listening.measure,
    "article": article.measure,
    "edit": edit.measure,
    "cached_press": cached_press.measure,
    "stitch": stitch.measure,
    "text": text.measure,
}
OUT = Path("out")


def main() -> int:
    """Run the benchmarks named on the command line, or all, and return how many limits broke."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], help="all if left out")
    names = parser.parse_args().names or list(BENCHMARKS)
    figures: list[Figure] = []
    for name in names:
        began = time.monotonic()
        print(f"{name} ...", file=sys.stderr, flush=True)  # noqa: T201  # progress
        figures += BENCHMARKS[name]()
        print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr)  # noqa: T201
    described = {"commit": _commit(), "machine": _machine(), "python": platform.python_version()}
    print(f"\n{described['commit']}  {described['machine']}\n")  # noqa: T201
    for figure in figures:
        print(figure.line())  # noqa: T201
    OUT.mkdir(exist_ok=True)
    rows = [figure.to_fields() for figure in figures]
    (OUT / "benchmarks.json").write_text(json.dumps({**described, "figures": rows}, indent=2))
    draw(figures, OUT)
    return sum(not figure.holds for figure in figures)


def _commit() -> str:
    done = subprocess.run(
        ["/usr/bin/env", "git", "describe", "--always", "--dirty"],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or "no commit"


def _machine() -> str:
    model = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    return f"{os.cpu_count()} x {model}"


if __name__ == "__main__":
    sys.exit(min(main(), 1))
