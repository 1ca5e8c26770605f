"""Benchmarks that fail, each in its own way."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

from benchmarks.figures import Figure
from benchmarks.runner import Run


def raises(run: Run) -> Iterator[Figure]:
    run.tell("first step")
    yield Figure("the first", 1.0, "s", 2.0)
    sys.stdout.write("something that a service says\n")
    subprocess.run(["/bin/echo", "something that a child says"], check=True)
    raise ValueError("no such mark\nwith more below")


def dies(run: Run) -> Iterator[Figure]:
    yield Figure("the first", 1.0, "s", 2.0)
    os._exit(9)


def never_ends(run: Run) -> Iterator[Figure]:
    yield Figure("the first", 1.0, "s", 2.0)
    try:
        time.sleep(600)
    finally:
        sys.stdout.write("its service has been stopped\n")


def cannot_be_stopped(run: Run) -> Iterator[Figure]:
    child = subprocess.Popen(["/bin/sleep", "600"])
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    yield Figure("its child", child.pid, "", None)
    time.sleep(600)


def counts_rounds(run: Run) -> Iterator[Figure]:
    yield Figure("rounds", len(list(run.rounds("round", 5, 100))), "", None)
    yield Figure("rounds without time", len(list(run.rounds("round", 5, 0))), "", None)
