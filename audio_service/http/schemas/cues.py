"""Answers about cues and chapters."""

from typing import Literal

from pydantic import (
    BaseModel,
    Field,
)

from audio_service.http.schemas.common import NarrationState


class Place(BaseModel):
    """The place of a cue in the article."""

    block: int = Field(description="Number of the part of the article, from 0, in reading order")
    start: int = Field(description="First character within that part's text")
    end: int


class CueWord(BaseModel):
    """Start and end of a word; words that are spoken as one, such as a date, count as one."""

    start_s: float
    end_s: float
    start: int = Field(description="First character within the cue's `written`")
    end: int


class Cue(BaseModel):
    """Start and end of a sentence and of its words."""

    start_s: float
    end_s: float
    place: Place | None = Field(
        description="Null for an intro or outro, which is not part of the article"
    )
    written: str = Field(description="Empty for a sound without words")
    pause_after_s: float = Field(description="Silence after it, which a fast player may shorten")
    words: list[CueWord] = Field(description="Its spoken words; empty for old tracks")
    estimated: bool = Field(
        description="True if word times are estimated from word lengths, not given by the engine"
    )


class CueList(BaseModel):
    """The cues of a track, or of its finished part."""

    state: NarrationState
    complete: bool = Field(description="True if the narration is complete")
    fingerprint: str | None = Field(description="Fingerprint of the narration")
    duration_s: float = Field(description="End of the last cue, in seconds")
    cues: list[Cue]


class Chapter(BaseModel):
    """A part of a track that listeners can jump to."""

    startTime: float = Field(description="In seconds")  # noqa: N815  # the standard's own name
    endTime: float = Field(description="In seconds")  # noqa: N815  # the standard's own name
    title: str


class ChapterList(BaseModel):
    """The chapters of a track, in the Podcasting 2.0 format."""

    version: Literal["1.2.0"]
    chapters: list[Chapter] = Field(description="Empty if the article has no headings")
