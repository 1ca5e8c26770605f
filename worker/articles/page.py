"""From an article's page to the article: its text without all that surrounds it.

trafilatura finds the text and what the page says of itself. Before that, boxes that news sites put
among the paragraphs are taken out: players, share bars, author cards, newsletters, related links.
"""

import re
from collections.abc import Iterable
from urllib.parse import urljoin

import requests
import trafilatura
from lxml import etree, html
from trafilatura.settings import Document

from worker.errors import SourceUnavailableError, UnreadableSourceError
from worker.stages import Article

MAX_PAGE_BYTES = 8_000_000

_BOX_WORDS = frozenset(
    "advert advertisement ads audio author bio breadcrumb breadcrumbs byline caption comment "
    "comments cookie credit donate footnotes kicker listen mostread newsletter paywall player "
    "podcast promo promoted readmore recirculation recommended related share sharing shares "
    "sidebar signup skip social sponsor sponsored subscribe subscription tags timestamp toolbar "
    "trending widget".split()
)
"""Words of a class or id that name a box beside the text."""

_NEVER_TEXT = ("aside", "dialog", "figure", "footer", "iframe", "nav", "noscript")
"""Elements that are no part of the text, however large they are."""

_BOX_ROLES = frozenset({"complementary", "navigation", "banner", "contentinfo", "search", "form"})

_BOX_HEADINGS = re.compile(
    r"(listen to (this )?(article|story)|share( this( article| story)?)?|related( \w+)?"
    r"|more (in|from|on) .{1,40}|most read|read (more|next)|recommended( for you)?|trending( now)?"
    r"|discussion( \(.*\))?|(\d+ )?comments?( \(.*\))?|leave a comment|about the authors?"
    r"|sign up.{0,60}|newsletter|advertisement)\W*",
    re.IGNORECASE,
)

_BOX_LINES = re.compile(
    r"(click play to .{0,40}|listen to (this )?(article|story)|share this (article|story)"
    r"|advertisement|\d+ min(ute)?s? read|read (more|also|next):.*|sign up (for|to) .{0,80}"
    r"|follow us on .{0,60}|published|updated)\W*",
    re.IGNORECASE,
)

_DEK_WORDS = frozenset("dek deck standfirst subtitle subhead subheadline summary lede".split())

_BOX_SHARE = 0.4
"""A box holds less of the page's text than this; what holds more is the article's own wrapper."""


def fetch_page(url: str, timeout_s: float) -> str:
    """Return the HTML at `url`.

    Raises:
        SourceUnavailableError: It does not answer, or not with a page.
    """
    try:
        with requests.get(
            url, timeout=timeout_s, stream=True, headers={"Accept": "text/html"}
        ) as answer:
            answer.raise_for_status()
            body = b""
            for piece in answer.iter_content(65536):
                body += piece
                if len(body) > MAX_PAGE_BYTES:
                    raise SourceUnavailableError(f"{url} is larger than {MAX_PAGE_BYTES} bytes")
            declared = "charset" in answer.headers.get("Content-Type", "").lower()
            encoding = answer.encoding if declared else None
    except requests.RequestException as error:
        raise SourceUnavailableError(f"{url} does not answer with a page: {error}") from error
    return decode_page(body, encoding)


def decode_page(data: bytes, declared: str | None = None) -> str:
    """Return a page's bytes as text, in the encoding declared by its server or by itself."""
    if declared is None:
        found = re.search(rb"""<meta[^>]+charset=["']?([\w-]+)""", data[:4096], re.IGNORECASE)
        declared = found[1].decode() if found else "utf-8"
    try:
        return data.decode(declared, "replace")
    except LookupError:
        return data.decode("utf-8", "replace")


