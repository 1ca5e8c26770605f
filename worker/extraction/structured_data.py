"""Statements about the article in a page's structured data: JSON-LD and microdata (schema.org)."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from lxml import etree

from worker.html.plain_text import fold, without_markup

_ARTICLE_TYPE = re.compile(r"(\w*Article|\w*Posting|Report|Recipe|Review|\w*Review)")
_CONTROLS = re.compile("[\x00-\x1f]")
_BLOCK = re.compile(r"<(?:p|div|br)\b", re.IGNORECASE)
_MOST_CHARS = 2_000_000
_MOST_DEPTH = 8


@dataclass(frozen=True, slots=True)
class DeclaredArticle:
    """An article as structured data describe it.

    Attributes:
        headline: Title; empty if not given.
        body: Text of the article, white space folded; empty if not given.
        paragraphs: The same text as HTML paragraphs.
        is_free: False if the page says that the article is for subscribers.
        paid_selectors: CSS selectors of the parts that are for subscribers.
    """

    headline: str = ""
    body: str = ""
    paragraphs: str = ""
    is_free: bool = True
    paid_selectors: tuple[str, ...] = ()


def read_structured_data(root: etree._Element) -> DeclaredArticle:
    """Return the article that the JSON-LD of a page describes; an empty one if there is none."""
    found = [_declared(entry) for entry in _article_entries(root)]
    if not found:
        return DeclaredArticle()
    return max(found, key=lambda each: len(each.body))


def declares_article(root: etree._Element) -> bool:
    """Return whether the JSON-LD of a page describes an article."""
    return next(_article_entries(root), None) is not None


def _article_entries(root: etree._Element) -> Iterator[dict[str, object]]:
    for script in root.iter("script"):
        text = script.text or ""
        if "ld+json" not in script.get("type", "") or len(text) > _MOST_CHARS:
            continue
        try:
            value = json.loads(_CONTROLS.sub(" ", text))
        except (ValueError, RecursionError):
            continue
        yield from _articles_in(value, _MOST_DEPTH)


def _articles_in(value: object, depth: int) -> Iterator[dict[str, object]]:
    """Yield the objects of an article's type in a JSON-LD value, from the outside in."""
    if depth == 0:
        return
    if isinstance(value, list):
        for each in value:
            yield from _articles_in(each, depth - 1)
    elif isinstance(value, dict):
        types = value.get("@type")
        names = types if isinstance(types, list) else [types]
        if any(isinstance(name, str) and _ARTICLE_TYPE.fullmatch(name) for name in names):
            yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _articles_in(value.get(key), depth - 1)


def _declared(entry: dict[str, object]) -> DeclaredArticle:
    parts = entry.get("hasPart")
    paid = [
        part.get("cssSelector")
        for part in (parts if isinstance(parts, list) else [parts])
        if isinstance(part, dict) and _is_false(part.get("isAccessibleForFree"))
    ]
    return DeclaredArticle(
        headline=_text(entry.get("headline")),
        body=_text(entry.get("articleBody")),
        paragraphs=_paragraphs(entry.get("articleBody")),
        is_free=not _is_false(entry.get("isAccessibleForFree")),
        paid_selectors=tuple(each for each in paid if isinstance(each, str)),
    )


def _text(value: object) -> str:
    """Return a text, which may contain HTML that was escaped once or twice, as plain text."""
    if isinstance(value, list):
        value = "\n".join(each for each in value if isinstance(each, str))
    if not isinstance(value, str):
        return ""
    return fold(without_markup(value)) if "<" in value or "&" in value else fold(value)


def _paragraphs(value: object) -> str:
    """Return a text as HTML; a line of plain text is a paragraph."""
    if isinstance(value, list):
        value = "\n".join(each for each in value if isinstance(each, str))
    if not isinstance(value, str):
        return ""
    if _BLOCK.search(value):
        return value
    plain = without_markup(value) if "<" in value or "&" in value else value
    return "".join(f"<p>{escape(line)}</p>" for line in plain.splitlines() if line.strip())


def _is_false(value: object) -> bool:
    return value is False or (isinstance(value, str) and value.strip().lower() == "false")
