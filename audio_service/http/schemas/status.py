"""Answers about health and status."""

from typing import Literal

from pydantic import BaseModel, Field

from audio_service.http.schemas.common import NarrationState


class Health(BaseModel):
    """The answer of a service that is alive."""

    status: Literal["ok", "ready"]


class AlertStatus(BaseModel):
    """An alert."""

    name: str = Field(description="Stable; docs/operations.md has an entry for each")
    severity: Literal["critical", "warning"] = Field(
        description="`critical` if listeners are not being served, or will not be within minutes"
    )
    sentence: str = Field(description="What is wrong, and what to do")
    since: str
    help: str = Field(description="Where its entry in the run-book is")


class ServiceLevel(BaseModel):
    """A target and its present value."""

    name: str
    value: float | None = Field(description="Null if there was nothing to measure")
    target: float | None = Field(
        description="It should not be more; null where nothing is promised"
    )
    unit: Literal["s", "ratio", "narrations"]
    met: bool | None
    over_s: int = Field(description="Of how many seconds the value is; 0 if it is of now")


class WorkerStatus(BaseModel):
    """A running process."""

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
    """The length of a queue."""

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
    """Waiting times of presses for their first clip."""

    count: int
    p50_s: float | None
    p95_s: float | None


class Presses(BaseModel):
    """Counts of presses by their answer."""

    hits: int
    misses: int
    refused: int = Field(description="By limits, the day's budget, or as there is too much to do")
    hit_ratio: float | None


class Speech(BaseModel):
    """Amounts of synthesized speech."""

    utterances: int
    synthesis_s: float
    audio_s: float
    rtf: float | None = Field(description="Synthesis seconds for each second of audio")


class Verdict(BaseModel):
    """The result of checking one track."""

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
    """Counts of track checks before publication."""

    tracks: int = Field(description="Verified and published")
    failures: int = Field(description="Narrations that failed because of how they sound")
    clips_spoken_again: int
    latest: list[Verdict]


class SourceStatus(BaseModel):
    """A source of articles."""

    name: str
    kind: str
    looked_at: str | None = Field(description="When it was last looked at with success")
    problem: str | None = Field(description="Why it could not be looked at since")


class TimeLineError(BaseModel):
    """The error of a failed narration."""

    code: str
    detail: str


class TimeLine(BaseModel):
    """The time line of a narration."""

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
    """Counts of listeners."""

    streams: int = Field(description="Articles being heard while they are made")
    plays_today: int = Field(description="Begun today, in UTC")


class StorageStatus(BaseModel):
    """The state of audio storage."""

    ok: bool
    used_bytes: int | None = Field(description="Of its disk, by whomever; null for object stores")
    free_bytes: int | None
    latency_s: float | None = Field(description="Of writing a small object")


class Persistence(BaseModel):
    """Redis's persistence."""

    append_only: bool
    last_write_ok: bool


class RedisStatus(BaseModel):
    """The state of Redis."""

    ok: bool
    version: str | None
    used_memory_bytes: int | None
    max_memory_bytes: int | None = Field(description="0 if there is no limit")
    latency_s: float | None
    keys: int | None
    persistence: Persistence | None


class DatabaseStatus(BaseModel):
    """The state of the database."""

    ok: bool
    size_bytes: int | None
    latency_s: float | None


class HistoryStatus(BaseModel):
    """The history of the service, as series of equal length."""

    every_s: int
    at: list[int] = Field(description="The moments, in seconds since the epoch")
    series: dict[str, list[float | None]]


class Status(BaseModel):
    """The status of the service."""

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
