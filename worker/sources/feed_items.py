"""Items of RSS, Atom and JSON feeds in one common form.

Feeds are read as far as possible: feedparser tolerates broken XML and wrong encodings.

Source: RSS 2.0 and 1.0 with `content:encoded` and `dc:`; RFC 4287 (Atom); RFC 5005 (paging);
https://www.jsonfeed.org/version/1.1/
"""

from calendar import timegm
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import feedparser

from worker.articles.fields import join_names, plain_text, read_time
from worker.errors import UnreadableSourceError
from worker.fetch.client import Fetched
from worker.fetch.urls import join_address, show
from worker.html.escapes import shows_markup, undo_escapes
from worker.sources.api_answers import mapping, objects, read_json

MEDIA_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/xml",
    "text/xml",
    "application/feed+json",
    "application/json",
    "text/html",
    "text/plain",
    "application/octet-stream",
)
"""Media types of feeds, including wrong ones in use."""

_ROOTS_END = (b"</rss>", b"</feed>", b"</rdf:rdf>", b"</channel>")


@dataclass(frozen=True, slots=True)
class Item:
    """Item of a feed; missing fields are empty.

    Attributes:
        guid: Identifier in the feed.
        url: URL of its page.
        title: Title as plain text.
        summary: Summary as HTML.
        html: Content as HTML.
        text: Content as plain text, if the feed has plain text.
        byline: Names of the authors, as plain text.
        tags: Tags as plain text.
        language: Language as a BCP 47 tag.
        image_url: URL of a picture.
        published_at: Time of publication.
        updated_at: Time of the last change.
        is_cut: True if the feed is cut off within the item.
    """

    guid: str = ""
    url: str = ""
    title: str = ""
    summary: str = ""
    html: str = ""
    text: str = ""
    byline: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""
    image_url: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """One page of a feed.

    Attributes:
        items: Items in the feed's order, usually the newest first.
        next_url: URL of the next older page; empty if the feed names none.
        is_from_wordpress: True if WordPress made it, whose feeds have pages without links to them.
    """

    items: tuple[Item, ...]
    next_url: str = ""
    is_from_wordpress: bool = False


def read_feed(fetched: Fetched) -> Feed:
    """Parse a feed.

    Raises:
        UnreadableSourceError: The document is not a feed.
    """
    if fetched.body.lstrip()[:1] == b"{":
        return _read_json_feed(fetched)
    charset = f"; charset={fetched.charset}" if fetched.charset else ""
    headers = {"content-type": f"{fetched.media_type}{charset}"}
    said = feedparser.parse(BytesIO(fetched.body), response_headers=headers, sanitize_html=False)
    if not said.get("version") and not said.entries:
        hint = _hint(fetched)
        raise UnreadableSourceError(f"{show(fetched.url)} is not a feed{hint}")
    language = said.feed.get("language", "")
    items = [_item_of(entry, language, fetched.url) for entry in said.entries]
    if said.bozo and items and not fetched.body.rstrip().lower().endswith(_ROOTS_END):
        items[-1] = replace(items[-1], is_cut=True)
    links = {link.get("rel"): link.get("href", "") for link in said.feed.get("links", [])}
    older = links.get("next") or links.get("prev-archive")
    return Feed(
        tuple(items),
        join_address(fetched.url, older) if older else "",
        "wordpress.org" in said.feed.get("generator", ""),
    )


def _item_of(entry: Mapping[str, Any], language: str, base: str) -> Item:
    html, text = _content(entry.get("content", []))
    titled = entry.get("title_detail", {})
    title = entry.get("title", "")
    guid, link = entry.get("id", ""), entry.get("feedburner_origlink") or entry.get("link", "")
    if link == guid and "://" not in link:
        link = ""  # guids are declared as URLs, but often are not
    image = _image(entry)
    is_markup = titled.get("type") != "text/plain" or "&" in title or shows_markup(title)
    return Item(
        guid=guid,
        url=join_address(base, link) if link else "",
        title=plain_text(title) if is_markup else " ".join(title.split()),
        summary=undo_escapes(entry.get("summary", "")),
        html=html,
        text=text,
        byline=_byline(entry),
        tags=tuple(plain_text(tag.get("term")) for tag in entry.get("tags", [])),
        language=_language(entry) or language,
        image_url=join_address(base, image) if image else "",
        published_at=_time(entry, "published"),
        updated_at=_time(entry, "updated"),
    )


