"""A child process of the supervisor, and how it is started, watched and ended."""

import ctypes
import logging
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from audio_service.supervisor.forked_process import ForkedProcess
from cache.errors import ListenError

LISTEN = (sys.executable, "-m", "audio_service.cli")
"""Command line of `listen`, without arguments."""

PR_SET_PDEATHSIG = 1
STEADY_AFTER_S = 10.0
LONGEST_DELAY_S = 8.0

STOPPED_FOR_S = 2.0
"""Longest pause of a worker, in seconds; one that is stopped for longer is continued."""

PAUSABLE_ROLES = frozenset({"worker", "fetcher"})
"""Roles of the processes that are paused while a first sound is synthesized."""

GRACE_S = 8.0
"""Time for the whole service to stop, in seconds."""

LAST_S = 1.5
"""Part of that time for Valkey, which stops last, in seconds."""

VALKEY_STARTS_WITHIN_S = 60.0

Listen = Callable[[list[str]], object]
"""A function that runs a command of `listen` with its arguments."""

log = logging.getLogger(__name__)


class StartError(ListenError):
    """Error for a service that cannot start; the message says what to do."""

    code = "cannot-start"
    status = 422


@dataclass
class Child:
    """A child process that is always restarted.

    Attributes:
        role: Role, as its command line names it.
        command: Returns its command line; called with a new process name at each start.
        listen: Runs a command of `listen` with its arguments. With it the process is forked, on
            Linux, and its command line is only its title.
        dies_with: Signal that it receives when the supervisor dies.
        keep_open: File descriptors that it inherits.
        niceness: Nice value, from its first instruction on.
        serves: Role in its heartbeat, if it differs from `role`.
    """

    role: str
    command: Callable[[str], Sequence[str]]
    listen: Listen | None = None
    dies_with: signal.Signals = signal.SIGKILL
    keep_open: tuple[int, ...] = ()
    niceness: int = 0
    serves: str = ""
    name: str = ""
    process: subprocess.Popen[bytes] | ForkedProcess | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    quick_deaths: int = 0
    stopped_since: float = 0.0

    def start(self) -> None:
        """Start the process in this session, but in a process group that Ctrl-C does not reach."""
        self.name = f"{self.role}-{secrets.token_hex(3)}"
        command = list(self.command(self.name))
        parent = os.getpid()

        def tie_to_parent() -> None:
            os.nice(self.niceness)
            if sys.platform != "linux":
                return
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(self.dies_with))
            if os.getppid() != parent:
                os._exit(1)

        def run() -> None:
            os.setpgid(0, 0)
            tie_to_parent()
            if self.listen:
                self.listen(command[len(LISTEN) :])

        if self.listen and sys.platform == "linux":
            self.process = ForkedProcess(run, " ".join(command))
        else:
            self.process = subprocess.Popen(
                command,
                process_group=0,
                pass_fds=self.keep_open,
                restore_signals=False,  # Valkey survives a file size limit, like a full disk
                preexec_fn=tie_to_parent,  # the supervisor has no threads
            )
        self.started_at = time.monotonic()

    def try_to_start(self) -> None:
        """Start the process; if the system refuses, such as for lack of memory, try again later."""
        try:
            self.start()
        except OSError as error:
            log.warning("%s cannot be started now (%s); trying again", self.role, error)
            self.quick_deaths += 1
            self._postpone()

    def has_died(self) -> bool:
        """Return whether the process was running and has ended."""
        return self.process is not None and self.process.poll() is not None

    def is_stopped(self) -> bool:
        """Return whether a signal has stopped the process; False on systems without /proc."""
        try:
            stat = Path(f"/proc/{self.process.pid if self.process else 0}/stat").read_text()
        except OSError:
            return False
        return stat.rpartition(")")[2].split()[0] == "T"

    def bury(self) -> None:
        """Record its death, and when to restart it: at once, or with back-off if it dies early."""
        lived_s = time.monotonic() - self.started_at
        self.quick_deaths = 0 if lived_s > STEADY_AFTER_S else self.quick_deaths + 1
        self._postpone()
        self.process = None

    def _postpone(self) -> None:
        delay_s = 0.0 if self.quick_deaths < 2 else 0.25 * 2**self.quick_deaths
        self.start_at = time.monotonic() + min(delay_s, LONGEST_DELAY_S)

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the process, if it is running."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def wait(self, deadline: float) -> None:
        """Wait for the process to end, and kill it at the deadline."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
