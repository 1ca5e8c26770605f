"""Requests and answers about narrations, voices and plays."""

from typing import Literal

from pydantic import (
    BaseModel,
    Field,
    RootModel,
)

from audio_service.http.schemas.common import (
    MOST_IDS,
    ArticleId,
    NarrationState,
    StrictRequest,
    VoiceName,
)
from cache.voice_choice import VoiceKind


class PressRequest(StrictRequest):
    """The optional body of a press."""

    voice: VoiceName | None = None


class AudioRequest(StrictRequest):
    """Narrations to be made."""

    article_ids: list[ArticleId] = Field(min_length=1, max_length=MOST_IDS)
    voice: VoiceName | None = None
    priority: Literal["play", "pregenerate"] = Field(
        "play", description="`pregenerate` narrates in advance, and needs a key"
    )


class Progress(BaseModel):
    """The progress of a narration."""

    clips_done: int
    clips_total: int = Field(description="0 before the article's text has been read")


class NarrationError(BaseModel):
    """The error of a failed narration."""

    code: str
    detail: str
    retryable: bool = Field(description="True if the next press tries again")


class Narration(BaseModel):
    """One article in one voice."""

    article_id: str
    voice: str
    state: NarrationState
    progress: Progress
    url: str | None = Field(
        description="URL of the MP3; while a newer version is being made, URL of the older one"
    )
    duration_s: float | None
    estimated_s: float | None = Field(
        description="Estimated length; null when `duration_s` is known"
    )
    stream_url: str | None
    hls_url: str | None
    cues_url: str | None
    fingerprint: str | None
    updated_at: str | None
    error: NarrationError | None


class NarrationWithVoices(Narration):
    """One article in one voice, and the voices in which it is ready."""

    voices: list[str] = Field(
        [],
        description="Voices in which the article is ready and up to date, in order of preference; "
        "left out if there are fewer than two",
    )


class NarrationList(BaseModel):
    """Several narrations, in the requested order."""

    items: list[Narration]


class Voice(BaseModel):
    """A voice that requests can name."""

    name: str
    engine: str
    language: str
    rate_hz: int
    kind: VoiceKind = Field(
        description="`instant`: synthesizes much faster than real time; `studio`: slower and better"
    )
    quality: str = Field(description="Quality by its maker, such as `medium`; empty if unknown")
    license: str = Field(description="License of the voice; empty if unknown")
    default: bool
    on_request: bool = Field(
        description="True if the voice reads only for requests and rules that name it"
    )
    sample_url: str | None = Field(
        description="URL of an MP3 of one sentence in this voice; null until it has been made"
    )


class VoiceList(BaseModel):
    """All voices, in order of preference."""

    items: list[Voice]


class PlayRequest(StrictRequest):
    """A play event, sent by a listener's player."""

    event: Literal["started", "25", "50", "75", "100"] = Field(
        description="`started`, or the part of the track that was played, in percent"
    )


class PlayCounts(RootModel[dict[str, int]]):
    """The number of times each event was received: `started`, `25`, `50`, `75`, `100`."""
