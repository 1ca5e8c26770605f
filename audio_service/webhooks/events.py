"""Publish hooks: who signed one, when, and what it tells. Pure: no request, no Redis, no clock.

| form | header | what is signed, with HMAC-SHA256 |
|---|---|---|
| ours | `Listen-Signature: t=SECONDS,v1=HEX` | `SECONDS.` and the body |
| Standard Webhooks | `webhook-id`, `webhook-timestamp`, `webhook-signature: v1,BASE64` | `ID.SECONDS.` and the body |
| Ghost since 5.87.1 | `X-Ghost-Signature: sha256=HEX, t=MILLISECONDS` | the body and `MILLISECONDS` |
| Ghost before | the same | the body |

Each takes several signatures, of which one must be right. What an old Ghost sends can be sent again
by whoever overheard it, with another `t`; but the times in its body are signed, and what is older
than was last applied to an article changes nothing.

A body is a JSON object, so that a signature of one form is never one of another: a time before or
behind it is no JSON.

Source: https://www.standardwebhooks.com, and `webhook-trigger.js` of Ghost 5.54, 5.87 and 6.
"""  # noqa: E501  # tables

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import ClassVar, NamedTuple

from pydantic import AwareDatetime, BaseModel, Field

from audio_service.http.schemas.articles import ArticleRequest, HookRequest
from cache.errors import ListenError

WINDOW_S = 300
"""How far the time of a signature may be from ours, in seconds, either way."""

LISTEN_SIGNATURE = "Listen-Signature"
GHOST_SIGNATURE = "X-Ghost-Signature"
STANDARD_ID, STANDARD_TIME, STANDARD_SIGNATURE = (
    "webhook-id",
    "webhook-timestamp",
    "webhook-signature",
)
HEADERS = (
    LISTEN_SIGNATURE,
    GHOST_SIGNATURE,
    STANDARD_ID,
    STANDARD_TIME,
    STANDARD_SIGNATURE,
)

_MOST_CHARS = 2_000
_PART = re.compile(r"([a-z0-9]+)=([0-9A-Za-z]+)")
_DIGITS = re.compile(r"[0-9]{1,15}")
_SHA256_HEX = re.compile(r"[0-9A-Fa-f]{64}")
_VISIBLE = re.compile(r"[!-~]{1,256}")
_BASE64_SECRET = "whsec_"  # noqa: S105  # how one begins


class HookError(ListenError):
    """A hook that is not heeded."""

    code = "invalid-request"


class BadSignatureError(HookError):
    """Nobody who knows the secret has signed it."""

    code = "bad-signature"


class HookTooOldError(HookError):
    """It was signed too long ago, or its sender's clock is wrong."""

    code = "hook-too-old"


class HookEvent(StrEnum):
    """What happened to an article."""

    PUBLISH = "publish"
    UPDATE = "update"
    UNPUBLISH = "unpublish"
    DELETE = "delete"


class Hook(NamedTuple):
    """What a hook tells.

    Attributes:
        event: What happened; None if it is of no interest, as an edited draft.
        id: Of the article, as its source has it.
        at: When it happened there.
        article: What it says, if that came along.
        delivery: What tells it from others, and stays the same when it is sent again.
    """

    event: HookEvent | None
    id: str
    at: datetime
    article: ArticleRequest | None = None
    delivery: str = ""


class _Signed(NamedTuple):
    """What a sender claims to have signed.

    Attributes:
        sent_at_s: When, in seconds since the epoch.
        messages: What may have been signed.
        signatures: Of which one must be that of one of the messages.
        delivery: What the sender says it is told by; empty if its body does.
        are_secrets_base64: Whether secrets that begin with `whsec_` go on in base64.
    """

    sent_at_s: float
    messages: Sequence[bytes]
    signatures: Sequence[bytes]
    delivery: str = ""
    are_secrets_base64: bool = False


def read_hook(
    kind: str, headers: Mapping[str, str], body: bytes, secrets: Iterable[str], now_s: float
) -> Hook:
    """Return what a hook tells, after its signature and its time were found right.

    Args:
        kind: Of its source, as `ghost`.
        headers: Of the request, by name.
        body: Of the request, as it came.
        secrets: Any of which it may be signed with.
        now_s: Seconds since the epoch.

    Raises:
        BadSignatureError: It is not signed with any of the secrets.
        HookTooOldError: It was signed more than `WINDOW_S` ago, or as much ahead of time.
        HookError: It tells of a time that cannot be.
        pydantic.ValidationError: Its body is not as it should be.
    """
    is_ghosts = kind == "ghost" and GHOST_SIGNATURE in headers
    signed = _ghosts(headers, body) if is_ghosts else _ours(headers, body)
    if not _is_right(signed, secrets):
        raise BadSignatureError("the signature is not that of this body, time and secret")
    if abs(now_s - signed.sent_at_s) > WINDOW_S:
        raise HookTooOldError(
            f"it was signed {now_s - signed.sent_at_s:.0f} s before it came; at most {WINDOW_S} s "
            "either way are taken: sign it anew each time it is sent, and look at the clocks"
        )
    sent_at = datetime.fromtimestamp(signed.sent_at_s, UTC)
    hook = _read_ghosts(body, sent_at) if is_ghosts else _read_ours(body)
    if not 0 <= hook.at.timestamp() <= now_s + WINDOW_S:
        raise HookError(f"it tells of {hook.at.isoformat()}, when nothing has happened")
    return hook._replace(delivery=signed.delivery or hashlib.sha256(body).hexdigest())


