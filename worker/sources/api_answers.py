"""What APIs answer, as JSON."""

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
"""Statuses with which APIs say why they refuse."""


class ApiAnswer(NamedTuple):
    """What an API says.

    Attributes:
        status: 200, 304, or one with which it refuses.
        data: The JSON of its body; None if a refusal has none.
        fetched: All of it.
    """

    status: int
    data: Any
    fetched: Fetched

    @property
    def where(self) -> str:
        """Its address as it may be shown."""
        return show(self.fetched.url)


def ask(
    fetcher: Fetcher,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    validators: Validators = NONE,
    max_bytes: int | None = None,
) -> ApiAnswer:
    """Return what an API says at `url`; a refusal is an answer, too.

    Raises:
        SourceUnavailableError: It does not answer.
        UnreadableSourceError: It answers with no JSON.
        AddressNotAllowedError: It is not to be asked.
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
    """Return the JSON of an answer.

    Raises:
        UnreadableSourceError: It has none.
    """
    try:
        return json.loads(fetched.text())
    except (ValueError, RecursionError) as error:
        where = show(fetched.url)
        raise UnreadableSourceError(f"{where} answers with no JSON: {error}") from error


def mapping(data: Any) -> Mapping[str, Any]:
    """Return a JSON object, an empty one in place of anything else."""
    return data if isinstance(data, dict) else {}


def objects(data: Any) -> list[Mapping[str, Any]]:
    """Return the JSON objects of a list, if it is one."""
    return [each for each in data if isinstance(each, dict)] if isinstance(data, list) else []


MISSING = object()
"""Value of a field that an answer does not have."""


def find(data: Any, path: str) -> Any:
    """Return what is at a dotted path: names, numbers from 0 in lists, `*` for all of a list."""
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
