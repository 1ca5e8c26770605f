"""A publisher's pages and, on another origin, a service that follows a test's script."""

import json
import re
import select
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from audio_service.listening.streaming.containers import Container, Mp3Container, Mp4Container
from tests.e2e.told import SLOT_S, SLOTS, VOICE, Told, cues, describe, slots
from tests.stand import PATIENCE_S, ROOT

DIST = ROOT / "audio_service" / "player" / "dist"
WORDS = Path(__file__).with_name("situations") / "page.js"
SCRIPTS = {
    "/player.js": DIST / "player.js",
    "/player/listening.js": DIST / "listening.js",
    "/alone/player.js": DIST / "player.js",
    "/words.js": WORDS,
}
LEAD = 2
"""Number of slots in the first block of a stream."""

STREAMS: dict[str, Callable[[], Container]] = {
    "audio/stream.mp3": Mp3Container,
    "audio/stream.mp4": Mp4Container,
}


@dataclass
class Newsroom:
    """The server, its behavior for each article, and the requests that it got."""

    server: "_Server"
    articles: dict[str, Told] = field(default_factory=dict)
    pages: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    streams: int = 0
    """Number of open streams."""
    counting: threading.Lock = field(default_factory=threading.Lock)

    @property
    def port(self) -> int:
        return int(self.server.server_address[1])

    @property
    def service(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def publisher(self) -> str:
        return f"http://localhost:{self.port}"

    def forget(self) -> None:
        self.articles.clear()
        self.pages.clear()
        self.asked.clear()

    def publish(self, body: str, path: str = "/page", **headers: str) -> str:
        """Have the publisher serve a page with the player, and return its address."""
        head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        script = f'<script type="module" src="{self.service}/player.js"></script>'
        html = body if "<html" in body else f'<!doctype html><html lang="en">{head}{script}{body}'
        self.pages[path] = (html, {k.replace("_", "-"): v for k, v in headers.items()})
        return self.publisher + path

    def of(self, article_id: str, what: str = "") -> list[str]:
        """Return the requests about an article so far, as in "GET audio"."""
        prefix = f"/v1/articles/{article_id}/"
        found = [(m, p.removeprefix(prefix)) for m, p, _ in self.asked if p.startswith(prefix)]
        return [f"{m} {p}" for m, p in found if what in p]

    def events(self, article_id: str) -> list[str]:
        path = f"/v1/articles/{article_id}/plays"
        return [json.loads(body)["event"] for _, p, body in self.asked if p == path]


@contextmanager
def newsroom() -> Iterator[Newsroom]:
    server = _Server(("127.0.0.1", 0), _Handler)
    server.room = Newsroom(server)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.room
    finally:
        server.shutdown()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    room: Newsroom

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.connections: list[socket.socket] = []

    def get_request(self) -> tuple[socket.socket, Any]:
        """Accept a connection, and remember it."""
        connection, address = super().get_request()
        self.connections.append(connection)
        return connection, address

    def hang_up(self) -> None:
        """Close all connections, as a server does with idle ones."""
        for connection in self.connections:
            with suppress(OSError):  # it is closed already
                connection.shutdown(socket.SHUT_RDWR)
        self.connections.clear()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Log nothing: it is no error if a browser closes a connection."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: Any) -> None:
        """Say nothing."""

    def do_OPTIONS(self) -> None:
        self.server.room.asked.append(("OPTIONS", self.path, ""))
        self._send(405, b"")

    def do_POST(self) -> None:
        self._answer("POST")

    def do_GET(self) -> None:
        self._answer("GET")

    def _answer(self, method: str) -> None:
        room = self.server.room
        path = unquote(urlsplit(self.path).path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        room.asked.append((method, path, body))
        if path in room.pages:
            html, headers = room.pages[path]
            self._send(200, html.encode(), "text/html; charset=utf-8", **headers)
        elif path in SCRIPTS:
            self._send(200, SCRIPTS[path].read_bytes(), "text/javascript; charset=utf-8")
        elif match := re.fullmatch(r"/audio/tracks/(.+?)(/by-.+)?\.mp3", path):
            self._track(room.articles[match[1]])
        elif (match := re.fullmatch(r"/v1/articles/([^/]+)/(.+)", path)) is None:
            self._json(404, {"code": "not-found", "detail": "no"})
        elif (told := room.articles.get(match[1])) is None:
            self._json(404, {"code": "article-not-found", "detail": "no"})
        else:
            self._article(match[1], told, method, match[2])

    def _article(self, article_id: str, told: Told, method: str, what: str) -> None:
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        status = told.press_status if method == "POST" and what == "audio" else told.answer()
        if method == "GET" and what == "audio":
            told.wait("look")
        if what == "plays":
            self._send(204, b"")
        elif status != 200:
            opens = {"opens_in_s": told.opens_in_s} if told.opens_in_s else {}
            after = {"Retry_After": str(told.retry_after_s)} if told.retry_after_s else {}
            self._json(status, {"code": told.code, "detail": "told so", **opens}, **after)
        elif what in STREAMS:
            self._stream(told, STREAMS[what]())
        elif what == "audio/cues.json":
            self._cues(told, int(query.get("from", "0")))
        else:
            told.pressed = told.pressed or method == "POST"
            is_begun = method == "POST" and told.made is not None
            self._json(
                202 if is_begun else 200, describe(article_id, told, query.get("heard", VOICE))
            )

    def _cues(self, told: Told, skipped: int) -> None:
        made = SLOTS if told.made is None else told.made
        answer = {
            "state": "ready" if told.made is None else "speaking",
            "complete": told.made is None,
            "duration_s": made * SLOT_S,
            "cues": cues(framed=told.framed)[:made][skipped:],
            "fingerprint": told.fingerprint,
        }
        self._json(200, answer)

    def _stream(self, told: Told, container: Container) -> None:
        """Send the slots as they are made, as one file of unknown length."""
        room = self.server.room
        with room.counting:
            room.streams += 1
        try:
            self._send_slots(told, container)
        finally:
            with room.counting:
                room.streams -= 1

    def _send_slots(self, told: Told, container: Container) -> None:
        self.close_connection = True
        self.send_response(200)
        for name, value in _headers(container.content_type).items():
            self.send_header(name, value)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        began = time.monotonic()
        sent = 0
        while sent < SLOTS and time.monotonic() - began < PATIENCE_S:
            if told.breaks_at is not None and sent >= told.breaks_at:
                self.connection.close()
                return
            made = SLOTS if told.made is None else told.made
            if not sent and made >= LEAD:
                self._chunk(container.begin(b"".join(slots()[:LEAD])))
                sent = LEAD
            elif sent and sent < made:
                self._chunk(container.add_slot(slots()[sent]))
                sent += 1
            elif self._has_left():
                return
            else:
                time.sleep(0.02)
        self._chunk(b"")

    def _has_left(self) -> bool:
        """Return whether the browser has closed the connection."""
        if not select.select([self.connection], [], [], 0)[0]:
            return False
        return not self.connection.recv(1, socket.MSG_PEEK)

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()

    def _track(self, told: Told) -> None:
        whole = b"".join(slots())
        told.wait("track")
        if told.track_status != 200:
            return self._json(told.track_status, {"code": "audio-gone", "detail": "gone"})
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range") or "")
        if not told.takes_ranges:
            return self._send(200, whole, "audio/mpeg")
        if asked is None:
            return self._send(200, whole, "audio/mpeg", Accept_Ranges="bytes")
        first = int(asked[1])
        last = min(int(asked[2] or len(whole) - 1), len(whole) - 1)
        where = f"bytes {first}-{last}/{len(whole)}"
        part = whole[first : last + 1]
        return self._send(206, part, "audio/mpeg", Content_Range=where, Accept_Ranges="bytes")

    def _json(self, status: int, body: Any, **headers: str) -> None:
        self._send(status, json.dumps(body).encode(), "application/json", **headers)

    def _send(self, status: int, body: bytes, kind: str = "text/plain", **headers: str) -> None:
        self.send_response(status)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in {**_headers(kind), **named}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _headers(kind: str) -> dict[str, str]:
    return {
        "Content-Type": kind,
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "Retry-After",
        "Cache-Control": "no-store",
    }
