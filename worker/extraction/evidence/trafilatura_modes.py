"""The paragraphs of a page that trafilatura assigns to the article, in several of its modes.

trafilatura returns text and not the elements that it came from. So a copy of the page is given to
it, in which each text begins with the number of its paragraph, in characters that are not letters
and that trafilatura's rules for lines ignore.
"""

import re
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass
from itertools import islice

import trafilatura
from lxml import etree, html

from worker.extraction.evidence.large_page_sample import thin_out
from worker.extraction.paragraphs import Paragraph, Walk, is_left_out
from worker.html.elements import remove_element

_FIRST_DIGIT = 0x2880
_BASE = 64
_AROUND = 3
_NUMBER = "data-listen-number"
"""Attribute with the number of a paragraph, used only while the page is copied."""

_MARK = re.compile("⟦([\u2880-\u28bf]+)⟧")


@dataclass(frozen=True, slots=True)
class Votes:
    """Numbers of the paragraphs that each mode keeps.

    Attributes:
        balanced: trafilatura's usual mode, with its fallbacks.
        strict: Its mode for precision.
    """

    balanced: frozenset[int]
    strict: frozenset[int]


def collect_votes(root: html.HtmlElement, paragraphs: list[Paragraph]) -> Votes:
    """Return the votes on the paragraphs of a page.

    Args:
        root: Root element of the page.
        paragraphs: All of its paragraphs.
    """
    marked, is_sample = _copy_numbered(root, paragraphs)
    _mark(marked)
    for element in [each for each in marked.iter("*") if is_left_out(each)]:
        remove_element(element)
    votes = Votes(_keep(marked), _keep(marked, favor_precision=True))
    if not is_sample:
        return votes
    shown = frozenset(map(_decode, _MARK.findall("".join(marked.itertext()))))
    sample = _Sample(paragraphs, shown)
    return Votes(sample.extend(votes.balanced), sample.extend(votes.strict))


class _Sample:
    """The paragraphs of a very large page, some of which trafilatura has seen.

    Args:
        paragraphs: All paragraphs of the page.
        shown: Numbers of those that trafilatura has seen.
    """

    def __init__(self, paragraphs: list[Paragraph], shown: frozenset[int]) -> None:
        self._chars = [paragraph.chars for paragraph in paragraphs]
        self._shown = shown
        kinds: dict[html.HtmlElement, str] = {}
        self._kinds = [_surroundings(paragraph.element, kinds) for paragraph in paragraphs]

    def extend(self, kept: frozenset[int]) -> frozenset[int]:
        """Return the votes on all paragraphs, given those on the sample.

        A paragraph outside of the sample gets the majority vote of those with similar elements
        around.
        """
        chars: Counter[str] = Counter()
        for number in self._shown:
            chars[self._kinds[number]] += self._chars[number] * (1 if number in kept else -1)
        others = (n for n, kind in enumerate(self._kinds) if chars[kind] > 0)
        return kept | (frozenset(others) - self._shown)


def _surroundings(element: html.HtmlElement, known: dict[html.HtmlElement, str]) -> str:
    """Return the names and classes of an element and of those around it."""
    parent = element.getparent()
    if parent is None:
        return _name(element)
    if parent not in known:
        known[parent] = " ".join(map(_name, (parent, *islice(parent.iterancestors(), _AROUND - 1))))
    return f"{_name(element)} {known[parent]}"


def _name(element: html.HtmlElement) -> str:
    return f"{element.tag}.{element.get('class', '')}"


def _keep(marked: html.HtmlElement, *, favor_precision: bool = False) -> frozenset[int]:
    text = trafilatura.extract(
        deepcopy(marked),
        output_format="txt",
        include_comments=False,
        favor_precision=favor_precision,
    )
    return frozenset(map(_decode, _MARK.findall(text or "")))


def _copy_numbered(
    root: html.HtmlElement, paragraphs: list[Paragraph]
) -> tuple[html.HtmlElement, bool]:
    """Return a copy of a page with numbered paragraphs; a sample, and True, if it is large."""
    etree.strip_attributes(root, _NUMBER)
    for number, paragraph in enumerate(paragraphs):
        paragraph.element.set(_NUMBER, str(number))
    copy = deepcopy(root)
    for paragraph in paragraphs:
        del paragraph.element.attrib[_NUMBER]
    return copy, thin_out(copy)


def _mark(root: html.HtmlElement) -> None:
    """Insert the number of its paragraph before each text, except links after plain text."""
    numbered = root.xpath(f"descendant-or-self::*[@{_NUMBER}]")
    numbers = {each: int(each.attrib.pop(_NUMBER)) for each in numbered}
    walk = Walk(root)
    plain: set[int] = set()

    def mark(text: str) -> str:
        number = numbers.get(walk.block)
        is_repeated = walk.links > 0 and number in plain
        if number is None or is_repeated or not any(map(str.isalnum, text)):
            return text
        if not walk.links:
            plain.add(number)
        return f"⟦{_encode(number)}⟧{text}"

    for event, element in walk:
        if event == "start" and element.text and walk.is_seen:
            element.text = mark(element.text)
        elif event == "end" and element.tail and walk.is_seen:
            element.tail = mark(element.tail)


def _encode(number: int) -> str:
    digits = ""
    while True:
        digits = chr(_FIRST_DIGIT + number % _BASE) + digits
        number //= _BASE
        if not number:
            return digits


def _decode(digits: str) -> int:
    number = 0
    for digit in digits:
        number = number * _BASE + ord(digit) - _FIRST_DIGIT
    return number
