"""Requests and answers about articles and webhooks."""

import re
from difflib import get_close_matches
from typing import Annotated, Any, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from audio_service.http.schemas.common import ArticleId

TEXT_FIELDS = (
    "title", "dek", "byline", "section", "language", "published_at", "url", "html", "text",
    "image_url",
)  # fmt: skip


def _tell_of_null(schema: dict[str, Any]) -> None:
    """State in a schema that null means empty, and that texts contain no NUL character."""
    for name in (*TEXT_FIELDS, "tags"):
        field = schema["properties"][name]
        text = field.get("items", field)
        text["pattern"] = r"^[^\x00]*$"
        schema["properties"][name] = {"anyOf": [field, {"type": "null"}], "default": None}
    schema["properties"]["id"]["anyOf"].append({"const": ""})


class ArticleFields(BaseModel):
    """Fields of an article. Unknown members are ignored."""

    model_config = ConfigDict(extra="ignore", strict=True, json_schema_extra=_tell_of_null)

    id: ArticleId | None = Field(None, description="Must equal the ID in the address, if given")
    title: str = Field("", max_length=2_000)
    dek: str = Field("", max_length=20_000)
    byline: str = Field("", max_length=2_000)
    section: str = Field("", max_length=500)
    language: str = Field(
        "", max_length=35, description="BCP 47, such as en-US; detected from the words if left out"
    )
    published_at: str = Field("", max_length=64, description="RFC 3339")
    url: str = Field("", max_length=2_000)
    html: str = Field("", description="Body as HTML")
    text: str = Field("", description="Body as plain text, if there is no `html`")
    tags: list[Annotated[str, Field(max_length=200)]] = Field(
        [], max_length=100, description="Tags, which rules can name"
    )
    image_url: str = Field(
        "", max_length=2_000, description="URL of a picture, for the podcast feed"
    )

    @field_validator("tags", mode="before")
    @classmethod
    def _no_tags_for_null(cls, value: Any) -> Any:
        return [] if value is None else value

    @field_validator("tags")
    @classmethod
    def _no_nul_in_tags(cls, value: list[str]) -> list[str]:
        if any("\x00" in tag for tag in value):
            raise ValueError("contains a NUL character")
        return value

    @field_validator(*TEXT_FIELDS, mode="before")
    @classmethod
    def _nothing_for_null(cls, value: Any) -> Any:
        if isinstance(value, str) and "\x00" in value:
            raise ValueError("contains a NUL character")
        return "" if value is None else value

    @field_validator("id", mode="before")
    @classmethod
    def _no_id(cls, value: Any) -> Any:
        return None if value == "" else value


_WEB_ADDRESS = r"^(?:[hH][tT][tT][pP][sS]?://[^\x00]+)?$"


def _tell_of_members(schema: dict[str, Any]) -> None:
    """Say in a schema that there are no other members, and the form of URLs."""
    _tell_of_null(schema)
    schema["additionalProperties"] = False
    for name in ("url", "image_url"):
        schema["properties"][name]["anyOf"][0]["pattern"] = _WEB_ADDRESS


_READ_ONLY = frozenset({"revision"})
"""Members of a stored article that may be sent back and have no effect."""

AccessField = Annotated[
    Literal["", "subscribers"],
    Field(description="`subscribers` if playing the article needs a signature; otherwise empty"),
]


class ArticleRequest(ArticleFields):
    """An article as a CMS pushes it. A stored article may be sent back as it was read."""

    model_config = ConfigDict(json_schema_extra=_tell_of_members)

    access: AccessField = ""

    @model_validator(mode="before")
    @classmethod
    def _knows_all_members(cls, value: Any) -> Any:
        known = cls.model_fields.keys() | _READ_ONLY
        for name in value if isinstance(value, dict) else ():
            if name not in known:
                near = get_close_matches(name, cls.model_fields, n=1)
                hint = f"; did you mean {near[0]!r}?" if near else ""
                raise ValueError(f"{name[:80]!r} is not a field of an article{hint}")
        return value

    @field_validator("url", "image_url")
    @classmethod
    def _is_web_address(cls, value: str) -> str:
        if not re.fullmatch(_WEB_ADDRESS, value, re.DOTALL):
            raise ValueError(f"{value[:80]!r} does not begin with https:// or http://")
        return value


class HookRequest(BaseModel):
    """A webhook about one article. Unknown members are ignored.

    Ghost's own webhooks are accepted: `{"post": {"current": {...}, "previous": {...}}}`.
    """

    model_config = ConfigDict(extra="ignore", strict=True)

    event: Literal["publish", "update", "unpublish", "delete"]
    id: str = Field(
        min_length=1,
        max_length=200,
        description="ID of the article, with or without the prefix of its source",
    )
    at: AwareDatetime = Field(
        description="Time of the event, RFC 3339; an event older than the last one applied to the "
        "article changes nothing"
    )
    article: ArticleFields | None = Field(
        None, description="The article; it is fetched from its source if left out"
    )


class HookAnswer(BaseModel):
    """The result of a webhook.

    `duplicate` was received before; `stale` is older than another one; `ignored` changes nothing.
    """

    result: Literal["accepted", "unchanged", "duplicate", "stale", "ignored"]
    article_id: str


class ArticleAnswer(ArticleFields):
    """A stored article."""

    model_config = ConfigDict(json_schema_extra={})

    id: ArticleId
    revision: str = Field(description="Changes with every change of the article")
    access: AccessField = ""


class ArticleList(BaseModel):
    """Stored articles, sorted by ID."""

    items: list[ArticleAnswer]
    next: str | None = Field(
        description="Value of `after` for the next page; null on the last page"
    )
