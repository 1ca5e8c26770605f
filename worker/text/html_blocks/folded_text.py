"""Text of a block while the reader collects it: white space folded, aliases in their places."""

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from worker.model.script import ForeignText, MarkedText, Replacement

_NO_COMMA_AFTER = ",;:.!?…-–—(“„«"
_ENDING_CHARS = 20
_VERSE_CHARS = 60
"""Length of a line of verse, at most: longer lines are broken to fit a width, not to pause."""

_ENTRY_CHARS = 160
"""Length of a line of a list, at most."""

_LEAST_ENTRIES = 3
_LISTED_SHARE = 0.75
_ENTRY = re.compile(r"[A-ZÀ-Þ0-9“\"•*–-].*(?:\d|:\s|\s[–—-]{1,2}\s).*[^.!?…]\Z", re.DOTALL)
"""A line of a list: a date, a place, a price, a name with a colon; and no sentence."""


@dataclass(slots=True)
class FoldedText:
    """Text of one block, to which the reader adds words.

    Attributes:
        chars: Length of the text.
        linked_chars: Number of characters in links.
        has_space: True if white space has followed the text.
        has_break: True if a line break has followed the text.
        starts_cell: True if the next words are in another cell of a table.
        is_footnote: True if it begins with a mark that was seen in an earlier block.
        bold_chars: Number of characters in bold at its beginning.
        replacements: Words spoken differently from how they are written; in order, no overlap.
        foreign: Its parts in other languages than the article's; in order, no overlap.
        alias: Words spoken in place of everything added until the alias is closed; None outside.
        voices: Names of voices to which the markup assigns the next words, the innermost first.
        marked: Its parts that the markup assigns to voices; in order, no overlap.
    """

    chars: int = 0
    linked_chars: int = 0
    has_space: bool = False
    has_break: bool = False
    starts_cell: bool = False
    is_footnote: bool = False
    bold_chars: int = 0
    replacements: list[Replacement] = field(default_factory=list)
    foreign: list[ForeignText] = field(default_factory=list)
    alias: str | None = None
    voices: tuple[str, ...] = ()
    marked: list[MarkedText] = field(default_factory=list)
    _alias_start: int | None = None
    _parts: list[str] = field(default_factory=list)
    _breaks: list[int] = field(default_factory=list)
    _opens_bold: bool = False

    def __str__(self) -> str:
        return "".join(self._parts)

    def ending(self) -> str:
        """Return the last words of the text, and the white space after them."""
        return "".join(self._parts[-8:])[-_ENDING_CHARS:] + " " * self.has_space

    def add(self, said: str, *, is_link: bool = False, language: str = "") -> None:
        """Add words, which are folded and not empty.

        Args:
            said: The words.
            is_link: True if the words are in a link.
            language: Language of the words; empty if it is the article's.
        """
        if self.starts_cell and self._alias_start is None:
            self._part_cells()
        if self.has_break and self.chars and self._alias_start is None:
            self._breaks.append(self.chars)
        if self.has_space and self.chars:
            self._parts.append(" ")
            self.chars += 1
        if self.alias is not None and self._alias_start is None:
            self._alias_start = self.chars
        self._parts.append(said)
        self.chars += len(said)
        self.linked_chars += len(said) if is_link else 0
        if language:
            self._mark_foreign(len(said), language)
        if self.voices:
            self._mark_voices(len(said))
        self.has_space = self.has_break = False

    def mark_bold(self, *, begins: bool) -> None:
        """Record that words in bold begin or end here."""
        if begins:
            self._opens_bold = self.chars == 0
        elif self._opens_bold:
            self.bold_chars, self._opens_bold = self.chars, False

    def close_alias(self) -> None:
        """End the text that the alias replaces; if there is no text, the alias becomes the text."""
        spoken, start = self.alias, self._alias_start
        self.alias = self._alias_start = None
        if spoken is not None and start is not None:
            self.replacements.append(Replacement(start, self.chars, spoken))
        elif spoken:  # such as an image
            self.has_space = True
            self.add(spoken)
            self.has_space = True

    def lines_as_verses(self) -> list[Replacement]:
        """Return the replacements, with a comma at each break if the lines are short as a poem's.

        A single break counts where a capital letter follows it.
        """
        text = str(self)
        edges = [0, *self._breaks, len(text)]
        longest = max(end - start for start, end in pairwise(edges))
        is_verse = len(self._breaks) > 1 or any(text[at + 1 :][:1].isupper() for at in self._breaks)
        if not is_verse or longest > _VERSE_CHARS:
            return self.replacements
        commas = [
            Replacement(at, at, ",") for at in self._breaks if text[at - 1] not in _NO_COMMA_AFTER
        ]
        return sorted([*self.replacements, *commas], key=lambda each: (each.start, each.end))

    def entries(self) -> list[tuple[int, int]]:
        """Return the spans of the lines if they are a list, such as the dates of a tour."""
        text = str(self)
        spans = [
            (start + len(text[start:end]) - len(text[start:end].lstrip()), end)
            for start, end in pairwise([0, *self._breaks, len(text)])
        ]
        if len(spans) < _LEAST_ENTRIES or any(end - start > _ENTRY_CHARS for start, end in spans):
            return []
        listed = sum(bool(_ENTRY.match(text[start:end])) for start, end in spans)
        return spans if listed >= _LISTED_SHARE * len(spans) else []

    def _mark_foreign(self, chars: int, language: str) -> None:
        """Record that the last characters are in another language."""
        last = self.foreign[-1] if self.foreign else None
        start = self.chars - chars
        if last and last.language == language and last.end >= start - 1:
            self.foreign[-1] = replace(last, end=self.chars)
        else:
            self.foreign.append(ForeignText(start, self.chars, language))

    def _mark_voices(self, chars: int) -> None:
        """Record that the markup assigns the last characters to a voice."""
        last, start = self.marked[-1] if self.marked else None, self.chars - chars
        if last and last.names == self.voices and last.end >= start - 1:
            self.marked[-1] = replace(last, end=self.chars)
        else:
            self.marked.append(MarkedText(start, self.chars, self.voices))

    def _part_cells(self) -> None:
        self.starts_cell = False
        self.has_space = True
        if self.chars and self._parts[-1][-1] not in _NO_COMMA_AFTER:
            self.replacements.append(Replacement(self.chars, self.chars, ","))
