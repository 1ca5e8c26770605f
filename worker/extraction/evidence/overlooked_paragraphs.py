"""Paragraphs that trafilatura overlooks, found by the wrappers of those that it keeps.

Long articles are often split over several wrappers of one class, with advertisements between them,
and a single paragraph may have a class that looks like a box. Such a paragraph is between the
kept ones, or in a wrapper like theirs, in the same article.
"""

from collections import Counter
from collections.abc import Sequence

from lxml import html

from worker.extraction.paragraphs import Paragraph

_MOST_LINKED = 0.3
_LEAST_CHARS = 40
_HEADING_TAGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_INNER_TAGS = frozenset({"blockquote", "ol", "ul"})
"""Elements that contain paragraphs and are themselves among the article's paragraphs."""

_LEAST_KEPT = 3
"""Minimum number of kept paragraphs in a wrapper that is evidence for others of its class."""


def find_overlooked(paragraphs: Sequence[Paragraph], kept: set[int]) -> set[int]:
    """Return the numbers of paragraphs that belong to the kept ones by their place.

    Args:
        paragraphs: Paragraphs of the page, in document order.
        kept: Numbers of the paragraphs that are known to belong to the article.
    """
    prose = [number for number in kept if paragraphs[number].element.tag == "p"]
    counts = Counter(wrapper_of(paragraphs[number]) for number in prose)
    classes = {
        _signature(wrapper)
        for wrapper, count in counts.items()
        if count >= _LEAST_KEPT and wrapper.get("class")
    }
    articles = {_article_around(wrapper) for wrapper in counts}
    first, last = min(prose, default=0), max(prose, default=0)
    found: set[int] = set()
    for number, paragraph in enumerate(paragraphs):
        if number in kept or not (_is_prose(paragraph) or _is_heading(paragraph)):
            continue
        wrapper = wrapper_of(paragraph)
        is_beside = _stands_beside(paragraph, number, kept | found)
        is_among = first < number < last and (counts[wrapper] >= _LEAST_KEPT or is_beside)
        is_like = _signature(wrapper) in classes and _article_around(wrapper) in articles
        if is_among or (is_like and paragraph.element.tag == "p"):
            found.add(number)
    return found


def _stands_beside(paragraph: Paragraph, number: int, kept: set[int]) -> bool:
    """Return whether an item follows a kept paragraph, or a heading is directly above one."""
    if paragraph.element.tag == "li":
        return number - 1 in kept
    return paragraph.element.tag in _HEADING_TAGS and number + 1 in kept


def _is_prose(paragraph: Paragraph) -> bool:
    return (
        paragraph.element.tag in ("p", "li")
        and paragraph.chars >= _LEAST_CHARS
        and paragraph.link_density <= _MOST_LINKED
    )


def _is_heading(paragraph: Paragraph) -> bool:
    return paragraph.element.tag in _HEADING_TAGS and paragraph.link_density == 0


def wrapper_of(paragraph: Paragraph) -> html.HtmlElement:
    """Return the element around a paragraph, or around the quote or the list that it is in."""
    around = paragraph.element.iterancestors()
    found = next((each for each in around if each.tag not in _INNER_TAGS), None)
    return paragraph.element if found is None else found


def _signature(wrapper: html.HtmlElement) -> tuple[str, str]:
    return str(wrapper.tag), wrapper.get("class", "")


def _article_around(wrapper: html.HtmlElement) -> html.HtmlElement | None:
    """Return the article element around a wrapper, since a page may hold several articles."""
    if wrapper.tag == "article":
        return wrapper
    return next(wrapper.iterancestors("article"), None)
