"""WSGI middleware that answers presses on ready narrations from the cache, without entering Flask.

A press with a voice or other options, or on a narration that is not cached, is passed to its view.
"""

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask, request

from audio_service.http.headers import ANY, page_headers
from audio_service.http.schemas.common import is_article_id
from audio_service.listening.press import Presses, recall_ready
from cache.operations.counters import CACHED_PRESS_S

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_BEFORE, _AFTER = "/v1/articles/", "/audio"
_ABOUT = (("Content-Type", "application/json"), ("Cache-Control", "no-store"))
_FAILURE = "listen.failure"
"""Key in the WSGI environment for an error of this middleware."""


def register(app: Flask, presses: Presses) -> None:
    """Make `app` answer presses on ready narrations before Flask routes the request."""
    app.wsgi_app = _shortened(app.wsgi_app, presses)  # type: ignore[method-assign, assignment]
    app.before_request(_tell_failure)


def _shortened(serve: "WSGIApplication", presses: Presses) -> "WSGIApplication":
    def shortened(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        began = time.perf_counter()
        article_id, origin = _plainly_pressed(environ), environ.get("HTTP_ORIGIN")
        origins = presses.access.settings.origins
        if not article_id or not (origin is None or ANY in origins or origin.lower() in origins):
            return serve(environ, start_response)
        try:
            ready = recall_ready(presses, article_id)
        except Exception as error:  # noqa: BLE001  # Flask reports every error
            environ[_FAILURE], ready = error, None
        if ready is None:
            return serve(environ, start_response)
        about = [*_ABOUT, ("Content-Length", str(len(ready))), *page_headers(origins, origin)]
        start_response("200 OK", about)
        presses.counters.observe(CACHED_PRESS_S, time.perf_counter() - began)
        return (ready,)

    return shortened


def _plainly_pressed(environ: "WSGIEnvironment") -> str:
    """Return the article ID of a press without options; empty for any other request."""
    path = environ.get("PATH_INFO", "")
    article_id = path[len(_BEFORE) : -len(_AFTER)]
    is_plain = (
        environ["REQUEST_METHOD"] == "POST"
        and path.startswith(_BEFORE)
        and path.endswith(_AFTER)
        and not environ.get("QUERY_STRING")
        and not has_body(environ)
        and is_article_id(article_id)
    )
    return article_id if is_plain else ""


def has_body(environ: "WSGIEnvironment") -> bool:
    """Return whether a request has a body."""
    has_length = environ.get("CONTENT_LENGTH", "0") not in ("", "0")
    return has_length or "HTTP_TRANSFER_ENCODING" in environ


def _tell_failure() -> None:
    """Raise the error that this middleware met, so that the view does not wait for it again.

    Raises:
        Exception: The middleware met an error.
    """
    failure: Exception | None = request.environ.get(_FAILURE)
    if failure:
        raise failure
