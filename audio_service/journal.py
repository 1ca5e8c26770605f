"""What is logged of requests: what changed or began something, and what was refused or broke.

Every answer names the id of its request, which is also that of the run that a press begins. Reading
and presses that are answered from the cache leave no line: there are thousands of them.
"""

import logging
import time

from flask import Flask, Response, g, request

from cache.logs import begin_request
from cache.spans import note

TOLD = frozenset({401, 403, 429})
"""Refusals that leave a line even where nothing would have been changed."""

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_FREQUENT = frozenset({"audio.press_play", "plays.count_play"})
"""Views whose usual answer is 200 or 204, thousands of times."""

log = logging.getLogger(__name__)


def register(app: Flask) -> None:
    """Have `app` give every request an id, and log what is worth a line."""
    app.before_request(_begin)
    app.after_request(_tell)


def _begin() -> None:
    g.began = time.perf_counter()
    g.trace = begin_request(
        request.headers.get("traceparent", ""), request.headers.get("X-Request-Id", "")
    )


def _tell(response: Response) -> Response:
    if "trace" not in g:
        return response
    response.headers["X-Request-Id"] = g.trace
    if _is_worth_a_line(response.status_code):
        level = logging.WARNING if response.status_code >= 500 else logging.INFO
        took_s = time.perf_counter() - g.began
        about = {
            "method": request.method,
            "path": request.path,
            "status": response.status_code,
            "key": g.get("key_name"),
        }
        log.log(level, "answered", extra={**about, "ms": round(1000 * took_s, 1)})
        note(
            request.endpoint or "no route",
            took_s,
            traceparent=request.headers.get("traceparent", ""),
            error=response.status if response.status_code >= 500 else "",
            **about,
        )
    return response


def _is_worth_a_line(status: int) -> bool:
    if status >= 500 or status in TOLD:
        return True
    if request.method in _READING:
        return False
    return not (status in (200, 204) and request.endpoint in _FREQUENT)
