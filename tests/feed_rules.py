"""The rules of podcast directories for a feed.

Source: the RSS 2.0 specification; Apple's podcast RSS feed requirements; the Podcasting 2.0
namespace (guid, locked, transcript, chapters); RFC 4287 and RFC 5005; the rules of the W3C's feed
validator.
"""

import re
import uuid
from collections import Counter
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from lxml import etree

from worker.publication.podcast_settings import CATEGORIES

ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
PODCAST_NAMESPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")

ONE_IN_CHANNEL = (
    "title", "link", "description", "language", f"{ITUNES}image", f"{ITUNES}author",
    f"{ITUNES}explicit", f"{ITUNES}type", f"{ITUNES}summary", f"{PODCAST}guid", f"{PODCAST}locked",
)  # fmt: skip
ONE_IN_ITEM = (
    "title", "guid", "pubDate", "enclosure", f"{ITUNES}title", f"{ITUNES}duration",
    f"{ITUNES}explicit", f"{ITUNES}episodeType", f"{PODCAST}transcript",
)  # fmt: skip
AT_MOST_ONE = (
    "copyright", "generator", "image", "lastBuildDate", "link", "description", "category",
    f"{DC}creator", f"{ITUNES}author", f"{ITUNES}image", f"{ITUNES}owner", f"{ITUNES}summary",
    f"{ITUNES}category", f"{PODCAST}chapters",
)  # fmt: skip
KINDS = {f"{PODCAST}transcript": "text/vtt", f"{PODCAST}chapters": "application/json+chapters"}
LONGEST = {"description": 10_000, f"{ITUNES}summary": 4_000}


def flaws(body: bytes, address: str) -> list[str]:
    """Return the errors of a feed that was read at an address, one sentence each."""
    rss = etree.fromstring(body)
    channels = rss.findall("channel")
    if rss.tag != "rss" or rss.get("version") != "2.0" or len(channels) != 1:
        return ["it is no RSS 2.0 with one channel"]
    found = list(_channel(channels[0], address))
    for item in channels[0].findall("item"):
        found += [f"{item.findtext('guid')}: {flaw}" for flaw in _item(item)]
    guids = Counter(item.findtext("guid") for item in channels[0].findall("item"))
    found += [f"{guid} is there {count} times" for guid, count in guids.items() if count > 1]
    return found


def _channel(channel: etree._Element, address: str) -> Iterator[str]:
    yield from _count(channel, ONE_IN_CHANNEL)
    yield from _links(channel, address)
    for date in channel.findall("lastBuildDate"):
        yield from _date(date.text)
    yield from _cover(channel)
    yield from _category(channel)
    yield from _words(channel, f"{ITUNES}explicit", "true", "false")
    yield from _words(channel, f"{ITUNES}type", "episodic", "serial")
    yield from _words(channel, f"{PODCAST}locked", "yes", "no")
    for owner in channel.findall(f"{ITUNES}owner"):
        if not re.fullmatch(r"\S+@\S+\.\S+", owner.findtext(f"{ITUNES}email") or ""):
            yield "its owner has no e-mail address"
    yield from _guid(channel, address)
    if "synthetic" not in (channel.findtext("description") or ""):
        yield "it does not say who speaks"


def _links(channel: etree._Element, address: str) -> Iterator[str]:
    links = [(link.get("rel"), link.get("href")) for link in channel.findall(f"{ATOM}link")]
    if [href for rel, href in links if rel == "self"] != [address]:
        yield f"its own link is not {address}"
    for _, link in links:
        yield from _web(link)
    for name in ("link", "image/url", "image/link"):
        yield from _web(channel.findtext(name))
    for name in ("title", "link"):
        if channel.findtext(f"image/{name}") != channel.findtext(name):
            yield f"its image's {name} is not the channel's"


def _guid(channel: etree._Element, address: str) -> Iterator[str]:
    first = [x.get("href") for x in channel.findall(f"{ATOM}link") if x.get("rel") == "first"]
    name = re.sub(r"^\w+://|/+$", "", first[0] if first else address)
    guid = channel.findtext(f"{PODCAST}guid")
    if guid != str(uuid.uuid5(PODCAST_NAMESPACE, name)):
        yield f"its guid {guid} is not that of {name}"


