"""The podcast feed as XML: RSS 2.0 with the extensions of podcast directories and players.

Source: RSS 2.0; Apple's podcast RSS feed requirements; the Podcasting 2.0 namespace; RFC 4287
(atom:link) and RFC 5005, section 3 (paging).
"""

import html
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import formatdate
from urllib.parse import quote, urlsplit
from uuid import UUID, uuid5

from lxml import etree
from werkzeug.urls import iri_to_uri

from cache.narrations.public_urls import Addresses
from worker.podcast.episodes import Episode, Page, Section
from worker.publication.podcast_settings import PodcastSettings

CONTENT_TYPE = "application/rss+xml; charset=utf-8"

NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "dc": "http://purl.org/dc/elements/1.1/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
}

PODCAST_NAMESPACE = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""UUID namespace for the GUID of a podcast, which is derived from its address."""

SUMMARY_BYTES = 4_000
"""Longest text that podcast directories accept, in characters."""

_NO_CHARACTER = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML forbids, and control characters that it discourages."""

_NO_COVER = re.compile(r"\.(?:avif|bmp|gif|heic|ico|svg|tiff?|webp)$", re.IGNORECASE)
"""Image file names that no directory accepts; directories accept JPEG and PNG."""


@dataclass(frozen=True, slots=True)
class PodcastFeed:
    """One page of a podcast feed.

    Attributes:
        settings: Title, author and other settings of the podcast.
        base_url: Scheme and host of this service.
        section: The section of the feed; None for all episodes.
        page: Episodes of the page.
        number: Number of the page, from 1.
        is_numbered: True if the requested address has a page number; the first page needs none.
    """

    settings: PodcastSettings
    base_url: str
    section: Section | None
    page: Page
    number: int
    is_numbered: bool = False

    @property
    def pages(self) -> int:
        """Number of pages, at least one."""
        return max(1, math.ceil(self.page.total / self.settings.page_size))

    def address(self, number: int = 1, *, is_numbered: bool = False) -> str:
        """Return the URL of one of its pages."""
        path = f"/feed/{quote(self.section.slug)}.xml" if self.section else "/feed.xml"
        query = f"?page={number}" if number > 1 or is_numbered else ""
        return f"{self.base_url}{path}{query}"


