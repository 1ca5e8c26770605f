"""Shared parts of all sites: stories, a server, and faults that tests request."""

import gzip
import hashlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

from worker.publication.sources import UpstreamSource

PARAGRAPHS = (
    "<p>The ferry left the old harbor at six, as it has done every morning for forty years.</p>\n"
    "<p>On board were bread, newspapers and eleven passengers, among them a piano tuner.</p>"
)


@dataclass(frozen=True)
class Story:
    """A story, as an editor wrote it."""

    number: int
    title: str = "The last ferry"
    body: str = PARAGRAPHS
    dek: str = ""
    authors: tuple[str, ...] = ("Ada Lindqvist",)
    section: str = "Coast"
    tags: tuple[str, ...] = ("Ferries", "Islands")
    image: str = "/images/ferry.jpg"
    published_at: datetime = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)
    updated_at: datetime = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)
    access: str = "public"
    """`public`, `members`, `password` or `draft`"""

    @property
    def slug(self) -> str:
        return f"story-{self.number}"


@dataclass(frozen=True)
class Request:
    """A request to the site."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Reply:
    """An answer of the site."""

    body: bytes = b""
    media_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class Site:
    """A site that serves stories; a context manager, for as long as it is up.

    Attributes:
        stories: Stories of the site, by number.
        requests: Requests that it has received, in order.
        spoil: If set, called with each answer that it would give; what it returns is given.
        stall_s: Time before each answer, in seconds.
        has_validators: True if it sends ETags, and answers 304.
    """

    name = "site"

    def __init__(self) -> None:
        self.stories: dict[int, Story] = {}
        self.requests: list[Request] = []
        self.spoil: Callable[[Reply], Reply] | None = None
        self.stall_s = 0.0
        self.has_validators = True
        self._is_down = threading.Event()
        self._numbers = count(1)

    @property
    def prefix(self) -> str:
        return f"{self.name}:"

    @property
    def source(self) -> UpstreamSource:
        """The settings of a source that reads it."""
        raise NotImplementedError

    @property
    def table(self) -> str:
        """The same, as a table of a publication file."""
        fields = self.source.model_dump(exclude_defaults=True, exclude={"name", "prefix"})
        lines = [f"{name} = {_toml(value)}" for name, value in fields.items()]
        return "\n".join([f"[sources.{self.name}]", *lines, ""])

    def answer(self, request: Request) -> Reply:
        """Return the usual answer to a request."""
        raise NotImplementedError

    def id_of(self, story: Story) -> str:
        """Return the article ID of a story."""
        raise NotImplementedError

    def publish(self, at: datetime | None = None, **said: Any) -> str:
        """Publish a story, and return its article ID."""
        at = (at or datetime.now(UTC)).replace(microsecond=0)
        times = {"published_at": at, "updated_at": at}
        story = Story(next(self._numbers), **{**times, **said})
        self.stories[story.number] = story
        return self.id_of(story)

    def edit(self, article_id: str, at: datetime | None = None, **said: Any) -> None:
        """Change a story."""
        at = (at or datetime.now(UTC)).replace(microsecond=0)
        story = self.story(article_id)
        self.stories[story.number] = replace(story, **{"updated_at": at, **said})

    def unpublish(self, article_id: str) -> None:
        """Withdraw a story."""
        del self.stories[self.story(article_id).number]

    def story(self, article_id: str) -> Story:
        return next(s for s in self.stories.values() if self.id_of(s) == article_id)

    def newest_first(self) -> list[Story]:
        public = (story for story in self.stories.values() if story.access != "draft")
        return sorted(public, key=lambda s: (s.updated_at, s.number), reverse=True)

    def __enter__(self) -> Self:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site._handle(self)

            def log_message(self, *_args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_down.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _handle(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        headers = {name.lower(): value for name, value in handler.headers.items()}
        request = Request(unquote(parts.path), query, headers)
        self.requests.append(request)
        self._is_down.wait(self.stall_s)
        reply = self.answer(request)
        if self.spoil:
            reply = self.spoil(reply)
        elif self.has_validators and reply.status == 200:
            reply = _with_validator(request, reply)
        _send(handler, request, reply)


def _with_validator(request: Request, reply: Reply) -> Reply:
    etag = f'W/"{hashlib.sha256(reply.body).hexdigest()[:16]}"'
    if request.headers.get("if-none-match") == etag:
        return Reply(status=304, headers={"ETag": etag})
    return replace(reply, headers={**reply.headers, "ETag": etag})


def _send(handler: BaseHTTPRequestHandler, request: Request, reply: Reply) -> None:
    body = reply.body
    headers = {"Vary": "Accept-Encoding", **reply.headers}
    if "gzip" in request.headers.get("accept-encoding", "") and len(body) > 1000:
        body = gzip.compress(body, 1)
        headers["Content-Encoding"] = "gzip"
    try:
        handler.send_response(reply.status)
        if reply.status != 304:
            handler.send_header("Content-Type", reply.media_type)
            handler.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)
    except ConnectionError:
        handler.close_connection = True  # who asked has gone


def not_found() -> Reply:
    """Return the answer of a theme for an unknown address."""
    return Reply(b"<!doctype html><title>Page not found</title><h1>Nothing here</h1>", status=404)


def web_time(time_: datetime) -> str:
    """Return a time in the format of e-mails and RSS."""
    return format_datetime(time_.astimezone(UTC), usegmt=True)


def _toml(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f'"{k}" = {_toml(v)}' for k, v in value.items()) + " }"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    text = value.get_secret_value() if hasattr(value, "get_secret_value") else str(value)
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
