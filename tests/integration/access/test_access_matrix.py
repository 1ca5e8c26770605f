"""The matrix of access: every route and method, each state of an article, each caller.

It is made from the routes themselves: one that has no row here fails.
"""

import re
from enum import Enum, auto
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import redis
from flask import Flask

from audio_service.access.api_key_store import Scope
from cache.redis import keys
from tests.integration.asking import problem
from tests.integration.closed_articles import (
    KEYED,
    PUBLICATION,
    REFUSED,
    SIGNING_KEY,
    Caller,
    Exhibit,
    Exhibition,
    Kept,
    mark_of,
)
from tests.integration.face import Face
from tests.stand import Processes, wait_for

pytestmark = pytest.mark.slow


class Kind(Enum):
    """Kind of a route, by its relation to articles."""

    NARRATION = auto()
    """It answers about one article, and waits for one that is not fetched yet."""
    ABOUT = auto()
    """It answers about one article that is there."""
    AUDIO = auto()
    """It answers sound by its hash."""
    KEYED = auto()
    """It needs a key."""
    PUBLIC = auto()
    """It sends every caller the same answer, and names no closed article."""


class Row(NamedTuple):
    """A route with a method.

    Attributes:
        kind: Kind of the route.
        addresses: Addresses to request, with `{about}`, `{id}`, `{track}` and `{clip}`.
        body: Body to send.
    """

    kind: Kind
    addresses: tuple[str, ...] = ()
    body: str | None = None


NARRATION = "/v1/articles/<article_id>/audio"
ROWS = {
    f"POST {NARRATION}": Row(Kind.NARRATION, ("{about}", "{about}?prefer=tone:220")),
    f"GET {NARRATION}": Row(
        Kind.NARRATION, ("{about}", "{about}?voice=tone:220", "{about}?prefer=tone:220")
    ),
    f"GET {NARRATION}/stream.mp3": Row(
        Kind.NARRATION, ("{about}/stream.mp3", "{about}/stream.mp3?voice=tone:220")
    ),
    f"GET {NARRATION}/stream.mp4": Row(
        Kind.NARRATION, ("{about}/stream.mp4", "{about}/stream.mp4?voice=tone:220")
    ),
    f"GET {NARRATION}/stream.m3u8": Row(
        Kind.NARRATION, ("{about}/stream.m3u8", "{about}/stream.m3u8?_HLS_msn=0")
    ),
    f"GET {NARRATION}/cues.json": Row(
        Kind.NARRATION, ("{about}/cues.json", "{about}/cues.json?track={track}")
    ),
    f"GET {NARRATION}/cues.vtt": Row(
        Kind.NARRATION, ("{about}/cues.vtt", "{about}/cues.vtt?track={track}&voice=tone:220")
    ),
    f"GET {NARRATION}/chapters.json": Row(
        Kind.NARRATION, ("{about}/chapters.json", "{about}/chapters.json?track={track}")
    ),
    f"GET {NARRATION}/audio-object.json": Row(Kind.ABOUT, ("{about}/audio-object.json",)),
    f"GET {NARRATION}/snippet.html": Row(Kind.ABOUT, ("{about}/snippet.html",)),
    "POST /v1/articles/<article_id>/plays": Row(
        Kind.ABOUT, ("/v1/articles/{id}/plays",), '{"event": "started"}'
    ),
    "POST /v1/audio": Row(Kind.NARRATION, ("/v1/audio",), '{"article_ids": ["{id}"]}'),
    "GET /audio/tracks/<name>.mp3": Row(Kind.AUDIO, ("/audio/tracks/{track}.mp3",)),
    "GET /audio/clips/<name>.mp3": Row(Kind.AUDIO, ("{clip}",)),
    f"DELETE {NARRATION}": Row(Kind.KEYED, ("{about}",)),
    "GET /v1/articles/<article_id>": Row(Kind.KEYED, ("/v1/articles/{id}",)),
    "PUT /v1/articles/<article_id>": Row(Kind.KEYED, ("/v1/articles/{id}",), '{"title": "T"}'),
    "DELETE /v1/articles/<article_id>": Row(Kind.KEYED, ("/v1/articles/{id}",)),
    "GET /v1/articles/<article_id>/plays": Row(Kind.KEYED, ("/v1/articles/{id}/plays",)),
    "GET /v1/articles": Row(Kind.KEYED, ("/v1/articles",)),
    "GET /v1/lexicon": Row(Kind.KEYED, ("/v1/lexicon",)),
    "PUT /v1/lexicon": Row(Kind.KEYED, ("/v1/lexicon",), "{}"),
    "DELETE /v1/lexicon": Row(Kind.KEYED, ("/v1/lexicon?written=Nwosu",)),
    "POST /v1/lexicon/apply": Row(Kind.KEYED, ("/v1/lexicon/apply",), "{}"),
    "GET /v1/lexicon/apply/<update_id>": Row(Kind.KEYED, ("/v1/lexicon/apply/0123456789abcdef",)),
    "POST /v1/lexicon/preview": Row(Kind.KEYED, ("/v1/lexicon/preview",), '{"text": "Hello."}'),
    "GET /v1/ops/audit": Row(Kind.KEYED, ("/v1/ops/audit",)),
    **{
        f"POST /v1/ops/{action}": Row(
            Kind.KEYED, (f"/v1/ops/{action}",), '{"article_id": "{id}", "worker": "w"}'
        )
        for action in ("drain", "pause", "purge", "regenerate", "resume", "retry")
    },
    "POST /v1/webhooks/<source>": Row(Kind.PUBLIC, ("/v1/webhooks/wp",), '{"id": "{id}"}'),
    "GET /audio/samples/<sample>.mp3": Row(Kind.PUBLIC, (f"/audio/samples/{'0' * 64}.mp3",)),
    "GET /": Row(Kind.PUBLIC, ("/",)),
    "GET /articles/<article_id>": Row(Kind.PUBLIC, ("/articles/river-pact-nears-end",)),
    "GET /sections/<name>": Row(Kind.PUBLIC, ("/sections/world", "/sections/paid")),
    "GET /feed.xml": Row(Kind.PUBLIC, ("/feed.xml", "/feed.xml?page=1")),
    "GET /feed/<section>.xml": Row(
        Kind.PUBLIC, ("/feed/news.xml", "/feed/paid.xml", "/feed/secret.xml", "/feed/none.xml")
    ),
    "GET /status": Row(Kind.PUBLIC, ("/status", "/status?format=json", "/status?history_s=9999")),
    "GET /status/<path:name>": Row(Kind.PUBLIC, ("/status/status.js",)),
    "GET /site/<path:filename>": Row(Kind.PUBLIC, ("/site/site.css",)),
    **{
        f"GET {path}": Row(Kind.PUBLIC, (path,))
        for path in (
            "/docs", "/docs/docs.css", "/docs/operations", "/feed/cover.png", "/healthz",
            "/metrics", "/openapi.json", "/player.d.ts", "/player.js", "/player/listening.js",
            "/readyz", "/states", "/v1/voices",
        )
    },
}  # fmt: skip

