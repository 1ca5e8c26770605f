"""Probes of storage and database, in operating system threads, so that a hang delays no request.

Greenlets are not enough: storage and SQLite block the thread that calls them, and so all requests
of the process.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from gevent.monkey import get_original

from audio_service.settings import WebSettings
from cache.audio.storage import Storage, local_folder
from cache.errors import ListenError
from worker.articles.database_health import Health, look_at

PATIENCE_S = 0.3
"""Time to wait for a running probe, in seconds; then the last result is returned."""

HANGS_AFTER_S = 5.0

PROBE_PATH = "probe"
PROBE_BYTES = 4096
"""Size of the probe object, in bytes: a full disk accepts an empty file, but no block of data."""

FULL_BYTES = 1_000_000
"""Free space, in bytes, below which a failed write means that the disk is full."""

_start_thread: Callable[..., int] = get_original("_thread", "start_new_thread")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ProbeResult(Generic[T]):
    """The result of a probe.

    Attributes:
        what: The value found; None after an error, or before the first probe.
        error: The fault; None if there is none.
        latency_s: Duration of the probe, in seconds.
    """

    what: T | None = None
    error: str | None = None
    latency_s: float | None = None


class Probe(Generic[T]):
    """A probe that runs on demand, and never twice at the same time.

    Args:
        look: Runs the probe; it may take any time.
        every_s: Time for which a result is reused, in seconds.
    """

    def __init__(self, look: Callable[[], T], every_s: float) -> None:
        self._look = look
        self._every_s = every_s
        self._began_at = -every_s
        self._is_looking = False
        self._seen: ProbeResult[T] = ProbeResult()

    def seen(self) -> ProbeResult[T]:
        """Return the last result, or an error if the current probe hangs."""
        now = time.monotonic()
        if not self._is_looking and now - self._began_at >= self._every_s:
            self._is_looking, self._began_at = True, now
            _start_thread(self._look_once, ())
        while self._is_looking and time.monotonic() - now < PATIENCE_S:
            time.sleep(0.002)
        hung_s = time.monotonic() - self._began_at
        if self._is_looking and hung_s > HANGS_AFTER_S:
            return ProbeResult(error=f"has not answered for {hung_s:.0f} s")
        return self._seen

    def _look_once(self) -> None:
        try:
            what = self._look()
            self._seen = ProbeResult(what, latency_s=round(time.monotonic() - self._began_at, 4))
        except ListenError as error:
            self._seen = ProbeResult(error=str(error))
        except Exception as error:  # noqa: BLE001  # the thread must not end without a result
            self._seen = ProbeResult(error=f"{type(error).__name__}: {error}")
        finally:
            self._is_looking = False


class FreeSpace(NamedTuple):
    """Free and used space of the disk that holds the audio; None for object stores.

    Attributes:
        used_bytes: Used space of that disk, in bytes.
        free_bytes: Free space of that disk, in bytes.
        error: The reason why a write failed; None if it succeeded.
        is_full: True if it failed because the disk is full.
    """

    used_bytes: int | None
    free_bytes: int | None
    error: str | None = None
    is_full: bool = False


def probe_storage(settings: WebSettings) -> Probe[FreeSpace]:
    """Return a probe that writes to storage, always to the same object.

    It calls the store directly, because it has a thread of its own.
    """
    url = settings.storage_location
    folder, storage = local_folder(url), Storage(url)
    return Probe(lambda: _look_at_storage(storage, folder), 2.0 if folder else 10.0)


def _look_at_storage(storage: Storage, folder: Path | None) -> FreeSpace:
    used = free = None
    error = None
    try:
        storage.write(PROBE_PATH, os.urandom(PROBE_BYTES))
    except ListenError as refusal:
        error = str(refusal)
    if folder and folder.exists():
        disk = os.statvfs(folder)
        free, used = disk.f_bavail * disk.f_frsize, (disk.f_blocks - disk.f_bfree) * disk.f_frsize
    is_full = bool(error) and free is not None and free < FULL_BYTES
    return FreeSpace(used, free, error, is_full)


def probe_database(settings: WebSettings) -> Probe[Health]:
    """Return a probe that writes to the database."""
    return Probe(lambda: look_at(settings.database_location), 2.0)
