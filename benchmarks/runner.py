"""The benchmark runner, which runs each benchmark in its own process.

If a benchmark raises, crashes or takes too long, only its own figures are lost. All output of its
process and of the services that it starts goes to a log file.
"""

import multiprocessing
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from benchmarks.figures import Failure, Figure

STOP_S = 30.0
"""Time for a benchmark to stop its service and itself, in seconds."""

LEAST_ROUNDS = 3
Row = Figure | Failure


@dataclass(frozen=True)
class Run:
    """Progress and time limits of a running benchmark.

    Attributes:
        thorough: True to measure every situation with many samples.
        tell: Called with a line about the progress.
    """

    thorough: bool
    tell: Callable[[str], None]

    def rounds(self, name: str, count: int, within_s: float) -> Iterator[int]:
        """Yield the numbers of the rounds of a measurement, and report each.

        There are `count` rounds, or fewer if they take longer than `within_s`, but at least three.
        A thorough run has three times as many, and as much more time.
        """
        if self.thorough:
            count, within_s = 3 * count, 3 * within_s
        began = time.monotonic()
        for number in range(count):
            if number >= LEAST_ROUNDS and time.monotonic() - began > within_s:
                return
            self.tell(f"{name}, {number + 1} of {count}")
            yield number


@dataclass(frozen=True)
class Benchmark:
    """A benchmark and its time limit.

    Attributes:
        name: Its name on the command line.
        measure: Yields the figures as they are known; importable by name.
        limit_s: Time limit, in seconds.
        thorough_limit_s: The same for a thorough run.
        by_default: True if a run that names no benchmark includes it.
    """

    name: str
    measure: Callable[[Run], Iterator[Figure]]
    limit_s: float
    thorough_limit_s: float
    by_default: bool = True

    def with_patience(self, factor: float) -> "Benchmark":
        """Return the benchmark with its time limits multiplied."""
        return replace(
            self,
            limit_s=factor * self.limit_s,
            thorough_limit_s=factor * self.thorough_limit_s,
        )

    def run(
        self, *, thorough: bool, log: Path, tell: Callable[[str], None]
    ) -> Generator[Row, None, None]:
        """Run the benchmark, and yield its rows as they come.

        Args:
            thorough: True to measure every situation with many samples.
            log: The file for all output.
            tell: Called with a line about the progress.

        Yields:
            Figures, then a failure if there is one.
        """
        context = multiprocessing.get_context("spawn")
        receiver, sender = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(self.measure, thorough, log, sender))
        process.start()
        sender.close()
        limit_s = self.thorough_limit_s if thorough else self.limit_s
        try:
            problem = yield from _relay(receiver, tell, limit_s)
            if not problem:
                process.join(STOP_S)
        finally:
            _end(process)
        if not problem and process.exitcode:
            problem = f"its process ended with {process.exitcode}"
        if problem:
            yield Failure(self.name, f"{problem}; see {log}")


def _relay(
    receiver: Connection, tell: Callable[[str], None], limit_s: float
) -> Generator[Figure, None, str]:
    """Yield the figures that a benchmark sends, and return its problem, empty if there is none."""
    deadline = time.monotonic() + limit_s
    while receiver.poll(max(0.0, deadline - time.monotonic())):
        try:
            message = receiver.recv()
        except EOFError:
            return ""
        if isinstance(message, Figure):
            yield message
        elif isinstance(message, Failure):
            return message.reason
        else:
            tell(message)
    return f"not done after {limit_s:.0f} s"


def _end(process: BaseProcess) -> None:
    """Stop a process that has not ended by itself."""
    if process.is_alive():
        process.terminate()
        process.join(STOP_S)
    if process.is_alive():
        for child in _children(process):
            os.kill(child, signal.SIGTERM)
        process.kill()
    process.join()


def _children(process: BaseProcess) -> list[int]:
    """Return the ids of the processes that a process has started, such as its service."""
    listed = Path(f"/proc/{process.pid}/task").glob("*/children")
    return [int(pid) for children in listed for pid in children.read_text().split()]


def _work(
    measure: Callable[[Run], Iterator[Figure]], thorough: bool, log: Path, sender: Connection
) -> None:
    """Measure in this process, and send every row, and a failure if there is one."""
    _print_to(log)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent receives it, and stops this process
    signal.signal(signal.SIGTERM, _stop)
    try:
        for figure in measure(Run(thorough, sender.send)):
            sender.send(figure)
    except Exception as error:  # noqa: BLE001  # whatever it is, it becomes a row
        traceback.print_exc()
        reason = (str(error).splitlines() or [""])[0]
        sender.send(Failure("", f"{type(error).__name__}: {reason}"[:200]))


def _stop(*_: object) -> None:
    """End the service and this process, ignoring further signals meanwhile."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(1)


def _print_to(log: Path) -> None:
    """Redirect all output of this process and its children to a file."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as file:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
            os.dup2(file.fileno(), stream.fileno())
