"""JSON responses of APIs."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from worker.errors import UnreadableSourceError
from worker.fetch.client import Fetched, Fetcher
from worker.fetch.urls import show
from worker.model.fetched_article import NONE, Validators

_JSON_TYPES = (
    "application/json",
    "application/ld+json",
    "application/hal+json",
    "application/vnd.api+json",
    "text/json",
)
_REFUSALS = (400, 401, 403, 404, 410, 422)
"""Statuses of error responses that contain a reason."""


class ApiAnswer(NamedTuple):
    """Response of an API.

    Attributes:
        status: 200, 304, or the status of an error response.
        data: JSON of the body; None if an error response has none.
        fetched: The whole response.
    """

    status: int
    data: Any
    fetched: Fetched

    @property
    def where(self) -> str:
        """URL in a form for messages."""
        return show(self.fetched.url)


def ask(
    fetcher: Fetcher,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    validators: Validators = NONE,
    max_bytes: int | None = None,
) -> ApiAnswer:
    """Send a request to an API, and return its response; error responses are returned too.

    Raises:
        SourceUnavailableError: The API does not answer.
        UnreadableSourceError: The response is not JSON.
        AddressNotAllowedError: The address is forbidden.
    """
    fetched = fetcher.get(
        url,
        accept=_JSON_TYPES,
        headers=headers or {},
        validators=validators,
        max_bytes=max_bytes,
        refusals=_REFUSALS,
    )
    if fetched.status == 304:
        return ApiAnswer(304, None, fetched)
    try:
        return ApiAnswer(fetched.status, read_json(fetched), fetched)
    except UnreadableSourceError:
        if fetched.status == 200:
            raise
        return ApiAnswer(fetched.status, None, fetched)


def read_json(fetched: Fetched) -> Any:
    """Return the JSON of a response.

    Raises:
        UnreadableSourceError: The response is not JSON.
    """
    try:
        return json.loads(fetched.text())
    except (ValueError, RecursionError) as error:
        where = show(fetched.url)
        raise UnreadableSourceError(f"{where} does not answer with JSON: {error}") from error


def mapping(data: Any) -> Mapping[str, Any]:
    """Return a value if it is a JSON object, otherwise an empty object."""
    return data if isinstance(data, dict) else {}


def objects(data: Any) -> list[Mapping[str, Any]]:
    """Return the JSON objects in a list; empty if the value is not a list."""
    return [each for each in data if isinstance(each, dict)] if isinstance(data, list) else []


MISSING = object()
"""Value of a missing field."""


def find(data: Any, path: str) -> Any:
    """Return the value at a dotted path of names, list indexes from 0, and `*` for whole lists."""
    if not path:
        return data
    name, _, rest = path.partition(".")
    if name == "*" and isinstance(data, list):
        found = [find(each, rest) for each in data]
        return [each for each in found if each is not MISSING]
    if isinstance(data, list) and name.isdecimal() and int(name) < len(data):
        return find(data[int(name)], rest)
    if isinstance(data, dict) and name in data:
        return find(data[name], rest)
    return MISSING
