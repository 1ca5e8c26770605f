"""Response headers for browsers, and malformed requests."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.integration.asking import KEY, problem, put
from tests.integration.gunicorn_process import web_process
from tests.stand import ValkeyServer, opened

NEWS, EVIL = "https://news.example", "https://evil.example"


@pytest.fixture
def listed(settings_env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    """A client of the HTTP service that is configured for the pages of two sites."""
    monkeypatch.setenv("LISTEN_ORIGINS", f"{NEWS}, https://www.News.example:8443")
    with opened() as client:
        yield client


def press(flask: FlaskClient, **headers: str) -> Any:
    return flask.post("/v1/articles/pier/audio", headers=headers)


def test_every_answer_of_every_route_is_guarded(
    flask: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (  # no worker speaks
        "listening.streaming.progressive.FIRST_PATIENCE_S",
        "routes.listening.streams.HOLD_S",
    ):
        monkeypatch.setattr(f"audio_service.{name}", 0.1)
    put(flask)
    for rule in flask.application.url_map.iter_rules():
        path = rule.rule.replace("<article_id>", "pier").replace("<", "").replace(">", "")
        path = path.replace("path:", "")
        for method in (rule.methods or set()) - {"DELETE"}:
            answer = flask.open(path, method=method)
            headers = answer.headers
            assert headers["X-Content-Type-Options"] == "nosniff", path
            assert "default-src 'none'" in headers["Content-Security-Policy"], path
            assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], path
            assert headers["Referrer-Policy"], path
            assert headers["Permissions-Policy"], path
            assert headers["Cross-Origin-Opener-Policy"] == "same-origin", path
            is_for_pages = "Access-Control-Allow-Origin" in headers
            wanted = "cross-origin" if is_for_pages else "same-origin"
            assert headers["Cross-Origin-Resource-Policy"] == wanted, path
            answer.close()


def test_what_needs_a_key_is_for_no_page_and_no_cache(flask: FlaskClient) -> None:
    put(flask)
    for path in ("/v1/articles/pier", "/v1/articles", "/v1/lexicon"):
        answer = flask.get(path)
        assert answer.status_code == 200
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("origin", [NEWS, "https://www.news.example:8443", "http://localhost"])
def test_pages_of_listed_sites_and_our_own_press(listed: FlaskClient, origin: str) -> None:
    put(listed)
    answer = press(listed, Origin=origin)
    assert answer.status_code == 202
    assert answer.headers["Access-Control-Allow-Origin"] == origin
    assert "Retry-After" in answer.headers["Access-Control-Expose-Headers"]
    assert "Origin" in answer.vary


@pytest.mark.parametrize(
    "origin",
    [
        EVIL,
        "null",
        "",
        "http://news.example",
        f"{NEWS}.evil.example",
        f"{NEWS}:444",
        "https://evil.example/https://news.example",
        "http://[",
    ],
)
def test_pages_of_other_sites_press_nothing_and_read_nothing(
    listed: FlaskClient, origin: str
) -> None:
    put(listed)
    answer = press(listed, Origin=origin)
    assert problem(answer) == (403, "origin-not-allowed")
    assert "Access-Control-Allow-Origin" not in answer.headers
    look = listed.get("/v1/articles/pier/audio", headers={"Origin": origin})
    assert look.status_code == 200
    assert "Access-Control-Allow-Origin" not in look.headers
    assert "Origin" in look.vary
    assert look.get_json()["state"] == "absent"


def test_who_is_no_page_presses_whatever_sites_are_listed(listed: FlaskClient) -> None:
    put(listed)
    assert press(listed).status_code == 202


@pytest.fixture(scope="module")
def port(valkey: ValkeyServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Port of a web process."""
    directory = tmp_path_factory.mktemp("g")
    with web_process({"REDIS_URL": valkey.url, "LISTEN_DATA_DIR": str(directory)}) as port:
        yield port


def say(port: int, *parts: bytes) -> bytes:
    """Return the whole answer to some bytes, until the server closes the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        found = b""
        try:
            for part in parts:
                connection.sendall(part)
            while piece := connection.recv(65_536):
                found += piece
        except ConnectionError:  # it does not listen any longer
            pass
        return found


HEAD = b"Host: localhost\r\nConnection: close\r\n"


def test_no_version_of_a_server_is_told(port: int) -> None:
    answer = say(port, b"GET /healthz HTTP/1.1\r\n", HEAD, b"\r\n")
    [server] = [line for line in answer.split(b"\r\n") if line.lower().startswith(b"server:")]
    assert server.lower() == b"server: gunicorn"


def test_a_body_in_chunks_is_held_to_the_same_size(port: int) -> None:
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    request = b"PUT /v1/articles/a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + HEAD
    request += b"Authorization: Bearer " + KEY.encode() + b"\r\n\r\n"
    answer = say(port, request, *[chunk] * 80, b"0\r\n\r\n")
    assert b" 413 " in answer.split(b"\r\n")[0], answer
    assert b"too-large" in answer


def test_a_body_whose_chunks_are_none_is_refused(port: int) -> None:
    request = b"POST /v1/audio HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + HEAD + b"\r\n"
    answer = say(port, request, b"ZZ\r\n")
    assert not answer or b" 400 " in answer.split(b"\r\n")[0], answer


MALFORMED = [
    (b"GET /" + b"a" * 5_000, b"", b"414"),
    (b"GET /healthz?" + b"a" * 5_000, b"", b"414"),
    (b"GET /healthz", b"X-A: " + b"a" * 9_000 + b"\r\n", b"431"),
    (b"GET /healthz", b"X-A: a\r\n" * 101, b"431"),
    (b"GET /healthz", b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", b"400"),
    (b"GET /healthz", b"Content-Length: 3\r\nContent-Length: 4\r\n", b"400"),
    (b"GET /healthz", "Content-Length: ３\r\n".encode(), b"400"),
    (b"GET /healthz", b"X-A : a\r\n", b"400"),
    (b"GET /healthz", b"X\0A: a\r\n", b"400"),
]


def test_requests_that_are_too_long_or_malformed_are_refused(port: int) -> None:
    for request_line, more, status in MALFORMED:
        answer = say(port, request_line, b" HTTP/1.1\r\n", HEAD, more, b"\r\n")
        assert not answer or answer.split(b" ")[1] == status, (request_line[:40], more[:40])


def test_a_header_of_a_web_server_in_front_leads_to_no_other_path(port: int) -> None:
    forged = b"PATH_INFO: /metrics\r\nSCRIPT_NAME: /v1\r\n"
    answer = say(port, b"GET /healthz HTTP/1.1\r\n", HEAD, forged, b"\r\n")
    assert b'{"status": "ok"}' in answer or b" 400 " in answer


@pytest.mark.slow
def test_who_sends_a_head_drop_by_drop_is_cut_off(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n")
        assert connection.recv(1_000) == b""  # the test's own timeout is longer
