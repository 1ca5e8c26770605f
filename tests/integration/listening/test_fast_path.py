"""Cached presses are answered without Flask, and in the same way as by their view."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest
import redis
from flask import request_started

from audio_service.context import WebContext
from cache.operations.counters import BOUNDS_S, CACHED_PRESS_S
from cache.redis import keys
from tests.integration.asking import problem
from tests.integration.face import Face
from tests.stand import Processes, ValkeyServer, opened

NEWS = "https://news.example"
OURS = "http://localhost"
PRESS = "/v1/articles/pier/audio"
TO_THE_VIEW = f"{PRESS}?unknown=1"


@pytest.fixture(params=["*", NEWS])
def env(request: pytest.FixtureRequest, env: dict[str, str]) -> dict[str, str]:
    """Settings for the pages of all sites, or of one."""
    return env | {"LISTEN_ORIGINS": request.param}


def web_of(face: Face) -> WebContext:
    return cast("WebContext", face.flask.application.extensions["listen"])


@contextmanager
def views(face: Face) -> Iterator[list[str]]:
    """Record the requests that Flask routes."""
    seen: list[str] = []

    def note(_app: Any, **_: Any) -> None:
        seen.append("request")

    with request_started.connected_to(note, face.flask.application):
        yield seen


@pytest.mark.parametrize("origin", [None, NEWS, NEWS.upper(), OURS])
def test_the_answer_is_that_of_the_view(face: Face, workers: Processes, origin: str | None) -> None:
    face.put("pier")
    ready = face.ready("pier")
    face.press("pier")  # prepares the answer, if the worker has not
    headers = {"Origin": origin} if origin else {}
    is_beneath = origin != OURS or web_of(face).settings.origins == ("*",)
    with views(face) as seen:
        quick = face.flask.post(PRESS, headers=headers)
        assert len(seen) == (0 if is_beneath else 1)
        seen.clear()
        whole = face.flask.post(TO_THE_VIEW, headers=headers)
        assert len(seen) == 1
    assert quick.status == whole.status == "200 OK"
    assert quick.get_json() == whole.get_json() == ready
    told = [dict(answer.headers) for answer in (quick, whole)]
    assert len({headers.pop("X-Request-Id") for headers in told}) == 2
    assert told[0] == told[1]


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
def test_other_pages_are_refused_where_some_are_listed(
    face: Face, workers: Processes, origin: str
) -> None:
    face.put("pier")
    face.ready("pier")
    is_for_all = web_of(face).settings.origins == ("*",)
    for path in (PRESS, TO_THE_VIEW):
        answer = face.flask.post(path, headers={"Origin": origin})
        if is_for_all:
            assert answer.status_code == 200
        else:
            assert problem(answer) == (403, "origin-not-allowed")


def test_whatever_is_not_ready_for_anybody_is_left_to_the_view(
    face: Face, workers: Processes, client: redis.Redis
) -> None:
    def status() -> int:
        return int(face.press("pier").status_code)

    with views(face) as seen:
        assert problem(face.press("pier")) == (404, "article-not-found")
        assert problem(face.flask.post("/v1/articles/a b/audio")) == (422, "bad-article-id")
        assert face.flask.post("/v1/articles//audio").status_code == 404
        assert face.flask.post("/v1/articles/audio").status_code == 405
        assert len(seen) == 4
    face.put("pier")
    face.ready("pier")
    for ask in (
        {"json": {"voice": "tone:220"}},
        {"data": b"{", "content_type": "text/plain"},
        {"headers": {"Transfer-Encoding": "chunked"}},
    ):
        with views(face) as seen:
            face.flask.post(PRESS, **ask)
            assert len(seen) == 1
    face.put("pier", html="<p>Another text.</p>")
    assert status() == 202
    face.until("pier", "ready")
    assert status() == 200
    client.delete(keys.revision("pier"))
    assert status() == 200
    face.flask.delete("/v1/articles/pier/audio")
    assert status() == 202
    face.until("pier", "ready")
    face.flask.delete("/v1/articles/pier")
    assert status() == 404


def test_hits_and_their_times_are_counted(face: Face, workers: Processes) -> None:
    def counted() -> tuple[float, float]:
        added = web_of(face).counters.added
        times = (added(f"{CACHED_PRESS_S}:{n}") for n in range(len(BOUNDS_S[CACHED_PRESS_S]) + 1))
        return added("presses_hit"), sum(times)

    face.put("pier")
    face.ready("pier")
    hits, times = counted()
    for _ in range(3):
        assert face.press("pier").status_code == 200
    assert counted() == (hits + 3, times + 3)


def test_a_failure_is_told_as_the_view_tells_it_and_met_once(
    settings_env: dict[str, str], monkeypatch: pytest.MonkeyPatch, valkey: ValkeyServer
) -> None:
    monkeypatch.setenv("REDIS_URL", valkey.url.replace("v.sock", "nobody.sock"))
    with opened() as flask:
        monkeypatch.setenv("REDIS_URL", valkey.url)
        voices, met = flask.application.extensions["listen"].presses.voices, list[None]()
        candidates = voices.candidates

        def noted(wanted: str | None) -> Any:
            met.append(None)
            return candidates(wanted)

        monkeypatch.setattr(voices, "candidates", noted)
        for path in (PRESS, TO_THE_VIEW):
            met.clear()
            answer = flask.post(path, headers={"Origin": NEWS})
            assert len(met) == 1
            assert problem(answer) == (503, "cache-unavailable")
            assert answer.headers["Retry-After"]
            assert answer.headers["Access-Control-Allow-Origin"] in {"*", NEWS}
