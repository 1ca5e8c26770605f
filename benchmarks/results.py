"""Results of a run: a file of JSON lines, written row by row as the figures are known."""

import json
import os
import platform
import subprocess
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.figures import Failure, Figure


class Results:
    """The file of one run: a line about the run, then a line for each row.

    Args:
        path: The file; an earlier one is replaced.
        options: Options of the command line.
    """

    def __init__(self, path: Path, options: Mapping[str, Any]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self.described = {**describe_machine(), "options": dict(options)}
        path.write_text("")
        self._write(self.described)

    def add(self, benchmark: str, row: Figure | Failure) -> None:
        """Append a row."""
        self._write({"benchmark": benchmark, **row.to_fields()})

    def _write(self, fields: dict[str, Any]) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{json.dumps(fields, ensure_ascii=False)}\n")


def describe_machine() -> dict[str, Any]:
    """Return the commit, the machine, its load and the time."""
    return {
        "commit": _commit(),
        "machine": _machine(),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "began_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def read_values(path: Path) -> dict[str, float]:
    """Return the values of the figures of an earlier run, by their names."""
    rows: Iterable[dict[str, Any]] = map(json.loads, path.read_text("utf-8").splitlines())
    return {row["name"]: row["value"] for row in rows if "value" in row}


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
