"""HTTP client for other servers: for articles, lists of articles, and CDN purges.

URLs come from editors, feeds and redirects, and this machine is inside the publisher's network. So
private addresses are refused unless the operator allows them, and the time and size of an answer
are limited.
"""

import re
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib.metadata import version
from types import MappingProxyType

from worker.errors import (
    AddressNotAllowedError,
    ArticleGoneError,
    SourceUnavailableError,
    UnreadableSourceError,
)
from worker.fetch.charset import decode
from worker.fetch.connection import Connection, Deadline, HttpResponse, LookUp, look_up
from worker.fetch.private_addresses import read_private_host
from worker.fetch.urls import Url, read_url, show
from worker.html.omissions import Note, note_nothing
from worker.model.fetched_article import NONE, Validators

MAX_REDIRECTS = 5

_MOVED = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({404, 410, 451})
"""Statuses of a removed page. Without 401 and 403, which bot protection may send temporarily."""

_NONE: Mapping[str, str] = MappingProxyType({})
_LINK = re.compile(r'<([^<>]*)>((?:\s*;\s*[\w*-]+\s*=\s*(?:"[^"]*"|[^\s;,"]*))*)')
_REL = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]*))', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fetched:
    """Response of a server.

    Attributes:
        url: Final URL, after redirects.
        status: 200; 304 without a body if nothing has changed; or an accepted refusal.
        media_type: Media type in lower case, without parameters, such as `text/html`.
        charset: Encoding in the server's header; None if there is none.
        body: Decompressed body.
        validators: Validators for the next conditional request.
        links: First URL of each relation in the header `Link`.
        headers: Headers, by names in lower case.
    """

    url: str
    status: int
    media_type: str
    charset: str | None
    body: bytes
    validators: Validators
    links: Mapping[str, str]
    headers: Mapping[str, str]

    def text(self, note: Note = note_nothing) -> str:
        """Return the body as text, decoded by `worker.fetch.charset`.

        Args:
            note: Function called if no encoding is declared and the body is not UTF-8.

        Raises:
            UnreadableSourceError: The body is invalid in its declared encoding.
        """
        return decode(self.body, self.charset, self.media_type, show(self.url), note)


class Fetcher:
    """HTTP client that refuses private addresses.

    Args:
        timeout_s: Time-out of a whole request, from the name look-up to the last byte.
        private_hosts: Allowed hosts with private addresses, as in LISTEN_PRIVATE_HOSTS.
        max_bytes: Size limit of a body, before and after decompression.
        public_url: URL in the header `User-Agent`.
        look_up: Function that resolves host names.
    """

    def __init__(
        self,
        timeout_s: float,
        private_hosts: Sequence[str] = (),
        max_bytes: int = 8_000_000,
        *,
        public_url: str = "",
        look_up: LookUp = look_up,
    ) -> None:
        self._timeout_s = timeout_s
        self._max_bytes = max_bytes
        self._wire = Connection([read_private_host(entry) for entry in private_hosts], look_up)
        self._agent = f"ListenToArticle/{version('listen-to-article')}"
        if public_url:
            self._agent += f" (+{public_url})"

    def get(
        self,
        url: str,
        *,
        accept: Sequence[str],
        headers: Mapping[str, str] = _NONE,
        validators: Validators = NONE,
        max_bytes: int | None = None,
        refusals: Collection[int] = (),
    ) -> Fetched:
        """Send a GET request, follow redirects, and return the response.

        Args:
            url: URL with http or https, without a user.
            accept: Accepted media types.
            headers: Headers for the URL's own host; they are not sent after a redirect to another
                host.
            validators: Validators of the version that is already stored.
            max_bytes: Size limit of the body; the client's limit if left out.
            refusals: Error statuses that are returned instead of raised, with any media type.

        Raises:
            AddressNotAllowedError: The URL is, or redirects to, a forbidden address.
            ArticleGoneError: The server answers that there is no such page.
            SourceUnavailableError: The server does not answer in time, or answers with an error.
            UnreadableSourceError: The response is too large, or has another media type.
        """
        deadline, place = Deadline(self._timeout_s), read_url(url)
        asked = {"accept": ", ".join(accept), **_conditions(validators)}
        limit = self._max_bytes if max_bytes is None else max_bytes
        for hop in range(MAX_REDIRECTS + 1):
            try:
                with self._ask("GET", place, {**asked, **_lowered(headers)}, deadline) as answer:
                    if answer.status not in _MOVED:
                        wanted = () if answer.status in refusals else accept
                        return _read(place, answer, wanted, validators, limit)
                    moved_to = _follow(place, answer)
            except AddressNotAllowedError as error:
                if hop == 0:
                    raise
                raise AddressNotAllowedError(f"{show(url)} redirects to {error}") from error
            if moved_to.origin != place.origin:
                headers = _NONE
            place = moved_to
        raise SourceUnavailableError(
            f"{show(url)} redirects again; more than {MAX_REDIRECTS} times is not allowed"
        )

    def send(self, method: str, url: str, headers: Mapping[str, str] = _NONE) -> int:
        """Send a request without a body, and return the status; redirects are not followed.

        Raises:
            AddressNotAllowedError: The address is forbidden.
            SourceUnavailableError: The server does not answer in time, or breaks the protocol.
        """
        fields = {**_lowered(headers), "content-length": "0"}
        with self._ask(method, read_url(url), fields, Deadline(self._timeout_s)) as answer:
            return answer.status

    def _ask(
        self, method: str, url: Url, headers: Mapping[str, str], deadline: Deadline
    ) -> AbstractContextManager[HttpResponse]:
        own = {
            "host": url.authority,
            "user-agent": self._agent,
            "accept-encoding": "gzip",
            "connection": "close",
        }
        return self._wire.ask(method, url, {**headers, **own}, deadline)


