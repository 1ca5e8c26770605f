"""Process heartbeats."""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import redis

from cache.narrations.leases import ENDED, Leases, holder_of

EVERY_S = 1.0
"""Interval between two heartbeats, in seconds."""

WEB = "web"
"""Role of the processes that answer HTTP requests."""

_STATM = Path("/proc/self/statm")

log = logging.getLogger(__name__)


class Heartbeat(threading.Thread):
    """Thread that sends this process's heartbeat every second, and runs a few periodic tasks.

    Args:
        leases: Store of heartbeats.
        name: Name of the process.
        role: Role of the process.
        periodic_tasks: Functions called after each heartbeat.
        more: Function that returns further fields of the heartbeat.
    """

    def __init__(
        self,
        leases: Leases,
        name: str,
        role: str,
        periodic_tasks: Sequence[Callable[[], object]] = (),
        more: Callable[[], Mapping[str, Any]] = dict,
    ) -> None:
        super().__init__(name="heartbeat", daemon=True)
        self._leases = leases
        self._process = name
        self._says = {
            "role": role,
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "since": time.time(),
            "version": version("listen-to-article"),
        }
        self._periodic_tasks = periodic_tasks
        self._more = more
        self._cpu = _Cpu()
        self._ahead_s: float | None = None
        self._ended = threading.Event()

    def run(self) -> None:
        """Send heartbeats until `end` is called."""
        while not self._ended.is_set():
            try:
                self._renew()
                for task in self._periodic_tasks:
                    self._run(task)
            except redis.RedisError as error:
                log.warning("the heartbeat could not be sent: %s", error)
            except Exception:  # without heartbeats, other processes would take over all its work
                log.exception("the heartbeat failed")
            self._ended.wait(EVERY_S)

    def _run(self, task: Callable[[], object]) -> None:
        """Run a periodic task; if it fails, those after it still run.

        Raises:
            RedisError: Redis cannot be reached, or refuses a command.
        """
        try:
            task()
        except redis.RedisError:  # the others would wait for Redis as well
            raise
        except Exception:
            log.exception("a periodic task failed")

    def _renew(self) -> None:
        before = time.time()
        there = self._leases.renew(self._process, self._said_now())
        self._ahead_s = round((before + time.time()) / 2 - there, 2)

    def _said_now(self) -> dict[str, Any]:
        return {
            **self._says,
            "at": time.time(),
            "ahead_s": self._ahead_s,
            "memory_bytes": memory_bytes(),
            "cpu": self._cpu.share(),
            **self._more(),
        }

    def end(self) -> None:
        """Stop the heartbeats, and remove this process from the living ones."""
        self._ended.set()
        self.join(timeout=2)
        try:
            self._leases.bury(self._process)
        except redis.RedisError:
            return


class WorkerActivity:
    """Activity of a process: its current job, and the number of jobs it has ended.

    Args:
        process: Name of the process.
    """

    def __init__(self, process: str) -> None:
        self.process = process
        self._job: tuple[str, float] | None = None
        self._ended = 0

    @property
    def holder(self) -> str:
        """Holder name under which the current job takes leases."""
        return holder_of(self.process, self._ended + 1)

    @contextmanager
    def busy(self, what: str) -> Iterator[None]:
        """Report the process as busy while the context is open; the job's leases end with it."""
        self._job = what, time.time()
        try:
            yield
        finally:
            self._job = None
            self._ended += 1

    def say(self) -> dict[str, Any]:
        """Return the fields of the heartbeat that describe the activity."""
        what, since = self._job or (None, None)
        return {"busy_with": what, "busy_since": since, ENDED: self._ended}


class _Cpu:
    """CPU usage of this process."""

    def __init__(self) -> None:
        self._at, self._used_s = time.monotonic(), time.process_time()

    def share(self) -> float:
        """Return the average number of cores used since the last call, such as 0.5."""
        at, used_s = time.monotonic(), time.process_time()
        passed_s = max(at - self._at, 0.001)
        share = (used_s - self._used_s) / passed_s
        self._at, self._used_s = at, used_s
        return round(share, 3)


def memory_bytes() -> int | None:
    """Return the resident memory of this process, in bytes; None if the system does not say."""
    try:
        return int(_STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return None
