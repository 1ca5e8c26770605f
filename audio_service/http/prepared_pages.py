"""Pages that are the same for every caller: made once, cached for some time, compared by ETag."""

import threading
import time
from collections.abc import Callable, Hashable
from hashlib import sha256
from typing import NamedTuple, cast

from flask import Flask, Response, current_app, request

EXTENSION = "prepared_pages"
"""Name of the Flask extension that keeps prepared pages."""

FOR_EVER_S = float("inf")


class _Page(NamedTuple):
    body: bytes
    etag: str
    until: float


class PreparedPages:
    """Prepared pages of one process. Concurrent requests for a page make it only once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._locks: dict[Hashable, threading.Lock] = {}
        self._pages: dict[Hashable, _Page] = {}

    def get(self, name: Hashable, make: Callable[[], str], for_s: float) -> _Page:
        """Return a page, made now if there is none, or if the cached one is too old.

        Args:
            name: Name of the page; callers must not be able to choose among many.
            make: Returns its text.
            for_s: Time for which it is kept, in seconds.
        """
        with self._lock:
            lock = self._locks.setdefault(name, threading.Lock())
        with lock:  # each page has its own lock, because the status may wait for a Redis that hangs
            page = self._pages.get(name)
            if page is None or time.monotonic() >= page.until:
                body = make().encode()
                etag = sha256(body).hexdigest()[:32]
                page = self._pages[name] = _Page(body, etag, time.monotonic() + for_s)
            return page


def register(app: Flask) -> None:
    """Make `app` keep prepared pages."""
    app.extensions[EXTENSION] = PreparedPages()


def answer_prepared(
    name: Hashable, make: Callable[[], str], content_type: str, for_s: float = FOR_EVER_S
) -> Response:
    """Answer a prepared page, or 304 if the caller has it already."""
    pages = cast("PreparedPages", current_app.extensions[EXTENSION])
    page = pages.get(name, make, for_s)
    response = Response(page.body, content_type=content_type)
    response.set_etag(page.etag)
    response.cache_control.no_cache = True
    response.make_conditional(request.environ)
    return response
