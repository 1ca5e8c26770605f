"""The OpenAPI description, built from the views and the models in `audio_service.http.schemas`.

Tests compare it with the service: every answer of the service is described.
"""

import inspect
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from importlib.metadata import version
from typing import Any, NamedTuple, TypeVar

from flask import Flask
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from audio_service.http.error_responses import CONTENT_TYPE
from audio_service.http.request_errors import (
    AddressNotFoundError,
    BadArticleIdError,
    BadKeyError,
    BodyTooLargeError,
    BodyTooSlowError,
    CacheUnavailableError,
    InvalidRequestError,
    MalformedJsonError,
    MissingScopeError,
    OriginNotAllowedError,
    TooManyRequestsError,
    UnsupportedEncodingError,
)
from audio_service.http.schemas.common import PARAMETERS, Problem
from cache.errors import ListenError, StorageError
from worker.errors import ArticleStoreError, UnexpectedError

F = TypeVar("F", bound=Callable[..., Any])
Model = type[BaseModel]
Errors = Sequence[type[ListenError]]

_REFERENCE = "#/components/schemas/{model}"
_PATH_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
_DESCRIPTION = """\
Every error is a problem (RFC 9457) with a stable `code`. A method that a path does not have is
answered with 405 and the header `Allow`. Requests that are not valid HTTP/1.1, or whose headers
are larger than a few kilobytes, are answered in HTML before they reach the service."""

_BEFORE = (400, 414, 431)
"""Answers to requests that reach no view, such as malformed HTTP or too long headers."""

_ALWAYS: Errors = (
    UnexpectedError,
    CacheUnavailableError,
    ArticleStoreError,
    StorageError,
)
_OF_BODY: Errors = (
    MalformedJsonError,
    BodyTooLargeError,
    UnsupportedEncodingError,
    InvalidRequestError,
)
_OF_PATH: Errors = (AddressNotFoundError,)
_OF_ARTICLE: Errors = (BadArticleIdError,)
_OF_KEY: Errors = (BadKeyError, MissingScopeError, TooManyRequestsError)

_REQUIRED = frozenset({"written"})
"""Required query parameters."""

_HEADERS = {
    206: {"Content-Range": "Range of the bytes in the body"},
    302: {"Location": "Address of the resource"},
    401: {"WWW-Authenticate": "How to authenticate"},
    416: {"Content-Range": "Size of the whole resource"},
    429: {"Retry-After": "Seconds until the next try"},
    503: {"Retry-After": "Seconds until the next try"},
}
"""Headers of all answers with a status."""


class Media(NamedTuple):
    """An answer with a content type other than `application/json`.

    Attributes:
        kind: Content type.
        model: Model of its body, if the body is JSON.
    """

    kind: str
    model: Model | None = None


HTML = Media("text/html")
MP3 = Media("audio/mpeg")
MP4 = Media("audio/mp4")
RSS = Media("application/rss+xml")


@dataclass(frozen=True, slots=True)
class Operation:
    """The description of a view.

    Attributes:
        summary: A few words.
        answers: Model of the body by status; None for no body.
        problems: Errors, in addition to those that the other attributes imply.
        alerts: Names of alerts that are the codes of its 503 answers.
        failures: Status of answers that report a failed narration with the narration's own code.
        body: Model of the request's body.
        takes_no_body: True if the body is optional.
        query: Names of its query parameters.
        headers: Names of request headers that it reads.
        scope: Scope of the API key that it needs, if any.
    """

    summary: str
    answers: dict[int, Model | Media | None]
    problems: Errors = ()
    alerts: Sequence[str] = ()
    failures: int | None = None
    body: Model | None = None
    takes_no_body: bool = False
    query: Sequence[str] = ()
    headers: Sequence[str] = ()
    scope: str | None = None

    def codes(self, path: str) -> dict[int, set[str]]:
        """Return the error codes, by their status."""
        names = _names_in(path)
        errors: set[type[ListenError]] = {*_ALWAYS, *self.problems}
        errors.update(_OF_PATH if names else ())
        errors.update(_OF_ARTICLE if "article_id" in names else ())
        errors.update(_OF_BODY if self.body else ())
        errors.update(_OF_KEY if self.scope else ())
        found: dict[int, set[str]] = {503: set(self.alerts)}
        for error in errors:
            found.setdefault(error.status, set()).add(error.code)
        return found


def describes(summary: str, **said: Any) -> Callable[[F], F]:
    """Attach a description to a view; its docstring is the long text.

    Args:
        summary: A few words.
        said: Further attributes of its `Operation`.
    """

    def attach(view: F) -> F:
        view.operation = Operation(summary, **said)  # type: ignore[attr-defined]
        return view

    return attach


