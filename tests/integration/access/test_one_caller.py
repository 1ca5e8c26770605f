"""Limits of the load by one caller, so that the service stays fast for all others."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import redis
from flask.testing import FlaskClient

from audio_service.routes.listening.request_bodies import MOST_AT_ONCE, SMALL_BYTES
from benchmarks.targets.one_caller import presses_beside
from tests.integration.asking import KEY, problem, put
from tests.integration.face import BODY
from tests.integration.flood import REQUESTS
from tests.integration.gunicorn_process import web_process
from tests.stand import Service, ValkeyServer, http, opened

SECRET = "the-secret-of-these-hooks"
PUBLICATION = f'[sources.store]\nwebhook_secret = "{SECRET}"\n'
SIGNED = f"Listen-Signature: t={int(time.time())},v1={'0' * 64}\r\n"
BEARER = f"Authorization: Bearer {KEY}\r\n"


@pytest.fixture(scope="module")
def shared_port(valkey: ValkeyServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Port of a web process that waits a second for bodies."""
    directory = tmp_path_factory.mktemp("g")
    (directory / "publication.toml").write_text(PUBLICATION)
    env = {
        "REDIS_URL": valkey.url,
        "LISTEN_DATA_DIR": str(directory / "var"),
        "LISTEN_VOICES": "tone:220",
        "LISTEN_PUBLICATION_FILE": str(directory / "publication.toml"),
    }
    with web_process(env, "tests.integration.hasty:create_app()") as port:
        yield port


@pytest.fixture
def port(shared_port: int, client: redis.Redis) -> int:
    """The same port; Redis is empty."""
    return shared_port


def begin(port: int, path: str, *headers: str, size: int = 3_000_000) -> socket.socket:
    """Return a connection on which only the beginning of a body has been sent."""
    method = "PUT" if path == "/v1/articles/a" else "POST"
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {size}\r\n"
    connection = socket.create_connection(("127.0.0.1", port), timeout=60)
    connection.sendall(f"{head}{''.join(headers)}\r\n{{".encode())
    return connection


def first_line(connection: socket.socket) -> str:
    return connection.recv(65_536).split(b"\r\n")[0].decode()


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/v1/webhooks/store", [], 401),
        ("/v1/webhooks/none", [SIGNED], 404),
        ("/v1/articles/a", [], 401),
        ("/v1/articles/a", ["Authorization: Bearer a-wrong-key-of-somebody\r\n"], 401),
        ("/v1/lexicon/preview", [], 401),
        ("/v1/ops/purge", [], 401),
    ],
)
def test_what_is_refused_for_its_headers_is_refused_before_its_body_is_read(
    port: int, path: str, headers: list[str], status: int
) -> None:
    with begin(port, path, *headers) as connection:
        connection.settimeout(0.9)  # the time limit of bodies is longer
        assert f" {status} " in first_line(connection)


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/v1/webhooks/store", [SIGNED]),
        ("/v1/articles/a", [BEARER]),
        ("/v1/audio", []),
        ("/v1/articles/river-pact-nears-end/audio", []),
    ],
)
def test_a_body_that_does_not_go_on_is_given_up(port: int, path: str, headers: list[str]) -> None:
    with begin(port, path, *headers, size=900) as connection:
        assert " 408 " in first_line(connection)
        while connection.recv(65_536):
            """Read until the service closes the connection, because the body is incomplete."""


def test_a_body_that_is_too_large_and_never_comes_is_refused_in_time(port: int) -> None:
    with begin(port, "/v1/articles/a", BEARER, size=100_000_000) as connection:
        connection.settimeout(8.0)  # it reads on for a second, not until the body has come
        assert " 413 " in first_line(connection)


def test_few_large_bodies_are_read_at_a_time_from_one_address(port: int) -> None:
    with ExitStack() as stack:
        for _ in range(MOST_AT_ONCE):
            stack.enter_context(begin(port, "/v1/articles/a", BEARER))
        time.sleep(0.2)  # until all of them are being read
        more = stack.enter_context(begin(port, "/v1/articles/a", BEARER))
        more.settimeout(0.7)
        assert " 429 " in first_line(more)
        small = stack.enter_context(begin(port, "/v1/articles/a", BEARER, size=SMALL_BYTES))
        assert " 408 " in first_line(small)
    again = http("PUT", f"http://127.0.0.1:{port}/v1/articles/a", {"title": "T"}, bearer())
    assert again.status == 201


