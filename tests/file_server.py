"""A file server on loopback that can send faulty answers."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class FileServer(ThreadingHTTPServer):
    """A file server that supports the header `Range`.

    Attributes:
        files: Contents by path.
        cuts: Numbers of bytes after which the next answers end early.
        statuses: Statuses of the next answers; 200 for a normal answer.
        ranges: Header `Range` of each request, in order; empty for none.
        takes_ranges: False to send every file from its beginning.
    """

    daemon_threads = True

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files = files
        self.cuts: list[int] = []
        self.statuses: list[int] = []
        self.ranges: list[str] = []
        self.takes_ranges = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: FileServer

    def log_message(self, *_: Any) -> None:
        return

    def do_GET(self) -> None:  # the name that http.server gives it
        asked = self.headers.get("Range", "")
        self.server.ranges.append(asked)
        status = self.server.statuses.pop(0) if self.server.statuses else 200
        content = self.server.files.get(self.path)
        if content is None or status != 200:
            self.send_response(404 if status == 200 else status)
            self.end_headers()
            return
        start = int(asked.removeprefix("bytes=").rstrip("-") or 0)
        if start and self.server.takes_ranges:
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
            content = content[start:]
        else:
            self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: self.server.cuts.pop(0)] if self.server.cuts else content)


@contextmanager
def file_server(files: dict[str, bytes]) -> Iterator[FileServer]:
    """Run a file server in a thread."""
    with FileServer(files) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
