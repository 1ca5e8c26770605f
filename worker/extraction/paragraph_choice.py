"""The decision on which paragraphs of a page belong to the article, and its reasons.

`article_finder` uses it for a whole page.

trafilatura's usual mode is the basis: a paragraph that it keeps stays, unless there is a named
reason against it. Other evidence is the mode for precision, the text that the page declares in its
structured data, and the place of a paragraph among those that are kept.

Measured on 181 news pages (November 2026), for text that only the usual mode keeps. These shares
belonged to the article: 3 % before the first paragraph that both modes keep; 60 % between the
first and the last such paragraph; after the last one, 7 % of the short lines and 80 % of the long
paragraphs.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import html

from worker.extraction.evidence.declared_text import DeclaredText
from worker.extraction.evidence.exclusions import BEFORE, LONG_CHARS, find_excluded
from worker.extraction.evidence.overlooked_paragraphs import find_overlooked
from worker.extraction.evidence.tables import find_table_cells
from worker.extraction.evidence.trafilatura_modes import Votes
from worker.extraction.paragraphs import Paragraph

_LEAST_SHARE = 0.5
"""Minimum share of the usual mode's text in a usable result of the mode for precision."""

AFTER = "a line after the article"
UNDECLARED = "outside the text that the page declares as the article (JSON-LD)"


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision: the numbers of the paragraphs that belong to the article.

    Attributes:
        kept: Numbers of these paragraphs, in any order.
        reasons: Number of a paragraph that trafilatura keeps and that is left out -> reason.
    """

    kept: frozenset[int]
    reasons: dict[int, str]


def decide(
    paragraphs: Sequence[Paragraph], votes: Votes, declared: DeclaredText, title: str
) -> Decision:
    """Return the decision on which paragraphs belong to the article.

    Args:
        paragraphs: Paragraphs of the page, in document order.
        votes: Votes on the paragraphs.
        declared: Text of the article in the page's structured data.
        title: Title of the article.
    """
    kept = set(votes.balanced) or declared.find(paragraphs)
    reasons: dict[int, str] = {}
    if _is_usable(paragraphs, votes):
        reasons |= _judge_edges(paragraphs, votes)
        kept |= _between(votes.strict, votes.strict & votes.balanced)
    kept -= reasons.keys()
    kept |= find_overlooked(paragraphs, kept)
    if declared.covers(paragraphs, kept):
        found = declared.find(paragraphs)
        outside = kept - _between(kept, found)
        reasons |= dict.fromkeys(outside, UNDECLARED)
        kept = (kept - outside) | found
    excluded = find_excluded(paragraphs, kept, title)
    kept -= excluded.keys()
    reasons |= excluded
    kept -= find_table_cells(paragraphs, kept)
    return Decision(frozenset(kept), reasons)


def decide_within(
    paragraphs: Sequence[Paragraph], held: set[html.HtmlElement], title: str
) -> Decision:
    """Return the article's paragraphs, all of which are in elements that the publisher names.

    Args:
        paragraphs: Paragraphs of the page, in document order.
        held: Elements that hold the article.
        title: Title of the article.
    """
    kept = {
        number
        for number, paragraph in enumerate(paragraphs)
        if not held.isdisjoint((paragraph.element, *paragraph.element.iterancestors()))
    }
    excluded = find_excluded(paragraphs, kept, title)
    kept -= excluded.keys() | find_table_cells(paragraphs, kept)
    return Decision(frozenset(kept), excluded)


def disagreement(
    paragraphs: Sequence[Paragraph], kept: frozenset[int], others: frozenset[int]
) -> float:
    """Return the share of the text that only one of two sides keeps, from 0 to 1."""
    total = chars_of(paragraphs, kept | others)
    return chars_of(paragraphs, kept ^ others) / total if total else 0.0


def chars_of(paragraphs: Sequence[Paragraph], numbers: set[int] | frozenset[int]) -> int:
    """Return the length of the text of some paragraphs."""
    return sum(paragraphs[number].chars for number in numbers)


def _is_usable(paragraphs: Sequence[Paragraph], votes: Votes) -> bool:
    """Return whether the mode for precision has found the article, too."""
    shared = chars_of(paragraphs, votes.balanced & votes.strict)
    return shared > _LEAST_SHARE * chars_of(paragraphs, votes.balanced)


def _judge_edges(paragraphs: Sequence[Paragraph], votes: Votes) -> dict[int, str]:
    """Return the paragraphs around the article that only one mode keeps, with the reason."""
    both = votes.balanced & votes.strict
    first, last = min(both), max(both)
    reasons: dict[int, str] = {}
    for number in votes.balanced - both:
        paragraph = paragraphs[number]
        is_line = paragraph.chars < LONG_CHARS or paragraph.link_density > 0.5
        if number < first:
            reasons[number] = BEFORE
        elif number > last and is_line:
            reasons[number] = AFTER
    return reasons


def _between(numbers: set[int] | frozenset[int], others: set[int] | frozenset[int]) -> set[int]:
    """Return the numbers that lie between the first and the last of other numbers."""
    if not others:
        return set()
    first, last = min(others), max(others)
    return {number for number in numbers if first <= number <= last}
