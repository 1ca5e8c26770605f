"""Checks before the service starts: a free port, and a data directory that is not in use."""

import fcntl
import os
import socket
import time
from pathlib import Path

from audio_service.settings import WebSettings
from audio_service.supervisor.child import GRACE_S, StartError
from audio_service.supervisor.supervisor import POLL_S


def lock_data_dir(data_dir: Path) -> int:
    """Lock the data directory and return the file descriptor of the lock.

    The embedded Valkey inherits it, so that no other service starts before its last write.

    Raises:
        StartError: The directory is not writable, or another `listen up` uses it.
    """
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)  # it holds texts of articles
        handle = os.open(data_dir / "listen.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StartError(
            f"LISTEN_DATA_DIR: {data_dir} cannot be written: {error.strerror}"
        ) from error
    deadline = time.monotonic() + GRACE_S
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > deadline:
                raise StartError(
                    f"another `listen up` uses {data_dir}; stop it, or give another --data-dir"
                ) from error
            time.sleep(POLL_S)
        else:
            return handle


def check_port(settings: WebSettings) -> None:
    """Check that the web process can listen on its port.

    Raises:
        StartError: The port is in use, or the address does not belong to this machine.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise StartError(
                f"cannot listen on {settings.host}:{settings.port}: {error.strerror}; "
                "set another PORT or LISTEN_HOST"
            ) from error