def write_feed(feed: PodcastFeed) -> bytes:
    """Return a page of a feed as XML."""
    rss = etree.Element("rss", {"version": "2.0"}, nsmap=NAMESPACES)
    channel = etree.SubElement(rss, "channel")
    _describe_channel(channel, feed)
    for rel, address in _links(feed):
        _add(channel, "atom:link", rel=rel, type="application/rss+xml", href=address)
    addresses = Addresses(feed.base_url)
    for episode in feed.page.episodes:
        _describe_episode(etree.SubElement(channel, "item"), episode, feed.settings, addresses)
    written: bytes = etree.tostring(rss, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return written


def _describe_channel(channel: etree._Element, feed: PodcastFeed) -> None:
    settings = feed.settings
    title = f"{settings.title}: {feed.section.name}" if feed.section else settings.title
    description = f"{settings.description} {settings.disclosure}"
    link = settings.link or f"{feed.base_url}/"
    image = settings.image or f"{feed.base_url}/feed/cover.png"
    _add(channel, "title", title)
    _add(channel, "link", link)
    _add(channel, "description", html.escape(_clean(description), quote=False))
    _add(channel, "language", settings.language)
    _add(channel, "copyright", settings.copyright)
    _add(channel, "generator", "Listen to Article")
    if feed.page.changed_at:
        _add(channel, "lastBuildDate", _date(feed.page.changed_at))
    picture = etree.SubElement(channel, "image")
    for tag, text in (("url", image), ("title", title), ("link", link)):
        _add(picture, tag, text)
    _add(channel, "itunes:author", settings.author or settings.title)
    _add(channel, "itunes:summary", description)
    _add(channel, "itunes:type", "episodic")
    _add(channel, "itunes:explicit", _truth(settings.explicit))
    _add(channel, "itunes:image", href=image)
    category = _add(channel, "itunes:category", text=settings.category)
    if settings.subcategory:
        _add(category, "itunes:category", text=settings.subcategory)
    if settings.email:
        owner = _add(channel, "itunes:owner")
        _add(owner, "itunes:name", settings.author or settings.title)
        _add(owner, "itunes:email", settings.email)
    _add(channel, "podcast:guid", str(_guid(feed)))
    owned_by = {"owner": settings.email} if settings.email else {}
    _add(channel, "podcast:locked", "yes" if settings.locked else "no", **owned_by)


def _guid(feed: PodcastFeed) -> UUID:
    """Return the permanent GUID of the podcast; each section is a podcast of its own."""
    if feed.settings.guid is None:
        return uuid5(PODCAST_NAMESPACE, feed.address().partition("://")[2])
    return uuid5(feed.settings.guid, feed.section.slug) if feed.section else feed.settings.guid


def _links(feed: PodcastFeed) -> Iterator[tuple[str, str]]:
    yield "self", feed.address(feed.number, is_numbered=feed.is_numbered)
    yield "first", feed.address()
    yield "last", feed.address(feed.pages)
    if feed.number > 1:
        yield "prev", feed.address(feed.number - 1)
        yield "previous", feed.address(feed.number - 1)  # the term of RFC 5005
    if feed.number < feed.pages:
        yield "next", feed.address(feed.number + 1)


def _describe_episode(
    item: etree._Element, episode: Episode, settings: PodcastSettings, addresses: Addresses
) -> None:
    summary = _shorten(_clean(episode.dek))
    article_id, track = episode.article_id, episode.track
    title = _clean(episode.title) or article_id
    _add(item, "title", title)
    _add(item, "link", web_address(episode.url))
    _add(item, "guid", article_id, isPermaLink="false")
    _add(item, "pubDate", _date(episode.dated_at))
    _add(item, "description", html.escape(summary, quote=False))
    _add(item, "category", episode.section)
    _add(
        item,
        "enclosure",
        url=addresses.track(track),
        length=str(episode.size),
        type="audio/mpeg",
    )
    _add(item, "dc:creator", episode.byline)
    _add(item, "itunes:title", title)
    _add(item, "itunes:author", episode.byline)
    _add(item, "itunes:summary", summary)
    _add(item, "itunes:duration", str(max(1, round(episode.duration_s))))
    _add(item, "itunes:explicit", _truth(settings.explicit))
    _add(item, "itunes:episodeType", "full")
    image = web_address(episode.image_url)
    if image and not _NO_COVER.search(urlsplit(image).path):
        _add(item, "itunes:image", href=image)
    _add(
        item,
        "podcast:transcript",
        url=addresses.captions(article_id, track),
        type="text/vtt",
        language=episode.language,
    )
    if episode.has_chapters:
        chapters = addresses.chapters(article_id, track)
        _add(item, "podcast:chapters", url=chapters, type="application/json+chapters")


def _add(
    parent: etree._Element, name: str, content: str | None = None, /, **attributes: str
) -> etree._Element:
    """Return a new child element; one with empty content is not added to its parent."""
    prefix, _, local = name.rpartition(":")
    tag = f"{{{NAMESPACES[prefix]}}}{local}" if prefix else local
    element = etree.Element(tag, {key: _clean(value) for key, value in attributes.items()})
    element.text = None if content is None else _clean(content)
    if element.text != "":
        parent.append(element)
    return element


def _clean(text: str) -> str:
    """Return a text in one line, without characters that XML forbids."""
    return _NO_CHARACTER.sub("", " ".join(text.split())).strip()


def _shorten(text: str) -> str:
    """Return a text cut between words to the length that directories accept."""
    if len(text.encode()) <= SUMMARY_BYTES:
        return text
    kept = text.encode()[: SUMMARY_BYTES - len("…".encode())].decode(errors="ignore")
    return f"{kept.rpartition(' ')[0] or kept}…"


def web_address(text: str) -> str:
    """Return a URL in its escaped form; empty if it is not an http or https URL."""
    try:
        address = iri_to_uri(_clean(text))
        is_web = urlsplit(address).scheme in {"http", "https"} and urlsplit(address).hostname
    except ValueError:
        return ""
    return quote(address, safe="!#$%&'()*+,/:;=?@[]~") if is_web else ""


def _date(seconds: float) -> str:
    return formatdate(seconds, usegmt=True)


def _truth(value: bool) -> str:  # the attribute holds nothing else
    return "true" if value else "false"
