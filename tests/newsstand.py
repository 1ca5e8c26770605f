"""A feed on loopback with articles, and with pages that are broken in every way."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from tests.web import OK, OtherServer, Speak, go_on, page, say_nothing

FEED = "/feed.xml"
NEWEST = datetime(2026, 11, 20, 12, tzinfo=UTC)
MEGABYTE = b"x" * 1_000_000

DEFECTS: dict[str, tuple[bytes | Speak, str]] = {
    "gone": (page(b"", "404 Not Found"), "article-gone"),
    "silent": (say_nothing, "source-unavailable"),
    "huge": (go_on(OK + b"Content-Length: 50000000\r\n\r\n", MEGABYTE), "unreadable-source"),
    "picture": (page(b"\x89PNG", media_type="image/png"), "unreadable-source"),
    "garbled": (
        page("<p>Café</p>".encode("latin-1"), media_type="text/html; charset=utf-8"),
        "unreadable-source",
    ),
    "empty": (page(b""), "unreadable-source"),
    "wordless": (page(b"<html><body><p>...</p></body></html>"), "unreadable-source"),
    "down": (page(b"", "500 Internal Server Error"), "source-unavailable"),
    "cut": (
        page(b"<p>Half").replace(b"Content-Length: 7", b"Content-Length: 70"),
        "source-unavailable",
    ),
}
"""Defect of a page -> its response, and the error code that follows."""


def article(name: str) -> bytes:
    """Return the page of a short article."""
    text = (
        f"The harbor master of pier {name} opened the gate at dawn. "
        f"Nobody had waited for it, but the boats of {name} went out all the same."
    )
    return page(
        f"<html lang='en'><head><title>Gate {name}</title></head><body><article>"
        f"<h1>Gate {name} opens</h1><p>{text}</p></article></body></html>".encode(),
        media_type="text/html; charset=utf-8",
    )


def put_up(server: OtherServer, good: int, broken: int) -> list[str]:
    """Put a feed and its pages on a server, and return the names of the broken pages.

    The newest comes first, one a day; broken ones are evenly spread among good ones, which are in
    the section World or Sport by turns.
    """
    names = [f"n{number}" for number in range(good)]
    server.answers |= {f"/{name}": article(name) for name in names}
    kinds = list(DEFECTS)
    bad = [f"{kinds[number % len(kinds)]}{number}" for number in range(broken)]
    for number, name in enumerate(bad):
        server.answers[f"/{name}"] = DEFECTS[kinds[number % len(kinds)]][0]
        names.insert((number + 1) * (good + broken) // (broken + 1), name)
    server.answers[FEED] = page(write_feed(server, names), media_type="application/rss+xml")
    return bad


def write_feed(server: OtherServer, names: list[str]) -> bytes:
    """Return an RSS feed of the beginnings of articles, one a day, the newest first."""
    items = "".join(
        f"<item><title>{name}</title><link>{server.url(f'/{name}')}</link>"
        f"<guid isPermaLink='false'>{name}</guid><category>{('World', 'Sport')[number % 2]}"
        f"</category><pubDate>{format_datetime(NEWEST - number * timedelta(days=1))}</pubDate>"
        f"<description>It begins so …</description></item>"
        for number, name in enumerate(names)
    )
    return f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>".encode()
