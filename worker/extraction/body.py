"""The HTML of a page's article: its part of the page, without all that is not kept."""

from collections.abc import Collection, Mapping

from lxml import etree, html

from worker.html.boxes import is_beside_text
from worker.html.elements import BLOCK_TAGS
from worker.html.omissions import Note
from worker.html.plain_text import beginning
from worker.model.script import Omission

OUTSIDE = "not the article's"


def cut_out(
    kept: list[html.HtmlElement], reasons: Mapping[html.HtmlElement, str], note: Note
) -> str:
    """Return the HTML of the article's part of a page; the page is changed.

    Args:
        kept: Elements whose own text is the article's, in document order.
        reasons: Element that is left out -> why.
        note: Called with what is left out of the article's part of the page.
    """
    part = _smallest_around(kept)
    for name in ("hidden", "style", "aria-hidden"):
        part.attrib.pop(name, None)
    _prune(part, set(kept), reasons, note)
    return str(etree.tostring(part, encoding="unicode", method="html", with_tail=False))


def _smallest_around(elements: list[html.HtmlElement]) -> html.HtmlElement:
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
    """Take out of the article's part of the page all paragraphs but those that are kept."""
    wanted = _with_ancestors(part, kept)
    waiting = [(part, part in kept)]
    while waiting:
        parent, is_kept = waiting.pop()
        if not is_kept:
            _take_out_loose_text(parent)
        for element in list(parent):
            is_inline = element.tag not in BLOCK_TAGS
            if element in wanted or (is_kept and is_inline):
                waiting.append((element, is_kept if is_inline else element in kept))
            elif not is_beside_text(element):
                text = beginning(element)
                if text:
                    note(Omission(reasons.get(element, OUTSIDE), text))
                _remove(element)


def _with_ancestors(
    part: html.HtmlElement, kept: Collection[html.HtmlElement]
) -> set[html.HtmlElement]:
    """Return elements and all that is around them; a table around paragraphs is for layout."""
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


def _remove(element: html.HtmlElement) -> None:
    """Take an element out; the text after it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail and not element.tail.isspace():
        element.drop_tree()
    else:
        parent.remove(element)
