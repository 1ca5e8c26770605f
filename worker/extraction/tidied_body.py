"""The HTML of the article on a page, without the parts that are left out."""

from collections import deque
from collections.abc import Collection, Mapping

from lxml import etree, html

from worker.html.elements import BLOCK_TAGS, UNSEEN_TAGS, remove_element
from worker.html.hidden import is_hidden
from worker.html.omissions import Note
from worker.html.plain_text import beginning
from worker.html.roles import (
    HIDDEN,
    heading_of,
    is_beside_text,
    is_post,
    kind_of_box,
    shows_only_posts,
)
from worker.html.vocabulary import Kind, kind_of_heading
from worker.model.script import Omission

OUTSIDE = "not the article's"


def cut_out(
    part: html.HtmlElement,
    kept: list[html.HtmlElement],
    reasons: Mapping[html.HtmlElement, str],
    note: Note,
) -> str:
    """Return the HTML of the article's part of a page; the page is changed.

    Args:
        part: The smallest element that contains all kept elements.
        kept: Elements whose own text is the article's, in document order.
        reasons: Element that is left out -> reason.
        note: Called with each part that is left out.
    """
    for name in ("aria-hidden", "class", "hidden", "id", "style"):
        part.attrib.pop(name, None)  # the article's own element is not a box
    _prune(part, set(kept), reasons, note)
    return str(etree.tostring(part, encoding="unicode", method="html", with_tail=False))


def smallest_around(elements: list[html.HtmlElement]) -> html.HtmlElement:
    """Return the smallest element that holds all of these."""
    shared = [*reversed(list(elements[0].iterancestors())), elements[0]]
    depth = {element: n for n, element in enumerate(shared)}
    deepest = len(shared) - 1
    seen = set(shared)
    for element in elements[1:]:
        around = element
        while around not in depth and around not in seen:
            seen.add(around)
            around = around.getparent()
        deepest = min(deepest, depth.get(around, deepest))
    return shared[deepest]


def _prune(
    part: html.HtmlElement,
    kept: Collection[html.HtmlElement],
    reasons: Mapping[html.HtmlElement, str],
    note: Note,
) -> None:
    """Remove all paragraphs except the kept ones from the article's part of the page."""
    wanted = _with_ancestors(part, kept)
    waiting = deque([(part, part in kept)])
    while waiting:
        parent, is_kept = waiting.popleft()
        if not is_kept:
            _take_out_loose_text(parent)
        for element in list(parent):
            is_inline = element.tag not in BLOCK_TAGS
            if element in wanted and is_post(element):
                continue
            if element in wanted or (is_kept and is_inline):
                waiting.append((element, is_kept if is_inline else element in kept))
            else:
                _sort_out(element, reasons.get(element), note)


def _sort_out(element: html.HtmlElement, reason: str | None, note: Note) -> None:
    """Remove an element, unless the reader of articles recognizes its role and leaves it out."""
    kind = _kind_of(element)
    has_role = kind is not None and kind.role is not None
    is_known = is_beside_text(element) or has_role or shows_only_posts(element)
    if reason is None and is_known and not is_hidden(element):
        if kind is not None and kind.role is not None and not is_beside_text(element):
            element.set("data-listen", kind.role)
        return
    text = beginning(element)
    if text and element.tag not in UNSEEN_TAGS:
        usual = HIDDEN if is_hidden(element) else kind.name if kind else OUTSIDE
        note(Omission(reason or usual, text))
    remove_element(element)


def _kind_of(element: html.HtmlElement) -> Kind | None:
    """Return the kind that the name, the role or the heading of a block gives it."""
    if element.tag not in BLOCK_TAGS:
        return None
    return kind_of_box(element) or kind_of_heading(heading_of(element))


def _with_ancestors(
    part: html.HtmlElement, kept: Collection[html.HtmlElement]
) -> set[html.HtmlElement]:
    """Return elements and all elements around them; a table around paragraphs is for layout."""
    wanted = {part, *kept}
    for element in kept:
        for ancestor in element.iterancestors():
            if ancestor in wanted:
                break
            wanted.add(ancestor)
    for element in wanted:
        if element.tag == "table":
            element.set("role", "presentation")
    return wanted


def _take_out_loose_text(element: html.HtmlElement) -> None:
    element.text = None
    for child in element:
        child.tail = None