def _lowered(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _conditions(validators: Validators) -> dict[str, str]:
    fields = {"if-none-match": validators.etag, "if-modified-since": validators.last_modified}
    return {name: value for name, value in fields.items() if value}


def _follow(url: Url, answer: HttpResponse) -> Url:
    """Return the destination of a redirect.

    Raises:
        AddressNotAllowedError: The destination is forbidden.
        SourceUnavailableError: The redirect has no destination.
    """
    target = answer.headers.get("location")
    if not target:
        raise SourceUnavailableError(f"{url.shown} redirects without an address")
    try:
        return url.join(target)
    except AddressNotAllowedError as error:
        raise AddressNotAllowedError(f"{url.shown} redirects to {error}") from error


def _read(
    url: Url, answer: HttpResponse, accept: Sequence[str], validators: Validators, limit: int
) -> Fetched:
    """Return a response with its body, after checking it."""
    said = answer.headers.get("content-type", "")
    media_type = re.split("[;,]", said)[0].strip().lower()  # if sent twice, the first counts
    unchanged = answer.status == 304 and validators != NONE
    if accept and not unchanged:
        _check_head(url, answer, media_type, accept)
    body = b"" if unchanged else b"".join(_bounded(_unpack(url, answer, limit), limit, url))
    charset = re.search(r"""charset\s*=\s*["']?([^\s"';]+)""", said, re.IGNORECASE)
    known = validators if unchanged else NONE  # a 304 answer need not repeat them
    return Fetched(
        url=str(url),
        status=answer.status,
        media_type=media_type,
        charset=charset[1] if charset else None,
        body=body,
        validators=Validators(
            answer.headers.get("etag", known.etag),
            answer.headers.get("last-modified", known.last_modified),
        ),
        links=_links(url, answer.headers.get("link", "")),
        headers=answer.headers,
    )


def _check_head(url: Url, answer: HttpResponse, media_type: str, accept: Sequence[str]) -> None:
    """Check the status and media type of a response before its body is read.

    Raises:
        ArticleGoneError: There is no such page.
        SourceUnavailableError: The response is a server error, or unexpected.
        UnreadableSourceError: The response has another media type.
    """
    if answer.status in _GONE:
        raise ArticleGoneError(f"{url.shown} answers with {answer.status}: no such page")
    if answer.status != 200:
        raise SourceUnavailableError(f"{url.shown} answers with {answer.status}")
    if media_type not in accept:
        raise UnreadableSourceError(
            f"{url.shown} is {media_type[:60] or 'of no media type'}, which is not allowed: "
            f"{' or '.join(accept)} is required"
        )


def _unpack(url: Url, answer: HttpResponse, limit: int) -> Iterator[bytes]:
    """Yield a decompressed body in pieces that are not much larger than `limit`.

    Raises:
        SourceUnavailableError: The body is not compressed as declared, or not as requested.
    """
    coding = answer.headers.get("content-encoding", "").strip().lower()
    packed = _bounded(answer.pieces(), limit, url)
    if coding in {"", "identity"}:
        yield from packed
    elif coding in {"gzip", "x-gzip"}:
        try:
            yield from _gunzip(packed, limit)
        except zlib.error as error:
            raise SourceUnavailableError(f"{url.shown} is not in gzip, as declared") from error
    else:
        raise SourceUnavailableError(
            f"{url.shown} is sent in {coding[:60]}, not in gzip as requested"
        )


def _gunzip(packed: Iterable[bytes], limit: int) -> Iterator[bytes]:
    """Yield the decompressed content of gzip data with one or several members.

    Raises:
            zlib.error: The data are not gzip, or end early.
    """
    gzip = zlib.decompressobj(zlib.MAX_WBITS | 16)
    for piece in packed:
        rest = piece
        while rest:
            if gzip.eof:
                gzip = zlib.decompressobj(zlib.MAX_WBITS | 16)
            yield gzip.decompress(rest, limit + 1)
            rest = gzip.unused_data
    if not gzip.eof:
        raise zlib.error


def _bounded(pieces: Iterable[bytes], limit: int, url: Url) -> Iterator[bytes]:
    """Yield pieces up to a total size of `limit`.

    Raises:
        UnreadableSourceError: The total is larger.
    """
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > limit:
            raise UnreadableSourceError(
                f"{url.shown} is larger than {limit} bytes, which is not allowed"
            )
        yield piece


def _links(url: Url, header: str) -> dict[str, str]:
    """Return the absolute URLs in a header `Link`, by relation.

    Source: RFC 8288. Links to forbidden addresses are left out.
    """
    links: dict[str, str] = {}
    for target, parameters in _LINK.findall(header):
        relation = _REL.search(parameters)
        if relation is None:
            continue
        try:
            leads_to = str(url.join(target))
        except AddressNotAllowedError:
            continue
        for name in (relation[1] or relation[2] or "").lower().split():
            links.setdefault(name, leads_to)
    return links
