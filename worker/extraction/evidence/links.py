"""Lines of an article that refer to something else: to other articles, or to the author."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml import html

from worker.extraction.paragraphs import Paragraph
from worker.html.elements import BLOCK_TAGS
from worker.html.roles import is_post

CONTACT = "a line that says how to reach the author"

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+|(?:^|\s)@\w{2,30}\b")
_CONTACT_CHARS = 200
_TAIL = 3
_LINK = 0.8
_LEAST_WORDS = 3
_MOST_ITEMS = 50
"""Maximum number of list items that are examined."""


def find_contact_lines(paragraphs: Sequence[Paragraph], numbers: Sequence[int]) -> dict[int, str]:
    """Return the short paragraphs at an article's end that contain an address of the author.

    Args:
        paragraphs: Paragraphs of the page, in document order.
        numbers: Numbers of the article's paragraphs, in order.
    """
    found = {}
    for number in numbers[-_TAIL:]:
        paragraph = paragraphs[number]
        is_line = paragraph.chars <= _CONTACT_CHARS and _ADDRESS.search(paragraph.text)
        if is_line and not any(map(is_post, _self_and_around(paragraph))):
            found[number] = CONTACT
    return found


def find_offers(paragraphs: Sequence[Paragraph], numbers: Sequence[int]) -> set[int]:
    """Return the paragraphs that are nothing but a link, and lead to other articles.

    A heading that is a link may belong to the text after it; two or more in a row do not. A name
    of one or two words is not an article, nor is an item of a list in which most items are text.

    Args:
        paragraphs: Paragraphs of the page, in document order.
        numbers: Numbers of the article's paragraphs, in order.
    """
    is_link = [_is_link(paragraphs[number]) for number in numbers]
    found = set()
    for place, number in enumerate(numbers):
        if not is_link[place]:
            continue
        if _is_in_list_of_text(paragraphs[number]):
            continue
        is_heading = str(paragraphs[number].element.tag) in ("h1", "h2", "h3", "h4", "h5", "h6")
        has_neighbor = any(is_link[max(0, place - 1) : place] + is_link[place + 1 : place + 2])
        if has_neighbor or not is_heading:
            found.add(number)
    return found


def _is_link(paragraph: Paragraph) -> bool:
    words = paragraph.text.split()
    if paragraph.link_density < _LINK or len(words) < _LEAST_WORDS:
        return False
    return not any(each.tag in BLOCK_TAGS for each in paragraph.element.iterdescendants("*"))


def _is_in_list_of_text(paragraph: Paragraph) -> bool:
    """Return whether a paragraph is an item of a list in which most items are more than a link."""
    item = next((each for each in _self_and_around(paragraph) if each.tag == "li"), None)
    around = None if item is None else item.getparent()
    if around is None:
        return False
    items = [each for each in islice(around.iterchildren("li"), _MOST_ITEMS) if each.text_content()]
    texts = [each for each in items if _has_text_beside_links(each)]
    return len(texts) > len(items) / 2


def _self_and_around(paragraph: Paragraph) -> Iterator[html.HtmlElement]:
    yield paragraph.element
    yield from paragraph.element.iterancestors()


def _has_text_beside_links(item: html.HtmlElement) -> bool:
    linked = sum(len(link.text_content()) for link in item.iter("a"))
    return len(item.text_content()) * _LINK > linked
