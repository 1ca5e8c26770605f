"""The paragraphs of a page that trafilatura assigns to the article, in several of its modes.

trafilatura returns text and not the elements that it came from. So a copy of the page is given to
it in which each text begins with the number of its paragraph, in characters that are not letters
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
    return Votes(
        _extend(votes.balanced, shown, paragraphs), _extend(votes.strict, shown, paragraphs)
    )


def _extend(
    kept: frozenset[int], shown: frozenset[int], paragraphs: list[Paragraph]
) -> frozenset[int]:
    """Return the votes on all paragraphs, given those on a sample of them.

    A paragraph outside of the sample gets the majority vote of those with similar elements around.
    """
    chars: Counter[tuple[str, ...]] = Counter()
    for number in shown:
        paragraph = paragraphs[number]
        chars[_surroundings(paragraph)] += paragraph.chars * (1 if number in kept else -1)
    others = frozenset(range(len(paragraphs))) - shown
    return kept | {number for number in others if chars[_surroundings(paragraphs[number])] > 0}


def _surroundings(paragraph: Paragraph) -> tuple[str, ...]:
    """Return the names and classes of a paragraph's element, and of those around it."""
    around = (paragraph.element, *islice(paragraph.element.iterancestors(), _AROUND))
    return tuple(f"{each.tag}.{each.get('class', '')}" for each in around)


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
