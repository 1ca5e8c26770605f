"""A sample of a very large page, since trafilatura's time grows with the square of its elements.

Pages of usual size are not touched. Of an element with very many children, the first and the last
ones stay, and the first few of each name and class.
"""

from collections import Counter

from lxml import html

MOST_ELEMENTS = 4_000
"""Maximum number of elements, for which trafilatura takes some tenths of a second."""

_MOST_CHILDREN = (400, 100, 30, 10)
"""Numbers of an element's children that stay, tried in order until few enough elements are left."""

_OF_EACH_KIND = 4
"""Number of children of each name and class that stay, wherever they are."""

_HELD_TAGS = frozenset({"head", "script"})


def thin_out(root: html.HtmlElement) -> bool:
    """Remove elements from a very large page, and return whether any were removed.

    Args:
        root: Root element of a copy of the page, which is changed.
    """
    if _count(root) <= MOST_ELEMENTS:
        return False
    for most in _MOST_CHILDREN:
        for parent in _body(root).xpath("descendant-or-self::*[count(*) > $most]", most=most):
            parent[:] = _sample(list(parent), most)
        if _count(root) <= MOST_ELEMENTS:
            return True
    for element in list(_body(root).iter("*"))[MOST_ELEMENTS:]:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    return True


def _sample(children: list[html.HtmlElement], most: int) -> list[html.HtmlElement]:
    edge = most // 2
    seen: Counter[tuple[str, str]] = Counter()
    kept = []
    for place, child in enumerate(children):
        kind = (str(child.tag), child.get("class", ""))
        is_new = seen[kind] < _OF_EACH_KIND and len(seen) <= most
        if place < edge or place >= len(children) - edge or is_new or child.tag in _HELD_TAGS:
            seen[kind] += 1
            kept.append(child)
    return kept


def _body(root: html.HtmlElement) -> html.HtmlElement:
    body = root.find("body")
    return root if body is None else body


def _count(root: html.HtmlElement) -> int:
    """Return the number of elements that are not in the head of a page."""
    return int(_body(root).xpath("count(descendant-or-self::*)"))
