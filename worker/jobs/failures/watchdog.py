"""Hard time limits for native code, which cannot be interrupted: the process is ended."""

import faulthandler
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rq.timeouts import UnixSignalDeathPenalty

from worker.model.clip import Spoken
from worker.speech.engine import Voice

HANGS_AFTER_S = 5
"""Time between a job's time-out and the end of its process, in seconds."""


class HardLimits:
    """Nested time limits; the earliest one ends the process.

    The timer works while native code holds Python's lock (GIL), and prints a traceback.
    """

    def __init__(self) -> None:
        self._deadlines: list[float] = []

    def set(self, seconds: float) -> None:
        """Set a limit; earlier limits still apply."""
        self._deadlines.append(min([time.monotonic() + seconds, *self._deadlines[-1:]]))
        self._arm()

    def lift(self) -> None:
        """Lift the limit that was set last; earlier limits still apply."""
        if self._deadlines:
            self._deadlines.pop()
        self._arm()

    def _arm(self) -> None:
        if self._deadlines:
            left_s = max(0.01, self._deadlines[-1] - time.monotonic())
            faulthandler.dump_traceback_later(left_s, exit=True)
        else:
            faulthandler.cancel_dump_traceback_later()


_LIMITS = HardLimits()
"""The time limits of this process, which has only one such timer."""


class TimeLimit(UnixSignalDeathPenalty):
    """Time limit of a job: interrupts the job, and ends the process if that has no effect.

    Python runs signal handlers only between its own instructions. Native code in a loop does not
    reach such a point.
    """

    def setup_death_penalty(self) -> None:
        """Set both limits."""
        super().setup_death_penalty()  # type: ignore[no-untyped-call]  # RQ has no types here
        _LIMITS.set(self._timeout + HANGS_AFTER_S)

    def cancel_death_penalty(self) -> None:
        """Lift both limits."""
        _LIMITS.lift()
        super().cancel_death_penalty()  # type: ignore[no-untyped-call]  # as before


@contextmanager
def end_process_if_hung(seconds: float) -> Iterator[None]:
    """End the process if the block takes longer; limits that were set before still apply.

    Yields:
        Nothing.
    """
    _LIMITS.set(seconds)
    try:
        yield
    finally:
        _LIMITS.lift()


class WatchedVoice:
    """Wrapper of a voice that ends the process when the voice hangs.

    Args:
        voice: The wrapped voice.
        patience_s: Function that returns the time limit of one utterance, in seconds.
    """

    def __init__(self, voice: Voice, patience_s: Callable[[], float]) -> None:
        self._voice = voice
        self._patience_s = patience_s
        self.name = voice.name
        self.language = voice.language
        self.rate_hz = voice.rate_hz
        self.limits = voice.limits
        self.version = voice.version
        self.measures = voice.measures

    def say(self, text: str, take: int = 0) -> Spoken:
        """Speak a text with the wrapped voice, within the time limit."""
        with end_process_if_hung(self._patience_s()):
            return self._voice.say(text, take)

    def say_in_parts(self, text: str, take: int = 0) -> Iterator[Spoken]:
        """Speak a text with the wrapped voice, each part within the time limit.

        Yields:
            The parts of the sound.
        """
        parts = self._voice.say_in_parts(text, take)
        while True:
            with end_process_if_hung(self._patience_s()):
                part = next(parts, None)
            if part is None:
                return
            yield part
