"""Webhook events: the content of a webhook, read from its body. No I/O and no clock."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import ClassVar, NamedTuple

from pydantic import AwareDatetime, BaseModel, Field

from audio_service.http.schemas.articles import ArticleFields, HookRequest
from audio_service.webhooks.signatures import WINDOW_S, HookError, check_signature, is_of_ghost


class HookEvent(StrEnum):
    """The kinds of events."""

    PUBLISH = "publish"
    UPDATE = "update"
    UNPUBLISH = "unpublish"
    DELETE = "delete"


class Hook(NamedTuple):
    """The content of a webhook.

    Attributes:
        event: The event; None if it is of no interest, such as an edited draft.
        id: ID of the article at its source.
        at: Time of the event at the source.
        article: The article, if the webhook holds it.
        delivery: Identifier of the delivery, which stays the same when it is sent again.
    """

    event: HookEvent | None
    id: str
    at: datetime
    article: ArticleFields | None = None
    delivery: str = ""


def read_hook(
    kind: str, headers: Mapping[str, str], body: bytes, secrets: Iterable[str], now_s: float
) -> Hook:
    """Return the content of a webhook, after checking its signature and its time.

    Args:
        kind: Kind of its source, such as `ghost`.
        headers: Headers of the request, by name.
        body: Body of the request.
        secrets: Secrets that are valid for the source.
        now_s: Seconds since the epoch.

    Raises:
        BadSignatureError: No secret matches the signature.
        HookTooOldError: Its time differs from our clock by more than `WINDOW_S`.
        HookError: A time in the body is not valid.
        pydantic.ValidationError: The body is not valid.
    """
    signed = check_signature(kind, headers, body, secrets, now_s)
    sent_at = datetime.fromtimestamp(signed.sent_at_s, UTC)
    hook = _read_ghosts(body, sent_at) if is_of_ghost(kind, headers) else _read_ours(body)
    if not 0 <= hook.at.timestamp() <= now_s + WINDOW_S:
        raise HookError(f"at: {hook.at.isoformat()} is in the future, or before 1970")
    return hook._replace(delivery=signed.delivery or hashlib.sha256(body).hexdigest())


def _read_ours(body: bytes) -> Hook:
    told = HookRequest.model_validate_json(body)
    return Hook(HookEvent(told.event), told.id, told.at, told.article)


class _GhostPost(BaseModel):
    """The relevant fields of a Ghost post, or of its changes."""

    id: str = ""
    status: str = ""
    updated_at: AwareDatetime | None = None


class _GhostChange(BaseModel):
    PUBLISHED: ClassVar = "published"

    current: _GhostPost
    previous: _GhostPost = Field(default_factory=_GhostPost)

    @property
    def event(self) -> HookEvent | None:
        """The event, derived from the fields; a deleted post has no `current`."""
        if not self.current.id:
            return HookEvent.DELETE
        if self.current.status == self.PUBLISHED:
            return HookEvent.PUBLISH
        return HookEvent.UNPUBLISH if self.previous.status == self.PUBLISHED else None


class _GhostBody(BaseModel):
    post: _GhostChange


def _read_ghosts(body: bytes, sent_at: datetime) -> Hook:
    """Return the content of Ghost's webhook without the text, which may be for members only.

    Raises:
        HookError: The body names no post.
    """
    change = _GhostBody.model_validate_json(body).post
    post_id = change.current.id or change.previous.id
    if not post_id:
        raise HookError("the body names no post")
    return Hook(change.event, post_id, change.current.updated_at or sent_at)
