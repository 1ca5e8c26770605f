"""Boxes that news sites put beside and among the paragraphs of an article."""

import re
from collections.abc import Callable, Mapping

from lxml import html

from worker.stages import ARTICLE_ROLES, Omission, Role

Note = Callable[[Omission], object]
"""What is called with each part of a page that is not the article's."""

_BOX_WORDS = frozenset(
    "advert advertisement ads audio author bio breadcrumb breadcrumbs comment comments cookie "
    "donate kicker listen paywall player podcast promo promoted share sharing shares sidebar skip "
    "social sponsor sponsored tags timestamp toolbar widget".split()
)
"""Words of a class or id that name a box beside the text."""

_NAMED_BOX_WORDS = (
    dict.fromkeys(("byline",), Role.BYLINE)
    | dict.fromkeys(("caption", "credit"), Role.CAPTION)
    | dict.fromkeys(("footnote", "footnotes", "endnotes"), Role.FOOTNOTE)
    | dict.fromkeys(("newsletter", "signup", "subscribe", "subscription"), Role.NEWSLETTER)
    | dict.fromkeys(
        ("mostread", "readmore", "recirculation", "recommended", "related", "trending"),
        Role.RELATED,
    )
)
"""A word of a class or id -> the role of the box that it names, which the reader knows."""

_BESIDE_TEXT = frozenset({"aside", "figure", "iframe", "pre", "table"})
"""Elements beside the text that the reader knows."""

_NAMES = frozenset({"skip", *ARTICLE_ROLES})
"""Values of `data-listen`."""

_UNSEEN = ("noscript", "script", "style", "template")
_NEVER_TEXT = ("dialog", "footer", "nav", *_UNSEEN)
"""Elements that are no part of the text, however large they are."""

_BOX_ROLES = frozenset({"complementary", "navigation", "banner", "contentinfo", "search", "form"})

_BOX_HEADINGS = re.compile(
    r"(listen to (this )?(article|story)|share( this( article| story)?)?"
    r"|discussion( \(.*\))?|(\d+ )?comments?( \(.*\))?|leave a comment|about the authors?"
    r"|advertisement)\W*",
    re.IGNORECASE,
)
_RELATED_HEADINGS = re.compile(
    r"(related( \w+)?|more (in|from|on) .{1,40}|most read|read (more|next)|recommended( for you)?"
    r"|trending( now)?)\W*",
    re.IGNORECASE,
)
_NEWSLETTER_HEADINGS = re.compile(r"(sign up.{0,60}|newsletter)\W*", re.IGNORECASE)

_BOX_LINES = re.compile(
    r"(click play to .{0,40}|listen to (this )?(article|story)|share this (article|story)"
    r"|advertisement|\d+ min(ute)?s? read|follow us on .{0,60}|published|updated)\W*",
    re.IGNORECASE,
)
_RELATED_LINES = re.compile(r"read (more|also|next):.*", re.IGNORECASE)
_NEWSLETTER_LINES = re.compile(r"sign up (for|to) .{0,80}", re.IGNORECASE)

_BEGINNING_CHARS = 80

_BOX_SHARE = 0.4
"""A box holds less of the page's text than this; what holds more is the article's own wrapper."""

_INLINE_TAGS = frozenset("a b em i mark strong u".split())
"""Words within a sentence are no box, whatever they are called."""


def measure(root: html.HtmlElement) -> dict[html.HtmlElement, int]:
    """Return how many characters other than white space there are in each element."""
    sizes = {element: len("".join((element.text or "").split())) for element in root.iter()}
    for element in reversed(sizes):
        parent = element.getparent()
        if parent is not None:
            sizes[parent] += sizes[element] + len("".join((element.tail or "").split()))
    return sizes


def sort_boxes(root: html.HtmlElement, sizes: Mapping[html.HtmlElement, int], note: Note) -> None:
    """Take the boxes of a page out, but for those that are read if a setting says so.

    These are given the name of their role in `data-listen`.

    Args:
        root: Of the page, which is changed.
        sizes: Of its elements.
        note: Called with what is taken out.
    """
    body = root.find("body")
    if body is None:
        return
    limit = _BOX_SHARE * sizes[body]
    waiting = list(body)
    while waiting:
        element = waiting.pop()
        is_small = sizes[element] <= limit and element.get("data-listen") not in _NAMES
        role = _named_role(element) if is_small else None
        if element.tag in _NEVER_TEXT or (is_small and role is None and _is_box(element)):
            if element.tag not in _UNSEEN:
                note(Omission("box of the page", beginning(element)))
            element.drop_tree()
        elif element.get("data-listen") not in _NAMES:
            if role is not None:
                element.set("data-listen", role)
            waiting.extend(element)


def is_beside_text(element: html.HtmlElement) -> bool:
    """Return whether the reader knows by itself what an element is."""
    return element.tag in _BESIDE_TEXT or element.get("data-listen") in _NAMES


def line_role(text: str) -> Role | None:
    """Return the role of a line by which a site leads to its other offers, or None."""
    if _RELATED_LINES.fullmatch(text):
        return Role.RELATED
    return Role.NEWSLETTER if _NEWSLETTER_LINES.fullmatch(text) else None


def is_stock_line(text: str) -> bool:
    """Return whether a line is one that a site puts into every article."""
    return bool(_BOX_LINES.fullmatch(text))


def words_of(element: html.HtmlElement) -> set[str]:
    """Return the words that the class and the ID of an element are made of."""
    names = f"{element.get('class', '')} {element.get('id', '')}"
    split = re.sub(r"([a-z])([A-Z])", r"\1 \2", names)
    return set(re.split(r"[\s_\-]+", split.lower()))


def fold(text: str) -> str:
    """Return `text` with each run of white space one space."""
    return " ".join(text.split())


def beginning(element: html.HtmlElement) -> str:
    """Return how the text of an element begins."""
    text = ""
    for part in element.itertext():
        text += f" {part[:1000]}"
        if len(text) > 1000:
            break
    return fold(text)[:_BEGINNING_CHARS]


def _named_role(element: html.HtmlElement) -> Role | None:
    if element.tag in _INLINE_TAGS:
        return None
    words = words_of(element)
    named = next((role for word, role in _NAMED_BOX_WORDS.items() if word in words), None)
    if named is None and not words & _BOX_WORDS:
        heading = _heading_of(element)
        if _RELATED_HEADINGS.fullmatch(heading):
            named = Role.RELATED
        elif _NEWSLETTER_HEADINGS.fullmatch(heading):
            named = Role.NEWSLETTER
    return named


def _is_box(element: html.HtmlElement) -> bool:
    if element.tag in _BESIDE_TEXT:
        return False
    is_named = element.get("role") in _BOX_ROLES or bool(words_of(element) & _BOX_WORDS)
    if is_named or element.tag == "form" or "-" in element.tag:
        return True
    return bool(_BOX_HEADINGS.fullmatch(_heading_of(element)))


def _heading_of(element: html.HtmlElement) -> str:
    """Return the heading that a section begins with, or ""."""
    if element.tag not in ("section", "div") or not len(element):
        return ""
    first = element[0]
    return beginning(first) if first.tag in ("h2", "h3", "h4", "p", "strong") else ""
