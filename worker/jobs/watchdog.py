"""How long native code may go on: it hears no signal, so that the process ends with it."""

import faulthandler
from collections.abc import Iterator
from contextlib import contextmanager

from rq.timeouts import UnixSignalDeathPenalty

HANGS_AFTER_S = 5
"""How long after its time-out a job may go on, in seconds."""


class TimeLimit(UnixSignalDeathPenalty):
    """Interrupts a job in time, and ends the process if that does not help.

    A signal's handler runs between two steps of Python, which native code that loops does not
    reach. The second limit needs neither Python nor its lock; it prints where the process was.
    """

    def setup_death_penalty(self) -> None:
        """Set both limits."""
        super().setup_death_penalty()  # type: ignore[no-untyped-call]  # RQ has no types here
        faulthandler.dump_traceback_later(self._timeout + HANGS_AFTER_S, exit=True)

    def cancel_death_penalty(self) -> None:
        """Lift both limits."""
        faulthandler.cancel_dump_traceback_later()
        super().cancel_death_penalty()  # type: ignore[no-untyped-call]  # as before


@contextmanager
def end_process_if_hung(seconds: float) -> Iterator[None]:
    """End the process if what is done inside takes longer; until then no other such limit holds.

    Yields:
        Nothing.
    """
    faulthandler.dump_traceback_later(seconds, exit=True)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
