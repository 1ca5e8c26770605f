"""Error responses: each is `application/problem+json` with a stable `code`.

Source: RFC 9457.
"""

import json
import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import gevent
import redis
from flask import Flask, Response, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from audio_service.http.request_errors import (
    AddressNotFoundError,
    BodyTooLargeError,
    CacheUnavailableError,
    InvalidRequestError,
    MalformedJsonError,
    MethodNotAllowedError,
    RangeNotSatisfiableError,
    RequestError,
)
from cache.errors import ListenError, NoVoiceForLanguageError
from cache.redis.client import REDIS_DOWN, is_refusal
from worker.errors import UnexpectedError

CONTENT_TYPE = "application/problem+json"

_OF_STATUS: Mapping[int, type[RequestError]] = {
    error.status: error
    for error in (
        AddressNotFoundError,
        MethodNotAllowedError,
        BodyTooLargeError,
        RangeNotSatisfiableError,
    )
}
"""Classes of the errors that Flask and Werkzeug raise."""

_DETAIL_OF_STATUS = {
    404: "there is nothing at this address; /openapi.json lists all addresses",
    413: "the body exceeds the size limit here; LISTEN_MAX_BODY_BYTES is the highest limit",
}

_PLAINLY = {
    "article-store-unavailable": "the article store does not answer; try again in a moment",
    "storage-unavailable": "the audio store does not answer; try again in a moment",
    "source-unavailable": "the source of the article does not answer; try again in a moment",
}
_USUAL = "the service cannot answer this now; the log has the reason"
"""Details of server errors for callers without a valid key."""

RETRY_AFTER_S = 2

DRAINED_BYTES = 65_536
MOST_DRAINED_BYTES = 200_000_000
MOST_DRAINED_S = 10.0

log = logging.getLogger(__name__)


def problem(status: int, code: str, detail: str, **extra: Any) -> Response:
    """Return an error response."""
    body = {
        "type": "about:blank",
        "title": code.replace("-", " ").capitalize(),
        "status": status,
        "code": code,
        "detail": detail,
        **extra,
    }
    response = Response(
        json.dumps(body, ensure_ascii=False), status=status, content_type=CONTENT_TYPE
    )
    response.headers["Cache-Control"] = "no-store"  # it may differ by caller and time
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer" if code == "bad-key" else "Signature"
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


def register(app: Flask, sees_details: Callable[[], bool]) -> None:
    """Make `app` answer every error with a problem document.

    Args:
        app: The application.
        sees_details: Returns whether the caller of the current request may see the details of
            server errors.
    """
    app.register_error_handler(RequestError, _from_request)
    app.register_error_handler(NoVoiceForLanguageError, _from_no_voice)
    app.register_error_handler(ListenError, partial(_from_listen, sees_details))
    app.register_error_handler(ValidationError, _from_validation)
    app.register_error_handler(HTTPException, _from_http)
    for error in REDIS_DOWN:
        app.register_error_handler(error, _from_redis)
    app.register_error_handler(redis.ResponseError, _from_refusal)
    app.register_error_handler(Exception, _from_defect)


def _from_request(error: RequestError) -> Response:
    response = problem(error.status, error.code, str(error), **error.extra)
    response.headers.update(error.headers)
    return response


def _from_no_voice(error: NoVoiceForLanguageError) -> Response:
    voices = [{"name": name, "language": language} for name, language in error.voices]
    return problem(error.status, error.code, str(error), voices=voices)


def _from_listen(sees_details: Callable[[], bool], error: ListenError) -> Response:
    """Return the response to an error; a server error may quote inner addresses and files."""
    if error.status < 500:
        return problem(error.status, error.code, str(error))
    log.error("%s: %s", error.code, error)
    detail = str(error) if sees_details() else _PLAINLY.get(error.code, _USUAL)
    return problem(error.status, error.code, detail)


def _from_validation(error: ValidationError) -> Response:
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    if problems[0]["type"] == "json_invalid":
        return _from_request(MalformedJsonError(problems[0]["msg"]))
    listed = [
        {"field": ".".join(map(str, p["loc"])), "message": p["msg"].removeprefix("Value error, ")}
        for p in problems[:20]
    ]
    detail = "; ".join(f"{p['field'] or 'body'}: {p['message']}" for p in listed[:3])
    return _from_request(InvalidRequestError(detail, errors=listed))


def _from_http(error: HTTPException) -> Response:
    status = error.code or 500
    known = _OF_STATUS.get(status)
    code = known.code if known else (error.name or "error").lower().replace(" ", "-")
    if status == 413:
        _read_to_the_end()
    detail = _DETAIL_OF_STATUS.get(status, error.description or "")
    response = problem(status, code, detail)
    for name, value in error.get_headers():
        if name.lower() in {"allow", "content-range"}:
            response.headers[name] = value
    return response


def _read_to_the_end() -> None:
    """Read the rest of a body that is too large: a client reads no answer while it sends."""
    left = MOST_DRAINED_BYTES
    with gevent.Timeout(MOST_DRAINED_S, False):  # a read waits for all of its bytes
        while left > 0:
            piece = request.environ["wsgi.input"].read(DRAINED_BYTES)
            if not piece:
                return
            left -= len(piece)


def _from_redis(error: Exception) -> Response:
    log.error("Redis does not answer: %s", error)
    return _from_request(CacheUnavailableError("Redis does not answer; try again in a moment"))


def _from_refusal(error: redis.ResponseError) -> Response:
    if not is_refusal(error):
        return _from_defect(error)
    log.error("Redis refuses writes: %s", error)
    return _from_request(CacheUnavailableError("Redis refuses writes; the log has the reason"))


def _from_defect(error: Exception) -> Response:
    log.error("unexpected", exc_info=error)
    detail = "something unexpected happened; it has been logged"
    return problem(UnexpectedError.status, UnexpectedError.code, detail)
