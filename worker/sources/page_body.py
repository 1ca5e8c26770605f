"""Which part of a page is the article: trafilatura says which paragraphs, the page says how."""

import re
from collections.abc import Collection
from copy import deepcopy

import trafilatura
from lxml import etree, html

from worker.html.boxes import is_beside_text
from worker.html.omissions import Note
from worker.html.plain_text import beginning, fold
from worker.html.vocabulary import kind_of_line
from worker.model.script import Omission

_BLOCK_TAGS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption "
    "figure form h1 h2 h3 h4 h5 h6 header hgroup li main ol p pre section summary table tbody td "
    "th thead tr ul".split()
)
"""Elements that have paragraphs of their own."""

_MARK = re.compile("⟦([0-9]+)⟧")
"""Stands before a paragraph while trafilatura decides whether it is the article's."""


def find_body(root: html.HtmlElement, said: Collection[str], note: Note) -> str | None:
    """Return the HTML of the article on a page, or None if there is none.

    Args:
        root: Of the page, without its boxes; it is changed.
        said: Title and dek, which the body need not repeat.
        note: Called with what is left out of the article's part of the page.
    """
    paragraphs = _find_paragraphs(root)
    if not paragraphs:
        return None
    reasons = {each: reason for each in paragraphs if (reason := _reason_against(each, said))}
    kept = [each for each in paragraphs if each not in reasons]
    if not kept:
        return ""
    part = _smallest_around(kept)
    for name in ("hidden", "style", "aria-hidden"):
        part.attrib.pop(name, None)
    _prune(part, set(kept), reasons, note)
    return str(etree.tostring(part, encoding="unicode", method="html", with_tail=False))


def _find_paragraphs(root: html.HtmlElement) -> list[html.HtmlElement]:
    """Return the elements whose own text is the article's, in order."""
    elements = list(root.iter())
    marked = deepcopy(root)
    _mark(marked)
    for element in list(marked.iter()):
        if is_beside_text(element) and element.tag not in ("pre", "table"):
            element.drop_tree()
    text = trafilatura.extract(
        marked, output_format="txt", include_comments=False, include_tables=False
    )
    found = {int(number) for number in _MARK.findall(text or "")}
    return [elements[number] for number in sorted(found) if number < len(elements)]


def _mark(root: html.HtmlElement) -> None:
    """Put the number of each element that has text of its own before this text."""
    marked: set[int] = set()
    owners = [0]

    def mark(text: str | None) -> str | None:
        owner = owners[-1]
        if text is None or owner in marked or not any(map(str.isalnum, text)):
            return text
        marked.add(owner)
        return f"⟦{owner}⟧{text}"

    number = -1
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            number += 1
            owners.append(number if element.tag in _BLOCK_TAGS else owners[-1])
            element.text = mark(element.text)
        else:
            owners.pop()
            element.tail = mark(element.tail)


def _reason_against(paragraph: html.HtmlElement, said: Collection[str]) -> str:
    """Return why a paragraph is not the article's after all, or ""; an offer gets its role."""
    text = fold(paragraph.text_content())
    if text in said:
        return "title or dek, repeated"
    kind = kind_of_line(text)
    if kind is not None and kind.role is None:
        return kind.name
    if kind is not None and not is_beside_text(paragraph):
        paragraph.set("data-listen", str(kind.role))
    return ""


def _smallest_around(elements: list[html.HtmlElement]) -> html.HtmlElement:
    """Return the smallest element that holds all of these."""
    shared = [*reversed(list(elements[0].iterancestors())), elements[0]]
    for element in elements[1:]:
        around = {*element.iterancestors(), element}
        while shared[-1] not in around:
            shared.pop()
    return shared[-1]


def _prune(
    part: html.HtmlElement,
    kept: Collection[html.HtmlElement],
    reasons: dict[html.HtmlElement, str],
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
            is_inline = element.tag not in _BLOCK_TAGS
            if element in wanted or (is_kept and is_inline):
                waiting.append((element, is_kept if is_inline else element in kept))
            elif not is_beside_text(element):
                text = beginning(element)
                if text:
                    note(Omission(reasons.get(element, "not the article's"), text))
                element.drop_tree()


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
