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


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class PressRequest(_Request):
    """The body of a press, which may also be left out."""

    voice: VoiceName | None = None


class AudioRequest(_Request):
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


class PlayRequest(_Request):
    """What a listener's player tells."""

    event: Literal["started", "25", "50", "75", "100"] = Field(
        description="That it began, or how much of the track it has played, in percent"
    )


class PlayCounts(RootModel[dict[str, int]]):
    """How often each event was told: `started`, `25`, `50`, `75`, `100`."""


class LexiconEntry(_Request):
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


class LexiconRequest(_Request):
    """Entries to be stored. A single one may also be given alone, without `entries`."""

    entries: list[LexiconEntry] = Field(min_length=1, max_length=MOST_ENTRIES)

    @model_validator(mode="before")
    @classmethod
    def _one_alone(cls, value: Any) -> Any:
        is_alone = isinstance(value, dict) and "written" in value and "entries" not in value
        return {"entries": [value]} if is_alone else value


class LexiconRemoval(_Request):
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


class ApplyRequest(_Request):
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


class PreviewRequest(_Request):
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


class Health(BaseModel):
    """That it answers."""

    status: Literal["ok", "ready"]


class AlertStatus(BaseModel):
    """Something that is wrong."""

    name: str = Field(description="Stable; docs/operations.md has an entry for each")
    severity: Literal["critical", "warning"] = Field(
        description="`critical` if listeners are not being served, or will not be within minutes"
    )
    sentence: str = Field(description="What is wrong, and what to do")
    since: str
    help: str = Field(description="Where its entry in the run-book is")


class ServiceLevel(BaseModel):
    """What was promised, and how it is kept."""

    name: str
    value: float | None = Field(description="Null if there was nothing to measure")
    target: float | None = Field(
        description="It should not be more; null where nothing is promised"
    )
    unit: Literal["s", "ratio", "narrations"]
    met: bool | None
    over_s: int = Field(description="Of how many seconds the value is; 0 if it is of now")


class ActOnNarrations(_Request):
    """Which narrations an action is about."""

    article_id: ArticleId
    voice: VoiceName | None = Field(None, description="All voices if left out")


class RetryAll(_Request):
    """All that failed for something that may have passed."""

    all: Literal[True]


class RetryRequest(RootModel[ActOnNarrations | RetryAll]):
    """What is tried again: failed narrations of an article, or all that may succeed now."""


class DrainRequest(_Request):
    """Which process ends after its job."""

    worker: str = Field(
        max_length=200, pattern=r"^[!-~]+$", description="Its name, as /status has it"
    )


class ActedOn(BaseModel):
    """What an action did to a narration."""

    article_id: str
    voice: str
    changed: bool
    state: NarrationState = Field(description="Where it stands now")
    detail: str = Field(description="In a sentence")


class ActionAnswer(BaseModel):
    """What an action did."""

    action: Literal["retry", "regenerate", "purge", "pause", "resume", "drain"]
    changed: bool = Field(description="Whether it changed anything; not if it was done before")
    detail: str = Field(description="In a sentence")
    narrations: list[ActedOn]


class AuditEntry(BaseModel):
    """Something that an operator did."""

    at: str
    who: str = Field(description="Name of the key, or who sat at the command line")
    action: str
    asked: dict[str, Any] = Field(description="What it was asked for")
    changed: bool
    result: str


class AuditTrail(BaseModel):
    """What operators did, newest first."""

    items: list[AuditEntry]


class WorkerStatus(BaseModel):
    """A living process."""

    name: str
    role: str = Field(description="`first`, `rest`, `fetch`, `scheduler` or `web`")
    pid: int
    host: str
    up_s: float
    busy_with: str | None = Field(description="Its present job")
    busy_s: float | None
    voice_loaded: bool | None = Field(description="Null for a process that does not speak")
    rtf: float | None = Field(description="Synthesis seconds for each second of audio so far")
    memory_bytes: int | None = Field(description="Resident")
    cpu: float | None = Field(description="Cores in use, as 0.5 for a half of one")
    restarts: int = Field(description="How often one of its role died on its host within a day")
    version: str | None
    draining: bool = Field(description="Whether it takes no further job")


class QueueStatus(BaseModel):
    """How full a queue is."""

    jobs: int
    oldest_s: float | None
    paused: bool = Field(description="Whether an operator has it wait")


