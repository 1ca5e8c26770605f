"""Requests and answers, as the HTTP contract has them; /openapi.json is made of these."""

import re
from typing import Annotated, Any, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    RootModel,
    field_validator,
    model_validator,
)

from worker.articles.lexicon import (
    MAX_IPA_CHARS,
    MAX_RESPELLING_CHARS,
    MAX_WRITTEN_CHARS,
    MOST_ENTRIES,
)

MOST_IDS = 10_000
"""No setting allows more in one request; what is longer is not even looked at."""

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
        description="Engine and voice; the first that speaks the article's language if left out",
    ),
]

NarrationState = Literal["absent", "queued", "speaking", "stitching", "ready", "failed"]


_ID_SCHEMA = {"type": "string", "pattern": ARTICLE_ID}
_HASH_SCHEMA = {"type": "string", "pattern": "^[0-9a-f]{32}$"}

PARAMETERS: dict[str, dict[str, Any]] = {
    "article_id": _ID_SCHEMA,
    "after": {"anyOf": [_ID_SCHEMA, {"const": ""}]},
    "at": {"type": "integer", "minimum": 0, "maximum": 10**12 - 1},
    "from": {"type": "integer", "minimum": 0, "maximum": 10**9 - 1},
    "history_s": {"type": "integer", "minimum": 0, "maximum": 999_999},
    "language": {"type": "string", "maxLength": 35},
    "limit": {"type": "integer", "minimum": 1, "maximum": 500, "default": 100},
    "name": _HASH_SCHEMA,
    "page": {"type": "integer", "minimum": 1, "maximum": 999_999, "default": 1},
    "voice": {"type": "string", "maxLength": MAX_VOICE_CHARS},
    "written": {"type": "string", "minLength": 1, "maxLength": MAX_WRITTEN_CHARS},
    "_HLS_msn": {"type": "integer", "minimum": 0, "maximum": 10**9 - 1},
}
"""What is taken for parameters of these names, as JSON Schema; others are any text."""


def is_article_id(text: str) -> bool:
    """Return whether `text` can be an article's ID."""
    return bool(_ARTICLE_ID.match(text))


class StrictRequest(BaseModel):
    """A body in which everything is of its type, and nothing is unknown."""

    model_config = ConfigDict(extra="forbid", strict=True)


class PressRequest(StrictRequest):
    """The body of a press, which may also be left out."""

    voice: VoiceName | None = None


class AudioRequest(StrictRequest):
    """Narrations to be made."""

    article_ids: list[ArticleId] = Field(min_length=1, max_length=MOST_IDS)
    voice: VoiceName | None = None
    priority: Literal["play", "pregenerate"] = Field(
        "play", description="`pregenerate` needs the key; nobody waits for it"
    )


TEXT_FIELDS = (
    "title", "dek", "byline", "section", "language", "published_at", "url", "html", "text",
    "image_url",
)  # fmt: skip


def _tell_of_null(schema: dict[str, Any]) -> None:
    """Say that null stands for nothing, and that no text holds a NUL character."""
    for name in (*TEXT_FIELDS, "tags"):
        field = schema["properties"][name]
        text = field.get("items", field)
        text["pattern"] = r"^[^\x00]*$"
        schema["properties"][name] = {"anyOf": [field, {"type": "null"}], "default": None}
    schema["properties"]["id"]["anyOf"].append({"const": ""})


class ArticleRequest(BaseModel):
    """An article as a CMS pushes it. Unknown members are ignored."""

    model_config = ConfigDict(extra="ignore", strict=True, json_schema_extra=_tell_of_null)

    id: ArticleId | None = Field(None, description="If given, the same as in the address")
    title: str = Field("", max_length=2_000)
    dek: str = Field("", max_length=20_000)
    byline: str = Field("", max_length=2_000)
    section: str = Field("", max_length=500)
    language: str = Field(
        "", max_length=35, description="BCP 47, as in en-US; told from its words if left out"
    )
    published_at: str = Field("", max_length=64, description="RFC 3339")
    url: str = Field("", max_length=2_000)
    html: str = Field("", description="Its body")
    text: str = Field("", description="Its body as plain text, where there is no `html`")
    tags: list[Annotated[str, Field(max_length=200)]] = Field(
        [], max_length=100, description="What it is about; rules look at them"
    )
    image_url: str = Field("", max_length=2_000, description="Of a picture, for the podcast feed")

    @field_validator("tags", mode="before")
    @classmethod
    def _no_tags_for_null(cls, value: Any) -> Any:
        return [] if value is None else value

    @field_validator("tags")
    @classmethod
    def _no_nul_in_tags(cls, value: list[str]) -> list[str]:
        if any("\x00" in tag for tag in value):
            raise ValueError("holds a NUL character")
        return value

    @field_validator(*TEXT_FIELDS, mode="before")
    @classmethod
    def _nothing_for_null(cls, value: Any) -> Any:
        if isinstance(value, str) and "\x00" in value:
            raise ValueError("holds a NUL character")
        return "" if value is None else value

    @field_validator("id", mode="before")
    @classmethod
    def _no_id(cls, value: Any) -> Any:
        return None if value == "" else value


