"""Paragraphs of a page: the elements that hold text of their own, with its amount and its links."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree, html

from worker.html.elements import BLOCK_TAGS, UNSEEN_TAGS
from worker.html.hidden import is_hidden
from worker.html.plain_text import fold

_NO_TEXT_TAGS = (UNSEEN_TAGS - {"head"}) | frozenset("iframe option select svg textarea".split())
"""Elements without visible text; libxml2 puts a page without a `body` into its head."""


@dataclass(eq=False, slots=True)
class Paragraph:
    """An element with text of its own, such as a paragraph, a heading or a list item.

    Attributes:
        element: Element of the page.
        position: Number of the element in the page, in document order.
        text: Its own text, white space folded; not that of blocks within it.
        linked_chars: Number of characters of the text that are links, without white space.
    """

    element: html.HtmlElement
    position: int
    text: str = ""
    linked_chars: int = 0
    _parts: list[str] = field(default_factory=list, repr=False)

    @property
    def chars(self) -> int:
        """Length of the text."""
        return len(self.text)

    @property
    def link_density(self) -> float:
        """Share of the text that is links, from 0 to 1."""
        letters = len(self.text.replace(" ", ""))
        return min(1.0, self.linked_chars / letters) if letters else 0.0

    def add(self, text: str, *, is_link: bool) -> None:
        """Add a piece of text."""
        self._parts.append(text)
        if is_link:
            self.linked_chars += len("".join(text.split()))

    def close(self) -> None:
        """Fold the text once it is complete."""
        self.text = fold("".join(self._parts))
        self._parts.clear()


class Walk:
    """A walk through all elements of a page, which knows the block that a text belongs to.

    Args:
        root: Root element of the page.

    Attributes:
        links: Number of links around the next text.
    """

    def __init__(self, root: html.HtmlElement) -> None:
        self._root = root
        self._blocks: list[int] = [0]
        self._elements: list[html.HtmlElement] = [root]
        self._unseen = [False]
        self.links = 0

    @property
    def position(self) -> int:
        """Number of the innermost block around the next text."""
        return self._blocks[-1]

    @property
    def block(self) -> html.HtmlElement:
        """The innermost block around the next text."""
        return self._elements[-1]

    @property
    def is_seen(self) -> bool:
        """True if the next text is visible to a reader of the page."""
        return not self._unseen[-1]

    def __iter__(self) -> Iterator[tuple[str, html.HtmlElement]]:
        number = -1
        for event, element in etree.iterwalk(self._root, events=("start", "end")):
            if event == "start":
                number += 1
                is_block = element.tag in BLOCK_TAGS
                self._blocks.append(number if is_block else self._blocks[-1])
                self._elements.append(element if is_block else self._elements[-1])
                is_unseen = element.tag in _NO_TEXT_TAGS or is_left_out(element)
                self._unseen.append(self._unseen[-1] or is_unseen)
            else:
                self._blocks.pop()
                self._elements.pop()
                self._unseen.pop()
            if element.tag == "a":
                self.links += 1 if event == "start" else -1
            yield event, element


def is_left_out(element: html.HtmlElement) -> bool:
    """Return whether an element is hidden, or marked by the publisher as not to be read."""
    return element.get("data-listen") == "skip" or is_hidden(element)


def find_paragraphs(root: html.HtmlElement) -> list[Paragraph]:
    """Return all paragraphs of a page, in document order."""
    found: dict[int, Paragraph] = {}
    walk = Walk(root)
    for event, element in walk:
        text = element.text if event == "start" else element.tail
        if element.tag == "br" and text and event == "end":
            text = f" {text}"
        if text and walk.is_seen and not text.isspace():
            paragraph = found.get(walk.position)
            if paragraph is None:
                paragraph = found[walk.position] = Paragraph(walk.block, walk.position)
            paragraph.add(text, is_link=walk.links > 0)
    for paragraph in found.values():
        paragraph.close()
    readable = (p for p in found.values() if any(map(str.isalnum, p.text)))
    return sorted(readable, key=lambda paragraph: paragraph.position)
