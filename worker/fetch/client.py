"""Requests to other servers: for articles and lists of them, and to CDNs that must forget.

Addresses come from editors, feeds and redirects, and the machine that asks is within the
publisher's network. So inner addresses are refused unless the operator lists them, and whoever
answers can waste no more than a set time and size.
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
from worker.fetch.addresses import read_private_host
from worker.fetch.charset import decode
from worker.fetch.connection import Connection, Deadline, HttpResponse, LookUp, look_up
from worker.fetch.urls import Url, read_url, show
from worker.html.omissions import Note, note_nothing
from worker.model.fetched_article import NONE, Validators

MAX_REDIRECTS = 5

_MOVED = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({404, 410, 451})
"""Not 401 and 403: walls against robots answer so for a while, and nothing is taken down for it."""

_NONE: Mapping[str, str] = MappingProxyType({})
_LINK = re.compile(r'<([^<>]*)>((?:\s*;\s*[\w*-]+\s*=\s*(?:"[^"]*"|[^\s;,"]*))*)')
_REL = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]*))', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered.

    Attributes:
        url: Where it was in the end, after redirects.
        status: 200, or 304 if nothing changed since the validators; then there is no body. Or that
            of a refusal that was asked for.
        media_type: In small letters, without parameters, as `text/html`.
        charset: Label of the encoding that the server declares; None if it declares none.
        body: As it was before it was compressed for the way.
        validators: For the next time.
        links: Of the header `Link`: relation -> absolute URL, the first of each.
        headers: By names in small letters.
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
        """Return the body as text, as `worker.fetch.charset` decodes it.

        Args:
            note: Called where it declares no encoding and is not in UTF-8.

        Raises:
            UnreadableSourceError: It is not in the encoding that it declares.
        """
        return decode(self.body, self.charset, self.media_type, show(self.url), note)


class Fetcher:
    """What asks other servers, and never the inner ones.

    Args:
        timeout_s: For a whole request: look-up, connection, redirects and the last byte.
        private_hosts: Hosts at inner addresses that may be asked, as LISTEN_PRIVATE_HOSTS has them.
        max_bytes: Largest body, before and after it is unpacked.
        public_url: Where those who are asked can find out who asks.
        look_up: How the addresses of hosts are found.
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
        """Return what is at a URL.

        Args:
            url: With http or https, and without a user.
            accept: Media types; no other is taken.
            headers: For the URL's own host alone: after a redirect elsewhere they are not sent.
            validators: Of the version that is already here.
            max_bytes: Largest body; the fetcher's own limit if left out.
            refusals: Statuses of answers that are wanted, too, of whatever media type, since they
                say why.

        Raises:
            AddressNotAllowedError: It is, or leads to, an address that must not be asked.
            ArticleGoneError: It answers that there is no such page.
            SourceUnavailableError: It does not answer in time, or not as a server should.
            UnreadableSourceError: What it has is too large, or of another media type.
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
        """Send a request without a body, and return the status of its answer, also of a redirect.

        Raises:
            AddressNotAllowedError: It is an address that must not be asked.
            SourceUnavailableError: It does not answer in time, or not as a server should.
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
    """Return where a redirect leads.

    Raises:
        AddressNotAllowedError: Nothing may be asked there.
        SourceUnavailableError: It leads nowhere.
    """
    target = answer.headers.get("location")
    if not target:
        raise SourceUnavailableError(f"{url.shown} redirects nowhere")
    try:
        return url.join(target)
    except AddressNotAllowedError as error:
        raise AddressNotAllowedError(f"{url.shown} redirects to {error}") from error


def _read(
    url: Url, answer: HttpResponse, accept: Sequence[str], validators: Validators, limit: int
) -> Fetched:
    """Return an answer that is no redirect, with its body; any answer if nothing is accepted."""
    said = answer.headers.get("content-type", "")
    media_type = re.split("[;,]", said)[0].strip().lower()  # said twice, it counts once
    unchanged = answer.status == 304 and validators != NONE
    if accept and not unchanged:
        _check_head(url, answer, media_type, accept)
    body = b"" if unchanged else b"".join(_bounded(_unpack(url, answer, limit), limit, url))
    charset = re.search(r"""charset\s*=\s*["']?([^\s"';]+)""", said, re.IGNORECASE)
    known = validators if unchanged else NONE  # of which an answer 304 need not repeat any
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
    """Refuse an answer that is of no use, before its body is read.

    Raises:
        ArticleGoneError: There is no such page.
        SourceUnavailableError: It is an error of the server's own, or nothing that was asked for.
        UnreadableSourceError: It is of another media type.
    """
    if answer.status in _GONE:
        raise ArticleGoneError(f"{url.shown} answers with {answer.status}: no such page")
    if answer.status != 200:
        raise SourceUnavailableError(f"{url.shown} answers with {answer.status}")
    if media_type not in accept:
        raise UnreadableSourceError(
            f"{url.shown} is {media_type[:60] or 'of no media type'}, which is not allowed: "
            f"{' or '.join(accept)} is wanted"
        )


def _unpack(url: Url, answer: HttpResponse, limit: int) -> Iterator[bytes]:
    """Yield a body as it was before it was compressed; no piece is much larger than `limit`.

    Raises:
        SourceUnavailableError: It is not compressed as it says, or as was not asked for.
    """
    coding = answer.headers.get("content-encoding", "").strip().lower()
    packed = _bounded(answer.pieces(), limit, url)
    if coding in {"", "identity"}:
        yield from packed
    elif coding in {"gzip", "x-gzip"}:
        try:
            yield from _gunzip(packed, limit)
        except zlib.error as error:
            raise SourceUnavailableError(f"{url.shown} is not in gzip as it says") from error
    else:
        raise SourceUnavailableError(
            f"{url.shown} comes in {coding[:60]}, not in gzip as asked for"
        )


def _gunzip(packed: Iterable[bytes], limit: int) -> Iterator[bytes]:
    """Yield what is in gzip, of one member or several.

    Raises:
        zlib.error: It is not in gzip, or ends early.
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
    """Yield pieces as long as they are no larger than `limit` in all.

    Raises:
        UnreadableSourceError: They are larger.
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
    """Return where a header `Link` leads: relation -> absolute URL.

    Source: RFC 8288. Links to addresses that cannot be asked are left out.
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