class HookRequest(BaseModel):
    """What happened to an article. Unknown members are ignored.

    Ghost's own hooks are taken as they are: `{"post": {"current": {...}, "previous": {...}}}`.
    """

    model_config = ConfigDict(extra="ignore", strict=True)

    event: Literal["publish", "update", "unpublish", "delete"]
    id: str = Field(
        min_length=1, max_length=200, description="Of the article, with its source's prefix or not"
    )
    at: AwareDatetime = Field(
        description="When it happened, as RFC 3339; what is older than was last applied to the "
        "article changes nothing"
    )
    article: ArticleRequest | None = Field(
        None, description="What it says; fetched from its source if left out"
    )


class HookAnswer(BaseModel):
    """What came of a hook.

    `duplicate` was heeded before, `stale` is older than what was, and `ignored` matters to nobody.
    """

    result: Literal["accepted", "unchanged", "duplicate", "stale", "ignored"]
    article_id: str


class ArticleAnswer(ArticleRequest):
    """An article as it is stored."""

    model_config = ConfigDict(json_schema_extra={})

    id: ArticleId
    revision: str = Field(description="Changes with everything the article says")


class ArticleList(BaseModel):
    """Stored articles, in the order of their IDs."""

    items: list[ArticleAnswer]
    next: str | None = Field(description="Pass as `after` for more; null at the end")


class Progress(BaseModel):
    """How far a narration is."""

    clips_done: int
    clips_total: int = Field(description="0 before the article's text has been read")


class NarrationError(BaseModel):
    """Why a narration failed."""

    code: str
    detail: str
    retryable: bool = Field(description="Whether a later press tries again")


class Narration(BaseModel):
    """One article in one voice."""

    article_id: str
    voice: str
    state: NarrationState
    progress: Progress
    url: str | None = Field(
        description="The finished MP3; while a newer version is being made, that of the older one"
    )
    duration_s: float | None
    estimated_s: float | None = Field(
        description="About how long it will be; null once `duration_s` tells"
    )
    stream_url: str | None
    hls_url: str | None
    cues_url: str | None
    fingerprint: str | None
    updated_at: str | None
    error: NarrationError | None


class NarrationList(BaseModel):
    """Several narrations, in the order asked for."""

    items: list[Narration]


class Place(BaseModel):
    """Where in the article a cue stands."""

    block: int = Field(description="Number of the part of the article, from 0, the title first")
    start: int = Field(description="First character within that part's text")
    end: int


class CueWord(BaseModel):
    """When a word is heard; several that are spoken as one, as a date, count as one."""

    start_s: float
    end_s: float
    start: int = Field(description="First character within the cue's `written`")
    end: int


class Cue(BaseModel):
    """When a sentence is heard, and each of its words."""

    start_s: float
    end_s: float
    place: Place | None = Field(
        description="Null for an intro or outro, which the article does not have"
    )
    written: str = Field(description="Empty for a sound without words")
    pause_after_s: float = Field(description="Silence after it, which a fast player may shorten")
    words: list[CueWord] = Field(description="Those that are spoken; none in old tracks")
    estimated: bool = Field(
        description="Whether words' times were shared out by length, not told by the engine"
    )


class CueList(BaseModel):
    """The cues of a track, or of as much of it as is made."""

    state: NarrationState
    complete: bool = Field(description="Whether there will be no more")
    fingerprint: str | None = Field(description="Of the narration that these are of")
    duration_s: float = Field(description="How far they reach")
    cues: list[Cue]


class Chapter(BaseModel):
    """A part of a track that listeners can go to."""

    startTime: float = Field(description="In seconds")  # noqa: N815  # the standard's own name
    endTime: float = Field(description="In seconds")  # noqa: N815  # the standard's own name
    title: str


