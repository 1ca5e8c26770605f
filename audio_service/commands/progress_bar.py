"""The progress bar of long commands, on the standard error stream."""

import shutil
import time

import click

from audio_service.pregenerate.batch import BatchCounts

_PLAIN_EVERY_S = 10.0
_BAR_CHARS = 24


class Meter:
    """A progress bar on a terminal; elsewhere a line from time to time."""

    def __init__(self) -> None:
        self._stream = click.get_text_stream("stderr")
        self._is_terminal = self._stream.isatty()
        self._began_at = time.monotonic()
        self._shown = ""
        self._shown_at = self._began_at

    @property
    def elapsed_s(self) -> float:
        """Time since the start, in seconds."""
        return time.monotonic() - self._began_at

    def show(self, tally: BatchCounts) -> None:
        """Show the progress."""
        now, text = time.monotonic(), describe(tally, self.elapsed_s)
        if self._is_terminal:
            bar = _draw(tally)
            width = shutil.get_terminal_size().columns - 1
            self._write(f"\r\x1b[K{bar} {text}"[: width + 4])
        elif text != self._shown and now - self._shown_at >= _PLAIN_EVERY_S:
            self._shown_at = now
            self._write(f"{text}\n")
        self._shown = text

    def tell(self, line: str) -> None:
        """Print a line above the bar."""
        self._write(f"\r\x1b[K{line}\n" if self._is_terminal else f"{line}\n")

    def end(self) -> None:
        """Remove the bar."""
        if self._is_terminal:
            self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def describe(tally: BatchCounts, elapsed_s: float) -> str:
    """Return the progress in words, with the remaining time if it is known."""
    more = "" if tally.is_whole else "+"
    parts = [f"{tally.done} of {tally.total}{more}"]
    if tally.failed:
        parts.append(f"{tally.failed} failed")
    worked = tally.narrated + tally.failed
    if worked and tally.is_whole and tally.done < tally.total:
        left_s = elapsed_s / worked * (tally.total - tally.done)
        parts.append(f"{clock(left_s)} left")
    return ", ".join(parts)


def clock(seconds: float) -> str:
    """Return a time as hours, minutes and seconds."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"


def _draw(tally: BatchCounts) -> str:
    full = round(_BAR_CHARS * tally.done / tally.total) if tally.total > 0 else 0
    return f"[{'#' * full}{'-' * (_BAR_CHARS - full)}]"
