"""The supervisor: starts every process, restarts those that die, and stops them all."""

import logging
import os
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import redis

from audio_service.supervisor.child import (
    GRACE_S,
    LAST_S,
    PAUSABLE_ROLES,
    STOPPED_FOR_S,
    VALKEY_STARTS_WITHIN_S,
    Child,
    StartError,
)
from cache.narrations.leases import Leases
from cache.operations.deaths import Death, Deaths
from cache.redis.client import connect, redis_location
from worker.publication.publication import Publication, hand_over
from worker.settings import WorkerSettings

log = logging.getLogger(__name__)

POLL_S = 0.1


@dataclass
class Supervisor:
    """The supervisor of all child processes.

    Attributes:
        children: Child processes in the order of their start; Valkey is first and stops last.
        leases: Leases, which are released when a worker dies.
        deaths: Log of deaths for operators.
    """

    children: list[Child]
    leases: Leases
    deaths: Deaths
    _stopping: bool = field(default=False, init=False)

    def start(self) -> None:
        """Start all children; Valkey must answer before the others start."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        for child in self.children:
            if self._stopping:
                return
            child.try_to_start()
            if child.role == "valkey":
                self._wait_for_valkey(child)

    def watch(self) -> None:
        """Restart processes that die, until a signal stops the supervisor."""
        while not self._stopping:
            self._tend()

    def stop(self) -> None:
        """End all children, Valkey last."""
        deadline = time.monotonic() + GRACE_S - LAST_S
        others = [child for child in self.children if child.role != "valkey"]
        for child in others:
            child.send(signal.SIGTERM)
        self._wake_workers()
        for child in others:
            child.wait(deadline)
        for child in self.children:
            child.send(signal.SIGTERM)
            child.wait(time.monotonic() + GRACE_S)

    def wait_until(self, is_up: Callable[[], bool], seconds: float) -> bool:
        """Watch the children until `is_up` is true, and return whether that was in time."""
        deadline = time.monotonic() + seconds
        while not self._stopping and time.monotonic() < deadline:
            if is_up():
                return True
            self._tend()
        return False

    def _tend(self) -> None:
        self._wake_stopped()
        for child in self.children:
            if child.has_died():
                self._declare_dead(child)
            if child.process is None and time.monotonic() >= child.start_at:
                child.try_to_start()
        self.deaths.tell()
        time.sleep(POLL_S)

    def _stop(self, *_: object) -> None:
        self._stopping = True

    def _wake_workers(self) -> None:
        for child in self.children:
            if child.role in PAUSABLE_ROLES:
                child.send(signal.SIGCONT)

    def _wake_stopped(self) -> None:
        """Continue workers that stay paused because the process that paused them hangs."""
        now = time.monotonic()
        for child in self.children:
            if child.role not in PAUSABLE_ROLES or not child.is_stopped():
                child.stopped_since = now
            elif now - child.stopped_since > STOPPED_FOR_S:
                child.send(signal.SIGCONT)

    def _declare_dead(self, child: Child) -> None:
        code = child.process.returncode if child.process else None
        log.warning("%s has died (exit code %s); starting it again", child.name, code)
        if code:
            role = child.serves or child.role
            self.deaths.note(Death(role, child.name, socket.gethostname(), code, time.time()))
        child.bury()
        self._wake_workers()  # the child may have died after it had paused them
        try:
            self.leases.bury(child.name)
        except redis.RedisError:
            log.warning("Redis does not answer; the leases of %s will expire", child.name)

    def _wait_for_valkey(self, child: Child) -> None:
        deadline = time.monotonic() + VALKEY_STARTS_WITHIN_S
        while time.monotonic() < deadline and not self._stopping:
            if child.process is None:
                raise StartError("the embedded Valkey cannot be started; see the message above")
            if child.has_died():
                raise StartError(
                    "the embedded Valkey ends immediately; see its message above, or in "
                    "valkey/valkey.log of the data directory"
                )
            try:
                self.leases.living()
            except redis.RedisError:
                time.sleep(0.05)
            else:
                return
        if not self._stopping:
            raise StartError("the embedded Valkey does not answer")


def supervise(
    settings: WorkerSettings, children: list[Child], publication: Publication
) -> Supervisor:
    """Return a supervisor of `children`.

    They use the Redis of the settings, and `publication` even if the publication file changes.
    """
    os.environ["REDIS_URL"] = redis_location(settings)
    handle = hand_over(publication)
    for child in children:
        if child.role != "valkey":
            child.keep_open += (handle,)
    client = connect(settings, patience_s=0.25)
    return Supervisor(children, Leases(client), Deaths(client))
