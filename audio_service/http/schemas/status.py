"""Schemas of the answers about health and status."""

from typing import Literal

from pydantic import BaseModel, Field

from audio_service.http.schemas.common import NarrationState
from cache.voice_choice import VoiceKind


class Health(BaseModel):
    """The answer of a service that is alive."""

    status: Literal["ok", "ready"]


class AlertStatus(BaseModel):
    """An alert."""

    name: str = Field(description="Stable; docs/operations.md has an entry for each")
    severity: Literal["critical", "warning"] = Field(
        description="`critical` if listeners are not being served, or will not be within minutes"
    )
    sentence: str = Field(description="The fault and the remedy")
    since: str
    help: str = Field(description="Address of its entry in the run-book")


class ServiceLevel(BaseModel):
    """A target and its current value."""

    name: str
    value: float | None = Field(description="Null if nothing was measured")
    target: float | None = Field(description="Upper limit of the value; null if there is no target")
    unit: Literal["s", "ratio", "narrations"]
    met: bool | None
    over_s: int = Field(description="Period of the value, in seconds; 0 for a current value")


class WorkerStatus(BaseModel):
    """A running process."""

    name: str
    role: str = Field(description="`first`, `rest`, `fetch`, `scheduler` or `web`")
    pid: int
    host: str
    up_s: float
    busy_with: str | None = Field(description="Its current job")
    busy_s: float | None
    voice_loaded: bool | None = Field(
        description="True if a voice is usable; null for a process that does not speak"
    )
    voices_loaded: list[str] = Field(
        description="Models of voices in memory, the least recently used one first"
    )
    voices_bytes: int | None = Field(description="Estimated size of these models")
    rtf: float | None = Field(description="Synthesis seconds for each second of audio so far")
    memory_bytes: int | None = Field(description="Resident memory")
    cpu: float | None = Field(description="Number of cores in use, such as 0.5")
    restarts: int = Field(
        description="Number of processes of its role that died on its host within the last day"
    )
    version: str | None
    draining: bool = Field(description="True if it ends after its current job")


class QueueStatus(BaseModel):
    """The length of a queue."""

    jobs: int
    oldest_s: float | None
    paused: bool = Field(description="True if an operator paused it")


class FailureStatus(BaseModel):
    """A narration that failed."""

    article_id: str
    voice: str
    code: str
    detail: str
    retryable: bool = Field(description="True if another try may succeed without any change")
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
    refused: int = Field(
        description="Presses refused because of a limit, the daily budget, or too much work"
    )
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
    checks: list[str] = Field(description="Names of the checks")
    clips: int
    clips_spoken_again: int = Field(description="Clips whose first synthesis failed the check")
    duration_s: float = Field(description="Length of the decoded MP3")
    lufs: float | None = Field(description="Integrated loudness; null below 400 ms")
    peak_dbtp: float = Field(description="Highest true peak")


class Verification(BaseModel):
    """Counts of track checks before publication."""

    tracks: int = Field(description="Tracks that were verified and published")
    failures: int = Field(description="Narrations that failed a check of their sound")
    clips_spoken_again: int
    latest: list[Verdict]


class SourceStatus(BaseModel):
    """A source of articles."""

    name: str
    kind: str
    looked_at: str | None = Field(description="Time of the last successful check")
    problem: str | None = Field(description="Error of the last check, if it failed")


class VoiceStatus(BaseModel):
    """The figures of a voice, since it spoke first."""

    name: str
    kind: VoiceKind | None = Field(description="Null if the voice is not available any more")
    articles: int = Field(description="Articles with a track in this voice, at the last count")
    narrations_ready: int
    failures: dict[str, int] = Field(description="Number of failed narrations by error code")
    utterances: int
    characters: int
    cost: float | None = Field(
        description="Estimated from LISTEN_VOICE_PRICES; null if the voice has no price"
    )
    synthesis_s: float
    audio_s: float
    rtf: float | None = Field(description="Synthesis seconds for each second of audio")
    loads: int = Field(description="Number of times that a process has loaded the voice")
    loading_s: float = Field(description="Time of these loads")
    first_clip: Waits = Field(description="First clips for which the voice was ready")
    first_clip_cold: Waits = Field(
        description="First clips for which the voice had to be loaded, with the time of loading"
    )
    breaker: Literal["closed", "open", "half-open"] | None = Field(
        description="State of the circuit breaker of the voice's speech server; null without one"
    )


class SpeechServerStatus(BaseModel):
    """A speech server on the network."""

    name: str = Field(description="Engine, such as `gtts`")
    state: Literal["closed", "open", "half-open"] = Field(
        description="State of its circuit breaker; `open`: it gets no requests"
    )
    requests: int = Field(description="Number of latest requests that determine the state")
    failures: int = Field(description="Number of failures among these requests")
    retry_in_s: float = Field(description="Seconds until it may get the next request")
    outcomes: dict[str, int] = Field(description="Number of all requests so far, by outcome")


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
    ended_at: str | None = Field(description="Time at which it was ready or failed")
    clips_done: int
    clips_total: int
    duration_s: float | None
    error: TimeLineError | None
    trace: str | None = Field(description="ID in its log lines")


class Listeners(BaseModel):
    """Counts of listeners."""

    streams: int = Field(description="Open streams of narrations in progress")
    plays_today: int = Field(description="Plays started today, UTC")


class StorageStatus(BaseModel):
    """The state of audio storage."""

    ok: bool
    used_bytes: int | None = Field(
        description="Used space of its disk, by all programs; null for object stores"
    )
    free_bytes: int | None
    latency_s: float | None = Field(description="Duration of writing a small object")


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
    at: list[int] = Field(description="Times of the points, in seconds since the epoch")
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
    plays: dict[str, int] = Field(description="Number of play events of each kind")
    first_clip: Waits
    speech: Speech
    verification: Verification
    narrations_ready: int
    narrations_failed: int
    narrations_taken_over: int = Field(
        description="Narrations that another voice has taken over from a voice that failed"
    )
    voices: list[VoiceStatus] = Field(description="Available voices, then others that have spoken")
    month_costs: float | None = Field(
        description="Estimated costs of all voices in this month, UTC; null if none has a price"
    )
    speech_servers: list[SpeechServerStatus] = Field(
        description="Speech servers on the network that have been sent a request"
    )
    sources: list[SourceStatus]
    failures: list[FailureStatus]
    articles_hidden: bool = Field(
        description="True if failures, narrations and current jobs are left out, because the "
        "request has no key of the scope operate"
    )
    narrations: list[TimeLine] = Field(
        description="Narrations in progress, then the latest finished ones"
    )
    listeners: Listeners
    storage: StorageStatus
    redis: RedisStatus
    database: DatabaseStatus
    history: HistoryStatus
