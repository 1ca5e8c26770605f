"""Signs of life, which every process but the HTTP face gives."""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable

import redis

from cache.connection import REDIS_DOWN
from cache.leases import Leases
from worker.reconcile import EVERY_S

log = logging.getLogger(__name__)


class SignsOfLife(threading.Thread):
    """Tells every second that this process lives, and looks after unfinished narrations.

    Args:
        leases: Where it is told.
        name: Of the process.
        role: What it does.
        chores: What else is done each time.
    """

    def __init__(
        self,
        leases: Leases,
        name: str,
        role: str,
        chores: list[Callable[[], object]],
    ) -> None:
        super().__init__(name="signs-of-life", daemon=True)
        self._leases = leases
        self._process = name
        self._says = {
            "role": role,
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "since": time.time(),
        }
        self._chores = chores
        self._ended = threading.Event()

    def run(self) -> None:
        """Give signs of life until the end."""
        while not self._ended.is_set():
            try:
                self._leases.renew(self._process, self._says)
                for chore in self._chores:
                    chore()
            except (*REDIS_DOWN, redis.ResponseError) as error:
                log.warning("no sign of life could be given: %s", error)
            except Exception:  # without signs of life all that this process does would be undone
                log.exception("a chore failed")
            self._ended.wait(EVERY_S)

    def end(self) -> None:
        """Give no further sign, and say so."""
        self._ended.set()
        self.join(timeout=2)
        try:
            self._leases.bury(self._process)
        except redis.RedisError:
            return
