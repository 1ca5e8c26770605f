"""The notice of a paywall in place of an article."""

from lxml import etree

from worker.html.elements import BLOCK_TAGS, UNSEEN_TAGS
from worker.html.parsing import parse_html
from worker.html.plain_text import fold, is_readable
from worker.html.vocabulary import Kind, kind_of_line, kind_of_product

_PAYWALL = "paywall"
_MOST_CHARS = 3_000
"""Length of the longest notice of a paywall, in characters; its HTML may be ten times longer."""


def is_only_paywall(html: str) -> bool:
    """Return whether all text of an article's HTML is the notice of a paywall.

    Args:
        html: HTML or plain text.
    """
    if len(html) > _MOST_CHARS * 10:
        return False
    root = parse_html(html, may_be_cut=True)
    if root is None:
        return False
    found = False
    for text, element in _texts(root):
        kind = kind_of_line(text) or _kind_around(element)
        if kind is None or kind.role is not None:
            return False
        found = found or kind.name == _PAYWALL
    return found


def _texts(root: etree._Element) -> list[tuple[str, etree._Element]]:
    """Return the texts of the innermost blocks, each with its element."""
    texts = []
    for element in root.iter("*"):
        if element.tag not in BLOCK_TAGS and element is not root:
            continue
        own = fold(_own_text(element))
        if is_readable(own):
            texts.append((own, element))
    return texts


def _own_text(element: etree._Element) -> str:
    """Return the text of an element without that of the blocks in it."""
    parts = [element.text or ""]
    for child in element:
        if child.tag not in BLOCK_TAGS and child.tag not in UNSEEN_TAGS:
            parts.append(_own_text(child))
        parts.append(child.tail or "")
    return " ".join(parts)


def _kind_around(element: etree._Element) -> Kind | None:
    around = (kind_of_product(each) for each in (element, *element.iterancestors()))
    return next((kind for kind in around if kind is not None), None)
