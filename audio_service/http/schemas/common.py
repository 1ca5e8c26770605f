"""Types, parameters and problem details that several requests and answers share."""

import re
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
)

from worker.articles.lexicon_store import (
    MAX_WRITTEN_CHARS,
)

MOST_IDS = 10_000
"""Largest number of IDs that any setting allows in one request."""

MAX_VOICE_CHARS = 200

ARTICLE_ID = r"^[A-Za-z0-9][A-Za-z0-9._:\-]{0,199}$"

_ARTICLE_ID = re.compile(ARTICLE_ID.replace("$", r"\Z"))


ArticleId = Annotated[
    str,
    Field(
        pattern=ARTICLE_ID, description="A letter or digit, then up to 199 of A-Z a-z 0-9 . _ : -"
    ),
]


VoiceName = Annotated[
    str,
    Field(
        max_length=MAX_VOICE_CHARS,
        description="Engine and voice; by default the first that speaks the article's language",
    ),
]


NarrationState = Literal["absent", "queued", "speaking", "stitching", "ready", "failed"]

_ID_SCHEMA = {"type": "string", "pattern": ARTICLE_ID}

_HASH_SCHEMA = {"type": "string", "pattern": "^[0-9a-f]{32}$"}

PARAMETERS: dict[str, dict[str, Any]] = {
    "article_id": _ID_SCHEMA,
    "article": {"anyOf": [_ID_SCHEMA, {"const": ""}]},
    "after": {"anyOf": [_ID_SCHEMA, {"const": ""}]},
    "at": {"type": "integer", "minimum": 0, "maximum": 10**12 - 1},
    "from": {"type": "integer", "minimum": 0, "maximum": 10**9 - 1},
    "history_s": {"type": "integer", "minimum": 0, "maximum": 999_999},
    "language": {"type": "string", "maxLength": 35},
    "limit": {"type": "integer", "minimum": 1, "maximum": 500, "default": 100},
    "name": _HASH_SCHEMA,
    "sample": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    "page": {"type": "integer", "minimum": 1, "maximum": 999_999, "default": 1},
    "voice": {"type": "string", "maxLength": MAX_VOICE_CHARS},
    "written": {"type": "string", "minLength": 1, "maxLength": MAX_WRITTEN_CHARS},
    "_HLS_msn": {"type": "integer", "minimum": 0, "maximum": 10**9 - 1},
}
"""JSON Schemas of parameters, by name; other parameters are any text."""


def is_article_id(text: str) -> bool:
    """Return whether `text` is a valid article ID."""
    return bool(_ARTICLE_ID.match(text))


class StrictRequest(BaseModel):
    """A request body with strict types and no unknown members."""

    model_config = ConfigDict(extra="forbid", strict=True)


class FieldProblem(BaseModel):
    """An error in one field."""

    field: str = Field(description="Path of the field: names and numbers, joined by dots")
    message: str


class SpokenLanguage(BaseModel):
    """A voice and its language."""

    name: str
    language: str


class SectionName(BaseModel):
    """A section of the podcast."""

    section: str = Field(description="Name of the section in addresses")
    name: str


class Problem(BaseModel):
    """An error (RFC 9457); the members with lists depend on the code."""

    type: str
    title: str
    status: int
    code: str = Field(description="Stable, lower case, words joined by hyphens")
    detail: str
    errors: list[FieldProblem] = Field(
        [], description="Errors in single fields, with the code `invalid-request`"
    )
    article_ids: list[str] = Field([], description="Articles that caused the error")
    voices: list[str | SpokenLanguage] = Field([], description="Available voices")
    sections: list[SectionName] = Field([], description="Existing sections")
