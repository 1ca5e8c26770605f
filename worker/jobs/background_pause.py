"""Pause of background workers while a listener waits for the first sound.

A lower priority alone is not enough: the two threads of an utterance wait for each other at every
step, so a background worker with a tenth of one core slows both. Therefore the background workers
of the same supervisor are stopped during a first utterance. If the process that stopped them dies,
the supervisor continues them.
"""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LONGEST_S = 0.5
"""Longest pause, in seconds, even if the utterance takes longer."""

BACKGROUND = (b"\0--lane\0rest\0", b"\0fetcher\0")


@contextmanager
def pause_background_workers() -> Iterator[None]:
    """Stop the background workers of this supervisor, and continue them at the end.

    Yields:
        Nothing; the workers are stopped meanwhile. Systems without /proc have no pause.
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
    """Continue stopped processes; running processes are not affected."""
    _send(processes, signal.SIGCONT)


def _send(processes: list[int], number: signal.Signals) -> None:
    for pid in processes:
        try:
            os.kill(pid, number)
        except ProcessLookupError:  # it has just ended; its supervisor handles that
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
