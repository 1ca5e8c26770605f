"""Articles of web pages: title, dek, byline and the body without its surroundings.

trafilatura finds the paragraphs of the article and the metadata of the page. The text is taken from
the page's own markup, which keeps everything that affects how it is read aloud: the numbers of
lists, captions, tables, `data-listen`. Boxes that sites put among the paragraphs are removed:
players, share bars, author cards. Boxes that have a role of their own, such as newsletters and
related links, are kept and marked with this role.
"""

import re
from typing import NamedTuple

from lxml import etree, html
from trafilatura.settings import Document

from worker.errors import UnreadableSourceError
from worker.extraction.article_finder import find_article
from worker.extraction.metadata import read_metadata
from worker.extraction.structured_data import declares_article, read_structured_data
from worker.fetch.urls import join_address
from worker.html.omissions import Note, note_nothing
from worker.html.parsing import parse_page
from worker.html.plain_text import fold, without_markup
from worker.html.selectors import NO_SELECTORS, Selectors
from worker.model.article import SUBSCRIBERS, Article

MEDIA_TYPES = ("text/html", "application/xhtml+xml")
"""Media types of pages."""

LEAST_WORDS = 80
"""Number of words from which a page that does not declare its type counts as an article."""

MOST_LINKED = 0.5
"""Share of words in links above which a page is a list of links."""


def read_page(
    page: str,
    article_id: str,
    url: str = "",
    note: Note = note_nothing,
    selectors: Selectors = NO_SELECTORS,
) -> Article:
    """Return the article of a page: title, dek, byline and body, and nothing that surrounds them.

    Args:
        page: HTML.
        article_id: ID of the article.
        url: URL of the page, if known.
        note: Function called with each omitted part of the article.
        selectors: Selectors of the publisher.

    Raises:
        UnreadableSourceError: There is no article on the page; the message names the kind of page.
    """
    root = parse_page(page)
    said = read_metadata(root, url)
    declared = read_structured_data(root)
    is_free = declared.is_free and not declared.paid_selectors
    found = find_article(root, fold(said.title or ""), said.description or "", note, selectors)
    if not found.body:
        where = url or repr(article_id)
        raise UnreadableSourceError(f"no article was found on the page {where}: {found.instead}")
    canonical = root.xpath("string(//link[@rel='canonical']/@href)")
    return Article(
        id=article_id,
        title=fold(said.title or ""),
        dek=found.dek,
        byline=fold(said.author or ""),
        section=_section(root, said),
        language=root.get("lang", "").strip(),
        published_at=_meta(root, "article:published_time") or said.date or "",
        url=join_address(url, canonical) if canonical else (said.url or url),
        html=found.body,
        tags=tuple(_metas(root, "article:tag") or said.tags or ()),
        image_url=join_address(url, _meta(root, "og:image")),
        access="" if is_free else SUBSCRIBERS,
    )


class Notices(NamedTuple):
    """Statements of a page for programs.

    Attributes:
        is_listed: True if search engines may show it.
        modified_at: Time of the last change, as written in the page; empty if it is missing.
    """

    is_listed: bool
    modified_at: str


def read_notices(page: str) -> Notices:
    """Return the statements of a page for programs.

    Args:
        page: HTML.

    Raises:
        UnreadableSourceError: The page is empty.
    """
    root = parse_page(page)
    robots = " ".join(_metas(root, "robots")).lower()
    modified_at = _meta(root, "article:modified_time") or _meta(root, "og:updated_time")
    return Notices(not re.search(r"\b(noindex|none)\b", robots), modified_at)


def find_doubt(page: str, body: str) -> str:
    """Return the reason why a page is probably not an article; empty if it is one.

    Args:
        page: HTML of the page.
        body: HTML of the part that was found as its article.
    """
    root = parse_page(page)
    words = len(without_markup(body).split())
    linked = sum(len(text.split()) for text in _links(body))
    if linked > MOST_LINKED * words:
        return f"{linked} of its {words} words are links"
    types = [
        str(each).strip().lower() for each in root.xpath("//meta[@property='og:type']/@content")
    ]
    if "article" in types or declares_article(root):
        return ""
    if any(types):
        return f"it says that it is not an article but a {types[0][:40]}"
    return "" if words >= LEAST_WORDS else f"it has {words} words, and does not say that it is one"


def _links(body: str) -> list[str]:
    try:
        root = html.fragment_fromstring(body, create_parent="div")
    except etree.ParserError:
        return []
    return [str(link.text_content()) for link in root.iter("a")]


def _section(root: html.HtmlElement, said: Document) -> str:
    kicker = root.xpath("string(//*[contains(concat(' ', @class, ' '), ' kicker ')])")
    declared = _meta(root, "article:section") or next(iter(said.categories or []), "")
    return fold(declared or kicker)


def _meta(root: html.HtmlElement, name: str) -> str:
    return next(iter(_metas(root, name)), "")


def _metas(root: html.HtmlElement, name: str) -> list[str]:
    found = root.xpath("//meta[@property=$name or @name=$name]/@content", name=name)
    return [text for text in (str(each).strip() for each in found) if text]
