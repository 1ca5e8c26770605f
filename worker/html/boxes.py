"""Boxes that news sites put beside and among the paragraphs of an article."""

from collections.abc import Mapping

from lxml import html

from worker.html.elements import UNSEEN_TAGS
from worker.html.omissions import Note
from worker.html.plain_text import beginning
from worker.html.vocabulary import Kind, kind_of_aria, kind_of_heading, kind_of_names
from worker.model.script import ARTICLE_ROLES, Omission

_BESIDE_TEXT = frozenset({"aside", "figure", "iframe", "pre", "table"})
"""Elements beside the text that the reader knows."""

_MARKS = frozenset({"skip", *ARTICLE_ROLES})
"""Values of `data-listen`."""

_NEVER_TEXT = frozenset({"dialog", "footer", "nav", *UNSEEN_TAGS})
"""Elements that are no part of the text, however large they are."""

_BOX_SHARE = 0.4
"""A box holds less of the page's text than this; what holds more is the article's own wrapper."""

_INLINE_TAGS = frozenset("a b em i mark strong u".split())
"""Words within a sentence are no box, whatever they are called."""

_PAGE_BOX = Kind("furniture of the page")


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
        is_small = sizes[element] <= limit and element.get("data-listen") not in _MARKS
        kind = _kind_of(element) if is_small else None
        if element.tag in _NEVER_TEXT or (kind is not None and kind.role is None):
            if element.tag not in UNSEEN_TAGS:
                note(Omission((kind or _PAGE_BOX).name, beginning(element)))
            element.drop_tree()
        elif element.get("data-listen") not in _MARKS:
            if kind is not None and kind.role is not None:
                element.set("data-listen", kind.role)
            waiting.extend(element)


def is_beside_text(element: html.HtmlElement) -> bool:
    """Return whether the reader of articles knows by itself what an element is."""
    return element.tag in _BESIDE_TEXT or element.get("data-listen") in _MARKS


def _kind_of(element: html.HtmlElement) -> Kind | None:
    if element.tag in _INLINE_TAGS:
        return None
    kind = kind_of_names(element)
    is_beside = element.tag in _BESIDE_TEXT
    if kind is not None and (kind.role is not None or not is_beside):
        return kind
    if is_beside:
        return None
    if element.tag == "form" or "-" in element.tag:
        return _PAGE_BOX
    return kind_of_aria(element) or kind_of_heading(_heading_of(element))


def _heading_of(element: html.HtmlElement) -> str:
    """Return the heading that a section begins with, or ""."""
    if element.tag not in ("section", "div") or not len(element):
        return ""
    first = element[0]
    return beginning(first) if first.tag in ("h2", "h3", "h4", "p", "strong") else ""
