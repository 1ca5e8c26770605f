"""Pause of background workers while a listener waits for the first sound.

A lower priority alone is not enough: the two threads of an utterance wait for each other at every
step, so a background worker with a tenth of one core slows both. Therefore the background workers
of the same supervisor are stopped during a first utterance. If the process that stopped them dies,
the supervisor continues them.

Background workers also speak for listeners who are on a stream already. So they are paused for at
most half of the time, even if many first utterances follow one another.
"""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

LONGEST_S = 0.5
"""Longest pause, in seconds, even if the utterance takes longer."""

PAUSED_SHARE = 0.5
"""Share of the time for which background workers may be paused."""

SAVED_S = 2 * LONGEST_S
"""Longest total time of pauses with no time to run between them, in seconds."""

BACKGROUND = (b" --lane rest ", b" fetcher ")


class BackgroundPause:
    """Pauses of the background workers of this supervisor.

    Args:
        clock: Monotonic clock, in seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._left_s = SAVED_S
        self._counted_at = clock()

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Stop the background workers, and continue them at the end or when their share is used up.

        Yields:
            Nothing; the workers are stopped meanwhile. Systems without /proc have no pause.
        """
        longest_s = min(LONGEST_S, self._allowed_s())
        siblings = _background_siblings() if longest_s > 0 else []
        timer = threading.Timer(longest_s, let_go_on, [siblings])
        timer.daemon = True
        began = self._clock()
        timer.start()
        try:
            _send(siblings, signal.SIGSTOP)
            yield
        finally:
            timer.cancel()
            let_go_on(siblings)
            self._left_s -= min(longest_s, self._clock() - began)

    def _allowed_s(self) -> float:
        """Return the time that a pause may take now, in seconds."""
        now = self._clock()
        self._left_s = min(SAVED_S, self._left_s + PAUSED_SHARE * (now - self._counted_at))
        self._counted_at = now
        return self._left_s


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
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ")
    except OSError:
        return b""