AUDIO_GONE = ("audio-gone", "audio-not-found")
"""Codes of audio that does not exist any more; they are the same for all callers."""

NOTHING_YET = ("not-begun", "no-narration", "narration-slow", "article-not-found")
"""Codes of an article that is not fetched yet."""

CLOSED = [kept for kept in Kept if kept is not Kept.OPEN]


@pytest.fixture
def env(env: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """Settings of a service with rules, and a source from which nothing is fetched."""
    (tmp_path / "publication.toml").write_text(PUBLICATION)
    return env | {
        "LISTEN_PUBLICATION_FILE": str(tmp_path / "publication.toml"),
        "LISTEN_SIGNING_KEY": SIGNING_KEY,
        "LISTEN_PRIVATE_HOSTS": "127.0.0.1",
    }


@pytest.fixture
def exhibition(
    face: Face, workers: Processes, client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> Exhibition:
    for name in (
        "listening.streaming.progressive.FIRST_PATIENCE_S",
        "routes.listening.streams.HOLD_S",
    ):
        monkeypatch.setattr(f"audio_service.{name}", 0.2)
    shown = Exhibition(face)
    wait_for(lambda: not client.smembers(keys.UNFINISHED))
    workers.stop()  # so that nothing changes meanwhile
    return shown


def routes(app: Flask) -> set[str]:
    return {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def fill(text: str, exhibit: Exhibit) -> list[str]:
    """Return an address or a body for an article; one for each of its clips."""
    clips = exhibit.clips or [f"/audio/clips/{'0' * 32}.mp3"]
    about = f"/v1/articles/{exhibit.id}/audio"
    named = {"about": about, "id": exhibit.id, "track": exhibit.track}
    for name, value in named.items():
        text = text.replace(f"{{{name}}}", value)
    return [text.replace("{clip}", clip) for clip in clips] if "{clip}" in text else [text]


def test_every_route_has_a_row(face: Face) -> None:
    assert routes(face.flask.application) == set(ROWS)


def test_no_route_tells_a_caller_of_an_article_that_is_closed_to_it(
    exhibition: Exhibition, record_property: Any
) -> None:
    wrong, count = [], 0
    for (route, row), exhibit, caller in product(ROWS.items(), exhibition.exhibits, Caller):
        method = route.partition(" ")[0]
        if row.kind is Kind.KEYED and caller is Caller.ADMIN and method != "GET":
            continue  # the action would really happen
        body = fill(row.body, exhibit)[0] if row.body else None
        for address in [each for text in row.addresses for each in fill(text, exhibit)]:
            for asked in (method, "HEAD") if method == "GET" else (method,):
                answer = exhibition.ask(asked, address, exhibit, caller, body)
                complaint = find_fault(row, exhibit, caller, answer, asked)
                count += 1
                if complaint:
                    wrong.append(f"{asked} {address}, {exhibit.kept}, {caller}: {complaint}")
                answer.close()
    record_property("requests", count)
    assert wrong == [], f"{len(wrong)} of {count}: " + "\n".join(wrong[:40])
    assert count > 5_000


def find_fault(row: Row, exhibit: Exhibit, caller: Caller, answer: Any, method: str) -> str:
    """Return a description of an answer's fault; empty if the answer is right."""
    text = answer.get_data(as_text=False).decode("latin-1")
    if method == "HEAD" and text:
        return "HEAD has a body"
    if row.kind is Kind.KEYED:
        return _fault_of_keyed(answer, text, caller)
    if row.kind is Kind.PUBLIC:
        told = [kept for kept in CLOSED if mark_of(kept) in text]
        return f"names {told}" if told and caller not in KEYED else ""
    leak = _find_leak(exhibit, caller, answer, text)
    return leak or _fault_of_article(row, exhibit, caller, answer, method)


def _fault_of_article(row: Row, exhibit: Exhibit, caller: Caller, answer: Any, method: str) -> str:
    """Return the fault of the answer of a route that is about one article."""
    if exhibit.kept is Kept.UNREAD:
        return _fault_of_unread(row, answer, method)
    code, found = REFUSED[exhibit.kept][caller], _code(answer, method)
    if method == "HEAD":
        return "" if bool(found) == bool(code) else found or "open"
    allowed = (code, *AUDIO_GONE) if code and row.kind is Kind.AUDIO else (code,)
    return "" if found in allowed else found or "open"


def _find_leak(exhibit: Exhibit, caller: Caller, answer: Any, text: str) -> str:
    """Return a description of data that the caller may not get; empty if there is none."""
    if re.search("signature=[0-9]", text) and caller is not Caller.SIGNED:
        return "tells a signature"
    if not REFUSED[exhibit.kept][caller]:
        return ""
    is_sound = "-->" in text or answer.mimetype in {"audio/mpeg", "application/vnd.apple.mpegurl"}
    return "tells of the article" if exhibit.mark in text or is_sound else ""


def _fault_of_keyed(answer: Any, text: str, caller: Caller) -> str:
    """Return the fault of the answer of a route that needs a key."""
    if caller is Caller.ADMIN:
        return "is refused" if answer.status_code in {401, 403} else ""
    if caller is Caller.READ:
        return ""  # another test looks at scopes
    told = [kept for kept in Kept if mark_of(kept) in text]
    return f"is open, tells {told}" if told or answer.status_code != 401 else ""


def _fault_of_unread(row: Row, answer: Any, method: str) -> str:
    """Return the fault of an answer about an article that is not fetched yet."""
    code = _code(answer, method)
    is_pending = not code and answer.mimetype in {"application/json", "text/vtt"}
    is_fine = is_pending and row.kind is Kind.NARRATION
    is_refused = code in (*NOTHING_YET, *AUDIO_GONE) or (method == "HEAD" and bool(code))
    return "" if is_fine or is_refused else code or "open"


def _code(answer: Any, method: str) -> str:
    """Return the code of a refusal; empty if the answer is none."""
    if answer.status_code < 400:
        return ""
    return str(answer.status_code) if method == "HEAD" else problem(answer)[1]


def test_a_key_to_read_opens_what_needs_it_and_nothing_else(
    exhibition: Exhibition,
) -> None:
    app, (exhibit, *_) = exhibition.face.flask.application, exhibition.exhibits
    for rule in app.url_map.iter_rules():
        scope = getattr(app.view_functions[rule.endpoint], "scope", None)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"} if scope else ():
            row = ROWS[f"{method} {rule.rule}"]
            body = fill(row.body, exhibit)[0] if row.body else None
            address = fill(row.addresses[0], exhibit)[0]
            answer = exhibition.ask(method, address, exhibit, Caller.READ, body)
            assert (answer.status_code == 403) == (scope is not Scope.READ), (method, address)