class ChapterList(BaseModel):
    """The chapters of a track, as Podcasting 2.0 has them."""

    version: Literal["1.2.0"]
    chapters: list[Chapter] = Field(description="Empty if the article has no headings")


class Voice(BaseModel):
    """A voice that can be asked for."""

    name: str
    engine: str
    language: str
    rate_hz: int
    default: bool
    sample_url: str | None


class VoiceList(BaseModel):
    """All voices, in order of preference."""

    items: list[Voice]


class PlayRequest(StrictRequest):
    """What a listener's player tells."""

    event: Literal["started", "25", "50", "75", "100"] = Field(
        description="That it began, or how much of the track it has played, in percent"
    )


class PlayCounts(RootModel[dict[str, int]]):
    """How often each event was told: `started`, `25`, `50`, `75`, `100`."""


class LexiconEntry(StrictRequest):
    """How a name or a phrase is said: a respelling, or its sounds, or both."""

    written: str = Field(
        max_length=MAX_WRITTEN_CHARS, description="Whole words, as articles have them"
    )
    respelling: str = Field(
        "", max_length=MAX_RESPELLING_CHARS, description='Spelled as it is said: "Nwuh-SOO"'
    )
    ipa: str = Field(
        "",
        max_length=MAX_IPA_CHARS,
        description="Its sounds, for voices that take them; others need a respelling",
    )
    language: str = Field(
        "", max_length=35, description="Of the articles it is for, BCP 47; empty for all"
    )
    voice: str = Field(
        "", max_length=MAX_VOICE_CHARS, description="Voice or engine it is for; empty for all"
    )
    case_sensitive: bool = Field(False, description="Whether capitals must be as in `written`")


class LexiconRequest(StrictRequest):
    """Entries to be stored. A single one may also be given alone, without `entries`."""

    entries: list[LexiconEntry] = Field(min_length=1, max_length=MOST_ENTRIES)

    @model_validator(mode="before")
    @classmethod
    def _one_alone(cls, value: Any) -> Any:
        is_alone = isinstance(value, dict) and "written" in value and "entries" not in value
        return {"entries": [value]} if is_alone else value


class LexiconRemoval(StrictRequest):
    """Which entries are to be removed."""

    written: str = Field(min_length=1, max_length=MAX_WRITTEN_CHARS)
    language: str | None = Field(None, max_length=35)
    voice: str | None = Field(None, max_length=MAX_VOICE_CHARS)


class StoredEntry(LexiconEntry):
    """An entry as it is used."""

    source: Literal["api", "file"] = Field(description="Where it can be changed")


class LexiconList(BaseModel):
    """Entries of the lexicon."""

    items: list[StoredEntry]
    problems: list[str] = Field(description="What in LISTEN_LEXICON_FILE cannot be used")


class ApplyRequest(StrictRequest):
    """Whether the lexicon is really applied; the body may also be left out."""

    dry_run: bool = Field(False, description="Only count")


class OutdatedNarration(BaseModel):
    """A narration that says something otherwise than the lexicon does."""

    article_id: str
    voice: str
    utterances: int = Field(description="How many of its utterances are spoken again")


class ApplyAnswer(BaseModel):
    """What a changed lexicon touches."""

    dry_run: bool
    narrations: int
    utterances: int
    items: list[OutdatedNarration]


class PreviewRequest(StrictRequest):
    """A sentence to be heard."""

    text: str = Field(min_length=1, max_length=250)
    voice: VoiceName | None = None
    language: str = Field("", max_length=35, description="BCP 47; that of the voice if left out")
    entries: list[LexiconEntry] = Field(
        default=[], max_length=50, description="Further entries, which need not be stored"
    )


class FieldProblem(BaseModel):
    """What is wrong with a field."""

    field: str = Field(description="Names and numbers of where it is, joined by points")
    message: str


class SpokenLanguage(BaseModel):
    """A voice, and what it speaks."""

    name: str
    language: str


class SectionName(BaseModel):
    """A section of the podcast."""

    section: str = Field(description="As addresses have it")
    name: str


class Problem(BaseModel):
    """What went wrong, and what to do (RFC 9457); what lists are for depends on the code."""

    type: str
    title: str
    status: int
    code: str = Field(description="Stable, lower case, words joined by hyphens")
    detail: str
    errors: list[FieldProblem] = Field([], description="With `invalid-request`: what is wrong")
    article_ids: list[str] = Field([], description="Those that it is about")
    voices: list[str | SpokenLanguage] = Field([], description="Those that there are")
    sections: list[SectionName] = Field([], description="Those that there are")