def _content(parts: Iterable[Mapping[str, Any]]) -> tuple[str, str]:
    """Return the content of an entry as HTML, and as plain text."""
    of_type = {part.get("type", ""): part.get("value", "") for part in reversed([*parts])}
    html = of_type.get("text/html") or of_type.get("application/xhtml+xml") or ""
    text = "" if html else of_type.get("text/plain", "")
    return (text, "") if shows_markup(text) else (undo_escapes(html), text)


def _byline(entry: Mapping[str, Any]) -> str:
    names = [author.get("name", "") for author in entry.get("authors", [])]
    named = join_names(name for name in names if name and "@" not in name)
    author = entry.get("author", "")
    return named or ("" if "@" in author else plain_text(author))


def _language(entry: Mapping[str, Any]) -> str:
    details = [*entry.get("content", []), entry.get("title_detail", {})]
    return next((detail["language"] for detail in details if detail.get("language")), "")


def _image(entry: Mapping[str, Any]) -> str:
    pictures = [*entry.get("media_content", []), *entry.get("enclosures", [])]
    for picture in pictures:
        if "image" in (picture.get("medium"), picture.get("type", "").partition("/")[0]):
            return str(picture.get("url") or picture.get("href") or "")
    return next((str(each.get("url", "")) for each in entry.get("media_thumbnail", [])), "")


def _time(entry: Mapping[str, Any], name: str) -> datetime | None:
    """Return a time, also in formats that feedparser cannot read."""
    if name not in entry:  # feedparser would substitute the other time
        return None
    parsed = entry.get(f"{name}_parsed")
    if parsed is None:
        return read_time(entry[name])
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):  # the year is invalid
        return None


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _hint(fetched: Fetched) -> str:
    """Return a hint with the feed that a web page links to."""
    if fetched.media_type != "text/html":
        return ""
    links = feedparser.parse(BytesIO(fetched.body)).feed.get("links", [])
    feeds = [link.get("href", "") for link in links if "xml" in link.get("type", "")]
    where = (
        f"; the page says that it is at {show(join_address(fetched.url, feeds[0]))}"
        if feeds
        else ""
    )
    return f", but a web page{where}"


def _read_json_feed(fetched: Fetched) -> Feed:
    """Parse a JSON Feed.

    Raises:
        UnreadableSourceError: The document is not a JSON Feed.
    """
    said = mapping(read_json(fetched))
    if "jsonfeed.org" not in str(said.get("version")):
        raise UnreadableSourceError(f"{show(fetched.url)} is not a feed")

    def address(value: object) -> str:
        return join_address(fetched.url, value) if isinstance(value, str) and value else ""

    items = [
        Item(
            guid=str(item.get("id") or ""),
            url=address(item.get("url") or item.get("external_url")),
            title=plain_text(item.get("title")),
            summary=undo_escapes(str(item.get("summary") or "")),
            html=undo_escapes(str(item.get("content_html") or "")),
            text="" if item.get("content_html") else str(item.get("content_text") or ""),
            byline=join_names(
                author.get("name")
                for author in [*objects(item.get("authors")), mapping(item.get("author"))]
            ),
            tags=tuple(map(plain_text, _list(item.get("tags")))),
            language=str(item.get("language") or said.get("language") or ""),
            image_url=address(item.get("image") or item.get("banner_image")),
            published_at=read_time(item.get("date_published")),
            updated_at=read_time(item.get("date_modified")),
        )
        for item in objects(said.get("items"))
    ]
    return Feed(tuple(items), address(said.get("next_url")))