def read_page(page: str, article_id: str, url: str = "") -> Article:
    """Return the article of a page: title, dek, byline and body, and nothing that surrounds them.

    Args:
        page: HTML.
        article_id: What the article is called here.
        url: Where the page is, if known.

    Raises:
        UnreadableSourceError: There is no article on it.
    """
    root = _parse(page)
    said = _metadata(root, url)
    dek = _visible_dek(root, said.description or "")
    section = _section(root, said)
    _take_out_boxes(root)
    found = trafilatura.extract_with_metadata(
        root, url=url or None, output_format="html", include_formatting=True,
        include_comments=False, include_tables=False,
    )  # fmt: skip
    if found is None or not found.text:
        raise UnreadableSourceError(f"no article was found on the page {url or article_id!r}")
    title = _fold(said.title or "")
    return Article(
        id=article_id,
        title=title,
        dek=dek,
        byline=_fold(said.author or ""),
        section=section,
        language=root.get("lang", "").strip(),
        published_at=_meta(root, "article:published_time") or said.date or "",
        url=said.url or url,
        html=_body(found.text, {title, dek}),
    )


def _parse(page: str) -> html.HtmlElement:
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError as error:
        raise UnreadableSourceError(f"the page is empty: {error}") from error
    return root


def _metadata(root: html.HtmlElement, url: str) -> Document:
    """Return what the page says of itself, with its one headline as the title."""
    said = trafilatura.extract_metadata(root, default_url=url or None)
    headlines = root.findall(".//h1")
    if len(headlines) == 1 and _fold(headlines[0].text_content()):
        said.title = headlines[0].text_content()
    canonical = root.xpath("string(//link[@rel='canonical']/@href)")
    if canonical:
        said.url = urljoin(url, canonical)
    return said


def _visible_dek(root: html.HtmlElement, description: str) -> str:
    """Return the dek that readers see: an element so called, or one that is the description."""
    wanted = _fold(description)
    for element in root.iter("p", "div", "h2", "span"):
        text = _fold(element.text_content())
        if text and (text == wanted or _words(element) & _DEK_WORDS):
            return text
    return ""


def _take_out_boxes(root: html.HtmlElement) -> None:
    body = root.find("body")
    if body is None:
        return
    limit = _BOX_SHARE * len(body.text_content())
    for element in list(body.iterdescendants()):
        inside = element.getparent() is not None and isinstance(element.tag, str)
        if not inside:
            continue
        is_small = len(element.text_content()) <= limit
        if element.tag in _NEVER_TEXT or (is_small and _is_box(element)):
            element.drop_tree()


def _is_box(element: html.HtmlElement) -> bool:
    is_named = element.get("role") in _BOX_ROLES or bool(_words(element) & _BOX_WORDS)
    if is_named or element.tag == "form" or "-" in element.tag:
        return True
    if element.tag in ("section", "div"):
        first = next((child for child in element if isinstance(child.tag, str)), None)
        if first is not None and first.tag in ("h2", "h3", "h4", "p", "strong"):
            return bool(_BOX_HEADINGS.fullmatch(_fold(first.text_content())))
    return False


def _words(element: html.HtmlElement) -> set[str]:
    names = f"{element.get('class', '')} {element.get('id', '')}"
    split = re.sub(r"([a-z])([A-Z])", r"\1 \2", names)
    return set(re.split(r"[\s_\-]+", split.lower()))


def _section(root: html.HtmlElement, said: Document) -> str:
    kicker = root.xpath("string(//*[contains(concat(' ', @class, ' '), ' kicker ')])")
    declared = _meta(root, "article:section") or next(iter(said.categories or []), "")
    return _fold(declared or kicker)


def _meta(root: html.HtmlElement, name: str) -> str:
    return str(
        root.xpath("string(//meta[@property=$name or @name=$name]/@content)", name=name)
    ).strip()


def _body(extracted: str, said: Iterable[str]) -> str:
    """Return the body of extracted HTML without title, dek and stock lines of news sites."""
    root = html.document_fromstring(extracted)
    body = root.find("body")
    repeated = set(said)
    for element in list(body):
        text = _fold(element.text_content())
        if text in repeated or _BOX_LINES.fullmatch(text):
            element.drop_tree()
    parts = (etree.tostring(e, encoding="unicode", method="html", with_tail=False) for e in body)
    return "\n".join(parts)


def _fold(text: str) -> str:
    return " ".join(text.split())
