"""Child processes that are forked from the supervisor.

They share its imported modules: they start in a twentieth of the time and take half of the memory.
A process with threads cannot be forked safely, therefore the supervisor has none.
"""

import multiprocessing
import os
import signal
import subprocess
from collections.abc import Callable

from setproctitle import setproctitle

SUPERVISOR_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
"""Signals that stop the supervisor."""

FORKING = multiprocessing.get_context("fork")


class ForkedProcess:
    """A forked process, with the methods of `subprocess.Popen` that the supervisor uses.

    Args:
        run: Function that the process runs.
        title: Command line of the process, as the system lists it.

    Attributes:
        pid: Process id.
        args: Its command line.
    """

    def __init__(self, run: Callable[[], object], title: str) -> None:
        self.args = title
        self._process = FORKING.Process(target=_run, args=(run, title))
        held = signal.pthread_sigmask(signal.SIG_BLOCK, SUPERVISOR_SIGNALS)
        try:
            self._process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, held)
        self.pid = self._process.pid or 0

    @property
    def returncode(self) -> int | None:
        """The exit code of the process; None while it is running."""
        return self._process.exitcode

    def poll(self) -> int | None:
        """Return the exit code of the process; None while it is running."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code of the process when it has ended.

        Raises:
            subprocess.TimeoutExpired: It has not.
        """
        self._process.join(timeout)
        code = self._process.exitcode
        if code is None:
            raise subprocess.TimeoutExpired(self.args, timeout or 0.0)
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal to the process, if it is running."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill the process."""
        self.send_signal(signal.SIGKILL)


def _run(run: Callable[[], object], title: str) -> None:
    for number in SUPERVISOR_SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SUPERVISOR_SIGNALS)
    setproctitle(title)
    run()
