"""`make audit`: a check of the pinned dependencies for known vulnerabilities.

The exit code is 1 if one has. If the list of vulnerabilities cannot be reached, or has no package,
the output says so and the exit code is 0. The check never takes longer than `WITHIN_S`.
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
    """Return the exit code and the lines to print, from pip-audit's result for each package."""
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
        return 0, ["Nothing was audited: the vulnerabilities on pypi.org cannot be read from here."]
    said = [f"No known hole in {len(dependencies) - len(unseen)} packages."]
    return 0, said + ([f"Not audited: {', '.join(unseen)}."] if unseen else [])


def main() -> int:
    """Run pip-audit, print its result, and return the exit code."""
    try:
        done = subprocess.run(
            [sys.executable, *COMMAND], capture_output=True, text=True, timeout=WITHIN_S
        )
        status, lines = judge(json.loads(done.stdout)["dependencies"])
    except subprocess.TimeoutExpired:
        status, lines = 0, [f"Nothing was audited: there was no answer within {WITHIN_S} s."]
    except (ValueError, KeyError):  # it ended without a report
        why = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        status, lines = 0, [f"Nothing was audited: {why[:200]}"]
    sys.stdout.write("\n".join(lines) + "\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
