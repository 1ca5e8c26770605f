"""Other servers on loopback with scripted answers: correct, wrong, slow or endless."""

import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

Speak = Callable[[socket.socket], None]

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
"""First lines of the response with a page."""


@dataclass(frozen=True)
class Asked:
    """A received request; names of headers are in lower case."""

    method: str
    target: str
    headers: dict[str, str]


class OtherServer(socketserver.ThreadingTCPServer):
    """A server that answers each path as `answers` says, and records requests in `asked`."""

    allow_reuse_address = True

    def __init__(self, host: str, port: int, tls: ssl.SSLContext | None) -> None:
        super().__init__((host, port), _Conversation)
        self.tls = tls
        self.port: int = self.server_address[1]
        self.answers: dict[str, bytes | Speak] = {}
        self.asked: list[Asked] = []

    def url(self, target: str = "/") -> str:
        return f"http://{self.server_address[0]!s}:{self.port}{target}"


class _Conversation(socketserver.BaseRequestHandler):
    server: OtherServer

    def handle(self) -> None:
        with suppress(OSError):
            if self.server.tls:
                self.request = self.server.tls.wrap_socket(self.request, server_side=True)
            self._converse(self.request)
        self.request.close()

    def _converse(self, sock: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            piece = sock.recv(65_536)
            if not piece:
                return
            head += piece
        first, *lines = head.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
        method, target, _ = first.split()
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        self.server.asked.append(Asked(method, target, headers))
        answer = self.server.answers.get(target, page(b"", "404 Not Found"))
        if callable(answer):
            answer(sock)
        else:
            sock.sendall(answer)


@contextmanager
def serving(
    host: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None
) -> Iterator[OtherServer]:
    with OtherServer(host, port, tls) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def page(
    body: bytes, status: str = "200 OK", media_type: str = "text/html", **headers: str
) -> bytes:
    """Return a well-formed answer; underscores in names of headers stand for hyphens."""
    fields = {"Content-Type": media_type, "Content-Length": str(len(body)), **headers}
    lines = "".join(f"{k.replace('_', '-')}: {v}\r\n" for k, v in fields.items() if v)
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


def moved(to: str, status: str = "302 Found") -> bytes:
    return page(b"", status, Location=to)


def say_nothing(sock: socket.socket) -> None:
    """Send nothing, and wait until the client closes the connection."""
    sock.recv(1)


def go_on(start: bytes, more: bytes, every_s: float = 0.0) -> Speak:
    """Return a function that sends `start`, and then `more` until the client has gone."""

    def speak(sock: socket.socket) -> None:
        sock.sendall(start)
        while True:
            sock.sendall(more)
            time.sleep(every_s)

    return speak
