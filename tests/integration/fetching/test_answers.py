"""Correct servers."""

import gzip

import pytest

from tests.integration.fetching.asking import HTML, LOOPBACK, PATIENT_S, get
from tests.web import OK, OtherServer, moved, page
from worker.errors import ArticleError, SourceUnavailableError, UnreadableSourceError
from worker.fetch.client import Fetcher
from worker.model.fetched_article import Validators

pytestmark = pytest.mark.timeout(120)


def test_a_page_comes_with_all_that_its_server_says(server: OtherServer) -> None:
    server.answers["/a"] = moved("/b?c=d#e", "301 Moved Permanently")
    server.answers["/b?c=d"] = page(
        b"Z\xfcrich",
        media_type='Text/HTML; charset="ISO-8859-1"',
        ETag='"1"',
        Last_Modified="Tue, 01 Sep 2026 06:00:00 GMT",
        X_WP_TotalPages="7",
        Link='<https://news.example/wp-json/>; rel="https://api.w.org/", </?page=2>; REL=next,'
        ' <?page=9>; title="a, <b>"; rel="last end", <x>; rev=y, <file:///z>; rel=z',
    )
    fetched = get(server.url("/a"))
    assert fetched.url == server.url("/b?c=d")
    assert fetched.status == 200
    assert fetched.media_type == "text/html"
    assert fetched.charset == "ISO-8859-1"
    assert fetched.body == b"Z\xfcrich"
    assert fetched.text() == "Zürich"
    assert fetched.validators == Validators('"1"', "Tue, 01 Sep 2026 06:00:00 GMT")
    assert fetched.headers["x-wp-totalpages"] == "7"
    assert fetched.links == {
        "https://api.w.org/": "https://news.example/wp-json/",
        "next": server.url("/?page=2"),
        "last": server.url("/b?page=9"),
        "end": server.url("/b?page=9"),
    }


def test_a_page_that_has_not_changed_is_not_sent_again(server: OtherServer) -> None:
    server.answers["/"] = page(b"", "304 Not Modified", "", ETag='W/"2"')
    fetched = get(server.url(), validators=Validators('"1"', "Tue, 01 Sep 2026 06:00:00 GMT"))
    assert (fetched.status, fetched.body) == (304, b"")
    assert fetched.validators == Validators('W/"2"', "Tue, 01 Sep 2026 06:00:00 GMT")
    assert server.asked[0].headers["if-none-match"] == '"1"'
    assert server.asked[0].headers["if-modified-since"] == "Tue, 01 Sep 2026 06:00:00 GMT"


CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
BODIES = {
    "of a length": page(b"Hello" * 999),
    "in pieces": CHUNKED + b"5\r\nHello\r\n" * 999 + b"0\r\n\r\n",
    "until the end": OK + b"\r\n" + b"Hello" * 999,
    "of HTTP/1.0": b"HTTP/1.0 200 OK\r\nContent-type: text/html\r\n\r\n" + b"Hello" * 999,
    "in gzip": page(gzip.compress(b"Hello" * 999), Content_Encoding="GZIP"),
    "in parts of gzip": page(gzip.compress(b"Hello") * 999, Content_Encoding="gzip"),
    "after hints": b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + page(b"Hello" * 999),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_a_body_comes_whole(server: OtherServer, name: str) -> None:
    server.answers["/"] = BODIES[name]
    assert get(server.url()).body == b"Hello" * 999


def test_a_refusal_is_read_where_it_is_wanted(server: OtherServer) -> None:
    server.answers["/"] = page(b'{"code": "bad_page"}', "400 Bad Request", "application/json")
    fetcher = Fetcher(PATIENT_S, LOOPBACK, max_bytes=20)
    refusal = fetcher.get(server.url(), accept=HTML, refusals={400})
    assert (refusal.status, refusal.text()) == (400, '{"code": "bad_page"}')
    with pytest.raises(SourceUnavailableError):
        fetcher.get(server.url(), accept=HTML, refusals={404})


@pytest.mark.parametrize("status", ["301", "302", "303", "307", "308"])
def test_five_redirects_are_followed(server: OtherServer, status: str) -> None:
    for n in range(6):
        server.answers[f"/{n}"] = moved(f"/{n + 1}", f"{status} Moved")
    server.answers["/6"] = page(b"Hello")
    assert get(server.url("/1")).url == server.url("/6")
    server.asked.clear()
    with pytest.raises(SourceUnavailableError, match="more than 5 times is not allowed"):
        get(server.url("/0"))
    assert [asked.target for asked in server.asked] == ["/0", "/1", "/2", "/3", "/4", "/5"]


def test_a_media_type_said_twice_is_one(server: OtherServer) -> None:
    server.answers["/"] = OK + b"Content-Type: text/html; charset=utf-8\r\n\r\nHello"
    assert get(server.url()).media_type == "text/html"


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/json", "image/png", "text/htmlx", ""]
)
def test_what_is_no_page_is_refused(server: OtherServer, media_type: str) -> None:
    server.answers["/"] = page(b"Hello", media_type=media_type)
    with pytest.raises(UnreadableSourceError, match="not allowed: text/html is required"):
        get(server.url())


