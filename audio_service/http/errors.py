"""Error responses: each is `application/problem+json` with a stable `code`.

Source: RFC 9457.
"""

import json
import logging
import time
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import redis
from flask import Flask, Response, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from cache.errors import ListenError, NoVoiceForLanguageError
from cache.redis.client import REDIS_DOWN, is_refusal

CONTENT_TYPE = "application/problem+json"

_STATUS_OF_CODE = {
    "internal-error": 500,
    "cache-unavailable": 503,
    "article-not-found": 404,
    "no-narration": 404,
    "audio-not-found": 404,
    "article-withdrawn": 410,
    "audio-gone": 410,
    "bad-article-id": 422,
    "bad-key": 401,
    "bad-key-name": 422,
    "bad-lexicon-entry": 422,
    "bad-signature": 401,
    "cannot-drain": 422,
    "budget-spent": 503,
    "entry-not-found": 404,
    "hook-in-hand": 503,
    "hook-not-found": 404,
    "hook-too-old": 401,
    "invalid-request": 422,
    "lexicon-full": 422,
    "malformed-json": 400,
    "missing-scope": 403,
    "no-such-voice": 422,
    "not-narrated": 422,
    "not-published-yet": 403,
    "narration-slow": 503,
    "not-begun": 409,
    "no-voice-for-language": 422,
    "nothing-to-read": 422,
    "origin-not-allowed": 403,
    "page-not-found": 404,
    "preview-timed-out": 504,
    "section-not-found": 404,
    "too-busy": 503,
    "unreadable-source": 422,
    "too-many-ids": 422,
    "worker-not-found": 404,
    "too-many-requests": 429,
    "article-store-unavailable": 503,
    "signature-expired": 403,
    "signature-needed": 403,
    "signature-wrong": 403,
    "storage-unavailable": 503,
    "object-missing": 404,
}

_OF_ALERTS = (
    "database-down", "no-first-worker", "no-play-worker", "no-voice", "press-waits",
    "redis-down", "redis-refuses-writes", "storage-down", "storage-full",
)  # fmt: skip
"""Codes of `/readyz`: the names of critical alerts."""

_STATUS_OF_CODE |= dict.fromkeys(_OF_ALERTS, 503)

_CODE_OF_STATUS = {
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
    416: "range-not-satisfiable",
}
_STATUS_OF_CODE |= {code: status for status, code in _CODE_OF_STATUS.items()}

_DETAIL_OF_STATUS = {
    404: "there is nothing at this address; /openapi.json names all there is",
    413: "the body is larger than is taken here; LISTEN_MAX_BODY_BYTES bounds the largest ones",
}

RETRY_AFTER_S = 2

DRAINED_BYTES = 65_536
MOST_DRAINED_BYTES = 200_000_000
MOST_DRAINED_S = 10.0

log = logging.getLogger(__name__)


def status_of(code: str, usual: int = 422) -> int:
    """Return the status that a problem has with `code`."""
    return _STATUS_OF_CODE.get(code, usual)


class RequestError(ListenError):
    """A request that cannot be answered.

    Args:
        code: Stable word.
        detail: The fault and the remedy, in one sentence.
        status: Of the answer, where it is not the code's usual one.
        headers: Of the answer, besides those that its status has.
        extra: Further members of the problem.
    """

    def __init__(
        self,
        code: str,
        detail: str,
        status: int | None = None,
        *,
        headers: Mapping[str, str] = MappingProxyType({}),
        **extra: Any,
    ) -> None:
        super().__init__(detail)
        self.headers = headers
        self.code = code  # type: ignore[misc]  # here it is not the same for all
        self.status = status or status_of(code)
        self.extra = extra


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
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer" if code == "bad-key" else "Signature"
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


def register(app: Flask) -> None:
    """Make `app` answer every error with a problem."""
    app.register_error_handler(RequestError, _from_request)
    app.register_error_handler(NoVoiceForLanguageError, _from_no_voice)
    app.register_error_handler(ListenError, _from_listen)
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
    return problem(422, error.code, str(error), voices=voices)


def _from_listen(error: ListenError) -> Response:
    status = status_of(error.code, 503 if error.retryable else 422)
    if status >= 500:
        log.error("%s: %s", error.code, error)
    return problem(status, error.code, str(error))


def _from_validation(error: ValidationError) -> Response:
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    if problems[0]["type"] == "json_invalid":
        return problem(400, "malformed-json", problems[0]["msg"])
    listed = [
        {"field": ".".join(map(str, p["loc"])), "message": p["msg"].removeprefix("Value error, ")}
        for p in problems[:20]
    ]
    detail = "; ".join(f"{p['field'] or 'body'}: {p['message']}" for p in listed[:3])
    return problem(422, "invalid-request", detail, errors=listed)


def _from_http(error: HTTPException) -> Response:
    status = error.code or 500
    code = _CODE_OF_STATUS.get(status, (error.name or "error").lower().replace(" ", "-"))
    if status == 413:
        _read_to_the_end()
    detail = _DETAIL_OF_STATUS.get(status, error.description or "")
    response = problem(status, code, detail)
    for name, value in error.get_headers():
        if name.lower() in {"allow", "content-range"}:
            response.headers[name] = value
    return response


def _read_to_the_end() -> None:
    """Read the rest of a too large body: a client that still sends reads no answer."""
    left, until = MOST_DRAINED_BYTES, time.monotonic() + MOST_DRAINED_S
    while left > 0 and time.monotonic() < until:
        piece = request.environ["wsgi.input"].read(DRAINED_BYTES)
        if not piece:
            return
        left -= len(piece)


def _from_redis(error: Exception) -> Response:
    log.error("Redis does not answer: %s", error)
    return problem(503, "cache-unavailable", "Redis does not answer; try again in a moment")


def _from_refusal(error: redis.ResponseError) -> Response:
    if not is_refusal(error):
        return _from_defect(error)
    log.error("Redis refuses to write: %s", error)
    return problem(503, "cache-unavailable", "Redis refuses to write; the log says why")


def _from_defect(error: Exception) -> Response:
    log.error("unexpected", exc_info=error)
    return problem(500, "internal-error", "something unexpected happened; it has been logged")
