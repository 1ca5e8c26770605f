"""Signatures of webhooks: their forms, and the check of signature and time. No I/O and no clock.

| form | header | signed content (HMAC-SHA256) |
|---|---|---|
| our own | `Listen-Signature: t=SECONDS,v1=HEX` | `SECONDS.` and the body |
| Standard Webhooks | `webhook-id`, `webhook-timestamp`, `webhook-signature: v1,BASE64` | `ID.SECONDS.` and the body |
| Ghost since 5.87.1 | `X-Ghost-Signature: sha256=HEX, t=MILLISECONDS` | the body and `MILLISECONDS` |
| earlier versions of Ghost | the same | the body |

Each form allows several signatures; one of them must be right. An attacker can replay a request of
old versions of Ghost with another `t`; but the times in its body are signed. An event older than
the last one that was applied to an article changes nothing.

A body is a JSON object, so that a signature of one form is never valid for another: a body with a
time before or after it is not JSON.

Source: https://www.standardwebhooks.com, and `webhook-trigger.js` of Ghost 5.54, 5.87 and 6.
"""  # noqa: E501  # tables

import base64
import binascii
import hmac
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from audio_service.http.request_errors import InvalidRequestError

WINDOW_S = 300
"""Largest difference between the time of a signature and our clock, in seconds."""

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
_BASE64_SECRET = "whsec_"  # noqa: S105  # a prefix


class HookError(InvalidRequestError):
    """Error for a webhook of the wrong form."""


class BadSignatureError(HookError):
    """Error for a webhook with a wrong signature."""

    code = "bad-signature"
    status = 401


class HookTooOldError(HookError):
    """Error for a webhook that was signed too long ago, or whose sender's clock is wrong."""

    code = "hook-too-old"
    status = 401


class Signed(NamedTuple):
    """The signature of a webhook as the sender gives it.

    Attributes:
        sent_at_s: Time, in seconds since the epoch.
        messages: Texts that the sender may have signed.
        signatures: Signatures, of which one must match one of the messages.
        delivery: Identifier of the delivery; empty if the body holds it.
        are_secrets_base64: True if secrets that begin with `whsec_` continue in base64.
    """

    sent_at_s: float
    messages: Sequence[bytes]
    signatures: Sequence[bytes]
    delivery: str = ""
    are_secrets_base64: bool = False


def is_of_ghost(kind: str, headers: Mapping[str, str]) -> bool:
    """Return whether a webhook of a source of this kind has Ghost's form."""
    return kind == "ghost" and GHOST_SIGNATURE in headers


def check_is_signed(kind: str, headers: Mapping[str, str]) -> None:
    """Check that a webhook has a signature with its time, before its body is read.

    Args:
        kind: Kind of its source, such as `ghost`.
        headers: Headers of the request, by name.

    Raises:
        BadSignatureError: The request has no signature.
    """
    if not _signed(kind, headers, b"").signatures:
        raise BadSignatureError("the request has no signature")


def check_signature(
    kind: str, headers: Mapping[str, str], body: bytes, secrets: Iterable[str], now_s: float
) -> Signed:
    """Return the signature of a webhook, after checking it and its time.

    Args:
        kind: Kind of its source, such as `ghost`.
        headers: Headers of the request, by name.
        body: Body of the request.
        secrets: Secrets that are valid for the source.
        now_s: Seconds since the epoch.

    Raises:
        BadSignatureError: No secret matches the signature.
        HookTooOldError: Its time differs from our clock by more than `WINDOW_S`.
    """
    signed = _signed(kind, headers, body)
    if not _is_right(signed, secrets):
        raise BadSignatureError("the signature does not match the body, the time and the secret")
    if abs(now_s - signed.sent_at_s) > WINDOW_S:
        raise HookTooOldError(
            f"the time of the signature differs by {now_s - signed.sent_at_s:.0f} s from ours; at "
            f"most {WINDOW_S} s are allowed: sign each attempt again, and check the clocks"
        )
    return signed


def _signed(kind: str, headers: Mapping[str, str], body: bytes) -> Signed:
    """Return the signature in the headers of a webhook.

    Raises:
        BadSignatureError: The headers contain no signature.
    """
    return _ghosts(headers, body) if is_of_ghost(kind, headers) else _ours(headers, body)


def _is_right(signed: Signed, secrets: Iterable[str]) -> bool:
    """Return whether one of the signatures is right, in constant time."""
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


def _ghosts(headers: Mapping[str, str], body: bytes) -> Signed:
    parts = _parts(headers[GHOST_SIGNATURE])
    time = _time(GHOST_SIGNATURE, [value for name, value in parts if name == "t"])
    messages = (body + time.encode(), body)
    return Signed(int(time) / 1000, messages, _from_hex(parts, "sha256"))


def _ours(headers: Mapping[str, str], body: bytes) -> Signed:
    if LISTEN_SIGNATURE not in headers and STANDARD_SIGNATURE in headers:
        return _standard(headers, body)
    parts = _parts(headers.get(LISTEN_SIGNATURE, ""))
    time = _time(LISTEN_SIGNATURE, [value for name, value in parts if name == "t"])
    return Signed(int(time), [f"{time}.".encode() + body], _from_hex(parts, "v1"))


def _standard(headers: Mapping[str, str], body: bytes) -> Signed:
    time = _time(STANDARD_TIME, [headers.get(STANDARD_TIME, "")])
    message_id = headers.get(STANDARD_ID, "")
    if not _VISIBLE.fullmatch(message_id):
        raise BadSignatureError(f"the header {STANDARD_ID} is missing or not valid")
    versions = [part.partition(",") for part in headers[STANDARD_SIGNATURE][:_MOST_CHARS].split()]
    signatures = [_from_base64(value) for version, _, value in versions if version == "v1"]
    message = f"{message_id}.{time}.".encode() + body
    return Signed(int(time), [message], signatures, message_id, are_secrets_base64=True)


def _parts(header: str) -> list[tuple[str, str]]:
    """Return the names and values of a header; other parts are left out."""
    found = (_PART.fullmatch(part.strip()) for part in header[:_MOST_CHARS].split(","))
    return [(match[1], match[2]) for match in found if match]


def _time(header: str, given: Sequence[str]) -> str:
    """Return the only time in a header.

    Raises:
        BadSignatureError: The header has no time, or several.
    """
    if len(given) != 1 or not _DIGITS.fullmatch(given[0]):
        raise BadSignatureError(f"the header {header} is missing, has no time, or has several")
    return given[0]


def _from_hex(parts: Iterable[tuple[str, str]], wanted: str) -> list[bytes]:
    right = (value for name, value in parts if name == wanted and _SHA256_HEX.fullmatch(value))
    return [bytes.fromhex(value) for value in right]


def _from_base64(text: str) -> bytes:
    """Return decoded base64; empty if the text is not base64."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):  # a ValueError if it is not ASCII
        return b""