def write_openapi(app: Flask) -> dict[str, Any]:
    """Return the OpenAPI 3.1 description of every described view of `app`."""
    paths: dict[str, dict[str, Any]] = {}
    operations: list[Operation] = []
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        said: Operation | None = getattr(view, "operation", None)
        if said is None:
            continue
        operation = replace(said, scope=getattr(view, "scope", None))
        operations.append(operation)
        path = _PATH_PARAMETER.sub(r"{\1}", rule.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            refused: Errors = () if method == "GET" else (OriginNotAllowedError,)
            if operation.body:
                refused = (*refused, BodyTooSlowError)
            if operation.body or hasattr(view, "cost_ms"):
                refused = (*refused, TooManyRequestsError)
            full = replace(operation, problems=(*operation.problems, *refused))
            paths.setdefault(path, {})[method.lower()] = _describe(view, full, path)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Listen to Article",
            "version": version("listen-to-article"),
            "description": _DESCRIPTION,
        },
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": _schemas(operations),
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _schemas(operations: Sequence[Operation]) -> dict[str, Any]:
    """Return the JSON schemas of all request and response bodies."""
    sent = {operation.body for operation in operations if operation.body}
    answered = {model for each in operations for model in map(_model, each.answers.values())}
    modes: dict[Model, JsonSchemaMode] = dict.fromkeys(filter(None, answered), "serialization")
    modes |= dict.fromkeys({Problem, *sent}, "validation")
    both = sorted(modes.items(), key=lambda pair: pair[0].__name__)
    _, schemas = models_json_schema(both, ref_template=_REFERENCE)
    return dict(schemas["$defs"])


def _model(answer: Model | Media | None) -> Model | None:
    return answer.model if isinstance(answer, Media) else answer


def _names_in(path: str) -> list[str]:
    return re.findall(r"{(\w+)}", path)


def _describe(view: Callable[..., Any], operation: Operation, path: str) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": view.__name__,
        "summary": operation.summary,
        "description": (inspect.getdoc(view) or "").partition("\n\nRaises:")[0],
        "parameters": [
            {
                "name": name,
                "in": where,
                "required": where == "path" or name in _REQUIRED,
                "schema": PARAMETERS.get(name, {"type": "string"}),
            }
            for where, names in (
                ("path", _names_in(path)),
                ("query", operation.query),
                ("header", operation.headers),
            )
            for name in names
        ],
        "responses": _responses(operation, path),
    }
    if operation.body:
        described["requestBody"] = {
            "content": {"application/json": {"schema": _schema(operation.body)}},
            "required": not operation.takes_no_body,
        }
    if operation.scope:
        described["security"] = [{"key": [operation.scope]}]
    return described


def _responses(operation: Operation, path: str) -> dict[str, Any]:
    """Return the responses of an operation; one status may have a body and problems."""
    answers = operation.answers | dict.fromkeys(_BEFORE, HTML)
    responses = {status: _answer(status, each) for status, each in answers.items()}
    codes = operation.codes(path)
    failures = [operation.failures] if operation.failures else []
    for status in (*codes, *failures):
        described = responses.setdefault(status, _answer(status, None))
        told = sorted(codes.get(status, ()))
        described.setdefault("content", {})[CONTENT_TYPE] = {
            "schema": _problem(told, is_open=status == operation.failures)
        }
    return {str(status): responses[status] for status in sorted(responses)}


def _answer(status: int, answer: Model | Media | None) -> dict[str, Any]:
    described: dict[str, Any] = {"description": HTTPStatus(status).phrase}
    model = _model(answer)
    if answer is not None:
        kind = answer.kind if isinstance(answer, Media) else "application/json"
        described["content"] = {kind: {"schema": _schema(model)} if model else {}}
    if status in _HEADERS:
        described["headers"] = {
            name: {"description": meaning, "required": True, "schema": {"type": "string"}}
            for name, meaning in _HEADERS[status].items()
        }
    return described


def _problem(codes: Sequence[str], *, is_open: bool) -> dict[str, Any]:
    """Return the schema of a problem with one of these codes, or with the code of any failure."""
    reference = _schema(Problem)
    if is_open:
        return reference
    return {"allOf": [reference, {"properties": {"code": {"enum": list(codes)}}}]}


def _schema(model: Model) -> dict[str, Any]:
    return {"$ref": _REFERENCE.format(model=model.__name__)}