class FailureStatus(BaseModel):
    """A narration that failed."""

    article_id: str
    voice: str
    code: str
    detail: str
    retryable: bool = Field(description="Whether another try may succeed though nothing changes")
    at: str


class Waits(BaseModel):
    """How long presses waited for their first clip."""

    count: int
    p50_s: float | None
    p95_s: float | None


class Presses(BaseModel):
    """How presses were answered."""

    hits: int
    misses: int
    refused: int = Field(description="By limits, the day's budget, or as there is too much to do")
    hit_ratio: float | None


class Speech(BaseModel):
    """What was spoken."""

    utterances: int
    synthesis_s: float
    audio_s: float
    rtf: float | None = Field(description="Synthesis seconds for each second of audio")


class Verdict(BaseModel):
    """A track that was verified, and what was found of it."""

    article_id: str
    voice: str
    at: str
    checks: list[str] = Field(description="What was looked at")
    clips: int
    clips_spoken_again: int = Field(description="Whose first take was not fit to be published")
    duration_s: float = Field(description="Of the decoded MP3")
    lufs: float | None = Field(description="Integrated loudness; null below 400 ms")
    peak_dbtp: float = Field(description="Highest true peak")


class Verification(BaseModel):
    """How tracks fared before they were published."""

    tracks: int = Field(description="Verified and published")
    failures: int = Field(description="Narrations that failed because of how they sound")
    clips_spoken_again: int
    latest: list[Verdict]


class SourceStatus(BaseModel):
    """A source that articles come from."""

    name: str
    kind: str
    looked_at: str | None = Field(description="When it was last looked at with success")
    problem: str | None = Field(description="Why it could not be looked at since")


class TimeLineError(BaseModel):
    """Why a narration failed."""

    code: str
    detail: str


class TimeLine(BaseModel):
    """How a narration came to where it stands."""

    article_id: str
    voice: str
    state: NarrationState
    priority: Literal["play", "pregenerate"]
    queued_at: str | None
    first_clip_at: str | None
    ready_at: str | None
    ended_at: str | None = Field(description="When it was ready or failed")
    clips_done: int
    clips_total: int
    duration_s: float | None
    error: TimeLineError | None
    trace: str | None = Field(description="By which its lines in the logs are found")


class Listeners(BaseModel):
    """Who listens."""

    streams: int = Field(description="Articles being heard while they are made")
    plays_today: int = Field(description="Begun today, in UTC")


class StorageStatus(BaseModel):
    """How the store of audio is."""

    ok: bool
    used_bytes: int | None = Field(description="Of its disk, by whomever; null for object stores")
    free_bytes: int | None
    latency_s: float | None = Field(description="Of writing a small object")


class Persistence(BaseModel):
    """How Redis outlives a restart."""

    append_only: bool
    last_write_ok: bool


class RedisStatus(BaseModel):
    """How Redis is."""

    ok: bool
    version: str | None
    used_memory_bytes: int | None
    max_memory_bytes: int | None = Field(description="0 if there is no limit")
    latency_s: float | None
    keys: int | None
    persistence: Persistence | None


class DatabaseStatus(BaseModel):
    """How the database of articles is."""

    ok: bool
    size_bytes: int | None
    latency_s: float | None


class HistoryStatus(BaseModel):
    """How the service fared, in series of one length."""

    every_s: int
    at: list[int] = Field(description="The moments, in seconds since the epoch")
    series: dict[str, list[float | None]]


class Status(BaseModel):
    """Whether listeners are being served."""

    status: Literal["ok", "degraded"]
    problems: list[str] = Field(description="The sentences of critical alerts")
    alerts: list[AlertStatus]
    version: str
    service_levels: list[ServiceLevel]
    workers: list[WorkerStatus]
    queues: dict[str, QueueStatus]
    unfinished: int
    presses: Presses
    plays: dict[str, int] = Field(description="How often each event of listeners was told")
    first_clip: Waits
    speech: Speech
    verification: Verification
    narrations_ready: int
    narrations_failed: int
    sources: list[SourceStatus]
    failures: list[FailureStatus]
    articles_hidden: bool = Field(
        description="Whether failures, narrations and what processes are busy with are left out, "
        "since they are for a key of the scope operate"
    )
    narrations: list[TimeLine] = Field(description="Those under way, then the latest that ended")
    listeners: Listeners
    storage: StorageStatus
    redis: RedisStatus
    database: DatabaseStatus
    history: HistoryStatus