def _item(item: etree._Element) -> Iterator[str]:
    yield from _count(item, ONE_IN_ITEM)
    if [guid.get("isPermaLink") for guid in item.findall("guid")] != ["false"]:
        yield "its guid passes for a link"
    yield from _date(item.findtext("pubDate"))
    for link in item.findall("link"):
        yield from _web(link.text)
    for enclosure in item.findall("enclosure"):
        yield from _enclosure(enclosure)
    if not re.fullmatch(r"[1-9][0-9]*", item.findtext(f"{ITUNES}duration") or ""):
        yield "its duration is no number of seconds"
    yield from _cover(item)
    yield from _words(item, f"{ITUNES}explicit", "true", "false")
    yield from _words(item, f"{ITUNES}episodeType", "full", "trailer", "bonus")
    for tag, kind in KINDS.items():
        yield from _resources(item.findall(tag), kind)
    for tag, most_bytes in LONGEST.items():
        if len((item.findtext(tag) or "").encode()) > most_bytes:
            yield f"{tag} is too long"


def _resources(elements: list[etree._Element], kind: str) -> Iterator[str]:
    for element in elements:
        yield from _web(element.get("url"))
        if element.get("type") != kind:
            yield f"{element.tag} is not of type {kind}"


def _enclosure(enclosure: etree._Element) -> Iterator[str]:
    yield from _web(enclosure.get("url"))
    if enclosure.get("type") != "audio/mpeg" or not enclosure.get("url", "").endswith(".mp3"):
        yield "its enclosure is no MP3"
    if not re.fullmatch(r"[1-9][0-9]*", enclosure.get("length", "")):
        yield "its enclosure has no length"


def _count(parent: etree._Element, needed: tuple[str, ...]) -> Iterator[str]:
    counts = Counter(child.tag for child in parent)
    for tag in needed:
        element = parent.find(tag)
        if counts[tag] != 1:
            yield f"{tag} is there {counts[tag]} times"
        elif not (element.text or element.attrib):
            yield f"{tag} is empty"
    yield from (f"{tag} is there {counts[tag]} times" for tag in AT_MOST_ONE if counts[tag] > 1)


def _web(address: str | None) -> Iterator[str]:
    parts = urlsplit(address or "")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        yield f"{address!r} is no address of the web with its host"
    elif not re.fullmatch(r"(?:[!#$&-;=?-Z\[\]_a-z~]|%[0-9A-Fa-f]{2})+", address or ""):
        yield f"{address!r} has characters that no address has"


def _date(text: str | None) -> Iterator[str]:
    day = r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d "
    month = r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) "
    if not re.fullmatch(rf"{day}{month}\d{{4}} \d\d:\d\d:\d\d (GMT|[+-]\d{{4}})", text or ""):
        yield f"{text!r} is no date of RFC 2822"
    elif f"{parsedate_to_datetime(text or ''):%a, %d %b}" != (text or "")[:11]:
        yield f"{text!r} is another day of the week"


def _cover(parent: etree._Element) -> Iterator[str]:
    for image in parent.findall(f"{ITUNES}image"):
        yield from _web(image.get("href"))
        name = urlsplit(image.get("href", "")).path
        if re.search(r"\.\w{3,4}$", name) and not re.search(r"\.(jpe?g|png)$", name, re.IGNORECASE):
            yield "its image is neither JPEG nor PNG"


def _category(channel: etree._Element) -> Iterator[str]:
    found = channel.find(f"{ITUNES}category")
    name = found.get("text", "") if found is not None else ""
    if name not in CATEGORIES:
        yield f"no directory knows the category {name!r}"
        return
    for part in found.findall(f"{ITUNES}category"):
        if part.get("text") not in CATEGORIES[name]:
            yield f"no directory knows the category {part.get('text')!r} of {name}"


def _words(parent: etree._Element, tag: str, *known: str) -> Iterator[str]:
    if parent.findtext(tag) not in known:
        yield f"{tag} is neither {' nor '.join(known)}"
