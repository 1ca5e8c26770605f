"""Title, dek and section of the article on a page, as the page itself says."""

import re
from collections.abc import Collection, Sequence
from copy import deepcopy
from itertools import pairwise

import trafilatura
from lxml import html
from trafilatura.settings import Document

from worker.extraction.evidence.large_page_sample import thin_out
from worker.extraction.paragraphs import Paragraph
from worker.html.plain_text import fold
from worker.html.vocabulary import words_of

_DEK_WORDS = frozenset("dek deck standfirst subtitle subhead subheadline".split())
_SUMMARY_WORDS = frozenset(
    "abstract bajada chapo entradilla epigraph ingress intro lead leadtext lede summary teaser "
    "vorspann".split()
)
"""Words that name a first paragraph as often as a dek."""

_MOST_DEK_CHARS = 500
_BYLINE = re.compile(r"(?:[Bb]y\s)?(?:[A-ZÀ-Þ][A-ZÀ-Þ.'’-]*\s?(?:and\s|&\s|,\s)?){2,8}")
"""Names in capitals, which are a byline even in an element that is named like a dek."""

_NEIGHBORS = 6
_LEAST_SIBLINGS = 2


def read_metadata(root: html.HtmlElement, url: str) -> Document:
    """Return the metadata of a page, with its only headline as the title."""
    sample = deepcopy(root)
    thin_out(sample)
    said = trafilatura.extract_metadata(sample, default_url=url or None)
    headlines = root.findall(".//h1")
    if len(headlines) == 1 and fold(headlines[0].text_content()):
        said.title = headlines[0].text_content()
    return said


def find_dek(
    paragraphs: Sequence[Paragraph], kept: Collection[int], title: str, description: str
) -> int | None:
    """Return the number of the paragraph that is the dek, or None if readers see none.

    It is between the title and the text: an element with such a name, or one that repeats the
    description in the page's metadata. An ordinary first paragraph may repeat this, too,
    but others in the same element follow.

    Args:
        paragraphs: Paragraphs of the page, in document order.
        kept: Numbers of the article's paragraphs.
        title: Title of the article.
        description: Description of the article in the page's metadata.
    """
    texts = [number for number in kept if paragraphs[number].text != title]
    first = _first_of_text(paragraphs, texts)
    titles = [n for n in range(first + 1) if paragraphs[n].text == title] or [0]
    headlines = [n for n in titles if paragraphs[n].element.tag == "h1"] or titles[-1:]
    wanted = fold(description)
    for number in range(headlines[0], min(first + 1, len(paragraphs))):
        paragraph = paragraphs[number]
        is_name = _BYLINE.fullmatch(paragraph.text) and paragraph.text != wanted
        is_of_length = 0 < paragraph.chars <= _MOST_DEK_CHARS
        if not is_of_length or is_name or paragraph.text == title:
            continue
        words = _words_around(paragraph)
        may_be = number > titles[-1] and (paragraph.text == wanted or bool(words & _SUMMARY_WORDS))
        if words & _DEK_WORDS or (may_be and not _is_first_of_many(paragraphs, number, kept)):
            return number
    return None


def _first_of_text(paragraphs: Sequence[Paragraph], kept: Collection[int]) -> int:
    """Return the number of the first paragraph that is among others in the same element."""
    numbers = sorted(kept)
    return next(
        (n for n in numbers if _is_first_of_many(paragraphs, n, kept)), numbers[0] if numbers else 0
    )


def _is_first_of_many(paragraphs: Sequence[Paragraph], number: int, kept: Collection[int]) -> bool:
    """Return whether another paragraph of the article follows soon in the same element."""
    parent = paragraphs[number].element.getparent()
    soon = range(number + 1, min(number + _NEIGHBORS, len(paragraphs)))
    elements = [paragraphs[n].element for n in soon if n in kept]
    siblings = [each for each in elements if each.tag == "p" and each.getparent() is parent]
    return len(siblings) >= _LEAST_SIBLINGS


def _words_around(paragraph: Paragraph) -> set[str]:
    """Return the words in the names of a paragraph, and of an element that contains only it.

    Pairs of words count, too: "sub-headline" is a "subheadline".
    """
    parent = paragraph.element.getparent()
    words = words_of(paragraph.element)
    if parent is not None and len(parent) == 1:
        words = [*words, *words_of(parent)]
    return {*words, *map("".join, pairwise(words))}
