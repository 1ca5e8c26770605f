"""Access to subscribers' articles by signatures of the publisher."""

import time
from collections.abc import Sequence
from typing import Any

from flask import g, request

from audio_service.access import signed_urls
from audio_service.access.access_control import AccessControl
from audio_service.access.api_keys import Scope
from audio_service.access.authorization import shows_key
from audio_service.http.errors import RequestError
from cache.articles.edition import Edition

SIGNATURES = ("signature-needed", "signature-expired", "signature-wrong")
"""Codes of what keeps those out who are no subscribers."""

CLIPS_OPEN_S = 7 * 86_400
"""How long after a run began its clips may be asked for, in seconds; far longer than needed."""

_ADDRESSES = ("url", "stream_url", "hls_url", "cues_url")


def refuse_unsigned(desk: AccessControl, article_id: str, edition: Edition) -> None:
    """Let only those hear a subscribers' article who show a signature, or a key that may read it.

    Raises:
        RequestError: The request shows none, or one that is wrong or has expired.
    """
    if not edition.is_signed or "key_name" in g or shows_key(Scope.READ):
        return
    given = request.args.get("signature", "")
    _refuse(given, is_right=signed_urls.is_right(_keys(desk), article_id, given))
    g.signature = given


def refuse_unsigned_clip(desk: AccessControl, clip_hash: str) -> None:
    """Let only those hear a clip whom a playlist has led there.

    Raises:
        RequestError: The request shows no signature, or one that is wrong or has expired.
    """
    given = request.args.get("signature", "")
    _refuse(given, is_right=signed_urls.is_right_for_clip(_keys(desk), clip_hash, given))
    g.signature = given


def sign_clip(desk: AccessControl, clip_hash: str, run: int) -> str:
    """Return a signature of a clip of a run, the same each time; none where nothing is signed.

    It expires with the one that the request has shown.
    """
    if not desk.publication.has_signed:
        return ""
    shown = shown_signature()
    until = signed_urls.expires_at(shown) if shown else run // 1000 + CLIPS_OPEN_S
    return signed_urls.sign_clip(_keys(desk)[0], clip_hash, until)


def shown_signature() -> str:
    """Return the signature by which the present request was let pass; empty if it needed none."""
    return str(g.get("signature", ""))


def private_for_s() -> int | None:
    """Return for how long who asks may keep the answer, in seconds; None if everybody may.

    That is as long as the signature is good that was shown.
    """
    if "key_name" in g:
        return 0
    shown = shown_signature()
    return max(0, signed_urls.expires_at(shown) - int(time.time())) if shown else None


def carry(address: str) -> str:
    """Return an address that shows the signature by which the present request was let pass."""
    return signed_urls.carry(address, shown_signature())


def carry_all(fields: dict[str, Any]) -> dict[str, Any]:
    """Return a narration as it is shown, its addresses with the signature."""
    carried = {name: carry(fields[name]) for name in _ADDRESSES if fields.get(name)}
    return fields | carried


def _keys(desk: AccessControl) -> Sequence[str]:
    return [key.get_secret_value() for key in desk.settings.signing_key]


def _refuse(given: str, *, is_right: bool) -> None:
    if not given:
        raise RequestError(
            "signature-needed",
            "this is for subscribers: ?signature= is missing",
        )
    if not is_right:
        raise RequestError("signature-wrong", "the signature is of another article, time or key")
    if signed_urls.expires_at(given) <= time.time():
        raise RequestError("signature-expired", "the signature has expired; load the page anew")
