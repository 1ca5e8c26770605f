"""Webhook signatures in all forms; the golden ones are those of `openssl dgst -sha256 -hmac`."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from audio_service.webhooks.events import Hook, HookEvent, read_hook
from audio_service.webhooks.signatures import (
    WINDOW_S,
    BadSignatureError,
    HookError,
    HookTooOldError,
)

SECRET = "a-secret-of-the-hooks"
OTHER = "another-secret-of-hooks"
NOW_S = 1_767_225_600
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
Headers = dict[str, str]

OURS = b'{"event":"publish","id":"123","at":"2026-01-01T00:00:00Z"}'
OURS_HEX = "87c98f6b521bca4ef364ab12cd557645d7a2958f80878778d3271c0318641f43"
STANDARD_BASE64 = "UIbZfp2clPI2JgyufxPqoXb4SuEnzRG69Zo+GxGXNCI="
WHSEC = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
WHSEC_BASE64 = "ihhwfdOf3tU0Ia9BAZByeT7WBEDifIYDLdxDz5BcE6I="

POST_ID = "6682b8a8e10cc04306284330"
GHOSTS = (
    '{"post":{"current":{"id":"6682b8a8e10cc04306284330","title":"Fähre","status":"published",'
    '"updated_at":"2026-01-01T00:00:00.000Z"},"previous":{"status":"draft"}}}'
).encode()
GHOST_MS = "1767225600123"
GHOST_HEX = "2b7dac651f630f01e87c843956698b1dfb45c6af10238d21c5eace7bd2dd0f47"
OLD_GHOST_HEX = "ba62425229674824e970a215495d9f9d0d3476dcf8e9fc91705dc23635d5d4a1"

OUR_HEADERS = {"Listen-Signature": f"t={NOW_S},v1={OURS_HEX}"}
STANDARD_HEADERS = {
    "webhook-id": "msg_1",
    "webhook-timestamp": str(NOW_S),
    "webhook-signature": f"v1,{STANDARD_BASE64}",
}
GHOST_HEADERS = {"X-Ghost-Signature": f"sha256={GHOST_HEX}, t={GHOST_MS}"}
FORMS = {
    "ours": ("wordpress", OUR_HEADERS, OURS),
    "standard": ("store", STANDARD_HEADERS, OURS),
    "ghost": ("ghost", GHOST_HEADERS, GHOSTS),
}


def sign(message: bytes, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def ours(body: bytes, at_s: int = NOW_S, secret: str = SECRET) -> Headers:
    signature = sign(f"{at_s}.".encode() + body, secret)
    return {"Listen-Signature": f"t={at_s},v1={signature}"}


def ghosts(body: bytes, at_ms: int = NOW_S * 1000, secret: str = SECRET) -> Headers:
    return {"X-Ghost-Signature": f"sha256={sign(body + str(at_ms).encode(), secret)}, t={at_ms}"}


def standard(body: bytes, at_s: int = NOW_S, secret: str = SECRET) -> Headers:
    message = f"msg_1.{at_s}.".encode() + body
    signature = base64.b64encode(hmac.digest(secret.encode(), message, "sha256")).decode()
    return {
        **STANDARD_HEADERS,
        "webhook-timestamp": str(at_s),
        "webhook-signature": f"v1,{signature}",
    }


def read(
    kind: str,
    headers: Headers,
    body: bytes,
    secrets: tuple[str, ...] = (SECRET,),
    now_s: float = NOW_S,
) -> Hook:
    return read_hook(kind, headers, body, secrets, now_s)


def test_golden_signatures_are_right() -> None:
    of_body = hashlib.sha256(OURS).hexdigest()
    assert read(*FORMS["ours"]) == Hook(HookEvent.PUBLISH, "123", NEW_YEAR, None, of_body)
    assert read(*FORMS["standard"]) == Hook(HookEvent.PUBLISH, "123", NEW_YEAR, None, "msg_1")
    of_body = hashlib.sha256(GHOSTS).hexdigest()
    assert read(*FORMS["ghost"]) == Hook(HookEvent.PUBLISH, POST_ID, NEW_YEAR, None, of_body)


def test_a_standard_secret_in_base64_is_decoded() -> None:
    headers = {**STANDARD_HEADERS, "webhook-signature": f"v1,{WHSEC_BASE64}"}
    assert read("store", headers, OURS, (WHSEC,)).id == "123"
    with pytest.raises(BadSignatureError):
        read("store", headers, OURS, (WHSEC.removeprefix("whsec_"),))
    assert read("store", ours(OURS, secret=WHSEC), OURS, (WHSEC,)).id == "123"


def test_an_old_ghost_signs_the_body_alone() -> None:
    headers = {"X-Ghost-Signature": f"sha256={OLD_GHOST_HEX}, t={GHOST_MS}"}
    assert read("ghost", headers, GHOSTS).id == POST_ID


@pytest.mark.parametrize("form", FORMS)
def test_a_body_that_differs_in_one_byte_is_refused(form: str) -> None:
    kind, headers, body = FORMS[form]
    for at in range(len(body)):
        changed = body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
        with pytest.raises(BadSignatureError):
            read(kind, headers, changed)
    for changed in (body + b" ", b" " + body, body[:-1], b""):
        with pytest.raises(BadSignatureError):
            read(kind, headers, changed)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "secrets", [(OTHER,), (), ("",), (SECRET + " ",), (SECRET.upper(),), (SECRET[:-1],)]
)
def test_a_wrong_secret_is_refused(form: str, secrets: tuple[str, ...]) -> None:
    with pytest.raises(BadSignatureError):
        read(*FORMS[form], secrets)


@pytest.mark.parametrize("form", FORMS)
def test_any_of_several_secrets_will_do(form: str) -> None:
    assert read(*FORMS[form], (OTHER, SECRET)) == read(*FORMS[form], (SECRET, OTHER))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "garbled",
    [
        "",
        " ",
        ",",
        "=",
        "t=",
        "t=,v1=",
        "v1",
        "garbage",
        "\x00",
        "ünïcödé",
        "١٧٦٧٢٢٥٦٠٠",
        "t=١٧٦٧٢٢٥٦٠٠,v1=" + OURS_HEX,
        "t=-1,v1=" + OURS_HEX,
        "t=1e9,v1=" + OURS_HEX,
        f"t={'9' * 5_000},v1={OURS_HEX}",
        f"t={'9' * 15},v1={OURS_HEX}",
        f"v1={OURS_HEX}",
        f"t={NOW_S}",
        f"t={NOW_S},v1=",
        f"t={NOW_S},v1={OURS_HEX[:-1]}",
        f"t={NOW_S},v1={OURS_HEX[:-1]}g",
        f"t={NOW_S},v1={OURS_HEX}0",
        f"t={NOW_S},v2={OURS_HEX}",
        f"t={NOW_S},sha256={OURS_HEX}",
        f"t={NOW_S},t={NOW_S},v1={OURS_HEX}",
        f"t={NOW_S};v1={OURS_HEX}",
        f"sha256={GHOST_HEX}",
        f"sha256={GHOST_HEX}, t={NOW_S}",
        f"sha1={GHOST_HEX}, t={GHOST_MS}",
        "v1," + STANDARD_BASE64[:-2],
        "v1a," + STANDARD_BASE64,
        "v1," + STANDARD_BASE64.replace("+", "-"),
        "v1,ünïcödé",
        "v1," + "A" * 100_000,
        "x" * 100_000,
        "," * 100_000,
        "v1=" + "0" * 64 + ("," + "v1=" + "0" * 64) * 10_000,
    ],
)  # fmt: skip
def test_a_missing_or_garbled_header_is_refused(form: str, garbled: str) -> None:
    kind, headers, body = FORMS[form]
    for name in headers:
        with pytest.raises(BadSignatureError):
            read(kind, {**headers, name: garbled}, body)
        with pytest.raises(BadSignatureError):
            read(kind, {other: value for other, value in headers.items() if other != name}, body)


@pytest.mark.parametrize(
    ("kind", "headers", "body"),
    [
        ("wordpress", {"Listen-Signature": f"t={NOW_S},v1={OURS_HEX.upper()}"}, OURS),
        ("wordpress", {"Listen-Signature": f" v1={OURS_HEX} , t={NOW_S} "}, OURS),
        ("wordpress", {"Listen-Signature": f"t={NOW_S},v1={'0' * 64},v1={OURS_HEX}"}, OURS),
        ("wordpress", {"Listen-Signature": f"t={NOW_S},v1={OURS_HEX},v2=a+/b=="}, OURS),
        ("ghost", {"X-Ghost-Signature": f"sha256={GHOST_HEX.upper()},t={GHOST_MS}"}, GHOSTS),
        ("ghost", {"X-Ghost-Signature": f"t={GHOST_MS}, sha256={GHOST_HEX}"}, GHOSTS),
        (
            "store",
            {**STANDARD_HEADERS, "webhook-signature": f"v1a,YQ== v1,YQ== v1,{STANDARD_BASE64}"},
            OURS,
        ),
        ("ghost", OUR_HEADERS, OURS),
    ],
)
def test_what_says_the_same_is_taken(kind: str, headers: Headers, body: bytes) -> None:
    assert read(kind, headers, body).id in {"123", POST_ID}


def test_a_ghosts_signature_is_heeded_by_sources_of_that_kind_alone() -> None:
    with pytest.raises(BadSignatureError):
        read("wordpress", GHOST_HEADERS, GHOSTS)


@pytest.mark.parametrize("late_s", [WINDOW_S + 1, -WINDOW_S - 1, 86_400, -86_400, NOW_S])
@pytest.mark.parametrize("form", FORMS)
def test_what_was_signed_too_long_ago_or_ahead_is_refused(form: str, late_s: int) -> None:
    with pytest.raises(HookTooOldError):
        read(*FORMS[form], now_s=NOW_S + late_s)


@pytest.mark.parametrize("late_s", [WINDOW_S - 1, 1 - WINDOW_S])
@pytest.mark.parametrize("form", FORMS)
def test_what_is_within_the_window_is_taken(form: str, late_s: int) -> None:
    assert read(*FORMS[form], now_s=NOW_S + late_s)


def test_no_signature_is_one_of_another_form() -> None:
    body_and_time = GHOSTS + GHOST_MS.encode()
    as_old = {"X-Ghost-Signature": f"sha256={GHOST_HEX}, t={GHOST_MS}"}
    with pytest.raises(ValidationError):  # rightly signed, as an old Ghost would, and no JSON
        read("ghost", as_old, body_and_time)
    time_and_body = f"{NOW_S}.".encode() + OURS
    with pytest.raises(ValidationError):
        read(
            "ghost",
            {"X-Ghost-Signature": f"sha256={OURS_HEX}, t={GHOST_MS}"},
            time_and_body,
        )


def ghost_body(current: Any, previous: Any = None) -> bytes:
    change = (
        {"current": current} if previous is None else {"current": current, "previous": previous}
    )
    return json.dumps({"post": change}, ensure_ascii=False).encode()


LATER = "2026-01-01T00:00:10.000Z"
POST = {"id": POST_ID, "title": "Fähre", "html": "<p>Nur für Mitglieder</p>", "updated_at": LATER}


@pytest.mark.parametrize(
    ("current", "previous", "event"),
    [
        ({**POST, "status": "published"}, {"status": "draft"}, HookEvent.PUBLISH),
        ({**POST, "status": "published"}, {"status": "scheduled"}, HookEvent.PUBLISH),
        ({**POST, "status": "published"}, {"title": "Die Fähre"}, HookEvent.PUBLISH),
        ({**POST, "status": "published"}, {}, HookEvent.PUBLISH),
        ({**POST, "status": "published"}, None, HookEvent.PUBLISH),
        ({**POST, "status": "draft"}, {"status": "published"}, HookEvent.UNPUBLISH),
        ({**POST, "status": "scheduled"}, {"status": "published"}, HookEvent.UNPUBLISH),
        ({}, {**POST, "status": "published"}, HookEvent.DELETE),
        ({}, {**POST, "status": "draft"}, HookEvent.DELETE),
        ({**POST, "status": "draft"}, {"title": "Die Fähre"}, None),
        ({**POST, "status": "draft"}, {}, None),
        ({**POST, "status": "scheduled"}, {"status": "draft"}, None),
        ({**POST, "status": "sent"}, {"status": "draft"}, None),
    ],
)
def test_what_a_ghost_tells_is_seen_from_what_changed(
    current: Any, previous: Any, event: HookEvent | None
) -> None:
    body = ghost_body(current, previous)
    hook = read("ghost", ghosts(body), body)
    assert (hook.event, hook.id, hook.article) == (event, POST_ID, None)
    assert hook.at == (NEW_YEAR if event is HookEvent.DELETE else datetime.fromisoformat(LATER))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"{}",
        b'{"post": {}}',
        b'{"page": {"current": {"id": "1", "status": "published"}, "previous": {}}}',
        b'{"member": {"current": {"id": "1"}, "previous": {}}}',
        b'{"post": {"current": {"id": 5}, "previous": {}}}',
        b'{"post": {"current": {"id": "1", "updated_at": "yesterday"}, "previous": {}}}',
        b'{"post": {"current": {}, "previous": {}}}',
        b"\xff\xfe",
    ],
)
def test_a_ghosts_body_that_is_none_is_refused(body: bytes) -> None:
    with pytest.raises((ValidationError, HookError)) as caught:
        read("ghost", ghosts(body), body)
    assert not isinstance(caught.value, BadSignatureError)


def test_what_our_form_tells_is_read() -> None:
    told = {
        "event": "update",
        "id": "wp:123",
        "at": "2026-01-01T01:00:00.25+01:00",
        "article": {"title": "Fähre", "html": "<p>Sie fährt.</p>", "unknown": 1},
        "more": True,
    }
    body = json.dumps(told).encode()
    hook = read("store", ours(body), body)
    assert (hook.event, hook.id) == (HookEvent.UPDATE, "wp:123")
    assert hook.at == NEW_YEAR.replace(microsecond=250_000)
    assert hook.article
    assert (hook.article.title, hook.article.html) == ("Fähre", "<p>Sie fährt.</p>")


@pytest.mark.parametrize("sign_as", [ours, standard])
@pytest.mark.parametrize(
    "changed",
    [
        {"event": "explode"},
        {"event": None},
        {"id": ""},
        {"id": 123},
        {"id": "1" * 201},
        {"at": None},
        {"at": "yesterday"},
        {"at": "2026-01-01T00:00:00"},
        {"at": 1767225600},
        {"at": "0001-01-01T00:00:00+14:00"},
        {"at": "9999-12-31T23:59:59-14:00"},
        {"at": "2026-01-01T00:05:01Z"},
        {"article": "text"},
        {"article": {"title": 5}},
        {"article": {"title": "a\x00b"}},
    ],
)
def test_a_body_of_our_form_that_is_none_is_refused(
    sign_as: Callable[[bytes], Headers], changed: dict[str, Any]
) -> None:
    body = json.dumps({**json.loads(OURS), **changed}).encode()
    with pytest.raises((ValidationError, HookError)) as caught:
        read("store", sign_as(body), body)
    assert not isinstance(caught.value, BadSignatureError)
