"""Sitemaps: lists of a site's pages for search engines.

Source: https://www.sitemaps.org/protocol.html, and for `news:` Google's extension for news.
"""

import zlib
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import NamedTuple

from lxml import etree

from worker.articles.fields import latest, read_time
from worker.errors import UnreadableSourceError
from worker.fetch.client import Fetched, Fetcher
from worker.fetch.urls import join_address, show
from worker.model.fetched_article import NONE, Validators
from worker.sources.listing import MAX_LISTING_BYTES, look

MAX_SITEMAPS = 1_000
"""Limit of the sitemaps in one index."""

_MEDIA_TYPES = (
    "application/xml",
    "text/xml",
    "text/plain",
    "application/gzip",
    "application/x-gzip",
    "application/octet-stream",
)
_GZIP = b"\x1f\x8b"
_TIMES = ("lastmod", "publication_date")


class Listed(NamedTuple):
    """Entry of a sitemap: a page, or another sitemap.

    Attributes:
        url: URL of the page or sitemap.
        changed_at: Time of the last change; None if the sitemap does not give it.
    """

    url: str
    changed_at: datetime | None


def fetch_sitemap(
    fetcher: Fetcher, url: str, since: datetime | None = None, validators: Validators = NONE
) -> tuple[Iterator[Listed], Validators] | None:
    """Return the pages that a sitemap names, the last changed ones first.

    Args:
        fetcher: HTTP client.
        url: URL of a sitemap, or of an index of sitemaps, which are read one after the other.
        since: Sitemaps of an index that did not change since are not read.
        validators: Validators of the last response.

    Returns:
        The pages and the validators for the next time; None if nothing changed since the last.

    Raises:
        SourceUnavailableError: The sitemap is missing.
        UnreadableSourceError: It is no sitemap.
    """
    fetched = look(fetcher, url, _MEDIA_TYPES, validators)
    if fetched.status == 304:
        return None
    kind, listed = _read(fetched)
    if kind == "sitemapindex":
        return _pages_of(fetcher, listed[:MAX_SITEMAPS], since), fetched.validators
    return iter(listed), fetched.validators


def _pages_of(fetcher: Fetcher, sitemaps: list[Listed], since: datetime | None) -> Iterator[Listed]:
    for sitemap in sitemaps:
        if since and sitemap.changed_at and sitemap.changed_at < since:
            continue
        kind, listed = _read(look(fetcher, sitemap.url, _MEDIA_TYPES))
        if kind == "urlset":
            yield from listed


def _read(fetched: Fetched) -> tuple[str, list[Listed]]:
    """Return the name of a sitemap's root element, and its entries, the last changed first.

    Raises:
        UnreadableSourceError: It is no sitemap.
    """
    data = _unpack(fetched)
    root = ""
    listed = []
    try:
        for event, element in etree.iterparse(
            BytesIO(data), events=("start", "end"), resolve_entities=False, no_network=True
        ):
            name = _name_of(element)
            root = root or name
            if event == "end" and name in {"url", "sitemap"}:
                found = _listed(element, fetched.url)
                if found:
                    listed.append(found)
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise UnreadableSourceError(f"{show(fetched.url)} is not a sitemap: {error}") from error
    if root not in {"urlset", "sitemapindex"}:
        raise UnreadableSourceError(f"{show(fetched.url)} is not a sitemap: its root is {root!r}")
    return root, sorted(listed, key=_age)


def _age(listed: Listed) -> float:
    """Return the sort key: the newest first, entries without a time last."""
    return -listed.changed_at.timestamp() if listed.changed_at else 0.0


def _listed(element: etree._Element, base: str) -> Listed | None:
    """Return the entry of one page; pictures in it have their own `loc`."""
    url = next((each.text or "" for each in element if _name_of(each) == "loc"), "").strip()
    times = (read_time(each.text) for each in element.iter() if _name_of(each) in _TIMES)
    return Listed(join_address(base, url), latest(*times)) if url else None


def _name_of(element: etree._Element) -> str:
    """Return the name of an element without its namespace; nothing for comments."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _unpack(fetched: Fetched) -> bytes:
    """Return a sitemap, decompressed if it is in gzip, such as files named `.xml.gz`.

    Raises:
        UnreadableSourceError: The sitemap is broken, or too large.
    """
    if not fetched.body.startswith(_GZIP):
        return fetched.body
    gzip = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        data = gzip.decompress(fetched.body, MAX_LISTING_BYTES + 1)
    except zlib.error as error:
        raise UnreadableSourceError(f"{show(fetched.url)} is not in gzip: {error}") from error
    if len(data) > MAX_LISTING_BYTES:
        raise UnreadableSourceError(
            f"{show(fetched.url)} is larger than {MAX_LISTING_BYTES} bytes, unpacked"
        )
    return data
