"""Title, dek and section of the article on a page, as the page itself says."""

from collections.abc import Collection, Sequence

import trafilatura
from lxml import html
from trafilatura.settings import Document

from worker.extraction.paragraphs import Paragraph
from worker.html.plain_text import fold
from worker.html.vocabulary import words_of

_DEK_WORDS = frozenset("dek deck standfirst subtitle subhead subheadline summary lede".split())
_MOST_DEK_CHARS = 500
_SIBLINGS = 2


def read_metadata(root: html.HtmlElement, url: str) -> Document:
    """Return what a page says of itself, with its one headline as the title."""
    said = trafilatura.extract_metadata(root, default_url=url or None)
    headlines = root.findall(".//h1")
    if len(headlines) == 1 and fold(headlines[0].text_content()):
        said.title = headlines[0].text_content()
    return said


def find_dek(
    paragraphs: Sequence[Paragraph], kept: Collection[int], title: str, description: str
) -> int | None:
    """Return the number of the paragraph that is the dek, or None if readers see none.

    It stands between the title and the text: an element that is so called, or one that repeats the
    description which the page has for machines. An ordinary first paragraph may repeat this, too,
    but is followed by others in the same element.

    Args:
        paragraphs: Of the page, in document order.
        kept: Numbers of the article's paragraphs.
        title: Of the article.
        description: For machines.
    """
    first = _first_of_text(paragraphs, kept)
    start = max((n for n in range(first + 1) if paragraphs[n].text == title), default=0)
    wanted = fold(description)
    for number in range(start, min(first + 1, len(paragraphs))):
        paragraph = paragraphs[number]
        if not 0 < paragraph.chars <= _MOST_DEK_CHARS or paragraph.text == title:
            continue
        is_named = _is_named_dek(paragraph)
        if is_named or (
            paragraph.text == wanted and not _is_first_of_many(paragraphs, number, kept)
        ):
            return number
    return None


def _first_of_text(paragraphs: Sequence[Paragraph], kept: Collection[int]) -> int:
    """Return the number of the first paragraph that stands among others in the same element."""
    numbers = sorted(kept)
    return next(
        (n for n in numbers if _is_first_of_many(paragraphs, n, kept)), numbers[0] if numbers else 0
    )


def _is_first_of_many(paragraphs: Sequence[Paragraph], number: int, kept: Collection[int]) -> bool:
    parent = paragraphs[number].element.getparent()
    siblings = (n for n in range(number + 1, min(number + 6, len(paragraphs))) if n in kept)
    return (
        sum(
            paragraphs[n].element.getparent() is parent and paragraphs[n].element.tag == "p"
            for n in siblings
        )
        >= _SIBLINGS
    )


def _is_named_dek(paragraph: Paragraph) -> bool:
    element = paragraph.element
    parent = element.getparent()
    if words_of(element) & _DEK_WORDS:
        return True
    return parent is not None and len(parent) == 1 and bool(words_of(parent) & _DEK_WORDS)
