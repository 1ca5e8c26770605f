"""The text of an article in a page's structured data, compared with the page's paragraphs."""

import re
from collections.abc import Sequence

from worker.extraction.paragraphs import Paragraph

_RUN_WORDS = 5
_LEAST_SHARE = 0.8
_COVERED_SHARE = 0.8
LEAST_CHARS = 250
"""Length in characters below which a text is only a summary of the article."""


class DeclaredText:
    """A text, stored as its sequences of five words, so that a paragraph is compared quickly.

    Args:
        text: Text of the article; empty if the page declares none.
    """

    def __init__(self, text: str) -> None:
        self._runs = _runs_of(text) if len(text) >= LEAST_CHARS else set()

    def find(self, paragraphs: Sequence[Paragraph]) -> set[int]:
        """Return the numbers of the paragraphs that the text contains."""
        if not self._runs:
            return set()
        return {number for number, paragraph in enumerate(paragraphs) if self._holds(paragraph)}

    def covers(self, paragraphs: Sequence[Paragraph], numbers: set[int]) -> bool:
        """Return whether the text is complete: it contains most of these paragraphs."""
        if not self._runs or not numbers:
            return False
        total = sum(paragraphs[number].chars for number in numbers)
        held = sum(paragraphs[n].chars for n in numbers if self._holds(paragraphs[n]))
        return held >= _COVERED_SHARE * total

    def _holds(self, paragraph: Paragraph) -> bool:
        runs = _runs_of(paragraph.text)
        return bool(runs) and len(runs & self._runs) >= _LEAST_SHARE * len(runs)


def _runs_of(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[n : n + _RUN_WORDS]) for n in range(len(words) - _RUN_WORDS + 1)}
