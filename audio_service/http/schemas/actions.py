"""Requests and answers about operator actions and the audit log."""

from typing import Any, Literal

from pydantic import BaseModel, Field, RootModel

from audio_service.http.schemas.common import ArticleId, NarrationState, StrictRequest, VoiceName


class ActOnNarrations(StrictRequest):
    """Which narrations an action is about."""

    article_id: ArticleId
    voice: VoiceName | None = Field(None, description="All voices if left out")


class RetryAll(StrictRequest):
    """All that failed for something that may have passed."""

    all: Literal[True]


class RetryRequest(RootModel[ActOnNarrations | RetryAll]):
    """What is tried again: failed narrations of an article, or all that may succeed now."""


class DrainRequest(StrictRequest):
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
