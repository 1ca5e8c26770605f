"""Progress of a run on the terminal: the benchmark, its step and the time that has passed."""

import sys
import time
from typing import TextIO

EVERY_S = 15.0
"""Interval of progress lines without a terminal, in seconds."""

WIDTH = 79
CLEAR = "\r\x1b[K"


class Progress:
    """A progress line that is updated on a terminal; elsewhere, a new line from time to time.

    Args:
        stream: The output stream.
    """

    def __init__(self, stream: TextIO = sys.stderr) -> None:
        self._stream = stream
        self._began = time.monotonic()
        self._printed_at = float("-inf")
        self._title = ""

    def begin(self, title: str) -> None:
        """Name the benchmark whose steps follow."""
        self._title = title
        self._printed_at = float("-inf")
        self.show("")

    def show(self, step: str) -> None:
        """Show a step of the benchmark."""
        now = time.monotonic()
        minutes, seconds = divmod(int(now - self._began), 60)
        line = f"{minutes:2}:{seconds:02}  {self._title}  {step}".rstrip()[:WIDTH]
        if self._stream.isatty():
            print(f"{CLEAR}{line}", end="", file=self._stream, flush=True)
        elif now - self._printed_at >= EVERY_S:
            print(line, file=self._stream, flush=True)
            self._printed_at = now

    def clear(self) -> None:
        """Erase the progress line, to make room for a line of the results."""
        if self._stream.isatty():
            print(CLEAR, end="", file=self._stream, flush=True)