def test_a_page_in_another_encoding_than_it_says_is_refused(server: OtherServer) -> None:
    server.answers["/"] = page(b"Z\xfcrich", media_type="text/html;charset=shift_jis; x=y")
    server.answers["/meta"] = page(
        b"<meta charset=utf-8>Z\xc3\xbcrich", media_type="text/html;charset=latin1"
    )
    with pytest.raises(UnreadableSourceError, match="is not valid in shift_jis"):
        get(server.url()).text()
    assert get(server.url("/meta")).text().endswith("Zürich")


def test_a_server_is_told_who_asks_and_for_what(server: OtherServer) -> None:
    fetcher = Fetcher(PATIENT_S, LOOPBACK, public_url="https://audio.example")
    fetcher.get(
        server.url(), accept=["text/html", "a/b"], headers={"Accept-Language": "fr", "HOST": "x"}
    )
    headers = server.asked[0].headers
    assert headers["user-agent"].startswith("ListenToArticle/")
    assert headers["user-agent"].endswith(" (+https://audio.example)")
    assert headers["accept"] == "text/html, a/b"
    assert headers["accept-language"] == "fr"
    assert headers["host"] == f"127.0.0.1:{server.port}"


def test_secrets_and_cookies_stay_with_the_host_they_are_for(
    server: OtherServer, elsewhere: OtherServer
) -> None:
    server.answers["/1"] = page(b"", "302 Found", Location="/2", Set_Cookie="a=b")
    server.answers["/2"] = moved(elsewhere.url("/3"))
    elsewhere.answers["/3"] = moved(server.url("/"))
    fetcher = Fetcher(PATIENT_S, LOOPBACK)
    fetcher.get(server.url("/1"), accept=HTML, headers={"Authorization": "Bearer k", "X-Key": "k"})
    told = [(asked.target, asked.headers.get("authorization"), asked.headers.get("x-key"))
            for asked in server.asked + elsewhere.asked]  # fmt: skip
    assert told == [
        ("/1", "Bearer k", "k"),
        ("/2", "Bearer k", "k"),
        ("/", None, None),
        ("/3", None, None),
    ]
    assert not any("cookie" in asked.headers for asked in server.asked + elsewhere.asked)


@pytest.mark.parametrize("value", ["a\r\nX-Other: b", "a\nb", "a\x00", "\ud800"])
def test_a_header_is_one_line_or_nothing_is_sent(server: OtherServer, value: str) -> None:
    with pytest.raises(ArticleError) as refused:
        Fetcher(PATIENT_S, LOOPBACK).get(server.url(), accept=HTML, headers={"X-Key": value})
    assert not server.asked
    assert "X-Other" not in str(refused.value)


def test_the_next_address_of_a_name_is_tried(elsewhere: OtherServer) -> None:
    fetcher = Fetcher(PATIENT_S, LOOPBACK, look_up=lambda *_: ["127.0.0.3", "127.0.0.2"])
    fetched = fetcher.get(f"http://news.example:{elsewhere.port}/", accept=HTML)
    assert fetched.body == b"<p>Elsewhere</p>"


def test_a_request_is_sent_and_its_answer_not_followed(server: OtherServer) -> None:
    server.answers["/gone"] = moved("/elsewhere")
    fetcher = Fetcher(PATIENT_S, LOOPBACK)
    assert fetcher.send("PURGE", server.url("/"), {"X-Key": "k"}) == 200
    assert fetcher.send("POST", server.url("/gone?a=b")) == 404
    assert fetcher.send("BAN", server.url("/gone")) == 302
    assert [(asked.method, asked.target) for asked in server.asked] == [
        ("PURGE", "/"), ("POST", "/gone?a=b"), ("BAN", "/gone"),
    ]  # fmt: skip
    assert server.asked[0].headers["x-key"] == "k"
    assert server.asked[0].headers["content-length"] == "0"
