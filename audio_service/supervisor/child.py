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

from cache.errors import ListenError

PR_SET_PDEATHSIG = 1
STEADY_AFTER_S = 10.0
LONGEST_DELAY_S = 8.0

STOPPED_FOR_S = 2.0
"""Workers are hushed for half a second at the most; who is stopped for longer is woken."""

HUSHED = frozenset({"worker", "fetcher"})
"""Roles of which some are stopped for moments."""

GRACE_S = 8.0
"""How long the whole service may take to stop, in seconds."""

LAST_S = 1.5
"""Of that, for Valkey, which stops last and has little left to write."""

VALKEY_STARTS_WITHIN_S = 60.0

log = logging.getLogger(__name__)


class StartError(ListenError):
    """Something keeps the service from starting; the message says what to do."""

    code = "cannot-start"


@dataclass
class Child:
    """A process that should always be running.

    Attributes:
        role: What it is, as its command line says.
        command: Makes its command line; called with a name that is new at each start.
        dies_with: Signal it gets when the supervisor dies.
        keep_open: File descriptors it inherits.
        niceness: How far it steps back for others, from its first instruction on.
        serves: What its signs of life say that it is there for, if that is not its role.
    """

    role: str
    command: Callable[[str], Sequence[str]]
    dies_with: signal.Signals = signal.SIGKILL
    keep_open: tuple[int, ...] = ()
    niceness: int = 0
    serves: str = ""
    name: str = ""
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    quick_deaths: int = 0
    stopped_since: float = 0.0

    def start(self) -> None:
        """Start it, in this session but out of reach of a terminal's Ctrl-C."""
        self.name = f"{self.role}-{secrets.token_hex(3)}"
        parent = os.getpid()

        def tie_to_parent() -> None:
            os.nice(self.niceness)
            if sys.platform != "linux":
                return
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(self.dies_with))
            if os.getppid() != parent:
                os._exit(1)

        self.process = subprocess.Popen(  # the supervisor has no threads
            list(self.command(self.name)),
            process_group=0,
            pass_fds=self.keep_open,
            preexec_fn=tie_to_parent,
        )
        self.started_at = time.monotonic()

    def has_died(self) -> bool:
        """Return whether it ran and has ended."""
        return self.process is not None and self.process.poll() is not None

    def is_stopped(self) -> bool:
        """Return whether it was stopped by a signal, where the system tells."""
        try:
            stat = Path(f"/proc/{self.process.pid if self.process else 0}/stat").read_text()
        except OSError:
            return False
        return stat.rpartition(")")[2].split()[0] == "T"

    def bury(self) -> None:
        """Note its death, and when to start it again: at once, or later each time it dies young."""
        lived_s = time.monotonic() - self.started_at
        self.quick_deaths = 0 if lived_s > STEADY_AFTER_S else self.quick_deaths + 1
        delay_s = 0.0 if self.quick_deaths < 2 else 0.25 * 2**self.quick_deaths
        self.start_at = time.monotonic() + min(delay_s, LONGEST_DELAY_S)
        self.process = None

    def send(self, number: signal.Signals) -> None:
        """Send it a signal, if it runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def wait(self, deadline: float) -> None:
        """Wait for its end, and end it at the deadline."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
