"""Requests and answers about operator actions and the audit log."""

from typing import Any, Literal

from pydantic import BaseModel, Field, RootModel

from audio_service.http.schemas.common import ArticleId, NarrationState, StrictRequest, VoiceName


class ActOnNarrations(StrictRequest):
    """The narrations of an action."""

    article_id: ArticleId
    voice: VoiceName | None = Field(None, description="All voices if left out")


class RetryAll(StrictRequest):
    """All narrations that failed with a retryable error."""

    all: Literal[True]


class RetryRequest(RootModel[ActOnNarrations | RetryAll]):
    """The failed narrations to retry: those of an article, or all retryable ones."""


class DrainRequest(StrictRequest):
    """The process that ends after its job."""

    worker: str = Field(max_length=200, pattern=r"^[!-~]+$", description="Its name at /status")


class ActedOn(BaseModel):
    """The result of an action for one narration."""

    article_id: str
    voice: str
    changed: bool
    state: NarrationState = Field(description="Its state now")
    detail: str = Field(description="Description in one sentence")


class ActionAnswer(BaseModel):
    """The result of an action."""

    action: Literal["retry", "regenerate", "purge", "pause", "resume", "drain"]
    changed: bool = Field(
        description="True if it changed anything; false if there was nothing to do"
    )
    detail: str = Field(description="Description in one sentence")
    narrations: list[ActedOn]


class AuditEntry(BaseModel):
    """An entry of the audit log."""

    at: str
    who: str = Field(description="Name of the API key, or user at the command line")
    action: str
    asked: dict[str, Any] = Field(description="Parameters of the action")
    changed: bool
    result: str


class AuditTrail(BaseModel):
    """The audit log, newest entries first."""

    items: list[AuditEntry]
