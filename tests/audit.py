"""`make audit`: a check of the pinned dependencies for known vulnerabilities.

It ends with 1 if one has. Where the list of holes cannot be reached, or knows none of the packages,
it says so and ends with 0, and it never takes longer than `WITHIN_S`.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

CONSTRAINTS = Path(__file__).parent.parent / "constraints.txt"
WITHIN_S = 120
COMMAND = (
    "-m", "pip_audit", "--requirement", str(CONSTRAINTS), "--no-deps", "--disable-pip",
    "--timeout", "10", "--progress-spinner", "off", "--format", "json",
)  # fmt: skip


def judge(dependencies: Sequence[dict[str, Any]]) -> tuple[int, list[str]]:
    """Return how it ends and what is said, from what pip-audit found of each package."""
    holes = [
        f"{each['name']} {each['version']}: {hole['id']}, mended in "
        f"{', '.join(hole['fix_versions']) or 'no version yet'}"
        for each in dependencies
        for hole in each.get("vulns", [])
    ]
    unseen = [each["name"] for each in dependencies if "skip_reason" in each]
    if holes:
        return 1, holes
    if len(unseen) == len(dependencies):
        return 0, ["Nothing was audited: the list of holes on pypi.org cannot be asked from here."]
    said = [f"No known hole in {len(dependencies) - len(unseen)} packages."]
    return 0, said + ([f"Not audited: {', '.join(unseen)}."] if unseen else [])


def main() -> int:
    """Run pip-audit, say what it found, and return how this ends."""
    try:
        done = subprocess.run(
            [sys.executable, *COMMAND], capture_output=True, text=True, timeout=WITHIN_S
        )
        status, lines = judge(json.loads(done.stdout)["dependencies"])
    except subprocess.TimeoutExpired:
        status, lines = 0, [f"Nothing was audited: nobody answered within {WITHIN_S} s."]
    except (ValueError, KeyError):  # it ended without a report
        why = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        status, lines = 0, [f"Nothing was audited: {why[:200]}"]
    sys.stdout.write("\n".join(lines) + "\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
