"""A proxy for Redis that delays, stops answering, or cuts connections while an answer arrives."""

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

SCRIPT = re.compile(rb"\r\nEVALSHA\r\n")
TRANSACTION = re.compile(rb"\r\nEXEC\r\n")
ANYTHING = re.compile(rb"")


@dataclass
class Cut:
    """The next cut of the proxy's connections.

    Attributes:
        at: Pattern of the command at whose answer the connections are cut.
        lasts_s: Time for which no new connection is accepted, in seconds.
        is_lost: True if that answer is lost; otherwise it arrives first.
        after: Number of such answers before it.
        begun: Set when the connections are cut.
        over: Set when connections are accepted again.
    """

    at: re.Pattern[bytes]
    lasts_s: float
    is_lost: bool
    after: int = 0
    begun: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)


@dataclass
class Line:
    """A proxy: a Unix socket that passes everything on to another one.

    Attributes:
        path: Path of its own socket.
        target: Path of the socket of Redis.
        delay_s: Delay of every piece, in either direction, in seconds.
    """

    path: Path
    target: Path
    delay_s: float = 0.0
    _cut: Cut | None = None
    _is_cut: bool = False
    _ends: set[socket.socket] = field(default_factory=set)
    _asked: set[socket.socket] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"unix://{self.path}"

    def cut_at(
        self,
        at: re.Pattern[bytes] = SCRIPT,
        *,
        lasts_s: float = 0.0,
        is_lost: bool = False,
        after: int = 0,
    ) -> Cut:
        """Cut all connections at the next answer to a matching command, and return this cut."""
        with self._lock:
            self._asked.clear()
            self._cut = Cut(at, lasts_s, is_lost, after)
            return self._cut

    def cut_now(self) -> None:
        """End all connections; new ones are accepted."""
        with self._lock:
            ends = list(self._ends)
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _serve(self, server: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = server.accept()
                if self._is_cut:
                    near.close()
                    continue
                threading.Thread(target=self._connect, args=(near,), daemon=True).start()

    def _connect(self, near: socket.socket) -> None:
        with near, socket.socket(socket.AF_UNIX) as far, suppress(OSError):
            far.connect(str(self.target))
            with self._lock:
                self._ends |= {near, far}
            back = threading.Thread(target=self._pass_on, args=(far, near, near), daemon=True)
            back.start()
            self._pass_on(near, far, None)
            back.join()
        with self._lock:
            self._ends -= {near, far}

    def _pass_on(
        self, source: socket.socket, sink: socket.socket, asker: socket.socket | None
    ) -> None:
        with suppress(OSError):
            while piece := source.recv(65_536):
                if self.delay_s:
                    time.sleep(self.delay_s)
                if asker is None:
                    self._note(piece, source)
                elif cut := self._due(asker):
                    if not cut.is_lost:
                        sink.sendall(piece)
                    self._begin(cut)
                    break
                sink.sendall(piece)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _note(self, piece: bytes, asker: socket.socket) -> None:
        with self._lock:
            if self._cut and self._cut.at.search(piece):
                self._asked.add(asker)

    def _due(self, asker: socket.socket) -> Cut | None:
        with self._lock:
            if self._cut is None or asker not in self._asked:
                return None
            self._asked.discard(asker)
            if self._cut.after:
                self._cut.after -= 1
                return None
            cut, self._cut = self._cut, None
            return cut

    def _begin(self, cut: Cut) -> None:
        self._is_cut = bool(cut.lasts_s)
        cut.begun.set()
        self.cut_now()

        def end() -> None:
            self._is_cut = False
            cut.over.set()

        threading.Timer(cut.lasts_s, end).start()


@contextmanager
def line(path: Path, target: Path) -> Iterator[Line]:
    """Open a proxy; it ends with the context."""
    opened = Line(path, target)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen(256)
        threading.Thread(target=opened._serve, args=(server,), daemon=True).start()
        yield opened
