"""/openapi.json, made of the views themselves and the models in `audio_service.schemas`."""

import inspect
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from importlib.metadata import version
from typing import Any, TypeVar

from flask import Flask
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from audio_service.schemas import Problem

F = TypeVar("F", bound=Callable[..., Any])
Model = type[BaseModel]

_REFERENCE = "#/components/schemas/{model}"
_PATH_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True, slots=True)
class Operation:
    """What is said of a view.

    Attributes:
        summary: In a few words.
        answers: Model of each status; None where the answer is not JSON.
        body: Model of the request's body.
        query: Names of its query parameters.
        headers: Names of headers that it looks at.
    """

    summary: str
    answers: dict[int, Model | None]
    body: Model | None
    query: Sequence[str]
    headers: Sequence[str]


def describes(
    summary: str,
    *,
    answers: dict[int, Model | None],
    body: Model | None = None,
    query: Sequence[str] = (),
    headers: Sequence[str] = (),
) -> Callable[[F], F]:
    """Say of a view what /openapi.json tells of it; its docstring is the description."""

    def attach(view: F) -> F:
        operation = Operation(summary, answers, body, query, headers)
        view.operation = operation  # type: ignore[attr-defined]
        return view

    return attach


def write_openapi(app: Flask) -> dict[str, Any]:
    """Return the OpenAPI 3.1 description of every described view of `app`."""
    paths: dict[str, dict[str, Any]] = {}
    models: set[Model] = {Problem}
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        operation: Operation | None = getattr(view, "operation", None)
        if operation is None:
            continue
        models |= {m for m in (*operation.answers.values(), operation.body) if m}
        path = _PATH_PARAMETER.sub(r"{\1}", rule.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            paths.setdefault(path, {})[method.lower()] = _describe(view, operation, path)
    _, schemas = models_json_schema(
        [(model, "validation") for model in sorted(models, key=lambda m: m.__name__)],
        ref_template=_REFERENCE,
    )
    return {
        "openapi": "3.1.0",
        "info": {"title": "Listen to Article", "version": version("listen-to-article")},
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _describe(view: Callable[..., Any], operation: Operation, path: str) -> dict[str, Any]:
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", path)
    ]
    for where, names in (("query", operation.query), ("header", operation.headers)):
        parameters += [{"name": name, "in": where, "schema": {"type": "string"}} for name in names]
    described: dict[str, Any] = {
        "operationId": view.__name__,
        "summary": operation.summary,
        "description": (inspect.getdoc(view) or "").partition("\n\nRaises:")[0],
        "parameters": parameters,
        "responses": {
            str(status): _answer(status, model) for status, model in operation.answers.items()
        }
        | {"default": _answer(0, Problem)},
    }
    if operation.body:
        described["requestBody"] = {
            "content": {"application/json": {"schema": _schema(operation.body)}}
        }
    scope = getattr(view, "scope", None)
    if scope:
        described["security"] = [{"key": [scope]}]
    return described


def _answer(status: int, model: Model | None) -> dict[str, Any]:
    kind = "application/problem+json" if model is Problem else "application/json"
    described: dict[str, Any] = {
        "description": HTTPStatus(status).phrase if status else "A problem, with a stable code"
    }
    if model:
        described["content"] = {kind: {"schema": _schema(model)}}
    return described


def _schema(model: Model) -> dict[str, str]:
    return {"$ref": _REFERENCE.format(model=model.__name__)}
