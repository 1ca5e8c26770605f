"""A Redis behind a line that delays, or falls silent."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Line:
    """A Unix socket that passes everything on to another one.

    Attributes:
        path: Where it listens.
        target: Where Redis listens.
        delay_s: How late every piece arrives, in either direction.
    """

    path: Path
    target: Path
    delay_s: float = 0.0

    @property
    def url(self) -> str:
        return f"unix://{self.path}"

    def _serve(self, server: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = server.accept()
                threading.Thread(target=self._connect, args=(near,), daemon=True).start()

    def _connect(self, near: socket.socket) -> None:
        with near, socket.socket(socket.AF_UNIX) as far, suppress(OSError):
            far.connect(str(self.target))
            back = threading.Thread(target=self._pass_on, args=(far, near), daemon=True)
            back.start()
            self._pass_on(near, far)
            back.join()

    def _pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(65_536):
                if self.delay_s:
                    time.sleep(self.delay_s)
                sink.sendall(piece)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def line(path: Path, target: Path) -> Iterator[Line]:
    """Open a line; it ends with the context."""
    opened = Line(path, target)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen(256)
        threading.Thread(target=opened._serve, args=(server,), daemon=True).start()
        yield opened