def _is_right(signed: _Signed, secrets: Iterable[str]) -> bool:
    """Return whether one of the signatures is right; the time it takes tells nothing of them."""
    keys = [_key(secret, signed.are_secrets_base64) for secret in secrets]
    expected = [hmac.digest(key, part, "sha256") for key in keys for part in signed.messages]
    found = [hmac.compare_digest(e, given) for e in expected for given in signed.signatures]
    return any(found)


def _key(secret: str, is_base64: bool) -> bytes:
    if is_base64 and secret.startswith(_BASE64_SECRET):
        decoded = _from_base64(secret.removeprefix(_BASE64_SECRET))
        if decoded:
            return decoded
    return secret.encode()


def _ghosts(headers: Mapping[str, str], body: bytes) -> _Signed:
    parts = _parts(headers[GHOST_SIGNATURE])
    time = _time(GHOST_SIGNATURE, [value for name, value in parts if name == "t"])
    messages = (body + time.encode(), body)
    return _Signed(int(time) / 1000, messages, _from_hex(parts, "sha256"))


def _ours(headers: Mapping[str, str], body: bytes) -> _Signed:
    if LISTEN_SIGNATURE not in headers and STANDARD_SIGNATURE in headers:
        return _standard(headers, body)
    parts = _parts(headers.get(LISTEN_SIGNATURE, ""))
    time = _time(LISTEN_SIGNATURE, [value for name, value in parts if name == "t"])
    return _Signed(int(time), [f"{time}.".encode() + body], _from_hex(parts, "v1"))


def _standard(headers: Mapping[str, str], body: bytes) -> _Signed:
    time = _time(STANDARD_TIME, [headers.get(STANDARD_TIME, "")])
    message_id = headers.get(STANDARD_ID, "")
    if not _VISIBLE.fullmatch(message_id):
        raise BadSignatureError(f"the header {STANDARD_ID} is missing or garbled")
    versions = [part.partition(",") for part in headers[STANDARD_SIGNATURE][:_MOST_CHARS].split()]
    signatures = [_from_base64(value) for version, _, value in versions if version == "v1"]
    message = f"{message_id}.{time}.".encode() + body
    return _Signed(int(time), [message], signatures, message_id, are_secrets_base64=True)


def _parts(header: str) -> list[tuple[str, str]]:
    """Return the names and values of a header; what is neither is left out."""
    found = (_PART.fullmatch(part.strip()) for part in header[:_MOST_CHARS].split(","))
    return [(match[1], match[2]) for match in found if match]


def _time(header: str, given: Sequence[str]) -> str:
    """Return the one time that a header has.

    Raises:
        BadSignatureError: It has none, or several.
    """
    if len(given) != 1 or not _DIGITS.fullmatch(given[0]):
        raise BadSignatureError(f"the header {header} is missing, or has no time or several")
    return given[0]


def _from_hex(parts: Iterable[tuple[str, str]], wanted: str) -> list[bytes]:
    right = (value for name, value in parts if name == wanted and _SHA256_HEX.fullmatch(value))
    return [bytes.fromhex(value) for value in right]


def _from_base64(text: str) -> bytes:
    """Return what text stands for; nothing if it is not base64."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):  # ValueError where it is not ASCII
        return b""


def _read_ours(body: bytes) -> Hook:
    told = HookRequest.model_validate_json(body)
    return Hook(HookEvent(told.event), told.id, told.at, told.article)


class _GhostPost(BaseModel):
    """Of a post, or of as much of it as has changed, what matters here."""

    id: str = ""
    status: str = ""
    updated_at: AwareDatetime | None = None


class _GhostChange(BaseModel):
    PUBLISHED: ClassVar = "published"

    current: _GhostPost
    previous: _GhostPost = Field(default_factory=_GhostPost)

    @property
    def event(self) -> HookEvent | None:
        """What happened; Ghost does not say it. A post that is deleted has nothing current."""
        if not self.current.id:
            return HookEvent.DELETE
        if self.current.status == self.PUBLISHED:
            return HookEvent.PUBLISH
        return HookEvent.UNPUBLISH if self.previous.status == self.PUBLISHED else None


class _GhostBody(BaseModel):
    post: _GhostChange


def _read_ghosts(body: bytes, sent_at: datetime) -> Hook:
    """Return what Ghost tells, without the text: its hooks hold what only members may read.

    Raises:
        HookError: It names no post.
    """
    change = _GhostBody.model_validate_json(body).post
    post_id = change.current.id or change.previous.id
    if not post_id:
        raise HookError("it names no post")
    return Hook(change.event, post_id, change.current.updated_at or sent_at)
