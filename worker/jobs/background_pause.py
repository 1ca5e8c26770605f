"""Quiet for the moment in which a listener waits for the first sound.

Lower priority alone is not enough: two threads that share one utterance wait for each other at
every step, so a background worker that gets a tenth of one core slows both. For the length of one
first utterance the background workers of the same supervisor are therefore stopped, and go on right
after. Should the process that stopped them die, the supervisor lets them go on.
"""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LONGEST_S = 0.5
"""Nobody is stopped for longer, however long the utterance takes."""

BACKGROUND = (b"\0--lane\0rest\0", b"\0fetcher\0")


@contextmanager
def pause_background_workers() -> Iterator[None]:
    """Stop this process's background siblings, and let them go on at the end.

    Yields:
        Nothing; they are stopped meanwhile. On systems without /proc nobody is.
    """
    siblings = _background_siblings()
    timer = threading.Timer(LONGEST_S, let_go_on, [siblings])
    timer.daemon = True
    timer.start()
    try:
        _send(siblings, signal.SIGSTOP)
        yield
    finally:
        timer.cancel()
        let_go_on(siblings)


def let_go_on(processes: list[int]) -> None:
    """Let stopped processes go on; those that run already do not notice."""
    _send(processes, signal.SIGCONT)


def _send(processes: list[int], number: signal.Signals) -> None:
    for pid in processes:
        try:
            os.kill(pid, number)
        except ProcessLookupError:  # it has just died; its supervisor knows
            continue


def _background_siblings() -> list[int]:
    parent = os.getppid()
    try:
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        others = {int(pid) for pid in children} - {os.getpid()}
        return [pid for pid in others if any(mark in _command(pid) for mark in BACKGROUND)]
    except OSError:
        return []


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
