"""The role that an element of an article has for its reader, or the reason it is left out."""

import re

from lxml import etree

from worker.html.elements import BLOCK_TAGS
from worker.html.hidden import is_hidden
from worker.html.plain_text import beginning
from worker.html.vocabulary import kind_of_aria, kind_of_heading, kind_of_line, kind_of_names
from worker.model.script import ARTICLE_ROLES, Role

PAGE_PART = "part of the page"
HIDDEN = "hidden"

_LEFT_OUT = (
    dict.fromkeys(
        "button canvas datalist dialog fieldset form input label menu nav object select textarea "
        "footer".split(),
        PAGE_PART,
    )
    | dict.fromkeys("audio embed iframe map math svg video".split(), "not text")
    | dict.fromkeys("del s strike".split(), "struck out")
    | dict.fromkeys("rp rt rtc".split(), "ruby annotation")
)
"""Tag -> why it is left out."""

_ROLE_OF_TAG = {
    "aside": Role.ASIDE,
    "blockquote": Role.QUOTE,
    "caption": Role.CAPTION,
    "dd": Role.LIST_ITEM,
    "dt": Role.LIST_ITEM,
    "figcaption": Role.CAPTION,
    "figure": Role.CAPTION,
    "li": Role.LIST_ITEM,
    "pre": Role.CODE,
    "table": Role.TABLE,
} | {f"h{level}": Role.HEADING for level in range(1, 7)}

_FOOTNOTE_ID = re.compile(r"(fn|footnote|endnote|cite_note)[-_:.]?\w{0,20}\d", re.IGNORECASE)

BOXES = frozenset(
    {
        Role.BYLINE, Role.PULL_QUOTE, Role.TABLE, Role.CODE, Role.FOOTNOTE, Role.EMBED,
        Role.RELATED, Role.NEWSLETTER,
    }
)  # fmt: skip
"""Whatever is in an element of such a role has this role too."""

_PLAIN = frozenset({Role.HEADING, Role.LIST_ITEM, Role.QUOTE, Role.PULL_QUOTE})
"""Roles that an element keeps when an alias says what is read in its place."""

_QUOTES = frozenset({Role.QUOTE, Role.PULL_QUOTE, Role.EMBED})

_BY_NAME = {str(role): role for role in ARTICLE_ROLES}

_BESIDE_TEXT = frozenset({"aside", "figure", "iframe", "pre", "table"})
"""Elements beside the text that the reader of articles knows."""

_MARKS = frozenset({"skip", *ARTICLE_ROLES})
"""Values of `data-listen`."""


def reason_to_skip(element: etree._Element, outer: Role, *, is_large: bool) -> str:
    """Return why an element is left out with all that is in it, or "" if it is not.

    Args:
        element: Of an article.
        outer: Role of what surrounds it.
        is_large: Whether it holds so much that it must be the article itself.
    """
    if element.get("data-listen") == "skip":
        return "data-listen=skip"
    if is_hidden(element):
        return HIDDEN
    if element.get("data-listen-alias") is not None:
        return ""
    reason = _LEFT_OUT.get(element.tag, "")
    if reason == PAGE_PART and (is_large or (element.tag == "footer" and outer in _QUOTES)):
        return ""  # who is quoted stands in the quote's footer
    return reason


def is_beside_text(element: etree._Element) -> bool:
    """Return whether the reader of articles knows by itself what an element is."""
    return element.tag in _BESIDE_TEXT or element.get("data-listen") in _MARKS


def heading_of(element: etree._Element) -> str:
    """Return the heading that a section begins with, or ""."""
    if element.tag not in ("section", "div") or not len(element):
        return ""
    first = element[0]
    return beginning(first) if first.tag in ("h2", "h3", "h4", "p", "strong") else ""


def ends_block(element: etree._Element, role: Role) -> bool:
    """Return whether an element ends the text before it, as the name under a pull quote does."""
    return element.tag in BLOCK_TAGS or (element.tag == "cite" and role is Role.PULL_QUOTE)


def own_role(element: etree._Element, *, is_large: bool) -> Role | None:
    """Return the role that an element has by its name or its tag, or None if it has none.

    Args:
        element: Of an article.
        is_large: Whether it holds so much that its class cannot be the name of a box.
    """
    is_box = element.tag in BLOCK_TAGS and not is_large
    role = _named_role(element) if is_box else None
    role = role or _ROLE_OF_TAG.get(element.tag)
    if role is Role.TABLE and _is_layout(element):
        return None
    if element.get("data-listen-alias") is not None and role not in _PLAIN:
        return None
    return role


def given_role(element: etree._Element) -> Role | None:
    """Return the role that the publisher gives an element, by its name in `data-listen`."""
    return _BY_NAME.get(element.get("data-listen", ""))


def role_within(outer: Role, own: Role | None) -> Role:
    """Return the role of an element's text, given its own and the one of what surrounds it."""
    if own is None or (outer in BOXES and (outer, own) != (Role.TABLE, Role.CAPTION)):
        return outer
    if outer is Role.ASIDE:
        return own if own in BOXES else outer
    if outer is Role.CAPTION:
        return own if own in BOXES or own is Role.QUOTE else outer
    return own


def role_of_line(text: str, role: Role) -> Role:
    """Return the role that a block's words give it, as "Read more: ..." does."""
    if role in (Role.PARAGRAPH, Role.HEADING, Role.LIST_ITEM):
        if is_related_heading(text):
            return Role.RELATED
        kind = kind_of_line(text)
        return kind.role if kind and kind.role else role
    return role


def is_related_heading(text: str) -> bool:
    """Return whether a block only announces links to other articles."""
    kind = kind_of_heading(text)
    return kind is not None and kind.role is Role.RELATED


def _named_role(element: etree._Element) -> Role | None:
    kind = kind_of_names(element)
    if kind is not None and kind.role is not None:
        return kind.role
    if element.tag in ("li", "p", "div", "aside") and _FOOTNOTE_ID.match(element.get("id", "")):
        return Role.FOOTNOTE
    kind = kind_of_aria(element)
    return kind.role if kind else None


def _is_layout(table: etree._Element) -> bool:
    """Return whether a table only puts text in its place: none of its rows has two cells."""
    if table.get("role") in ("presentation", "none"):
        return True
    rows = [*table.findall("tr"), *table.findall("*/tr")]
    return all(len(row) <= 1 for row in rows) and not any(
        row.find("th") is not None for row in rows
    )
