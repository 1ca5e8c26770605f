"""Benchmark of `listen pregenerate` with a feed of many articles: `python -m benchmarks.bulk`.

Some entries are broken. All others must be narrated, and each broken one reported on one line. Then
the same command must find everything ready. Prints the wall time and the memory of both runs, and
exits with 1 if a condition fails.
"""

import argparse
import os
import subprocess
import sys
import time
from typing import NamedTuple

from benchmarks.service import running_service
from tests.newsstand import FEED, put_up
from tests.stand import PIPER, PYTHON, ROOT, Service
from tests.web import serving


class Ran(NamedTuple):
    """The result of a command.

    Attributes:
        status: Its exit status.
        out: Its output.
        failures: Its error lines, one for each article.
        wall_s: Its duration, in seconds.
        peak_mb: Its peak memory, in MB.
    """

    status: int
    out: str
    failures: list[str]
    wall_s: float
    peak_mb: float


def main() -> int:
    """Narrate the feed twice, and return 1 if an article is missing or reported wrongly."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bulk", description=__doc__)
    parser.add_argument("--good", type=int, default=480)
    parser.add_argument("--broken", type=int, default=20)
    parser.add_argument(
        "--voice", default=PIPER, help="tone:220 measures everything except the voice"
    )
    given = parser.parse_args()
    with serving() as web:
        bad = put_up(web, given.good, given.broken)
        env = {
            "LISTEN_VOICES": given.voice,
            "LISTEN_PRIVATE_HOSTS": f"127.0.0.1:{web.port}",
            "LISTEN_SOURCE_TIMEOUT_S": "5",
        }
        with running_service(**env) as service:
            first = _run(service, "--feed", web.url(FEED))
            second = _run(service, "--feed", web.url(FEED))
    for ran in (first, second):
        print(f"{ran.out.strip()}: {ran.wall_s:.1f} s, {ran.peak_mb:.0f} MB")  # noqa: T201
    told = [sorted(line.split(": ")[0] for line in ran.failures) for ran in (first, second)]
    is_good = (
        told == [sorted(f"feed:{name}" for name in bad)] * 2
        and [ran.status for ran in (first, second)] == [int(bool(bad))] * 2
        and f" {given.good} narrated, 0 were ready" in first.out
        and f" 0 narrated, {given.good} were ready" in second.out
    )
    print("ok" if is_good else "MISS")  # noqa: T201
    return int(not is_good)


def _run(service: Service, *arguments: str) -> Ran:
    """Run `listen pregenerate` beside a service."""
    env = {**os.environ, **service.env, "LISTEN_DATA_DIR": str(service.data_dir)}
    out, err = service.data_dir / "out", service.data_dir / "err"
    began = time.monotonic()
    with out.open("w") as stdout, err.open("w") as stderr:
        command = [PYTHON, "-m", "audio_service.cli", "pregenerate", *arguments]
        process = subprocess.Popen(command, env=env, cwd=ROOT, stdout=stdout, stderr=stderr)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    failures = [line for line in err.read_text().splitlines() if line.startswith("feed:")]
    wall_s = time.monotonic() - began
    return Ran(process.returncode, out.read_text(), failures, wall_s, used.ru_maxrss / 1024)


if __name__ == "__main__":
    sys.exit(main())