def bearer() -> dict[str, str]:
    return {"Authorization": f"Bearer {KEY}"}


@pytest.fixture
def limited(settings_env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    """Return a client to which the limits apply, although it is on this machine."""
    monkeypatch.setenv("LISTEN_RATE_ON_LOOPBACK", "true")
    monkeypatch.setenv("LISTEN_RATE_LOOKUPS_PER_ADDRESS_PER_MIN", "10")
    monkeypatch.setenv("LISTEN_RATE_PLAYS_PER_ADDRESS_PER_DAY", "3")
    with opened() as client:
        yield client


def test_an_address_has_few_articles_looked_up_in_a_minute(limited: FlaskClient) -> None:
    put(limited, "pier")
    for number in range(8):
        answer = limited.post(f"/v1/articles/none-{number}/audio")
        assert problem(answer) == (404, "article-not-found")
    many = {"article_ids": [f"some-{number}" for number in range(3)]}
    assert problem(limited.post("/v1/audio", json=many)) == (429, "too-many-requests")
    assert problem(limited.get("/v1/articles/none/audio"))[0] == 404
    assert problem(limited.get("/v1/articles/none/audio/cues.json"))[0] == 404
    for method, path in (
        ("POST", "/v1/articles/none/audio"),
        ("GET", "/v1/articles/none/audio"),
        ("GET", "/v1/articles/none/audio/stream.mp3"),
        ("POST", "/v1/audio"),
    ):
        body = {"article_ids": ["none"]} if path == "/v1/audio" else None
        answer = limited.open(path, method=method, json=body)
        assert problem(answer) == (429, "too-many-requests"), path
        assert int(answer.headers["Retry-After"]) > 0
    assert limited.post("/v1/articles/pier/audio").status_code == 202, "Redis knows it"


def test_one_caller_cannot_count_plays_without_end(limited: FlaskClient) -> None:
    put(limited, "pier")
    for _ in range(9):
        answer = limited.post("/v1/articles/pier/plays", json={"event": "started"})
        assert answer.status_code == 204
    limited.post("/v1/articles/pier/plays", json={"event": "100"})
    counted = limited.get("/v1/articles/pier/plays").get_json()
    assert (counted["started"], counted["100"]) == (3, 1)


@pytest.mark.parametrize("path", ["/docs", "/docs/operations", "/openapi.json", "/status"])
def test_a_page_for_all_is_made_once_and_compared_by_its_etag(
    flask: FlaskClient, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audio_service.routes.operations.health.STATUS_KEPT_S", 3_600)
    client = FlaskClient(flask.application, flask.application.response_class)
    for accept in ("text/html", "application/json"):
        first, again = (client.get(path, headers={"Accept": accept}) for _ in range(2))
        assert first.status_code == 200
        assert first.data == again.data
        known = {"Accept": accept, "If-None-Match": first.headers["ETag"]}
        assert client.get(path, headers=known).status_code == 304


def test_a_caller_of_unknown_articles_is_limited_and_cached_presses_are_answered_meanwhile(
    tmp_path: Path,
) -> None:
    """Check only that presses succeed; `python -m benchmarks one_caller` measures their times."""
    env = {
        "LISTEN_API_KEY": KEY,
        "LISTEN_VOICES": "tone:220",
        "LISTEN_WORKERS": "1",
        "LISTEN_RATE_ON_LOOPBACK": "true",
    }
    service = Service(tmp_path / "var", env, module="tests.acting")
    service.start()
    try:
        service.put("pier", title="The Title", html=BODY, language="en")
        service.press("pier")
        service.until("pier", "ready")
        presses, statuses = presses_beside(service, "203.0.113.1")
    finally:
        service.stop()
    assert presses
    assert len(statuses) == REQUESTS
    assert set(statuses) == {404, 429}
