"""The request log: requests that changed or started something, were refused, or failed.

Every answer names the id of its request, which is also the id of the run that a press starts.
Reading requests and cached presses are not logged: there are thousands of them.
"""

import logging
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request

from cache.logs import begin_request
from cache.tracing import note

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

TOLD = frozenset({401, 403, 429})
"""Refusals that are logged for reading requests, too."""

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_FREQUENT = frozenset({"audio.press_play", "plays.count_play"})
"""Views whose successful answers are not logged."""

_BEGAN = "listen.began"
"""Key in the WSGI environment for the start of a request, by `time.perf_counter`."""

CALLER = "listen.caller"
"""Key in the WSGI environment for the caller, once a check of a key has found it."""

log = logging.getLogger(__name__)


def register(app: Flask) -> None:
    """Make `app` give every request an id, and log requests."""
    app.wsgi_app = _numbered(app.wsgi_app)  # type: ignore[method-assign, assignment]
    app.after_request(_tell)


def _numbered(serve: "WSGIApplication") -> "WSGIApplication":
    """Return a WSGI application whose answers name the id of their request."""

    def numbered(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        environ[_BEGAN] = time.perf_counter()
        given = environ.get("HTTP_TRACEPARENT", ""), environ.get("HTTP_X_REQUEST_ID", "")
        request_id = "X-Request-Id", begin_request(*given)

        def start(status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Any:
            return start_response(status, [*headers, request_id], *exc_info)

        return serve(environ, start)

    return numbered


def _tell(response: Response) -> Response:
    if _is_worth_a_line(response.status_code):
        level = logging.WARNING if response.status_code >= 500 else logging.INFO
        took_s = time.perf_counter() - request.environ[_BEGAN]
        caller = request.environ.get(CALLER)
        about = {
            "method": request.method,
            "path": request.path,
            "status": response.status_code,
            "key_name": caller.name or None if caller else None,
        }
        log.log(level, "answered", extra={**about, "ms": round(1000 * took_s, 1)})
        note(
            request.endpoint or "no route",
            took_s,
            traceparent=request.environ.get("HTTP_TRACEPARENT", ""),
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
