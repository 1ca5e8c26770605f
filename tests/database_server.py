"""A PostgreSQL server on loopback, which can be halted as a machine that hangs."""

import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.stand import end, free_port, wait_for

OWNER = "postgres"


def find_binaries() -> Path:
    """Return the folder of PostgreSQL's programs; skip the test where it is not installed."""
    pytest.importorskip("psycopg", reason="the extra `postgres` is not installed")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    found = shutil.which("initdb")
    if not (debian or found):
        pytest.skip("there is no PostgreSQL")
    return debian[-1] if debian else Path(found or "").resolve().parent


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Mount a disk of 96 MB at a folder; skip the test where that is not allowed.

    Yields:
        The folder.
    """
    size = ["-o", "size=96m"]
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", *size, "none", str(folder)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip(f"no disk can be mounted: {mounted.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Fill the disk of a folder with a file, and return the file."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4_096))
    return filler


@dataclass
class DatabaseServer:
    """A PostgreSQL of the tests' own; it refuses to run as root."""

    directory: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://{OWNER}@127.0.0.1:{self.port}/{OWNER}"

    def start(self) -> None:
        binaries = find_binaries()
        data = self.directory / "data"
        user = OWNER if os.getuid() == 0 else None
        if user:
            try:
                shutil.chown(self.directory, pwd.getpwnam(user).pw_uid)
            except KeyError:
                pytest.skip(f"PostgreSQL does not run as root, and there is no user {OWNER}")
        made = [str(binaries / "initdb"), "-D", str(data), "-U", OWNER, "-A", "trust", "-N"]
        subprocess.run(made, check=True, user=user, cwd="/", stdout=subprocess.DEVNULL)
        self.run()

    def run(self) -> None:
        """Start the server on the data that are there."""
        binaries, user = find_binaries(), OWNER if os.getuid() == 0 else None
        options = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(self.directory),
            "fsync": "off",
        }
        given = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        data = str(self.directory / "data")
        command = [str(binaries / "postgres"), "-D", data, "-p", str(self.port), *given]
        self.process = subprocess.Popen(
            command, user=user, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_for(self._answers)

    def _answers(self) -> bool:
        import psycopg  # an extra that may be missing

        try:
            address = self.url.replace("+psycopg", "")
            with psycopg.connect(address, connect_timeout=5):
                return True
        except psycopg.OperationalError:
            return False

    def _processes(self) -> list[int]:
        assert self.process
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [self.process.pid, *map(int, children.read_text().split())]

    def _send(self, number: signal.Signals) -> None:
        for pid in self._processes():
            os.kill(pid, number)

    def halt(self) -> None:
        self._send(signal.SIGSTOP)

    def go_on(self) -> None:
        self._send(signal.SIGCONT)

    def kill(self) -> None:
        self._send(signal.SIGKILL)
        assert self.process
        self.process.wait()

    def stop(self) -> None:
        if self.process:
            self.go_on()
            end(self.process)
