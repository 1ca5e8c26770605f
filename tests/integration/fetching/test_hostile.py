"""Servers that waste time or memory, or send useless answers."""

import gzip
import socket
import threading
import tracemalloc

import pytest

from tests.integration.fetching.asking import HASTY_S, HTML, LOOPBACK, PATIENT_S, get
from tests.web import OK, OtherServer, Speak, go_on, moved, page, say_nothing, serving
from worker.errors import ArticleGoneError, SourceUnavailableError, UnreadableSourceError
from worker.fetch.client import Fetcher

pytestmark = pytest.mark.timeout(120)

STARTS = {
    "no head": b"",
    "half a head": b"HTTP/1.1 200 OK\r\nContent-",
    "half a body": OK + b"Content-Length: 9\r\n\r\nHell",
    "half a chunk": OK + b"Transfer-Encoding: chunked\r\n\r\n9\r\nHell",
    "half a redirect": b"HTTP/1.1 302 Found\r\nLocation: /",
}


def hold(start: bytes) -> Speak:
    """Return a function that sends `start` and then nothing."""

    def speak(sock: socket.socket) -> None:
        sock.sendall(start)
        say_nothing(sock)

    return speak


SLOW = {
    **{f"{name}, then silence": hold(start) for name, start in STARTS.items()},
    "trickled status": go_on(b"HTTP/1.1 200 ", b"O", 0.01),
    "trickled headers": go_on(OK + b"X: ", b"a", 0.01),
    "more and more headers": go_on(OK, b"X: a\r\n", 0.01),
    "trickled body": go_on(OK + b"Content-Length: 90000\r\n\r\n", b"a", 0.01),
    "trickled chunks": go_on(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n", 0.01),
    "trickled chunk head": go_on(OK + b"Transfer-Encoding: chunked\r\n\r\n1;", b"a", 0.01),
    "trickled end": go_on(OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X: a\r\n", 0.01),
    "early hints": go_on(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", 0.01),
    "trickled gzip": go_on(OK + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(b""), 0.01),
}


@pytest.mark.parametrize("name", SLOW)
def test_a_server_that_is_slow_is_left(server: OtherServer, name: str) -> None:
    server.answers["/"] = SLOW[name]
    with pytest.raises(SourceUnavailableError, match=r"has not answered in 0\.4 s"):
        get(server.url(), HASTY_S)


def test_all_redirects_share_one_deadline(server: OtherServer) -> None:
    slow = threading.Event()

    def think(sock: socket.socket) -> None:
        slow.wait(HASTY_S / 2)
        sock.sendall(moved("/"))

    server.answers["/"] = think
    with pytest.raises(SourceUnavailableError, match=r"has not answered in 0\.4 s"):
        get(server.url(), HASTY_S)


def test_a_server_that_shakes_no_hands_is_left(server: OtherServer) -> None:
    with pytest.raises(SourceUnavailableError, match="has not answered in"):
        get(server.url().replace("http:", "https:"), HASTY_S)


def test_a_name_server_that_does_not_answer_is_left() -> None:
    answered = threading.Event()

    def look_up(host: str, port: int) -> list[str]:
        answered.wait()
        return ["127.0.0.1"]

    fetcher = Fetcher(HASTY_S, LOOPBACK, look_up=look_up)
    with pytest.raises(SourceUnavailableError, match="has not answered in"):
        fetcher.get("http://news.example/", accept=HTML)
    answered.set()


def test_endless_bodies_end(server: OtherServer) -> None:
    server.answers["/"] = go_on(OK + b"\r\n", b"a" * 50_000)
    server.answers["/chunked"] = go_on(
        OK + b"Transfer-Encoding: chunked\r\n\r\n", b"C350\r\n" + b"a" * 50_000 + b"\r\n"
    )
    server.answers["/gzip"] = go_on(
        OK + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(b"") * 1_000
    )
    for path in ("/", "/chunked", "/gzip"):
        with pytest.raises(UnreadableSourceError, match="larger than 100000 bytes"):
            get(server.url(path))


def test_endless_heads_end(server: OtherServer) -> None:
    server.answers["/line"] = go_on(OK + b"X: ", b"a" * 50_000)
    server.answers["/lines"] = go_on(OK, b"X: aaaaaaaaa\r\n" * 5_000)
    server.answers["/status"] = go_on(b"HTTP/1.1 200 ", b"a" * 50_000)
    for path in ("/line", "/lines", "/status"):
        with pytest.raises(SourceUnavailableError, match="does not answer with valid HTTP"):
            get(server.url(path))


def test_a_body_that_says_it_is_too_large_is_not_read(server: OtherServer) -> None:
    server.answers["/"] = go_on(OK + b"Content-Length: 100001\r\n\r\n", b"a" * 50_000)
    with pytest.raises(UnreadableSourceError, match="larger than 100000 bytes"):
        get(server.url())


def test_a_body_that_bursts_when_unpacked_takes_no_memory(server: OtherServer) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    assert len(bomb) < 100_000
    server.answers["/"] = page(bomb, Content_Encoding="gzip")
    tracemalloc.start()
    with pytest.raises(UnreadableSourceError, match="larger than 100000 bytes"):
        get(server.url())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000


def test_one_request_may_take_less_or_more(server: OtherServer) -> None:
    server.answers["/"] = page(b"a" * 150_000)
    fetcher = Fetcher(PATIENT_S, LOOPBACK, max_bytes=100_000)
    assert len(fetcher.get(server.url(), accept=HTML, max_bytes=150_000).body) == 150_000
    with pytest.raises(UnreadableSourceError, match="larger than 149999 bytes"):
        fetcher.get(server.url(), accept=HTML, max_bytes=149_999)


BROKEN = {
    "nothing": b"",
    "no HTTP": b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
    "cut off": OK + b"Content-Length: 9\r\n\r\nHell",
    "cut off within a chunk": OK + b"Transfer-Encoding: chunked\r\n\r\n9\r\nHell",
    "no chunks": OK + b"Transfer-Encoding: chunked\r\n\r\nHello",
    "two lengths": OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nHello!",
    "no length": OK + b"Content-Length: many\r\n\r\nHello",
    "cut off in gzip": page(gzip.compress(b"Hello" * 99)[:-9], Content_Encoding="gzip"),
    "no gzip": page(b"Hello", Content_Encoding="gzip"),
    "compressed otherwise": page(b"Hello", Content_Encoding="br"),
    "no page": page(b"", "204 No Content"),
    "part of a page": page(b"Hel", "206 Partial Content"),
    "unchanged since never": page(b"", "304 Not Modified"),
    "several pages": page(b"", "300 Multiple Choices"),
    "bad request": page(b"", "400 Bad Request"),
    "too many requests": page(b"", "429 Too Many Requests"),
    "own error": page(b"", "500 Internal Server Error"),
    "overloaded": page(b"", "503 Service Unavailable"),
    "redirect to nowhere": page(b"", "302 Found"),
    "redirect in a circle": moved("/"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_answer_may_be_better_next_time(server: OtherServer, name: str) -> None:
    server.answers["/"] = BROKEN[name]
    with pytest.raises(SourceUnavailableError) as failed:
        get(server.url())
    assert failed.value.retryable
    assert server.url() in str(failed.value)


def test_what_nobody_serves_is_unavailable() -> None:
    with serving() as gone:
        url = gone.url()
    with pytest.raises(SourceUnavailableError, match="does not answer"):
        get(url)


@pytest.mark.parametrize("status", ["404", "410", "451"])
def test_an_article_that_is_gone_is_not_asked_for_again(server: OtherServer, status: str) -> None:
    server.answers["/"] = page(b"Sorry", f"{status} Sorry")
    with pytest.raises(ArticleGoneError, match=f"answers with {status}") as gone:
        get(server.url())
    assert not gone.value.retryable


@pytest.mark.parametrize("status", ["401", "403"])
def test_a_wall_against_robots_takes_nothing_down(server: OtherServer, status: str) -> None:
    server.answers["/"] = page(b"Are you human?", f"{status} No")
    with pytest.raises(SourceUnavailableError, match=f"answers with {status}") as refused:
        get(server.url())
    assert refused.value.retryable
